#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/exchange/column_mapping.h"
#include "plugin/exchange/told_time.h"
#include "qa/event.h"

/// Rows of an export as events: of a row exactly what it proves, and nothing that it does not
/// (docs/importing.md has the table).
namespace plugin::exchange {

/// What was put right or left out on the way, by what it was: "rating: a word the mapping does not
/// know, left out". Never words of a conversation.
struct Noted {
  std::int64_t rows = 0;
  std::int64_t first_line = 0;
};

using Notes = std::map<std::string, Noted, std::less<>>;

void note(Notes& notes, std::string_view what, std::int64_t line);

/// The events of one row. Ids are made of the platform's own ids; of a message without one from all
/// that the row says. conv_seq is the time in thousandths of a millisecond, so that what happened
/// in one and the same second keeps the order of the file.
struct ImportedRow {
  /// Of a session row all it proves, in order. Of a message row the message, and the close where
  /// the row tells when the conversation ended.
  std::vector<qa::Event> events;
  std::string shop;  ///< empty: the row names none
};

struct RowOptions {
  std::string zone;  ///< of times without an offset
  qa::Time now{};    ///< a row that is more than a day ahead of it is impossible
};

/// One thread an instance.
class RowReader {
 public:
  /// @param columns  without problems
  RowReader(ColumnMapping mapping, BoundColumns columns, RowOptions options);

  /// Fills `row`, or says why not: "time: is no time". @param cells  UTF-8, possibly broken
  std::optional<std::string> read(std::span<const std::string_view> cells, std::int64_t line,
                                  ImportedRow& row);

  /// The beginning of the conversation of the message row read last, as that row knows it. Made on
  /// request, for one row in ten is asked for it. The cells are still to be there.
  qa::Event opened_by(const qa::Event& message);

  /// What was put right so far; whoever puts more right adds it.
  Notes& notes() { return notes_; }

  /// How often times were written which way.
  const std::array<std::int64_t, kTimeForms>& forms() const { return forms_; }

  RowKind kind() const { return mapping_.rows; }

  /// False: rows tell when something was said and not what, so that there is nothing to inspect.
  bool has_words() const { return kind() == RowKind::kMessages; }

 private:
  void refuse(Column column, std::string_view what);
  std::string_view cell(Column column) const;
  std::string words(std::string_view bytes);
  std::string text(Column column);
  std::string id(Column column);
  qa::Time time(Column column);
  std::optional<qa::Time> optional_time(Column column);
  std::optional<qa::Duration> duration(Column column);
  std::optional<std::int64_t> count(Column column);
  qa::Opened opening();
  qa::Customer customer();
  std::optional<qa::Actor> agent();
  std::string close_reason();
  void read_message(ImportedRow& row);
  qa::ActorKind role();
  qa::Actor author(const std::string& conversation);
  qa::MessageCreated message(const std::string& conversation);
  void read_session(ImportedRow& row);
  qa::Time add_talk(ImportedRow& row, const qa::Opened& opened, qa::Time started);
  void add_end(ImportedRow& row, const std::string& conversation, qa::Time started, qa::Time last);
  std::optional<qa::RatingSubmitted> rating();
  std::string event_id(const std::string& conversation, std::string_view what) const;
  qa::Event event(const std::string& conversation, std::string_view type, std::string_view what,
                  qa::Time at, int place, qa::EventData data) const;

  ColumnMapping mapping_;
  BoundColumns columns_;
  RowOptions options_;
  TimeReader times_;
  Notes notes_;
  std::array<std::int64_t, kTimeForms> forms_{};
  std::span<const std::string_view> cells_;
  std::int64_t line_ = 0;
  std::string problem_;  // of the present row; empty: none
};

/// conv_seq of what happened at `at`: place 0 to 999 within its millisecond.
std::int64_t order_of(qa::Time at, int place);

}  // namespace plugin::exchange
