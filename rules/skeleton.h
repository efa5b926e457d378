#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/diagnostic.h"

/// The text of a rule that somebody is about to write: a draft that compiles, its examples pass,
/// and comments say what each line is for. Pure; any thread.
namespace rules {

/// What a new rule looks like: the five forms most rules have.
enum class RuleForm : std::uint8_t {
  kHas,       ///< a message has certain words
  kSequence,  ///< the customer said this, then the agent says that
  kAbsence,   ///< the customer said this, and what should follow does not come
  kTime,      ///< a reply to such a message does not come in time
  kRepeat,    ///< much the same is said again and again
};

/// `has`, `sequence`, `absence`, `time`, `repeat`; nullopt for another word.
std::optional<RuleForm> rule_form(std::string_view word);

struct RuleSkeleton {
  std::string id;
  std::string name;  ///< empty: the id
  RuleForm form = RuleForm::kHas;
  /// What the message has; of kAbsence what should have come; of kTime what the customer says. As
  /// written in a rule. Empty: a placeholder. kRepeat has none.
  std::vector<std::string> has;
  /// kSequence and kAbsence: what the customer says first. Empty: a placeholder.
  std::vector<std::string> after;
  std::vector<std::string> bad;  ///< messages of the rule's speaker; empty: made of the texts
  std::vector<std::string> ok;
  Language language = Language::kEnglish;  ///< of comments and placeholders
};

/// The rule as lines of a pack, each begun by `indent` and ended by a line break.
std::string rule_text(const RuleSkeleton& skeleton, std::string_view indent);

/// What stands above the first rule of a new pack, `rules:` the last line. The pack's locale is en
/// where comments are English and no text of the rule has a Chinese character, zh-CN else.
std::string pack_header(std::string_view pack, const RuleSkeleton& first);

}  // namespace rules
