#include "plugin/workstation/kefu.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "plugin/workstation/kefu_snapshot.h"
#include "plugin/workstation/kefu_writer.h"

namespace plugin::workstation {

namespace {

/// What this client can do with a workstation that offers it.
constexpr std::string_view kFeatures[] = {"resume", "nudge", "verdict", "draft", "focus"};

/// A jump of the wall clock against the monotonic one that is worth a look at the server's.
constexpr std::int64_t kClockJump = 2'000;  // ms

std::vector<std::string> features_to_ask(const std::optional<std::vector<std::string>>& offered) {
  std::vector<std::string> wanted;
  for (const std::string_view feature : kFeatures) {
    if (!offered || std::find(offered->begin(), offered->end(), feature) != offered->end()) {
      wanted.emplace_back(feature);
    }
  }
  return wanted;
}

}  // namespace

void KefuMemory::on_stored(std::int64_t seq) {
  if (cursor && seq > cursor->seq && seq <= received) {
    cursor->seq = seq;
  }
}

void KefuMemory::forget_cursor(std::string reason) {
  if (cursor) {
    cursor.reset();
    forgotten_because = std::move(reason);
  }
}

KefuDialect::KefuDialect(const KefuOptions& options, KefuMemory& memory, DialectHost& host,
                         LinkListener& listener, const Random& random)
    : options_(options), memory_(memory), host_(host), listener_(listener), random_(random) {}

bool KefuDialect::has(std::string_view feature) const {
  return std::find(features_.begin(), features_.end(), feature) != features_.end();
}

void KefuDialect::opened(std::string_view subprotocol, const Now& now) {
  stage_ = Stage::kHello;
  stage_limit_ = now.monotonic + kHelloLimit;
  if (subprotocol != kKefuSubprotocol) {
    hang_up(1002, "subprotocol not echoed");
  }
}

void KefuDialect::received(std::string_view frame, const Now& now) {
  if (stage_ == Stage::kOver) {
    return;
  }
  heartbeat_.frame_came(now.monotonic);
  qa::ReadEvent read = events_.read(frame);
  switch (read.kind) {
    case qa::ReadKind::kEvent:
    case qa::ReadKind::kInternal:
      if (read.op.empty()) {
        on(KefuUnreadable{1002, "a frame without op"}, now);
      } else {
        on_event(std::move(read), now);
      }
      break;
    case qa::ReadKind::kOther: {
      const KefuFrame other = frames_.read(frame);
      std::visit([&](const auto& each) { on(each, now); }, other);
      break;
    }
    case qa::ReadKind::kMalformed:
      on_malformed(read, frame, now);
      break;
  }
}

void KefuDialect::received_binary(std::size_t bytes, const Now&) {
  if (stage_ != Stage::kOver) {
    host_.note(fmt::format("a binary frame of {} bytes", bytes));
    hang_up(1002, "binary frame");
  }
}

// ---- events

void KefuDialect::on_event(qa::ReadEvent read, const Now& now) {
  if (!read.seq) {
    anomaly("malformed_event", "seq: missing", now, read.event.subject, read.event.id);
    return;
  }
  const bool is_kept = read.kind == qa::ReadKind::kEvent;
  if (!take_seq(*read.seq, is_kept ? std::string_view(read.event.id) : std::string_view{}, is_kept,
                now)) {
    return;
  }
  if (is_kept) {
    if (read.repaired > 0) {
      anomaly("repaired_text", fmt::format("{} broken characters", read.repaired), now,
              read.event.subject, read.event.id);
    }
    read.event.source = options_.source;
    read.event.shop = options_.shop;
    listener_.on_event(std::move(read.event), *read.seq);
  }
  send_acks(now);
  go_live_if_caught_up();
}

void KefuDialect::on_malformed(const qa::ReadEvent& read, std::string_view frame, const Now& now) {
  const KefuFrame other = frames_.read(frame);
  const auto* event = std::get_if<KefuEvent>(&other);
  if (event == nullptr) {
    std::visit([&](const auto& each) { on(each, now); }, other);
    return;
  }
  const auto seq = read.seq ? read.seq : event->seq;
  if (seq && !take_seq(*seq, {}, false, now)) {
    return;
  }
  anomaly("malformed_event", read.problem, now, read.event.subject, read.event.id);
  send_acks(now);
  go_live_if_caught_up();
}

bool KefuDialect::take_seq(std::int64_t seq, std::string_view event_id, bool needs_storing,
                           const Now& now) {
  if (stage_ != Stage::kReplay && stage_ != Stage::kLive) {
    anomaly("early_event", fmt::format("seq {} before its baseline", seq), now, {}, event_id);
    return false;
  }
  const std::int64_t expected = acks_.received() + 1;
  if (seq < expected) {
    return false;
  }
  if (seq > expected) {
    host_.note(fmt::format("events are missing: expected {}, got {}", expected, seq));
    hang_up(4010, fmt::format("expected {}, got {}", expected, seq));
    return false;
  }
  heartbeat_.progressed();
  memory_.received = std::max(memory_.received, seq);
  memory_.positions.add(seq, event_id);
  acks_.add(seq, needs_storing, now.monotonic);
  update_excuse(now);
  return true;
}

// ---- other frames

void KefuDialect::on(const KefuUnreadable& frame, const Now&) {
  host_.note(frame.problem);
  hang_up(frame.code, frame.problem);
}

void KefuDialect::on(const KefuTooDeep& frame, const Now& now) {
  if (frame.seq && !take_seq(*frame.seq, {}, false, now)) {
    return;
  }
  anomaly("too_deep", "a frame nests deeper than is followed", now);
  send_acks(now);
  go_live_if_caught_up();
}

void KefuDialect::on(const KefuMalformed& frame, const Now& now) {
  anomaly("malformed_frame", frame.op + ": " + frame.problem, now);
  if (frame.op == "ready" && stage_ == Stage::kReady) {
    hang_up(1002, frame.problem);
  } else if (frame.op == "draft.check" && !frame.re.empty() && is_ready()) {
    host_.transmit(kefu::error_frame("bad_frame", frame.re, frame.problem));
  }
}

void KefuDialect::on(const KefuIgnored&, const Now&) {}

void KefuDialect::on(const KefuEvent& frame, const Now& now) {
  // The event reader took it for another op: a second member of that name, say.
  if (!frame.seq || take_seq(*frame.seq, {}, false, now)) {
    anomaly("malformed_event", "not readable", now);
  }
}

void KefuDialect::on(const KefuHello& frame, const Now& now) {
  if (stage_ != Stage::kHello) {
    return;
  }
  if (frame.version != 1) {
    hang_up(4003, fmt::format("version {} is not spoken here", frame.version));
    return;
  }
  hello_ = frame;
  for (const std::string& oddity : frame.oddities) {
    anomaly("odd_hello", oddity, now);
  }
  if (frame.time) {
    memory_.clock.seed(*frame.time, now.monotonic);
  }
  asked_ = memory_.cursor;
  kefu::Auth auth;
  auth.token = options_.token;
  auth.client_version = options_.client_version;
  auth.instance = options_.instance;
  auth.features = features_to_ask(frame.features);
  auth.resume = asked_;
  stage_ = Stage::kReady;
  stage_limit_ = now.monotonic + kHelloLimit;
  authenticated_at_ = now.monotonic;
  host_.transmit(kefu::auth_frame(auth));
}

void KefuDialect::on(const KefuReady& frame, const Now& now) {
  if (stage_ != Stage::kReady) {
    return;
  }
  if (frame.is_resumed && (!asked_ || asked_->stream != frame.stream)) {
    hang_up(1002, "resumed a stream that was not asked for");
    return;
  }
  stage_limit_.reset();
  stream_ = frame.stream;
  agent_ = frame.agent_id;
  head_at_ready_ = frame.head_seq;
  for (const std::string_view feature : kFeatures) {
    const auto& agreed = frame.features;
    if (std::find(agreed.begin(), agreed.end(), feature) != agreed.end()) {
      features_.emplace_back(feature);
    }
  }
  heartbeat_.start(hello_.heartbeat, random_(), now.monotonic);
  if (frame.time && memory_.clock.add(authenticated_at_, now.monotonic, *frame.time)) {
    heartbeat_.hurry(now.monotonic);  // the clock moved while we were away: see whether it is so
  }
  ready_at_ = frame.time.value_or(memory_.clock.at(now));
  heartbeat_.excuse(is_reading_paused_, now.monotonic);
  Welcome welcome;
  welcome.server = hello_.server_version.empty() ? hello_.server_name
                                                 : hello_.server_name + " " + hello_.server_version;
  welcome.stream = stream_;
  welcome.agent_id = frame.agent_id;
  welcome.agent_name = frame.agent_name;
  host_.on_welcome(welcome);
  listener_.on_catch_up_began();
  if (frame.is_resumed) {
    resume(frame, now);
  } else {
    rebase(frame, now);
  }
  pump_outbox(now);
}

void KefuDialect::resume(const KefuReady&, const Now&) {
  acks_.start(asked_->seq, memory_.cursor ? memory_.cursor->seq : asked_->seq, hello_.max_inflight);
  memory_.received = std::max(memory_.received, asked_->seq);
  memory_.positions.resume(asked_->seq);
  stage_ = Stage::kReplay;
  go_live_if_caught_up();
}

void KefuDialect::rebase(const KefuReady& frame, const Now&) {
  std::string reason = std::exchange(memory_.forgotten_because, {});
  if (reason.empty()) {
    reason = frame.reason.empty() ? "no_cursor" : frame.reason;
  }
  const bool numbers_anew = !memory_.cursor || memory_.cursor->stream != stream_;
  if (numbers_anew) {
    memory_.positions.restart();
    if (const std::size_t dropped = memory_.outbox.stream_changed(); dropped > 0) {
      host_.note(fmt::format("{} nudges and verdicts of the earlier stream dropped", dropped));
    }
  }
  listener_.on_baseline_lost(std::move(reason));
  if (frame.has_snapshot) {
    stage_ = Stage::kSnapshots;
    return;
  }
  acks_.start(frame.head_seq, frame.head_seq, hello_.max_inflight);
  memory_.cursor = store::Cursor{options_.source, stream_, frame.head_seq};
  memory_.received = frame.head_seq;
  stage_ = Stage::kReplay;
  go_live_if_caught_up();
}

void KefuDialect::on(const KefuSnapshot& frame, const Now& now) {
  if (stage_ != Stage::kSnapshots) {
    anomaly("early_event", "a snapshot nobody asked for", now, frame.conversation_id);
    return;
  }
  heartbeat_.progressed();
  if (snapshot_seq_ && *snapshot_seq_ != frame.at_seq) {
    anomaly("malformed_frame", "snapshot: at_seq differs from the one before", now,
            frame.conversation_id);
  }
  // Of contradicting baselines the lowest: what is asked for twice is dropped, never lost.
  snapshot_seq_ = std::min(snapshot_seq_.value_or(frame.at_seq), frame.at_seq);
  snapshot_ids_.push_back(frame.conversation_id);
  KefuSnapshotRead read =
      read_kefu_snapshot(frame, stream_, ready_at_, options_.source, options_.shop, events_);
  for (std::string& problem : read.problems) {
    anomaly("malformed_snapshot", std::move(problem), now, frame.conversation_id);
  }
  if (read.is_read) {
    listener_.on_snapshot(std::move(read.snapshot));
  }
}

void KefuDialect::on(const KefuSnapshotEnd& frame, const Now& now) {
  if (stage_ != Stage::kSnapshots) {
    return;
  }
  if (frame.conversations >= 0 &&
      static_cast<std::size_t>(frame.conversations) != snapshot_ids_.size()) {
    anomaly("malformed_frame",
            fmt::format("snapshot_end: {} conversations announced, {} came", frame.conversations,
                        snapshot_ids_.size()),
            now);
  }
  std::int64_t baseline = std::min(snapshot_seq_.value_or(frame.at_seq), frame.at_seq);
  if (baseline > head_at_ready_) {
    anomaly("malformed_frame", "snapshot_end: at_seq above head_seq", now);
    baseline = head_at_ready_;
  }
  acks_.start(baseline, baseline, hello_.max_inflight);
  memory_.cursor = store::Cursor{options_.source, stream_, baseline};
  memory_.received = baseline;
  stage_ = Stage::kReplay;
  heartbeat_.progressed();
  listener_.on_snapshot_end(std::exchange(snapshot_ids_, {}), *memory_.cursor,
                            memory_.clock.at(now));
  go_live_if_caught_up();
}

void KefuDialect::on(const KefuPong& frame, const Now& now) {
  if (!is_ready()) {
    return;
  }
  const bool is_behind = stage_ == Stage::kSnapshots || frame.head_seq > acks_.received();
  const auto sent = heartbeat_.on_pong(frame.n, is_behind, now.monotonic);
  if (sent && frame.time && memory_.clock.add(*sent, now.monotonic, *frame.time)) {
    heartbeat_.hurry(now.monotonic);  // the clock moved: see whether it stays moved
    advance(now);
  }
}

void KefuDialect::on(const KefuReceipt& frame, const Now& now) {
  constexpr std::string_view kStatuses[] = {"shown",  "applied",   "dismissed", "expired",
                                            "stored", "duplicate", "rejected"};
  std::string id = memory_.outbox.on_receipt(frame.re, now);
  if (std::find(std::begin(kStatuses), std::end(kStatuses), frame.status) == std::end(kStatuses)) {
    anomaly("malformed_frame", "receipt: an unknown status", now);
    return;
  }
  listener_.on_receipt({std::move(id), frame.status});
}

void KefuDialect::on(const KefuDraftCheck& frame, const Now& now) {
  if (!is_ready() || !has("draft")) {
    anomaly("malformed_frame", "draft.check: not agreed", now, frame.conversation);
    return;
  }
  switch (drafts_.ask(frame, now.monotonic)) {
    case KefuDrafts::Asked::kOld:
      return;
    case KefuDrafts::Asked::kTooMany:
      host_.transmit(kefu::error_frame("rate_limited", frame.id, "four drafts are in flight"));
      return;
    case KefuDrafts::Asked::kNew:
      break;
  }
  DraftCheck draft;
  draft.id = frame.id;
  draft.revision = frame.revision;
  draft.conversation = frame.conversation;
  draft.agent = frame.agent;
  draft.text = frame.text;
  draft.context_seq = frame.context_seq.value_or(0);
  draft.deadline = frame.deadline;
  listener_.on_draft(std::move(draft));
}

void KefuDialect::on(const KefuDraftCancel& frame, const Now&) {
  if (drafts_.cancel(frame.re)) {
    listener_.on_draft_cancelled(frame.re);
  }
}

void KefuDialect::on(const KefuError& frame, const Now& now) {
  if (frame.is_fatal) {
    farewell_.error = frame;
    return;
  }
  if (!frame.re.empty() && memory_.outbox.on_error(frame.re, frame.code, frame.retry_after, now)) {
    host_.note(fmt::format("{} for {}", frame.code, frame.re));
    return;
  }
  anomaly("workstation_error", frame.code, now);
}

void KefuDialect::on(const KefuBye& frame, const Now&) {
  farewell_.bye = frame;
}

// ---- what is owed

void KefuDialect::go_live_if_caught_up() {
  if (stage_ == Stage::kReplay && acks_.received() >= head_at_ready_) {
    stage_ = Stage::kLive;
    listener_.on_catch_up_ended();
    host_.on_live();
  }
}

void KefuDialect::send_acks(const Now& now) {
  if (stage_ != Stage::kReplay && stage_ != Stage::kLive) {
    return;
  }
  for (const std::int64_t seq : acks_.take(now.monotonic)) {
    host_.transmit(kefu::ack_frame(seq));
  }
  memory_.on_stored(acks_.stored());
  update_excuse(now);
}

void KefuDialect::update_excuse(const Now& now) {
  const bool is_full =
      (stage_ == Stage::kReplay || stage_ == Stage::kLive) && acks_.is_window_full();
  heartbeat_.excuse(is_reading_paused_ || is_full, now.monotonic);
}

void KefuDialect::pump_outbox(const Now& now) {
  if (!is_ready()) {
    return;
  }
  KefuOutbox::Line line;
  line.takes_nudges = has("nudge");
  line.takes_verdicts = has("verdict");
  line.has_unread = host_.has_unread();
  line.agent = agent_;
  line.positions = &memory_.positions;
  line.now = now;
  line.server_now = memory_.clock.at(now);
  line.transmit = [this](std::string frame) { host_.transmit(std::move(frame)); };
  line.note = [this](std::string_view text) { host_.note(text); };
  memory_.outbox.pump(line);
}

/// A machine that slept, or a wall clock that was set: ask for the workstation's time at once.
void KefuDialect::watch_clock(const Now& now) {
  const auto monotonic =
      std::chrono::duration_cast<qa::Duration>(now.monotonic.time_since_epoch()).count();
  const std::int64_t difference = qa::to_ms(now.wall) - monotonic;
  const std::int64_t before = std::exchange(wall_minus_monotonic_, difference).value_or(difference);
  if (std::abs(difference - before) > kClockJump) {
    heartbeat_.hurry(now.monotonic);
  }
}

void KefuDialect::advance(const Now& now) {
  if (stage_ == Stage::kOver || stage_ == Stage::kOpening) {
    return;
  }
  if (stage_limit_ && now.monotonic >= *stage_limit_) {
    hang_up(4008, stage_ == Stage::kHello ? "no hello within 10 s" : "no ready within 10 s");
    return;
  }
  watch_clock(now);
  if (const auto silence = heartbeat_.judge(now.monotonic)) {
    host_.note(*silence);
    hang_up(4008, *silence);
    return;
  }
  if (const auto n = heartbeat_.take_ping(now.monotonic)) {
    const bool has_baseline = stage_ == Stage::kReplay || stage_ == Stage::kLive;
    host_.transmit(kefu::ping_frame(*n, has_baseline ? acks_.received() : 0));
  }
  send_acks(now);
  const auto outbox_due = memory_.outbox.next_deadline();
  if (outbox_due && now.monotonic >= *outbox_due) {
    pump_outbox(now);
  }
}

std::optional<Monotonic> KefuDialect::next_deadline() const {
  if (stage_ == Stage::kOver || stage_ == Stage::kOpening) {
    return std::nullopt;
  }
  std::optional<Monotonic> next = stage_limit_;
  const auto sooner = [&](std::optional<Monotonic> moment) {
    if (moment) {
      next = next ? std::min(*next, *moment) : *moment;
    }
  };
  sooner(heartbeat_.next_deadline());
  if (stage_ == Stage::kReplay || stage_ == Stage::kLive) {
    sooner(acks_.next_deadline());
  }
  if (is_ready()) {
    sooner(memory_.outbox.next_deadline());
  }
  return next;
}

void KefuDialect::stored(std::int64_t seq, const Now& now) {
  if (stage_ != Stage::kReplay && stage_ != Stage::kLive) {
    memory_.on_stored(seq);  // still of the stream before
    return;
  }
  if (seq <= memory_.received) {
    acks_.on_stored(seq, now.monotonic);
  }
  send_acks(now);
}

void KefuDialect::reading_paused(bool paused, const Now& now) {
  is_reading_paused_ = paused;
  update_excuse(now);
}

void KefuDialect::outbox_changed(const Now& now) {
  pump_outbox(now);
}

void KefuDialect::answer(const DraftAnswer& answer, const Now& now) {
  if (!is_ready()) {
    return;
  }
  if (const auto question = drafts_.answer(answer.id, answer.revision, now.monotonic)) {
    host_.transmit(kefu::draft_frame(answer, question->context_seq, question->took));
  }
}

void KefuDialect::focus(std::string_view conversation, const Now&) {
  if (is_ready() && has("focus")) {
    host_.transmit(kefu::focus_frame(fmt::format("f_{}", ++memory_.last_focus), conversation));
  }
}

void KefuDialect::decide_draft(std::string_view draft, std::int64_t revision,
                               std::string_view choice, std::string_view reason, const Now&) {
  if (is_ready() && has("draft")) {
    host_.transmit(kefu::decide_frame(draft, revision, choice, reason));
  }
}

// ---- the end

Parting KefuDialect::closed(const net::WebsocketClosed& end, const Now&) {
  stage_ = Stage::kOver;
  Parting parting = judge_kefu_close(end, farewell_);
  if (parting.forgets_cursor) {
    memory_.forget_cursor("session_invalid");
  }
  return parting;
}

void KefuDialect::hang_up(std::uint16_t code, std::string_view reason) {
  stage_ = Stage::kOver;
  host_.hang_up(code, reason);
}

void KefuDialect::anomaly(std::string kind, std::string detail, const Now& now,
                          std::string_view conversation, std::string_view event_id) {
  qa::AnomalyRecord record;
  record.shop = options_.shop;
  record.source = options_.source;
  record.conversation = conversation;
  record.event_id = event_id;
  record.kind = std::move(kind);
  record.detail = std::move(detail);
  record.at = memory_.clock.at(now);
  listener_.on_anomaly(std::move(record));
}

}  // namespace plugin::workstation
