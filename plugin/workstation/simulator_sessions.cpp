// The part of SimulatedDesk that answers its clients: auth, resume, acks, heartbeats, advice.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "plugin/workstation/simulator_desk.h"
#include "plugin/workstation/simulator_json.h"

namespace plugin::workstation {

void SimulatedDesk::take(Session& session, const ClientFrame& frame, qa::Time now) {
  if (const auto* const bad = std::get_if<BadFrame>(&frame)) {
    return take_bad(session, *bad, now);
  }
  if (const auto* const unknown = std::get_if<UnknownFrame>(&frame)) {
    ++record_.unknown_frames;
    return;
  }
  const auto* const auth = std::get_if<AuthFrame>(&frame);
  if (auth != nullptr && !session.is_ready) {
    return authenticate(session, *auth, now);
  }
  if (auth != nullptr || !session.is_ready) {
    violation(session, now, auth != nullptr ? "auth twice" : "a frame before auth");
    send(session, error_frame({"conflict", false, "not now", {}, std::nullopt}));
    return;
  }
  if (const auto* const ack = std::get_if<AckFrame>(&frame)) {
    take_ack(session, *ack, now);
  } else if (const auto* const ping = std::get_if<PingFrame>(&frame)) {
    take_ping(session, *ping, now);
  } else if (const auto* const nudge = std::get_if<NudgeFrame>(&frame)) {
    take_nudge(session, *nudge, now);
  } else if (const auto* const verdict = std::get_if<VerdictFrame>(&frame)) {
    take_verdict(session, *verdict, now);
  } else if (const auto* const result = std::get_if<DraftResultFrame>(&frame)) {
    take_draft_result(session, *result, now);
  } else if (const auto* const decide = std::get_if<DraftDecideFrame>(&frame)) {
    take_draft_decide(session, *decide, now);
  } else if (const auto* const focus = std::get_if<FocusFrame>(&frame)) {
    take_focus(session, *focus, now);
  } else if (const auto* const error = std::get_if<ClientErrorFrame>(&frame)) {
    if (auto outcome = drafts_.decline(error->re, now)) {
      settle(std::move(*outcome));
    }
  }
}

void SimulatedDesk::take_bad(Session& session, const BadFrame& bad, qa::Time now) {
  violation(session, now, bad.problem);
  const std::string code = bad.close == 1009 ? "too_large" : "bad_frame";
  if (bad.close != 0) {
    fail(session, code, bad.problem, bad.close, now);
    return;
  }
  send(session, error_frame({code, false, bad.problem, bad.re, std::nullopt}));
}

std::optional<std::string> SimulatedDesk::agent_of_token(std::string_view token) const {
  if (!options_.desk_token.empty() && token == options_.desk_token) {
    return std::string{};
  }
  for (const SimulatedAgent& agent : options_.agents) {
    const std::string own =
        agent.token.empty() ? options_.agent_token_prefix + agent.id : agent.token;
    if (token == own) {
      return agent.id;
    }
  }
  const std::string& prefix = options_.agent_token_prefix;
  if (options_.agents.empty() && !prefix.empty() && token.starts_with(prefix) &&
      token.size() > prefix.size()) {
    return std::string(token.substr(prefix.size()));
  }
  return std::nullopt;
}

void SimulatedDesk::authenticate(Session& session, const AuthFrame& auth, qa::Time now) {
  ConnectionRecord& record = record_of(session.id);
  record.client = auth.client;
  record.instance = auth.instance;
  if (auth.version != 1) {
    return fail(session, "unsupported", "only version 1 is spoken", 4003, now);
  }
  const auto agent = agent_of_token(auth.token);
  if (faults_.refusals > 0 || !agent) {
    faults_.refusals = std::max(0, faults_.refusals - 1);
    return fail(session, "auth_failed", "the token is not accepted", 4001, now);
  }
  session.agent = *agent;
  session.instance = auth.instance;
  for (const std::string& feature : auth.features) {
    if (std::find(options_.features.begin(), options_.features.end(), feature) !=
        options_.features.end()) {
      session.features.push_back(feature);
    }
  }
  replace_instance(session, now);
  begin(session, auth, now);
}

void SimulatedDesk::replace_instance(const Session& session, qa::Time now) {
  if (session.instance.empty()) {
    return;
  }
  for (const SessionId id : sessions()) {
    if (id != session.id && sessions_.at(id).instance == session.instance) {
      close(id, 4004, "the same instance is connected elsewhere", now);
    }
  }
}

std::string SimulatedDesk::resume_refusal(const SimulatedStream& stream,
                                          const std::optional<ResumeCursor>& cursor) const {
  if (!cursor) {
    return "no_cursor";
  }
  if (cursor->stream != stream.id || cursor->seq > stream.head()) {
    return "stream_unknown";
  }
  return cursor->seq + 1 < stream.first_seq ? "cursor_expired" : "";
}

void SimulatedDesk::begin(Session& session, const AuthFrame& auth, qa::Time now) {
  trim(now);
  SimulatedStream& stream = streams_.of(session.agent);
  const std::string refusal = resume_refusal(stream, auth.resume);
  const std::int64_t head = stream.head();
  session.stream = &stream;
  session.acked = refusal.empty() ? auth.resume->seq : head;
  session.next_seq = session.acked + 1;
  ConnectionRecord& record = record_of(session.id);
  record.agent = session.agent;
  record.stream = stream.id;
  record.resume = refusal.empty() ? "resumed" : refusal;
  record.resume_seq = auth.resume ? std::optional(auth.resume->seq) : std::nullopt;
  record.ready_at = now;
  record.acked = session.acked;

  JsonArray features;
  for (const std::string& feature : session.features) {
    features.text(feature);
  }
  JsonObject ready;
  ready.text("op", "ready")
      .text("session", fmt::format("ses_{}_{}", options_.stream_salt, session.id))
      .text("stream", stream.id)
      .flag("resumed", refusal.empty())
      .text_if_any("reason", refusal);
  if (refusal.empty() && auth.resume->seq < head) {
    ready.raw("replay",
              JsonObject().integer("from", auth.resume->seq + 1).integer("to", head).str());
  }
  ready.integer("head_seq", head)
      .flag_if_set("snapshot", !refusal.empty())
      .raw("features", features.str());
  qa::Actor identity = options_.desk_identity;
  if (!session.agent.empty()) {
    identity = {qa::ActorKind::kHuman, session.agent, conversations_.name_of(session.agent)};
    for (const SimulatedAgent& agent : options_.agents) {
      if (agent.id == session.agent && !agent.name.empty()) {
        identity.name = agent.name;
      }
    }
  }
  ready.raw("agent", actor_json(identity))
      .raw("retention",
           JsonObject()
               .integer("events", static_cast<std::int64_t>(options_.retention))
               .integer("hours",
                        std::chrono::floor<std::chrono::hours>(options_.retention_age).count())
               .str())
      .time("time", server_time(now));
  send(session, ready.str());
  if (!refusal.empty()) {
    for (std::string& frame :
         snapshot_frames(conversations_.not_closed(session.agent), stream.id, head)) {
      send(session, std::move(frame));
    }
  }
  session.is_ready = true;
  pump(session, now);
}

void SimulatedDesk::take_ack(Session& session, const AckFrame& ack, qa::Time now) {
  if (ack.seq >= session.next_seq) {
    violation(session, now,
              fmt::format("ack of {}, only {} were sent", ack.seq, session.next_seq - 1));
    send(session, error_frame({"bad_frame", false, "ack of what was not sent", {}, std::nullopt}));
    return;
  }
  if (ack.seq < session.acked) {
    violation(session, now, fmt::format("ack of {} after {}", ack.seq, session.acked));
    return;
  }
  ConnectionRecord& record = record_of(session.id);
  record.largest_ack_step = std::max(record.largest_ack_step, ack.seq - session.acked);
  record.acked = ack.seq;
  ++record.acks;
  session.acked = ack.seq;
  pump(session, now);
}

void SimulatedDesk::take_ping(Session& session, const PingFrame& ping, qa::Time now) {
  ++record_of(session.id).pings;
  if (faults_.is_pong_silent) {
    return;
  }
  send(session, JsonObject()
                    .text("op", "pong")
                    .integer("n", ping.n)
                    .integer("head_seq", session.stream->head())
                    .time("time", server_time(now))
                    .str());
}

bool SimulatedDesk::may(Session& session, std::string_view feature, std::string_view re,
                        qa::Time now) {
  if (session.has(feature)) {
    return true;
  }
  violation(session, now, fmt::format("{} was not agreed", feature));
  send(session, error_frame({"unsupported", false, fmt::format("{} was not agreed", feature),
                             std::string(re), std::nullopt}));
  return false;
}

void SimulatedDesk::receipt(const Session& session, std::string_view re, std::string_view status,
                            qa::Time now) {
  if (faults_.receipts == "none") {
    return;
  }
  std::string frame =
      receipt_frame(re, faults_.receipts == "rejected" ? "rejected" : status, server_time(now));
  if (faults_.receipts == "delay") {
    delayed_.push_back({now + faults_.receipt_delay, session.id, std::move(frame)});
    return;
  }
  send(session, std::move(frame));
}

std::optional<qa::Time> SimulatedDesk::time_of(const Session& session,
                                               const NudgeFrame& nudge) const {
  const SimulatedStream& stream = *session.stream;
  if (nudge.because_seq) {
    const LoggedEvent* const event = stream.at(*nudge.because_seq);
    if (event != nullptr && event->id == nudge.because_event) {
      return event->time;
    }
  }
  const auto found =
      std::find_if(stream.events.rbegin(), stream.events.rend(),
                   [&](const auto& event) { return event->id == nudge.because_event; });
  return found == stream.events.rend() ? std::nullopt : std::optional((*found)->time);
}

void SimulatedDesk::take_nudge(Session& session, const NudgeFrame& nudge, qa::Time now) {
  if (!may(session, "nudge", nudge.id, now)) {
    return;
  }
  const auto because_at = time_of(session, nudge);
  const auto* const conversation = conversations_.find(nudge.conversation);
  if (conversation == nullptr || (!session.agent.empty() && nudge.agent != session.agent)) {
    violation(session, now,
              conversation == nullptr ? "a nudge for an unknown conversation"
                                      : "a nudge for somebody this token does not see");
    note_nudge(nudge, because_at, "rejected", now);
    return receipt(session, nudge.id, "rejected", now);
  }
  const auto answer = advice_.take(session.instance, nudge, because_at, server_time(now));
  note_nudge(nudge, because_at, answer.status, now);
  if (answer.status == "rate_limited") {
    send(session,
         error_frame({"rate_limited", false, "too many nudges", nudge.id, answer.retry_after}));
    return;
  }
  receipt(session, nudge.id, answer.status, now);
}

void SimulatedDesk::note_nudge(const NudgeFrame& nudge, std::optional<qa::Time> because_at,
                               const std::string& status, qa::Time now) {
  NudgeSeen* seen = nudge_seen(nudge.id);
  if (seen == nullptr) {
    seen = &record_.nudges.emplace_back();
    seen->id = nudge.id;
    seen->conversation = nudge.conversation;
    seen->agent = nudge.agent;
    seen->level = nudge.level;
    seen->title = nudge.title;
    seen->text = nudge.text;
    seen->rule = nudge.rule;
    seen->dedupe = nudge.dedupe;
    seen->because_event = nudge.because_event;
    seen->because_at = because_at;
    if (nudge.rule.empty() && because_at) {
      if (const auto rung = advice_.rung_of(*because_at, server_time(now))) {
        seen->stage = rung->stage;
        seen->late = rung->late;
      }
    }
  }
  seen->tries.push_back(now);
  seen->statuses.push_back(status);
}

void SimulatedDesk::take_verdict(Session& session, const VerdictFrame& verdict, qa::Time now) {
  if (!may(session, "verdict", verdict.id, now)) {
    return;
  }
  std::string status = "rejected";
  if (conversations_.find(verdict.conversation) != nullptr) {
    status = advice_.take(verdict).status;
  } else {
    violation(session, now, "a verdict on an unknown conversation");
  }
  record_.verdicts.push_back(
      {verdict.id, verdict.conversation, verdict.target, verdict.label, now, status});
  receipt(session, verdict.id, status, now);
}

void SimulatedDesk::take_focus(Session& session, const FocusFrame& focus, qa::Time now) {
  if (!may(session, "focus", focus.id, now)) {
    return;
  }
  ++record_.focuses;
  const bool is_known = conversations_.find(focus.conversation) != nullptr;
  receipt(session, focus.id, is_known ? "shown" : "rejected", now);
}

void SimulatedDesk::take_draft_result(Session& session, const DraftResultFrame& result,
                                      qa::Time now) {
  if (!may(session, "draft", result.re, now)) {
    return;
  }
  DraftSeen* const seen = draft_seen(result.re);
  if (seen == nullptr) {
    violation(session, now, "a result for a draft nobody asked about");
    send(session, error_frame({"unknown_re", false, "no such draft", result.re, std::nullopt}));
    return;
  }
  // What the deadline has decided stays decided, even if the timer did not come round yet.
  for (DraftOutcome& outcome : drafts_.expired(now)) {
    settle(std::move(outcome));
  }
  if (auto outcome = drafts_.answer(session.id, result, now)) {
    settle(std::move(*outcome));
  } else if (seen->by == "deadline") {
    seen->is_too_late = true;
  }
}

void SimulatedDesk::take_draft_decide(Session& session, const DraftDecideFrame& decide,
                                      qa::Time now) {
  if (!may(session, "draft", decide.re, now)) {
    return;
  }
  DraftSeen* const seen = draft_seen(decide.re);
  if (seen != nullptr) {
    seen->choice = decide.choice;
  }
  receipt(session, decide.re, seen != nullptr ? "stored" : "rejected", now);
}

}  // namespace plugin::workstation
