#include "plugin/workstation/simulator_frames.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "plugin/workstation/simulator_json.h"
#include "qa/event_json_text.h"
#include "qa/ids.h"

namespace plugin::workstation {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::int64_t kLargestInteger = 9'007'199'254'740'991;  // 2^53 - 1

/// Reads members of one frame; the first thing wrong stays in `problem`.
class Members {
 public:
  explicit Members(object frame) : frame_(frame) {}

  std::string problem;

  std::string text(std::string_view name, bool is_required = true) {
    return text_of(frame_, name, is_required);
  }

  /// 1 to 128 bytes.
  std::string id(std::string_view name) {
    std::string value = text(name);
    if (problem.empty() && (value.empty() || value.size() > qa::kLongestId)) {
      problem = fmt::format("{}: expected 1 to {} bytes", name, qa::kLongestId);
    }
    return value;
  }

  std::int64_t integer(std::string_view name) {
    const auto value = integer_of(frame_, name);
    if (!value) {
      fail(fmt::format("{}: expected an integer from 0 to 2^53 - 1", name));
    }
    return value.value_or(0);
  }

  std::optional<std::int64_t> integer_if_any(std::string_view name) {
    return integer_of(frame_, name);
  }

  std::optional<object> child(std::string_view name, bool is_required) {
    object value;
    if (frame_[name].get(value) == simdjson::SUCCESS) {
      return value;
    }
    if (is_required) {
      fail(fmt::format("{}: expected an object", name));
    }
    return std::nullopt;
  }

  std::string one_of(std::string_view name, std::initializer_list<std::string_view> allowed) {
    std::string value = text(name);
    for (const std::string_view known : allowed) {
      if (value == known) {
        return value;
      }
    }
    fail(fmt::format("{}: '{}' is not allowed there", name, value));
    return value;
  }

  std::string text_of(object from, std::string_view name, bool is_required) {
    std::string_view value;
    const auto found = from[name];
    if (found.get(value) == simdjson::SUCCESS) {
      return std::string(value);
    }
    if (is_required || found.error() == simdjson::SUCCESS) {
      if (is_required || !found.is_null()) {
        fail(fmt::format("{}: expected a string", name));
      }
    }
    return {};
  }

  static std::optional<std::int64_t> integer_of(object from, std::string_view name) {
    std::int64_t value = 0;
    if (from[name].get(value) != simdjson::SUCCESS || value < 0 || value > kLargestInteger) {
      return std::nullopt;
    }
    return value;
  }

  void fail(std::string what) {
    if (problem.empty()) {
      problem = std::move(what);
    }
  }

  object frame() const { return frame_; }

 private:
  object frame_;
};

std::vector<std::string> texts_of(object from, std::string_view name) {
  std::vector<std::string> texts;
  simdjson::dom::array values;
  if (from[name].get(values) == simdjson::SUCCESS) {
    for (const element value : values) {
      std::string_view text;
      if (value.get(text) == simdjson::SUCCESS) {
        texts.emplace_back(text);
      }
    }
  }
  return texts;
}

AuthFrame read_auth(Members& members) {
  AuthFrame auth;
  auth.version = members.integer("v");
  auth.token = members.text("token");
  auth.features = texts_of(members.frame(), "features");
  if (const auto client = members.child("client", true)) {
    auth.client =
        members.text_of(*client, "name", false) + "/" + members.text_of(*client, "version", false);
    auth.instance = members.text_of(*client, "instance", false);
  }
  if (const auto resume = members.child("resume", false)) {
    ResumeCursor cursor{members.text_of(*resume, "stream", true), 0};
    if (const auto seq = Members::integer_of(*resume, "seq")) {
      cursor.seq = *seq;
    } else {
      members.fail("resume.seq: expected an integer from 0 to 2^53 - 1");
    }
    auth.resume = std::move(cursor);
  }
  return auth;
}

NudgeFrame read_nudge(Members& members) {
  NudgeFrame nudge;
  nudge.id = members.id("id");
  nudge.conversation = members.id("conversation");
  nudge.agent = members.id("agent");
  nudge.level = members.one_of("level", {"info", "warn", "block"});
  nudge.title = members.text("title", false);
  nudge.text = members.text("text");
  nudge.dedupe = members.text("dedupe");
  nudge.ttl = qa::Duration{members.integer("ttl_ms")};
  if (const auto rule = members.child("rule", false)) {
    nudge.rule = members.text_of(*rule, "id", true);
  }
  if (const auto because = members.child("because", true)) {
    nudge.because_event = members.text_of(*because, "event", true);
    nudge.because_seq = Members::integer_of(*because, "seq");
  }
  return nudge;
}

VerdictFrame read_verdict(Members& members) {
  VerdictFrame verdict;
  verdict.id = members.id("id");
  verdict.conversation = members.id("conversation");
  verdict.label = members.text("label");
  verdict.dedupe = members.text("dedupe", false);
  if (const auto target = members.child("target", true)) {
    verdict.target = members.text_of(*target, "id", true);
  }
  simdjson::dom::array reasons;
  if (members.frame()["reasons"].get(reasons) != simdjson::SUCCESS) {
    members.fail("reasons: expected an array");
  }
  bool is_final = false;
  if (members.frame()["final"].get(is_final) != simdjson::SUCCESS) {
    members.fail("final: expected a boolean");
  }
  return verdict;
}

DraftResultFrame read_draft_result(Members& members) {
  DraftResultFrame result;
  result.re = members.id("re");
  result.revision = members.integer("rev");
  result.decision = members.one_of("decision", {"allow", "warn", "block"});
  result.rewrite = members.text("rewrite", false);
  simdjson::dom::array reasons;
  if (members.frame()["reasons"].get(reasons) == simdjson::SUCCESS) {
    for (const element reason : reasons) {
      std::string_view code;
      if (reason["code"].get(code) == simdjson::SUCCESS) {
        result.reasons.emplace_back(code);
      }
    }
  }
  return result;
}

DraftDecideFrame read_draft_decide(Members& members) {
  DraftDecideFrame decide;
  decide.re = members.id("re");
  decide.revision = members.integer("rev");
  decide.choice = members.one_of("choice", {"adopt", "override", "edit"});
  decide.reason = members.text("reason", false);
  return decide;
}

ClientFrame read_known(std::string_view op, Members& members) {
  if (op == "auth") {
    return read_auth(members);
  }
  if (op == "ack") {
    return AckFrame{members.integer("seq")};
  }
  if (op == "ping") {
    return PingFrame{members.integer("n"), members.integer_if_any("seq")};
  }
  if (op == "nudge") {
    return read_nudge(members);
  }
  if (op == "verdict") {
    return read_verdict(members);
  }
  if (op == "draft.result") {
    return read_draft_result(members);
  }
  if (op == "draft.decide") {
    return read_draft_decide(members);
  }
  if (op == "focus") {
    return FocusFrame{members.id("id"), members.id("conversation")};
  }
  if (op == "error") {
    return ClientErrorFrame{members.text("code"), members.text("re", false)};
  }
  return UnknownFrame{std::string(op)};
}

/// Greatest depth of objects and arrays, without looking into strings.
int nesting_of(std::string_view json) {
  int depth = 0;
  int greatest = 0;
  bool is_in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (is_in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        is_in_string = false;
      }
    } else if (c == '"') {
      is_in_string = true;
    } else if (c == '{' || c == '[') {
      greatest = std::max(greatest, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return greatest;
}

}  // namespace

struct ClientFrameReader::Impl {
  simdjson::dom::parser parser;
  std::string copy;
};

ClientFrameReader::ClientFrameReader() : impl_(std::make_unique<Impl>()) {}

ClientFrameReader::~ClientFrameReader() = default;

ClientFrame ClientFrameReader::read(std::string_view text) {
  if (text.size() > kMaxFrameUp) {
    return BadFrame{
        1009, fmt::format("{} bytes, at most {} are allowed", text.size(), kMaxFrameUp), {}};
  }
  impl_->copy = text;
  qa::event_json::repair_surrogates(impl_->copy.data(), impl_->copy.size());
  element root;
  if (impl_->parser.parse(impl_->copy).get(root) != simdjson::SUCCESS) {
    return BadFrame{1007, "not JSON, or not UTF-8", {}};
  }
  if (nesting_of(text) > kMaxNesting) {
    return BadFrame{1002, fmt::format("nested deeper than {}", kMaxNesting), {}};
  }
  object frame;
  std::string_view op;
  if (root.get(frame) != simdjson::SUCCESS || frame["op"].get(op) != simdjson::SUCCESS) {
    return BadFrame{1002, "not an object with an op", {}};
  }
  Members members(frame);
  ClientFrame read = read_known(op, members);
  if (!members.problem.empty()) {
    const auto id_of = [&frame](const char* key) {
      std::string_view id;
      return frame[key].get(id) == simdjson::SUCCESS ? std::string(id) : std::string();
    };
    const std::string id = id_of("id");
    return BadFrame{0, fmt::format("{}: {}", op, members.problem), id.empty() ? id_of("re") : id};
  }
  return read;
}

std::string event_frame(std::int64_t seq, std::string_view event_json) {
  std::string frame = fmt::format(R"({{"op":"event","seq":{},"event":)", seq);
  frame.reserve(frame.size() + event_json.size() + 1);
  frame += event_json;
  frame += '}';
  return frame;
}

std::string receipt_frame(std::string_view re, std::string_view status, qa::Time now) {
  return JsonObject()
      .text("op", "receipt")
      .text("re", re)
      .text("status", status)
      .time("time", now)
      .str();
}

std::string error_frame(const ErrorFrame& error) {
  JsonObject frame;
  frame.text("op", "error").text("code", error.code).flag("fatal", error.is_fatal);
  frame.text_if_any("re", error.re).text_if_any("message", error.message);
  if (error.retry_after) {
    frame.integer("retry_after_ms", error.retry_after->count());
  }
  return frame.str();
}

}  // namespace plugin::workstation
