#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/finding.h"

/// The five views of a message: the same text with more and more taken away, so that a rule need
/// not list every way to write a word. Each knows where in the original every code point came from.
///
///   raw     the text, broken UTF-8 read as U+FFFD
///   norm    compatibility forms, accents and letter case folded, controls, zero-width characters
///           and combining marks out, every white space one plain space, traditional characters
///           simplified one by one, and symbols that stand for a character read as that (➕ ⭐ 🐎 ❶)
///   clean   of norm: letters, digits, Han and , 。 ! ? ; : + %
///   squash  of norm: letters, digits and Han
///   digits  clean, with Chinese numerals and digits of any script read as 0-9 and separators
///           removed inside runs of three or more of them (一三八, 0013, 8000 -> 13800138000)
///
/// Each view of a view's own text is that text again. Canonically equal texts have equal views:
/// é and e + U+0301 both read e. Jamo are joined to Hangul syllables.
namespace rules {

/// One view of one text.
struct ViewText {
  struct Source {
    std::uint32_t begin = 0;  ///< code points of the original, half open
    std::uint32_t end = 0;
  };

  std::string text;             ///< valid UTF-8
  std::vector<Source> sources;  ///< one for each code point of `text`, ascending

  void clear();
  /// Adds a code point of the original's [source.begin, source.end); joins Hangul jamo.
  void append(char32_t code_point, Source source);
  /// Where bytes [begin, end) of `text` came from; both on code point boundaries, begin < end.
  /// What a view took out between two characters lies inside the span.
  Span span_of(std::size_t begin, std::size_t end) const;
};

/// The views of one message, each made when first asked for. Reuse one object for many messages:
/// it keeps its memory. One thread.
class MessageViews {
 public:
  /// Starts on a new message; `original` must outlive the calls of get().
  void reset(std::string_view original);
  const ViewText& get(View view);

 private:
  std::string_view original_;
  std::array<ViewText, kViews> views_;
  std::array<bool, kViews> is_ready_{};
};

/// The text of one view. For patterns and tests; matching uses MessageViews.
std::string view_of(View view, std::string_view text);

/// True for a letter or a digit that is not Han: what the words of an `en` pack are made of, so
/// `vip客服` holds the word `vip`. Judges code points of the norm view.
bool is_word_character(char32_t code_point);

}  // namespace rules
