#include "plugin/told_talk.h"

#include <fmt/format.h>

#include <algorithm>

#include "plugin/explain.h"
#include "plugin/screen.h"

namespace plugin {
namespace {

using rules::json_quoted;

std::string_view speaker_name(const ToldMessage& message) {
  switch (message.speaker) {
    case rules::Speaker::kCustomer:
      return "customer";
    case rules::Speaker::kBot:
      return "bot";
    case rules::Speaker::kSystem:
      return "system";
    case rules::Speaker::kAgent:
      break;
  }
  return message.is_automatic ? "auto" : "agent";
}

/// `0:20`, `12:05`, `1:00:00`, as an example of a rule is written.
std::string clock_text(std::int64_t ms) {
  constexpr std::int64_t kSecond = 1'000;
  constexpr std::int64_t kMinute = 60;
  const std::int64_t seconds = std::max<std::int64_t>(ms, 0) / kSecond;
  const std::int64_t minutes = seconds / kMinute;
  return minutes < kMinute ? fmt::format("{}:{:02}", minutes, seconds % kMinute)
                           : fmt::format("{}:{:02}:{:02}", minutes / kMinute, minutes % kMinute,
                                         seconds % kMinute);
}

std::string message_text(const ToldMessage& message, std::size_t line) {
  std::string what(speaker_name(message));
  if (message.kind != ToldMessage::Kind::kSaid) {
    // In the column no message can write to: nobody can pretend an edit.
    what = fmt::format("{} {}", message.kind == ToldMessage::Kind::kEdited ? "edit" : "recall",
                       message.said + 1);
  }
  std::string words = terminal_text(message.text, kUncut);
  if (message.text.empty() && message.kind != ToldMessage::Kind::kRecalled) {
    words = "[" + terminal_text(message.content_kind, kUncut) + "]";
  }
  return fmt::format("{:>4}  {:<8} {:>5}{}{}\n", line, what, clock_text(message.at_ms),
                     words.empty() ? "" : " ", words);
}

std::string finding_text(const ToldTalk& talk, const ToldFinding& finding, bool is_chinese) {
  const rules::RuleInfo& rule = *finding.rule;
  return fmt::format("{:>4}  {} {}{} ({}:{}), {} {}: {}\n", finding.message + 1, rule.id,
                     terminal_text(rule.name, kUncut),
                     rule.is_shadow ? (is_chinese ? "（试用）" : " (trial)") : "",
                     terminal_text(rule.file, kUncut), rule.line,
                     is_chinese ? "判定于" : "known at", clock_text(finding.known_at_ms),
                     marked_words(talk.messages[finding.message].text, finding.spans));
}

std::string findings_text(const ToldTalk& talk, bool is_chinese) {
  std::string text;
  if (talk.findings.empty()) {
    text += is_chinese ? "\n没有规则命中\n" : "\nno rule found anything\n";
  } else {
    text += is_chinese ? "\n命中：\n" : "\nfindings, by line:\n";
  }
  for (const ToldFinding& finding : talk.findings) {
    text += finding_text(talk, finding, is_chinese);
  }
  if (!talk.intents.empty()) {
    text += is_chinese ? "\n意图：\n" : "\nintents, by line:\n";
  }
  for (const ToldFinding& intent : talk.intents) {
    text += fmt::format("{:>4}  {}  {}\n", intent.message + 1,
                        terminal_text(intent.rule->classify, kUncut), intent.rule->id);
  }
  return text;
}

std::string message_json(const ToldMessage& message) {
  std::string stored;
  if (!message.id.empty()) {
    stored = fmt::format(R"("id":{},"author":{},"kind":{},)", json_quoted(message.id),
                         json_quoted(message.author), json_quoted(message.content_kind));
  }
  if (message.kind != ToldMessage::Kind::kSaid) {
    stored +=
        fmt::format(R"("{}":{},)", message.kind == ToldMessage::Kind::kEdited ? "edits" : "recalls",
                    message.said);
  }
  return fmt::format(R"({{{}"at_ms":{},"speaker":"{}","auto":{},"text":{}}})", stored,
                     message.at_ms, speaker_name(message), message.is_automatic,
                     json_quoted(message.text));
}

std::string finding_json(const ToldFinding& finding) {
  const rules::RuleInfo& rule = *finding.rule;
  std::string spans;
  for (const rules::Span& span : finding.spans) {
    spans += fmt::format(R"({}{{"start":{},"len":{}}})", spans.empty() ? "" : ",", span.start,
                         span.length);
  }
  return fmt::format(
      R"({{{}"message":{},"rule":{},"name":{},"pack":{},"file":{},"line":{},"trial":{},)"
      R"("decided_ms":{},"spans":[{}]}})",
      finding.name.empty() ? "" : fmt::format(R"("finding":{},)", json_quoted(finding.name)),
      finding.message, json_quoted(rule.id), json_quoted(rule.name), json_quoted(rule.pack),
      json_quoted(rule.file), rule.line, rule.is_shadow, finding.known_at_ms, spans);
}

std::string intent_json(const ToldFinding& intent) {
  return fmt::format(R"({{"message":{},"rule":{},"intent":{}}})", intent.message,
                     json_quoted(intent.rule->id), json_quoted(intent.rule->classify));
}

std::string dimension_json(const rules::DimensionScore& dimension) {
  return fmt::format(R"({{"name":{},"earned":{},"possible":{}}})", json_quoted(dimension.name),
                     dimension.earned, dimension.possible);
}

template <typename Value>
std::string list_json(const std::vector<Value>& values, std::string (*value_json)(const Value&)) {
  std::string text;
  for (const Value& value : values) {
    text += (text.empty() ? "" : ",") + value_json(value);
  }
  return "[" + text + "]";
}

}  // namespace

std::string told_text(const ToldTalk& talk, rules::Language language) {
  const bool is_chinese = language == rules::Language::kChinese;
  std::string text;
  std::size_t line = 0;
  for (const ToldMessage& message : talk.messages) {
    text += message_text(message, ++line);
  }
  text += findings_text(talk, is_chinese);
  text += fmt::format("\n{} {}\n", is_chinese ? "评分" : "score", talk.score.points);
  for (const rules::DimensionScore& dimension : talk.score.dimensions) {
    text += fmt::format("  {} {}/{}\n", terminal_text(dimension.name, kUncut), dimension.earned,
                        dimension.possible);
  }
  return text;
}

std::string told_json(const ToldTalk& talk) {
  return fmt::format(
      R"("messages":{},"findings":{},"intents":{},"score":{{"points":{},"dimensions":{}}})",
      list_json(talk.messages, message_json), list_json(talk.findings, finding_json),
      list_json(talk.intents, intent_json), talk.score.points,
      list_json(talk.score.dimensions, dimension_json));
}

}  // namespace plugin
