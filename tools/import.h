#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "plugin/background_store.h"
#include "plugin/database_lock.h"
#include "plugin/replay.h"
#include "store/store.h"
#include "tools/command.h"

/// `sandglass import`: one file a format.
namespace tools {

/// The database an import writes to, held by its lock; none for a dry run.
class ImportedDatabase {
 public:
  /// @param path  empty: none. @throws plugin::DatabaseHeld, store::Error
  explicit ImportedDatabase(const std::string& path);

  store::Store* store() const { return store_.get(); }

  /// From here on rows are written on a thread of their own.
  void write_in_background();

  /// Queues a batch, once rows are written in the background.
  void push(store::Batch&& batch) { background_->push(std::move(batch)); }

  bool is_in_background() const { return background_ != nullptr; }

  /// Everything that was brought is durable. @throws store::Error
  void flush();

  /// Puts the profile and the rules to judge by into `options`. False: what is wrong was said.
  bool settle(plugin::ReplayOptions& options, const std::string& rules, bool without_rules) const;

 private:
  std::string path_;
  std::optional<plugin::DatabaseLock> lock_;
  std::unique_ptr<store::Store> store_;
  plugin::BackgroundStore* background_ = nullptr;  // store_, once it is one
};

/// Measures from outside, which reports show beside the shop's own.
void declare_import_benchmark(CLI::App& command, Action& action);
void declare_import_csv(CLI::App& command, Action& action);
/// The event files of `replay`, into a database (tools/replay.cpp).
void declare_import_events(CLI::App& command, Action& action);
void declare_import_transcript(CLI::App& command, Action& action);

}  // namespace tools
