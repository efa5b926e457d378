#include "rules/conditions.h"

namespace rules {

namespace {

template <typename Of, typename See>
void for_each_clause(Of& conditions, See see) {
  for (auto* const clause : {&conditions.main, &conditions.customer_said}) {
    if (*clause) {
      see(**clause);
    }
  }
  for (auto* const bound : {&conditions.after, &conditions.before, &conditions.expect}) {
    if (*bound) {
      see((*bound)->clause);
    }
  }
  for (auto& step : conditions.steps) {
    see(step.clause);
  }
}

}  // namespace

std::vector<ClauseId> Conditions::clauses() const {
  std::vector<ClauseId> out;
  for_each_clause(*this, [&out](ClauseId clause) { out.push_back(clause); });
  return out;
}

void Conditions::move_clauses(ClauseId base) {
  for_each_clause(*this, [base](ClauseId& clause) { clause += base; });
}

}  // namespace rules
