#include "qa/event_json_text.h"

#include <cstdint>
#include <cstring>

#include "qa/event_json.h"

namespace qa {
namespace event_json {
namespace {

constexpr std::uint32_t kNoHex = 0xffff'ffff;
/// `\uXXXX`
constexpr std::size_t kEscapeLength = 6;

std::uint32_t hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return static_cast<std::uint32_t>(c - '0');
  }
  const char lower = static_cast<char>(c | 0x20);
  if (lower >= 'a' && lower <= 'f') {
    return static_cast<std::uint32_t>(lower - 'a' + 10);
  }
  return kNoHex;
}

/// Value of the `\uXXXX` that begins at `at`; kNoHex where none does.
std::uint32_t escaped_unit(std::string_view json, std::size_t at) {
  if (at + kEscapeLength > json.size() || json[at] != '\\' || json[at + 1] != 'u') {
    return kNoHex;
  }
  std::uint32_t unit = 0;
  for (std::size_t i = at + 2; i < at + kEscapeLength; ++i) {
    const std::uint32_t digit = hex_digit(json[i]);
    if (digit == kNoHex) {
      return kNoHex;
    }
    unit = unit * 16 + digit;
  }
  return unit;
}

bool is_high(std::uint32_t unit) {
  return unit >= 0xd800 && unit <= 0xdbff;
}

bool is_low(std::uint32_t unit) {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

char* append_utf8(char* out, std::uint32_t point) {
  const auto put = [&out](std::uint32_t byte) { *out++ = static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xc0 | (point >> 6));
    put(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    put(0xe0 | (point >> 12));
    put(0x80 | ((point >> 6) & 0x3f));
    put(0x80 | (point & 0x3f));
  } else {
    put(0xf0 | (point >> 18));
    put(0x80 | ((point >> 12) & 0x3f));
    put(0x80 | ((point >> 6) & 0x3f));
    put(0x80 | (point & 0x3f));
  }
  return out;
}

/// What a one-letter escape stands for; 0 for a letter JSON does not know.
char plain_escape(char letter) {
  switch (letter) {
    case '"':
    case '\\':
    case '/':
      return letter;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

}  // namespace

int repair_surrogates(char* json, std::size_t size) {
  const std::string_view text(json, size);
  int repaired = 0;
  std::size_t at = text.find('\\');
  while (at != std::string_view::npos) {
    const std::uint32_t unit = escaped_unit(text, at);
    if (unit == kNoHex) {
      at += 2;
    } else if (is_high(unit) && is_low(escaped_unit(text, at + kEscapeLength))) {
      at += 2 * kEscapeLength;
    } else {
      if (is_high(unit) || is_low(unit)) {
        std::memcpy(json + at, "\\ufffd", kEscapeLength);
        ++repaired;
      }
      at += kEscapeLength;
    }
    at = at < size ? text.find('\\', at) : std::string_view::npos;
  }
  return repaired;
}

std::string_view first_code_points(std::string_view text, std::size_t most) {
  if (text.size() <= most) {
    return text;
  }
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins_one = (static_cast<unsigned char>(text[i]) & 0xc0) != 0x80;
    if (begins_one && seen++ == most) {
      return text.substr(0, i);
    }
  }
  return text;
}

std::size_t unescape(std::string_view escaped, char* out) {
  char* end = out;
  std::size_t at = 0;
  while (at < escaped.size()) {
    const std::size_t found = escaped.find('\\', at);
    const std::size_t stop = found == std::string_view::npos ? escaped.size() : found;
    std::memcpy(end, escaped.data() + at, stop - at);
    end += stop - at;
    at = stop;
    if (at == escaped.size()) {
      break;
    }
    const std::uint32_t unit = escaped_unit(escaped, at);
    if (unit == kNoHex) {
      const char plain = at + 1 < escaped.size() ? plain_escape(escaped[at + 1]) : '\0';
      if (plain == '\0') {
        return std::string_view::npos;
      }
      *end++ = plain;
      at += 2;
    } else if (is_high(unit) && is_low(escaped_unit(escaped, at + kEscapeLength))) {
      const std::uint32_t low = escaped_unit(escaped, at + kEscapeLength);
      end = append_utf8(end, 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
      at += 2 * kEscapeLength;
    } else {
      end = append_utf8(end, unit);
      at += kEscapeLength;
    }
  }
  return static_cast<std::size_t>(end - out);
}

}  // namespace event_json

namespace {

/// One step through bytes that should be UTF-8 (Unicode 15, table 3-7): how many bytes belong
/// together, and whether they are a code point or the longest beginning of one that went wrong.
struct Step {
  std::size_t length = 1;
  bool is_valid = false;
};

Step step_at(std::string_view bytes, std::size_t at) {
  const auto byte = [&bytes](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) {
    return {1, true};
  }
  std::size_t wanted = 0;
  unsigned char lowest = 0x80;
  unsigned char highest = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) {
    wanted = 2;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    wanted = 3;
    lowest = lead == 0xe0 ? 0xa0 : 0x80;
    highest = lead == 0xed ? 0x9f : 0xbf;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    wanted = 4;
    lowest = lead == 0xf0 ? 0x90 : 0x80;
    highest = lead == 0xf4 ? 0x8f : 0xbf;
  } else {
    return {1, false};
  }
  for (std::size_t i = 1; i < wanted; ++i) {
    if (at + i >= bytes.size() || byte(at + i) < lowest || byte(at + i) > highest) {
      return {i, false};
    }
    lowest = 0x80;
    highest = 0xbf;
  }
  return {wanted, true};
}

}  // namespace

std::string repaired_utf8(std::string_view bytes, int& repaired) {
  std::string out;
  out.reserve(bytes.size());
  std::size_t at = 0;
  while (at < bytes.size()) {
    const Step step = step_at(bytes, at);
    if (step.is_valid) {
      out.append(bytes.substr(at, step.length));
    } else {
      out.append("\xef\xbf\xbd");
      ++repaired;
    }
    at += step.length;
  }
  return out;
}

}  // namespace qa
