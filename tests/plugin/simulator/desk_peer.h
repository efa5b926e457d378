#pragma once

#include <fmt/format.h>
#include <simdjson.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/workstation/simulator_desk.h"
#include "qa/event.h"
#include "qa/event_json.h"

/// A plug-in as the tests play it: speaks with a SimulatedDesk under a clock set by hand.
namespace plugin::workstation {

/// One frame the desk sent, looked into by JSON pointer.
class SentFrame {
 public:
  explicit SentFrame(std::string json) : json_(std::move(json)) {}

  const std::string& json() const { return json_; }

  std::string text(std::string_view pointer) const {
    simdjson::dom::parser parser;
    std::string_view value;
    const auto found = parser.parse(json_).at_pointer(pointer);
    return found.get(value) == simdjson::SUCCESS ? std::string(value) : std::string("(none)");
  }

  std::int64_t integer(std::string_view pointer) const {
    simdjson::dom::parser parser;
    std::int64_t value = -1;
    return parser.parse(json_).at_pointer(pointer).get(value) == simdjson::SUCCESS ? value : -1;
  }

  bool has(std::string_view pointer) const {
    simdjson::dom::parser parser;
    return parser.parse(json_).at_pointer(pointer).error() == simdjson::SUCCESS;
  }

  std::string op() const { return text("/op"); }

 private:
  std::string json_;
};

inline const qa::Time kStart = *qa::parse_time("2026-11-22T02:00:00.000Z");

class DeskPeer {
 public:
  explicit DeskPeer(SimulatorOptions options = {}) : desk(std::move(options)) {}

  SimulatedDesk desk;
  qa::Time now = kStart;
  std::map<SessionId, std::vector<SentFrame>> frames;
  std::map<SessionId, std::vector<DeskOutput>> others;  ///< closes, drops, binaries

  void collect() {
    for (DeskOutput& output : desk.take_outputs()) {
      if (output.kind == DeskOutput::Kind::kText) {
        frames[output.session].emplace_back(output.bytes);
      } else {
        others[output.session].push_back(std::move(output));
      }
    }
  }

  SessionId connect() {
    const SessionId id = desk.connect(now);
    collect();
    return id;
  }

  void say(SessionId session, std::string_view frame) {
    desk.receive(session, frame, now);
    collect();
  }

  /// Connects and authenticates; `resume` is the JSON of the cursor.
  SessionId attach(std::string_view resume = "null", std::string_view token = "sim-desk",
                   std::string_view instance = "one",
                   std::string_view features = R"("resume","nudge","verdict","draft","focus")") {
    const SessionId id = connect();
    say(id, fmt::format(R"({{"op":"auth","v":1,"token":"{}","client":{{"name":"test",)"
                        R"("version":"1","instance":"{}"}},"features":[{}],"resume":{}}})",
                        token, instance, features, resume));
    return id;
  }

  void ack(SessionId session, std::int64_t seq) {
    say(session, fmt::format(R"({{"op":"ack","seq":{}}})", seq));
  }

  void wait(qa::Duration span) {
    now += span;
    desk.advance(now);
    collect();
  }

  void publish(qa::Event event) {
    desk.publish(std::move(event), now);
    collect();
  }

  int inject(std::string_view name, std::string_view body = {}) {
    const DeskAnswer answer = desk.inject(name, body, now);
    collect();
    return answer.status;
  }

  std::vector<SentFrame> of(SessionId session, std::string_view op) const {
    std::vector<SentFrame> found;
    const auto all = frames.find(session);
    if (all != frames.end()) {
      for (const SentFrame& frame : all->second) {
        if (frame.op() == op) {
          found.push_back(frame);
        }
      }
    }
    return found;
  }

  SentFrame last(SessionId session, std::string_view op) const {
    const auto found = of(session, op);
    return found.empty() ? SentFrame("{}") : found.back();
  }

  std::vector<std::int64_t> seqs(SessionId session) const {
    std::vector<std::int64_t> seqs;
    for (const SentFrame& frame : of(session, "event")) {
      seqs.push_back(frame.integer("/seq"));
    }
    return seqs;
  }

  std::uint16_t close_code(SessionId session) const {
    const auto found = others.find(session);
    if (found != others.end()) {
      for (const DeskOutput& output : found->second) {
        if (output.kind == DeskOutput::Kind::kClose) {
          return output.code;
        }
      }
    }
    return 0;
  }
};

inline qa::Event event_of(std::string conversation, std::int64_t order, qa::EventData data,
                          qa::Time time = kStart) {
  qa::Event event;
  event.id = fmt::format("ev_{}_{}", conversation, order);
  event.origin = "/desk/test";
  event.subject = std::move(conversation);
  event.time = time;
  event.conv_seq = order;
  event.data = std::move(data);
  event.type = std::holds_alternative<qa::Opened>(event.data)          ? "conversation.opened"
               : std::holds_alternative<qa::Assigned>(event.data)      ? "conversation.assigned"
               : std::holds_alternative<qa::Closed>(event.data)        ? "conversation.closed"
               : std::holds_alternative<qa::Transferred>(event.data)   ? "conversation.transferred"
               : std::holds_alternative<qa::MessageEdited>(event.data) ? "message.edited"
               : std::holds_alternative<qa::MessageRecalled>(event.data) ? "message.recalled"
               : std::holds_alternative<qa::AgentStatus>(event.data)     ? "agent.status"
                                                                         : "message.created";
  return event;
}

inline qa::Actor agent_actor(std::string id) {
  return {qa::ActorKind::kHuman, std::move(id), {}};
}

inline qa::Event opened(const std::string& conversation, std::int64_t order = 1) {
  qa::Opened data;
  data.status = qa::ConversationStatus::kQueued;
  data.channel = "douyin";
  data.customer.id = "u_" + conversation;
  return event_of(conversation, order, std::move(data));
}

inline qa::Event assigned(const std::string& conversation, std::int64_t order,
                          const std::string& to) {
  return event_of(conversation, order, qa::Assigned{std::nullopt, agent_actor(to), std::nullopt});
}

inline qa::Event closed(const std::string& conversation, std::int64_t order) {
  return event_of(conversation, order, qa::Closed{std::nullopt, "resolved", false});
}

inline qa::Event said(const std::string& conversation, std::int64_t order, qa::ActorKind by,
                      std::string text, qa::Time time = kStart) {
  qa::MessageCreated message;
  message.id = fmt::format("m_{}_{}", conversation, order);
  message.author = {by, by == qa::ActorKind::kCustomer ? "u_" + conversation : "a_1", {}};
  message.content.text = std::move(text);
  return event_of(conversation, order, std::move(message), time);
}

inline qa::Event asked(const std::string& conversation, std::int64_t order,
                       qa::Time time = kStart) {
  return said(conversation, order, qa::ActorKind::kCustomer, "在吗", time);
}

}  // namespace plugin::workstation
