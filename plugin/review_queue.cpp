#include "plugin/review_queue.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <utility>

#include "qa/event_json.h"

namespace plugin {
namespace {

using Standing = std::map<qa::FindingIdentity, std::vector<qa::Review>>;

Standing reviews_by_finding(store::Reader& reader, const std::optional<qa::ConversationKey>& of) {
  Standing out;
  for (qa::Review& review : reader.reviews(of)) {
    out[review.finding].push_back(std::move(review));
  }
  return out;
}

bool fits(const ReviewItem& item, const ReviewFilter& filter) {
  const qa::FindingRecord& finding = item.finding;
  const qa::Review* standing = item.standing();
  if ((!filter.rule.empty() && finding.rule != filter.rule) ||
      (!filter.agent.empty() && finding.agent != filter.agent) ||
      (filter.verdict && (standing == nullptr || standing->verdict != *filter.verdict))) {
    return false;
  }
  switch (filter.which) {
    case ReviewFilter::Which::kWaiting:
      return finding.is_for_review && standing == nullptr;
    case ReviewFilter::Which::kDecided:
      return standing != nullptr;
    case ReviewFilter::Which::kAll:
      return true;
  }
  return true;
}

/// "m_2@3" is revision 3 of m_2. A message whose id ends so is found as it stands first.
std::pair<std::string_view, std::int32_t> message_and_revision(std::string_view text) {
  const std::size_t at = text.rfind('@');
  std::int32_t revision = 0;
  if (at == std::string_view::npos) {
    return {text, 0};
  }
  const char* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data() + at + 1, end, revision);
  return problem == std::errc() && stopped == end && revision > 0
             ? std::pair{text.substr(0, at), revision}
             : std::pair{text, 0};
}

std::optional<ReviewItem> find_in(store::Reader& reader, const qa::ConversationKey& key,
                                  std::string_view message, std::string_view rule) {
  const auto history = reader.history(key);
  if (!history) {
    return std::nullopt;
  }
  const auto [edited, revision] = message_and_revision(message);
  std::optional<ReviewItem> found;
  for (const qa::FindingRecord& finding : history->findings) {
    const bool is_named = (finding.message == message && finding.message_revision == 0) ||
                          (finding.message == edited && finding.message_revision == revision);
    if (is_named && finding.rule == rule && (!found || !finding.is_withdrawn)) {
      found = ReviewItem{finding, {}};
    }
  }
  if (found) {
    Standing reviews = reviews_by_finding(reader, key);
    found->reviews = std::move(reviews[qa::identity_of(found->finding)]);
  }
  return found;
}

}  // namespace

std::vector<ReviewItem> review_items(store::Reader& reader, const ReviewFilter& filter) {
  Standing reviews = reviews_by_finding(reader, std::nullopt);
  std::map<qa::FindingIdentity, std::size_t> places;
  std::vector<ReviewItem> items;
  for (qa::FindingRecord& finding :
       reader.findings(filter.period, std::numeric_limits<std::size_t>::max())) {
    if (finding.is_withdrawn) {
      continue;
    }
    const auto [place, is_new] = places.try_emplace(qa::identity_of(finding), items.size());
    if (is_new) {
      items.push_back({std::move(finding), std::move(reviews[place->first])});
    } else {
      items[place->second].finding = std::move(finding);
    }
  }
  std::erase_if(items, [&](const ReviewItem& item) { return !fits(item, filter); });
  return items;
}

std::string finding_name(const qa::FindingIdentity& finding) {
  return finding.message_revision == 0
             ? fmt::format("{}:{}:{}", finding.conversation.id, finding.message, finding.rule)
             : fmt::format("{}:{}@{}:{}", finding.conversation.id, finding.message,
                           finding.message_revision, finding.rule);
}

std::optional<ReviewItem> find_finding(store::Reader& reader, std::string_view name) {
  const std::size_t last = name.rfind(':');
  if (last == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view rule = name.substr(last + 1);
  const std::string_view place = name.substr(0, last);
  // The first colon is the likely one, but conversation ids may hold some.
  for (std::size_t cut = place.find(':'); cut != std::string_view::npos;
       cut = place.find(':', cut + 1)) {
    for (const qa::ConversationKey& key : reader.find_conversation(place.substr(0, cut))) {
      if (auto found = find_in(reader, key, place.substr(cut + 1), rule)) {
        return found;
      }
    }
  }
  return std::nullopt;
}

std::string to_json(const qa::Review& review) {
  std::string json = "{";
  const auto add = [&json](std::string_view key, std::string_view value) {
    json += fmt::format("\"{}\":", key);
    qa::append_json_string(json, value);
    json += ',';
  };
  const qa::FindingIdentity& finding = review.finding;
  add("shop", finding.conversation.shop);
  add("source", finding.conversation.source);
  add("conversation", finding.conversation.id);
  add("message", finding.message);
  add("rule", finding.rule);
  add("rule_set", review.rule_set);
  add("verdict", qa::to_string(review.verdict));
  add("reviewer", review.reviewer);
  add("note", review.note);
  return json + fmt::format("\"message_revision\":{},\"revision\":{}}}", finding.message_revision,
                            review.revision);
}

std::optional<qa::Review> read_review(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  if (parser.parse(json.data(), json.size()).get(document) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  bool is_good = true;
  const auto text = [&](const char* key) {
    std::string_view value;
    is_good = document[key].get(value) == simdjson::SUCCESS && is_good;
    return std::string(value);
  };
  const auto number = [&](const char* key) {
    std::int64_t value = 0;
    is_good = document[key].get(value) == simdjson::SUCCESS && value >= 0 &&
              value <= std::numeric_limits<std::int32_t>::max() && is_good;
    return static_cast<std::int32_t>(is_good ? value : 0);
  };
  qa::Review review;
  review.finding.conversation = {text("shop"), text("source"), text("conversation")};
  review.finding.message = text("message");
  review.finding.message_revision = number("message_revision");
  review.finding.rule = text("rule");
  review.revision = number("revision");
  review.rule_set = text("rule_set");
  review.reviewer = text("reviewer");
  review.note = text("note");
  const auto verdict = qa::verdict_named(text("verdict"));
  if (!is_good || !verdict) {
    return std::nullopt;
  }
  review.verdict = *verdict;
  return review;
}

}  // namespace plugin
