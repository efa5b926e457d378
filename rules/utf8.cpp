#include "rules/utf8.h"

namespace rules::utf8 {
namespace {

struct Lead {
  unsigned length;          ///< bytes of the sequence, 0 for a byte that cannot start one
  unsigned char first_min;  ///< range of the second byte
  unsigned char first_max;
};

/// Table 3-7 of the Unicode standard, "Well-Formed UTF-8 Byte Sequences".
Lead lead_of(unsigned char byte) {
  if (byte < 0x80) {
    return {1, 0, 0};
  }
  if (byte < 0xC2 || byte > 0xF4) {
    return {0, 0, 0};
  }
  if (byte < 0xE0) {
    return {2, 0x80, 0xBF};
  }
  if (byte < 0xF0) {
    return {3, static_cast<unsigned char>(byte == 0xE0 ? 0xA0 : 0x80),
            static_cast<unsigned char>(byte == 0xED ? 0x9F : 0xBF)};
  }
  return {4, static_cast<unsigned char>(byte == 0xF0 ? 0x90 : 0x80),
          static_cast<unsigned char>(byte == 0xF4 ? 0x8F : 0xBF)};
}

struct Decoded {
  char32_t code_point;
  bool is_broken;
};

Decoded read(std::string_view text, std::size_t& position) {
  const auto first = static_cast<unsigned char>(text[position++]);
  const Lead lead = lead_of(first);
  if (lead.length == 1) {
    return {first, false};
  }
  if (lead.length == 0) {
    return {kReplacement, true};
  }
  char32_t code_point = first & (0x7FU >> lead.length);
  for (unsigned i = 1; i < lead.length; ++i) {
    const unsigned char low = i == 1 ? lead.first_min : 0x80;
    const unsigned char high = i == 1 ? lead.first_max : 0xBF;
    if (position >= text.size()) {
      return {kReplacement, true};
    }
    const auto byte = static_cast<unsigned char>(text[position]);
    if (byte < low || byte > high) {
      return {kReplacement, true};
    }
    code_point = (code_point << 6U) | (byte & 0x3FU);
    ++position;
  }
  return {code_point, false};
}

bool is_wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0x303E) ||
         (c >= 0x3041 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) ||
         (c >= 0xFF00 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6) ||
         (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

bool is_zero_width(char32_t c) {
  return (c >= 0x0300 && c <= 0x036F) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF;
}

}  // namespace

char32_t next_of_any(std::string_view text, std::size_t& position) {
  return read(text, position).code_point;
}

void append(std::string& text, char32_t code_point) {
  const auto put = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0U | (code_point >> 6U));
    put(0x80U | (code_point & 0x3FU));
  } else if (code_point < 0x10000) {
    put(0xE0U | (code_point >> 12U));
    put(0x80U | ((code_point >> 6U) & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  } else {
    put(0xF0U | (code_point >> 18U));
    put(0x80U | ((code_point >> 12U) & 0x3FU));
    put(0x80U | ((code_point >> 6U) & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  }
}

std::size_t count(std::string_view valid) {
  std::size_t n = 0;
  for (const char byte : valid) {
    n += is_continuation(byte) ? 0U : 1U;
  }
  return n;
}

std::optional<std::size_t> first_broken(std::string_view text) {
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t start = position;
    if (read(text, position).is_broken) {
      return start;
    }
  }
  return std::nullopt;
}

std::u32string decode(std::string_view text) {
  std::u32string out;
  for (std::size_t position = 0; position < text.size();) {
    out.push_back(next(text, position));
  }
  return out;
}

std::string encode(std::u32string_view code_points) {
  std::string out;
  for (const char32_t c : code_points) {
    append(out, c);
  }
  return out;
}

std::size_t display_width(std::string_view valid) {
  std::size_t width = 0;
  for (std::size_t position = 0; position < valid.size();) {
    const char32_t c = next(valid, position);
    width += is_zero_width(c) ? 0U : is_wide(c) ? 2U : 1U;
  }
  return width;
}

}  // namespace rules::utf8
