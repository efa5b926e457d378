#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/clause.h"
#include "rules/conditions.h"
#include "rules/finding.h"
#include "rules/pattern.h"
#include "rules/scoring.h"

/// Rules as their authors wrote them: checked, words resolved, nothing compiled.
namespace rules {

enum class Status : std::uint8_t { kDraft, kTrial, kActive, kRetired };

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
  View view = View::kClean;     ///< the pack's own

  std::string id;
  std::string name;
  Level level = Level::kMinor;
  std::vector<Clause> clauses;
  Conditions conditions;  ///< by index in `clauses`

  Action action = Action::kLog;
  std::string tell;
  std::string suggest;
  Scoring scoring;
  std::int64_t cooldown_ms = 0;
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
