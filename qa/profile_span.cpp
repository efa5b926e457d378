#include "qa/profile_span.h"

#include <charconv>

namespace qa {
namespace {

constexpr std::int32_t kDayMinutes = 24 * 60;

/// "08:00" in minutes; up to 48:00.
std::optional<std::int32_t> minute_of(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 2 || text.size() != colon + 3) {
    return std::nullopt;
  }
  std::int32_t hours = 0;
  std::int32_t minutes = 0;
  if (!read_number(text.substr(0, colon), hours) || !read_number(text.substr(colon + 1), minutes) ||
      hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > 2 * kDayMinutes) {
    return std::nullopt;
  }
  return hours * 60 + minutes;
}

void append_minutes(std::string& out, std::int32_t minutes) {
  const auto two = [&out](std::int32_t value) {
    out += value < 10 ? "0" : "";
    out += std::to_string(value);
  };
  two(minutes / 60);
  out += ':';
  two(minutes % 60);
}

}  // namespace

bool read_number(std::string_view digits, std::int32_t& value) {
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return read.ec == std::errc{} && read.ptr == digits.data() + digits.size();
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<DaySpan> span_of(std::string_view text) {
  text = trimmed(text);
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) {
    return std::nullopt;
  }
  const auto from = minute_of(trimmed(text.substr(0, dash)));
  auto to = minute_of(trimmed(text.substr(dash + 1)));
  if (!from || !to || *from >= kDayMinutes || *from == *to || *to > *from + kDayMinutes) {
    return std::nullopt;
  }
  if (*to < *from) {
    *to += kDayMinutes;
  }
  return DaySpan{*from, *to};
}

std::string to_string(const DaySpan& span) {
  const bool wraps =
      span.to_minute > kDayMinutes && span.to_minute - kDayMinutes < span.from_minute;
  std::string out;
  append_minutes(out, span.from_minute);
  out += '-';
  append_minutes(out, wraps ? span.to_minute - kDayMinutes : span.to_minute);
  return out;
}

}  // namespace qa
