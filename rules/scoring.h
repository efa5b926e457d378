#pragma once

#include <string>

namespace rules {

/// What a rule's findings do to the conversation's 100 points. Points are 0 or more.
struct Scoring {
  int once = 0;           ///< taken off if there is any finding (`score: -n`)
  int each = 0;           ///< taken off for every finding (`score_each: -n`)
  int most = 0;           ///< `each` takes off no more than this together (`max`); 0: no limit
  int bonus = 0;          ///< added if there is any finding
  bool is_fatal = false;  ///< any finding makes the conversation's score 0
  std::string dimension;  ///< such as 态度; empty: none

  bool matters() const { return once > 0 || each > 0 || bonus > 0 || is_fatal; }
};

}  // namespace rules
