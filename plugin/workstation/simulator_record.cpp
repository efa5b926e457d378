#include "plugin/workstation/simulator_record.h"

#include "plugin/workstation/simulator_json.h"

namespace plugin::workstation {
namespace {

void add_time(JsonObject& object, std::string_view key, const std::optional<qa::Time>& time) {
  if (time) {
    object.time(key, *time);
  } else {
    object.raw(key, "null");
  }
}

std::optional<std::int64_t> count_of(const std::optional<qa::Duration>& span) {
  return span ? std::optional<std::int64_t>(span->count()) : std::nullopt;
}

std::string texts_json(const std::vector<std::string>& texts) {
  JsonArray array;
  for (const std::string& text : texts) {
    array.text(text);
  }
  return array.str();
}

std::string json_of(const ConnectionRecord& connection) {
  JsonObject object;
  object.integer("session", static_cast<std::int64_t>(connection.session))
      .text("client", connection.client)
      .text("instance", connection.instance)
      .text("agent", connection.agent)
      .text("stream", connection.stream)
      .text("resume", connection.resume)
      .integer_or_null("resume_seq", connection.resume_seq)
      .time("opened_at", connection.opened_at);
  add_time(object, "ready_at", connection.ready_at);
  add_time(object, "closed_at", connection.closed_at);
  return object.integer("client_close", connection.client_close)
      .integer("server_close", connection.server_close)
      .integer("events_sent", connection.events_sent)
      .integer("acked", connection.acked)
      .integer("acks", connection.acks)
      .integer("largest_ack_step", connection.largest_ack_step)
      .integer("pings", connection.pings)
      .str();
}

std::string json_of(const NudgeSeen& nudge) {
  JsonArray tries;
  for (const qa::Time at : nudge.tries) {
    tries.text(qa::format_time(at));
  }
  JsonObject object;
  object.text("id", nudge.id)
      .text("conversation", nudge.conversation)
      .text("agent", nudge.agent)
      .text("level", nudge.level)
      .text("title", nudge.title)
      .text("text", nudge.text)
      .text("rule", nudge.rule)
      .text("dedupe", nudge.dedupe)
      .text("because", nudge.because_event);
  add_time(object, "because_at", nudge.because_at);
  if (nudge.because_at && nudge.stage) {
    object.time("due_at", *nudge.because_at + *nudge.stage);
  }
  return object.integer_or_null("stage_ms", count_of(nudge.stage))
      .integer_or_null("late_ms", count_of(nudge.late))
      .raw("tries", tries.str())
      .raw("statuses", texts_json(nudge.statuses))
      .str();
}

std::string json_of(const VerdictSeen& verdict) {
  return JsonObject()
      .text("id", verdict.id)
      .text("conversation", verdict.conversation)
      .text("target", verdict.target)
      .text("label", verdict.label)
      .time("at", verdict.at)
      .text("status", verdict.status)
      .str();
}

std::string json_of(const DraftSeen& draft) {
  return JsonObject()
      .text("id", draft.id)
      .text("conversation", draft.conversation)
      .text("agent", draft.agent)
      .time("asked_at", draft.asked_at)
      .text("decision", draft.decision)
      .text("by", draft.by)
      .integer_or_null("latency_ms", count_of(draft.latency))
      .flag("too_late", draft.is_too_late)
      .text("choice", draft.choice)
      .raw("reasons", texts_json(draft.reasons))
      .str();
}

std::string json_of(const ProtocolViolation& violation) {
  return JsonObject()
      .integer("session", static_cast<std::int64_t>(violation.session))
      .time("at", violation.at)
      .text("what", violation.what)
      .str();
}

template <typename Item>
std::string all_of(const std::vector<Item>& items) {
  JsonArray array;
  for (const Item& item : items) {
    array.raw(json_of(item));
  }
  return array.str();
}

}  // namespace

std::string record_json(const SimulatorRecord& record) {
  return JsonObject()
      .raw("connections", all_of(record.connections))
      .raw("nudges", all_of(record.nudges))
      .raw("verdicts", all_of(record.verdicts))
      .raw("drafts", all_of(record.drafts))
      .raw("violations", all_of(record.violations))
      .integer("focuses", record.focuses)
      .integer("unknown_frames", record.unknown_frames)
      .str();
}

}  // namespace plugin::workstation
