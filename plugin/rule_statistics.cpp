#include "plugin/rule_statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <tuple>
#include <utility>

#include "plugin/clock.h"
#include "plugin/review_queue.h"
#include "plugin/screen.h"
#include "rules/compiler.h"

namespace plugin {
namespace {

/// Enough for a mean that two runs agree on, few enough for a thousand rules.
constexpr std::size_t kMeasuredTexts = 2'000;

bool overlap(const std::vector<rules::Span>& left, const std::vector<rules::Span>& right) {
  return std::any_of(left.begin(), left.end(), [&](const rules::Span& a) {
    return std::any_of(right.begin(), right.end(), [&](const rules::Span& b) {
      return a.start < b.start + b.length && b.start < a.start + a.length;
    });
  });
}

/// Items come by time; those of one message have to stand together.
std::vector<RuleOverlap> overlaps_of(std::vector<ReviewItem> items) {
  const auto message = [](const ReviewItem& item) {
    return std::tie(item.finding.conversation, item.finding.message, item.finding.message_revision);
  };
  std::sort(items.begin(), items.end(), [&](const ReviewItem& left, const ReviewItem& right) {
    return std::tuple_cat(message(left), std::tie(left.finding.rule)) <
           std::tuple_cat(message(right), std::tie(right.finding.rule));
  });
  std::map<std::pair<std::string, std::string>, std::int64_t> pairs;
  for (auto first = items.begin(); first != items.end(); ++first) {
    for (auto other = first + 1; other != items.end() && message(*other) == message(*first);
         ++other) {
      if (overlap(first->finding.spans, other->finding.spans)) {
        ++pairs[{first->finding.rule, other->finding.rule}];
      }
    }
  }
  std::vector<RuleOverlap> overlaps;
  for (const auto& [rules, both] : pairs) {
    overlaps.push_back({rules.first, rules.second, both});
  }
  std::stable_sort(overlaps.begin(), overlaps.end(),
                   [](const auto& left, const auto& right) { return left.both > right.both; });
  return overlaps;
}

std::vector<std::string> some_texts(store::Reader& reader, const store::Period& period) {
  std::vector<std::string> texts;
  std::optional<qa::ConversationKey> after;
  while (texts.size() < kMeasuredTexts) {
    const auto page = reader.conversations(period, after, 64);
    if (page.empty()) {
      break;
    }
    reader.read_words(page.front(), page.back(), [&texts](const store::MessageWords& words) {
      if (texts.size() < kMeasuredTexts) {
        texts.emplace_back(words.text);
      }
    });
    after = page.back();
  }
  return texts;
}

/// Mean of one pass after a first that fills the caches.
std::optional<double> cost_of(const std::vector<rules::Source>& sources, const std::string& rule,
                              const std::vector<std::string>& texts) {
  rules::CompileOptions options;
  options.only = {rule};
  options.whoever_speaks = true;
  const auto pack = rules::compile(sources, options).pack;
  if (!pack || texts.empty()) {
    return std::nullopt;
  }
  rules::Scratch scratch;
  std::vector<rules::Hit> hits;
  std::chrono::duration<double, std::nano> took{};
  for (int pass = 0; pass < 2; ++pass) {
    const auto began = monotonic_now();
    for (const std::string& text : texts) {
      rules::Utterance utterance;
      utterance.text = text;
      pack->match(utterance, {}, scratch, hits);
    }
    took = monotonic_now() - began;
  }
  return took.count() / static_cast<double>(texts.size());
}

std::string precision_text(const qa::Precision& decided) {
  const auto interval = decided.interval();
  return interval ? fmt::format("{:.1f} % [{:.1f}, {:.1f}] ({}/{})", *decided.share() * 100,
                                interval->low * 100, interval->high * 100, decided.right,
                                decided.right + decided.wrong)
                  : std::string("-");
}

}  // namespace

RuleStatistics rule_statistics(store::Reader& reader,
                               const std::vector<rules::Source>& pack_sources,
                               const store::Period& period, bool measures_cost) {
  RuleStatistics statistics;
  const rules::Compiled compiled = rules::compile(pack_sources);
  std::map<std::string, RuleFigures> figures;
  for (std::uint32_t i = 0; compiled.pack && i < compiled.pack->size(); ++i) {
    const rules::RuleInfo& info = compiled.pack->info(i);
    RuleFigures& rule = figures[info.id];
    rule.id = info.id;
    rule.name = info.name;
    rule.is_trial = info.is_shadow;
  }
  ReviewFilter filter;
  filter.which = ReviewFilter::Which::kAll;
  filter.period = period;
  std::vector<ReviewItem> items = review_items(reader, filter);
  for (const ReviewItem& item : items) {
    const auto rule = figures.find(item.finding.rule);
    if (rule == figures.end()) {
      ++statistics.others;
      continue;
    }
    ++rule->second.hits;
    if (const qa::Review* standing = item.standing()) {
      rule->second.decided.add(standing->verdict);
    } else {
      rule->second.waiting += item.finding.is_for_review ? 1 : 0;
    }
  }
  const auto texts = measures_cost ? some_texts(reader, period) : std::vector<std::string>{};
  for (auto& [id, rule] : figures) {
    rule.cost_ns = measures_cost ? cost_of(pack_sources, id, texts) : std::nullopt;
    statistics.rules.push_back(std::move(rule));
  }
  std::stable_sort(statistics.rules.begin(), statistics.rules.end(),
                   [](const auto& left, const auto& right) { return left.hits > right.hits; });
  statistics.overlaps = overlaps_of(std::move(items));
  return statistics;
}

std::string statistics_text(const RuleStatistics& statistics, rules::Language language) {
  const bool is_chinese = language == rules::Language::kChinese;
  std::string text = is_chinese ? "命中  待复核  精确率（95% 区间）  规则\n"
                                : "hits  waiting  precision, 95 %  rule\n";
  std::string never;
  for (const RuleFigures& rule : statistics.rules) {
    const std::string trial = rule.is_trial ? (is_chinese ? "（试用）" : " (trial)") : "";
    const std::string cost = rule.cost_ns ? fmt::format("  {:.0f} ns", *rule.cost_ns) : "";
    if (rule.hits == 0) {
      never += fmt::format("  {} {}{}{}\n", rule.id, terminal_text(rule.name, kUncut), trial, cost);
      continue;
    }
    text += fmt::format("{:>6}  {:>6}  {:<30}  {} {}{}{}\n", rule.hits, rule.waiting,
                        precision_text(rule.decided), rule.id, terminal_text(rule.name, kUncut),
                        trial, cost);
  }
  if (!never.empty()) {
    text += (is_chinese ? "\n从未命中：\n" : "\nnever fires:\n") + never;
  }
  if (!statistics.overlaps.empty()) {
    text += is_chinese ? "\n标出同一处文字的规则：\n" : "\nrules that mark the same words:\n";
    for (const RuleOverlap& each : statistics.overlaps) {
      text += fmt::format("  {:>6}  {}  {}\n", each.both, each.left, each.right);
    }
  }
  if (statistics.others > 0) {
    text += fmt::format(
        fmt::runtime(is_chinese ? "\n另有 {} 条命中属于规则集里没有的规则\n"
                                : "\n{} findings are of rules that the set does not have\n"),
        statistics.others);
  }
  return text;
}

std::string statistics_json(const RuleStatistics& statistics) {
  std::string rules;
  for (const RuleFigures& rule : statistics.rules) {
    const auto interval = rule.decided.interval();
    rules += fmt::format(
        R"({}{{"rule":{},"name":{},"trial":{},"hits":{},"waiting":{},"right":{},"wrong":{},)"
        R"("unsure":{},"precision":{},"low":{},"high":{},"cost_ns":{}}})",
        rules.empty() ? "" : ",", rules::json_quoted(rule.id), rules::json_quoted(rule.name),
        rule.is_trial, rule.hits, rule.waiting, rule.decided.right, rule.decided.wrong,
        rule.decided.unsure, interval ? fmt::format("{:.4f}", *rule.decided.share()) : "null",
        interval ? fmt::format("{:.4f}", interval->low) : "null",
        interval ? fmt::format("{:.4f}", interval->high) : "null",
        rule.cost_ns ? fmt::format("{:.0f}", *rule.cost_ns) : "null");
  }
  std::string overlaps;
  for (const RuleOverlap& each : statistics.overlaps) {
    overlaps +=
        fmt::format(R"({}{{"left":{},"right":{},"both":{}}})", overlaps.empty() ? "" : ",",
                    rules::json_quoted(each.left), rules::json_quoted(each.right), each.both);
  }
  return fmt::format(R"({{"rules":[{}],"overlaps":[{}],"others":{}}})", rules, overlaps,
                     statistics.others);
}

}  // namespace plugin
