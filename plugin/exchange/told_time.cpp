#include "plugin/exchange/told_time.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <utility>
#include <vector>

#include "plugin/exchange/row_cells.h"

namespace plugin::exchange {
namespace {

constexpr std::int64_t kSecondMs = 1'000;
constexpr std::int64_t kMinuteMs = 60 * kSecondMs;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;
constexpr std::int64_t kYearMs = 366 * 24 * kHourMs;

constexpr std::string_view kNoTime = "is no time";
constexpr std::string_view kNoDate = "there is no such date or time of day";
constexpr std::string_view kOutside = "is outside the years 2000 to 2099";
constexpr std::string_view kGap = "the clocks pass over it that night";
constexpr std::string_view kEitherWay =
    "may be day or month first; say so in the mapping (date_order)";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes a text apart from its front.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool is_done() const { return rest_.empty(); }

  bool skip(std::string_view literal) {
    if (!rest_.starts_with(literal)) {
      return false;
    }
    rest_.remove_prefix(literal.size());
    return true;
  }

  void skip_blanks() {
    while (skip(" ") || skip("\t") || skip("\xC2\xA0") || skip("\xE3\x80\x80")) {
    }
  }

  /// A whole number of at most `most` digits; -1: there is none, or it is longer.
  int number(std::size_t most) {
    std::size_t digits = 0;
    int value = 0;
    while (digits < rest_.size() && is_digit(rest_[digits]) && digits <= most) {
      value = value * 10 + (rest_[digits++] - '0');
    }
    if (digits == 0 || digits > most) {
      return -1;
    }
    rest_.remove_prefix(digits);
    return value;
  }

  /// A number of two digits, whatever comes behind them; -1: there is none.
  int two_digits() {
    if (rest_.size() < 2 || !is_digit(rest_[0]) || !is_digit(rest_[1])) {
      return -1;
    }
    const int value = (rest_[0] - '0') * 10 + (rest_[1] - '0');
    rest_.remove_prefix(2);
    return value;
  }

  /// Fraction digits as milliseconds, cut.
  int milliseconds() {
    int value = 0;
    int worth = 100;
    while (!rest_.empty() && is_digit(rest_.front())) {
      value += (rest_.front() - '0') * worth;
      worth /= 10;
      rest_.remove_prefix(1);
    }
    return value;
  }

 private:
  std::string_view rest_;
};

struct Wall {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int millisecond = 0;
};

/// What stands behind a date: nothing, or a time of day.
bool read_clock(Scanner& scanner, Wall& wall) {
  if (!scanner.skip("T")) {
    scanner.skip_blanks();
  }
  if (scanner.is_done()) {
    return true;
  }
  wall.hour = scanner.number(2);
  if (!scanner.skip(":") && !scanner.skip("时") && !scanner.skip("：")) {
    return false;
  }
  wall.minute = scanner.number(2);
  if (scanner.skip(":") || scanner.skip("：") || scanner.skip("分")) {
    if (scanner.is_done()) {
      return true;
    }
    wall.second = scanner.number(2);
    if (scanner.skip(".") || scanner.skip(",")) {
      wall.millisecond = scanner.milliseconds();
    }
    scanner.skip("秒");
  }
  return scanner.is_done();
}

bool read_year_first(std::string_view text, Wall& wall, TimeForm& form) {
  Scanner scanner(text);
  wall.year = scanner.number(4);
  const bool is_dashed = scanner.skip("-");
  const bool is_slashed = !is_dashed && (scanner.skip("/") || scanner.skip("."));
  form = is_dashed ? TimeForm::kDashes : is_slashed ? TimeForm::kSlashes : TimeForm::kChinese;
  if (form == TimeForm::kChinese && !scanner.skip("年")) {
    return false;
  }
  wall.month = scanner.number(2);
  const std::string_view between = is_dashed ? "-" : is_slashed ? "/" : "月";
  if (!scanner.skip(between) && !(is_slashed && scanner.skip("."))) {
    return false;
  }
  wall.day = scanner.number(2);
  if (form == TimeForm::kChinese && !scanner.skip("日")) {
    return false;
  }
  return wall.year >= 0 && read_clock(scanner, wall);
}

bool read_compact(std::string_view text, Wall& wall) {
  const bool has_seconds = text.size() == 14;
  if ((!has_seconds && text.size() != 12 && text.size() != 8) ||
      !std::all_of(text.begin(), text.end(), is_digit)) {
    return false;
  }
  const auto part = [&](std::size_t at, std::size_t length) {
    int value = 0;
    std::from_chars(text.data() + at, text.data() + at + length, value);
    return value;
  };
  wall = {part(0, 4), part(4, 2), part(6, 2), 0, 0, 0, 0};
  if (text.size() > 8) {
    wall.hour = part(8, 2);
    wall.minute = part(10, 2);
    wall.second = has_seconds ? part(12, 2) : 0;
  }
  return true;
}

bool read_year_last(std::string_view text, Wall& wall) {
  Scanner scanner(text);
  wall.day = scanner.number(2);
  if (!scanner.skip("/") && !scanner.skip("-") && !scanner.skip(".")) {
    return false;
  }
  wall.month = scanner.number(2);
  if (!scanner.skip("/") && !scanner.skip("-") && !scanner.skip(".")) {
    return false;
  }
  wall.year = scanner.number(4);
  return wall.day >= 0 && wall.month >= 0 && wall.year >= 1000 && read_clock(scanner, wall);
}

/// Of two numbers of which the text does not say which is the day. False: nobody can say.
bool settle_order(Wall& wall, DateOrder order) {
  const bool is_month_first =
      order == DateOrder::kMonthFirst || (order == DateOrder::kUnknown && wall.month > 12);
  if (order == DateOrder::kUnknown && wall.day <= 12 && wall.month <= 12 &&
      wall.day != wall.month) {
    return false;
  }
  if (is_month_first) {
    std::swap(wall.day, wall.month);
  }
  return true;
}

ToldTime refused(std::string_view problem) {
  ToldTime told;
  told.problem = problem;
  return told;
}

ToldTime within_years(ToldTime told) {
  if (*told.at < qa::kEarliestTime || *told.at >= qa::kLatestTime) {
    return refused(kOutside);
  }
  return told;
}

/// A time without the offset behind it, and the offset.
struct WithOffset {
  std::string_view wall;
  std::int64_t offset_ms = 0;
};

bool shows_time_of_day(std::string_view text) {
  constexpr std::size_t kCompact = 12;  // 202611221234
  return text.find(':') != text.npos || text.find("：") != text.npos ||
         text.find("时") != text.npos ||
         (text.size() >= kCompact && std::all_of(text.begin(), text.end(), is_digit));
}

/// "+08:00", "+0800", "+08" or "Z" behind a time of day. nullopt: there is none.
std::optional<WithOffset> split_offset(std::string_view text) {
  if (text.back() == 'Z' || text.back() == 'z') {
    text.remove_suffix(1);
    return WithOffset{trimmed(text), 0};
  }
  const std::size_t sign = text.find_last_of("+-");
  if (sign == std::string_view::npos || !shows_time_of_day(text.substr(0, sign))) {
    return std::nullopt;  // a dash of the date
  }
  Scanner scanner(text.substr(sign + 1));
  const int hours = scanner.two_digits();
  scanner.skip(":");
  const int minutes = scanner.is_done() ? 0 : scanner.two_digits();
  constexpr int kMostHours = 14;  // Kiribati's
  if (hours < 0 || hours > kMostHours || minutes < 0 || minutes > 59 || !scanner.is_done()) {
    return std::nullopt;
  }
  const std::int64_t offset = hours * kHourMs + minutes * kMinuteMs;
  return WithOffset{trimmed(text.substr(0, sign)), text[sign] == '-' ? -offset : offset};
}

/// The date and time of day a text shows. @returns what is wrong with it; empty: nothing
std::string_view read_wall(std::string_view text, DateOrder order, Wall& wall, TimeForm& form) {
  if (read_compact(text, wall)) {
    form = TimeForm::kCompact;
  } else if (!read_year_first(text, wall, form)) {
    wall = {};
    form = TimeForm::kYearLast;
    if (!read_year_last(text, wall)) {
      return kNoTime;
    }
    if (!settle_order(wall, order)) {
      return kEitherWay;
    }
  }
  if (wall.month < 1 || wall.day < 1 || wall.hour < 0 || wall.minute < 0 || wall.second < 0 ||
      wall.hour > 23 || wall.minute > 59 || wall.second > 59) {
    return kNoDate;
  }
  return {};
}

}  // namespace

std::string_view to_string(TimeForm form) {
  constexpr std::array<std::string_view, kTimeForms> kExamples{
      "2026-11-22 12:34:23", "2026/11/22 12:34:23", "2026年11月22日 12:34:23",
      "20261122123423",      "22/11/2026 12:34:23", "2026-11-22T12:34:23+08:00",
      "1795322063",          "1795322063611"};
  return kExamples[static_cast<std::size_t>(form)];
}

TimeReader::TimeReader(const std::string& zone, DateOrder order) : clock_(zone), order_(order) {}

ToldTime TimeReader::read(std::string_view text) const {
  if (text.empty() || !is_digit(text.front())) {
    return refused(kNoTime);
  }
  const bool is_number = std::all_of(text.begin(), text.end(), is_digit);
  if (is_number && (text.size() == 10 || text.size() == 13)) {
    ToldTime told;
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    told.form = text.size() == 10 ? TimeForm::kSeconds : TimeForm::kMilliseconds;
    told.at = qa::from_ms(text.size() == 10 ? value * kSecondMs : value);
    return within_years(told);
  }
  if (const auto split = split_offset(text)) {
    ToldTime told = on_wall(split->wall, split->offset_ms);
    told.form = TimeForm::kOffset;
    return told;
  }
  return on_wall(text, std::nullopt);
}

/// @param offset_ms  of the clock that shows it; nullopt: it is the zone's
ToldTime TimeReader::on_wall(std::string_view text, std::optional<std::int64_t> offset_ms) const {
  Wall wall;
  ToldTime told;
  if (const auto problem = read_wall(text, order_, wall, told.form); !problem.empty()) {
    return refused(problem);
  }
  const std::chrono::year_month_day date{std::chrono::year{wall.year},
                                         std::chrono::month{static_cast<unsigned>(wall.month)},
                                         std::chrono::day{static_cast<unsigned>(wall.day)}};
  if (!date.ok()) {
    return refused(kNoDate);
  }
  const std::int64_t day = std::chrono::sys_days{date}.time_since_epoch().count();
  const std::int64_t of_day =
      wall.hour * kHourMs + wall.minute * kMinuteMs + wall.second * kSecondMs + wall.millisecond;
  if (offset_ms) {
    told.at = qa::from_ms(day * 24 * kHourMs + of_day - *offset_ms);
    return within_years(told);
  }
  const auto instant = clock_.at(day, of_day);
  if (!instant) {
    return refused(kGap);
  }
  told.at = instant->at;
  told.is_twice = instant->is_twice;
  return within_years(told);
}

std::optional<qa::Duration> read_duration(std::string_view text, qa::Duration unit) {
  struct Unit {
    std::string_view name;
    std::int64_t ms;
  };

  // The longer name first where one begins another.
  static constexpr std::array<Unit, 15> kUnits{{{"毫秒", 1},
                                                {"ms", 1},
                                                {"小时", kHourMs},
                                                {"时", kHourMs},
                                                {"分钟", kMinuteMs},
                                                {"分", kMinuteMs},
                                                {"秒钟", kSecondMs},
                                                {"秒", kSecondMs},
                                                {"天", 24 * kHourMs},
                                                {"min", kMinuteMs},
                                                {"h", kHourMs},
                                                {"m", kMinuteMs},
                                                {"s", kSecondMs},
                                                {"H", kHourMs},
                                                {"S", kSecondMs}}};
  std::vector<double> bare;
  double total = 0;
  bool has_unit = false;
  while (!text.empty()) {
    double value = 0;
    const auto [stop, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc{} || !is_digit(text.front())) {
      return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    if (text.empty() || text.front() == ':') {
      bare.push_back(value);
      if (!text.empty()) {
        text.remove_prefix(1);
        if (text.empty()) {
          return std::nullopt;
        }
      }
      continue;
    }
    const auto* named = std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& known) {
      return text.starts_with(known.name);
    });
    if (named == kUnits.end()) {
      return std::nullopt;
    }
    total += value * static_cast<double>(named->ms);
    has_unit = true;
    text.remove_prefix(named->name.size());
  }
  if (has_unit == !bare.empty() || bare.size() > 3) {
    return std::nullopt;
  }
  double worth =
      bare.size() > 1 ? static_cast<double>(kSecondMs) : static_cast<double>(unit.count());
  for (std::size_t i = bare.size(); i-- > 0; worth *= 60) {
    total += bare[i] * worth;
  }
  if (total > static_cast<double>(kYearMs)) {
    return std::nullopt;
  }
  return qa::Duration{std::llround(total)};
}

}  // namespace plugin::exchange
