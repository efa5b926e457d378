#include "plugin/exchange/imported_row.h"

#include <openssl/sha.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "plugin/exchange/row_cells.h"
#include "plugin/report/csv.h"
#include "qa/event_json.h"
#include "qa/event_json_text.h"
#include "qa/ids.h"
#include "rules/utf8.h"

namespace plugin::exchange {
namespace {

/// Clocks differ, and an export of today may be stamped by a clock ahead of ours.
constexpr qa::Duration kFurthestAhead{24 * 3'600'000};

/// What exports write where there is nothing.
bool is_nothing(std::string_view text) {
  constexpr std::array<std::string_view, 9> kNothing{"-",    "--",   "—",   "——", "无",
                                                     "null", "NULL", "N/A", "/"};
  return text.empty() || std::find(kNothing.begin(), kNothing.end(), text) != kNothing.end();
}

/// ="7123", which keeps spreadsheets from rounding a number, and '7123, which is how they show it.
std::string_view without_dress(std::string_view text) {
  if (text.size() > 3 && text.starts_with("=\"") && text.ends_with('"')) {
    return text.substr(2, text.size() - 3);
  }
  if (text.size() > 1 && text.front() == '\'') {
    return text.substr(1);
  }
  return text;
}

/// 7.31E+18: a spreadsheet took the id for a number, and its last digits are gone.
bool is_rounded(std::string_view text) {
  const std::size_t e = text.find_first_of("eE");
  if (e == std::string_view::npos || e == 0 || e + 2 >= text.size() || text[e + 1] != '+') {
    return false;
  }
  const auto is_number = [](std::string_view part) {
    return std::all_of(part.begin(), part.end(),
                       [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
  };
  return is_number(text.substr(0, e)) && is_number(text.substr(e + 2));
}

std::string hex_of(std::string_view bytes) {
  constexpr std::size_t kBytes = 16;
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  std::string hex;
  for (std::size_t i = 0; i < kBytes; ++i) {
    hex += kDigits[digest[i] >> 4U];
    hex += kDigits[digest[i] & 0xFU];
  }
  return hex;
}

std::string problem_of(Column column, std::string_view what) {
  return std::string(to_string(column)) + ": " + std::string(what);
}

}  // namespace

void note(Notes& notes, std::string_view what, std::int64_t line) {
  auto found = notes.find(what);
  if (found == notes.end()) {
    found = notes.emplace(what, Noted{0, line}).first;
  }
  ++found->second.rows;
}

std::int64_t order_of(qa::Time at, int place) {
  return qa::to_ms(at) * kPlaces + place;
}

RowReader::RowReader(ColumnMapping mapping, BoundColumns columns, RowOptions options)
    : mapping_(std::move(mapping)),
      columns_(std::move(columns)),
      options_(std::move(options)),
      times_(options_.zone, mapping_.date_order) {}

std::optional<std::string> RowReader::read(std::span<const std::string_view> cells,
                                           std::int64_t line, ImportedRow& row) {
  cells_ = cells;
  line_ = line;
  problem_.clear();
  row.events.clear();
  if (mapping_.rows == RowKind::kMessages) {
    read_message(row);
  } else {
    read_session(row);
  }
  if (problem_.empty()) {
    return std::nullopt;
  }
  return std::move(problem_);
}

/// The first problem of a row is the one that is told.
void RowReader::refuse(Column column, std::string_view what) {
  if (problem_.empty()) {
    problem_ = problem_of(column, what);
  }
}

/// Without what is around it; empty where the column is missing or says that there is nothing.
std::string_view RowReader::cell(Column column) const {
  const std::size_t at = columns_.at[static_cast<std::size_t>(column)];
  if (at >= cells_.size()) {
    return {};
  }
  const std::string_view text = without_dress(trimmed(cells_[at]));
  return is_nothing(text) ? std::string_view() : text;
}

std::string RowReader::words(std::string_view bytes) {
  if (!rules::utf8::first_broken(bytes)) {
    return std::string(bytes);
  }
  int repaired = 0;
  std::string text = qa::repaired_utf8(bytes, repaired);
  note(notes_, "characters that could not be read, replaced", line_);
  return text;
}

/// A name or another short text.
std::string RowReader::text(Column column) {
  return words(cell(column));
}

std::string RowReader::id(Column column) {
  const std::string_view told = cell(column);
  if (told.size() > qa::kLongestId) {
    refuse(column, "is longer than 128 bytes");
  } else if (is_rounded(told)) {
    refuse(column,
           "was rounded by a spreadsheet (7.31E+18); export it again, or keep the column as text");
  } else if (rules::utf8::first_broken(told) || told.find("\xEF\xBF\xBD") != told.npos) {
    refuse(column, "holds characters that cannot be read");
  } else {
    return std::string(told);
  }
  return {};
}

qa::Time RowReader::time(Column column) {
  const std::string_view told = cell(column);
  if (told.empty()) {
    refuse(column, "is missing");
    return {};
  }
  return optional_time(column).value_or(qa::Time{});
}

std::optional<qa::Time> RowReader::optional_time(Column column) {
  const std::string_view told = cell(column);
  if (told.empty()) {
    return std::nullopt;
  }
  const ToldTime read = times_.read(told);
  if (!read.at) {
    refuse(column, read.problem);
    return std::nullopt;
  }
  if (*read.at > options_.now + kFurthestAhead) {
    refuse(column, "is in the future");
    return std::nullopt;
  }
  ++forms_[static_cast<std::size_t>(read.form)];
  if (read.is_twice) {
    note(notes_, "times that the clocks show twice, taken for the earlier", line_);
  }
  return read.at;
}

std::optional<qa::Duration> RowReader::duration(Column column) {
  const std::string_view told = cell(column);
  if (told.empty()) {
    return std::nullopt;
  }
  const auto read = read_duration(told, columns_.unit[static_cast<std::size_t>(column)]);
  if (!read) {
    refuse(column, "is no duration");
  }
  return read;
}

std::optional<std::int64_t> RowReader::count(Column column) {
  const std::string_view told = cell(column);
  if (told.empty()) {
    return std::nullopt;
  }
  std::int64_t value = 0;
  const auto [stop, error] = std::from_chars(told.data(), told.data() + told.size(), value);
  if (error != std::errc{} || stop != told.data() + told.size() || value < 0) {
    refuse(column, "is no count");
    return std::nullopt;
  }
  return value;
}

/// "csv:s_1:m:9001"; where that is too long a hash of it.
std::string RowReader::event_id(const std::string& conversation, std::string_view what) const {
  std::string made = "csv:" + conversation + ":";
  made += what;
  return made.size() <= qa::kLongestId ? made : "csv:" + hex_of(made);
}

qa::Event RowReader::event(const std::string& conversation, std::string_view type,
                           std::string_view what, qa::Time at, int place,
                           qa::EventData data) const {
  qa::Event event;
  event.id = event_id(conversation, what);
  event.origin = "csv";
  event.type = type;
  event.subject = conversation;
  event.time = at;
  event.conv_seq = order_of(at, place);
  event.data = std::move(data);
  return event;
}

qa::Customer RowReader::customer() {
  qa::Customer customer;
  customer.name = text(Column::kCustomerName);
  customer.id = id(Column::kCustomer);
  if (customer.id.empty() && customer.name.size() <= qa::kLongestId) {
    customer.id = customer.name;  // exports often tell people by name only
  }
  return customer;
}

qa::Event RowReader::opened_by(const qa::Event& message) {
  return event(message.subject, "conversation.opened", "opened", message.time, kOpenedPlace,
               opening());
}

qa::Opened RowReader::opening() {
  qa::Opened opened;
  opened.status =
      mapping_.begins_with_bot ? qa::ConversationStatus::kBot : qa::ConversationStatus::kQueued;
  opened.channel = text(Column::kChannel);
  opened.shop = id(Column::kShop);
  opened.customer = customer();
  qa::Product product{id(Column::kProduct), text(Column::kProductName)};
  if (product.id.empty() && product.name.size() <= qa::kLongestId) {
    product.id = product.name;
  }
  if (!product.id.empty()) {
    opened.product = std::move(product);
  }
  opened.attributes.emplace("imported",
                            mapping_.rows == RowKind::kMessages ? "message" : "session");
  return opened;
}

std::optional<qa::Actor> RowReader::agent() {
  qa::Actor agent{qa::ActorKind::kHuman, id(Column::kAgent), text(Column::kAgentName)};
  if (agent.id.empty() && agent.name.size() <= qa::kLongestId) {
    agent.id = agent.name;
  }
  return agent.id.empty() ? std::nullopt : std::optional<qa::Actor>(std::move(agent));
}

void RowReader::read_message(ImportedRow& row) {
  const std::string conversation = id(Column::kConversation);
  if (conversation.empty()) {
    refuse(Column::kConversation, "is missing");
  }
  const qa::Time at = time(Column::kTime);
  row.shop = id(Column::kShop);
  static_cast<void>(id(Column::kProduct));
  qa::MessageCreated said = message(conversation);
  const auto ended = optional_time(Column::kEnded);
  if (ended && *ended < at) {
    note(notes_, "messages after the end of their conversation, taken all the same", line_);
  }
  if (!problem_.empty()) {
    return;
  }
  const std::string told_id = id(Column::kMessage);
  std::string what = "m:";
  if (told_id.empty()) {
    std::string all = conversation;
    const std::string told_at = qa::format_time(at);
    for (const std::string_view part :
         {std::string_view(told_at), to_string(said.author.kind), std::string_view(said.author.id),
          std::string_view(said.content.kind), std::string_view(said.content.text)}) {
      all += '\0';
      all += part;
    }
    what += hex_of(all);
  } else {
    what += told_id;
  }
  said.id = told_id.empty() ? what.substr(2) : told_id;
  row.events.push_back(
      event(conversation, "message.created", what, at, kAskedPlace, std::move(said)));
  if (ended) {
    row.events.push_back(event(conversation, "conversation.closed", "closed", *ended, kClosedPlace,
                               qa::Closed{std::nullopt, close_reason(), false}));
  }
}

qa::ActorKind RowReader::role() {
  const std::string_view told = cell(Column::kRole);
  if (told.empty()) {
    refuse(Column::kRole, "is missing");
  } else if (const qa::ActorKind* kind = meaning_of(mapping_.roles, told)) {
    return *kind;
  }
  refuse(Column::kRole, "a word the mapping does not know");
  return qa::ActorKind::kSystem;
}

qa::Actor RowReader::author(const std::string& conversation) {
  qa::Actor author{role(), id(Column::kAuthor), text(Column::kAuthorName)};
  if (author.kind == qa::ActorKind::kHuman) {
    if (auto known = agent(); known && author.id.empty()) {
      author.id = std::move(known->id);
      author.name = author.name.empty() ? std::move(known->name) : author.name;
    }
  } else if (author.kind == qa::ActorKind::kCustomer) {
    qa::Customer known = customer();
    author.id = author.id.empty() ? std::move(known.id) : std::move(author.id);
    author.name = author.name.empty() ? std::move(known.name) : std::move(author.name);
  }
  if (author.id.empty() && author.name.size() <= qa::kLongestId) {
    author.id = author.name;
  }
  if (author.id.empty() && author.kind == qa::ActorKind::kHuman) {
    refuse(Column::kAgent, "a message of an agent must say whose it is");
  }
  if (author.id.empty()) {
    author.id = author.kind == qa::ActorKind::kSystem ? std::string() : conversation;
  }
  return author;
}

qa::MessageCreated RowReader::message(const std::string& conversation) {
  qa::MessageCreated said;
  said.author = author(conversation);
  if (const std::string_view kind = cell(Column::kKind); !kind.empty()) {
    const std::string* known = meaning_of(mapping_.kinds, kind);
    said.content.kind = known != nullptr ? *known : words(kind.substr(0, qa::kLongestId));
  }
  const std::size_t at = columns_.at[static_cast<std::size_t>(Column::kText)];
  if (at < cells_.size()) {
    said.content.text = words(report::without_guard(cells_[at]));
  }
  std::string& text = said.content.text;
  const std::size_t most =
      qa::event_json::first_code_points(text, qa::event_json::kLongestText).size();
  if (most < text.size()) {
    text.resize(most);
    said.is_truncated = true;
    note(notes_, "texts of more than 20,000 characters, cut", line_);
  }
  constexpr std::array<std::string_view, 7> kYes{"是", "true", "1", "yes", "y", "自动", "自动回复"};
  said.is_automatic =
      std::find(kYes.begin(), kYes.end(), normal_header(cell(Column::kAutomatic))) != kYes.end();
  return said;
}

std::string RowReader::close_reason() {
  const std::string_view told = cell(Column::kCloseReason);
  const std::string* known = meaning_of(mapping_.close_reasons, told);
  return known != nullptr ? *known : words(told);
}

}  // namespace plugin::exchange
