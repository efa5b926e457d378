#include <algorithm>
#include <utility>

#include "plugin/exchange/imported_row.h"
#include "plugin/exchange/row_cells.h"
#include "plugin/exchange/stand_in.h"
#include "rules/utf8.h"

/// Rows of one session each: what such a row proves, as events.
namespace plugin::exchange {

void RowReader::read_session(ImportedRow& row) {
  const std::string conversation = id(Column::kConversation);
  if (conversation.empty()) {
    refuse(Column::kConversation, "is missing");
  }
  const qa::Time started = time(Column::kStarted);
  qa::Opened opened = opening();
  row.shop = opened.shop;
  for (const Column column :
       {Column::kCustomerMessages, Column::kAgentMessages, Column::kBotMessages}) {
    if (const auto number = count(column)) {
      opened.attributes.emplace(to_string(column), std::to_string(*number));
    }
  }
  row.events.push_back(
      event(conversation, "conversation.opened", "opened", started, kOpenedPlace, opened));
  const auto last = add_talk(row, opened, started);
  add_end(row, conversation, started, last);
  if (!problem_.empty()) {
    row.events.clear();
  }
}

/// The question, the agent and the first answer, as far as the row tells their times.
/// @returns when the last of them was
qa::Time RowReader::add_talk(ImportedRow& row, const qa::Opened& opened, qa::Time started) {
  const std::string conversation = row.events.front().subject;
  const auto served_by = agent();
  const auto response = duration(Column::kFirstResponse);
  const auto asked = opened.attributes.find("customer_messages");
  const bool has_asked = asked == opened.attributes.end() || asked->second != "0";
  qa::Time last = started;
  if (columns_.has(Column::kFirstResponse) && has_asked) {
    qa::MessageCreated question;
    question.id = kStandInQuestion;
    question.author = {qa::ActorKind::kCustomer,
                       opened.customer.id.empty() ? conversation : opened.customer.id,
                       opened.customer.name};
    row.events.push_back(event(conversation, "message.created", "question", started, kAskedPlace,
                               std::move(question)));
  }
  auto assigned = optional_time(Column::kAssigned);
  if (const auto queue = duration(Column::kQueue); queue && !assigned) {
    assigned = started + *queue;
  }
  if (assigned && *assigned < started) {
    refuse(Column::kAssigned, "is before the start");
  }
  if (response && has_asked && !served_by) {
    refuse(Column::kAgent, "is missing, though somebody answered");
  }
  if (served_by) {
    const qa::Time at = assigned.value_or(started);
    last = std::max(last, at);
    row.events.push_back(event(conversation, "conversation.assigned", "assigned", at,
                               kAssignedPlace,
                               qa::Assigned{std::nullopt, served_by, std::nullopt}));
  }
  if (response && has_asked && served_by) {
    qa::MessageCreated reply;
    reply.id = kStandInReply;
    reply.author = *served_by;
    last = std::max(last, started + *response);
    row.events.push_back(event(conversation, "message.created", "reply", started + *response,
                               kRepliedPlace, std::move(reply)));
  }
  return last;
}

void RowReader::add_end(ImportedRow& row, const std::string& conversation, qa::Time started,
                        qa::Time last) {
  auto ended = optional_time(Column::kEnded);
  if (const auto lasted = duration(Column::kDuration); lasted && !ended) {
    ended = started + *lasted;
  }
  if (ended && *ended < started) {
    refuse(Column::kEnded, "is before the start");
  } else if (ended && *ended < last) {
    // Desks round durations to seconds or minutes, so an end may seem to come before the answer.
    constexpr qa::Duration kRounding{60'000};
    if (last - *ended > kRounding) {
      refuse(Column::kEnded, "is before the agent came or answered");
    }
    ended = last;
    note(notes_, "ends moved behind the answer, by a minute at most", line_);
  }
  const auto rated = optional_time(Column::kRated);
  if (rated && *rated < started) {
    refuse(Column::kRated, "is before the start");
  }
  if (ended) {
    row.events.push_back(event(conversation, "conversation.closed", "closed", *ended, kClosedPlace,
                               qa::Closed{std::nullopt, close_reason(), false}));
  }
  if (auto given = rating()) {
    row.events.push_back(event(conversation, "rating.submitted", "rating",
                               rated.value_or(ended.value_or(last)), kRatedPlace,
                               std::move(*given)));
  }
}

/// nullopt: there is none, or it cannot be understood, which costs the rating and not the row.
std::optional<qa::RatingSubmitted> RowReader::rating() {
  const std::string_view told = cell(Column::kRating);
  if (told.empty()) {
    return std::nullopt;
  }
  qa::RatingSubmitted rating;
  if (told.size() == 1 && told[0] >= '1' && told[0] <= '5') {
    rating.score = told[0] - '0';
  } else if (const std::int32_t* stars = meaning_of(mapping_.ratings, told)) {
    rating.score = *stars;
  } else {
    note(notes_, "ratings in words or numbers the mapping does not know, left out", line_);
    return std::nullopt;
  }
  rating.comment = text(Column::kRatingComment);
  std::string tag;
  for (const char32_t c : rules::utf8::decode(text(Column::kRatingTags)) + U',') {
    constexpr std::u32string_view kBetween = U",;|/，；、";
    if (kBetween.find(c) == kBetween.npos) {
      rules::utf8::append(tag, c);
    } else if (!trimmed(tag).empty()) {
      rating.tags.emplace_back(trimmed(tag));
      tag.clear();
    }
  }
  return rating;
}

}  // namespace plugin::exchange
