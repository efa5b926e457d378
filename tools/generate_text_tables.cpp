// Writes rules/text_tables.inc: what normalising makes of every code point.
//
//   generate_text_tables > rules/text_tables.inc
//
// Needs ICU and OpenCC; the ordinary build does not. Run it when Unicode moves on, look at the
// difference, commit it. tests/rules/text_tables_test.cpp says when the committed file is stale.
//
// The image of a code point is the fixed point of: NFKC and its decomposition, controls, format
// characters, default ignorables and combining marks out, lower case, traditional to simplified,
// the symbol table below. Hangul syllables stay whole. Fixed point, so that normalising twice
// changes nothing.

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/uversion.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <opencc/SimpleConverter.hpp>
#include <string>
#include <tuple>
#include <vector>

namespace {

using Text = std::u32string;

constexpr char32_t kLast = 0x10FFFF;
constexpr unsigned kBlock = 128;

/// Symbols that stand for a character, beyond what NFKC knows. Deliberately short: a symbol is
/// here only if people read it as that character.
std::map<char32_t, Text> symbols() {
  std::map<char32_t, Text> table = {
      {0x2795, U"+"},   {0x2B50, U"星"},  {0x1F31F, U"星"}, {0x2605, U"星"},
      {0x1F58A, U"笔"}, {0x1F40E, U"码"}, {0x2716, U"x"},   {0x274C, U"x"},
      {0x1F51F, U"10"}, {0x24FF, U"0"},   {0x1F10B, U"0"},  {0x1F10C, U"0"},
  };
  const auto count_up = [&table](char32_t from, unsigned first, unsigned last) {
    for (unsigned n = first; n <= last; ++n) {
      const std::string digits = std::to_string(n);
      table[from + n - first] = Text(digits.begin(), digits.end());
    }
  };
  count_up(0x2776, 1, 10);   // ❶
  count_up(0x2780, 1, 10);   // ➀
  count_up(0x278A, 1, 10);   // ➊
  count_up(0x24EB, 11, 20);  // ⓫
  for (char32_t i = 0; i < 26; ++i) {
    table[0x1F150 + i] = Text(1, U'a' + i);  // 🅐
    table[0x1F170 + i] = Text(1, U'a' + i);  // 🅰
  }
  return table;
}

bool is_dropped(char32_t c) {
  const auto code = static_cast<UChar32>(c);
  const int category = u_charType(code);
  return category == U_CONTROL_CHAR || category == U_FORMAT_CHAR ||
         category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK ||
         category == U_SURROGATE ||
         u_hasBinaryProperty(code, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

bool is_hangul_syllable(char32_t c) {
  return c >= 0xAC00 && c <= 0xD7A3;
}

class Normaliser {
 public:
  Normaliser() : to_simplified_("t2s.json"), symbols_(symbols()) {
    UErrorCode status = U_ZERO_ERROR;
    nfkd_ = icu::Normalizer2::getNFKDInstance(status);
    if (U_FAILURE(status)) {
      std::fprintf(stderr, "generate_text_tables: ICU has no NFKD: %s\n", u_errorName(status));
      std::exit(1);
    }
  }

  Text image(char32_t c) const {
    Text now(1, c);
    for (int round = 0; round < 8; ++round) {
      Text next;
      for (const char32_t part : now) {
        next += once(part);
      }
      if (next == now) {
        return now;
      }
      now = std::move(next);
    }
    std::fprintf(stderr, "generate_text_tables: U+%04X never settles\n", static_cast<unsigned>(c));
    std::exit(1);
  }

 private:
  Text once(char32_t c) const {
    if (is_hangul_syllable(c)) {
      return Text(1, c);
    }
    if (const auto symbol = symbols_.find(c); symbol != symbols_.end()) {
      return symbol->second;
    }
    if (c >= 0xD800 && c <= 0xDFFF) {
      return {};
    }
    const auto code = static_cast<UChar32>(c);
    if (u_isUWhiteSpace(code) != 0) {
      return U" ";
    }
    if (is_dropped(c)) {
      return {};
    }
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString text = nfkd_->normalize(icu::UnicodeString(code), status);
    text.toLower(icu::Locale::getRoot());
    Text out;
    for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
      out += simplified(static_cast<char32_t>(text.char32At(i)));
    }
    return out;
  }

  Text simplified(char32_t c) const {
    if (uscript_hasScript(static_cast<UChar32>(c), USCRIPT_HAN) == 0) {
      return Text(1, c);
    }
    std::string utf8;
    icu::UnicodeString(static_cast<UChar32>(c)).toUTF8String(utf8);
    const auto converted = icu::UnicodeString::fromUTF8(to_simplified_.Convert(utf8));
    return Text(1, static_cast<char32_t>(converted.char32At(0)));
  }

  opencc::SimpleConverter to_simplified_;
  std::map<char32_t, Text> symbols_;
  const icu::Normalizer2* nfkd_ = nullptr;
};

int class_of(char32_t c) {
  const auto code = static_cast<UChar32>(c);
  static const Text kPunctuation = U",。!?;:+%";
  if (kPunctuation.find(c) != Text::npos) {
    return 1;
  }
  UErrorCode status = U_ZERO_ERROR;
  const int category = u_charType(code);
  const bool is_letter = (U_GET_GC_MASK(code) & U_GC_L_MASK) != 0;
  if (uscript_getScript(code, &status) == USCRIPT_HAN &&
      (is_letter || category == U_LETTER_NUMBER)) {
    return 4;
  }
  if (category == U_DECIMAL_DIGIT_NUMBER) {
    return 3;
  }
  return is_letter ? 2 : 0;
}

struct Entry {
  unsigned first;
  std::size_t length;
  bool is_identity;
  int kind;
  int digit;

  auto operator<=>(const Entry&) const = default;
};

template <typename Values>
void print_array(const char* type, const char* name, const Values& values) {
  std::printf("constexpr %s %s[] = {", type, name);
  const bool is_entry = std::string(type) == "Entry";
  const char* const open = is_entry ? "{" : "";
  const char* const close = is_entry ? "}" : "";
  int column = 0;
  for (const auto value : values) {
    std::printf("%s%s", column++ % 24 == 0 ? "\n" : "", open);
    std::printf("%u%s,", static_cast<unsigned>(value), close);
  }
  std::printf("\n};\n\n");
}

}  // namespace

int main() {
  const Normaliser normaliser;
  Text pool;
  std::vector<Entry> entries;
  std::map<Entry, std::uint16_t> entry_ids;
  std::map<Text, unsigned> pooled;
  std::map<std::vector<std::uint16_t>, std::uint16_t> block_ids;
  std::vector<std::uint16_t> block_of;
  std::vector<std::uint16_t> entry_of;
  std::vector<std::uint16_t> block;
  for (char32_t c = 0; c <= kLast; ++c) {
    const Text image = normaliser.image(c);
    Entry entry{0, 0, image == Text(1, c), class_of(c), u_charDigitValue(static_cast<UChar32>(c))};
    if (u_charType(static_cast<UChar32>(c)) != U_DECIMAL_DIGIT_NUMBER) {
      entry.digit = -1;
    }
    if (!entry.is_identity) {
      entry.kind = 0;
      entry.digit = -1;
      entry.length = image.size();
      if (!image.empty()) {
        const auto [at, is_new] = pooled.try_emplace(image, pool.size());
        if (is_new) {
          pool += image;
        }
        entry.first = at->second;
      }
    }
    const auto [id, is_new] = entry_ids.try_emplace(entry, entries.size());
    if (is_new) {
      entries.push_back(entry);
    }
    block.push_back(id->second);
    if (block.size() == kBlock) {
      const auto [at, is_new_block] = block_ids.try_emplace(block, block_ids.size());
      if (is_new_block) {
        entry_of.insert(entry_of.end(), block.begin(), block.end());
      }
      block_of.push_back(at->second);
      block.clear();
    }
  }
  if (entries.size() > 0xFFFF || pool.size() > 0xFFFF) {
    std::fprintf(stderr, "generate_text_tables: the tables outgrew 16 bits\n");
    return 1;
  }
  UVersionInfo version;
  u_getUnicodeVersion(version);
  std::printf("// Generated by tools/generate_text_tables.cpp; do not edit.\n\n");
  std::printf("constexpr char kUnicodeVersion[] = \"%u.%u\";\n\n", version[0], version[1]);
  print_array("std::uint16_t", "kBlockOf", block_of);
  print_array("std::uint16_t", "kEntryOf", entry_of);
  print_array("char32_t", "kPool", pool);
  std::vector<std::uint32_t> packed;
  for (const Entry& entry : entries) {
    packed.push_back(entry.first | (static_cast<std::uint32_t>(entry.length) << 16U) |
                     (entry.is_identity ? 1U << 21U : 0U) |
                     (static_cast<std::uint32_t>(entry.kind) << 22U) |
                     (static_cast<std::uint32_t>(entry.digit + 1) << 25U));
  }
  print_array("Entry", "kEntries", packed);
  return 0;
}
