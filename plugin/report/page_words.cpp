#include "plugin/report/page_words.h"

#include <array>

namespace plugin::report {
namespace {

struct Words {
  std::string_view chinese;
  std::string_view english;

  constexpr std::string_view in(rules::Language language) const {
    return language == rules::Language::kChinese ? chinese : english;
  }
};

/// In the order of PageWord.
constexpr Words kWords[] = {
    {"趋势", "Trend"},
    {"等待时长分布", "Waits"},
    {"星期与时段", "Hours"},
    {"周期", "Period"},
    {"起", "From"},
    {"止", "To"},
    {"本期", "This period"},
    {"上期", "Previous period"},
    {"大于 (ms)", "Above (ms)"},
    {"至 (ms)", "Up to (ms)"},
    {"已回复", "Answered"},
    {"无人回复", "Unserved"},
    {"星期", "Weekday"},
    {"小时", "Hour"},
    {"平均响应 (ms)", "Mean response (ms)"},
    {"达标", "met"},
    {"未达", "missed"},
    {"未设达标线", "no threshold"},
    {"查看表格", "Show table"},
    {"达标线", "Threshold"},
    {"这段时间没有数据", "Nothing in this period"},
    {"不满意原因", "Reasons for dissatisfaction"},
    {"{} 个差评会话", "{} bad ratings"},
    {"{} 秒内算及时", "in time up to {} s"},
    {"{} 超时，共 {} 轮", "{} late, {} rounds in all"},
    {"格内为平均响应秒数，颜色越深越慢；描边为超过达标线。",
     "Seconds of mean response; the darker, the slower. An outline is worse than the threshold."},
    {"影响时长 · 按{}", "Impact by {}"},
    {"正值拖慢、负值缩短全店平均响应时长，合计为 0",
     "Positive slows the overall mean response, negative speeds it up; all add up to 0"},
    {"影响最大的在上，另有 {} 项未列出，CSV 与 Excel 报表里有全部。",
     "Those of most impact first; {} more are not listed. CSV and Excel reports have all."},
    {"首次响应", "First response"},
    {"人工会话", "Accepted"},
    {"不服务会话", "Unserved"},
    {"全部指标", "All figures"},
    {"还有 {} 轮在等待回复", "{} rounds still waiting"},
    {"样本少", "small sample"},
    {"由沙漏 Sandglass {} 生成", "Made by Sandglass {}"},
    {"占比", "Share"},
    {"数量", "Number"},
    {"时间为 {} 当地时间", "Times are local, {}"},
    {"三分钟回复率", "Replied in time"},
    {"原因", "Causes"},
    {"部分", "Part"},
    {"说明", "Statement"},
    {"会话数", "Conversations"},
    {"最突出的会话", "Worst of them"},
    {"看这 {} 个会话", "Conversations behind it: {}"},
};

constexpr std::array<Words, 7> kWeekdays{{{"周一", "Monday"},
                                          {"周二", "Tuesday"},
                                          {"周三", "Wednesday"},
                                          {"周四", "Thursday"},
                                          {"周五", "Friday"},
                                          {"周六", "Saturday"},
                                          {"周日", "Sunday"}}};

}  // namespace

std::string_view page_word(PageWord word, rules::Language language) {
  return kWords[static_cast<std::size_t>(word)].in(language);
}

std::string_view weekday_name(std::size_t weekday, rules::Language language) {
  return kWeekdays[weekday].in(language);
}

std::string_view weekday_short(std::size_t weekday, rules::Language language) {
  const std::string_view name = weekday_name(weekday, language);
  return language == rules::Language::kChinese ? name : name.substr(0, 3);
}

}  // namespace plugin::report
