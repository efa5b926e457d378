#include "qa/inspector.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace qa {
namespace {

rules::Speaker speaker_of(ActorKind author) {
  switch (author) {
    case ActorKind::kCustomer:
      return rules::Speaker::kCustomer;
    case ActorKind::kHuman:
      return rules::Speaker::kAgent;
    case ActorKind::kBot:
      return rules::Speaker::kBot;
    case ActorKind::kSystem:
      return rules::Speaker::kSystem;
  }
  return rules::Speaker::kSystem;
}

}  // namespace

void Inspector::inspect(Words& words, std::size_t position, const ConversationKey& key,
                        std::vector<Effect>& effects) {
  if (!rules_ || position >= words.size()) {
    return;
  }
  const bool is_late = position + 1 < words.size();
  judge(words, position, key, effects);
  if (!is_late) {
    return;
  }
  // An edit counts the edits before it, a repetition the message before it: both look at what is
  // said earlier, whatever the rules do.
  for (std::size_t i = position + 1; i < words.size(); ++i) {
    const bool same_message = words.at(i).message == words.at(position).message;
    if (same_message || (rules_->needs_context() && words.at(i).judged_by == rules_->version())) {
      judge(words, i, key, effects);
    }
  }
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
    const auto turn =
        rules_->needs_context() ? words.customer_said(said) : std::vector<std::string_view>{};
    hits_.clear();
    rules_->match({speaker_of(word.author), word.content_kind, word.is_automatic, word.text},
                  {turn}, scratch_, hits_);
    for (const rules::Hit& hit : hits_) {
      word.hits.push_back({rules_->info(hit.rule).id, hit.view, hit.spans});
    }
  }
  const bool same_revision = old_shape.message_revision == word.revision;
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
    if (!same_revision || std::find(before.begin(), before.end(), hit) == before.end()) {
      effects.emplace_back(make_record(word, hit, key));
    }
  }
}

const rules::RuleInfo* Inspector::find(std::string_view rule) const {
  for (std::uint32_t i = 0; i < rules_->size(); ++i) {
    if (rules_->info(i).id == rule) {
      return &rules_->info(i);
    }
  }
  return nullptr;
}

FindingRecord Inspector::make_record(const Word& word, const KnownHit& hit,
                                     const ConversationKey& key) const {
  FindingRecord record;
  record.conversation = key;
  record.message = word.message;
  record.message_revision = word.revision;
  record.rule = hit.rule;
  record.rule_set = rules_->version();
  record.view = hit.view;
  record.spans = hit.spans;
  record.at = word.time;
  record.agent = word.author_id;
  if (const rules::RuleInfo* info = hit.rule.empty() ? nullptr : find(hit.rule)) {
    record.pack = info->pack;
    record.level = info->level;
    record.action = info->is_shadow ? rules::Action::kLog : info->action;
  }
  return record;
}

void Inspector::inspect_draft(const Words* words, std::string_view text,
                              std::vector<rules::Hit>& hits) {
  hits.clear();
  if (!rules_) {
    return;
  }
  const auto turn =
      words != nullptr ? words->customer_said(words->size()) : std::vector<std::string_view>{};
  rules_->match({rules::Speaker::kAgent, "text", false, text}, {turn}, scratch_, hits);
}

}  // namespace qa
