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

bool is_in_clean(Class kind) {
  return kind != Class::kOther;
}

bool is_in_squash(Class kind) {
  return kind != Class::kOther && kind != Class::kPunctuation;
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
  if (c < 0x3007) {
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

void make_norm(std::string_view original, ViewText& out) {
  std::uint32_t index = 0;
  for (std::size_t position = 0; position < original.size(); ++index) {
    const char32_t c = utf8::next(original, position);
    const text_tables::Entry& entry = text_tables::entry(c);
    const ViewText::Source source{index, index + 1};
    if (entry.is_identity()) {
      out.append(c, source);
      continue;
    }
    for (const char32_t part : text_tables::replacement(entry)) {
      out.append(part, source);
    }
  }
}

void make_filtered(const ViewText& norm, bool (*is_kept)(Class), ViewText& out) {
  std::size_t index = 0;
  for (std::size_t position = 0; position < norm.text.size(); ++index) {
    const char32_t c = utf8::next(norm.text, position);
    if (is_kept(text_tables::entry(c).kind())) {
      out.append(c, norm.sources[index]);
    }
  }
}

struct CleanCharacter {
  char32_t code_point;
  int digit;
  bool is_separator;
};

/// End of the run of digits that starts at `begin`, and how many digits it has.
std::pair<std::size_t, std::size_t> digit_run(const std::vector<CleanCharacter>& text,
                                              std::size_t begin) {
  std::size_t end = begin;
  std::size_t digits = 0;
  std::size_t separators = 0;
  for (std::size_t i = begin; i < text.size() && separators <= kMostSeparators; ++i) {
    if (text[i].digit >= 0) {
      ++digits;
      separators = 0;
      end = i + 1;
    } else if (text[i].is_separator) {
      ++separators;
    } else {
      break;
    }
  }
  return {end, digits};
}

void make_digits(const ViewText& clean, ViewText& out) {
  std::vector<CleanCharacter> text;
  text.reserve(clean.sources.size());
  for (std::size_t position = 0; position < clean.text.size();) {
    const char32_t c = utf8::next(clean.text, position);
    text.push_back({c, digit_of(c), text_tables::entry(c).kind() == Class::kPunctuation});
  }
  for (std::size_t i = 0; i < text.size();) {
    if (text[i].digit < 0) {
      out.append(text[i].code_point, clean.sources[i]);
      ++i;
      continue;
    }
    const auto [end, digits] = digit_run(text, i);
    const bool is_number = digits >= kShortestRun;
    for (; i < end; ++i) {
      if (!is_number) {
        out.append(text[i].code_point, clean.sources[i]);
      } else if (text[i].digit >= 0) {
        out.append(U'0' + static_cast<char32_t>(text[i].digit), clean.sources[i]);
      }
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
      make_norm(original_, out);
      break;
    case View::kClean:
      make_filtered(get(View::kNorm), is_in_clean, out);
      break;
    case View::kSquash:
      make_filtered(get(View::kNorm), is_in_squash, out);
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
