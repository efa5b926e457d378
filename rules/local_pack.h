#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/collector.h"
#include "rules/document.h"

/// The local pack: a shop's own rules, and what it changes in rules of other packs.
///
///   - override: div.wechat        the rule of another pack
///     level: major                replaced: status level do tell suggest score score_each max
///                                 applies
///     except+: ['{微信}支付']      added to the rule's `except`
///     tests+: {ok: [...]}         added to the rule's examples
///
/// Overrides are resolved on the trees of the files, before anything of a rule is read: a rule with
/// overrides is one rule, judged and tested whole. `{…}` in what is added names the word lists of
/// the pack that defines the rule.
namespace rules {

/// One pack of a rule set may override; it is the local one, as is a pack named `local`.
inline constexpr char kLocalPack[] = "local";

/// True if the source is a local pack: its name, or a rule that overrides.
bool is_local_pack(const Source& source);

/// The sources as they make a rule set: a local pack comes with the packs of the program, except
/// those whose names the sources give themselves. Without a local pack they stay as they are.
std::vector<Source> with_shipped_packs(std::vector<Source> sources);

/// Takes every override out of the trees and makes its change in the rule it names.
/// @param roots  one for each source, nullopt where it could not be read.
/// @param lines  of the sources; the local pack's become the annex of those it changes.
void resolve_overrides(std::vector<std::optional<Node>>& roots, std::vector<SourceLines>& lines,
                       std::vector<Diagnostic>& diagnostics);

}  // namespace rules
