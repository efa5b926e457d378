#include "rules/rule_reader.h"

#include <algorithm>

namespace rules {
namespace {

/// Conditions on what stands around a message.
constexpr Key kAround[] = {Key::kCustomerSaid, Key::kAfter,       Key::kBefore,  Key::kExpect,
                           Key::kSteps,        Key::kCount,       Key::kFirst,   Key::kLast,
                           Key::kNth,          Key::kReplyWithin, Key::kSilence, Key::kRepeat,
                           Key::kAttrs,        Key::kIntent};

/// What becomes of a finding.
constexpr Key kOfFindings[] = {Key::kDo,        Key::kTell,  Key::kSuggest, Key::kScore,
                               Key::kScoreEach, Key::kBonus, Key::kFatal,   Key::kDimension,
                               Key::kCooldown,  Key::kReview};

}  // namespace

RuleReader::RuleReader(Values& values, WordLists& words, bool is_english)
    : values_(values), clauses_(values, words) {
  clauses_.set_english(is_english);
}

bool RuleReader::read(Rule& rule, const Node& node) {
  has_later_keys_ = std::any_of(node.entries.begin(), node.entries.end(),
                                [](const Node::Entry& entry) { return is_later_key(entry.key); });
  const Values::Map entries = values_.entries(node, Scope::kRule);
  for (const auto& [key, entry] : entries) {
    read_key(rule, key, *entry);
  }
  clauses_.begin_rule(rule.id);
  read_main(rule, node, entries);
  read_conditions(rule, entries);
  if (!entries.contains(Key::kId)) {
    values_.report(Code::kMissingKey, node, {"id", " in this rule", ""});
    return false;
  }
  check(rule, node, entries);
  if (!rule.has_review) {
    rule.review.percent = rule.level >= Level::kMajor ? 100 : 10;
  }
  if (rule.name.empty()) {
    rule.name = rule.id;
  }
  rule.conditions.is_trial = rule.status == Status::kTrial;
  return true;
}

void RuleReader::read_key(Rule& rule, Key key, const Node::Entry& entry) {
  switch (key) {
    case Key::kId:
      rule.id = values_.id(entry).value_or("");
      break;
    case Key::kName:
      rule.name = text_or_empty(entry);
      break;
    case Key::kLevel:
      named(rule.level, key, entry);
      break;
    case Key::kStatus:
      named(rule.status, key, entry);
      break;
    case Key::kOwner:
      rule.owner = text_or_empty(entry);
      break;
    case Key::kWhy:
      rule.why = text_or_empty(entry);
      break;
    case Key::kTests:
      read_tests(rule, entry);
      break;
    default:
      read_output(rule, key, entry);
      read_scoring(rule, key, entry);
  }
}

void RuleReader::read_output(Rule& rule, Key key, const Node::Entry& entry) {
  switch (key) {
    case Key::kDo:
      named(rule.action, key, entry);
      break;
    case Key::kTell:
      rule.tell = text_or_empty(entry);
      break;
    case Key::kSuggest:
      rule.suggest = text_or_empty(entry);
      break;
    case Key::kCooldown:
      rule.cooldown_ms = values_.duration(entry).value_or(0);
      break;
    case Key::kReview:
      if (const auto policy = values_.review(entry)) {
        rule.has_review = true;
        rule.review = *policy;
      }
      break;
    default:
      break;
  }
}

void RuleReader::read_scoring(Rule& rule, Key key, const Node::Entry& entry) {
  Scoring& scoring = rule.scoring;
  switch (key) {
    case Key::kScore:
      scoring.once = values_.points_off(entry).value_or(0);
      break;
    case Key::kScoreEach:
      scoring.each = values_.points_off(entry).value_or(0);
      break;
    case Key::kMax:
      scoring.most = values_.points_off(entry).value_or(0);
      break;
    case Key::kBonus:
      scoring.bonus = values_.number(entry, 0, 100).value_or(0);
      break;
    case Key::kFatal:
      named(scoring.is_fatal, key, entry);
      break;
    case Key::kDimension:
      scoring.dimension = text_or_empty(entry);
      break;
    default:
      break;
  }
}

void RuleReader::read_tests(Rule& rule, const Node::Entry& entry) {
  if (entry.value.kind != Node::Kind::kMap) {
    values_.report(
        Code::kWrongType, entry.value,
        {entry.key, "lists of texts under bad, ok, todo_bad", "bad、ok、todo_bad 下的文本列表"});
    return;
  }
  for (const auto& [key, tests] : values_.entries(entry.value, Scope::kTests)) {
    auto& list = key == Key::kBad ? rule.bad : key == Key::kOk ? rule.ok : rule.todo_bad;
    list = values_.texts(tests->key, tests->value);
  }
}

/// The clause of the message the rule is about. A rule whose conditions name that message by
/// themselves (`steps`, or `after` with `expect`) has none unless it looks at a text.
void RuleReader::read_main(Rule& rule, const Node& node, const Values::Map& entries) {
  Clause clause = clauses_.empty(node.line);
  const bool is_named_elsewhere = entries.contains(Key::kSteps) ||
                                  (entries.contains(Key::kExpect) && entries.contains(Key::kAfter));
  if (entries.contains(Key::kReplyWithin)) {
    clause.says = Says::kCustomer;
  }
  clauses_.read(clause, entries);
  rule.conditions.says = clause.says;
  if (!is_named_elsewhere || looks_at_text(entries)) {
    rule.conditions.main = add(rule, std::move(clause));
  }
  rule.conditions.is_about_rounds = entries.contains(Key::kReplyWithin) && !looks_at_text(entries);
}

void RuleReader::read_conditions(Rule& rule, const Values::Map& entries) {
  for (const auto& [key, entry] : entries) {
    read_condition(rule, key, *entry);
  }
}

void RuleReader::read_condition(Rule& rule, Key key, const Node::Entry& entry) {
  constexpr int kMostMessages = 1000;
  Conditions& conditions = rule.conditions;
  switch (key) {
    case Key::kCustomerSaid:
      read_customer_said(rule, entry);
      break;
    case Key::kAfter:
      conditions.after = bound_clause(rule, entry.key, entry.value);
      break;
    case Key::kBefore:
      conditions.before = bound_clause(rule, entry.key, entry.value);
      break;
    case Key::kExpect:
      conditions.expect = bound_clause(rule, entry.key, entry.value);
      break;
    case Key::kSteps:
      read_steps(rule, entry);
      break;
    case Key::kCount:
      read_count(rule, entry);
      break;
    case Key::kRepeat:
      read_repeat(rule, entry);
      break;
    case Key::kFirst:
      conditions.first = count_of(entry, kMostMessages);
      break;
    case Key::kLast:
      conditions.last = count_of(entry, kMostMessages);
      break;
    case Key::kNth:
      conditions.nth = count_of(entry, kMostMessages);
      break;
    case Key::kIn:
      named(conditions.reach, key, entry);
      break;
    case Key::kReplyWithin:
      conditions.reply_within_ms = values_.duration(entry).value_or(1);
      break;
    case Key::kSilence:
      conditions.silence_ms = values_.duration(entry).value_or(1);
      break;
    case Key::kAttrs:
      read_attributes(rule, entry);
      break;
    case Key::kIntent:
      conditions.intents = names(entry);
      break;
    case Key::kClassify:
      conditions.classify = text_or_empty(entry);
      break;
    case Key::kApplies:
      read_applies(rule, entry);
      break;
    case Key::kFrom:
      conditions.applies.from_day = values_.date(entry);
      break;
    case Key::kTo:
      conditions.applies.to_day = values_.date(entry);
      break;
    default:
      break;
  }
}

/// Texts, or a whole clause; always of the customer, read in the pack's own view.
void RuleReader::read_customer_said(Rule& rule, const Node::Entry& entry) {
  Clause clause = clauses_.empty(entry.line);
  const bool is_clause = entry.value.kind == Node::Kind::kMap && !entry.value.entries.empty() &&
                         key_of(entry.value.entries.front().key, Scope::kMessage).has_value();
  if (is_clause) {
    Within within;
    clause = clauses_.read_message(entry.key, entry.value, within).value_or(clause);
  } else {
    clause.has = clauses_.patterns(entry);
  }
  clause.says = Says::kCustomer;
  clause.automatic = Automatic::kInclude;
  rule.conditions.customer_said = add(rule, std::move(clause));
}

std::optional<BoundClause> RuleReader::bound_clause(Rule& rule, std::string_view key,
                                                    const Node& node) {
  BoundClause out;
  auto clause = clauses_.read_message(key, node, out.within);
  if (!clause) {
    return std::nullopt;
  }
  out.says = clause->says;
  out.clause = add(rule, std::move(*clause));
  return out;
}

void RuleReader::read_steps(Rule& rule, const Node::Entry& entry) {
  if (entry.value.kind != Node::Kind::kList || entry.value.items.size() < 2) {
    values_.report(
        Code::kWrongType, entry.value,
        {entry.key, "a list of two or more clauses, in order", "两个或更多条件的列表，按先后顺序"});
    return;
  }
  for (const Node& item : entry.value.items) {
    if (auto step = bound_clause(rule, entry.key, item)) {
      rule.conditions.steps.push_back(*step);
    }
  }
}

void RuleReader::read_count(Rule& rule, const Node::Entry& entry) {
  constexpr int kMost = 1000;
  if (entry.value.kind != Node::Kind::kMap) {
    values_.report(Code::kWrongType, entry.value,
                   {entry.key, "a number and a limit: {at_least: 3, within: 60s}",
                    "次数和期限：{at_least: 3, within: 60s}"});
    return;
  }
  Count out;
  for (const auto& [key, one] : values_.entries(entry.value, Scope::kCount)) {
    if (key == Key::kAtLeast) {
      out.at_least = static_cast<std::uint32_t>(values_.number(*one, 2, kMost).value_or(2));
    } else {
      out.within = values_.within(*one).value_or(Within{});
    }
  }
  if (out.at_least == 0) {
    values_.report(Code::kMissingKey, entry.value,
                   {"at_least", " in '" + entry.key + "'", "（在「" + entry.key + "」里）"});
    return;
  }
  rule.conditions.count = out;
}

void RuleReader::read_repeat(Rule& rule, const Node::Entry& entry) {
  constexpr int kFarthest = static_cast<int>(Repeat::kFarthest);
  constexpr int kLongest = 1000;
  if (entry.value.kind != Node::Kind::kMap) {
    values_.report(Code::kWrongType, entry.value,
                   {entry.key, "keys such as {look_back: 5, alike: 90%}",
                    "几个键，如 {look_back: 5, alike: 90%}"});
    return;
  }
  Repeat out;
  const auto set = [this](std::uint32_t& value, const Node::Entry& one, int least, int most) {
    if (const auto number = values_.number(one, least, most)) {
      value = static_cast<std::uint32_t>(*number);
    }
  };
  for (const auto& [key, one] : values_.entries(entry.value, Scope::kRepeat)) {
    if (key == Key::kRepeatOf) {
      named(out.of, key, *one);
    } else if (key == Key::kAlike) {
      out.percent = values_.percent(*one).value_or(out.percent);
    } else if (key == Key::kLookBack) {
      set(out.look_back, *one, 1, kFarthest);
    } else if (key == Key::kMinChars) {
      set(out.min_chars, *one, 1, kLongest);
    } else {
      set(out.times, *one, 2, kFarthest + 1);
    }
  }
  if (out.times > out.look_back + 1) {
    values_.report(
        Code::kNeverHolds, entry.value,
        {"it looks back at fewer messages than it wants alike", "回看的消息比要求相似的还少"});
  }
  rule.conditions.repeat = out;
}

void RuleReader::read_attributes(Rule& rule, const Node::Entry& entry) {
  if (entry.value.kind != Node::Kind::kMap || entry.value.entries.empty()) {
    values_.report(Code::kWrongType, entry.value,
                   {entry.key, "names with values: {order_status: 已签收}",
                    "属性名和值：{order_status: 已签收}"});
    return;
  }
  for (const Node::Entry& one : entry.value.entries) {
    rule.conditions.attributes.push_back({one.key, names(one)});
  }
}

void RuleReader::read_applies(Rule& rule, const Node::Entry& entry) {
  if (entry.value.kind != Node::Kind::kMap) {
    values_.report(Code::kWrongType, entry.value,
                   {entry.key, "keys such as {shop: A, hours: 09:00-23:00}",
                    "几个键，如 {shop: A, hours: 09:00-23:00}"});
    return;
  }
  Applies& applies = rule.conditions.applies;
  for (const auto& [key, one] : values_.entries(entry.value, Scope::kApplies)) {
    if (key == Key::kShop) {
      applies.shops = names(*one);
    } else if (key == Key::kGroup) {
      rule.conditions.attributes.push_back({std::string(AttributeCondition::kGroup), names(*one)});
    } else if (key == Key::kChannel) {
      applies.channels = names(*one);
    } else {
      applies.hours = values_.hours(*one);
    }
  }
}

void RuleReader::check(const Rule& rule, const Node& node, const Values::Map& entries) {
  const bool asks_around = std::any_of(std::begin(kAround), std::end(kAround),
                                       [&entries](Key key) { return entries.contains(key); });
  // An unknown key may have been meant as the condition; that it is unknown is said already.
  const bool is_all_known = entries.size() == node.entries.size();
  if (!looks_at_text(entries) && !asks_around && is_all_known) {
    values_.report(Code::kNoCondition, node, {rule.id});
  }
  check_together(rule, entries);
  check_limits(rule, entries);
  check_effects(rule, entries);
}

void RuleReader::check_together(const Rule& rule, const Values::Map& entries) {
  const auto refuse = [&](Key one, Key other) {
    if (entries.contains(one) && entries.contains(other)) {
      const Node::Entry& entry = *entries.at(one);
      values_.diagnostics().push_back(values_.lines().at(
          Code::kNotTogether, entry.line, entry.column, {entry.key, entries.at(other)->key}));
    }
  };
  refuse(Key::kClassify, Key::kIntent);
  refuse(Key::kSteps, Key::kExpect);
  refuse(Key::kSteps, Key::kAfter);
  refuse(Key::kSteps, Key::kReplyWithin);
  refuse(Key::kExpect, Key::kReplyWithin);
  refuse(Key::kMax, Key::kScore);
  if (!rule.conditions.steps.empty() && looks_at_text(entries)) {
    const Node::Entry& entry = *entries.at(Key::kSteps);
    values_.diagnostics().push_back(
        values_.lines().at(Code::kNotTogether, entry.line, entry.column, {entry.key, "has"}));
  }
  if (rule.conditions.expect && !rule.conditions.after && !looks_at_text(entries)) {
    const Node::Entry& entry = *entries.at(Key::kExpect);
    values_.diagnostics().push_back(
        values_.lines().at(Code::kExpectNothing, entry.line, entry.column, {rule.id}));
  }
}

/// Keys that are read and change nothing.
void RuleReader::check_effects(const Rule& rule, const Values::Map& entries) {
  const auto warn = [&](Key key, std::string english, std::string chinese) {
    if (const auto found = entries.find(key); found != entries.end()) {
      const Node::Entry& entry = *found->second;
      values_.diagnostics().push_back(
          values_.lines().at(Code::kNoEffect, entry.line, entry.column,
                             {entry.key, rule.id, std::move(english), std::move(chinese)}));
    }
  };
  if (!entries.contains(Key::kScoreEach)) {
    warn(Key::kMax, "it limits `score_each`, which the rule does not have",
         "它限制的是 score_each，这条规则没有写");
  }
  if (entries.contains(Key::kClassify)) {
    for (const Key key : kOfFindings) {
      warn(key, "a rule that classifies finds nothing wrong", "分类规则不会报出问题");
    }
  }
}

void RuleReader::check_limits(const Rule& rule, const Values::Map& entries) {
  const auto& expect = rule.conditions.expect;
  const auto names_limit = [](const Node::Entry& one) {
    return key_of(one.key, Scope::kMessage) == Key::kWithin;
  };
  if (expect && rule.conditions.reach == Reach::kConversation &&
      std::none_of(entries.at(Key::kExpect)->value.entries.begin(),
                   entries.at(Key::kExpect)->value.entries.end(), names_limit)) {
    const Node::Entry& entry = *entries.at(Key::kExpect);
    values_.diagnostics().push_back(
        values_.lines().at(Code::kNoLimit, entry.line, entry.column, {entry.key, rule.id}));
  }
  const Conditions& conditions = rule.conditions;
  if (conditions.first > 0 && conditions.nth > conditions.first) {
    values_.report(Code::kNeverHolds, entries.at(Key::kNth)->value,
                   {"the message would have to stand among the first and behind them",
                    "同一条消息不可能既在前几条之内，又排在其后"});
  }
  const Applies& applies = rule.conditions.applies;
  if (applies.from_day && applies.to_day && *applies.from_day > *applies.to_day) {
    values_.report(Code::kNeverHolds, entries.at(Key::kTo)->value,
                   {"it ends before it begins", "失效日期早于生效日期"});
  }
}

ClauseId RuleReader::add(Rule& rule, Clause clause) {
  rule.clauses.push_back(std::move(clause));
  return static_cast<ClauseId>(rule.clauses.size() - 1);
}

std::string RuleReader::text_or_empty(const Node::Entry& entry) {
  const auto text = values_.text(entry);
  return text ? text->text : std::string();
}

std::vector<std::string> RuleReader::names(const Node::Entry& entry) {
  std::vector<std::string> out;
  for (const WrittenText& text : values_.texts(entry.key, entry.value)) {
    out.push_back(text.text);
  }
  return out;
}

std::uint32_t RuleReader::count_of(const Node::Entry& entry, int most) {
  return static_cast<std::uint32_t>(values_.number(entry, 1, most).value_or(1));
}

}  // namespace rules
