#include "rules/conditions.h"

namespace rules {

void Conditions::move_clauses(ClauseId base) {
  for (auto* const clause : {&main, &customer_said}) {
    if (*clause) {
      **clause += base;
    }
  }
  for (auto* const bound : {&after, &before, &expect}) {
    if (*bound) {
      (*bound)->clause += base;
    }
  }
  for (BoundClause& step : steps) {
    step.clause += base;
  }
}

}  // namespace rules
