#include "qa/time.h"

#include <array>

namespace qa {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::month;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

/// Reads exactly `count` decimal digits at `position` and moves it; -1 where they are not digits.
int read_digits(std::string_view text, std::size_t& position, std::size_t count) {
  if (position + count > text.size()) {
    return -1;
  }
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const char c = text[position + i];
    if (c < '0' || c > '9') {
      return -1;
    }
    value = value * 10 + (c - '0');
  }
  position += count;
  return value;
}

bool read_char(std::string_view text, std::size_t& position, char wanted) {
  if (position >= text.size() || text[position] != wanted) {
    return false;
  }
  ++position;
  return true;
}

void append_digits(std::string& out, int value, int count) {
  std::array<char, 8> digits{};
  for (int i = count - 1; i >= 0; --i) {
    digits[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  out.append(digits.data(), static_cast<std::size_t>(count));
}

}  // namespace

std::optional<Time> parse_time(std::string_view text) {
  std::size_t at = 0;
  const int y = read_digits(text, at, 4);
  if (y < 0 || !read_char(text, at, '-')) {
    return std::nullopt;
  }
  const int mo = read_digits(text, at, 2);
  if (mo < 0 || !read_char(text, at, '-')) {
    return std::nullopt;
  }
  const int d = read_digits(text, at, 2);
  if (d < 0 || at >= text.size() || (text[at] != 'T' && text[at] != 't')) {
    return std::nullopt;
  }
  ++at;
  const int h = read_digits(text, at, 2);
  if (h < 0 || h > 23 || !read_char(text, at, ':')) {
    return std::nullopt;
  }
  const int mi = read_digits(text, at, 2);
  if (mi < 0 || mi > 59 || !read_char(text, at, ':')) {
    return std::nullopt;
  }
  const int s = read_digits(text, at, 2);
  if (s < 0 || s > 59) {
    return std::nullopt;
  }
  int ms = 0;
  if (read_char(text, at, '.')) {
    int digits = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++digits) {
      if (digits < 3) {
        ms = ms * 10 + (text[at] - '0');
      }
    }
    if (digits == 0 || digits > 9) {
      return std::nullopt;
    }
    for (; digits < 3; ++digits) {
      ms *= 10;
    }
  }
  minutes offset{0};
  if (at < text.size() && (text[at] == 'Z' || text[at] == 'z')) {
    ++at;
  } else if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
    const int sign = text[at] == '-' ? -1 : 1;
    ++at;
    const int oh = read_digits(text, at, 2);
    if (oh < 0 || oh > 23 || !read_char(text, at, ':')) {
      return std::nullopt;
    }
    const int om = read_digits(text, at, 2);
    if (om < 0 || om > 59) {
      return std::nullopt;
    }
    offset = minutes{sign * (oh * 60 + om)};
  } else {
    return std::nullopt;
  }
  if (at != text.size()) {
    return std::nullopt;
  }
  const year_month_day date{year{y}, month{static_cast<unsigned>(mo)},
                            day{static_cast<unsigned>(d)}};
  if (!date.ok()) {
    return std::nullopt;
  }
  return Time{sys_days{date} + hours{h} + minutes{mi} + seconds{s} + Duration{ms} - offset};
}

void append_time(std::string& out, Time time) {
  const auto midnight = floor<days>(time);
  const year_month_day date{midnight};
  auto rest = static_cast<int>((time - midnight).count());
  append_digits(out, static_cast<int>(date.year()), 4);
  out += '-';
  append_digits(out, static_cast<int>(static_cast<unsigned>(date.month())), 2);
  out += '-';
  append_digits(out, static_cast<int>(static_cast<unsigned>(date.day())), 2);
  out += 'T';
  append_digits(out, rest / 3'600'000, 2);
  rest %= 3'600'000;
  out += ':';
  append_digits(out, rest / 60'000, 2);
  rest %= 60'000;
  out += ':';
  append_digits(out, rest / 1'000, 2);
  out += '.';
  append_digits(out, rest % 1'000, 3);
  out += 'Z';
}

std::string format_time(Time time) {
  std::string out;
  out.reserve(24);
  append_time(out, time);
  return out;
}

}  // namespace qa
