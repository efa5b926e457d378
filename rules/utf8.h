#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// UTF-8 in and out, code point by code point. Pure; any thread.
namespace rules::utf8 {

inline constexpr char32_t kReplacement = 0xFFFD;

/// Reads the code point at `position` and moves past it.
/// A broken sequence reads as U+FFFD, one for each maximal broken part (Unicode 15, section 3.9,
/// "U+FFFD Substitution of Maximal Subparts"), so every decoder that follows that practice counts
/// the same code points. `position` < text.size().
inline char32_t next(std::string_view text, std::size_t& position);

/// Appends `code_point` (<= U+10FFFF, no surrogate).
void append(std::string& text, char32_t code_point);

/// True for every byte that does not start a code point.
constexpr bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// Number of code points of valid UTF-8.
std::size_t count(std::string_view valid);

/// Byte offset of the first broken sequence; nullopt if the text is valid UTF-8.
std::optional<std::size_t> first_broken(std::string_view text);

std::u32string decode(std::string_view text);
std::string encode(std::u32string_view code_points);

/// next() for what is neither ASCII nor of the commonest form of three bytes.
char32_t next_of_any(std::string_view text, std::size_t& position);

inline char32_t next(std::string_view text, std::size_t& position) {
  const auto byte = [&](std::size_t ahead) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[position + ahead]));
  };
  const std::uint32_t first = byte(0);
  if (first < 0x80) {
    ++position;
    return first;
  }
  // Leads E1..EC start U+1000..U+CFFF, nearly all of Chinese, and take any two continuations.
  if (first - 0xE1U < 0xCU && position + 2 < text.size() && is_continuation(text[position + 1]) &&
      is_continuation(text[position + 2])) {
    const char32_t code_point = (first & 0xFU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
    position += 3;
    return code_point;
  }
  return next_of_any(text, position);
}

/// Columns a terminal gives the text: 2 for East Asian wide and full-width characters and emoji,
/// 0 for combining marks, 1 else. For carets under source lines; close, not exact.
std::size_t display_width(std::string_view valid);

}  // namespace rules::utf8
