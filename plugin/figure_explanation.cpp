#include "plugin/figure_explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "plugin/report/figure_text.h"
#include "plugin/report/json_writer.h"
#include "plugin/report/report_json.h"
#include "plugin/report/report_table.h"
#include "plugin/report/report_words.h"
#include "plugin/reporting.h"

namespace plugin {
namespace {

constexpr std::size_t kIdColumns = 48;

struct Definition {
  std::string_view chinese;
  std::string_view english;
};

/// In the order of qa::Metric; docs/metrics.md, section 4, has them whole.
constexpr std::array<Definition, qa::kMetrics> kDefinitions{{
    {"时限内得到首次有效回复的客户消息数 ÷ 人工阶段的客户消息数",
     "customer messages of the human phase replied to within the limit of their own time, over "
     "all"},
    {"等待不超过时限的已回复轮次 ÷ 已回复与无人回复的轮次",
     "answered rounds within the limit, over answered and unserved rounds"},
    {"没有任何一轮超时的客户数 ÷ 至少有一轮的客户数",
     "customers none of whose rounds missed the limit, over customers with a round"},
    {"各轮计入时长之和 ÷ 轮数（无人回复按规定时长计，已回复有上限）",
     "counted time of answered and unserved rounds, divided by their number"},
    {"各轮真实等待之和 ÷ 轮数（不封顶）",
     "waits of answered and unserved rounds as they were, divided by their number"},
    {"各轮计入时长的中位数", "median of the counted time of rounds, nearest rank"},
    {"各轮计入时长的第 90 百分位", "90th percentile of the counted time of rounds, nearest rank"},
    {"每次人工接待首轮的计入时长之和 ÷ 首轮数",
     "counted time of the first round of each human phase, divided by their number"},
    {"结束时有无人回复的轮次且一轮都没有回复的人工接待",
     "human phases that closed with an unserved round and no answered one"},
    {"转人工的会话段数", "human phases begun"},
    {"有客服接起的人工接待", "human phases with a person assigned or an effective reply"},
    {"接起数 ÷ 转人工数", "accepted human phases, over all begun"},
    {"排队时长之和 ÷ 接起数",
     "time in the queue of accepted human phases, divided by their number"},
    {"未接起就结束的人工接待", "human phases that closed without being accepted"},
    {"有评价的会话数", "conversations with a rating"},
    {"满意评价 ÷ 评价数", "ratings called good, over all ratings"},
    {"不满意评价 ÷ 评价数", "ratings called bad, over all ratings"},
    {"评分之和 ÷ 评价数", "stars of ratings, divided by their number"},
    {"评分的中位数", "median of the stars of ratings, nearest rank"},
    {"不满意评价", "bad ratings"},
    {"会话数", "conversations, by their first event"},
    {"客户数", "customers of these conversations"},
    {"客户发送的消息数", "public messages of customers"},
    {"客服发送的消息数", "public messages of people"},
    {"机器人发送的消息数", "public messages of robots"},
    {"已结束、未评“未解决”且 24 小时内没有因同一意图再来的人工会话 ÷ 已结束的人工会话",
     "closed human conversations not rated unsolved and not followed within 24 h by one of the "
     "same "
     "intent, over all closed ones"},
    {"7 天内因同一意图再来的客户 ÷ 有意图的客户",
     "customers with two conversations of one intent within 7 days, over customers with an intent"},
    {"客服接待后 24 小时内下单的金额",
     "orders placed from the start of the last human conversation until 24 h after its close"},
    {"接待后下单的客户 ÷ 接待的客户", "customers who ordered, over customers served"},
}};

std::string_view name_of(qa::ItemKind kind, rules::Language language) {
  constexpr std::array<std::string_view, 6> kChinese{"消息", "轮次", "接待",
                                                     "评价", "会话", "客户"};
  return language == rules::Language::kChinese ? kChinese[static_cast<std::size_t>(kind)]
                                               : to_string(kind);
}

void write_item(report::JsonWriter& out, const qa::FigureItem& item) {
  out.item().open('{');
  out.key("kind").text(to_string(item.kind));
  out.conversation(item.conversation);
  out.key("id").text(item.id);
  out.key("at").time(item.at);
  out.key("numerator").whole(item.numerator);
  out.key("denominator").whole(item.denominator);
  out.key("wait_ms").whole(item.wait ? std::optional(item.wait->count()) : std::nullopt);
  out.key("agent").text(item.agent);
  if (item.kind == qa::ItemKind::kCustomer) {
    out.key("customer").text(item.customer);
  }
  if (!item.currency.empty()) {
    out.key("currency").text(item.currency);
  }
  out.key("bad").flag(item.is_bad);
  out.close('}');
}

/// "612.35 s / 1", "1 / 1", "4": durations in seconds, as everywhere people read.
std::string made_of(const qa::FigureItem& item, qa::Unit unit, rules::Language language) {
  const auto amount = [&](std::int64_t number) {
    return unit == qa::Unit::kMs ? report::in_unit(static_cast<double>(number), unit, language)
                                 : std::to_string(number);
  };
  if (item.denominator) {
    return item.numerator ? fmt::format("{} / {}", amount(*item.numerator), *item.denominator)
                          : amount(item.value);
  }
  return fmt::format("{}{}{}", item.numerator.value_or(0), item.currency.empty() ? "" : " ",
                     report::shown(item.currency, 8));
}

}  // namespace

FigureExplanation explain_figure(store::Reader& reader, const qa::Profile& profile,
                                 const qa::ReportRequest& request, const FigureQuestion& question) {
  FigureExplanation made;
  made.report = report_of(reader, profile, request);
  made.figure = made.report.figure(question.metric);
  qa::FigureWitness witness(question.metric, profile, request.period, request.instant,
                            request.only);
  for_each_conversation(
      reader, profile, witness.reads(), request.instant,
      [&](const qa::History&, const qa::ConversationFacts& facts) { witness.add(facts); });
  made.items = witness.items();
  if (question.only_bad) {
    made.items.erase(std::remove_if(made.items.begin(), made.items.end(),
                                    [](const qa::FigureItem& item) { return !item.is_bad; }),
                     made.items.end());
  }
  made.all = made.items.size();
  if (question.limit != 0) {
    made.items.resize(std::min(made.items.size(), question.limit));
  }
  return made;
}

std::string_view definition_in_words(qa::Metric metric, rules::Language language) {
  const Definition& definition = kDefinitions[static_cast<std::size_t>(metric)];
  return language == rules::Language::kChinese ? definition.chinese : definition.english;
}

std::string explanation_text(const FigureExplanation& explanation, rules::Language language) {
  const bool is_chinese = language == rules::Language::kChinese;
  const qa::Figure& figure = explanation.figure;
  const qa::LocalTime local = report::local_time_of(explanation.report);
  std::string out =
      fmt::format("{} ({})  {}\n{}\n", report::name_of(figure.metric, language), figure.key(),
                  report::span_text(explanation.report.period, local, language),
                  definition_in_words(figure.metric, language));
  if (!explanation.report.only.empty()) {
    out += report::only_text(explanation.report, language) + "\n";
  }
  out += fmt::format("{} {}\n\n", report::value_text(figure, language), report::made_of(figure));
  report::Table table;
  table.add_row(is_chinese
                    ? std::vector<std::string>{"会话", "对象", "时间", "计入", "等待（秒）", "客服"}
                    : std::vector<std::string>{"Conversation", "Thing", "Time", "Counts",
                                               "Wait (s)", "Agent"});
  for (const qa::FigureItem& item : explanation.items) {
    const std::string& id = item.kind == qa::ItemKind::kCustomer ? item.customer : item.id;
    table.add_row(
        {report::shown(item.conversation.id, kIdColumns),
         fmt::format("{} {}", name_of(item.kind, language), report::shown(id, kIdColumns)),
         report::local_text(item.at, local), made_of(item, figure.unit(), language),
         item.wait ? fmt::format("{:.3f}", static_cast<double>(item.wait->count()) / 1000)
                   : std::string{report::kNoValue},
         report::shown(item.agent, kIdColumns)});
  }
  out += table.text(1);
  if (explanation.items.size() < explanation.all) {
    out +=
        fmt::format(fmt::runtime(is_chinese ? "共 {} 条，列出最差的 {} 条；--limit 0 列出全部。\n"
                                            : "The worst {1} of {0}; --limit 0 for all.\n"),
                    explanation.all, explanation.items.size());
  }
  return out;
}

std::string explanation_json(const FigureExplanation& explanation) {
  std::string json;
  report::JsonWriter out{json};
  out.open('{');
  out.key("metric").text(explanation.figure.key());
  out.key("definition")
      .text(definition_in_words(explanation.figure.metric, rules::Language::kEnglish));
  out.key("period").open('{');
  out.key("from").time(explanation.report.period.from);
  out.key("to").time(explanation.report.period.to);
  out.key("zone").text(explanation.report.zone);
  out.close('}');
  report::write_only(out, explanation.report.only);
  out.key("value").number(explanation.figure.value);
  out.key("numerator").whole(explanation.figure.numerator);
  out.key("denominator").whole(explanation.figure.denominator);
  out.key("items_in_all").whole(static_cast<std::int64_t>(explanation.all));
  out.key("items").open('[');
  for (const qa::FigureItem& item : explanation.items) {
    write_item(out, item);
  }
  out.close(']').close('}');
  return json;
}

}  // namespace plugin
