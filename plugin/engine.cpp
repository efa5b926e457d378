#include "plugin/engine.h"

#include <algorithm>
#include <utility>

#include "plugin/attachment.h"
#include "plugin/clock.h"
#include "store/unwritten.h"

namespace plugin {
namespace {

/// A conversation leaves the desk this long after it closed (docs/architecture.md).
constexpr qa::Duration kLeaveAfter{30 * 60'000};
/// How long the end waits for room in the writer's queue; half of what a stop may take.
constexpr std::chrono::seconds kDrainLimit{5};

}  // namespace

Engine::Engine(EngineOptions options, qa::Profile profile,
               std::shared_ptr<const rules::RulePack> rules, store::Writer& writer,
               store::Reader& reader, Log& log)
    : options_(std::move(options)),
      writer_(&writer),
      reader_(&reader),
      log_(&log),
      desk_(std::move(profile), std::move(rules),
            qa::DeskOptions{.leave_after = kLeaveAfter,
                            .keeps_shares = true,
                            .default_shop = options_.default_shop}) {}

Engine::~Engine() = default;

workstation::LinkListener& Engine::attach(std::string source, std::string shop) {
  if (shop.empty()) {
    shop = options_.default_shop;
  }
  attachments_.push_back(std::make_unique<Attachment>(*this, std::move(source), std::move(shop)));
  return *attachments_.back();
}

Engine::Attachment* Engine::find(std::string_view source) const {
  for (const auto& attachment : attachments_) {
    if (attachment->source == source) {
      return attachment.get();
    }
  }
  return nullptr;
}

void Engine::start(const std::vector<std::pair<std::string, workstation::Link*>>& links,
                   qa::Time now) {
  // Until a link has caught up, what the store remembers may be long answered: no stage fires
  // before.
  for (const auto& attachment : attachments_) {
    attachment->on_catch_up_began();
  }
  for (const qa::ConversationKey& key : reader_->live_conversations(now - kLeaveAfter)) {
    if (find(key.source) != nullptr) {
      restore(key, now);
    }
  }
  for (const auto& [source, link] : links) {
    Attachment& attachment = *find(source);
    attachment.link = link;
    // Without a cursor nothing proves that no event was missed, not even equal numbers: the last
    // run may have ended in the middle of its snapshots.
    attachment.lost_something = !reader_->cursor(source);
    attachment.last_event_at = reader_->last_event_time(source);
  }
  for (const auto& [source, link] : links) {
    link->start(reader_->cursor(source));
  }
  flush();
}

qa::Time Engine::now() const {
  if (options_.clock) {
    return options_.clock();
  }
  for (const auto& attachment : attachments_) {
    if (attachment->link != nullptr) {
      return attachment->link->server_now();
    }
  }
  return wall_now();
}

void Engine::restore(const qa::ConversationKey& key, qa::Time now) {
  std::vector<store::Batch> unwritten = this->unwritten(key);
  qa::History history;
  history.key = key;
  if (!desk_.newest_conv_seq(key.source, key.id)) {
    history.key = store::known_key(key, unwritten, *reader_);
  }
  if (auto stored = reader_->history(history.key)) {
    history = std::move(*stored);
  }
  desk_.restore(store::with_unwritten(std::move(history), std::move(unwritten)), now, effects_);
  digest(nullptr, nullptr);
}

/// What the disk does not hold yet of a conversation, oldest first.
std::vector<store::Batch> Engine::unwritten(const qa::ConversationKey& key) const {
  std::vector<store::Batch> parts = writer_->unwritten(key.source, key.id);
  if (store::Batch part = pending_.about(key.source, key.id); !part.is_empty()) {
    parts.push_back(std::move(part));
  }
  return parts;
}

/// Of its account, under whatever shop.
bool Engine::is_known(const qa::ConversationKey& key) const {
  const auto stored = reader_->find_conversation(key.id);
  const auto parts = unwritten(key);
  return std::any_of(
             stored.begin(), stored.end(),
             [&](const qa::ConversationKey& known) { return known.source == key.source; }) ||
         std::any_of(parts.begin(), parts.end(),
                     [](const store::Batch& part) { return !part.events.empty(); });
}

void Engine::take(Attachment& from, qa::Event event, std::int64_t seq) {
  event.source = from.source;
  if (event.shop.empty()) {
    event.shop = from.shop;
  }
  event.stream = from.link->stream();
  event.stream_seq = seq;
  ++counts_.events;
  const qa::Time now = this->now();
  qa::Applied applied = desk_.apply(event, now, effects_);
  if (applied == qa::Applied::kNeed) {
    restore(desk_.key_of(event), now);
    applied = desk_.apply(event, now, effects_);
  }
  const qa::Cause cause{event.id, event.time, event.stream, event.stream_seq};
  if (applied == qa::Applied::kYes) {
    from.last_event_at = std::max(from.last_event_at.value_or(event.time), event.time);
    if (on_event) {
      on_event(event);
    }
    pending_.events.push_back(std::move(event));
  } else if (applied == qa::Applied::kDuplicate) {
    ++counts_.duplicates;
  } else {
    ++counts_.refused;
  }
  cursors_[from.source] = store::Cursor{from.source, cause.stream, seq};
  waiting_.push_back({0, &from, cause.stream, seq});
  digest(&from, &cause);
  note_pending();
}

void Engine::keep(std::vector<qa::Event> events) {
  for (qa::Event& event : events) {
    pending_.events.push_back(std::move(event));
  }
}

void Engine::take(Attachment& from, const qa::Snapshot& snapshot) {
  qa::Snapshot own = snapshot;
  const auto settle = [&](qa::Event& event) {
    event.source = from.source;
    if (event.shop.empty()) {
      event.shop = from.shop;
    }
  };
  settle(own.state);
  std::for_each(own.messages.begin(), own.messages.end(), settle);
  const qa::Time now = this->now();
  const auto known_seq = desk_.newest_conv_seq(from.source, own.state.subject);
  std::vector<qa::Event> events;
  if (desk_.apply(own, now, events, effects_) == qa::Applied::kNeed) {
    restore(desk_.key_of(own.state), now);
    static_cast<void>(desk_.apply(own, now, events, effects_));
  }
  from.lost_something = from.lost_something || !known_seq || *known_seq < own.state.conv_seq;
  keep(std::move(events));
  digest(nullptr, nullptr);
  note_pending();
}

void Engine::end_snapshot(Attachment& from, const std::vector<std::string>& conversations,
                          store::Cursor cursor, qa::Time server_time) {
  std::vector<qa::Event> events;
  desk_.close_vanished(from.source, conversations, server_time, now(), events, effects_);
  const bool is_proven = !from.lost_something && events.empty();
  keep(std::move(events));
  settle_gap(from, server_time, is_proven);
  waiting_.push_back({0, &from, cursor.stream, cursor.seq});
  cursors_[from.source] = std::move(cursor);
  digest(nullptr, nullptr);
  note_pending();
}

void Engine::settle_gap(Attachment& from, qa::Time until, bool is_proven) {
  if (!is_proven && from.last_event_at && *from.last_event_at < until) {
    pending_.gaps.push_back({from.shop, from.source, *from.last_event_at, until, from.lost_reason});
    log_->warn("link.gap", {{"connection", from.source},
                            {"from", qa::format_time(*from.last_event_at)},
                            {"to", qa::format_time(until)}});
    note_pending();
  }
  from.lost_reason.clear();
  from.lost_something = false;
}

void Engine::take_draft(Attachment& from, const workstation::DraftCheck& draft) {
  ++counts_.drafts;
  // Rules look at what was said before: a conversation that has left the desk comes back for it.
  if (!desk_.newest_conv_seq(from.source, draft.conversation)) {
    const qa::ConversationKey key = desk_.key_of(from.source, from.shop, draft.conversation);
    if (is_known(key)) {
      restore(key, now());
    }
  }
  std::vector<rules::Hit> hits;
  desk_.inspect_draft(from.source, draft.conversation, draft.text, now(), hits);
  workstation::DraftAnswer answer;
  answer.id = draft.id;
  answer.revision = draft.revision;
  if (desk_.rules()) {
    answer = make_answer(draft, hits, *desk_.rules());
  }
  from.link->answer(answer);
  store::DraftRecord record;
  record.conversation = desk_.key_of(from.source, from.shop, draft.conversation);
  record.draft = draft.id;
  record.revision = draft.revision;
  record.agent = draft.agent;
  record.action = answer.action;
  for (const workstation::Reason& reason : answer.reasons) {
    record.rules.push_back(reason.code);
  }
  record.at = now();
  pending_.drafts.push_back(std::move(record));
  note_pending();
}

void Engine::digest(Attachment* from, const qa::Cause* cause) {
  std::vector<qa::FindingRecord> findings;
  for (qa::Effect& effect : effects_) {
    if (options_.record) {
      options_.record(effect);
    }
    if (on_effect) {
      on_effect(effect);
    }
    if (const auto* nudge = std::get_if<qa::NudgeRecord>(&effect)) {
      send_nudge(*nudge);
    } else if (const auto* finding = std::get_if<qa::FindingRecord>(&effect)) {
      ++counts_.findings;
      if (!finding->is_withdrawn) {
        findings.push_back(*finding);
      }
    } else if (auto* anomaly = std::get_if<qa::AnomalyRecord>(&effect)) {
      ++counts_.anomalies;
      log_->once(anomaly->kind, "anomaly", {{"kind", anomaly->kind}, {"event", anomaly->event_id}});
      if (!anomalies_.take(*anomaly)) {
        continue;
      }
    } else if (std::holds_alternative<qa::RoundRecord>(effect)) {
      ++counts_.rounds;
    }
    pending_.add(std::move(effect));
  }
  if (!effects_.empty()) {
    note_pending();
  }
  effects_.clear();
  if (from != nullptr && cause != nullptr && !findings.empty()) {
    send_findings(*from, findings, *cause);
  }
  for (const qa::FindingRecord& finding : findings) {
    if (cause == nullptr || !is_about(finding, *cause)) {
      send_absence(finding);
    }
  }
  if (on_deadline_moved) {
    on_deadline_moved();
  }
}

void Engine::send_nudge(const qa::NudgeRecord& nudge) {
  if (nudge.suppressed != qa::Suppressed::kNo) {
    ++counts_.suppressed;
    return;
  }
  ++counts_.nudges;
  Attachment* to = find(nudge.conversation.source);
  if (!options_.nudge_back || nudge.is_escalation || to == nullptr || to->link == nullptr) {
    return;
  }
  const auto cause = desk_.opening_of(nudge.conversation, nudge.opened_by);
  // The wire names the cause by its number in the present stream; one that has none there cannot be
  // told.
  if (cause && cause->stream_seq > 0 && cause->stream == to->link->stream()) {
    to->link->send(make_nudge(nudge, *cause, options_.language));
  }
}

/// Whether a finding is about the message, or the edit, that this event brought. Others came to be
/// because of it: it ended the wait for something, or came late and changed what stood before.
bool Engine::is_about(const qa::FindingRecord& finding, const qa::Cause& cause) const {
  const auto brought = desk_.message_event(finding.conversation, finding.message);
  return finding.at == cause.at &&
         (finding.message_revision > 0 || (brought && brought->event == cause.event));
}

void Engine::send_findings(Attachment& from, const std::vector<qa::FindingRecord>& findings,
                           const qa::Cause& cause) {
  if (!options_.nudge_back || from.link == nullptr || !desk_.rules()) {
    return;
  }
  std::vector<qa::FindingRecord> told;
  for (const qa::FindingRecord& finding : findings) {
    if (finding.action != rules::Action::kLog && is_about(finding, cause)) {
      told.push_back(finding);
    }
  }
  if (told.empty()) {
    return;
  }
  from.link->send(make_verdict(told, *desk_.rules(), cause));
  std::erase_if(told, [&](const qa::FindingRecord& finding) {
    return !cooldowns_.allow(finding, *desk_.rules());
  });
  if (!told.empty() && now() - cause.at < kFreshFinding) {
    workstation::Nudge nudge = make_nudge(told, *desk_.rules(), cause);
    nudge.agent = desk_.agent_for(told.front().conversation, told.front().message);
    from.link->send(nudge);
  }
}

/// What a timer or another message decided: nobody sent anything just now that a verdict could be
/// about, so the agent is told.
void Engine::send_absence(const qa::FindingRecord& finding) {
  Attachment* to = find(finding.conversation.source);
  if (!options_.nudge_back || to == nullptr || to->link == nullptr || !desk_.rules() ||
      finding.action == rules::Action::kLog ||
      std::chrono::abs(now() - finding.at) >= kFreshFinding) {  // history, or a day played ahead
    return;
  }
  const auto cause = desk_.message_event(finding.conversation, finding.message);
  if (!cause || cause->stream_seq <= 0 || cause->stream != to->link->stream() ||
      !cooldowns_.allow(finding, *desk_.rules())) {
    return;
  }
  workstation::Nudge nudge = make_nudge({finding}, *desk_.rules(), *cause);
  nudge.agent = desk_.agent_for(finding.conversation, {});  // who owns the conversation now
  nudge.ttl += std::max(qa::Duration{0}, finding.at - cause->at);
  to->link->send(nudge);
}

void Engine::add_anomaly(qa::AnomalyRecord anomaly) {
  effects_.emplace_back(std::move(anomaly));
  digest(nullptr, nullptr);
}

void Engine::add_audit(store::AuditEntry entry) {
  pending_.audit.push_back(std::move(entry));
  note_pending();
}

std::optional<qa::Time> Engine::advance() {
  desk_.advance(now(), effects_);
  if (!effects_.empty()) {
    digest(nullptr, nullptr);
  }
  return desk_.next_deadline();
}

void Engine::note_pending() {
  if (!is_pending_noted_ && on_pending) {
    is_pending_noted_ = true;
    on_pending();
  }
}

void Engine::flush() {
  is_pending_noted_ = false;
  desk_.take_settled(qa::Sharing::kChanged, pending_.settled);
  while (take_cursor_along() || !pending_.is_empty()) {
    const auto ticket = writer_->try_push(std::move(pending_));
    if (!ticket) {
      if (!is_reading_paused_) {
        log_->warn("writer.full", {{"waiting_events", std::to_string(pending_.events.size())}});
        pause_reading(true);
      }
      return;
    }
    pending_ = store::Batch{};
    for (Promise& promise : waiting_) {
      promise.ticket = *ticket;
      promises_.push_back(std::move(promise));
    }
    waiting_.clear();
  }
}

/// A batch carries one cursor: those of further accounts follow in batches of their own, never
/// ahead of what they cover.
bool Engine::take_cursor_along() {
  if (cursors_.empty() || pending_.cursor || pending_.forget_cursor_of) {
    return false;
  }
  auto next = cursors_.extract(cursors_.begin());
  if (next.mapped()) {
    pending_.cursor = std::move(next.mapped());
  } else {
    pending_.forget_cursor_of = std::move(next.key());
  }
  return true;
}

void Engine::pause_reading(bool paused) {
  is_reading_paused_ = paused;
  for (const auto& attachment : attachments_) {
    if (attachment->link != nullptr) {
      attachment->link->pause_reading(paused);
    }
  }
}

void Engine::on_committed(std::uint64_t ticket) {
  ++counts_.committed;
  while (!promises_.empty() && promises_.front().ticket <= ticket) {
    const Promise promise = std::move(promises_.front());
    promises_.pop_front();
    const bool is_last = promises_.empty() || promises_.front().ticket > ticket ||
                         promises_.front().attachment != promise.attachment;
    if (is_last && promise.attachment->link != nullptr &&
        promise.attachment->link->stream() == promise.stream) {
      promise.attachment->link->stored(promise.seq);
    }
  }
  flush();
  if (is_reading_paused_ && pending_.is_empty()) {
    log_->info("writer.resumed", {});
    pause_reading(false);
  }
}

void Engine::drain() {
  flush();
  if (!pending_.is_empty()) {
    // The queue is full: a healthy writer makes room in time. From one in trouble the workstation
    // gets no acknowledgement, and sends again.
    static_cast<void>(writer_->run([](store::Store&) {}).wait_for(kDrainLimit));
    flush();
  }
}

void Engine::set_rules(std::shared_ptr<const rules::RulePack> rules) {
  desk_.set_rules(std::move(rules));
}

void Engine::set_profile(qa::Profile profile) {
  desk_.set_profile(std::move(profile), now(), effects_);
  digest(nullptr, nullptr);
}

std::vector<std::pair<std::string, workstation::LinkStatus>> Engine::statuses() const {
  std::vector<std::pair<std::string, workstation::LinkStatus>> all;
  for (const auto& attachment : attachments_) {
    all.emplace_back(attachment->source, attachment->status);
  }
  return all;
}

}  // namespace plugin
