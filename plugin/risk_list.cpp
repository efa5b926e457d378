#include "plugin/risk_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "plugin/report/csv.h"
#include "plugin/report/figure_text.h"
#include "plugin/report/insight_json.h"
#include "plugin/report/report_table.h"
#include "plugin/reporting.h"

namespace plugin {
namespace {

using report::shown;
using rules::Language;

constexpr std::size_t kIdColumns = 48;

std::string seconds(const std::optional<qa::Duration>& wait) {
  return wait ? fmt::format("{:.0f}", static_cast<double>(wait->count()) / 1000)
              : std::string(report::kNoValue);
}

/// "3 (20)": how many, and the points for it.
std::string with_points(const std::string& what, std::int32_t points) {
  return points == 0 ? what : fmt::format("{} (+{})", what, points);
}

}  // namespace

RiskList list_risks(store::Reader& reader, const qa::Profile& profile,
                    const qa::ReportRequest& request, const RiskQuestion& question) {
  RiskList list;
  list.period = request.period;
  list.zone = profile.zone;
  for_each_conversation(reader, profile, request.period, request.instant,
                        [&](const qa::History& history, const qa::ConversationFacts& facts) {
                          auto risk = qa::complaint_risk_of(facts, qa::evidence_of(history),
                                                            profile, request.period);
                          if (risk && risk->points >= question.least) {
                            list.risks.push_back(std::move(*risk));
                          }
                        });
  std::sort(list.risks.begin(), list.risks.end(), qa::is_riskier);
  list.all = list.risks.size();
  if (question.most != 0) {
    list.risks.resize(std::min(list.risks.size(), question.most));
  }
  return list;
}

std::string risks_text(const RiskList& list, Language language) {
  const bool is_chinese = language == Language::kChinese;
  qa::Profile profile;
  profile.zone = list.zone;
  const qa::LocalTime local(profile);
  std::string out = fmt::format("{}  {}\n\n", is_chinese ? "投诉风险" : "Complaint risk",
                                report::span_text(list.period, local, language));
  if (list.risks.empty()) {
    return out +
           (is_chinese ? "没有会话达到这个分数。\n" : "No conversation has so many points.\n");
  }
  report::Table table;
  table.add_row(is_chinese
                    ? std::vector<std::string>{"会话", "风险分", "首次等待（秒）", "客户消息",
                                               "重复提问", "无人回复轮次", "接待开始", "客服"}
                    : std::vector<std::string>{"Conversation", "Points", "First wait (s)",
                                               "Customer messages", "Repeated", "Unserved", "Begun",
                                               "Agent"});
  for (const qa::ComplaintRisk& risk : list.risks) {
    table.add_row({shown(risk.conversation.id, kIdColumns), std::to_string(risk.points),
                   with_points(seconds(risk.first_wait), risk.wait_points),
                   with_points(std::to_string(risk.customer_messages), risk.message_points),
                   with_points(std::to_string(risk.repeated_questions), risk.repetition_points),
                   with_points(std::to_string(risk.unserved_rounds), risk.unserved_points),
                   report::local_text(risk.at, local), shown(risk.agent, kIdColumns)});
  }
  out += table.text(6);
  if (list.risks.size() < list.all) {
    out += fmt::format(
        fmt::runtime(is_chinese ? "共 {} 个会话，列出风险最高的 {} 个；--top 0 列出全部。\n"
                                : "The riskiest {1} of {0}; --top 0 for all.\n"),
        list.all, list.risks.size());
  }
  return out;
}

std::string risks_json(const RiskList& list) {
  std::string json;
  report::JsonWriter out{json};
  out.open('{');
  out.key("period").open('{');
  out.key("from").time(list.period.from);
  out.key("to").time(list.period.to);
  out.key("zone").text(list.zone);
  out.close('}');
  out.key("in_all").whole(static_cast<std::int64_t>(list.all));
  out.key("risks").open('[');
  for (const qa::ComplaintRisk& risk : list.risks) {
    report::write_risk(out, risk);
  }
  out.close(']').close('}');
  return json;
}

std::string risks_csv(const RiskList& list) {
  const auto number = [](std::int64_t value) {
    return report::CsvCell{std::to_string(value), true};
  };
  std::string out = report::kCsvStart;
  const std::vector<report::CsvCell> head{{"shop"},
                                          {"source"},
                                          {"conversation"},
                                          {"agent"},
                                          {"at"},
                                          {"points"},
                                          {"wait_points"},
                                          {"message_points"},
                                          {"repetition_points"},
                                          {"unserved_points"},
                                          {"first_wait_ms"},
                                          {"customer_messages"},
                                          {"repeated_questions"},
                                          {"unserved_rounds"}};
  report::append_csv_line(out, head);
  for (const qa::ComplaintRisk& risk : list.risks) {
    const std::vector<report::CsvCell> line{
        {risk.conversation.shop},
        {risk.conversation.source},
        {risk.conversation.id},
        {risk.agent},
        {qa::format_time(risk.at)},
        number(risk.points),
        number(risk.wait_points),
        number(risk.message_points),
        number(risk.repetition_points),
        number(risk.unserved_points),
        risk.first_wait ? number(risk.first_wait->count()) : report::CsvCell{},
        number(risk.customer_messages),
        number(risk.repeated_questions),
        number(risk.unserved_rounds)};
    report::append_csv_line(out, line);
  }
  return out;
}

}  // namespace plugin
