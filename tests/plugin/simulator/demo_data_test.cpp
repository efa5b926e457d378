#include "plugin/demo_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace plugin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kBegin =
    "shop: s\nbot: b_1 沙沙\nagents: a_1 小林, a_2 小周\n== one\ncustomer: 陈女士\nagent: 小林\n";

ParsedDemo parse_after_begin(std::string_view lines) {
  return parse_demo(std::string(kBegin) + std::string(lines));
}

TEST(DemoData, TheShippedScriptHasNoMistakeAndAtLeastSixtyConversations) {
  const ParsedDemo parsed = parse_demo(demo_text());
  EXPECT_THAT(parsed.mistakes, IsEmpty());
  EXPECT_GE(parsed.script.conversations.size(), 60U);
  EXPECT_THAT(parsed.script.agents, SizeIs(4));
}

TEST(DemoData, ReadsSpeakersKindsAndTimes) {
  const auto parsed = parse_after_begin(
      "customer 0:00 在吗\nagent/小周 1:05 <image> [图片]\nassisted 1:06 机器人代答\nnote 1:07 "
      "内部\n");
  ASSERT_THAT(parsed.mistakes, IsEmpty());
  const auto& lines = parsed.script.conversations.at(0).lines;
  ASSERT_THAT(lines, SizeIs(4));
  EXPECT_EQ(lines[0].speaker, qa::ActorKind::kCustomer);
  EXPECT_EQ(lines[0].text, "在吗");
  EXPECT_EQ(lines[1].agent, "小周");
  EXPECT_EQ(lines[1].kind, "image");
  EXPECT_EQ(lines[1].text, "[图片]");
  EXPECT_EQ(lines[1].at, std::chrono::seconds(65));
  EXPECT_TRUE(lines[2].is_assisted);
  EXPECT_TRUE(lines[3].is_note);
}

TEST(DemoData, ReadsRatingsOrdersAndQueues) {
  const auto parsed = parse_after_begin(
      "queued 0:01 busy 高峰\nrating 2:00 2 回复慢,态度差 | 等太久\norder 3:00 199.05 p_1 "
      "羽绒服\n");
  ASSERT_THAT(parsed.mistakes, IsEmpty());
  const auto& lines = parsed.script.conversations.at(0).lines;
  EXPECT_TRUE(lines.at(0).is_busy);
  EXPECT_EQ(lines[0].text, "高峰");
  EXPECT_EQ(lines.at(1).stars, 2);
  EXPECT_THAT(lines[1].tags, ElementsAre("回复慢", "态度差"));
  EXPECT_EQ(lines[1].text, "等太久");
  EXPECT_EQ(lines.at(2).amount_minor, 19905);
  EXPECT_EQ(lines[2].product, (qa::Product{"p_1", "羽绒服"}));
}

TEST(DemoData, ReadsAPinnedBeginning) {
  const auto parsed = parse_after_begin("starts: live-1:36\nopens: bot\ncustomer 0:00 在吗\n");
  ASSERT_THAT(parsed.mistakes, IsEmpty());
  EXPECT_EQ(parsed.script.conversations.at(0).from_live, std::chrono::seconds(-96));
  EXPECT_EQ(parsed.script.conversations[0].opens, qa::ConversationStatus::kBot);
}

TEST(DemoData, NamesTheLineOfEveryMistakeAtOnce) {
  const auto parsed = parse_after_begin(
      "shouts 0:00 喂\ncustomer 0:61 在吗\ncustomer 0:10 在\nagent 0:05 在\nagent/小李 0:20 在\n"
      "rating 0:30 6\norder 0:40 12 p 书\n== one\ncustomer: 李\ncustomer 0:00 <hologram> 看\n");
  EXPECT_THAT(parsed.mistakes, ElementsAre(DemoMistake{7, "unknown verb 'shouts'"},
                                           DemoMistake{8, "'0:61': expected a time m:ss"},
                                           DemoMistake{10, "0:05 is before the line above"},
                                           DemoMistake{11, "'小李' is not among agents:"},
                                           DemoMistake{12, "expected 1 to 5 stars"},
                                           DemoMistake{13, "expected an amount like 199.00"},
                                           DemoMistake{14, "there is a conversation 'one' already"},
                                           DemoMistake{16, "unknown content kind 'hologram'"}));
}

TEST(DemoData, RefusesHeadersThatMakeNoSense) {
  const auto parsed = parse_after_begin(
      "opens: shut\nstarts: noon\nattrs: a\ncolour: red\ncustomer 0:00 在\nchannel: jd\n== two\n");
  EXPECT_THAT(parsed.mistakes,
              ElementsAre(DemoMistake{7, "'shut': expected bot, queued or open"},
                          DemoMistake{8, "'noon': expected live-m:ss or live+m:ss"},
                          DemoMistake{9, "'a': expected key=value"},
                          DemoMistake{10, "unknown key 'colour:'"},
                          DemoMistake{12, "'channel:' must stand before the first event"},
                          DemoMistake{13, "conversation 'two' has no lines"},
                          DemoMistake{13, "conversation 'two' has no customer:"}));
}

TEST(DemoData, AnEmptyScriptIsAMistake) {
  EXPECT_THAT(parse_demo("# nothing\n").mistakes,
              ElementsAre(DemoMistake{1, "there is no conversation (== NAME)"}));
}

}  // namespace
}  // namespace plugin
