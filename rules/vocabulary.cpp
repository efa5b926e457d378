#include "rules/vocabulary.h"

#include <algorithm>
#include <array>

#include "rules/finding.h"
#include "rules/rule.h"

namespace rules {
namespace {

constexpr KeyWord kKeys[] = {
    {Key::kVersion, Scope::kPackFile, "version", "版本"},
    {Key::kPack, Scope::kPackFile, "pack", "规则包"},
    {Key::kLocale, Scope::kPackFile, "locale", "语言"},
    {Key::kAbout, Scope::kPackFile, "about", "说明"},
    {Key::kWords, Scope::kPackFile, "words", "词表"},
    {Key::kRules, Scope::kPackFile, "rules", "规则"},
    {Key::kId, Scope::kRule, "id", "编号"},
    {Key::kName, Scope::kRule, "name", "名称"},
    {Key::kLevel, Scope::kRule, "level", "级别"},
    {Key::kSays, Scope::kRule, "says", "谁说"},
    {Key::kHas, Scope::kRule, "has", "包含"},
    {Key::kExcept, Scope::kRule, "except", "例外"},
    {Key::kUnless, Scope::kRule, "unless", "除非"},
    {Key::kWhole, Scope::kRule, "whole", "整句"},
    {Key::kLacks, Scope::kRule, "lacks", "缺少"},
    {Key::kLength, Scope::kRule, "length", "字数"},
    {Key::kCustomerSaid, Scope::kRule, "customer_said", "客户说过"},
    {Key::kView, Scope::kRule, "view", "视图"},
    {Key::kAuto, Scope::kRule, "auto", "自动消息"},
    {Key::kKind, Scope::kRule, "kind", "消息类型"},
    {Key::kDo, Scope::kRule, "do", "处理"},
    {Key::kTell, Scope::kRule, "tell", "提示语"},
    {Key::kSuggest, Scope::kRule, "suggest", "建议话术"},
    {Key::kScore, Scope::kRule, "score", "计分"},
    {Key::kStatus, Scope::kRule, "status", "状态"},
    {Key::kTests, Scope::kRule, "tests", "样例"},
    {Key::kOwner, Scope::kRule, "owner", "负责人"},
    {Key::kWhy, Scope::kRule, "why", "理由"},
    {Key::kReview, Scope::kRule, "review", "复核"},
    {Key::kBad, Scope::kTests, "bad", "违规"},
    {Key::kOk, Scope::kTests, "ok", "合规"},
    {Key::kTodoBad, Scope::kTests, "todo_bad", "暂漏"},
    {Key::kOverride, Scope::kOverride, "override", "覆盖"},
    {Key::kExceptPlus, Scope::kOverride, "except+", "例外+"},
    {Key::kTestsPlus, Scope::kOverride, "tests+", "样例+"},
    // From here on keys that stand above too, where english_of() finds them.
    {Key::kStatus, Scope::kOverride, "status", "状态"},
    {Key::kLevel, Scope::kOverride, "level", "级别"},
    {Key::kDo, Scope::kOverride, "do", "处理"},
    {Key::kTell, Scope::kOverride, "tell", "提示语"},
    {Key::kSuggest, Scope::kOverride, "suggest", "建议话术"},
    {Key::kScore, Scope::kOverride, "score", "计分"},
};

constexpr std::string_view kLaterKeys[] = {
    "has_all", "at_least",  "starts", "ends",    "near",    "like",     "entity",
    "first",   "last",      "in",     "nth",     "after",   "before",   "within",
    "expect",  "steps",     "count",  "repeat",  "attrs",   "intent",   "reply_within",
    "silence", "all_of",    "any_of", "none_of", "max",     "bonus",    "score_each",
    "fatal",   "dimension", "from",   "to",      "applies", "cooldown",
};

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
    {Key::kReview, 100, "always", "全部"},
    {Key::kReview, 0, "never", "不复核"},
};

}  // namespace

std::span<const KeyWord> key_words() {
  return kKeys;
}

std::optional<Key> key_of(std::string_view word, Scope scope) {
  for (const KeyWord& known : kKeys) {
    if (known.scope == scope && (known.english == word || known.chinese == word)) {
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
    if (known.scope == scope) {
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
