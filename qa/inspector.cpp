#include "qa/inspector.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "qa/finding_record.h"
#include "qa/utterance.h"
#include "qa/word_clauses.h"

namespace qa {

void Inspector::inspect(Words& words, std::size_t position, const ConversationKey& key,
                        std::vector<Effect>& effects) {
  classified_.clear();
  if (!rules_ || position >= words.size()) {
    return;
  }
  // From the last to the newcomer: a late edit moves the revisions after it up by one, and each
  // must have left its number before the one below takes it.
  for (std::size_t i = words.size(); i-- > position + 1;) {
    if (is_changed_by(words, i, position)) {
      judge(words, i, key, effects);
    }
  }
  judge(words, position, key, effects);
}

bool Inspector::is_changed_by(const Words& words, std::size_t later, std::size_t position) const {
  const Word& word = words.at(later);
  const Word& newcomer = words.at(position);
  if (word.message == newcomer.message && newcomer.kind != Word::Kind::kRecalled) {
    // An edit counts the edits before it, a repetition the message before it, whatever the rules.
    return true;
  }
  if (!rules_->needs_context() || word.judged_by != rules_->version()) {
    return false;
  }
  // An edit is judged where its message stands: only what is said before that concerns it.
  const std::size_t said = word.kind == Word::Kind::kSaid ? later : words.said_at(later);
  return said != SIZE_MAX && said > position;
}

bool Inspector::lacks_words(const Words& words, const Event& event, bool is_known_message) const {
  if (!rules_ || words.is_complete()) {
    return false;
  }
  const std::size_t look_back = rules_->needs_context() ? look_back_ : 0;
  if (words.lacks_words_before(event, look_back)) {
    return true;
  }
  std::string_view message;
  if (const auto* said = std::get_if<MessageCreated>(&event.data)) {
    message = said->id;
  } else if (const auto* edited = std::get_if<MessageEdited>(&event.data)) {
    message = edited->message_id;
  } else {
    return false;
  }
  const std::size_t said = is_known_message ? words.find_said(message) : 0;
  return said == SIZE_MAX || (is_known_message && said < look_back);
}

void Inspector::remember(Words& words, const FindingRecord& finding) const {
  if (!rules_ || finding.is_withdrawn || finding.rule_set != rules_->version()) {
    return;
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    Word& word = words.at(i);
    if (word.message != finding.message || word.kind == Word::Kind::kRecalled || word.is_repeated ||
        words.revision(i) != finding.message_revision) {
      continue;
    }
    if (word.kind == Word::Kind::kSaid || words.said_at(i) != SIZE_MAX) {
      word.hits.push_back({finding.rule, finding.view, finding.spans, {}, {}});
      word.author_id = finding.agent;
    }
  }
}

void Inspector::hold_judged(Words& words) const {
  for (std::size_t i = 0; i < words.size() && rules_; ++i) {
    words.at(i).judged_by = rules_->version();
    words.at(i).revision = words.revision(i);
  }
}

std::vector<std::string_view> Inspector::turn_before(const Words& words,
                                                     std::size_t position) const {
  return rules_->needs_context() ? words.customer_said(position, look_back_)
                                 : std::vector<std::string_view>{};
}

void Inspector::judge(Words& words, std::size_t position, const ConversationKey& key,
                      std::vector<Effect>& effects) {
  Word& word = words.at(position);
  if (word.kind == Word::Kind::kRecalled) {
    return;
  }
  const std::size_t said = word.kind == Word::Kind::kSaid ? position : words.said_at(position);
  const bool was_judged = word.judged_by == rules_->version();
  const std::vector<KnownHit> before = was_judged ? std::move(word.hits) : std::vector<KnownHit>{};
  const FindingRecord old_shape = make_record(word, {}, key);
  word.hits.clear();
  word.judged_by = rules_->version();
  word.revision = words.revision(position);
  if (said != SIZE_MAX && !word.is_repeated) {
    const Word& origin = words.at(said);
    word.author = origin.author;
    word.author_id = origin.author_id;
    word.is_automatic = origin.is_automatic;
    const auto turn = turn_before(words, said);
    if (keeps_clauses_ && word.kind == Word::Kind::kSaid) {
      inspect_once(words, position, *rules_, scratch_);
      rules_->match_inspected(word.clause_hits, {turn}, scratch_, hits_);
    } else {
      rules_->match(utterance_of(word), {turn}, scratch_, hits_);
    }
    for (const rules::Hit& hit : hits_) {
      const rules::RuleInfo& rule = rules_->info(hit.rule);
      if (rule.classify.empty()) {
        word.hits.push_back({rule.id, hit.view, hit.spans, {}, {}});
      }
    }
    classify(words, position);
  }
  const bool same_revision = old_shape.message_revision == word.revision;
  const bool same_record = same_revision && old_shape.agent == word.author_id;
  for (const KnownHit& hit : before) {
    const bool stands = std::any_of(word.hits.begin(), word.hits.end(),
                                    [&](const KnownHit& now) { return now.rule == hit.rule; });
    if (!stands || !same_revision) {
      FindingRecord gone = make_record(word, hit, key);
      gone.message_revision = old_shape.message_revision;
      gone.is_withdrawn = true;
      effects.emplace_back(std::move(gone));
    }
  }
  for (const KnownHit& hit : word.hits) {
    if (!same_record || std::find(before.begin(), before.end(), hit) == before.end()) {
      effects.emplace_back(make_record(word, hit, key));
    }
  }
}

/// hits_ are those of the word at `position`.
void Inspector::classify(const Words& words, std::size_t position) {
  for (std::size_t later = position + 1; later < words.size(); ++later) {
    const Word& word = words.at(later);
    if (word.kind == Word::Kind::kEdited && word.message == words.at(position).message) {
      return;  // the message reads otherwise now
    }
  }
  const bool is_customers = words.at(position).author == ActorKind::kCustomer;
  const auto sets = std::find_if(hits_.begin(), hits_.end(), [&](const rules::Hit& hit) {
    const rules::RuleInfo& rule = rules_->info(hit.rule);
    return is_customers && !rule.classify.empty() && !rule.is_shadow;
  });
  classified_.push_back({position, sets == hits_.end() ? std::nullopt : std::optional(sets->rule)});
}

FindingRecord Inspector::make_record(const Word& word, const KnownHit& hit,
                                     const ConversationKey& key) const {
  return make_finding_record(*rules_, key, word, hit, word.author_id);
}

void Inspector::inspect_draft(const Words* words, std::string_view text,
                              std::vector<rules::Hit>& hits,
                              std::vector<rules::ClauseHit>& clauses) {
  hits.clear();
  clauses.clear();
  if (!rules_) {
    return;
  }
  const auto turn =
      words != nullptr ? turn_before(*words, words->size()) : std::vector<std::string_view>{};
  const rules::Utterance draft{rules::Speaker::kAgent, "text", false, text};
  if (keeps_clauses_) {
    rules_->inspect(draft, scratch_, clauses);
    rules_->match_inspected(clauses, {turn}, scratch_, hits);
  } else {
    rules_->match(draft, {turn}, scratch_, hits);
  }
  std::erase_if(hits, [this](const rules::Hit& hit) {
    return !rules_->info(hit.rule).classify.empty();  // it sets an intent and finds nothing wrong
  });
}

}  // namespace qa
