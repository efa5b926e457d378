#pragma once

#include <xlsxwriter.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// An .xlsx file in the making, row by row from the top: libxlsxwriter with its errors told and its
/// memory flat. What people wrote is only ever a string cell, so no name can be a formula; control
/// and bidirectional characters in it are shown as \u{202e} (shown() in report_table.h).
///
/// Not for other folders: it shows a third party.
namespace plugin::report {

/// How a cell looks. Marks colour it: kBad 急需优化, kWorse 持续变差.
enum class Look { kPlain, kTitle, kHead, kShare, kDecimal, kWhole };
inline constexpr std::size_t kLooks = 6;
enum class Mark { kNone, kWorse, kBad };
inline constexpr std::size_t kMarks = 3;

class Workbook {
 public:
  /// @param unix_seconds  what the file says of when it was made, so that the same report is the
  /// same bytes
  explicit Workbook(std::string_view title, std::int64_t unix_seconds);
  ~Workbook();
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  /// The rows that follow go to a new sheet. @param name  at most 31 characters, none of []:*?/\ .
  void begin_sheet(std::string_view name);
  /// @param width  of the columns `first` to `last`, in characters
  void set_width(lxw_col_t first, lxw_col_t last, double width);
  /// Keeps what is above row `rows` and left of column `columns` in sight.
  void freeze(lxw_row_t rows, lxw_col_t columns);
  /// The row that has just been begun is the head of a table with buttons to filter by.
  void filter_from_here(lxw_col_t last_column);

  void begin_row() { column_ = 0, row_ = has_row_ ? row_ + 1 : 0, has_row_ = true; }

  void skip() { ++column_; }

  void text(std::string_view value, Look look = Look::kPlain, Mark mark = Mark::kNone);
  /// Not written where there is none or it is not finite.
  void number(const std::optional<double>& value, Look look, Mark mark = Mark::kNone);

  /// The file's bytes. Ends the work. @throws std::runtime_error
  std::string take();

 private:
  lxw_format* format(Look look, Mark mark) const {
    return formats_[static_cast<std::size_t>(look) * kMarks + static_cast<std::size_t>(mark)];
  }

  void end_filter();
  static void check(lxw_error error);

  int file_ = -1;  ///< in memory, without a name
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  std::array<lxw_format*, kLooks * kMarks> formats_{};
  lxw_row_t row_ = 0;
  lxw_col_t column_ = 0;
  bool has_row_ = false;
  std::optional<lxw_row_t> filter_row_;
  lxw_col_t filter_column_ = 0;
};

}  // namespace plugin::report
