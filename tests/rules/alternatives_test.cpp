#include "rules/alternatives.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rules {
namespace {

using Preference = Alternatives::Preference;

constexpr auto kAny = [](ByteSpan) { return true; };

std::optional<ByteSpan> found(const Alternatives& texts, std::string_view text,
                              Preference preference, std::size_t from = 0) {
  return texts.find(text, from, preference, kAny);
}

TEST(Alternatives, TakeTheLeftmostAndThereTheEarliestListed) {
  const Alternatives texts({"不能", "不能加", "加微信"});
  EXPECT_EQ(found(texts, "请不能加微信", Preference::kEarliestListed), (ByteSpan{3, 9}));
  EXPECT_EQ(found(texts, "请不能加微信", Preference::kEarliestListed, 4), (ByteSpan{9, 18}));
  EXPECT_EQ(found(texts, "好", Preference::kEarliestListed), std::nullopt);
}

TEST(Alternatives, TakeTheLongestWhereThatIsAsked) {
  const Alternatives texts({"不能", "不能加微信", "不能加"});
  EXPECT_EQ(found(texts, "不能加微信", Preference::kLongest), (ByteSpan{0, 15}));
  EXPECT_EQ(found(texts, "不能加微", Preference::kLongest), (ByteSpan{0, 9}));
}

TEST(Alternatives, LetPassOnlyWhatIsAccepted) {
  const Alternatives texts({"ab", "abc", "c", "ab"});
  const auto longer_than_two = [](ByteSpan span) { return span.end - span.begin > 2; };
  EXPECT_EQ(texts.find("abcc", 0, Preference::kEarliestListed, longer_than_two), (ByteSpan{0, 3}));
}

TEST(Alternatives, OfOneTextAreFoundAgainAndAgain) {
  const Alternatives texts({"哈哈", "哈哈"});
  EXPECT_EQ(found(texts, "哈哈哈", Preference::kLongest), (ByteSpan{0, 6}));
  EXPECT_EQ(found(texts, "哈哈哈", Preference::kLongest, 3), (ByteSpan{3, 9}));
  EXPECT_EQ(found(texts, "哈哈哈", Preference::kLongest, 6), std::nullopt);
}

TEST(Alternatives, SayWhatEachByItselfWouldSay) {
  const std::vector<std::string> listed = {"b", "ba", "a", "abab", "bb", "aba", "啊", "啊b"};
  const Alternatives texts(listed);
  std::string text = "ab啊bbaabab啊啊bab";
  for (std::size_t from = 0; from <= text.size(); ++from) {
    std::optional<ByteSpan> best;
    for (const std::string& one : listed) {
      const std::size_t at = text.find(one, from);
      if (at != std::string::npos && (!best || at < best->begin)) {
        best = ByteSpan{at, at + one.size()};
      }
    }
    EXPECT_EQ(found(texts, text, Preference::kEarliestListed, from), best) << from;
  }
}

}  // namespace
}  // namespace rules
