#include "plugin/exchange/column_mapping.h"

#include <gtest/gtest.h>

namespace plugin::exchange {
namespace {

std::vector<std::string> problems_of(std::string_view text) {
  std::vector<std::string> problems;
  for (const ConfigProblem& problem : parse_mapping(text).problems) {
    problems.push_back(std::to_string(problem.line) + ": " + problem.message);
  }
  return problems;
}

TEST(ColumnMapping, EveryPresetIsAGoodMapping) {
  EXPECT_EQ(preset_names(), (std::vector<std::string>{"feige", "generic", "qianniu"}));
  for (const std::string& name : preset_names()) {
    const auto presets = presets_named(name);
    ASSERT_EQ(presets.size(), 2U) << name;
    EXPECT_EQ(presets[0].rows, RowKind::kMessages);
    EXPECT_EQ(presets[1].rows, RowKind::kSessions);
    for (const ColumnMapping& preset : presets) {
      std::vector<std::string_view> header;
      for (const auto& headers : preset.headers) {
        if (!headers.empty()) {
          header.push_back(headers.front());
        }
      }
      EXPECT_EQ(bind_columns(preset, header).problems, std::vector<std::string>{}) << preset.name;
    }
  }
  EXPECT_TRUE(presets_named("fei").empty());
}

TEST(ColumnMapping, AMappingFileSaysWhichColumnIsWhat) {
  const auto reading = parse_mapping(
      "rows: messages\ncolumns: {conversation: Chat, time: [When, At], role: Who}\n"
      "roles: {customer: [Guest, visitor], human: Desk}\ndate_order: day_first\n");
  ASSERT_TRUE(reading.is_good());
  const std::vector<std::string_view> header{"\xef\xbb\xbf Chat ", "At", "WHO", "Else"};
  const BoundColumns columns = bind_columns(reading.mapping, header);
  EXPECT_TRUE(columns.problems.empty());
  EXPECT_EQ(columns.at[static_cast<std::size_t>(Column::kTime)], 1U);
  EXPECT_EQ(columns.unused, std::vector<std::string>{"Else"});
  EXPECT_EQ(reading.mapping.roles.at("guest"), qa::ActorKind::kCustomer);
  EXPECT_EQ(reading.mapping.roles.at("desk"), qa::ActorKind::kHuman);
}

TEST(ColumnMapping, AUnitInBracketsIsTheUnitOfItsColumn) {
  const auto mapping = presets_named("feige")[1];
  const std::vector<std::string_view> header{"会话ID", "开始时间", "会话时长（分钟）", "排队时长"};
  const BoundColumns columns = bind_columns(mapping, header);
  EXPECT_EQ(columns.unit[static_cast<std::size_t>(Column::kDuration)], qa::Duration{60'000});
  EXPECT_EQ(columns.unit[static_cast<std::size_t>(Column::kQueue)], qa::Duration{1'000});
}

TEST(ColumnMapping, WhoSentAMessageGoesByManyNames) {
  const auto mapping = presets_named("feige")[0];
  for (const auto& [author, role] : {std::pair("发送人", "发送人类型"), std::pair("发送者", "角色"),
                                     std::pair("发送人名称", "发送者角色")}) {
    const std::vector<std::string_view> header{"会话ID", "聊天时间", role, author, "聊天内容"};
    const BoundColumns columns = bind_columns(mapping, header);
    EXPECT_EQ(columns.problems, std::vector<std::string>()) << author;
    EXPECT_EQ(columns.unused, std::vector<std::string>()) << author;
    EXPECT_EQ(columns.at[static_cast<std::size_t>(Column::kAuthorName)], 3U) << author;
  }
}

TEST(ColumnMapping, EveryMistakeIsToldWithItsPlace) {
  EXPECT_EQ(problems_of("rows: chats\n"),
            std::vector<std::string>{"1: rows must be one of sessions, messages, not 'chats'"});
  EXPECT_EQ(problems_of("rows: sessions\ncolumns: {conversation: a, start: b}\n").size(), 1U);
  EXPECT_EQ(problems_of("rows: sessions\ncolumns: {conversation: a}\n"),
            std::vector<std::string>{"0: columns: a mapping of sessions must name started"});
  EXPECT_EQ(problems_of("rows: sessions\ncolumns: {conversation: a, started: b}\n"
                        "ratings: {6: great}\n"),
            std::vector<std::string>{"3: ratings are 1 to 5, not '6'"});
  EXPECT_EQ(problems_of("rows: messages\ncolumns: {conversation: a, time: b, role: c}\n"
                        "roles: {customer: x, human: x}\n"),
            std::vector<std::string>{"3: 'x' is given two meanings; keep one"});
  EXPECT_EQ(problems_of("zone: Mars/Olympus\nrows: messages\n").size(), 1U);
}

}  // namespace
}  // namespace plugin::exchange
