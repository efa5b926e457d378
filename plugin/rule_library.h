#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rules/compiler.h"

/// The rule packs of a running program: those shipped with it, or every *.yaml of a folder that is
/// read again when it changes. A rule set that does not compile never replaces one that did.
namespace plugin {

class RuleLibrary {
 public:
  /// The packs that come with the program; they never change.
  RuleLibrary();
  /// A published rule set, which never changes. `pack`: it compiled; null: load() will tell.
  RuleLibrary(std::vector<rules::Source> published, std::shared_ptr<const rules::RulePack> pack);
  /// The packs of a folder.
  explicit RuleLibrary(std::filesystem::path folder);

  /// Reads and compiles everything: a dry run first, so `current` changes only if all is well.
  /// The result's `pack` is null if something is wrong; its diagnostics say what.
  rules::Compiled load();

  /// Looks whether the folder has changed since it was last read and if so reads it as load()
  /// does. nullopt: nothing has changed. Reads names, sizes and times; contents only where one of
  /// those differs, so calling it every second costs next to nothing. The caller decides when.
  std::optional<rules::Compiled> poll();

  /// The last rule set that compiled; null before the first. Hand it on by pointer.
  std::shared_ptr<const rules::RulePack> current() const { return current_; }

 private:
  /// What a look at a file without opening it tells.
  struct Stamp {
    std::filesystem::path path;
    std::uintmax_t size = 0;
    std::filesystem::file_time_type changed_at;

    bool operator==(const Stamp&) const = default;
  };

  std::vector<Stamp> stamps() const;
  rules::Compiled compile_sources();

  std::optional<std::filesystem::path> folder_;
  std::optional<std::vector<rules::Source>> published_;
  std::vector<Stamp> seen_;
  std::vector<rules::Source> sources_;
  std::vector<rules::Diagnostic> unreadable_;
  std::shared_ptr<const rules::RulePack> current_;
};

/// The sources of a folder (read_rule_folder) or of one file; with a local pack among them the
/// packs that come with the program too (rules/local_pack.h).
std::vector<rules::Source> read_rules(const std::filesystem::path& path,
                                      std::vector<rules::Diagnostic>& diagnostics);

/// One file compiled alone.
rules::Compiled load_rule_file(const std::filesystem::path& path);

/// The sources of a folder's *.yaml files by name; a file that cannot be read becomes a diagnostic,
/// as does a folder without packs.
std::vector<rules::Source> read_rule_folder(const std::filesystem::path& folder,
                                            std::vector<rules::Diagnostic>& diagnostics);

}  // namespace plugin
