#include "rules/vocabulary.h"

#include <algorithm>
#include <array>

#include "rules/finding.h"
#include "rules/rule.h"

namespace rules {
namespace {

constexpr unsigned in(Scope scope) {
  return static_cast<unsigned>(scope);
}

/// What is said of a message, and what is said of who speaks.
constexpr unsigned kOfSpeaker = in(Scope::kRule) | in(Scope::kMessage);
constexpr unsigned kInClause = kOfSpeaker | in(Scope::kNested);

/// What one's own pack may change in another's rule.
constexpr unsigned kOfOverride = in(Scope::kRule) | in(Scope::kOverride);

constexpr KeyWord kKeys[] = {
    {Key::kVersion, in(Scope::kPackFile), "version", "版本"},
    {Key::kPack, in(Scope::kPackFile), "pack", "规则包"},
    {Key::kLocale, in(Scope::kPackFile), "locale", "语言"},
    {Key::kAbout, in(Scope::kPackFile), "about", "说明"},
    {Key::kWords, in(Scope::kPackFile), "words", "词表"},
    {Key::kRules, in(Scope::kPackFile), "rules", "规则"},
    {Key::kId, in(Scope::kRule), "id", "编号"},
    {Key::kName, in(Scope::kRule), "name", "名称"},
    {Key::kLevel, kOfOverride, "level", "级别"},
    {Key::kSays, kOfSpeaker, "says", "谁说"},
    {Key::kHas, kInClause, "has", "包含"},
    {Key::kHasAll, kInClause, "has_all", "全部包含"},
    {Key::kAtLeast, kInClause | in(Scope::kCount), "at_least", "至少"},
    {Key::kExcept, kInClause, "except", "例外"},
    {Key::kUnless, kInClause, "unless", "除非"},
    {Key::kWhole, kInClause, "whole", "整句"},
    {Key::kLacks, kInClause, "lacks", "缺少"},
    {Key::kStarts, kInClause, "starts", "开头"},
    {Key::kEnds, kInClause, "ends", "结尾"},
    {Key::kNear, kInClause, "near", "邻近"},
    {Key::kLike, kInClause, "like", "相似"},
    {Key::kEntity, kInClause, "entity", "实体"},
    {Key::kLength, kInClause, "length", "字数"},
    {Key::kAllOf, kInClause, "all_of", "都满足"},
    {Key::kAnyOf, kInClause, "any_of", "任一满足"},
    {Key::kNoneOf, kInClause, "none_of", "都不满足"},
    {Key::kCustomerSaid, in(Scope::kRule), "customer_said", "客户说过"},
    {Key::kAfter, in(Scope::kRule), "after", "之前有"},
    {Key::kBefore, in(Scope::kRule), "before", "之后有"},
    {Key::kExpect, in(Scope::kRule), "expect", "应当有"},
    {Key::kWithin, in(Scope::kMessage) | in(Scope::kCount), "within", "期限"},
    {Key::kSteps, in(Scope::kRule), "steps", "步骤"},
    {Key::kCount, in(Scope::kRule), "count", "计数"},
    {Key::kFirst, in(Scope::kRule), "first", "前几条"},
    {Key::kLast, in(Scope::kRule), "last", "后几条"},
    {Key::kNth, in(Scope::kRule), "nth", "第几条"},
    {Key::kIn, in(Scope::kRule), "in", "范围"},
    {Key::kReplyWithin, in(Scope::kRule), "reply_within", "回复时限"},
    {Key::kSilence, in(Scope::kRule), "silence", "沉默"},
    {Key::kRepeat, in(Scope::kRule), "repeat", "重复"},
    {Key::kAttrs, in(Scope::kRule), "attrs", "属性"},
    {Key::kIntent, in(Scope::kRule), "intent", "意图"},
    {Key::kClassify, in(Scope::kRule), "classify", "归类"},
    {Key::kView, kInClause, "view", "视图"},
    {Key::kAuto, kOfSpeaker, "auto", "自动消息"},
    {Key::kKind, kOfSpeaker, "kind", "消息类型"},
    {Key::kDo, kOfOverride, "do", "处理"},
    {Key::kTell, kOfOverride, "tell", "提示语"},
    {Key::kSuggest, kOfOverride, "suggest", "建议话术"},
    {Key::kScore, kOfOverride, "score", "计分"},
    {Key::kScoreEach, kOfOverride, "score_each", "每次计分"},
    {Key::kMax, kOfOverride, "max", "封顶"},
    {Key::kBonus, in(Scope::kRule), "bonus", "加分"},
    {Key::kFatal, in(Scope::kRule), "fatal", "一票否决"},
    {Key::kDimension, in(Scope::kRule), "dimension", "维度"},
    {Key::kCooldown, in(Scope::kRule), "cooldown", "冷却"},
    {Key::kStatus, kOfOverride, "status", "状态"},
    {Key::kFrom, in(Scope::kRule), "from", "生效"},
    {Key::kTo, in(Scope::kRule), "to", "失效"},
    {Key::kApplies, kOfOverride, "applies", "适用"},
    {Key::kTests, in(Scope::kRule), "tests", "样例"},
    {Key::kOwner, in(Scope::kRule), "owner", "负责人"},
    {Key::kWhy, in(Scope::kRule), "why", "理由"},
    {Key::kReview, in(Scope::kRule), "review", "复核"},
    {Key::kBad, in(Scope::kTests), "bad", "违规"},
    {Key::kOk, in(Scope::kTests), "ok", "合规"},
    {Key::kTodoBad, in(Scope::kTests), "todo_bad", "暂漏"},
    {Key::kN, in(Scope::kAtLeast), "n", "几个"},
    {Key::kOf, in(Scope::kAtLeast), "of", "其中"},
    {Key::kNearWords, in(Scope::kNear), "words", "词语"},
    {Key::kGap, in(Scope::kNear), "gap", "间隔"},
    {Key::kOrdered, in(Scope::kNear), "ordered", "按顺序"},
    {Key::kTexts, in(Scope::kLike), "texts", "文本"},
    {Key::kAlike, in(Scope::kLike) | in(Scope::kRepeat), "alike", "相似度"},
    {Key::kRepeatOf, in(Scope::kRepeat), "of", "对象"},
    {Key::kLookBack, in(Scope::kRepeat), "look_back", "回看"},
    {Key::kMinChars, in(Scope::kRepeat), "min_chars", "最少字数"},
    {Key::kTimes, in(Scope::kRepeat), "times", "次数"},
    {Key::kShop, in(Scope::kApplies), "shop", "店铺"},
    {Key::kGroup, in(Scope::kApplies), "group", "分组"},
    {Key::kChannel, in(Scope::kApplies), "channel", "渠道"},
    {Key::kHours, in(Scope::kApplies), "hours", "时段"},
    {Key::kOverride, in(Scope::kOverride), "override", "覆盖"},
    {Key::kExceptPlus, in(Scope::kOverride), "except+", "例外+"},
    {Key::kTestsPlus, in(Scope::kOverride), "tests+", "样例+"},
};

/// None today.
constexpr std::array<std::string_view, 0> kLaterKeys{};

constexpr int number(auto value) {
  return static_cast<int>(value);
}

constexpr ValueWord kValues[] = {
    {Key::kLevel, number(Level::kNote), "note", "提醒"},
    {Key::kLevel, number(Level::kMinor), "minor", "一般"},
    {Key::kLevel, number(Level::kMajor), "major", "重要"},
    {Key::kLevel, number(Level::kCritical), "critical", "严重"},
    {Key::kSays, number(Says::kAgent), "agent", "客服"},
    {Key::kSays, number(Says::kCustomer), "customer", "客户"},
    {Key::kSays, number(Says::kAny), "any", "任何"},
    {Key::kDo, number(Action::kLog), "log", "记录"},
    {Key::kDo, number(Action::kHint), "hint", "提示"},
    {Key::kDo, number(Action::kConfirm), "confirm", "发送前确认"},
    {Key::kDo, number(Action::kBlock), "block", "拦截"},
    {Key::kView, number(View::kRaw), "raw", "原文"},
    {Key::kView, number(View::kNorm), "norm", "统一"},
    {Key::kView, number(View::kClean), "clean", "净化"},
    {Key::kView, number(View::kSquash), "squash", "压缩"},
    {Key::kView, number(View::kDigits), "digits", "数字"},
    {Key::kAuto, number(Automatic::kExclude), "exclude", "排除"},
    {Key::kAuto, number(Automatic::kInclude), "include", "包括"},
    {Key::kAuto, number(Automatic::kOnly), "only", "仅限"},
    {Key::kStatus, number(Status::kDraft), "draft", "草稿"},
    {Key::kStatus, number(Status::kTrial), "trial", "试用"},
    {Key::kStatus, number(Status::kActive), "active", "启用"},
    {Key::kStatus, number(Status::kRetired), "retired", "停用"},
    {Key::kEntity, number(Entity::kPhone), "phone", "电话"},
    {Key::kEntity, number(Entity::kUrl), "url", "网址"},
    {Key::kEntity, number(Entity::kEmail), "email", "邮箱"},
    {Key::kEntity, number(Entity::kBankCard), "bank_card", "银行卡"},
    {Key::kEntity, number(Entity::kIdCard), "id_card", "身份证"},
    {Key::kEntity, number(Entity::kQq), "qq", "QQ号"},
    {Key::kEntity, number(Entity::kWechatId), "wechat_id", "微信号"},
    {Key::kIn, number(Reach::kConversation), "conversation", "会话"},
    {Key::kIn, number(Reach::kRound), "round", "轮次"},
    {Key::kRepeatOf, number(Repeat::Of::kSelf), "self", "本人"},
    {Key::kRepeatOf, number(Repeat::Of::kAgent), "agent", "客服"},
    {Key::kRepeatOf, number(Repeat::Of::kCustomer), "customer", "客户"},
    {Key::kRepeatOf, number(Repeat::Of::kAny), "any", "任何"},
    {Key::kOrdered, 1, "true", "是"},
    {Key::kOrdered, 0, "false", "否"},
    {Key::kFatal, 1, "true", "是"},
    {Key::kFatal, 0, "false", "否"},
    {Key::kReview, 100, "always", "全部"},
    {Key::kReview, 0, "never", "不复核"},
};

}  // namespace

std::span<const KeyWord> key_words() {
  return kKeys;
}

std::optional<Key> key_of(std::string_view word, Scope scope) {
  for (const KeyWord& known : kKeys) {
    if ((known.scopes & in(scope)) != 0 && (known.english == word || known.chinese == word)) {
      return known.key;
    }
  }
  return std::nullopt;
}

std::string_view english_of(Key key) {
  return kKeys[static_cast<std::size_t>(key)].english;
}

std::vector<std::string_view> names_in(Scope scope) {
  std::vector<std::string_view> out;
  for (const KeyWord& known : kKeys) {
    if ((known.scopes & in(scope)) != 0) {
      out.push_back(known.english);
      out.push_back(known.chinese);
    }
  }
  return out;
}

bool is_later_key(std::string_view word) {
  return std::find(std::begin(kLaterKeys), std::end(kLaterKeys), word) != std::end(kLaterKeys);
}

std::span<const ValueWord> value_words() {
  return kValues;
}

std::optional<int> value_of(Key key, std::string_view word) {
  for (const ValueWord& known : kValues) {
    if (known.key == key && (known.english == word || known.chinese == word)) {
      return known.value;
    }
  }
  return std::nullopt;
}

std::vector<std::string_view> values_of(Key key) {
  std::vector<std::string_view> out;
  for (const ValueWord& known : kValues) {
    if (known.key == key) {
      out.push_back(known.english);
      out.push_back(known.chinese);
    }
  }
  return out;
}

}  // namespace rules
