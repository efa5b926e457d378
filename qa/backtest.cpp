#include "qa/backtest.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "qa/review.h"
#include "qa/words.h"

namespace qa {
namespace {

constexpr std::string_view kNames[] = {"newly_flagged", "no_longer_flagged", "unchanged"};

bool is_before(const FindingRecord& left, const FindingRecord& right) {
  return identity_of(left) < identity_of(right);
}

}  // namespace

std::string_view to_string(BacktestChange change) {
  return kNames[static_cast<std::size_t>(change)];
}

std::vector<FindingRecord> findings_in(Inspector& inspector, const ConversationKey& key,
                                       const std::vector<Event>& events) {
  std::vector<const Event*> ordered;
  for (const Event& event : events) {
    ordered.push_back(&event);
  }
  const auto order = [](const Event* event) {
    return std::tuple<std::int64_t, Time, std::string_view>(event->conv_seq, event->time,
                                                            event->id);
  };
  std::sort(ordered.begin(), ordered.end(),
            [&](const Event* left, const Event* right) { return order(left) < order(right); });
  Words words;
  std::vector<Effect> effects;
  for (const Event* event : ordered) {
    inspector.inspect(words, words.insert(*event), key, effects);
  }
  std::map<FindingIdentity, FindingRecord> standing;
  for (Effect& effect : effects) {
    if (auto* finding = std::get_if<FindingRecord>(&effect)) {
      FindingIdentity identity = identity_of(*finding);
      if (finding->is_withdrawn) {
        standing.erase(identity);
      } else {
        standing.insert_or_assign(std::move(identity), std::move(*finding));
      }
    }
  }
  std::vector<FindingRecord> findings;
  for (auto& [identity, finding] : standing) {
    findings.push_back(std::move(finding));
  }
  return findings;
}

void Backtest::judge(const ConversationKey& key, const std::vector<Event>& events,
                     std::vector<BacktestFinding>& findings) {
  std::vector<FindingRecord> before = findings_in(before_, key, events);
  std::vector<FindingRecord> after = findings_in(after_, key, events);
  auto left = before.begin();
  auto right = after.begin();
  while (left != before.end() || right != after.end()) {
    if (right == after.end() || (left != before.end() && is_before(*left, *right))) {
      findings.push_back({BacktestChange::kNoLongerFlagged, std::move(*left++)});
    } else if (left == before.end() || is_before(*right, *left)) {
      findings.push_back({BacktestChange::kNewlyFlagged, std::move(*right++)});
    } else {
      findings.push_back({BacktestChange::kUnchanged, std::move(*right++)});
      ++left;
    }
  }
}

}  // namespace qa
