#include "plugin/report/diagnosis_words.h"

#include <fmt/format.h>

#include <cmath>

#include "plugin/report/figure_text.h"
#include "plugin/report/report_table.h"
#include "plugin/report/report_words.h"

namespace plugin::report {
namespace {

constexpr std::size_t kNameColumns = 40;

/// What a figure is made of, and what is bad about it.
struct Words {
  std::string_view unit;    ///< "条消息"
  std::string_view each;    ///< "条"
  std::string_view one;     ///< "message"
  std::string_view many;    ///< "messages"
  std::string chinese_bad;  ///< "未在 180 秒内得到回复"
  std::string english_bad;  ///< "not replied to within 180 s"
};

Words words_of(qa::Metric figure, std::int64_t limit_s) {
  const std::string late = fmt::format("未在 {} 秒内得到回复", limit_s);
  const std::string not_in_time = fmt::format("not replied to within {} s", limit_s);
  switch (figure) {
    case qa::Metric::kThreeMinuteReplyRate:
      return {"条消息", "条", "message", "messages", late, not_in_time};
    case qa::Metric::kThreeMinuteRoundRate:
      return {"轮", "轮", "round", "rounds", late, not_in_time};
    case qa::Metric::kPickupRate:
      return {"次转人工", "次", "hand-over", "hand-overs", "未接起", "not picked up"};
    case qa::Metric::kMeanQueue:
      return {"次接待", "次", "session", "sessions", "排队长于均值", "queued longer than the mean"};
    case qa::Metric::kSatisfactionRate:
      return {"个评价", "个", "rating", "ratings", "未评满意", "not satisfied"};
    case qa::Metric::kDissatisfactionRate:
      return {"个评价", "个", "rating", "ratings", "不满意", "dissatisfied"};
    default:
      return {"轮", "轮", "round", "rounds", "慢于均值", "slower than the mean"};
  }
}

std::string group_name(const qa::Contributor& contributor, Language language) {
  const bool is_chinese = language == Language::kChinese;
  if (contributor.group.by == qa::Cut::kHour) {
    return is_chinese ? fmt::format("{} 点时段", contributor.group.key)
                      : fmt::format("The hour from {}:00", contributor.group.key);
  }
  const bool is_nobody = contributor.group.key == qa::rest_of(contributor.group.by);
  if (is_nobody) {
    return is_chinese ? "无人接待" : "With no agent";
  }
  const std::string name = shown(contributor.name, kNameColumns);
  const qa::Cut cut =
      contributor.group.by == qa::Cut::kIntent2 ? qa::Cut::kIntent : contributor.group.by;
  return is_chinese ? fmt::format("{}“{}”", name_of(cut, language), name)
                    : fmt::format("{} {}", name_of(cut, language), name);
}

/// "38.50 s", "12.00 pp": how far a figure is moved.
std::string amount(double amount, qa::Unit unit, Language language) {
  return unit == qa::Unit::kRatio
             ? fmt::format("{:.2f} {}", amount * 100, word(Word::kPoints, language))
             : in_unit(amount, unit, language);
}

bool counts_rounds(qa::Metric figure) {
  return figure == qa::Metric::kMeanResponse || figure == qa::Metric::kMeanFirstResponse;
}

std::string in_chinese(qa::Metric figure, const qa::Contributor& contributor,
                       std::int64_t limit_s) {
  constexpr Language kZh = Language::kChinese;
  const qa::MetricDefinition& definition = qa::definition_of(figure);
  const Words words = words_of(figure, limit_s);
  std::string text =
      fmt::format("{}：{} {}中有 {} {}{}", group_name(contributor, kZh), contributor.counted,
                  words.unit, contributor.bad, words.each, words.chinese_bad);
  if (counts_rounds(figure)) {
    text += fmt::format("；{} 轮超过 {} 秒或无人回复（无人回复 {} 轮）", contributor.over_limit,
                        limit_s, contributor.unserved);
  }
  const bool is_rate = definition.unit == qa::Unit::kRatio;
  if (is_rate) {
    text += fmt::format("，比按整体比例多 {:.1f} {}", contributor.impact, words.each);
  }
  const bool lowers = definition.better == qa::Better::kHigher;
  return text + fmt::format("，使{}{} {}。", name_of(figure, kZh),
                            lowers    ? "下降"
                            : is_rate ? "上升"
                                      : "增加",
                            amount(contributor.impact_on_figure, definition.unit, kZh));
}

std::string in_english(qa::Metric figure, const qa::Contributor& contributor,
                       std::int64_t limit_s) {
  constexpr Language kEn = Language::kEnglish;
  const qa::MetricDefinition& definition = qa::definition_of(figure);
  const Words words = words_of(figure, limit_s);
  std::string text =
      fmt::format("{}: {} of {} {}", group_name(contributor, kEn), contributor.bad,
                  counted(contributor.counted, words.one, words.many), words.english_bad);
  if (counts_rounds(figure)) {
    text += fmt::format("; {} over {} s or never answered ({} never)", contributor.over_limit,
                        limit_s, contributor.unserved);
  }
  if (definition.unit == qa::Unit::kRatio) {
    text += fmt::format(", {:.1f} more than its share", contributor.impact);
  }
  const bool lowers = definition.better == qa::Better::kHigher;
  return text + fmt::format("; this {} the figure by {}.", lowers ? "lowers" : "raises",
                            amount(contributor.impact_on_figure, definition.unit, kEn));
}

std::string threshold_words(const qa::Figure& figure, Language language) {
  const bool is_below = qa::definition_of(figure.metric).better == qa::Better::kHigher;
  const std::string threshold = in_unit(*figure.threshold, figure.unit(), language);
  return language == Language::kChinese
             ? fmt::format("，{}达标线 {}", is_below ? "低于" : "超过", threshold)
             : fmt::format(", {} the threshold of {}", is_below ? "below" : "above", threshold);
}

/// Shares go up and down, durations become longer and shorter.
std::string_view change_word(qa::Unit unit, bool rises) {
  if (unit == qa::Unit::kRatio) {
    return rises ? "上升" : "下降";
  }
  return rises ? "增加" : "减少";
}

std::string change_words(const qa::Diagnosis& diagnosis, qa::Unit unit, Language language) {
  const bool rises = *diagnosis.change > 0;
  const std::string by = amount(std::abs(*diagnosis.change), unit, language);
  if (language == Language::kChinese) {
    return fmt::format("，比上期{} {}{}", change_word(unit, rises), by,
                       diagnosis.getting_worse ? "，持续变差" : "");
  }
  return fmt::format(", {} {} than in the previous period{}", by, rises ? "more" : "less",
                     diagnosis.getting_worse ? " and getting worse" : "");
}

}  // namespace

std::string counted(std::int64_t number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", number, number == 1 ? one : many);
}

std::string diagnosis_text(const qa::Diagnosis& diagnosis, const qa::Report& report,
                           rules::Language language) {
  const qa::Figure& figure = report.figure(diagnosis.figure);
  const bool is_chinese = language == Language::kChinese;
  std::string text = fmt::format(fmt::runtime(is_chinese ? "{} {}" : "{}: {}"),
                                 name_of(diagnosis.figure, language), value_text(figure, language));
  if (diagnosis.needs_work && figure.threshold) {
    text += threshold_words(figure, language);
  }
  if (diagnosis.change && *diagnosis.change != 0) {
    text += change_words(diagnosis, figure.unit(), language);
  }
  text += is_chinese ? "。" : ".";
  if (diagnosis.contributors.empty()) {
    text += is_chinese ? "没有哪个客服、意图、商品或时段特别突出。"
                       : " No agent, intent, product or hour stands out.";
  }
  return text;
}

std::string contributor_text(qa::Metric figure, const qa::Contributor& contributor,
                             std::int64_t limit_s, rules::Language language) {
  return language == Language::kChinese ? in_chinese(figure, contributor, limit_s)
                                        : in_english(figure, contributor, limit_s);
}

}  // namespace plugin::report
