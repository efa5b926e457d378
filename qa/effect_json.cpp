#include "qa/effect_json.h"

#include <fmt/format.h>

#include <iterator>
#include <string_view>

#include "qa/event_json.h"

namespace qa {
namespace {

class Line {
 public:
  Line(std::string& out, std::string_view kind) : out_(out) {
    out_ += "{\"kind\":\"";
    out_ += kind;
    out_ += '"';
  }

  ~Line() { out_ += "}\n"; }

  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  Line& text(std::string_view key, std::string_view value) {
    name(key);
    append_json_string(out_, value);
    return *this;
  }

  /// null where there is none.
  Line& text_or_null(std::string_view key, std::string_view value) {
    if (!value.empty()) {
      return text(key, value);
    }
    return raw(key, "null");
  }

  Line& number(std::string_view key, std::int64_t value) {
    name(key);
    fmt::format_to(std::back_inserter(out_), "{}", value);
    return *this;
  }

  Line& duration(std::string_view key, std::optional<Duration> value) {
    return value ? number(key, value->count()) : raw(key, "null");
  }

  Line& time(std::string_view key, std::optional<Time> value) {
    if (!value) {
      return raw(key, "null");
    }
    name(key);
    out_ += '"';
    append_time(out_, *value);
    out_ += '"';
    return *this;
  }

  Line& boolean(std::string_view key, bool value) { return raw(key, value ? "true" : "false"); }

  Line& raw(std::string_view key, std::string_view json) {
    name(key);
    out_ += json;
    return *this;
  }

  Line& spans(std::string_view key, const std::vector<rules::Span>& spans) {
    name(key);
    out_ += '[';
    for (std::size_t i = 0; i < spans.size(); ++i) {
      fmt::format_to(std::back_inserter(out_), "{}{{\"start\":{},\"len\":{}}}", i == 0 ? "" : ",",
                     spans[i].start, spans[i].length);
    }
    out_ += ']';
    return *this;
  }

 private:
  void name(std::string_view key) {
    out_ += ",\"";
    out_ += key;
    out_ += "\":";
  }

  std::string& out_;
};

void append(std::string& out, const RoundRecord& round) {
  Line line(out, "round");
  line.text("conversation", round.conversation.id)
      .number("round", round.round)
      .text("opened_by", round.opened_by)
      .text("state", to_string(round.state))
      .time("opened_at", round.opened_at)
      .time("answered_at", round.answered_at)
      .duration("wait_ms", round.wait)
      .duration("counted_ms", round.counted)
      .text_or_null("owner", round.owner)
      .text_or_null("responder", round.responder)
      .number("customer_messages", round.customer_messages)
      .boolean("in_window", round.in_window)
      .text_or_null("reason", to_string(round.reason))
      .number("revision", round.revision);
  if (!round.merged_into.empty()) {
    line.text("merged_into", round.merged_into);
  }
}

void append(std::string& out, const NudgeRecord& nudge) {
  Line line(out, nudge.is_escalation ? "escalation" : "nudge");
  line.text("conversation", nudge.conversation.id)
      .number("round", nudge.round)
      .text("opened_by", nudge.opened_by)
      .text("stage", to_string(nudge.stage))
      .text_or_null("suppressed", to_string(nudge.suppressed))
      .time("at", nudge.at)
      .time("due_at", nudge.due_at)
      .text_or_null("agent", nudge.agent);
}

void append(std::string& out, const FindingRecord& finding) {
  Line line(out, "finding");
  line.text("conversation", finding.conversation.id)
      .text("message", finding.message)
      .text("rule", finding.rule)
      .text("pack", finding.pack)
      .text("rule_set", std::string_view(finding.rule_set).substr(0, 12))
      .text("level", rules::to_string(finding.level))
      .text("view", rules::to_string(finding.view))
      .spans("spans", finding.spans);
  if (finding.message_revision > 0) {
    line.number("message_revision", finding.message_revision);
  }
  if (finding.is_withdrawn) {
    line.boolean("withdrawn", true);
  }
}

void append(std::string& out, const AnomalyRecord& anomaly) {
  Line line(out, "anomaly");
  line.text("anomaly", anomaly.kind)
      .text_or_null("conversation", anomaly.conversation)
      .text_or_null("event", anomaly.event_id)
      .text_or_null("detail", anomaly.detail)
      .time("at", anomaly.at);
}

/// Intents are classified for figures; nobody concludes anything from one.
void append(std::string&, const IntentRecord&) {}

}  // namespace

void append_effect_json(std::string& out, const Effect& effect) {
  std::visit([&](const auto& record) { append(out, record); }, effect);
}

}  // namespace qa
