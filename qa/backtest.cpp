#include "qa/backtest.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "qa/review.h"
#include "qa/talk_view.h"
#include "qa/word_clauses.h"

namespace qa {
namespace {

constexpr std::string_view kNames[] = {"newly_flagged", "no_longer_flagged", "unchanged"};

bool is_before(const FindingRecord& left, const FindingRecord& right) {
  return identity_of(left) < identity_of(right);
}

/// How many findings each rule has, by its index.
std::vector<std::size_t> counts_of(const rules::RulePack& rules,
                                   const std::vector<FindingRecord>& findings) {
  std::map<std::string_view, std::size_t> by_rule;
  for (const FindingRecord& finding : findings) {
    ++by_rule[finding.rule];
  }
  std::vector<std::size_t> counts;
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    const auto found = by_rule.find(rules.info(i).id);
    counts.push_back(found == by_rule.end() ? 0 : found->second);
  }
  return counts;
}

}  // namespace

std::string_view to_string(BacktestChange change) {
  return kNames[static_cast<std::size_t>(change)];
}

WholeConversation::WholeConversation(const ConversationKey& key, const std::vector<Event>& events,
                                     const Profile& profile, const LocalTime& local)
    : key_(key), local_(local), pass_(profile, local) {
  const auto order = [](const Event* event) {
    return std::tuple<std::int64_t, Time, std::string_view>(event->conv_seq, event->time,
                                                            event->id);
  };
  for (const Event& event : events) {
    events_.push_back(&event);
  }
  std::sort(events_.begin(), events_.end(),
            [&](const Event* left, const Event* right) { return order(left) < order(right); });
  for (const Event* event : events_) {
    static_cast<void>(ledger_.insert(*event));
  }
  for (std::size_t i = 0; i < ledger_.facts().size(); ++i) {
    static_cast<void>(pass_.step(ledger_, i));
  }
}

std::vector<FindingRecord> BookOverWhole::findings_in(const WholeConversation& conversation) {
  Words words;
  return findings_in(conversation, words);
}

std::vector<FindingRecord> BookOverWhole::findings_in(const WholeConversation& conversation,
                                                      Words& words) {
  std::vector<Effect> effects;
  const TalkInspector::Subject subject = conversation.subject();
  for (const Event* event : conversation.events()) {
    if (const std::size_t position = words.insert(*event); position != SIZE_MAX) {
      inspector_.inspect(words, position, subject.key, effects);
    }
  }
  talk_inspector_.judge(subject, words, kLatestTime, effects);
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

WholeJudgement BookOverWhole::judge(const WholeConversation& conversation) {
  const rules::RulePack& rules = *inspector_.rules();
  WholeJudgement judgement;
  Words& words = judgement.words;
  judgement.findings = findings_in(conversation, words);
  rules::Scratch scratch;
  for (std::size_t i = 0; i < words.size(); ++i) {
    // The inspectors leave this out where no rule looks around; what could apply needs it.
    if (words.at(i).kind == Word::Kind::kSaid && !words.at(i).is_repeated) {
      inspect_once(words, i, rules, scratch);
    }
  }
  const TalkInspector::Subject subject = conversation.subject();
  const TalkView view(subject.key, words, subject.ledger, subject.pass, subject.local);
  for (const rules::TalkFinding& found : rules.judge(view.talk(), to_ms(kLatestTime)).findings) {
    const std::size_t word = view.word(found.message);
    if (word != SIZE_MAX && !rules.info(found.rule).classify.empty()) {
      judgement.intents.push_back({word, found.rule});
    }
  }
  judgement.score = rules::score_of(rules, view.talk(), counts_of(rules, judgement.findings));
  return judgement;
}

void Backtest::judge(const ConversationKey& key, const std::vector<Event>& events,
                     std::vector<BacktestFinding>& findings) {
  const WholeConversation conversation(key, events, profile_, local_);
  std::vector<FindingRecord> before = before_.findings_in(conversation);
  std::vector<FindingRecord> after = after_.findings_in(conversation);
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
