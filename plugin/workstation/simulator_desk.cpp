#include "plugin/workstation/simulator_desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "plugin/workstation/simulator_json.h"

namespace plugin::workstation {
namespace {

/// Trimming walks every stream: done once in so many events.
constexpr std::size_t kEventsBetweenTrims = 256;

void take_earlier(std::optional<qa::Time>& earliest, std::optional<qa::Time> at) {
  if (at && (!earliest || *at < *earliest)) {
    earliest = at;
  }
}

}  // namespace

bool SimulatedDesk::Session::has(std::string_view feature) const {
  return std::find(features.begin(), features.end(), feature) != features.end();
}

SimulatedDesk::SimulatedDesk(SimulatorOptions options)
    : options_(std::move(options)),
      streams_(options_.stream_salt, options_.retention, options_.retention_age),
      advice_(options_) {
  streams_.of("");
}

bool SimulatedDesk::is_down(qa::Time now) const {
  return faults_.down_until && now < *faults_.down_until;
}

std::optional<DeskAnswer> SimulatedDesk::refuse_upgrade() {
  if (faults_.http_refusals <= 0) {
    return std::nullopt;
  }
  --faults_.http_refusals;
  return DeskAnswer{faults_.http_status, R"({"error":"refused on request"})",
                    faults_.http_retry_after};
}

bool SimulatedDesk::echoes_subprotocol() {
  if (faults_.odd_subprotocol <= 0) {
    return true;
  }
  --faults_.odd_subprotocol;
  return false;
}

SessionId SimulatedDesk::connect(qa::Time now) {
  const SessionId id = record_.connections.size() + 1;
  ConnectionRecord& record = record_.connections.emplace_back();
  record.session = id;
  record.opened_at = now;
  Session& session = sessions_[id];
  session.id = id;
  session.opened_at = now;
  session.inflight = options_.max_inflight;
  session.hello_at = now + faults_.hello_delay;
  if (*session.hello_at <= now) {
    send_hello(session, now);
  }
  return id;
}

void SimulatedDesk::send_hello(Session& session, qa::Time now) {
  session.hello_at.reset();
  JsonArray features;
  for (const std::string& feature : options_.features) {
    features.text(feature);
  }
  send(session,
       JsonObject()
           .text("op", "hello")
           .integer("v", faults_.hello_version)
           .raw("server",
                JsonObject().text("name", options_.name).text("version", options_.version).str())
           .integer("heartbeat_ms", options_.heartbeat.count())
           .integer("auth_timeout_ms", options_.auth_timeout.count())
           .integer("max_frame", static_cast<std::int64_t>(kMaxFrameDown))
           .integer("max_inflight", session.inflight)
           .raw("features", features.str())
           .time("time", server_time(now))
           .str());
}

void SimulatedDesk::receive(SessionId id, std::string_view text, qa::Time now) {
  const auto found = sessions_.find(id);
  if (found != sessions_.end()) {
    take(found->second, reader_.read(text), now);
  }
}

void SimulatedDesk::receive_binary(SessionId id, qa::Time now) {
  const auto found = sessions_.find(id);
  if (found != sessions_.end()) {
    take_bad(found->second, BadFrame{1002, "binary frame", {}}, now);
  }
}

void SimulatedDesk::disconnected(SessionId id, std::uint16_t code, qa::Time now) {
  if (id == 0 || id > record_.connections.size()) {
    return;
  }
  ConnectionRecord& record = record_of(id);
  record.client_close = code;
  record.closed_at = now;
  end(id, now);
}

void SimulatedDesk::end(SessionId id, qa::Time now) {
  for (DraftOutcome& outcome : drafts_.gone(id, now)) {
    settle(std::move(outcome));
  }
  sessions_.erase(id);
}

void SimulatedDesk::publish(qa::Event event, qa::Time now) {
  event.time += faults_.skew;
  if (faults_.reorder_left > 0) {
    faults_.gathered.push_back(std::move(event));
    if (--faults_.reorder_left == 0) {
      release_gathered(now);
    }
    return;
  }
  log(event, now);
}

void SimulatedDesk::log(const qa::Event& event, qa::Time now) {
  LoggedEvent entry;
  const auto* const before = conversations_.find(event.subject);
  const std::string owner_before = before == nullptr ? std::string{} : before->owner();
  conversations_.apply(event);
  const auto* const after = conversations_.find(event.subject);
  if (qa::is_about_conversation(event)) {
    const std::string owner = after == nullptr ? std::string{} : after->owner();
    entry.is_for_everyone = owner.empty() || owner_before.empty();
    entry.agents = {owner_before, owner};
  } else {
    entry.agents = {event.subject};
  }
  entry.id = event.id;
  entry.conversation = event.subject;
  entry.time = event.time;
  entry.sent_at = now;
  qa::append_event_json(entry.json, event);
  streams_.append(std::move(entry));
  for (auto& [id, session] : sessions_) {
    pump(session, now);
  }
  if (++since_trim_ >= kEventsBetweenTrims || options_.retention < kEventsBetweenTrims) {
    trim(now);
  }
}

void SimulatedDesk::trim(qa::Time now) {
  since_trim_ = 0;
  std::map<std::string, std::int64_t> needed;
  for (const auto& [id, session] : sessions_) {
    if (session.is_ready) {
      const auto [entry, is_new] = needed.try_emplace(session.stream->id, session.next_seq);
      entry->second = std::min(entry->second, session.next_seq);
    }
  }
  streams_.trim(now, needed);
}

void SimulatedDesk::pump(Session& session, qa::Time now) {
  if (!session.is_ready || faults_.is_muted || faults_.is_silent) {
    return;
  }
  const SimulatedStream& stream = *session.stream;
  while (session.next_seq <= stream.head() &&
         session.next_seq - session.acked <= session.inflight) {
    const LoggedEvent* const event = stream.at(session.next_seq);
    if (session.skip > 0) {
      --session.skip;
    } else if (event != nullptr) {
      send(session, event_frame(session.next_seq, event->json));
      ++record_of(session.id).events_sent;
    }
    ++session.next_seq;
  }
  const bool is_full = session.next_seq <= stream.head();
  if (!is_full) {
    session.window_full_since.reset();
  } else if (!session.window_full_since) {
    session.window_full_since = now;
  }
}

void SimulatedDesk::advance(qa::Time now) {
  if (faults_.gathered_until && *faults_.gathered_until <= now) {
    release_gathered(now);
  }
  for (DraftOutcome& outcome : drafts_.expired(now)) {
    settle(std::move(outcome));
  }
  while (!delayed_.empty() && delayed_.front().at <= now) {
    if (const auto found = sessions_.find(delayed_.front().session); found != sessions_.end()) {
      send(found->second, std::move(delayed_.front().frame));
    }
    delayed_.pop_front();
  }
  for (const SessionId id : sessions()) {
    Session& session = sessions_.at(id);
    if (session.hello_at && *session.hello_at <= now) {
      send_hello(session, now);
    }
    if (!session.is_ready && session.opened_at + options_.auth_timeout <= now) {
      fail(session, "auth_failed", "no auth came in time", 4002, now);
    } else if (session.window_full_since &&
               *session.window_full_since + options_.slow_consumer_after <= now) {
      close(id, 4005, "slow consumer", now);
    }
  }
}

std::optional<qa::Time> SimulatedDesk::next_deadline() const {
  std::optional<qa::Time> earliest = drafts_.next_deadline();
  take_earlier(earliest, faults_.gathered_until);
  take_earlier(earliest, faults_.down_until);
  if (!delayed_.empty()) {
    take_earlier(earliest, delayed_.front().at);
  }
  for (const auto& [id, session] : sessions_) {
    take_earlier(earliest, session.hello_at);
    if (!session.is_ready) {
      take_earlier(earliest, session.opened_at + options_.auth_timeout);
    }
    if (session.window_full_since) {
      take_earlier(earliest, *session.window_full_since + options_.slow_consumer_after);
    }
  }
  return earliest;
}

std::vector<DeskOutput> SimulatedDesk::take_outputs() {
  return std::exchange(outputs_, {});
}

bool SimulatedDesk::check_draft(const DraftRequest& request, qa::Time now) {
  Session* asked = nullptr;
  for (auto& [id, session] : sessions_) {
    if (session.is_ready && session.has("draft") &&
        (session.agent == request.agent || (session.agent.empty() && asked == nullptr))) {
      asked = &session;
    }
  }
  if (asked == nullptr ||
      drafts_.in_flight(asked->id) >= static_cast<std::size_t>(options_.drafts_in_flight)) {
    return false;
  }
  DraftRequest sent = request;
  sent.context_seq = asked->next_seq - 1;
  send(*asked, draft_check_frame(sent));
  DraftSeen& seen = record_.drafts.emplace_back();
  seen.id = sent.id;
  seen.conversation = sent.conversation;
  seen.agent = sent.agent;
  seen.asked_at = now;
  drafts_.ask(std::move(sent), asked->id, now);
  return true;
}

void SimulatedDesk::settle(DraftOutcome outcome) {
  if (DraftSeen* const seen = draft_seen(outcome.id)) {
    seen->decision = outcome.decision;
    seen->by = outcome.by;
    seen->latency = outcome.latency;
    seen->reasons = outcome.reasons;
  }
  outcomes_.push_back(std::move(outcome));
}

std::vector<DraftOutcome> SimulatedDesk::take_draft_outcomes() {
  return std::exchange(outcomes_, {});
}

bool SimulatedDesk::has_client() const {
  return std::any_of(sessions_.begin(), sessions_.end(),
                     [](const auto& entry) { return entry.second.is_ready; });
}

bool SimulatedDesk::has_delivered_all() const {
  return std::all_of(sessions_.begin(), sessions_.end(), [](const auto& entry) {
    const Session& session = entry.second;
    return !session.is_ready || session.acked >= session.stream->head();
  });
}

bool SimulatedDesk::is_congested() const {
  return std::any_of(sessions_.begin(), sessions_.end(), [](const auto& entry) {
    const Session& session = entry.second;
    return session.is_ready && session.stream->head() - session.acked >
                                   4 * std::max<std::int64_t>(session.inflight, 256);
  });
}

void SimulatedDesk::send(const Session& session, std::string frame) {
  if (!faults_.is_silent) {
    outputs_.push_back({session.id, DeskOutput::Kind::kText, std::move(frame), 0});
  }
}

void SimulatedDesk::close(SessionId id, std::uint16_t code, std::string_view reason, qa::Time now) {
  outputs_.push_back({id, DeskOutput::Kind::kClose, std::string(reason), code});
  record_of(id).server_close = code;
  end(id, now);
}

void SimulatedDesk::fail(Session& session, std::string_view code, std::string_view message,
                         std::uint16_t close_code, qa::Time now) {
  send(session, error_frame({std::string(code), true, std::string(message), {}, std::nullopt}));
  close(session.id, close_code, message, now);
}

void SimulatedDesk::violation(const Session& session, qa::Time now, std::string what) {
  record_.violations.push_back({session.id, now, std::move(what)});
}

std::vector<SessionId> SimulatedDesk::sessions() const {
  std::vector<SessionId> ids;
  for (const auto& [id, session] : sessions_) {
    ids.push_back(id);
  }
  return ids;
}

DraftSeen* SimulatedDesk::draft_seen(const std::string& id) {
  const auto found = std::find_if(record_.drafts.rbegin(), record_.drafts.rend(),
                                  [&](const DraftSeen& seen) { return seen.id == id; });
  return found == record_.drafts.rend() ? nullptr : &*found;
}

NudgeSeen* SimulatedDesk::nudge_seen(const std::string& id) {
  const auto found = std::find_if(record_.nudges.rbegin(), record_.nudges.rend(),
                                  [&](const NudgeSeen& seen) { return seen.id == id; });
  return found == record_.nudges.rend() ? nullptr : &*found;
}

std::string SimulatedDesk::state_json(qa::Time now) {
  JsonArray clients;
  for (const auto& [id, session] : sessions_) {
    JsonObject client;
    client.integer("session", static_cast<std::int64_t>(id)).flag("ready", session.is_ready);
    if (session.is_ready) {
      client.text("agent", session.agent)
          .text("stream", session.stream->id)
          .integer("head_seq", session.stream->head())
          .integer("sent", session.next_seq - 1)
          .integer("acked", session.acked);
    }
    clients.raw(client.str());
  }
  const SimulatedStream& all = streams_.of("");
  return JsonObject()
      .time("time", server_time(now))
      .text("stream", all.id)
      .integer("head_seq", all.head())
      .integer("first_seq", all.first_seq)
      .integer("conversations", static_cast<std::int64_t>(conversations_.size()))
      .integer("not_closed", static_cast<std::int64_t>(conversations_.not_closed("").size()))
      .raw("clients", clients.str())
      .integer("violations", static_cast<std::int64_t>(record_.violations.size()))
      .str();
}

}  // namespace plugin::workstation
