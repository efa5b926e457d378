#include "plugin/review_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <ostream>
#include <vector>

#include "plugin/explain.h"
#include "plugin/report/csv.h"
#include "plugin/screen.h"
#include "qa/event_json.h"

namespace plugin {
namespace {
/// Messages shown before and after the one that was found.
constexpr std::size_t kAround = 4;

/// Words of findings; findings of one conversation mostly follow each other.
class WordSource {
 public:
  explicit WordSource(store::Reader& reader) : reader_(reader) {}

  std::string words(const qa::FindingRecord& finding) {
    if (history_.key != finding.conversation) {
      history_ = reader_.history(finding.conversation).value_or(qa::History{});
      history_.key = finding.conversation;
    }
    const std::string* const found =
        find_words(history_, finding.message, finding.message_revision);
    return found == nullptr ? std::string() : *found;
  }

 private:
  store::Reader& reader_;
  qa::History history_;
};

std::string_view state_word(const ReviewItem& item, rules::Language language) {
  const qa::Review* standing = item.standing();
  const bool is_chinese = language == rules::Language::kChinese;
  if (standing == nullptr) {
    return item.finding.is_for_review ? (is_chinese ? "待复核" : "waiting")
                                      : (is_chinese ? "未抽中" : "not chosen");
  }
  constexpr std::array<std::string_view, 3> kChinese = {"判定正确", "误报", "存疑"};
  return is_chinese ? kChinese[static_cast<std::size_t>(standing->verdict)]
                    : qa::to_string(standing->verdict);
}

std::string item_json(const ReviewItem& item, const std::string& words) {
  const qa::FindingRecord& finding = item.finding;
  std::string json = "{";
  const auto add = [&json](std::string_view key, std::string_view value) {
    json += fmt::format("{}\"{}\":", json.size() == 1 ? "" : ",", key);
    qa::append_json_string(json, value);
  };
  add("finding", finding_name(qa::identity_of(finding)));
  add("conversation", finding.conversation.id);
  add("message", finding.message);
  json += fmt::format(",\"message_revision\":{}", finding.message_revision);
  add("rule", finding.rule);
  add("pack", finding.pack);
  add("rule_set", finding.rule_set);
  add("level", rules::to_string(finding.level));
  add("do", rules::to_string(finding.action));
  add("agent", finding.agent);
  add("at", qa::format_time(finding.at));
  json += fmt::format(",\"trial\":{},\"for_review\":{},\"spans\":[", finding.is_trial,
                      finding.is_for_review);
  for (const rules::Span& span : finding.spans) {
    json += fmt::format("{}{{\"start\":{},\"len\":{}}}", json.back() == '[' ? "" : ",", span.start,
                        span.length);
  }
  json += "]";
  add("text", words);
  if (const qa::Review* standing = item.standing()) {
    add("verdict", qa::to_string(standing->verdict));
    add("reviewer", standing->reviewer);
    add("note", standing->note);
    add("decided_at", qa::format_time(standing->at));
    json += fmt::format(",\"revision\":{}", standing->revision);
  } else {
    json += ",\"verdict\":null,\"reviewer\":null,\"note\":null,\"decided_at\":null,\"revision\":0";
  }
  return json + "}";
}

std::string item_text(const ReviewItem& item, const std::string& words, rules::Language language) {
  const qa::FindingRecord& finding = item.finding;
  const bool is_chinese = language == rules::Language::kChinese;
  return fmt::format("{}  {}  {}  {}  {}{}\n    {}\n",
                     terminal_text(finding_name(qa::identity_of(finding)), kUncut),
                     rules::to_string(finding.level), terminal_text(finding.agent, kUncut),
                     qa::format_time(finding.at), state_word(item, language),
                     finding.is_trial ? (is_chinese ? "（试用）" : " (trial)") : "",
                     marked_words(words, finding.spans));
}

}  // namespace

void list_reviews(store::Reader& reader, const ReviewListing& listing, std::ostream& out) {
  const std::vector<ReviewItem> items = review_items(reader, listing.filter);
  const std::size_t shown = std::min(items.size(), listing.limit);
  WordSource words(reader);
  std::string text = listing.is_json ? "{\"findings\":[" : "";
  for (std::size_t i = 0; i < shown; ++i) {
    const std::string said = words.words(items[i].finding);
    text += listing.is_json ? (i == 0 ? "" : ",") + item_json(items[i], said)
                            : item_text(items[i], said, listing.language);
  }
  if (listing.is_json) {
    text += fmt::format("],\"total\":{}}}\n", items.size());
  } else if (listing.language == rules::Language::kChinese) {
    text += fmt::format("共 {} 条，显示 {} 条\n", items.size(), shown);
  } else {
    text += fmt::format("{} of {} findings\n", shown, items.size());
  }
  out << text;
}

void show_review(store::Reader& reader, const ReviewItem& item, const ReviewListing& listing,
                 std::ostream& out) {
  WordSource words(reader);
  const std::string said = words.words(item.finding);
  if (listing.is_json) {
    out << item_json(item, said) << '\n';
    return;
  }
  out << item_text(item, said, listing.language);
  if (const auto history = reader.history(item.finding.conversation)) {
    out << explain_place(*history, item.finding.message, kAround);
  }
  for (const qa::Review& review : item.reviews) {
    out << fmt::format("  {}. {}  {}  {}  {}\n", review.revision, qa::to_string(review.verdict),
                       terminal_text(review.reviewer, kUncut), qa::format_time(review.at),
                       terminal_text(review.note, kUncut));
  }
}

void export_reviews(store::Reader& reader, const ReviewListing& listing, std::ostream& out) {
  std::string text = report::kCsvStart;
  const std::array<std::string, 16> heads = {"conversation", "message",  "message_revision",
                                             "rule",         "pack",     "rule_set",
                                             "level",        "do",       "agent",
                                             "at",           "trial",    "for_review",
                                             "verdict",      "reviewer", "note",
                                             "text"};
  report::append_csv_line(text, heads);
  WordSource words(reader);
  const auto fact = [](bool value) { return std::string(value ? "1" : "0"); };
  for (const ReviewItem& item : review_items(reader, listing.filter)) {
    const qa::FindingRecord& finding = item.finding;
    const qa::Review* standing = item.standing();
    const std::array<std::string, 16> cells = {
        finding.conversation.id,
        finding.message,
        std::to_string(finding.message_revision),
        finding.rule,
        finding.pack,
        finding.rule_set,
        std::string(rules::to_string(finding.level)),
        std::string(rules::to_string(finding.action)),
        finding.agent,
        qa::format_time(finding.at),
        fact(finding.is_trial),
        fact(finding.is_for_review),
        standing == nullptr ? std::string() : std::string(qa::to_string(standing->verdict)),
        standing == nullptr ? std::string() : standing->reviewer,
        standing == nullptr ? std::string() : standing->note,
        words.words(finding)};
    report::append_csv_line(text, cells);
  }
  out << text;
}

}  // namespace plugin
