#include "tools/import.h"

#include <utility>

#include "qa/profile.h"
#include "store/open.h"
#include "tools/settings.h"

namespace tools {

ImportedDatabase::ImportedDatabase(const std::string& path) : path_(path) {
  if (!path.empty()) {
    lock_.emplace(path);
    store_ = store::open_store(path);
  }
}

void ImportedDatabase::write_in_background() {
  if (store_) {
    auto background =
        std::make_unique<plugin::BackgroundStore>(std::move(store_), store::open_reader(path_));
    background_ = background.get();
    store_ = std::move(background);
  }
}

void ImportedDatabase::flush() {
  if (background_ != nullptr) {
    background_->flush();
  }
}

bool ImportedDatabase::settle(plugin::ReplayOptions& options, const std::string& rules,
                              bool without_rules) const {
  options.profile = store_ ? store_->present_profile() : qa::Profile::douyin();
  if (without_rules) {
    return true;
  }
  options.rules = load_rules_argument(rules, store_.get());
  return options.rules != nullptr;
}

void declare_import(CLI::App& command, Action& action) {
  command.require_subcommand(1);
  declare_import_benchmark(
      *command.add_subcommand("benchmark", "Industry averages, to look at beside the figures"),
      action);
  declare_import_csv(*command.add_subcommand("csv", "Session or message details of a platform"),
                     action);
  declare_import_events(*command.add_subcommand("events", "Event files of kefu.v1"), action);
  declare_import_transcript(*command.add_subcommand("transcript", "Dialogues of research sets"),
                            action);
}

}  // namespace tools
