#include "plugin/report/insight_json.h"

namespace plugin::report {
namespace {

void write_behind(JsonWriter& out, const qa::ConversationsBehind& behind) {
  out.key("conversations").whole(behind.conversations);
  out.key("worst").open('[');
  for (const qa::ConversationKey& key : behind.worst) {
    out.item().open('{');
    out.conversation(key);
    out.close('}');
  }
  out.close(']');
}

void write_interval(JsonWriter& out, const std::optional<qa::Interval>& interval) {
  out.key("interval");
  if (!interval) {
    out.number(std::nullopt);
    return;
  }
  out.open('{');
  out.key("low").number(interval->low);
  out.key("high").number(interval->high);
  out.close('}');
}

void write_contributor(JsonWriter& out, const qa::Contributor& contributor, bool is_rate) {
  out.item().open('{');
  out.key("by").text(kind_of(contributor.group.by));
  if (const auto level = qa::intent_level(contributor.group.by)) {
    out.key("level").whole(*level);
  }
  out.key("key").text(contributor.group.key);
  out.key("name").text(contributor.name);
  out.key("counted").whole(contributor.counted);
  out.key("bad").whole(contributor.bad);
  out.key(is_rate ? "surplus" : "impact_ms").number(contributor.impact);
  out.key(is_rate ? "impact_on_rate" : "impact_on_mean_ms").number(contributor.impact_on_figure);
  out.key("over_limit").whole(contributor.over_limit);
  out.key("unserved").whole(contributor.unserved);
  write_behind(out, contributor.behind);
  out.close('}');
}

void write_diagnosis(JsonWriter& out, const std::vector<qa::Diagnosis>& diagnosis) {
  out.key("diagnosis").open('[');
  for (const qa::Diagnosis& found : diagnosis) {
    const qa::MetricDefinition& definition = qa::definition_of(found.figure);
    out.item().open('{');
    out.key("figure").text(definition.key);
    out.key("needs_work").flag(found.needs_work);
    out.key("getting_worse").flag(found.getting_worse);
    out.key("change").number(found.change);
    out.key("contributors").open('[');
    for (const qa::Contributor& contributor : found.contributors) {
      write_contributor(out, contributor, definition.unit == qa::Unit::kRatio);
    }
    out.close(']');
    write_behind(out, found.behind);
    out.close('}');
  }
  out.close(']');
}

void write_reasons(JsonWriter& out, const std::vector<qa::ReasonEvidence>& reasons) {
  out.key("reasons").open('[');
  for (const qa::ReasonEvidence& reason : reasons) {
    out.item().open('{');
    out.key("reason").text(reason.reason);
    out.key("ratings").whole(reason.ratings);
    out.key("with_slow").whole(reason.with_slow);
    out.key("slow_rounds").whole(reason.slow_rounds);
    out.key("longest_wait_ms").whole(reason.longest_wait.count());
    out.key("with_findings").whole(reason.with_findings);
    out.key("findings").whole(reason.findings);
    out.key("without_evidence").whole(reason.without_evidence);
    out.key("rules").open('[');
    for (const qa::RuleEvidence& rule : reason.rules) {
      out.item().open('{');
      out.key("rule").text(rule.rule);
      out.key("conversations").whole(rule.conversations);
      out.key("findings").whole(rule.findings);
      out.close('}');
    }
    out.close(']');
    write_behind(out, reason.behind);
    out.close('}');
  }
  out.close(']');
}

void write_satisfaction(JsonWriter& out, const qa::WaitAndSatisfaction& satisfaction) {
  out.key("satisfaction").open('{');
  out.key("sessions").whole(satisfaction.sessions);
  out.key("correlation").number(satisfaction.correlation);
  write_interval(out, satisfaction.interval);
  out.key("buckets").open('[');
  for (const qa::WaitBucket& bucket : satisfaction.buckets) {
    out.item().open('{');
    out.key("over_ms").whole(bucket.from.count());
    out.key("up_to_ms").whole(bucket.to ? std::optional(bucket.to->count()) : std::nullopt);
    out.key("rated").whole(bucket.rated);
    out.key("good").whole(bucket.good);
    out.key("bad").whole(bucket.bad);
    out.key("score_sum").whole(bucket.score_sum);
    out.close('}');
  }
  out.close(']').close('}');
}

void write_what_if(JsonWriter& out, const std::vector<qa::WhatIf>& what_if) {
  out.key("what_if").open('[');
  for (const qa::WhatIf& supposed : what_if) {
    out.item().open('{');
    out.key("supposition").text(to_string(supposed.supposition));
    out.key("rounds").whole(supposed.rounds);
    out.key("mean_response_ms").number(supposed.mean_response_ms);
    out.key("new_mean_response_ms").number(supposed.new_mean_response_ms);
    out.key("three_minute_round_rate").number(supposed.round_rate);
    out.key("new_three_minute_round_rate").number(supposed.new_round_rate);
    write_behind(out, supposed.behind);
    out.close('}');
  }
  out.close(']');
}

void write_share(JsonWriter& out, std::string_view name, const qa::Share& share) {
  out.key(name).open('{');
  out.key("answered").whole(share.answered);
  out.key("rounds").whole(share.rounds);
  write_interval(out, share.interval);
  out.close('}');
}

void write_nudges(JsonWriter& out, const std::vector<qa::NudgeEffect>& nudges) {
  out.key("nudges").open('[');
  for (const qa::NudgeEffect& effect : nudges) {
    out.item().open('{');
    out.key("stage").text(to_string(effect.stage));
    out.key("within_ms").whole(effect.within.count());
    write_share(out, "shown", effect.shown);
    write_share(out, "suppressed", effect.suppressed);
    out.close('}');
  }
  out.close(']');
}

}  // namespace

void write_risk(JsonWriter& out, const qa::ComplaintRisk& risk) {
  out.item().open('{');
  out.conversation(risk.conversation);
  out.key("at").time(risk.at);
  out.key("agent").text(risk.agent);
  out.key("points").whole(risk.points);
  out.key("parts").open('{');
  out.key("first_wait").whole(risk.wait_points);
  out.key("messages").whole(risk.message_points);
  out.key("repetition").whole(risk.repetition_points);
  out.key("unserved").whole(risk.unserved_points);
  out.close('}');
  out.key("first_wait_ms")
      .whole(risk.first_wait ? std::optional(risk.first_wait->count()) : std::nullopt);
  out.key("customer_messages").whole(risk.customer_messages);
  out.key("repeated_questions").whole(risk.repeated_questions);
  out.key("unserved_rounds").whole(risk.unserved_rounds);
  out.close('}');
}

void write_topic(JsonWriter& out, const qa::Topic& topic) {
  out.item().open('{');
  out.key("intent").text(topic.intent);
  out.key("conversations").whole(topic.conversations);
  out.key("messages").whole(topic.messages);
  out.key("previous").whole(topic.previous);
  out.close('}');
}

void write_insight(JsonWriter& out, const qa::Insight& insight) {
  out.key("insight").open('{');
  out.key("reply_limit_ms").whole(insight.reply_limit.count());
  write_diagnosis(out, insight.diagnosis);
  write_reasons(out, insight.reasons);
  write_satisfaction(out, insight.satisfaction);
  write_what_if(out, insight.what_if);
  write_nudges(out, insight.nudges);
  out.key("conversations_at_risk").whole(insight.conversations_at_risk);
  out.key("risks").open('[');
  for (const qa::ComplaintRisk& risk : insight.risks) {
    write_risk(out, risk);
  }
  out.close(']');
  out.key("topics").open('[');
  for (const qa::Topic& topic : insight.topics) {
    write_topic(out, topic);
  }
  out.close(']').close('}');
}

}  // namespace plugin::report
