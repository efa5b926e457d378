#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/config.h"
#include "plugin/exchange/told_time.h"
#include "qa/event.h"

/// Which column of an export is what (docs/importing.md). Read from YAML, by the reader that also
/// reads settings files; the presets are such files, shipped with the program.
namespace plugin::exchange {

/// What a row tells of.
enum class RowKind : std::uint8_t { kSessions, kMessages };
std::string_view to_string(RowKind kind);  // "sessions", "messages"

/// Everything a column can be.
enum class Column : std::uint8_t {
  kConversation,
  kShop,
  kChannel,
  kCustomer,
  kCustomerName,
  kAgent,
  kAgentName,
  kProduct,
  kProductName,
  kRating,
  kRatingTags,
  kRatingComment,
  kRated,
  kEnded,
  kStarted,
  kDuration,
  kAssigned,
  kQueue,
  kFirstResponse,
  kCustomerMessages,
  kAgentMessages,
  kBotMessages,
  kCloseReason,
  kMessage,
  kTime,
  kRole,
  kAuthor,
  kAuthorName,
  kKind,
  kText,
  kAutomatic,
};
inline constexpr std::size_t kColumns = 31;
std::string_view to_string(Column column);  // as mapping files spell it: "first_response"

struct ColumnMapping {
  std::string name;
  RowKind rows = RowKind::kMessages;
  std::string zone;  ///< of times without an offset; empty: the profile's
  DateOrder date_order = DateOrder::kUnknown;
  qa::Duration duration_unit{1'000};  ///< of a bare number where the header names no unit
  char delimiter = 0;                 ///< of files whose header has it; 0: found out
  std::size_t fingerprint = 0;        ///< of its text: told another way, the rows are other rows
  bool begins_with_bot = false;       ///< a robot answers first: message rows open in its phase
  /// Headers that mean a column, the best first; compared as normal_header() leaves them.
  std::array<std::vector<std::string>, kColumns> headers;
  std::map<std::string, qa::ActorKind, std::less<>> roles;   ///< word of the role column
  std::map<std::string, std::int32_t, std::less<>> ratings;  ///< word of the rating column → 1–5
  std::map<std::string, std::string, std::less<>> kinds;     ///< word → kind of content
  std::map<std::string, std::string, std::less<>> close_reasons;
};

struct MappingReading {
  ColumnMapping mapping;
  std::vector<ConfigProblem> problems;  ///< empty: use it

  [[nodiscard]] bool is_good() const { return problems.empty(); }
};

[[nodiscard]] MappingReading parse_mapping(std::string_view text);
/// A file that cannot be read is a problem like any other.
[[nodiscard]] MappingReading read_mapping(const std::filesystem::path& file);

/// Every preset whose name is `name` or begins with `name` and a dash ("feige": "feige-messages",
/// "feige-sessions"); empty: there is none. Those of messages come first.
std::vector<ColumnMapping> presets_named(std::string_view name);
/// "feige", "generic", "qianniu"
std::vector<std::string> preset_names();

/// Where the columns of a mapping stand in one file.
struct BoundColumns {
  static constexpr std::size_t kAbsent = SIZE_MAX;

  std::array<std::size_t, kColumns> at{};     ///< by Column
  std::array<qa::Duration, kColumns> unit{};  ///< of bare numbers in columns of durations
  std::size_t width = 0;                      ///< cells of the header
  std::vector<std::string> unused;            ///< headers that mean nothing to the mapping
  std::vector<std::string> problems;          ///< in words; empty: all is there

  bool has(Column column) const { return at[static_cast<std::size_t>(column)] != kAbsent; }
};

BoundColumns bind_columns(const ColumnMapping& mapping, std::span<const std::string_view> header);

/// A header as it is compared: without blanks, byte order mark and a unit in brackets at its end,
/// ASCII in lower case.
std::string normal_header(std::string_view header);

}  // namespace plugin::exchange
