#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "rules/finding.h"
#include "rules/pattern.h"

/// Rules as their authors wrote them: checked, words resolved, nothing compiled.
namespace rules {

enum class Says : std::uint8_t { kAgent, kCustomer, kAny };
/// What becomes of automatic and bot texts.
enum class Automatic : std::uint8_t { kExclude, kInclude, kOnly };
enum class Status : std::uint8_t { kDraft, kTrial, kActive, kRetired };

/// Code points of the rule's view, both ends included.
struct LengthLimits {
  std::uint32_t at_least = 0;
  std::uint32_t at_most = std::numeric_limits<std::uint32_t>::max();
};

/// Share of its findings that people look at.
struct ReviewPolicy {
  std::uint32_t percent = 10;  ///< 0 never, 100 always
};

struct Rule {
  std::size_t source = 0;  ///< index of its file among the sources
  std::uint32_t line = 0;  ///< where the rule begins
  std::uint32_t column = 0;
  std::string pack;
  bool is_whole_words = false;  ///< plain texts match on word boundaries (`locale: en`)

  std::string id;
  std::string name;
  Level level = Level::kMinor;
  Says says = Says::kAgent;
  Automatic automatic = Automatic::kExclude;
  std::vector<std::string> kinds;  ///< empty = any kind of message
  View view = View::kClean;
  View customer_view = View::kClean;  ///< the pack's own view; `view` is about this message only
  bool has_length = false;
  LengthLimits length;
  std::vector<Pattern> has;
  std::vector<Pattern> whole;
  std::vector<Pattern> except;
  std::vector<Pattern> unless;
  std::vector<Pattern> lacks;
  std::vector<Pattern> customer_said;

  Action action = Action::kLog;
  std::string tell;
  std::string suggest;
  int score = 0;
  Status status = Status::kActive;
  std::string owner;
  std::string why;
  bool has_review = false;
  ReviewPolicy review;

  std::vector<WrittenText> bad;
  std::vector<WrittenText> ok;
  std::vector<WrittenText> todo_bad;
};

struct Pack {
  std::size_t source = 0;
  std::string name;
  std::string locale;
  std::string about;
};

}  // namespace rules
