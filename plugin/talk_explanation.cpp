#include "plugin/talk_explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "plugin/explain.h"
#include "plugin/screen.h"
#include "rules/score.h"

namespace plugin {
namespace {

constexpr std::size_t kUncut = static_cast<std::size_t>(-1);

std::string_view speaker_name(const rules::TalkMessage& message) {
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

/// A talk, inspected by the rule set and judged when all is over.
class JudgedTalk {
 public:
  JudgedTalk(const rules::RulePack& rules, rules::Talk talk)
      : rules_(rules), talk_(std::move(talk)), hits_(talk_.messages.size()) {
    rules::Scratch scratch;
    for (std::size_t i = 0; i < hits_.size(); ++i) {
      rules::TalkMessage& message = talk_.messages[i];
      rules_.inspect({message.speaker, message.kind, message.is_automatic, message.text}, scratch,
                     hits_[i]);
      message.hits = hits_[i];
    }
    judgement_ = rules_.judge(talk_, std::numeric_limits<std::int64_t>::max());
    score_ = rules::score_of(rules_, talk_, judgement_);
  }

  const std::vector<rules::TalkMessage>& messages() const { return talk_.messages; }

  const std::vector<rules::TalkFinding>& findings() const { return judgement_.findings; }

  const rules::RuleInfo& rule(const rules::TalkFinding& finding) const {
    return rules_.info(finding.rule);
  }

  const rules::ConversationScore& score() const { return score_; }

  /// Since the first message.
  std::int64_t offset(std::int64_t at_ms) const {
    return messages().empty() ? 0 : at_ms - messages().front().at_ms;
  }

 private:
  const rules::RulePack& rules_;
  rules::Talk talk_;
  std::vector<std::vector<rules::ClauseHit>> hits_;
  rules::Judgement judgement_;
  rules::ConversationScore score_;
};

std::string findings_text(const JudgedTalk& talk, bool is_chinese) {
  std::string found;
  std::string intents;
  for (const rules::TalkFinding& finding : talk.findings()) {
    const rules::RuleInfo& rule = talk.rule(finding);
    const std::size_t line = finding.message + 1;
    if (!rule.classify.empty()) {
      intents += fmt::format("{:>4}  {}  {}\n", line, rule.classify, rule.id);
      continue;
    }
    const auto& message = talk.messages()[finding.message];
    found += fmt::format(
        "{:>4}  {} {}{} ({}:{}), {} {}: {}\n", line, rule.id, terminal_text(rule.name, kUncut),
        rule.is_shadow ? (is_chinese ? "（试用）" : " (trial)") : "", rule.file, rule.line,
        is_chinese ? "判定于" : "known at", clock_text(talk.offset(finding.decided_at_ms)),
        marked_words(message.text, {finding.spans.begin(), finding.spans.end()}));
  }
  std::string text;
  if (found.empty()) {
    text += is_chinese ? "\n没有规则命中\n" : "\nno rule found anything\n";
  } else {
    text += (is_chinese ? "\n命中：\n" : "\nfindings, by line:\n") + found;
  }
  if (!intents.empty()) {
    text += (is_chinese ? "\n意图：\n" : "\nintents, by line:\n") + intents;
  }
  return text;
}

std::string findings_json(const JudgedTalk& talk, bool sets_intents) {
  std::string text;
  for (const rules::TalkFinding& finding : talk.findings()) {
    const rules::RuleInfo& rule = talk.rule(finding);
    if (rule.classify.empty() == sets_intents) {
      continue;
    }
    text += text.empty() ? "" : ",";
    if (sets_intents) {
      text += fmt::format(R"({{"message":{},"rule":{},"intent":{}}})", finding.message,
                          rules::json_quoted(rule.id), rules::json_quoted(rule.classify));
      continue;
    }
    std::string spans;
    for (const rules::Span& span : finding.spans) {
      spans += fmt::format(R"({}{{"start":{},"len":{}}})", spans.empty() ? "" : ",", span.start,
                           span.length);
    }
    text += fmt::format(
        R"({{"message":{},"rule":{},"name":{},"pack":{},"file":{},"line":{},"trial":{},)"
        R"("decided_ms":{},"spans":[{}]}})",
        finding.message, rules::json_quoted(rule.id), rules::json_quoted(rule.name),
        rules::json_quoted(rule.pack), rules::json_quoted(rule.file), rule.line, rule.is_shadow,
        talk.offset(finding.decided_at_ms), spans);
  }
  return text;
}

}  // namespace

std::string talk_text(const rules::RulePack& rules, const rules::Talk& talk,
                      rules::Language language) {
  const bool is_chinese = language == rules::Language::kChinese;
  const JudgedTalk judged(rules, talk);
  std::string text;
  std::size_t line = 0;
  for (const rules::TalkMessage& message : judged.messages()) {
    text += fmt::format("{:>4}  {:<8} {:>5} {}\n", ++line, speaker_name(message),
                        clock_text(judged.offset(message.at_ms)),
                        message.text.empty() ? "[" + terminal_text(message.kind, kUncut) + "]"
                                             : terminal_text(message.text, kUncut));
  }
  text += findings_text(judged, is_chinese);
  text += fmt::format("\n{} {}\n", is_chinese ? "评分" : "score", judged.score().points);
  for (const rules::DimensionScore& dimension : judged.score().dimensions) {
    text += fmt::format("  {} {}/{}\n", terminal_text(dimension.name, kUncut), dimension.earned,
                        dimension.possible);
  }
  return text;
}

std::string talk_json(const rules::RulePack& rules, const rules::Talk& talk) {
  const JudgedTalk judged(rules, talk);
  std::string messages;
  for (const rules::TalkMessage& message : judged.messages()) {
    messages +=
        fmt::format(R"({}{{"at_ms":{},"speaker":"{}","auto":{},"text":{}}})",
                    messages.empty() ? "" : ",", judged.offset(message.at_ms),
                    speaker_name(message), message.is_automatic, rules::json_quoted(message.text));
  }
  std::string dimensions;
  for (const rules::DimensionScore& dimension : judged.score().dimensions) {
    dimensions +=
        fmt::format(R"({}{{"name":{},"earned":{},"possible":{}}})", dimensions.empty() ? "" : ",",
                    rules::json_quoted(dimension.name), dimension.earned, dimension.possible);
  }
  return fmt::format(R"({{"version":"{}","messages":[{}],"findings":[{}],"intents":[{}],)"
                     R"("score":{{"points":{},"dimensions":[{}]}}}})",
                     rules.version(), messages, findings_json(judged, false),
                     findings_json(judged, true), judged.score().points, dimensions);
}

}  // namespace plugin
