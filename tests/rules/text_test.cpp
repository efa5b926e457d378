#include "rules/text.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "rules/utf8.h"

namespace rules {
namespace {

constexpr View kAllViews[] = {View::kRaw, View::kNorm, View::kClean, View::kSquash, View::kDigits};

/// A character of every kind the views treat differently, common ones more often.
char32_t random_code_point(std::mt19937& random) {
  static const std::u32string kInteresting =
      U"aAzZ09 "
      U",.!?，。！？：；;:+%"
      U"微信薇訊臺灣一二三幺零〇壹贰①③⑧⓪❶➊Ⓥ🅥➕⭐🌟★🖊🐎✖"
      U"❌"
      U"😀"
      U"❤"
      U"\u0301\u0308\u20E3\uFE0F\u200D\u200B\u00AD\u3164\u0130ßſﬁﷺ½㎏㈱ｶﾞがẛ\u1100\u1161\u11A8가각"
      U"ㄱ"
      U"\n\t\r\u2028\u00A0\u3000١२\U0001F468\U0001F469\U0001F3FD\U0001F51F\U000E0061\uFFFD";
  const auto pick = random() % 4;
  if (pick < 2) {
    return kInteresting[random() % kInteresting.size()];
  }
  const char32_t last = pick == 2 ? 0xFFFF : 0x10FFFF;
  const auto c = static_cast<char32_t>(random() % (last + 1));
  return c >= 0xD800 && c <= 0xDFFF ? U'\u0301' : c;
}

std::string random_text(std::mt19937& random) {
  std::string out;
  for (auto n = random() % 24; n > 0; --n) {
    utf8::append(out, random_code_point(random));
  }
  return out;
}

std::string random_bytes(std::mt19937& random) {
  std::string out = random_text(random);
  for (auto n = random() % 4; n > 0 && !out.empty(); --n) {
    out[random() % out.size()] = static_cast<char>(random() % 256);
  }
  return out;
}

void expect_sound_map(const std::string& original, View view) {
  MessageViews views;
  views.reset(original);
  const ViewText& made = views.get(view);
  const std::size_t code_points = utf8::decode(original).size();
  ASSERT_FALSE(utf8::first_broken(made.text)) << testing::PrintToString(original);
  ASSERT_EQ(utf8::count(made.text), made.sources.size());
  std::uint32_t before = 0;
  for (const ViewText::Source& source : made.sources) {
    ASSERT_LT(source.begin, source.end);
    ASSERT_LE(before, source.begin);
    ASSERT_LE(source.end, code_points);
    before = source.begin;
  }
}

TEST(Views, EachTakesMoreAwayThanTheOneBefore) {
  const std::string text = "亲 加Ｖ：一三八-0013 😀８000！";
  EXPECT_EQ(view_of(View::kRaw, text), text);
  EXPECT_EQ(view_of(View::kNorm, text), "亲 加v:一三八-0013 😀8000!");
  EXPECT_EQ(view_of(View::kClean, text), "亲加v:一三八00138000!");
  EXPECT_EQ(view_of(View::kSquash, text), "亲加v一三八00138000");
  EXPECT_EQ(view_of(View::kDigits, text), "亲加v:13800138000!");
}

TEST(Views, NormFoldsCaseWidthAndTraditional) {
  EXPECT_EQ(view_of(View::kNorm, "ＶＩＰ客服 臺灣微訊"), "vip客服 台湾微讯");
  EXPECT_EQ(view_of(View::kNorm, "①③⑧ ㎏ ﬁ"), "138 kg fi");
}

TEST(Views, SymbolsThatStandForCharactersRead) {
  EXPECT_EQ(view_of(View::kNorm, "➕⭐🌟★🖊🐎✖❌"), "+星星星笔码xx");
  EXPECT_EQ(view_of(View::kNorm, "1⃣3️⃣8⃣🔟"), "13810");
  EXPECT_EQ(view_of(View::kNorm, "NO.➊ ❷ 🅥🅧"), "no.1 2 vx");
}

TEST(Views, SimilarCharactersAreNeverConfused) {
  EXPECT_EQ(view_of(View::kDigits, "蔷薇 维信"), "蔷薇维信");
}

TEST(Views, InvisibleCharactersDisappear) {
  EXPECT_EQ(view_of(View::kNorm, "支\u200D付\u200B宝\uFEFF\u00AD\u3164\uFE0F"), "支付宝");
  EXPECT_EQ(view_of(View::kNorm, "微\u0301\u0308信\u20DD"), "微信");
}

TEST(Views, EmojiSequencesLeaveTheirPartsInNormAndNothingInClean) {
  const std::string family = "\U0001F468\u200D\U0001F469\u200D\U0001F467\U0001F3FD";
  EXPECT_EQ(view_of(View::kNorm, family), "\U0001F468\U0001F469\U0001F467\U0001F3FD");
  EXPECT_EQ(view_of(View::kClean, family), "");
}

TEST(Views, CanonicallyEqualTextsReadTheSame) {
  EXPECT_EQ(view_of(View::kNorm, "caf\u00E9"), view_of(View::kNorm, "cafe\u0301"));
  EXPECT_EQ(view_of(View::kNorm, "\u1100\u1161\u11A8"), view_of(View::kNorm, "\uAC01"));
}

TEST(Views, WhiteSpaceOfAnyKindIsOneSpace) {
  EXPECT_EQ(view_of(View::kNorm, "a\nb\tc\u3000d\u2028e\u00A0f"), "a b c d e f");
}

TEST(Views, ShortRunsOfNumeralsStayWords) {
  EXPECT_EQ(view_of(View::kDigits, "看一下，二十三天，五一放假"), "看一下,二十三天,五一放假");
  EXPECT_EQ(view_of(View::kDigits, "1,2:3 和 4,5"), "123和4,5");
  EXPECT_EQ(view_of(View::kDigits, "幺三八,洞"), "138,洞");
}

TEST(Views, MarksFarApartDoNotMakeOneNumber) {
  EXPECT_EQ(view_of(View::kDigits, "12,,,,34"), "12,,,,34");
  EXPECT_EQ(view_of(View::kDigits, "12,,,34"), "1234");
}

TEST(Views, BrokenUtf8BecomesReplacementCharacters) {
  EXPECT_EQ(view_of(View::kRaw,
                    "a\xFF\xE5\xBE"
                    "b\xC0\x80"),
            "a\uFFFD\uFFFD"
            "b\uFFFD\uFFFD");
  EXPECT_EQ(view_of(View::kRaw, "\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");
}

TEST(Views, SpansMapBackOverWhatWasTakenOut) {
  MessageViews views;
  views.reset("亲 加下微 信😀细聊");
  const ViewText& clean = views.get(View::kClean);
  const std::size_t begin = clean.text.find("加");
  const std::size_t end = clean.text.find("细");
  EXPECT_EQ(clean.span_of(begin, end), (Span{2, 5}));
}

TEST(Views, ACharacterThatReadsAsSeveralMapsToItself) {
  MessageViews views;
  views.reset("xﷺy");
  const ViewText& norm = views.get(View::kNorm);
  EXPECT_EQ(norm.span_of(1, norm.text.size() - 1), (Span{1, 1}));
}

TEST(Views, JoinedJamoMapToAllOfThem) {
  MessageViews views;
  views.reset("x\u1100\u1161\u11A8y");
  EXPECT_EQ(views.get(View::kNorm).span_of(1, 4), (Span{1, 3}));
}

TEST(Views, MadeTwiceChangeNothing) {
  std::mt19937 random(20221122);
  for (int i = 0; i < 20000; ++i) {
    const std::string text = random_text(random);
    for (const View view : kAllViews) {
      const std::string once = view_of(view, text);
      ASSERT_EQ(view_of(view, once), once) << to_string(view) << " of " << text;
    }
  }
}

TEST(Views, MapsAreMonotoneAndInBoundsForAnyBytes) {
  std::mt19937 random(7);
  for (int i = 0; i < 10000; ++i) {
    const std::string text = random_bytes(random);
    for (const View view : kAllViews) {
      expect_sound_map(text, view);
    }
  }
}

TEST(Views, ReusedMemoryKeepsNothingOfTheLastMessage) {
  MessageViews views;
  views.reset("加微信一三八");
  views.get(View::kDigits);
  views.reset("好");
  EXPECT_EQ(views.get(View::kDigits).text, "好");
  views.reset("");
  EXPECT_EQ(views.get(View::kDigits).text, "");
}

TEST(WordCharacter, IsALetterOrDigitButNotHan) {
  EXPECT_TRUE(is_word_character(U'a'));
  EXPECT_TRUE(is_word_character(U'7'));
  EXPECT_TRUE(is_word_character(U'д'));
  EXPECT_FALSE(is_word_character(U'客'));
  EXPECT_FALSE(is_word_character(U'-'));
}

TEST(DisplayWidth, CountsHanTwice) {
  EXPECT_EQ(utf8::display_width("ab微信"), 6U);
  EXPECT_EQ(utf8::display_width("e\u0301"), 1U);
}

}  // namespace
}  // namespace rules
