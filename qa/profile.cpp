#include "qa/profile.h"

namespace qa {
namespace {

constexpr DaySpan kPlatformDay{8 * 60, 23 * 60};

/// What customers of the Chinese platforms tick or type beside a bad rating. A shop adds its own in
/// its profile; a tag that is not listed counts as `other`.
std::map<std::string, std::string> common_reasons() {
  return {
      {"态度差", "attitude"},
      {"态度不好", "attitude"},
      {"服务态度差", "attitude"},
      {"敷衍", "attitude"},
      {"不耐烦", "attitude"},
      {"不礼貌", "attitude"},
      {"没礼貌", "attitude"},
      {"冷漠", "attitude"},
      {"不专业", "attitude"},
      {"未解决", "unsolved"},
      {"未解决问题", "unsolved"},
      {"问题未解决", "unsolved"},
      {"没解决问题", "unsolved"},
      {"没有解决问题", "unsolved"},
      {"解决不了", "unsolved"},
      {"答非所问", "unsolved"},
      {"推卸责任", "unsolved"},
      {"回复慢", "slow"},
      {"回复太慢", "slow"},
      {"响应慢", "slow"},
      {"不回复", "slow"},
      {"没人回复", "slow"},
      {"等待时间长", "slow"},
      {"等待太久", "slow"},
      {"处理慢", "slow"},
      {"让我重复描述", "repeat"},
      {"重复描述", "repeat"},
      {"重复描述问题", "repeat"},
      {"反复转接", "repeat"},
      {"多次转接", "repeat"},
      {"其他", "other"},
      {"其它", "other"},
      {"其他原因", "other"},
      {"attitude", "attitude"},
      {"rude", "attitude"},
      {"unsolved", "unsolved"},
      {"not_resolved", "unsolved"},
      {"slow", "slow"},
      {"repeat", "repeat"},
      {"other", "other"},
  };
}

/// docs/metrics.md, "Thresholds".
std::map<std::string, double> default_thresholds() {
  return {
      {"three_minute_reply_rate", 0.9},
      {"three_minute_round_rate", 0.9},
      {"three_minute_customer_rate", 0.9},
      {"mean_response_ms", 120'000.0},
      {"pickup_rate", 0.8},
      {"mean_queue_ms", 600'000.0},
      {"satisfaction_rate", 0.8},
  };
}

}  // namespace

std::string_view to_string(Stage stage) {
  switch (stage) {
    case Stage::kNotice:
      return "notice";
    case Stage::kUrgent:
      return "urgent";
    case Stage::kOverdue:
      return "overdue";
    case Stage::kUnserved:
      return "unserved";
  }
  return "";
}

Profile Profile::douyin() {
  Profile profile;
  for (auto& day : profile.hours.weekdays) {
    day = {kPlatformDay};
  }
  profile.reason_by_tag = common_reasons();
  profile.thresholds = default_thresholds();
  return profile;
}

Profile Profile::taobao() {
  Profile profile = douyin();
  profile.name = "taobao";
  profile.transfer = TransferRule::kSplit;
  profile.midnight = MidnightRule::kEndUnserved;
  return profile;
}

std::optional<Profile> Profile::named(std::string_view name) {
  if (name == "douyin") {
    return douyin();
  }
  if (name == "taobao") {
    return taobao();
  }
  return std::nullopt;
}

}  // namespace qa
