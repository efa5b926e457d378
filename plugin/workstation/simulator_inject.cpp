// The faults of SimulatedDesk, by name.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "plugin/workstation/simulator_desk.h"
#include "plugin/workstation/simulator_json.h"
#include "qa/event_json.h"

namespace plugin::workstation {
namespace {

/// How long a reordering waits for the events it wants to mix.
constexpr qa::Duration kGatherFor{2'000};

DeskAnswer done() {
  return {200, R"({"done":true})", std::nullopt};
}

DeskAnswer refusal(int status, std::string_view why) {
  return {status, JsonObject().text("error", why).str(), std::nullopt};
}

qa::Duration span(const FaultArguments& with, const std::string& name, std::int64_t otherwise) {
  return qa::Duration{with.integer(name, otherwise)};
}

}  // namespace

const std::map<std::string, SimulatedDesk::Fault, std::less<>>& SimulatedDesk::faults_by_name() {
  static const std::map<std::string, Fault, std::less<>> kFaults{
      {"drop", &SimulatedDesk::drop},
      {"close", &SimulatedDesk::close_all},
      {"bye", &SimulatedDesk::say_bye},
      {"restart", &SimulatedDesk::restart},
      {"stream_unknown", &SimulatedDesk::lose_stream},
      {"cursor_expired", &SimulatedDesk::expire_cursors},
      {"duplicate", &SimulatedDesk::duplicate},
      {"gap", &SimulatedDesk::skip_numbers},
      {"reorder", &SimulatedDesk::reorder},
      {"mute", &SimulatedDesk::mute},
      {"pong_silence", &SimulatedDesk::silence_pongs},
      {"silence", &SimulatedDesk::silence},
      {"slow", &SimulatedDesk::slow},
      {"receipts", &SimulatedDesk::set_receipts},
      {"nudge_rate", &SimulatedDesk::limit_nudges},
      {"skew", &SimulatedDesk::set_skew},
      {"refuse", &SimulatedDesk::refuse},
      {"replaced", &SimulatedDesk::replace},
      {"rate_limit", &SimulatedDesk::limit_rate},
      {"session_invalid", &SimulatedDesk::invalidate_session},
      {"http", &SimulatedDesk::refuse_http},
      {"down", &SimulatedDesk::go_down},
      {"wrong_protocol", &SimulatedDesk::omit_subprotocol},
      {"hello", &SimulatedDesk::set_hello},
      {"raw", &SimulatedDesk::send_odd},
      {"draft", &SimulatedDesk::ask_draft},
      {"cancel_draft", &SimulatedDesk::cancel_draft},
      {"publish", &SimulatedDesk::publish_one},
  };
  return kFaults;
}

DeskAnswer SimulatedDesk::inject(std::string_view name, std::string_view body, qa::Time now) {
  const auto found = faults_by_name().find(name);
  if (found == faults_by_name().end()) {
    JsonArray names;
    for (const auto& [known, fault] : faults_by_name()) {
      names.text(known);
    }
    return {404, JsonObject().text("error", "no such fault").raw("faults", names.str()).str(),
            std::nullopt};
  }
  const auto arguments = FaultArguments::read(body);
  if (!arguments) {
    return refusal(400, "the body is not a JSON object");
  }
  return (this->*found->second)(*arguments, now);
}

DeskAnswer SimulatedDesk::drop(const FaultArguments& with, qa::Time now) {
  const std::string how = with.text("how", "rst");
  DeskOutput::Kind kind = DeskOutput::Kind::kAbort;
  if (how == "fin") {
    kind = DeskOutput::Kind::kHangUp;
  } else if (how == "cut") {
    kind = DeskOutput::Kind::kCut;
  } else if (how != "rst") {
    return refusal(400, "how: expected rst, fin or cut");
  }
  for (const SessionId id : sessions()) {
    outputs_.push_back({id, kind, kind == DeskOutput::Kind::kCut ? R"({"op":"ev)" : "", 0});
    end(id, now);
  }
  return done();
}

DeskAnswer SimulatedDesk::close_all(const FaultArguments& with, qa::Time now) {
  const auto code = static_cast<std::uint16_t>(with.integer("code", 1001));
  for (const SessionId id : sessions()) {
    close(id, code, with.text("reason", "on request"), now);
  }
  return done();
}

DeskAnswer SimulatedDesk::say_bye(const FaultArguments& with, qa::Time now) {
  const auto code = static_cast<std::uint16_t>(with.integer("code", 1012));
  const std::string bye = JsonObject()
                              .text("op", "bye")
                              .text("reason", with.text("reason", "server_restart"))
                              .flag("reconnect", with.flag("reconnect", true))
                              .integer("after_ms", with.integer("after_ms", 1'500))
                              .flag("resume", with.flag("resume", true))
                              .str();
  for (const SessionId id : sessions()) {
    send(sessions_.at(id), bye);
    close(id, code, "bye", now);
  }
  return done();
}

DeskAnswer SimulatedDesk::restart(const FaultArguments& with, qa::Time now) {
  say_bye(with, now);
  faults_.down_until = now + span(with, "down_ms", 1'000);
  if (with.flag("new_stream", false)) {
    streams_.restart();
  }
  return done();
}

DeskAnswer SimulatedDesk::lose_stream(const FaultArguments& with, qa::Time now) {
  drop({}, now);
  streams_.restart(with.integer("head", 0));
  return done();
}

DeskAnswer SimulatedDesk::expire_cursors(const FaultArguments&, qa::Time now) {
  drop({}, now);
  streams_.expire();
  return done();
}

DeskAnswer SimulatedDesk::duplicate(const FaultArguments& with, qa::Time) {
  for (auto& [id, session] : sessions_) {
    if (!session.is_ready) {
      continue;
    }
    const std::int64_t from =
        std::max(session.stream->first_seq, session.next_seq - with.integer("n", 1));
    for (std::int64_t seq = from; seq < session.next_seq; ++seq) {
      if (const LoggedEvent* const event = session.stream->at(seq)) {
        send(session, event_frame(seq, event->json));
      }
    }
  }
  return done();
}

DeskAnswer SimulatedDesk::skip_numbers(const FaultArguments& with, qa::Time) {
  for (auto& [id, session] : sessions_) {
    session.skip = with.integer("n", 1);
  }
  return done();
}

DeskAnswer SimulatedDesk::reorder(const FaultArguments& with, qa::Time now) {
  faults_.reorder_left = static_cast<int>(std::clamp<std::int64_t>(with.integer("n", 8), 2, 1'000));
  faults_.reorder_within = with.flag("within", false);
  faults_.gathered_until = now + kGatherFor;
  return done();
}

void SimulatedDesk::release_gathered(qa::Time now) {
  std::vector<qa::Event> events = std::exchange(faults_.gathered, {});
  faults_.reorder_left = 0;
  faults_.gathered_until.reset();
  if (faults_.reorder_within) {
    std::reverse(events.begin(), events.end());
  } else {
    // Conversations in the reverse of the order they came in, each in its own order.
    std::map<std::string, std::size_t> first_of;
    for (std::size_t i = 0; i < events.size(); ++i) {
      first_of.try_emplace(events[i].subject, i);
    }
    std::stable_sort(events.begin(), events.end(), [&](const qa::Event& a, const qa::Event& b) {
      return first_of.at(a.subject) > first_of.at(b.subject);
    });
  }
  for (const qa::Event& event : events) {
    log(event, now);
  }
}

DeskAnswer SimulatedDesk::mute(const FaultArguments& with, qa::Time now) {
  faults_.is_muted = with.flag("on", true);
  for (auto& [id, session] : sessions_) {
    pump(session, now);
  }
  return done();
}

DeskAnswer SimulatedDesk::silence_pongs(const FaultArguments& with, qa::Time) {
  faults_.is_pong_silent = with.flag("on", true);
  return done();
}

DeskAnswer SimulatedDesk::silence(const FaultArguments& with, qa::Time now) {
  faults_.is_silent = with.flag("on", true);
  for (auto& [id, session] : sessions_) {
    pump(session, now);
  }
  return done();
}

DeskAnswer SimulatedDesk::slow(const FaultArguments& with, qa::Time now) {
  options_.max_inflight = std::max<std::int64_t>(1, with.integer("max_inflight", 8));
  options_.slow_consumer_after = span(with, "slow_ms", options_.slow_consumer_after.count());
  for (auto& [id, session] : sessions_) {
    session.inflight = options_.max_inflight;
    pump(session, now);
  }
  return done();
}

DeskAnswer SimulatedDesk::set_receipts(const FaultArguments& with, qa::Time) {
  const std::string mode = with.text("mode", "normal");
  if (mode != "normal" && mode != "none" && mode != "delay" && mode != "rejected") {
    return refusal(400, "mode: expected normal, none, delay or rejected");
  }
  faults_.receipts = mode;
  faults_.receipt_delay = span(with, "delay_ms", 3'000);
  return done();
}

DeskAnswer SimulatedDesk::limit_nudges(const FaultArguments& with, qa::Time) {
  advice_.forced_retry.reset();
  if (with.flag("on", true)) {
    advice_.forced_retry = span(with, "retry_after_ms", 12'000);
  }
  return done();
}

DeskAnswer SimulatedDesk::set_skew(const FaultArguments& with, qa::Time) {
  faults_.skew = span(with, "ms", 0);
  return done();
}

DeskAnswer SimulatedDesk::refuse(const FaultArguments& with, qa::Time now) {
  faults_.refusals = static_cast<int>(with.integer("times", 1));
  if (with.flag("off", false)) {
    faults_.refusals = 0;
    return done();
  }
  for (const SessionId id : sessions()) {
    fail(sessions_.at(id), "auth_failed", "token expired", 4001, now);
  }
  return done();
}

DeskAnswer SimulatedDesk::replace(const FaultArguments&, qa::Time now) {
  for (const SessionId id : sessions()) {
    close(id, 4004, "the same instance is connected elsewhere", now);
  }
  return done();
}

DeskAnswer SimulatedDesk::limit_rate(const FaultArguments& with, qa::Time now) {
  for (const SessionId id : sessions()) {
    send(sessions_.at(id), error_frame({"rate_limited",
                                        true,
                                        "too many connections",
                                        {},
                                        span(with, "retry_after_ms", 5'000)}));
    close(id, 4007, "rate limited", now);
  }
  return done();
}

DeskAnswer SimulatedDesk::invalidate_session(const FaultArguments&, qa::Time now) {
  for (const SessionId id : sessions()) {
    close(id, 4009, "session invalid", now);
  }
  return done();
}

DeskAnswer SimulatedDesk::refuse_http(const FaultArguments& with, qa::Time now) {
  faults_.http_refusals = static_cast<int>(with.integer("times", 1));
  faults_.http_status = static_cast<int>(with.integer("status", 503));
  const std::int64_t retry = with.integer("retry_after", -1);
  faults_.http_retry_after = retry < 0 ? std::nullopt : std::optional(retry);
  return drop({}, now);
}

DeskAnswer SimulatedDesk::go_down(const FaultArguments& with, qa::Time now) {
  faults_.down_until.reset();
  if (with.flag("on", true)) {
    faults_.down_until = now + span(with, "for_ms", 3'600'000);
    drop({}, now);
  }
  return done();
}

DeskAnswer SimulatedDesk::omit_subprotocol(const FaultArguments& with, qa::Time now) {
  faults_.odd_subprotocol = static_cast<int>(with.integer("times", 1));
  return drop({}, now);
}

DeskAnswer SimulatedDesk::set_hello(const FaultArguments& with, qa::Time) {
  faults_.hello_delay = span(with, "delay_ms", 0);
  faults_.hello_version = with.integer("v", 1);
  return done();
}

DeskAnswer SimulatedDesk::send_odd(const FaultArguments& with, qa::Time) {
  const std::string kind = with.text("kind", "unknown");
  const auto frame = odd_frame(kind);
  if (!frame && kind != "binary") {
    return refusal(400,
                   "kind: expected oversize, invalid_utf8, binary, bad_json, not_object, no_op, "
                   "unknown, hint or deep");
  }
  for (const auto& [id, session] : sessions_) {
    const bool is_binary = kind == "binary";
    outputs_.push_back({id, is_binary ? DeskOutput::Kind::kBinary : DeskOutput::Kind::kText,
                        is_binary ? std::string("\x01\x02\x03", 3) : *frame, 0});
  }
  return done();
}

DeskAnswer SimulatedDesk::ask_draft(const FaultArguments& with, qa::Time now) {
  DraftRequest request;
  request.id = with.text("id", fmt::format("d_asked_{}", ++drafts_made_));
  request.conversation = with.text("conversation", "");
  request.agent = with.text("agent", options_.desk_identity.id);
  request.text = with.text("text", "");
  request.revision = with.integer("rev", 1);
  request.deadline = span(with, "deadline_ms", 800);
  const auto* const conversation = conversations_.find(request.conversation);
  if (conversation == nullptr) {
    return refusal(404, "no such conversation");
  }
  if (!conversation->owner().empty()) {
    request.agent = with.text("agent", conversation->owner());
  }
  if (!check_draft(request, now)) {
    return refusal(409, "no client takes drafts, or four are in flight");
  }
  return {202, JsonObject().text("id", request.id).str(), std::nullopt};
}

DeskAnswer SimulatedDesk::cancel_draft(const FaultArguments& with, qa::Time) {
  const std::string id = with.text("id", drafts_.newest());
  if (!drafts_.cancel(id)) {
    return refusal(404, "no such draft in flight");
  }
  if (DraftSeen* const seen = draft_seen(id)) {
    seen->by = "cancelled";
  }
  const std::string frame = JsonObject().text("op", "draft.cancel").text("re", id).str();
  for (const auto& [session, state] : sessions_) {
    if (state.is_ready && state.has("draft")) {
      send(state, frame);
    }
  }
  return done();
}

DeskAnswer SimulatedDesk::publish_one(const FaultArguments& with, qa::Time now) {
  qa::EventReader reader;
  const std::string json = with.json("event");
  qa::ReadEvent read = reader.read(json);
  if (read.kind != qa::ReadKind::kEvent) {
    return refusal(400, "event: " + (read.problem.empty() ? "not an event" : read.problem));
  }
  publish(std::move(read.event), now);
  return done();
}

}  // namespace plugin::workstation
