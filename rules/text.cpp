#include "rules/text.h"

#include "rules/text_tables.h"
#include "rules/utf8.h"

namespace rules {
namespace {

using text_tables::Class;

/// Digits further apart than this in the clean view are not one number. Three covers ",", ":" and
/// a doubled separator; a longer row of marks is somebody's drawing.
constexpr std::size_t kMostSeparators = 3;
constexpr std::size_t kShortestRun = 3;

constexpr char32_t kHangulFirst = 0xAC00;
constexpr char32_t kLeadFirst = 0x1100;
constexpr char32_t kVowelFirst = 0x1161;
constexpr char32_t kTailFirst = 0x11A7;
constexpr char32_t kLeads = 19;
constexpr char32_t kVowels = 21;
constexpr char32_t kTails = 28;

/// The syllable two code points join to (Unicode 15, section 3.12), 0 if they do not.
char32_t joined_hangul(char32_t left, char32_t right) {
  if (left - kLeadFirst < kLeads && right - kVowelFirst < kVowels) {
    return kHangulFirst + ((left - kLeadFirst) * kVowels + (right - kVowelFirst)) * kTails;
  }
  const bool is_open =
      left - kHangulFirst < kLeads * kVowels * kTails && (left - kHangulFirst) % kTails == 0;
  if (is_open && right > kTailFirst && right - kTailFirst < kTails) {
    return left + (right - kTailFirst);
  }
  return 0;
}

bool may_join_left(char32_t c) {
  return c - kVowelFirst < kVowels || (c > kTailFirst && c - kTailFirst < kTails);
}

/// Which classes of characters a view keeps, a bit for each.
using Kept = std::uint32_t;

constexpr Kept bit_of(Class kind) {
  return 1U << static_cast<unsigned>(kind);
}

constexpr Kept kInSquash = bit_of(Class::kLetter) | bit_of(Class::kDigit) | bit_of(Class::kHan);
constexpr Kept kInClean = kInSquash | bit_of(Class::kPunctuation);
constexpr Kept kInNorm = kInClean | bit_of(Class::kOther);

bool is_in(Kept kept, const text_tables::Entry& entry) {
  return (kept & bit_of(entry.kind())) != 0;
}

/// 0..9 for a digit of any script or a Chinese numeral, -1 else. 两 and 俩 are left out: nobody
/// spells a number with them. 幺 is how one says 1 in a telephone number.
int digit_of(char32_t c) {
  static constexpr std::u32string_view kNumerals[] = {U"零〇", U"一壹幺弌", U"二贰弍", U"三叁弎",
                                                      U"四肆", U"五伍",     U"六陆",   U"七柒",
                                                      U"八捌", U"九玖"};
  if (const int digit = text_tables::entry(c).digit(); digit >= 0) {
    return digit;
  }
  // One bit for every 64 code points around them lets nearly all others go at once.
  static constexpr std::uint64_t kAround = [] {
    std::uint64_t bits = 0;
    for (const std::u32string_view numerals : kNumerals) {
      for (const char32_t numeral : numerals) {
        bits |= std::uint64_t{1} << (numeral >> 6U) % 64;
      }
    }
    return bits;
  }();
  if (c < 0x3007 || (kAround >> (c >> 6U) % 64 & 1U) == 0) {
    return -1;
  }
  for (int digit = 0; digit < 10; ++digit) {
    if (kNumerals[digit].find(c) != std::u32string_view::npos) {
      return digit;
    }
  }
  return -1;
}

void make_raw(std::string_view original, ViewText& out) {
  std::uint32_t index = 0;
  for (std::size_t position = 0; position < original.size(); ++index) {
    utf8::append(out.text, utf8::next(original, position));
    out.sources.push_back({index, index + 1});
  }
}

/// norm, or what `kept` leaves of it, without making norm first: filtering and joining jamo can be
/// done in either order, since append() joins whatever has become neighbours.
void make_normalized(std::string_view original, Kept kept, ViewText& out) {
  out.text.reserve(original.size());
  out.sources.reserve(original.size());
  std::uint32_t index = 0;
  std::size_t run = 0;  // bytes [run, position) stand in the view as they are, but not yet written
  std::size_t position = 0;
  for (; position < original.size(); ++index) {
    const std::size_t begin = position;
    const char32_t c = utf8::next(original, position);
    const text_tables::Entry& entry = text_tables::entry(c);
    const ViewText::Source source{index, index + 1};
    const bool is_as_it_is = entry.is_identity() && is_in(kept, entry);
    // U+FFFD may be how broken bytes read.
    if (is_as_it_is && !may_join_left(c) && c != utf8::kReplacement) {
      out.sources.push_back(source);
      continue;
    }
    out.text.append(original, run, begin - run);
    run = position;
    if (is_as_it_is) {
      out.append(c, source);
    } else if (!entry.is_identity()) {
      for (const char32_t part : text_tables::replacement(entry)) {
        if (is_in(kept, text_tables::entry(part))) {
          out.append(part, source);
        }
      }
    }
  }
  out.text.append(original, run, position - run);
}

/// A run of digits with what separates them.
struct DigitRun {
  std::size_t end = 0;  ///< byte of the clean view
  std::size_t digits = 0;
};

/// The run whose first digit stands at byte `begin`.
DigitRun digit_run(std::string_view clean, std::size_t begin) {
  DigitRun run;
  std::size_t separators = 0;
  for (std::size_t position = begin; position < clean.size() && separators <= kMostSeparators;) {
    const char32_t c = utf8::next(clean, position);
    if (digit_of(c) >= 0) {
      ++run.digits;
      separators = 0;
      run.end = position;
    } else if (text_tables::entry(c).kind() == Class::kPunctuation) {
      ++separators;
    } else {
      break;
    }
  }
  return run;
}

void make_digits(const ViewText& clean, ViewText& out) {
  const std::string_view text = clean.text;
  out.text.reserve(text.size());
  out.sources.reserve(clean.sources.size());
  std::size_t run_end = 0;  // of the digits the position stands in
  bool is_number = false;
  std::size_t index = 0;
  for (std::size_t position = 0; position < text.size(); ++index) {
    const std::size_t begin = position;
    const char32_t c = utf8::next(text, position);
    const int digit = digit_of(c);
    if (begin >= run_end) {
      is_number = false;
      if (digit >= 0) {
        const DigitRun run = digit_run(text, begin);
        run_end = run.end;
        is_number = run.digits >= kShortestRun;
      }
    }
    if (!is_number) {
      out.text.append(text, begin, position - begin);
      out.sources.push_back(clean.sources[index]);
    } else if (digit >= 0) {
      out.text.push_back(static_cast<char>('0' + digit));
      out.sources.push_back(clean.sources[index]);
    }
  }
}

}  // namespace

void ViewText::clear() {
  text.clear();
  sources.clear();
}

void ViewText::append(char32_t code_point, Source source) {
  if (may_join_left(code_point) && !text.empty()) {
    std::size_t start = text.size() - 1;
    while (utf8::is_continuation(text[start])) {
      --start;
    }
    std::size_t position = start;
    if (const char32_t syllable = joined_hangul(utf8::next(text, position), code_point)) {
      text.resize(start);
      utf8::append(text, syllable);
      sources.back().end = source.end;
      return;
    }
  }
  utf8::append(text, code_point);
  sources.push_back(source);
}

Span ViewText::span_of(std::size_t begin, std::size_t end) const {
  const std::string_view whole = text;
  const std::size_t first = utf8::count(whole.substr(0, begin));
  const std::size_t last = first + utf8::count(whole.substr(begin, end - begin)) - 1;
  return {sources[first].begin, sources[last].end - sources[first].begin};
}

void MessageViews::reset(std::string_view original) {
  original_ = original;
  is_ready_.fill(false);
}

const ViewText& MessageViews::get(View view) {
  const auto index = static_cast<std::size_t>(view);
  ViewText& out = views_[index];
  if (is_ready_[index]) {
    return out;
  }
  out.clear();
  switch (view) {
    case View::kRaw:
      make_raw(original_, out);
      break;
    case View::kNorm:
      make_normalized(original_, kInNorm, out);
      break;
    case View::kClean:
      make_normalized(original_, kInClean, out);
      break;
    case View::kSquash:
      make_normalized(original_, kInSquash, out);
      break;
    case View::kDigits:
      make_digits(get(View::kClean), out);
      break;
  }
  is_ready_[index] = true;
  return out;
}

std::string view_of(View view, std::string_view text) {
  MessageViews views;
  views.reset(text);
  return views.get(view).text;
}

bool is_word_character(char32_t code_point) {
  const Class kind = text_tables::entry(code_point).kind();
  return kind == Class::kLetter || kind == Class::kDigit;
}

}  // namespace rules
