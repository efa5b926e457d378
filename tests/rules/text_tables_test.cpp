#include "rules/text_tables.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#ifdef SANDGLASS_HAS_ICU
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/uversion.h>

#include <opencc/SimpleConverter.hpp>
#endif

namespace rules::text_tables {
namespace {

constexpr char32_t kLast = 0x10FFFF;

TEST(TextTables, ReplacementsStandForThemselves) {
  for (char32_t c = 0; c <= kLast; ++c) {
    const Entry& entered = entry(c);
    if (entered.is_identity()) {
      continue;
    }
    for (const char32_t part : replacement(entered)) {
      ASSERT_TRUE(entry(part).is_identity()) << std::hex << static_cast<unsigned>(c);
    }
  }
}

TEST(TextTables, DigitsOfEveryScriptHaveTheirValue) {
  EXPECT_EQ(entry(U'7').digit(), 7);
  EXPECT_EQ(entry(U'٣').digit(), 3);
  EXPECT_EQ(entry(U'a').digit(), -1);
  EXPECT_EQ(entry(U'三').digit(), -1);
}

#ifdef SANDGLASS_HAS_ICU

std::string icu_unicode_version() {
  UVersionInfo version;
  u_getUnicodeVersion(version);
  return std::to_string(version[0]) + "." + std::to_string(version[1]);
}

bool is_mark_or_invisible(UChar32 c) {
  const auto mask = U_GET_GC_MASK(c);
  return (mask & (U_GC_CC_MASK | U_GC_CF_MASK | U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CS_MASK)) != 0 ||
         u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

/// What the table says, as ICU text.
icu::UnicodeString image(char32_t c) {
  icu::UnicodeString out;
  const Entry& entered = entry(c);
  if (entered.is_identity()) {
    return out.append(static_cast<UChar32>(c));
  }
  for (const char32_t part : replacement(entered)) {
    out.append(static_cast<UChar32>(part));
  }
  return out;
}

class TextTablesAgainstIcu : public testing::Test {
 protected:
  void SetUp() override {
    if (icu_unicode_version() != unicode_version()) {
      GTEST_SKIP() << "the tables are of Unicode " << unicode_version() << ", this ICU of "
                   << icu_unicode_version();
    }
  }
};

TEST_F(TextTablesAgainstIcu, NothingInvisibleIsLeft) {
  for (char32_t c = 0; c <= kLast; ++c) {
    const icu::UnicodeString text = image(c);
    for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
      ASSERT_FALSE(is_mark_or_invisible(text.char32At(i))) << std::hex << static_cast<unsigned>(c);
    }
  }
}

/// Every image is NFKC + lower case with marks removed, unless a symbol or a traditional character
/// is involved; those have their own tests.
TEST_F(TextTablesAgainstIcu, ImagesAreNfkcInLowerCase) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* const nfkd = icu::Normalizer2::getNFKDInstance(status);
  const icu::Normalizer2* const nfkc = icu::Normalizer2::getNFKCInstance(status);
  ASSERT_TRUE(U_SUCCESS(status));
  int compared = 0;
  for (char32_t c = 0; c <= kLast; ++c) {
    const auto code = static_cast<UChar32>(c);
    const bool has_own_test =
        uscript_hasScript(code, USCRIPT_HAN) != 0 || u_charType(code) == U_OTHER_SYMBOL ||
        u_charType(code) == U_OTHER_NUMBER || u_charType(code) == U_SURROGATE || c == 0x2795 ||
        u_isUWhiteSpace(code) != 0 || is_mark_or_invisible(code);
    if (has_own_test || (c >= 0xF900 && c <= 0xFAFF)) {
      continue;
    }
    icu::UnicodeString folded = nfkc->normalize(icu::UnicodeString(code), status);
    folded.toLower(icu::Locale::getRoot());
    const icu::UnicodeString parts = nfkd->normalize(folded, status);
    icu::UnicodeString expected;
    for (int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
      if (!is_mark_or_invisible(parts.char32At(i))) {
        expected.append(parts.char32At(i));
      }
    }
    // The table keeps Hangul syllables whole.
    const icu::UnicodeString actual = nfkd->normalize(image(c), status);
    ASSERT_TRUE(actual == expected) << std::hex << static_cast<unsigned>(c);
    ++compared;
  }
  EXPECT_GT(compared, 900'000);
}

TEST_F(TextTablesAgainstIcu, HanIsWhatOpenccMakesOfIt) {
  const opencc::SimpleConverter to_simplified("t2s.json");
  for (char32_t c = 0x3400; c <= 0x9FFF; ++c) {
    std::string utf8;
    icu::UnicodeString(static_cast<UChar32>(c)).toUTF8String(utf8);
    // Twice, since some simplified characters are themselves simplified further.
    const std::string once = to_simplified.Convert(utf8);
    const auto expected = icu::UnicodeString::fromUTF8(to_simplified.Convert(once));
    ASSERT_TRUE(image(c) == expected) << std::hex << static_cast<unsigned>(c) << " " << once;
  }
}

TEST_F(TextTablesAgainstIcu, ClassesAreIcuCategories) {
  for (char32_t c = 0; c <= kLast; ++c) {
    const Entry& entered = entry(c);
    if (!entered.is_identity()) {
      continue;
    }
    const auto code = static_cast<UChar32>(c);
    const bool is_letter = u_isalpha(code) != 0 && (U_GET_GC_MASK(code) & U_GC_L_MASK) != 0;
    const Class kind = entered.kind();
    ASSERT_EQ(kind == Class::kLetter || (kind == Class::kHan && c != 0x3007 && c < 0x3021) ||
                  (kind == Class::kHan && is_letter),
              is_letter)
        << std::hex << static_cast<unsigned>(c);
    ASSERT_EQ(kind == Class::kDigit, u_charType(code) == U_DECIMAL_DIGIT_NUMBER);
  }
}

TEST_F(TextTablesAgainstIcu, CommittedFileIsWhatTheGeneratorWrites) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(SANDGLASS_TABLES_GENERATOR, "r"), pclose);
  ASSERT_NE(pipe, nullptr);
  std::string made;
  std::array<char, 65536> buffer{};
  for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;) {
    made.append(buffer.data(), n);
  }
  std::ifstream file(SANDGLASS_SOURCE_DIR "/rules/text_tables.inc", std::ios::binary);
  std::stringstream committed;
  committed << file.rdbuf();
  EXPECT_TRUE(made == committed.str())
      << "run generate_text_tables > rules/text_tables.inc and look at the difference";
}

#else

TEST(TextTablesAgainstIcu, NeedsIcuAndOpencc) {
  GTEST_SKIP() << "ICU and OpenCC are not installed; the committed tables are not compared";
}

#endif

}  // namespace
}  // namespace rules::text_tables
