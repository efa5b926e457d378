#include "plugin/workstation/kefu_frame.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <new>

#include "qa/event_json_text.h"
#include "qa/ids.h"

namespace plugin::workstation {

namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

/// kefu.v1 nests 16 deep; what is deeper than this is not followed.
constexpr std::size_t kDeepest = 64;
constexpr std::size_t kKeptBytes = 1 << 20;
constexpr std::int64_t kLargestInteger = (std::int64_t{1} << 53) - 1;
constexpr std::int64_t kLongestTextPoints = 20'000;
constexpr qa::Duration kShortestHeartbeat{5'000};
constexpr qa::Duration kLongestHeartbeat{600'000};
constexpr qa::Duration kLongestDeadline{60'000};

std::string_view text_of(const object& from, std::string_view key) {
  std::string_view text;
  return from[key].get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

std::optional<std::int64_t> integer_of(const object& from, std::string_view key) {
  std::int64_t number = 0;
  if (from[key].get(number) == simdjson::SUCCESS && number >= 0 && number <= kLargestInteger) {
    return number;
  }
  return std::nullopt;
}

bool flag_of(const object& from, std::string_view key, bool otherwise) {
  bool flag = false;
  return from[key].get(flag) == simdjson::SUCCESS ? flag : otherwise;
}

std::optional<qa::Time> time_of(const object& from, std::string_view key) {
  const auto time = qa::parse_time(text_of(from, key));
  return time && *time >= qa::kEarliestTime && *time < qa::kLatestTime ? time : std::nullopt;
}

std::optional<qa::Duration> duration_of(const object& from, std::string_view key) {
  const auto ms = integer_of(from, key);
  return ms ? std::optional(qa::Duration{*ms}) : std::nullopt;
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= qa::kLongestId;
}

std::vector<std::string> texts_of(const object& from, std::string_view key, bool& is_there) {
  std::vector<std::string> texts;
  array items;
  is_there = from[key].get(items) == simdjson::SUCCESS;
  if (is_there) {
    for (const element item : items) {
      std::string_view text;
      if (item.get(text) == simdjson::SUCCESS) {
        texts.emplace_back(text);
      }
    }
  }
  return texts;
}

KefuFrame read_hello(const object& frame) {
  KefuHello hello;
  hello.version = integer_of(frame, "v").value_or(0);
  object server;
  if (frame["server"].get(server) == simdjson::SUCCESS) {
    hello.server_name = text_of(server, "name");
    hello.server_version = text_of(server, "version");
  }
  const auto heartbeat = duration_of(frame, "heartbeat_ms");
  if (!heartbeat || *heartbeat < kShortestHeartbeat || *heartbeat > kLongestHeartbeat) {
    hello.oddities.emplace_back("hello.heartbeat_ms");
  }
  if (heartbeat) {
    hello.heartbeat = std::clamp(*heartbeat, kShortestHeartbeat, kLongestHeartbeat);
  }
  const auto inflight = integer_of(frame, "max_inflight");
  if (inflight && *inflight > 0) {
    hello.max_inflight = *inflight;
  } else {
    hello.oddities.emplace_back("hello.max_inflight");
  }
  bool has_features = false;
  auto features = texts_of(frame, "features", has_features);
  if (has_features) {
    hello.features = std::move(features);
  } else {
    hello.oddities.emplace_back("hello.features");
  }
  hello.time = time_of(frame, "time");
  return hello;
}

KefuFrame read_ready(const object& frame) {
  KefuReady ready;
  ready.stream = text_of(frame, "stream");
  const auto head = integer_of(frame, "head_seq");
  bool is_resumed = false;
  if (!is_id(ready.stream)) {
    return KefuMalformed{"ready", "stream: expected an id", {}};
  }
  if (!head || frame["resumed"].get(is_resumed) != simdjson::SUCCESS) {
    return KefuMalformed{"ready", "head_seq and resumed: expected a number and a flag", {}};
  }
  ready.head_seq = *head;
  ready.is_resumed = is_resumed;
  ready.reason = text_of(frame, "reason");
  ready.has_snapshot = flag_of(frame, "snapshot", false);
  object replay;
  if (frame["replay"].get(replay) == simdjson::SUCCESS) {
    ready.replay_to = integer_of(replay, "to");
  }
  bool is_there = false;
  ready.features = texts_of(frame, "features", is_there);
  object agent;
  if (frame["agent"].get(agent) == simdjson::SUCCESS) {
    ready.agent_id = text_of(agent, "id");
    ready.agent_name = text_of(agent, "name");
  }
  ready.time = time_of(frame, "time");
  return ready;
}

KefuFrame read_snapshot(const object& frame) {
  KefuSnapshot snapshot;
  const auto at_seq = integer_of(frame, "at_seq");
  object conversation;
  if (!at_seq || frame["conversation"].get(conversation) != simdjson::SUCCESS) {
    return KefuMalformed{"snapshot", "at_seq and conversation: expected", {}};
  }
  snapshot.at_seq = *at_seq;
  snapshot.conversation_id = text_of(conversation, "id");
  if (!is_id(snapshot.conversation_id)) {
    return KefuMalformed{"snapshot", "conversation.id: expected an id", {}};
  }
  snapshot.conversation = simdjson::minify(conversation);
  snapshot.opened_at = time_of(conversation, "opened_at");
  snapshot.conv_seq = integer_of(conversation, "conv_seq").value_or(0);
  array messages;
  if (frame["messages"].get(messages) == simdjson::SUCCESS) {
    for (const element item : messages) {
      object message;
      if (item.get(message) == simdjson::SUCCESS) {
        snapshot.messages.push_back(simdjson::minify(message));
        snapshot.message_ids.emplace_back(text_of(message, "id"));
        snapshot.message_times.emplace_back(text_of(message, "time"));
        snapshot.message_seqs.push_back(integer_of(message, "conv_seq").value_or(0));
      }
    }
  }
  return snapshot;
}

KefuFrame read_snapshot_end(const object& frame) {
  const auto at_seq = integer_of(frame, "at_seq");
  if (!at_seq) {
    return KefuMalformed{"snapshot_end", "at_seq: expected a number", {}};
  }
  return KefuSnapshotEnd{*at_seq, integer_of(frame, "conversations").value_or(-1)};
}

KefuFrame read_pong(const object& frame) {
  const auto n = integer_of(frame, "n");
  const auto head = integer_of(frame, "head_seq");
  if (!n || !head) {
    return KefuMalformed{"pong", "n and head_seq: expected numbers", {}};
  }
  return KefuPong{*n, *head, time_of(frame, "time")};
}

KefuFrame read_receipt(const object& frame) {
  KefuReceipt receipt{std::string(text_of(frame, "re")), std::string(text_of(frame, "status"))};
  if (!is_id(receipt.re) || receipt.status.empty()) {
    return KefuMalformed{"receipt", "re and status: expected", {}};
  }
  return receipt;
}

KefuFrame read_draft(const object& frame) {
  KefuDraftCheck draft;
  draft.id = text_of(frame, "id");
  draft.conversation = text_of(frame, "conversation");
  draft.agent = text_of(frame, "agent");
  const auto revision = integer_of(frame, "rev");
  std::string_view text;
  if (!is_id(draft.id)) {
    return KefuMalformed{"draft.check", "id: expected an id", {}};
  }
  if (!is_id(draft.conversation) || !is_id(draft.agent) || !revision ||
      frame["text"].get(text) != simdjson::SUCCESS) {
    return KefuMalformed{"draft.check", "conversation, agent, rev and text: expected", draft.id};
  }
  if (qa::event_json::first_code_points(text, kLongestTextPoints).size() != text.size()) {
    return KefuMalformed{"draft.check", "text: longer than 20,000 code points", draft.id};
  }
  draft.revision = *revision;
  draft.text = text;
  draft.context_seq = integer_of(frame, "context_seq");
  draft.deadline =
      std::min(duration_of(frame, "deadline_ms").value_or(draft.deadline), kLongestDeadline);
  return draft;
}

KefuFrame read_draft_cancel(const object& frame) {
  KefuDraftCancel cancel{std::string(text_of(frame, "re"))};
  if (!is_id(cancel.re)) {
    return KefuMalformed{"draft.cancel", "re: expected an id", {}};
  }
  return cancel;
}

KefuFrame read_error(const object& frame) {
  KefuError error;
  error.code = text_of(frame, "code");
  error.is_fatal = flag_of(frame, "fatal", false);
  error.re = text_of(frame, "re");
  error.message = text_of(frame, "message");
  error.retry_after = duration_of(frame, "retry_after_ms");
  return error;
}

KefuFrame read_bye(const object& frame) {
  KefuBye bye;
  bye.reason = text_of(frame, "reason");
  bye.wants_reconnect = flag_of(frame, "reconnect", true);
  bye.allows_resume = flag_of(frame, "resume", true);
  bye.after = duration_of(frame, "after_ms");
  return bye;
}

struct Reading {
  std::string_view op;
  KefuFrame (*read)(const object&);
};

constexpr Reading kReadings[] = {
    {"pong", read_pong},         {"receipt", read_receipt},
    {"draft.check", read_draft}, {"draft.cancel", read_draft_cancel},
    {"hello", read_hello},       {"ready", read_ready},
    {"snapshot", read_snapshot}, {"snapshot_end", read_snapshot_end},
    {"error", read_error},       {"bye", read_bye},
};

/// Steps over one JSON string; `at` is behind its opening quote. Returns the place of the closing
/// one, npos where there is none.
std::size_t end_of_string(std::string_view json, std::size_t at) {
  for (; at < json.size(); ++at) {
    if (json[at] == '\\') {
      ++at;
    } else if (json[at] == '"') {
      return at;
    }
  }
  return std::string_view::npos;
}

std::size_t skip_blanks(std::string_view json, std::size_t at) {
  return std::min(json.find_first_not_of(" \t\r\n", at), json.size());
}

}  // namespace

struct KefuFrameReader::Impl {
  Impl() {
    if (parser.allocate(4096, kDeepest) != simdjson::SUCCESS) {
      throw std::bad_alloc();
    }
  }

  KefuFrame read(std::string_view json);

  simdjson::dom::parser parser;
  std::unique_ptr<char[]> buffer;
  std::size_t capacity = 0;
};

KefuFrame KefuFrameReader::Impl::read(std::string_view json) {
  const std::size_t needed = json.size() + simdjson::SIMDJSON_PADDING;
  if (needed > capacity || capacity > kKeptBytes) {
    capacity = std::max<std::size_t>(needed, 4096);
    buffer = std::make_unique<char[]>(capacity);
  }
  std::memcpy(buffer.get(), json.data(), json.size());
  std::memset(buffer.get() + json.size(), 0, simdjson::SIMDJSON_PADDING);
  qa::event_json::repair_surrogates(buffer.get(), json.size());
  element root;
  const auto error = parser.parse(buffer.get(), json.size(), false).get(root);
  if (error == simdjson::DEPTH_ERROR) {
    return KefuTooDeep{find_top_seq(json)};
  }
  if (error != simdjson::SUCCESS) {
    return KefuUnreadable{1007, std::string("not JSON: ") + simdjson::error_message(error)};
  }
  object frame;
  if (root.get(frame) != simdjson::SUCCESS) {
    return KefuUnreadable{1002, "not a JSON object"};
  }
  std::string_view op;
  if (frame["op"].get(op) != simdjson::SUCCESS) {
    return KefuUnreadable{1002, "a frame without op"};
  }
  if (op == "event") {
    return KefuEvent{integer_of(frame, "seq")};
  }
  for (const Reading& reading : kReadings) {
    if (reading.op == op) {
      return reading.read(frame);
    }
  }
  return KefuIgnored{std::string(op.substr(0, 40))};
}

KefuFrameReader::KefuFrameReader() : impl_(std::make_unique<Impl>()) {}

KefuFrameReader::~KefuFrameReader() = default;

KefuFrame KefuFrameReader::read(std::string_view json) {
  return impl_->read(json);
}

std::optional<std::int64_t> find_top_seq(std::string_view json) {
  int depth = 0;
  bool is_event = false;
  std::optional<std::int64_t> seq;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
    } else if (c == '"') {
      const std::size_t end = end_of_string(json, at + 1);
      if (end == std::string_view::npos) {
        break;
      }
      const std::string_view key = json.substr(at + 1, end - at - 1);
      const std::size_t colon = skip_blanks(json, end + 1);
      at = end;
      if (depth != 1 || colon >= json.size() || json[colon] != ':') {
        continue;
      }
      const std::size_t value = skip_blanks(json, colon + 1);
      if (key == "op") {
        is_event = json.substr(value).starts_with("\"event\"");
      } else if (key == "seq") {
        std::int64_t number = -1;
        std::from_chars(json.data() + value, json.data() + json.size(), number);
        if (number >= 0 && number <= kLargestInteger) {
          seq = number;
        }
      }
    }
  }
  return is_event ? seq : std::nullopt;
}

}  // namespace plugin::workstation
