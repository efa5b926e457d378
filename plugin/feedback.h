#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "plugin/workstation/link.h"
#include "qa/desk.h"
#include "qa/record.h"
#include "rules/diagnostic.h"
#include "rules/pack.h"

/// From conclusions to what a workstation is told: pure, so that the words an agent reads are
/// tested without a socket. Texts are zh-CN or English; nothing in them comes from a customer.
namespace plugin {

/// After this long a late finding is history: it is stored and reviewed, nobody is interrupted for
/// it.
inline constexpr qa::Duration kFreshFinding{60'000};

/// What a person reads when a stage falls due: "已等待 2 分 30 秒，请在 30 秒内回复".
struct NudgeText {
  std::string title;
  std::string text;
};

NudgeText nudge_text(const qa::NudgeRecord& nudge, rules::Language language);

/// info for `notice`, warn for the others (rules.md: one scale everywhere).
std::string_view nudge_level(qa::Stage stage);
/// hint → info, confirm → warn, block → block; empty for log: nobody is told.
std::string_view nudge_level(rules::Action action);

/// A waiting nudge as the workstation gets it. The id is made from what it is about, so a restart
/// does not make a second one.
workstation::Nudge make_nudge(const qa::NudgeRecord& record, const qa::Cause& cause,
                              rules::Language language);

/// One nudge for all findings of one message, of the strongest action; `findings` is not empty and
/// of one message.
workstation::Nudge make_nudge(const std::vector<qa::FindingRecord>& findings,
                              const rules::RulePack& rules, const qa::Cause& cause);

/// The same as a verdict on the message.
workstation::Verdict make_verdict(const std::vector<qa::FindingRecord>& findings,
                                  const rules::RulePack& rules, const qa::Cause& cause);

/// The answer to a draft. Shadow rules have no say.
workstation::DraftAnswer make_answer(const workstation::DraftCheck& draft,
                                     const std::vector<rules::Hit>& hits,
                                     const rules::RulePack& rules);

/// Holds back the nudges of rules that ask for it (`cooldown`); findings and verdicts are not
/// touched.
class Cooldowns {
 public:
  /// True, and remembered, where the rule may nudge about this conversation again.
  bool allow(const qa::FindingRecord& finding, const rules::RulePack& rules);

 private:
  /// More conversations than this: those whose cooldown is over are forgotten.
  static constexpr std::size_t kMostRemembered = 4'096;

  std::map<std::tuple<std::string, std::string, std::string>, qa::Time> until_;
};

}  // namespace plugin
