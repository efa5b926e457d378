#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "plugin/backtesting.h"
#include "plugin/explain.h"
#include "plugin/review_queue.h"
#include "plugin/screen.h"
#include "rules/diagnostic.h"

/// The result of a back-test as JSON and as text (backtesting.h).
namespace plugin {
namespace {

using rules::json_quoted;

std::string json_of(const qa::Precision& decided) {
  std::string json = fmt::format(R"({{"right":{},"wrong":{},"unsure":{},"precision":)",
                                 decided.right, decided.wrong, decided.unsure);
  if (const auto interval = decided.interval()) {
    return json + fmt::format(R"({:.4f},"low":{:.4f},"high":{:.4f}}})", *decided.share(),
                              interval->low, interval->high);
  }
  return json + R"(null,"low":null,"high":null})";
}

std::string json_of(const BacktestDifference& difference) {
  const qa::FindingIdentity& finding = difference.finding;
  std::string spans;
  for (const rules::Span& span : difference.spans) {
    spans += fmt::format("{}[{},{}]", spans.empty() ? "" : ",", span.start, span.length);
  }
  return fmt::format(
      R"({{"finding":{},"change":"{}","shop":{},"source":{},"conversation":{},"message":{},)"
      R"("message_revision":{},"rule":{},"spans":[{}],"agent":{},"at":"{}","verdict":{}}})",
      json_quoted(finding_name(finding)), qa::to_string(difference.change),
      json_quoted(finding.conversation.shop), json_quoted(finding.conversation.source),
      json_quoted(finding.conversation.id), json_quoted(finding.message), finding.message_revision,
      json_quoted(finding.rule), spans, json_quoted(difference.agent),
      qa::format_time(difference.at),
      difference.verdict ? fmt::format("\"{}\"", qa::to_string(*difference.verdict)) : "null");
}

using Element = simdjson::dom::element;

/// Reads members of one JSON document and remembers whether all were there.
class Members {
 public:
  bool is_good() const { return is_good_; }

  std::string text(const Element& of, const char* key) {
    std::string_view value;
    note(of[key].get(value) == simdjson::SUCCESS);
    return std::string(value);
  }

  std::int64_t number(const Element& of, const char* key) {
    std::int64_t value = 0;
    note(of[key].get(value) == simdjson::SUCCESS);
    return value;
  }

  bool fact(const Element& of, const char* key) {
    bool value = false;
    note(of[key].get(value) == simdjson::SUCCESS);
    return value;
  }

  Element object(const Element& of, const char* key) {
    Element value = of;
    note(of[key].get(value) == simdjson::SUCCESS);
    return value;
  }

  simdjson::dom::array list(const Element& of, const char* key) {
    simdjson::dom::array value;
    note(of[key].get(value) == simdjson::SUCCESS);
    return is_good_ ? value : simdjson::dom::array();
  }

  qa::Time time(const Element& of, const char* key) {
    const auto value = qa::parse_time(text(of, key));
    note(value.has_value());
    return value.value_or(qa::Time{});
  }

  void note(bool is_read) { is_good_ = is_good_ && is_read; }

 private:
  bool is_good_ = true;
};

qa::Precision read_precision(Members& members, const Element& of) {
  return {members.number(of, "right"), members.number(of, "wrong"), members.number(of, "unsure")};
}

std::optional<qa::BacktestChange> change_named(std::string_view name) {
  for (const auto change : {qa::BacktestChange::kNewlyFlagged, qa::BacktestChange::kNoLongerFlagged,
                            qa::BacktestChange::kUnchanged}) {
    if (qa::to_string(change) == name) {
      return change;
    }
  }
  return std::nullopt;
}

BacktestDifference read_difference(Members& members, const Element& of) {
  BacktestDifference out;
  const auto change = change_named(members.text(of, "change"));
  members.note(change.has_value());
  out.change = change.value_or(qa::BacktestChange::kUnchanged);
  out.finding.conversation = {members.text(of, "shop"), members.text(of, "source"),
                              members.text(of, "conversation")};
  out.finding.message = members.text(of, "message");
  out.finding.message_revision = static_cast<std::int32_t>(members.number(of, "message_revision"));
  out.finding.rule = members.text(of, "rule");
  out.agent = members.text(of, "agent");
  out.at = members.time(of, "at");
  if (std::string_view verdict; of["verdict"].get(verdict) == simdjson::SUCCESS) {
    out.verdict = qa::verdict_named(verdict);
    members.note(out.verdict.has_value());
  }
  for (const Element span : members.list(of, "spans")) {
    std::uint64_t start = 0;
    std::uint64_t length = 0;
    members.note(span.at(0).get(start) == simdjson::SUCCESS &&
                 span.at(1).get(length) == simdjson::SUCCESS);
    out.spans.push_back({static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(length)});
  }
  return out;
}

std::string precision_text(const qa::Precision& decided, rules::Language language) {
  const bool is_chinese = language == rules::Language::kChinese;
  const auto interval = decided.interval();
  if (!interval) {
    return is_chinese ? "未复核" : "no verdicts";
  }
  return fmt::format("{:.1f} % [{:.1f}, {:.1f}] ({}/{})", *decided.share() * 100,
                     interval->low * 100, interval->high * 100, decided.right,
                     decided.right + decided.wrong);
}

std::string change_title(qa::BacktestChange change, std::size_t number, rules::Language language) {
  const bool is_chinese = language == rules::Language::kChinese;
  if (change == qa::BacktestChange::kNewlyFlagged) {
    return fmt::format("\n{}: {}\n", is_chinese ? "新命中" : "newly flagged", number);
  }
  return fmt::format("\n{}: {}\n", is_chinese ? "不再命中" : "no longer flagged", number);
}

std::string difference_text(store::Reader& reader, const BacktestDifference& difference) {
  const qa::FindingIdentity& finding = difference.finding;
  std::string text = fmt::format(
      "  {}  {}  {}{}\n", terminal_text(finding_name(finding), kUncut),
      terminal_text(difference.agent, kUncut), qa::format_time(difference.at),
      difference.verdict ? fmt::format("  {}", qa::to_string(*difference.verdict)) : std::string());
  if (const auto history = reader.history(finding.conversation)) {
    if (const std::string* words =
            find_words(*history, finding.message, finding.message_revision)) {
      text += fmt::format("      {}\n", marked_words(*words, difference.spans));
    }
  }
  return text;
}

}  // namespace

std::string to_json(const BacktestResult& result) {
  std::string rules;
  for (const auto& [id, rule] : result.rules) {
    rules += fmt::format(
        R"({}{{"rule":{},"newly_flagged":{},"no_longer_flagged":{},"unchanged":{},)"
        R"("newly_decided":{},"no_longer_decided":{},"unchanged_decided":{},)"
        R"("precision_before":{},"precision_after":{}}})",
        rules.empty() ? "" : ",", json_quoted(id), rule.newly_flagged, rule.no_longer_flagged,
        rule.unchanged, json_of(rule.newly_decided), json_of(rule.no_longer_decided),
        json_of(rule.unchanged_decided), json_of(rule.before()), json_of(rule.after()));
  }
  std::string differences;
  for (const BacktestDifference& difference : result.differences) {
    differences += (differences.empty() ? "" : ",") + json_of(difference);
  }
  const auto last =
      result.last ? fmt::format("[{},{},{}]", json_quoted(result.last->shop),
                                json_quoted(result.last->source), json_quoted(result.last->id))
                  : std::string("null");
  return fmt::format(
      R"({{"before":"{}","after":"{}","from":"{}","to":"{}","conversations":{},"judged":{},)"
      R"("complete":{},"last":{},"rules":[{}],"differences":[{}]}})",
      result.before, result.after, qa::format_time(result.period.from),
      qa::format_time(result.period.to), result.conversations, result.judged, result.is_complete,
      last, rules, differences);
}

std::optional<BacktestResult> read_backtest(std::string_view json) {
  simdjson::dom::parser parser;
  Element document;
  if (parser.parse(json.data(), json.size()).get(document) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  Members members;
  BacktestResult result;
  result.before = members.text(document, "before");
  result.after = members.text(document, "after");
  result.period = {members.time(document, "from"), members.time(document, "to")};
  result.conversations = members.number(document, "conversations");
  result.judged = members.number(document, "judged");
  result.is_complete = members.fact(document, "complete");
  if (Element last; document["last"].get(last) == simdjson::SUCCESS && last.is_array()) {
    std::string_view shop;
    std::string_view source;
    std::string_view id;
    members.note(last.at(0).get(shop) == simdjson::SUCCESS &&
                 last.at(1).get(source) == simdjson::SUCCESS &&
                 last.at(2).get(id) == simdjson::SUCCESS);
    result.last = qa::ConversationKey{std::string(shop), std::string(source), std::string(id)};
  }
  if (!members.is_good()) {
    return std::nullopt;
  }
  for (const Element rule : members.list(document, "rules")) {
    BacktestRule& figures = result.rules[members.text(rule, "rule")];
    figures.newly_flagged = members.number(rule, "newly_flagged");
    figures.no_longer_flagged = members.number(rule, "no_longer_flagged");
    figures.unchanged = members.number(rule, "unchanged");
    figures.newly_decided = read_precision(members, members.object(rule, "newly_decided"));
    figures.no_longer_decided = read_precision(members, members.object(rule, "no_longer_decided"));
    figures.unchanged_decided = read_precision(members, members.object(rule, "unchanged_decided"));
  }
  if (members.is_good()) {
    for (const Element difference : members.list(document, "differences")) {
      result.differences.push_back(read_difference(members, difference));
    }
  }
  return members.is_good() ? std::optional(std::move(result)) : std::nullopt;
}

std::string backtest_text(store::Reader& reader, const BacktestResult& result, std::size_t most,
                          rules::Language language) {
  const bool is_chinese = language == rules::Language::kChinese;
  std::string text = fmt::format(
      fmt::runtime(is_chinese ? "{} → {}：{} 个会话{}\n" : "{} → {}: {} conversations{}\n"),
      result.before.substr(0, 12), result.after.substr(0, 12), result.conversations,
      result.is_complete ? "" : (is_chinese ? "（未跑完）" : " (not complete)"));
  if (result.rules.empty()) {
    return text + (is_chinese ? "没有规则会命中别的消息\n" : "no rule would find other messages\n");
  }
  for (const auto& [id, rule] : result.rules) {
    text += fmt::format(
        fmt::runtime(is_chinese ? "{}：新命中 {}，不再命中 {}，不变 {}\n"
                                  "    精确率（按复核结论，95% 区间）：原 {}，新 {}\n"
                                : "{}: newly flagged {}, no longer flagged {}, unchanged {}\n"
                                  "    precision by verdicts, 95 %: before {}, after {}\n"),
        terminal_text(id, kUncut), rule.newly_flagged, rule.no_longer_flagged, rule.unchanged,
        precision_text(rule.before(), language), precision_text(rule.after(), language));
  }
  for (const auto change :
       {qa::BacktestChange::kNewlyFlagged, qa::BacktestChange::kNoLongerFlagged}) {
    const auto number = static_cast<std::size_t>(
        std::count_if(result.differences.begin(), result.differences.end(),
                      [change](const auto& each) { return each.change == change; }));
    text += number == 0 ? "" : change_title(change, number, language);
    std::size_t shown = 0;
    for (const BacktestDifference& difference : result.differences) {
      if (difference.change == change && shown < most) {
        text += difference_text(reader, difference);
        ++shown;
      }
    }
    if (shown < number) {
      text += fmt::format(fmt::runtime(is_chinese ? "  另有 {} 条，见 --most 或 --json\n"
                                                  : "  {} more: see --most or --json\n"),
                          number - shown);
    }
  }
  return text;
}

}  // namespace plugin
