#include "plugin/report/report_words.h"

#include <array>

namespace plugin::report {
namespace {

struct Words {
  std::string_view chinese;
  std::string_view english;

  constexpr std::string_view in(Language language) const {
    return language == Language::kChinese ? chinese : english;
  }
};

/// In the order of Word.
constexpr std::array<Words, 45> kWords{{
    {"客服报表", "Service report"},
    {"至", "to"},
    {"对比", "compared with"},
    {"口径", "profile"},
    {"生成于", "generated"},
    {"数据不完整，以下时段连接中断且未能补齐：",
     "Incomplete: these connection gaps could not be filled:"},
    {"仍在等待的轮次", "Rounds still waiting"},
    {"服务客户复购率", "Served customers who bought again"},
    {"服务客户回访率", "Served customers who came back"},
    {"指标", "Figure"},
    {"数值", "Value"},
    {"明细", "Made of"},
    {"达标线", "Threshold"},
    {"上期", "Previous"},
    {"平时", "Usual"},
    {"外部参考", "Benchmark"},
    {"变化", "Change"},
    {"说明", "Note"},
    {"秒", "s"},
    {"个百分点", "pp"},
    {"急需优化", "needs work"},
    {"持续变差", "getting worse"},
    {"样本较少", "small sample"},
    {"需要先有咨询意图分类", "needs intents"},
    {"未统计", "left out"},
    {"原因分析需逐个读取超过 {} 个会话,本次略过;需要时请加 --causes 重新生成。",
     "Causes are left out: more than {} conversations would have to be read; ask with --causes."},
    {"轮次", "Rounds"},
    {"影响均值", "On the mean"},
    {"无", "none"},
    {"未分类", "unclassified"},
    {"指标", "Figures"},
    {"标识", "Key"},
    {"分子", "Numerator"},
    {"分母", "Denominator"},
    {"单位", "Unit"},
    {"上期分子", "Previous numerator"},
    {"上期分母", "Previous denominator"},
    {"区间下限", "Interval from"},
    {"区间上限", "Interval to"},
    {"影响时长 (ms)", "Impact (ms)"},
    {"影响均值 (ms)", "On the mean (ms)"},
    {"时区", "Time zone"},
    {"参考来源", "Benchmark from"},
    {"只看", "Only"},
    {"全店", "of the whole"},
}};

/// In the order of qa::Metric.
constexpr std::array<Words, qa::kMetrics> kMetricNames{{
    {"三分钟回复率（按消息）", "Replied within the limit, messages"},
    {"三分钟回复率（按轮次）", "Replied within the limit, rounds"},
    {"三分钟回复率（按客户）", "Replied within the limit, customers"},
    {"平均响应时长", "Mean response"},
    {"真实平均等待", "True mean wait"},
    {"响应时长中位数", "Median response"},
    {"响应时长 P90", "90th percentile response"},
    {"平均首次响应时长", "Mean first response"},
    {"不服务会话", "Unserved conversations"},
    {"转人工会话", "Handed over"},
    {"接起会话", "Accepted"},
    {"接起率", "Pick-up rate"},
    {"平均排队时长", "Mean queue"},
    {"未接起已结束", "Abandoned"},
    {"评价数", "Rated"},
    {"满意率", "Satisfied"},
    {"不满意率", "Dissatisfied"},
    {"平均评分", "Mean score"},
    {"评分中位数", "Median score"},
    {"不满意评价", "Dissatisfied ratings"},
    {"会话数", "Conversations"},
    {"客户数", "Customers"},
    {"客户消息", "Customer messages"},
    {"客服消息", "Agent messages"},
    {"机器人消息", "Robot messages"},
    {"解决率", "Resolved"},
    {"重复咨询率", "Repeat contacts"},
    {"客服销售额", "Sales after service"},
    {"询单转化率", "Conversion"},
}};

constexpr std::array<Words, qa::kCuts> kCutNames{{
    {"客服", "Agent"},
    {"商品", "Product"},
    {"时段", "Hour"},
    {"日期", "Day"},
    {"渠道", "Channel"},
    {"店铺", "Shop"},
    {"接待来源", "Source"},
    {"咨询意图", "Intent"},
    {"咨询意图（一级）", "Intent, level 1"},
    {"咨询意图（二级）", "Intent, level 2"},
    {"咨询意图（三级）", "Intent, level 3"},
}};

/// In the order of qa::Unit.
constexpr std::array<Words, 5> kUnitNames{{
    {"比例", "share"},
    {"毫秒", "ms"},
    {"个", "count"},
    {"星", "stars"},
    {"货币最小单位", "minor units"},
}};

struct Reason {
  std::string_view key;
  Words words;
};

constexpr std::array<Reason, 5> kReasonNames{{
    {"attitude", {"态度差", "attitude"}},
    {"unsolved", {"未解决问题", "not solved"}},
    {"slow", {"回复慢", "slow replies"}},
    {"repeat", {"让我重复描述", "had to repeat"}},
    {"other", {"其他", "other"}},
}};

}  // namespace

std::string_view word(Word word, Language language) {
  return kWords[static_cast<std::size_t>(word)].in(language);
}

std::string_view name_of(qa::Metric metric, Language language) {
  return kMetricNames[static_cast<std::size_t>(metric)].in(language);
}

std::string_view short_name_of(qa::Metric metric, Language language) {
  constexpr Words kMessages{"回复率（消息）", "Messages"};
  constexpr Words kRoundRate{"回复率（轮次）", "In time"};
  constexpr Words kMean{"平均响应", "Mean"};
  constexpr Words kP90{"P90", "P90"};
  constexpr Words kPickup{"接起率", "Pick-up"};
  switch (metric) {
    case qa::Metric::kThreeMinuteReplyRate:
      return kMessages.in(language);
    case qa::Metric::kThreeMinuteRoundRate:
      return kRoundRate.in(language);
    case qa::Metric::kMeanResponse:
      return kMean.in(language);
    case qa::Metric::kP90Response:
      return kP90.in(language);
    case qa::Metric::kPickupRate:
      return kPickup.in(language);
    default:
      return name_of(metric, language);
  }
}

std::string_view name_of(qa::Cut cut, Language language) {
  return kCutNames[static_cast<std::size_t>(cut)].in(language);
}

std::string_view name_of(qa::Unit unit, Language language) {
  return kUnitNames[static_cast<std::size_t>(unit)].in(language);
}

std::string_view name_of_reason(std::string_view reason, Language language) {
  for (const Reason& known : kReasonNames) {
    if (known.key == reason) {
      return known.words.in(language);
    }
  }
  return reason;
}

}  // namespace plugin::report
