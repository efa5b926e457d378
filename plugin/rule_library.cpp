#include "plugin/rule_library.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "rules/local_pack.h"
#include "rules/reader.h"

namespace plugin {
namespace {

namespace fs = std::filesystem;

rules::Diagnostic unreadable(const fs::path& path, const std::string& reason) {
  rules::Diagnostic diagnostic;
  diagnostic.code = rules::Code::kCannotRead;
  diagnostic.place.file = path.string();
  diagnostic.arguments = {reason};
  return diagnostic;
}

std::vector<fs::path> rule_files(const fs::path& folder, std::error_code& problem) {
  std::vector<fs::path> out;
  fs::directory_iterator entries(folder, problem);
  for (; !problem && entries != fs::directory_iterator(); entries.increment(problem)) {
    const fs::path& path = entries->path();
    const bool is_hidden = path.filename().string().starts_with('.');
    std::error_code ignored;  // a file that cannot be looked at fails when it is opened
    if (!is_hidden && path.extension() == ".yaml" && !fs::is_directory(path, ignored)) {
      out.push_back(path);
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// At most one byte more than the compiler takes, so that it can say the file is too large.
bool read_file(const fs::path& path, std::string& text) {
  std::ifstream file(path, std::ios::binary);
  text.resize(rules::kLargestSource + 1);
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return file.eof() || (file.good() && text.size() > rules::kLargestSource);
}

/// Files that cannot be read become diagnostics.
std::vector<rules::Source> read_files(const std::vector<fs::path>& paths,
                                      std::vector<rules::Diagnostic>& diagnostics) {
  std::vector<rules::Source> out;
  for (const fs::path& path : paths) {
    rules::Source source{path.string(), {}};
    errno = 0;
    if (read_file(path, source.text)) {
      out.push_back(std::move(source));
    } else {
      const int reason = errno == 0 ? EIO : errno;
      diagnostics.push_back(unreadable(path, std::generic_category().message(reason)));
    }
  }
  return out;
}

}  // namespace

std::vector<rules::Source> read_rule_folder(const fs::path& folder,
                                            std::vector<rules::Diagnostic>& diagnostics) {
  std::error_code problem;
  const std::vector<fs::path> files = rule_files(folder, problem);
  std::vector<rules::Source> out = read_files(files, diagnostics);
  if (problem) {
    diagnostics.push_back(unreadable(folder, problem.message()));
  } else if (out.empty() && diagnostics.empty()) {
    rules::Diagnostic none;
    none.code = rules::Code::kNoPacks;
    none.place.file = folder.string();
    diagnostics.push_back(std::move(none));
  }
  return out;
}

std::vector<rules::Source> read_rules(const fs::path& path,
                                      std::vector<rules::Diagnostic>& diagnostics) {
  std::error_code problem;  // what cannot be looked at fails when it is opened
  auto sources = fs::is_directory(path, problem) ? read_rule_folder(path, diagnostics)
                                                 : read_files({path}, diagnostics);
  return rules::with_shipped_packs(std::move(sources));
}

rules::Compiled load_rule_file(const fs::path& path) {
  rules::Compiled refused;
  const std::vector<rules::Source> sources = read_rules(path, refused.diagnostics);
  return refused.diagnostics.empty() ? rules::compile(sources) : std::move(refused);
}

RuleLibrary::RuleLibrary() = default;

RuleLibrary::RuleLibrary(fs::path folder) : folder_(std::move(folder)) {}

RuleLibrary::RuleLibrary(std::vector<rules::Source> published,
                         std::shared_ptr<const rules::RulePack> pack)
    : published_(std::move(published)), current_(std::move(pack)) {}

rules::Compiled RuleLibrary::load() {
  unreadable_.clear();
  if (folder_) {
    seen_ = stamps();
    sources_ = read_rules(*folder_, unreadable_);
  } else {
    sources_ = published_ ? *published_ : rules::shipped_packs();
  }
  return compile_sources();
}

std::optional<rules::Compiled> RuleLibrary::poll() {
  if (!folder_) {
    return std::nullopt;
  }
  std::vector<Stamp> now = stamps();
  if (now == seen_) {
    return std::nullopt;
  }
  seen_ = std::move(now);
  std::vector<rules::Diagnostic> unreadable_now;
  std::vector<rules::Source> sources = read_rules(*folder_, unreadable_now);
  const bool is_same = unreadable_now.empty() && unreadable_.empty() &&
                       std::equal(sources.begin(), sources.end(), sources_.begin(), sources_.end(),
                                  [](const rules::Source& a, const rules::Source& b) {
                                    return a.name == b.name && a.text == b.text;
                                  });
  if (is_same) {
    return std::nullopt;  // touched or saved again without a change
  }
  unreadable_ = std::move(unreadable_now);
  sources_ = std::move(sources);
  return compile_sources();
}

std::vector<RuleLibrary::Stamp> RuleLibrary::stamps() const {
  std::vector<Stamp> out;
  std::error_code problem;
  for (const fs::path& path : rule_files(*folder_, problem)) {
    Stamp stamp;
    stamp.path = path;
    std::error_code gone;  // a file that vanished or cannot be looked at keeps size 0
    stamp.size = fs::file_size(path, gone);
    stamp.size = gone ? 0 : stamp.size;
    stamp.changed_at = fs::last_write_time(path, gone);
    out.push_back(std::move(stamp));
  }
  return out;
}

rules::Compiled RuleLibrary::compile_sources() {
  rules::Compiled compiled;
  if (sources_.empty() && !unreadable_.empty()) {
    compiled.diagnostics = unreadable_;
    return compiled;
  }
  compiled = rules::compile(sources_);
  compiled.diagnostics.insert(compiled.diagnostics.end(), unreadable_.begin(), unreadable_.end());
  if (!unreadable_.empty()) {
    compiled.pack = nullptr;  // a set with a pack missing is another set
  }
  if (compiled.pack) {
    current_ = compiled.pack;
  }
  return compiled;
}

}  // namespace plugin
