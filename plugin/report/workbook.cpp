#include "plugin/report/workbook.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <ctime>
#include <stdexcept>
#include <system_error>

#include "plugin/report/report_table.h"

namespace plugin::report {
namespace {

/// A cell holds 32,767 characters (ECMA-376, ST_Xstring as Excel limits it) and shows far fewer: so
/// many columns of a name tell it from every other.
constexpr std::size_t kCellColumns = 1'000;

constexpr lxw_color_t kBadInk = 0xA3142A;
constexpr lxw_color_t kWorseInk = 0x8F5B00;
constexpr lxw_color_t kHeadGround = 0xEFEDE7;

void set_look(lxw_format* format, Look look) {
  switch (look) {
    case Look::kPlain:
      break;
    case Look::kTitle:
      format_set_bold(format);
      format_set_font_size(format, 14);
      break;
    case Look::kHead:
      format_set_bold(format);
      format_set_bg_color(format, kHeadGround);
      format_set_bottom(format, LXW_BORDER_THIN);
      break;
    case Look::kShare:
      format_set_num_format(format, "0.00%");
      break;
    case Look::kDecimal:
      format_set_num_format(format, "#,##0.00");
      break;
    case Look::kWhole:
      format_set_num_format(format, "#,##0");
      break;
  }
}

void set_mark(lxw_format* format, Mark mark) {
  if (mark != Mark::kNone) {
    format_set_bold(format);
    format_set_font_color(format, mark == Mark::kBad ? kBadInk : kWorseInk);
  }
}

/// All that was written to it.
std::string contents_of(int file) {
  const ::off_t size = ::lseek(file, 0, SEEK_END);
  std::string bytes(size < 0 ? 0 : static_cast<std::size_t>(size), '\0');
  std::size_t read = 0;
  while (read < bytes.size()) {
    const ::ssize_t got =
        ::pread(file, bytes.data() + read, bytes.size() - read, static_cast<::off_t>(read));
    if (got <= 0) {
      throw std::system_error(errno, std::generic_category(), "the xlsx file in memory");
    }
    read += static_cast<std::size_t>(got);
  }
  return bytes;
}

}  // namespace

Workbook::Workbook(std::string_view title, std::int64_t unix_seconds)
    : file_(::memfd_create("report.xlsx", MFD_CLOEXEC)) {
  if (file_ < 0) {
    throw std::system_error(errno, std::generic_category(), "a file in memory for xlsx");
  }
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  options.use_zip64 = LXW_TRUE;
  book_ = workbook_new_opt(fmt::format("/proc/self/fd/{}", file_).c_str(), &options);
  if (book_ == nullptr) {
    ::close(file_);
    throw std::runtime_error("no memory for an xlsx file");
  }
  std::string name = shown(title, 200);
  lxw_doc_properties properties{};
  properties.title = name.data();
  properties.created = static_cast<std::time_t>(unix_seconds);
  workbook_set_properties(book_, &properties);
  for (std::size_t look = 0; look < kLooks; ++look) {
    for (std::size_t mark = 0; mark < kMarks; ++mark) {
      lxw_format* made = workbook_add_format(book_);
      set_look(made, static_cast<Look>(look));
      set_mark(made, static_cast<Mark>(mark));
      formats_[look * kMarks + mark] = made;
    }
  }
}

Workbook::~Workbook() {
  if (book_ != nullptr) {
    lxw_workbook_free(book_);
  }
  ::close(file_);
}

void Workbook::check(lxw_error error) {
  if (error != LXW_NO_ERROR) {
    throw std::runtime_error(fmt::format("xlsx: {}", lxw_strerror(error)));
  }
}

void Workbook::begin_sheet(std::string_view name) {
  end_filter();
  sheet_ = workbook_add_worksheet(book_, std::string(name).c_str());
  if (sheet_ == nullptr) {
    throw std::runtime_error(fmt::format("xlsx: no sheet can be called {}", name));
  }
  row_ = 0;
  column_ = 0;
  has_row_ = false;
}

void Workbook::set_width(lxw_col_t first, lxw_col_t last, double width) {
  check(worksheet_set_column(sheet_, first, last, width, nullptr));
}

void Workbook::freeze(lxw_row_t rows, lxw_col_t columns) {
  worksheet_freeze_panes(sheet_, rows, columns);
}

void Workbook::filter_from_here(lxw_col_t last_column) {
  filter_row_ = row_;
  filter_column_ = last_column;
}

void Workbook::end_filter() {
  if (filter_row_ && sheet_ != nullptr && row_ > *filter_row_) {
    check(worksheet_autofilter(sheet_, *filter_row_, 0, row_, filter_column_));
  }
  filter_row_.reset();
}

void Workbook::text(std::string_view value, Look look, Mark mark) {
  const std::string cell = shown(value, kCellColumns);
  check(worksheet_write_string(sheet_, row_, column_, cell.c_str(), format(look, mark)));
  ++column_;
}

void Workbook::number(const std::optional<double>& value, Look look, Mark mark) {
  if (value && std::isfinite(*value)) {
    check(worksheet_write_number(sheet_, row_, column_, *value, format(look, mark)));
  }
  ++column_;
}

std::string Workbook::take() {
  end_filter();
  lxw_workbook* const book = book_;
  book_ = nullptr;
  check(workbook_close(book));
  return contents_of(file_);
}

}  // namespace plugin::report
