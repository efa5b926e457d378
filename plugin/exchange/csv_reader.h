#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// Comma-separated values as programs really write them (RFC 4180 and its commonest violations).
/// Streams: holds one record, never the file. One thread an instance.
namespace plugin::exchange {

/// Longest record that is read; a longer one is bad and passed over.
inline constexpr std::size_t kLongestRecord = std::size_t{4} << 20;

/// The views hold until the next call of CsvReader::next().
struct CsvRecord {
  std::int64_t line = 0;  ///< number of its first line, from 1
  /// Of a bad record: its first line, cut at every delimiter, quotation marks taken out; none of a
  /// record that is too long.
  std::vector<std::string_view> cells;
  std::string_view problem;  ///< empty: good
};

/// Records end with LF, CRLF or CR, in one file as they come; lines with nothing in them are passed
/// over. Cells may be quoted, with line ends and doubled quotation marks inside; a quotation mark
/// within an unquoted cell is a character like any other. A quoted cell that never ends, or goes on
/// behind its closing mark, costs its first line and nothing else: reading goes on with the next.
class CsvReader {
 public:
  /// UTF-8, any size; empty: the end.
  using Source = std::function<std::string_view()>;

  /// @param preferred  taken where the first line has it. Else, and where it is 0: comma, tab or
  ///   semicolon, whichever that line has most of.
  explicit CsvReader(Source source, char preferred = 0);

  /// False: there is no other.
  bool next(CsvRecord& record);

  /// Known from the first record on.
  char delimiter() const { return delimiter_; }

 private:
  enum class Parsed { kWhole, kNeedsMore, kBrokenQuotes };

  struct Cell {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool has_doubled_quotes = false;
  };

  bool read_more();
  bool pass_blank_lines();
  void find_delimiter();
  Parsed parse(std::size_t& end);
  Parsed parse_quoted(std::size_t& at, Cell& cell) const;
  void take_whole(CsvRecord& record, std::size_t end);
  void take_first_line(CsvRecord& record, std::string_view problem);
  void pass_long_line(CsvRecord& record);
  std::string_view without_doubled_quotes(const Cell& cell);
  std::int64_t count_lines(std::size_t end) const;

  Source source_;
  char preferred_;
  char delimiter_ = 0;
  std::string buffer_;
  std::size_t at_ = 0;  // end of the last record, or beginning of the next
  std::int64_t line_ = 1;
  bool is_at_end_ = false;  // of the source
  std::vector<Cell> cells_;
};

}  // namespace plugin::exchange
