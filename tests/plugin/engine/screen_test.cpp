#include "plugin/screen.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "rules/utf8.h"
#include "tests/support/event_builder.h"

namespace plugin {
namespace {

using rules::Language;
using support::EventBuilder;
using support::shanghai;

TEST(TerminalText, LeavesPlainWordsAlone) {
  EXPECT_EQ(terminal_text("您好 ok 😀", 80), "您好 ok 😀");
}

TEST(TerminalText, ShowsNoControlCharacter) {
  const std::string shown = terminal_text(
      "a\x1b[2J\x07\x7f\xc2\x9b"
      "31mb\r\nc\td",
      80);
  EXPECT_EQ(shown, "a·[2J···31mb  c d");
}

TEST(TerminalText, ShowsNoCharacterThatTurnsOrHidesText) {
  for (const char* hidden : {"\u202e", "\u2066", "\u200b", "\u2028", "\ufeff", "\u061c", "\u00ad",
                             "\ufff9", "\U000e0041"}) {
    EXPECT_EQ(terminal_text(std::string("a") + hidden + "b", 80), "a·b");
  }
}

TEST(TerminalText, BrokenBytesBecomeReplacementCharacters) {
  EXPECT_EQ(terminal_text("a\xff\xe4\xbd"
                          "b",
                          80),
            "a\uFFFD\uFFFD"
            "b");
}

TEST(TerminalText, CountsHanAsTwoColumnsAndMarksTheCut) {
  EXPECT_EQ(terminal_text("一二三", 6), "一二三");
  EXPECT_EQ(terminal_text("一二三", 5), "一二…");
  EXPECT_EQ(terminal_text("一二三", 4), "一…");
  EXPECT_EQ(terminal_text("一二三", 1), "…");
  EXPECT_EQ(terminal_text("一二三", 0), "");
}

/// `line` without the colours this program puts there, and nothing else taken away.
std::string without_colours(std::string line) {
  for (std::size_t at = line.find('\x1b'); at != std::string::npos; at = line.find('\x1b')) {
    line.erase(at, line.find('m', at) - at + 1);
  }
  return line;
}

std::vector<std::string> lines_of(const std::string& screen) {
  std::vector<std::string> lines;
  for (std::size_t from = 0; from <= screen.size();) {
    const auto end = std::min(screen.find("\r\n", from), screen.size());
    lines.push_back(without_colours(screen.substr(from, end - from)));
    from = end + 2;
  }
  return lines;
}

qa::RoundRecord open_round(const std::string& conversation, qa::Time opened_at) {
  qa::RoundRecord round;
  round.conversation = {"shop_1", "desk", conversation};
  round.opened_at = opened_at;
  round.owner = "a_1";
  return round;
}

/// Everything on it at once: links, many rounds, nudges, findings; names that fight back.
Screen::View crowded_view(Screen& screen) {
  EventBuilder talk;
  Screen::View view;
  view.now = shanghai("2026-11-22", "10:05:00");
  for (int i = 0; i < 30; ++i) {
    const std::string id = "c_" + std::to_string(i);
    talk.conversation(id).opened().customer(
        "一个很长很长的问题，\x1b[31m一行放不下\x1b[0m，还要再长一点");
    view.open_rounds.push_back(
        open_round(id, shanghai("2026-11-22", i % 2 ? "10:04:00" : "09:00:00")));
    qa::NudgeRecord nudge;
    nudge.conversation = view.open_rounds.back().conversation;
    nudge.opened_at = view.open_rounds.back().opened_at;
    nudge.at = nudge.opened_at + std::chrono::seconds(100);
    nudge.due_at = nudge.opened_at + std::chrono::seconds(180);
    screen.see(nudge, nullptr);
  }
  for (const qa::Event& event : talk.take()) {
    screen.see(event);
  }
  workstation::LinkStatus status;
  status.state = workstation::LinkState::kLive;
  status.detail = "connected to \x1b]0;evil\x07 a workstation with a long name as 客服小李";
  view.links = {{"desk", status}, {"other", {}}};
  return view;
}

TEST(Screen, IsNeverWiderOrHigherThanTheTerminal) {
  for (const Language language : {Language::kChinese, Language::kEnglish}) {
    Screen screen(language, true, qa::Profile::douyin());
    const Screen::View view = crowded_view(screen);
    for (const std::size_t columns : {0U, 1U, 7U, 20U, 39U, 40U, 80U, 200U}) {
      for (const std::size_t rows : {1U, 2U, 5U, 10U, 24U, 60U}) {
        const auto lines = lines_of(screen.draw(view, columns, rows));
        EXPECT_LE(lines.size(), rows);
        for (const std::string& line : lines) {
          EXPECT_LE(rules::utf8::display_width(line), columns) << line;
        }
      }
    }
  }
}

TEST(Screen, ShowsTheOldestRoundFirstWithItsCountdown) {
  Screen screen(Language::kChinese, false, qa::Profile::douyin());
  Screen::View view;
  view.now = shanghai("2026-11-22", "10:02:30");
  view.open_rounds = {open_round("c_1", shanghai("2026-11-22", "09:58:00")),
                      open_round("c_2", shanghai("2026-11-22", "10:00:00"))};
  const std::string drawn = screen.draw(view, 80, 24);
  EXPECT_NE(drawn.find("待回复 2"), std::string::npos);
  EXPECT_LT(drawn.find("+1:30"), drawn.find("0:30"));
  EXPECT_EQ(drawn.find('\x1b'), std::string::npos) << "no colour was asked for";
}

TEST(Screen, NothingFromOutsideReachesTheTerminalAsItIs) {
  Screen screen(Language::kEnglish, false, qa::Profile::douyin());
  const std::string drawn = screen.draw(crowded_view(screen), 120, 60);
  EXPECT_EQ(drawn.find('\x1b'), std::string::npos);
  EXPECT_EQ(drawn.find('\x07'), std::string::npos);
}

TEST(Screen, TellsOfASurgeOfAShopAndKeepsEscapesOut) {
  Screen screen(Language::kChinese, false, qa::Profile::douyin());
  const qa::Surge surge{"店\x1b[2J", qa::from_ms(1'795'314'060'000), std::nullopt, 40, 11, 8,
                        std::nullopt};
  const std::string line = screen.narrate(surge);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  EXPECT_NE(line.find("咨询激增  店·[2J"), std::string::npos) << line;
  EXPECT_NE(line.find("已有 40 个会话"), std::string::npos) << line;
  screen.see(surge);
  EXPECT_NE(screen.draw({}, 120, 20).find("已有 40 个会话"), std::string::npos);
}

TEST(Screen, NarratesANudgeInOneLineAndKeepsQuietOfASuppressedOne) {
  const Screen screen(Language::kEnglish, false, qa::Profile::douyin());
  qa::NudgeRecord nudge;
  nudge.conversation = {"shop_1", "desk", "c_1\n\x1b[2J"};
  nudge.opened_at = shanghai("2026-11-22", "10:00:00");
  nudge.at = nudge.opened_at + std::chrono::seconds(100);
  nudge.due_at = nudge.opened_at + std::chrono::seconds(180);
  nudge.agent = "a_1";
  EXPECT_EQ(screen.narrate(nudge, nullptr),
            "10:01:40  Reply soon  c_1 ·[2J → a_1  The customer has waited 1 min 40 s; 1 min 20 s "
            "left to reply.");
  nudge.suppressed = qa::Suppressed::kBudget;
  EXPECT_EQ(screen.narrate(nudge, nullptr), "");
}

}  // namespace
}  // namespace plugin
