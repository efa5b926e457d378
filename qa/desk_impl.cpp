#include "qa/desk_impl.h"

#include <algorithm>
#include <utility>

#include "qa/finding_record.h"

namespace qa {
namespace {

/// Key of a conversation on the desk: an account's ids are its own. 0x1F cannot stand in a
/// configured name.
std::string desk_key(std::string_view source, std::string_view conversation) {
  std::string key;
  key.reserve(source.size() + conversation.size() + 1);
  key.append(source).push_back('\x1f');
  key.append(conversation);
  return key;
}

/// An event this much behind `now` is history that comes in late, and what answers it may be right
/// behind it: stages wait until the conversation has been quiet for a moment, then the catch-up
/// rule judges them.
constexpr Duration kLateEvent{5'000};
constexpr Duration kLateSettles{5'000};
/// A link that is always late must not put the stages off for ever.
constexpr Duration kLongestHold{30'000};

}  // namespace

LiveConversation* Desk::Impl::find(std::string_view source, std::string_view conversation) const {
  const auto found = by_key_.find(desk_key(source, conversation));
  return found == by_key_.end() ? nullptr : found->second.get();
}

void Desk::Impl::refuse(const Event& event, std::string_view kind, std::string detail, Time now,
                        std::vector<Effect>& effects) const {
  AnomalyRecord anomaly;
  anomaly.shop = event.shop.empty() ? options_.default_shop : event.shop;
  anomaly.source = event.source;
  anomaly.conversation = is_about_conversation(event) ? event.subject : std::string();
  anomaly.event_id = event.id;
  anomaly.kind = kind;
  anomaly.detail = std::move(detail);
  anomaly.at = now;
  effects.emplace_back(std::move(anomaly));
}

LiveConversation& Desk::Impl::add(const ConversationKey& key) {
  auto& place = by_key_[desk_key(key.source, key.id)];
  if (place) {
    by_serial_.erase(place->serial());
  }
  place = std::make_unique<LiveConversation>(key, profile_, local_, ++last_serial_);
  by_serial_[place->serial()] = place.get();
  return *place;
}

Applied Desk::Impl::apply(Event& event, Time now, std::vector<Effect>& effects) {
  if (event.time < kEarliestTime || event.time >= kLatestTime ||
      (options_.furthest_ahead && event.time > now + *options_.furthest_ahead)) {
    refuse(event, "absurd_time", "stamped " + format_time(event.time), now, effects);
    return Applied::kRefused;
  }
  if (!is_about_conversation(event)) {
    if (event.shop.empty()) {
      event.shop = options_.default_shop;
    }
    return Applied::kYes;
  }
  LiveConversation* found = find(event.source, event.subject);
  if (found == nullptr) {
    return Applied::kNeed;
  }
  LiveConversation& conversation = *found;
  event.shop = conversation.key().shop;
  if (lacks_words(conversation, event)) {
    return Applied::kNeed;
  }
  const LiveConversation::Entered entered = conversation.enter(event, now);
  if (!entered.is_new) {
    return Applied::kDuplicate;
  }
  conversation.touched_at = now;
  note_change(conversation);
  if (entered.oddity != Oddity::kNone) {
    refuse(event, to_string(entered.oddity), event.type, now, effects);
  }
  conversation.report_rounds(effects);
  const std::size_t position = conversation.words().insert(event);
  if (position != SIZE_MAX) {
    inspector_.inspect(conversation.words(), position, conversation.key(), effects);
    tell_intents(conversation, effects);
    if (position + 1 == conversation.words().size()) {
      trim(conversation.words());
    }
  }
  judge_talk(conversation, std::max(now, event.time), effects);
  if (now - event.time >= kLateEvent) {
    if (conversation.holds_stages_until <= now) {
      conversation.holds_stages_since = now;
    }
    conversation.holds_stages_until =
        std::min(now + kLateSettles, conversation.holds_stages_since + kLongestHold);
  }
  settle(conversation, now, effects);
  return Applied::kYes;
}

void Desk::Impl::tell_intents(LiveConversation& conversation, std::vector<Effect>& effects) {
  for (const Inspector::Classified& classified : inspector_.classified()) {
    if (!classified.rule && !conversation.ledger().has_intents()) {
      continue;
    }
    const Word& word = conversation.words().at(classified.position);
    IntentRecord record;
    record.conversation = conversation.key();
    record.message = word.message;
    record.at =
        word.kind == Word::Kind::kSaid
            ? word.time
            : conversation.words().at(conversation.words().said_at(classified.position)).time;
    record.is_withdrawn = !classified.rule;
    if (classified.rule) {
      const rules::RuleInfo& rule = inspector_.rules()->info(*classified.rule);
      record.intent = rule.classify;
      record.rule = rule.id;
      record.rule_set = inspector_.rules()->version();
    }
    if (conversation.set_intent(record)) {
      effects.emplace_back(std::move(record));
    }
  }
}

/// As many again as a word looks back, so that one that comes late still finds all it needs.
void Desk::Impl::trim(Words& words) const {
  constexpr std::size_t kAll = static_cast<std::size_t>(-1);
  const std::size_t kept = options_.texts_kept > kAll / 2 ? kAll : 2 * options_.texts_kept;
  if (talk_inspector_.is_needed()) {
    words.trim_messages(std::max(kept, TalkInspector::kMessagesKept));
  } else {
    words.trim(kept);
  }
}

TalkInspector::Subject Desk::Impl::subject_of(const LiveConversation& conversation) const {
  return {conversation.key(), conversation.ledger(), conversation.pass(), local_};
}

void Desk::Impl::judge_talk(LiveConversation& conversation, Time now,
                            std::vector<Effect>& effects) {
  talk_inspector_.judge(subject_of(conversation), conversation.words(), now, effects);
}

void Desk::Impl::inspect_draft(std::string_view source, std::string_view conversation,
                               std::string_view text, Time now, std::vector<rules::Hit>& hits) {
  LiveConversation* found = find(source, conversation);
  std::vector<rules::ClauseHit> clauses;
  inspector_.inspect_draft(found != nullptr ? &found->words() : nullptr, text, hits, clauses);
  if (found != nullptr) {
    talk_inspector_.inspect_draft(subject_of(*found), found->words(), text, clauses, now, hits);
  }
}

bool Desk::Impl::lacks_words(const LiveConversation& conversation, const Event& event) const {
  return !conversation.words().is_complete() && !conversation.ledger().contains_event(event.id) &&
         (talk_inspector_.lacks_words(conversation.words(), event) ||
          inspector_.lacks_words(conversation.words(), event,
                                 conversation.ledger().knows_message_of(event)));
}

Applied Desk::Impl::apply(const Snapshot& snapshot, Time now, std::vector<Event>& normalised,
                          std::vector<Effect>& effects) {
  LiveConversation* found = find(snapshot.state.source, snapshot.state.subject);
  if (found == nullptr) {
    return Applied::kNeed;
  }
  for (const Event& message : snapshot.messages) {
    // Asked before anything is taken: a message the desk missed must not be lost half way.
    if (!found->ledger().knows_message_of(message) && lacks_words(*found, message)) {
      return Applied::kNeed;
    }
  }
  const auto take = [&](Event event) {
    event.is_from_snapshot = true;
    if (apply(event, now, effects) == Applied::kYes) {
      normalised.push_back(std::move(event));
    }
  };
  const auto& opened = std::get<Opened>(snapshot.state.data);
  const bool is_new = found->ledger().facts().empty();
  Event state = snapshot.state;
  auto& data = std::get<Opened>(state.data);
  if (data.status == ConversationStatus::kSnoozed) {
    data.status = ConversationStatus::kOpen;
  }
  if (is_new) {
    // Before everything the snapshot tells: the conversation is described, so nothing is censored.
    state.id = "snapshot:" + snapshot.state.subject + ":opened";
    state.time = snapshot.opened_at;
    state.conv_seq = 0;
    take(state);
  }
  for (const Event& message : snapshot.messages) {
    take(message);
  }
  if (is_new) {
    return Applied::kYes;
  }
  const bool assignee_differs = found->ledger().text(found->pass().owner()) !=
                                (opened.assignee && opened.assignee->kind == ActorKind::kHuman
                                     ? std::string_view(opened.assignee->id)
                                     : std::string_view{});
  if (found->pass().is_closed() || assignee_differs) {
    take(state);
  }
  return Applied::kYes;
}

void Desk::Impl::close_vanished(std::string_view source, const std::vector<std::string>& still_open,
                                Time at, Time now, std::vector<Event>& normalised,
                                std::vector<Effect>& effects) {
  std::vector<std::string> kept = still_open;
  std::sort(kept.begin(), kept.end());
  for (LiveConversation* conversation : sorted()) {
    const ConversationKey key = conversation->key();
    if (key.source != source || conversation->pass().is_closed() ||
        conversation->ledger().facts().empty() ||
        std::binary_search(kept.begin(), kept.end(), key.id)) {
      continue;
    }
    const Fact& last = conversation->ledger().facts().back();
    Event event;
    event.id = "snapshot:" + key.id + ":closed:" + std::to_string(last.conv_seq);
    event.type = "conversation.closed";
    event.subject = key.id;
    event.source = key.source;
    event.time = std::max(at, last.time + Duration{1});
    event.conv_seq = last.conv_seq;
    event.data = Closed{std::nullopt, "lost_in_gap", true};
    if (apply(event, now, effects) == Applied::kYes) {
      normalised.push_back(std::move(event));
    }
  }
}

void Desk::Impl::restore(const History& history, Time now, std::vector<Effect>& effects) {
  const LiveConversation* replaced = find(history.key.source, history.key.id);
  const Time snoozed_until = replaced != nullptr ? replaced->snoozed_until : Time{};
  const Time holds_stages_until = replaced != nullptr ? replaced->holds_stages_until : Time{};
  LiveConversation& conversation = add(history.key);
  for (const Event& event : history.events) {
    if (conversation.enter(event, now).is_new) {
      static_cast<void>(conversation.words().insert(event));
    }
  }
  conversation.touched_at = now;
  conversation.snoozed_until = snoozed_until;
  conversation.holds_stages_until = holds_stages_until;
  if (history.events.empty()) {
    return;
  }
  for (const IntentRecord& intent : history.intents) {
    static_cast<void>(conversation.set_intent(intent));
  }
  conversation.tick(now);
  conversation.recall(history.rounds, history.nudges);
  conversation.report_rounds(effects);
  for (const FindingRecord& finding : history.findings) {
    const rules::RuleInfo* rule =
        inspector_.rules() == nullptr ? nullptr : find_rule(*inspector_.rules(), finding.rule);
    if (rule == nullptr || !rule->needs_talk) {
      inspector_.remember(conversation.words(), finding);
    } else if (!finding.is_withdrawn && finding.rule_set == inspector_.rules()->version()) {
      talk_inspector_.remember(conversation.words(), finding);
    }
  }
  inspector_.hold_judged(conversation.words());
  for (const Event& event : history.events) {
    Time& judged_at = conversation.words().talk.judged_at;
    judged_at = std::max(judged_at, event.time);
  }
  judge_talk(conversation, now, effects);
  settle(conversation, now, effects);
}

NudgeRecord Desk::Impl::make_nudge(const LiveConversation& conversation, const Round& round,
                                   Stage stage, Time now) const {
  NudgeRecord nudge;
  nudge.conversation = conversation.key();
  nudge.opened_by = conversation.ledger().names().string(round.opened_by);
  nudge.round = round.ordinal;
  nudge.stage = stage;
  nudge.at = now;
  nudge.stage_at = round.opened_at + profile_.ladder[static_cast<std::size_t>(stage)];
  nudge.due_at = round.opened_at + profile_.reply_limit;
  nudge.opened_at = round.opened_at;
  nudge.agent = conversation.ledger().names().string(conversation.pass().owner());
  nudge.profile_version = profile_.version;
  return nudge;
}

Suppressed Desk::Impl::suppression(const LiveConversation& conversation, const NudgeRecord& nudge,
                                   bool is_fresh) {
  if (!profile_.nudges_enabled) {
    return Suppressed::kDisabled;
  }
  if (!local_.in_window(nudge.opened_at)) {
    return Suppressed::kOutOfWindow;
  }
  if (!is_fresh) {
    return Suppressed::kHistory;
  }
  if (nudge.at < conversation.snoozed_until) {
    return Suppressed::kSnoozed;
  }
  if (local_.is_quiet(nudge.at)) {
    return Suppressed::kQuiet;
  }
  return budget_.spend(profile_, nudge.agent, nudge.stage, nudge.at) ? Suppressed::kNo
                                                                     : Suppressed::kBudget;
}

void Desk::Impl::fire_stages(LiveConversation& conversation, const Round& round, Time now,
                             std::vector<Effect>& effects) {
  StageMarks& marks = conversation.marks(round.opened_by);
  const DueStages due = due_stages(profile_, round.opened_at, marks, now);
  for (std::size_t i = 0; i < kStages; ++i) {
    if (!due.is_due[i]) {
      continue;
    }
    const auto stage = static_cast<Stage>(i);
    NudgeRecord nudge = make_nudge(conversation, round, stage, now);
    const bool is_fresh =
        stage == due.highest && (now - nudge.stage_at < kFreshStage || stage == Stage::kOverdue);
    nudge.suppressed = suppression(conversation, nudge, is_fresh);
    marks.set(stage);
    if (stage == Stage::kOverdue && nudge.suppressed == Suppressed::kNo) {
      marks.overdue_at = now;
    }
    effects.emplace_back(std::move(nudge));
  }
}

void Desk::Impl::escalate(LiveConversation& conversation, const Round& round, Time now,
                          std::vector<Effect>& effects) {
  StageMarks& marks = conversation.marks(round.opened_by);
  if (!marks.overdue_at || marks.has_escalated ||
      now < *marks.overdue_at + profile_.escalate_after) {
    return;
  }
  marks.has_escalated = true;
  NudgeRecord nudge = make_nudge(conversation, round, Stage::kOverdue, now);
  nudge.is_escalation = true;
  nudge.agent.clear();
  effects.emplace_back(std::move(nudge));
}

/// Only what had passed before the late event came is in doubt; a stage that falls due afterwards
/// is not.
bool Desk::Impl::holds_stages(LiveConversation& conversation, const Round& round, Time now) const {
  const auto stage = next_stage(profile_, round.opened_at, conversation.marks(round.opened_by));
  return now < conversation.holds_stages_until && stage &&
         *stage <= conversation.holds_stages_since;
}

bool Desk::Impl::leaves(const LiveConversation& conversation, Time now) const {
  // A message said after the close can still wait for what does not come.
  return options_.leave_after && conversation.pass().is_closed() &&
         !conversation.words().talk.due &&
         std::max(conversation.touched_at, *conversation.pass().closed_at()) +
                 *options_.leave_after <=
             now;
}

void Desk::Impl::settle(LiveConversation& conversation, Time now, std::vector<Effect>& effects) {
  const auto tick = conversation.pass().next_tick();
  if (tick && *tick <= now) {
    conversation.tick(now);
    conversation.report_rounds(effects);
    note_change(conversation);
  }
  if (conversation.words().talk.due && *conversation.words().talk.due <= now) {
    judge_talk(conversation, now, effects);
  }
  const Round* round = conversation.pass().open_round();
  if (round != nullptr && !conversation.pass().is_excluded() && !is_catching_up(conversation) &&
      !holds_stages(conversation, *round, now)) {
    fire_stages(conversation, *round, now, effects);
    escalate(conversation, *round, now, effects);
  }
  if (leaves(conversation, now)) {
    share(conversation);
    by_serial_.erase(conversation.serial());
    by_key_.erase(desk_key(conversation.key().source, conversation.key().id));
    return;
  }
  schedule(conversation);
}

void Desk::Impl::schedule(LiveConversation& conversation) {
  std::optional<Time> next = conversation.pass().next_tick();
  const auto consider = [&](std::optional<Time> at) {
    if (at) {
      next = next ? std::min(*next, *at) : *at;
    }
  };
  const Round* round = conversation.pass().open_round();
  if (round != nullptr && !conversation.pass().is_excluded() && !is_catching_up(conversation)) {
    auto stage = next_stage(profile_, round->opened_at, conversation.marks(round->opened_by));
    if (stage && *stage <= conversation.holds_stages_since) {
      stage = std::max(*stage, conversation.holds_stages_until);
    }
    consider(stage);
  }
  consider(conversation.words().talk.due);
  if (options_.leave_after && conversation.pass().is_closed()) {
    const Time leaves_at =
        std::max(conversation.touched_at, *conversation.pass().closed_at()) + *options_.leave_after;
    consider(std::max(leaves_at, conversation.words().talk.due.value_or(leaves_at)));
  }
  if (next != conversation.next_due) {
    conversation.next_due = next;
    if (next) {
      deadlines_.push({*next, conversation.serial()});
    }
  }
}

std::optional<Time> Desk::Impl::next_deadline() {
  while (!deadlines_.empty()) {
    const Deadline top = deadlines_.top();
    const auto found = by_serial_.find(top.serial);
    if (found != by_serial_.end() && found->second->next_due == top.due) {
      return top.due;
    }
    deadlines_.pop();
  }
  return std::nullopt;
}

void Desk::Impl::advance(Time now, std::vector<Effect>& effects) {
  for (auto due = next_deadline(); due && *due <= now; due = next_deadline()) {
    LiveConversation& conversation = *by_serial_.find(deadlines_.top().serial)->second;
    deadlines_.pop();
    conversation.next_due.reset();
    settle(conversation, now, effects);
  }
}

bool Desk::Impl::is_catching_up(const LiveConversation& conversation) const {
  return catching_up_.contains("") || catching_up_.contains(conversation.key().source);
}

void Desk::Impl::end_catch_up(std::string_view source, Time now, std::vector<Effect>& effects) {
  const auto held = catching_up_.find(source);
  if (held == catching_up_.end() || --held->second > 0) {
    return;
  }
  catching_up_.erase(held);
  for (LiveConversation* conversation : sorted()) {
    if (source.empty() || conversation->key().source == source) {
      conversation->holds_stages_until = Time{};  // what was to come has come
      settle(*conversation, now, effects);
    }
  }
}

void Desk::Impl::set_profile(Profile profile, Time now, std::vector<Effect>& effects) {
  const std::vector<LiveConversation*> conversations = sorted();
  std::vector<std::vector<RoundRecord>> told;
  told.reserve(conversations.size());
  for (const LiveConversation* conversation : conversations) {
    told.push_back(conversation->told_rounds());
  }
  profile_ = std::move(profile);
  local_ = LocalTime(profile_);
  counting_ = std::make_shared<const std::string>(counting_of(profile_));
  for (std::size_t i = 0; i < conversations.size(); ++i) {
    LiveConversation* conversation = conversations[i];
    conversation->remake(now);
    note_change(*conversation);
    conversation->recall(told[i], {});
    conversation->report_rounds(effects);
    settle(*conversation, now, effects);
  }
}

std::vector<LiveConversation*> Desk::Impl::sorted() const {
  std::vector<LiveConversation*> all;
  all.reserve(by_key_.size());
  for (const auto& [key, conversation] : by_key_) {
    all.push_back(conversation.get());
  }
  std::sort(all.begin(), all.end(), [](const LiveConversation* a, const LiveConversation* b) {
    return a->key() < b->key();
  });
  return all;
}

}  // namespace qa
