#pragma once

#include <filesystem>
#include <string>

#include "rules/skeleton.h"

/// `sandglass rules new`: a draft of a rule, added to a pack without touching what stands there.
namespace plugin {

struct NewRule {
  rules::RuleSkeleton skeleton;
  /// A file, there or not, or a folder; empty: the rule is only shown, as a pack of its own.
  std::filesystem::path pack;
};

struct ProposedRule {
  std::filesystem::path file;  ///< to be written; empty: only shown
  std::string text;            ///< the whole file
  std::string added;           ///< the part that is new
  /// Not empty: refused. The id is taken, the pack is broken, or the rule would not compile.
  std::string problems;
};

/// What `rules new` would write. Of a folder its local pack, its only pack, or in an empty or
/// missing one `local.yaml`; of a file the end of its rules. An id is taken if a rule of the packs
/// that come with the program, or of any pack in the same folder, has it. Nothing is written.
ProposedRule propose_rule(const NewRule& asked);

/// Puts the text in place of the file, whole or not at all; makes the folder where it is missing.
/// @throws std::system_error.
void write_rule(const ProposedRule& proposed);

}  // namespace plugin
