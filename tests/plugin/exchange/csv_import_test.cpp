#include "plugin/exchange/csv_import.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "plugin/exchange/import_report.h"
#include "plugin/reporting.h"
#include "rules/compiler.h"
#include "store/open.h"
#include "tests/support/event_builder.h"
#include "tests/support/temp_dir.h"

namespace plugin::exchange {
namespace {

using support::shanghai;

constexpr const char* kMessages =
    "会话ID,消息ID,消息时间,发送方类型,用户ID,用户昵称,客服ID,客服昵称,消息内容,消息类型\n";

class CsvImporting : public ::testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) const {
    const std::string path = (folder_.path() / name).string();
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  CsvImportOptions options(std::string_view preset) const {
    CsvImportOptions options;
    options.mappings = presets_named(preset);
    options.now = shanghai("2026-12-01", "00:00");
    options.core.source = "import";
    return options;
  }

  CsvImportTally imported(const std::string& path, const CsvImportOptions& options,
                          std::int64_t stop_after = -1) {
    ByteReader file(path);
    CsvImport reading(options, store_.get());
    reading.is_cancelled = [&](const CsvImportTally& tally) {
      return stop_after >= 0 && tally.rows >= stop_after;
    };
    const bool goes_on =
        reading.begin(file, static_cast<std::int64_t>(std::filesystem::file_size(path)));
    RejectFile rejects(path + ".rejected.csv", goes_on);
    ended_ = reading.read(file, &rejects);
    return reading.tally();
  }

  CsvImportTally import_text(const std::string& text, std::string_view preset = "feige") {
    return imported(write("file" + std::to_string(++files_) + ".csv", text), options(preset));
  }

  std::string rejects_of(const std::string& path) const {
    std::ifstream in(path + ".rejected.csv", std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  qa::Report report() {
    qa::ReportRequest request;
    request.period = {shanghai("2026-11-01", "00:00"), shanghai("2026-12-01", "00:00")};
    request.instant = shanghai("2026-12-01", "00:00");
    return report_of(*store_, qa::Profile::douyin(), request);
  }

  double value(qa::Metric metric) { return report().figure(metric).value.value_or(-1); }

  support::TempDir folder_;
  std::unique_ptr<store::MemoryStore> store_ = store::open_memory_store();
  CsvImport::Ended ended_ = CsvImport::Ended::kWhole;
  int files_ = 0;
};

TEST_F(CsvImporting, MessageRowsBecomeRoundsWithTheirWaits) {
  const auto tally = import_text(std::string(kMessages) +
                                 "s1,1,2026-11-22 10:00:00,用户,u1,王,,,在吗,文本\n"
                                 "s1,2,2026-11-22 10:00:35,客服,u1,王,a1,小李,在的,文本\n"
                                 "s1,3,2026-11-22 10:10:00,用户,u1,王,,,多久发货,文本\n"
                                 "s1,4,2026-11-22 10:14:00,客服,u1,王,a1,小李,今天,文本\n");
  EXPECT_EQ(tally.rows, 4);
  EXPECT_EQ(tally.taken, 4);
  EXPECT_EQ(tally.mapping, "feige-messages");
  EXPECT_EQ(value(qa::Metric::kMeanResponse), (35'000 + 240'000) / 2);
  EXPECT_EQ(value(qa::Metric::kThreeMinuteRoundRate), 0.5);
}

TEST_F(CsvImporting, TheSameFileTwiceChangesNothing) {
  const std::string text = std::string(kMessages) +
                           "s1,1,2026-11-22 10:00:00,用户,u1,王,,,在吗,文本\n"
                           "s1,,2026-11-22 10:00:35,客服,u1,王,a1,小李,在的,文本\n";
  import_text(text);
  const store::Counts once = store_->counts();
  const auto again = import_text(text);
  EXPECT_EQ(again.taken, 0);
  EXPECT_EQ(again.duplicates, 2);
  EXPECT_EQ(store_->counts(), once);
}

TEST_F(CsvImporting, AFileWithItsNewestFirstSaysTheSame) {
  const std::string rows[] = {"s1,1,2026-11-22 10:00:00,用户,u1,王,,,在吗,文本\n",
                              "s1,2,2026-11-22 10:00:00,客服,u1,王,a1,小李,在的,文本\n",
                              "s1,3,2026-11-22 10:10:00,用户,u1,王,,,多久发货,文本\n",
                              "s1,4,2026-11-22 10:14:00,客服,u1,王,a1,小李,今天,文本\n"};
  import_text(kMessages + rows[3] + rows[2] + rows[1] + rows[0]);
  EXPECT_EQ(value(qa::Metric::kMeanResponse), (0 + 240'000) / 2);
  EXPECT_EQ(store_->counts().rounds, 2);
}

/// Twelve talks that all last an hour, one question and answer a minute; a row each, by time.
std::vector<std::string> rows_of_long_talks() {
  std::vector<std::string> rows;
  for (int minute = 0; minute < 60; ++minute) {
    for (int talk = 0; talk < 12; ++talk) {
      const std::string start = fmt::format("s{},{}-", talk, talk);
      const std::string at = fmt::format("2026-11-22 10:{:02}:", minute);
      rows.push_back(
          fmt::format("{}{}q,{}{:02},用户,u{},王,,,在吗,文本\n", start, minute, at, talk, talk));
      rows.push_back(fmt::format("{}{}a,{}{:02},客服,u{},王,a1,小李,在的,文本\n", start, minute, at,
                                 talk + 30, talk));
    }
  }
  std::sort(rows.begin(), rows.end(), [](const std::string& left, const std::string& right) {
    return left.substr(left.find("2026-"), 19) < right.substr(right.find("2026-"), 19);
  });
  return rows;
}

TEST_F(CsvImporting, AConversationBeginsWhereItBeganHoweverFarOnInTheFileThatStands) {
  auto rows = rows_of_long_talks();
  auto options = this->options("feige");
  options.rows_a_chunk = 100;
  const auto file_of = [&](const char* name) {
    std::string text = kMessages;
    for (const std::string& row : rows) {
      text += row;
    }
    return write(name, text);
  };
  imported(file_of("oldest-first.csv"), options);
  const auto all = [&] {
    std::vector<qa::History> histories;
    for (const qa::ConversationKey& key : store_->conversations({}, std::nullopt, 100)) {
      histories.push_back(*store_->history(key));
    }
    return histories;
  };
  const auto forwards = all();
  ASSERT_EQ(forwards.size(), 12U);

  store_ = store::open_memory_store();
  std::reverse(rows.begin(), rows.end());
  imported(file_of("newest-first.csv"), options);
  const auto backwards = all();
  ASSERT_EQ(backwards.size(), 12U);
  for (std::size_t i = 0; i < 12; ++i) {
    const auto& events = backwards[i].events;
    const auto opened = std::min_element(events.begin(), events.end(),
                                         [](const qa::Event& left, const qa::Event& right) {
                                           return left.conv_seq < right.conv_seq;
                                         });
    EXPECT_EQ(opened->type, "conversation.opened");
    EXPECT_EQ(opened->time, forwards[i].events.front().time);
    EXPECT_EQ(backwards[i].rounds.size(), forwards[i].rounds.size());
  }
}

TEST_F(CsvImporting, AFileThatIsReadFromItsEndGoesOnWhereItWasStopped) {
  auto rows = rows_of_long_talks();
  std::reverse(rows.begin(), rows.end());
  std::string text = kMessages;
  for (std::size_t i = 0; i < 2; ++i) {
    for (const std::string& row : rows) {
      // Two days of them: it is looked for a stop every thousand rows.
      text += std::string(row).replace(row.find("s"), 1, fmt::format("d{}s", i));
    }
  }
  const std::string path = write("stopped.csv", text);
  auto options = this->options("feige");
  options.rows_a_chunk = 600;
  imported(path, options);
  const store::Counts whole = store_->counts();

  store_ = store::open_memory_store();
  imported(path, options, 1'000);
  EXPECT_EQ(ended_, CsvImport::Ended::kStopped);
  EXPECT_GT(store_->counts().events, 0);
  const auto rest = imported(path, options);
  EXPECT_EQ(ended_, CsvImport::Ended::kWhole);
  EXPECT_GE(rest.earlier, 600);
  EXPECT_EQ(store_->counts(), whole);
}

TEST_F(CsvImporting, BadRowsAreRejectedWithLineAndReasonAndTheRestIsTaken) {
  const std::string path =
      write("bad.csv", std::string(kMessages) +
                           "s1,1,2026-11-22 10:00:00,用户,u1,王,,,在吗,文本\n"
                           "s1,2,2026-13-22 10:00:00,客服,u1,王,a1,小李,在的,文本\n"
                           ",3,2026-11-22 10:00:00,客服,u1,王,a1,小李,在的,文本\n"
                           "s1,4,2026-11-22 10:00:00,店长,u1,王,a1,小李,在的,文本\n"
                           "s1,5,2027-11-22 10:00:00,客服,u1,王,a1,小李,在的,文本\n"
                           "s1,6,2026-11-22 10:00:00,客服,u1\n"
                           "s1,7,2026-11-22 10:00:00,客服,u1,王,a1,小李,\"没关,文本\n"
                           "7.31E+18,8,2026-11-22 10:00:00,用户,u1,王,,,=cmd(),文本\n"
                           "s1,9,2026-11-22 10:01:00,客服,u1,王,a1,小李,在的,文本\n");
  const auto tally = imported(path, options("feige"));
  EXPECT_EQ(tally.rows, 9);
  EXPECT_EQ(tally.taken, 2);
  EXPECT_EQ(tally.rejected, 7);
  EXPECT_EQ(
      rejects_of(path),
      "\xEF\xBB\xBFsandglass_line,sandglass_reason,"
      "会话ID,消息ID,消息时间,发送方类型,用户ID,用户昵称,客服ID,客服昵称,消息内容,消息类型\r\n"
      "3,time: there is no such date or time of day,s1,2,2026-13-22 "
      "10:00:00,客服,u1,王,a1,小李,在的,文本\r\n"
      "4,conversation: is missing,,3,2026-11-22 10:00:00,客服,u1,王,a1,小李,在的,文本\r\n"
      "5,role: a word the mapping does not know,s1,4,2026-11-22 "
      "10:00:00,店长,u1,王,a1,小李,在的,文本\r\n"
      "6,time: is in the future,s1,5,2027-11-22 10:00:00,客服,u1,王,a1,小李,在的,文本\r\n"
      "7,the row has more or fewer cells than the header,s1,6,2026-11-22 10:00:00,客服,u1\r\n"
      "8,quotation marks gone wrong: a quoted cell does not end where it should,"
      "s1,7,2026-11-22 10:00:00,客服,u1,王,a1,小李,没关,文本\r\n"
      "9,\"conversation: was rounded by a spreadsheet (7.31E+18); export it again, or keep "
      "the column as text\",7.31E+18,8,2026-11-22 10:00:00,用户,u1,王,,,\"'=cmd()\",文本\r\n");
}

TEST_F(CsvImporting, AMendedRejectFileIsImportedLikeAnyOther) {
  const std::string path = write(
      "bad.csv", std::string(kMessages) + "s1,1,2026-13-22 10:00:00,用户,u1,王,,,=在吗,文本\n");
  imported(path, options("feige"));
  std::string mended = rejects_of(path);
  mended.replace(mended.find("2026-13"), 7, "2026-11");
  const auto tally = import_text(mended);
  EXPECT_EQ(tally.taken, 1);
  EXPECT_TRUE(tally.unused.empty());
  const auto history = store_->history({"default", "import", "s1"});
  ASSERT_TRUE(history);
  EXPECT_EQ(std::get<qa::MessageCreated>(history->events.back().data).content.text, "=在吗");
}

TEST_F(CsvImporting, ASessionRowBecomesWhatItProves) {
  const auto tally = import_text(
      "会话ID,会话开始时间,会话结束时间,首次响应时长(秒),用户消息数,客服消息数,客服昵称,满意度,"
      "评价标签\n"
      "s1,2026-11-22 10:00:00,2026-11-22 10:20:00,40,3,4,小李,不满意,回复慢；态度差\n"
      "s2,2026-11-22 11:00:00,2026-11-22 11:20:00,-,2,0,小王,,\n"
      "s3,2026-11-22 12:00:00,2026-11-22 11:20:00,5,2,1,小王,,\n"
      "s4,2026-11-22 12:00:00,2026-11-22 12:20:00,5,2,1,小王,好极了,\n");
  EXPECT_EQ(tally.taken, 3);
  EXPECT_EQ(tally.rejected, 1);
  EXPECT_EQ(tally.problems.at("ended: is before the start").first_line, 4);
  EXPECT_EQ(tally.notes.count("ratings in words or numbers the mapping does not know, left out"),
            1U);
  EXPECT_EQ(value(qa::Metric::kMeanFirstResponse), (40'000 + 600'000 + 5'000) / 3.0);
  EXPECT_EQ(value(qa::Metric::kUnservedConversations), 1);
  EXPECT_EQ(value(qa::Metric::kRated), 1);
  EXPECT_EQ(value(qa::Metric::kMeanScore), 2);
  // How many messages there were the row says; what they were it does not.
  const auto history = store_->history({"default", "import", "s1"});
  EXPECT_EQ(std::get<qa::Opened>(history->events.front().data).attributes.at("agent_messages"),
            "4");
  EXPECT_EQ(value(qa::Metric::kAgentMessages), 2);
}

TEST_F(CsvImporting, ARatingThatALaterExportTellsOtherwiseIsARevision) {
  const auto rated = [](const char* rating) {
    return std::string("会话ID,会话开始时间,会话结束时间,客服昵称,满意度,评价标签\n") +
           "s1,2026-11-22 10:00:00,2026-11-22 10:20:00,小李," + rating + "\n";
  };
  import_text(rated("不满意,回复慢"));
  EXPECT_EQ(value(qa::Metric::kMeanScore), 2);
  const auto later = import_text(rated("非常满意,"));
  EXPECT_EQ(later.taken, 1);
  EXPECT_EQ(
      later.notes.at("ratings that differ from those of an earlier import, taken as revisions")
          .rows,
      1);
  EXPECT_EQ(value(qa::Metric::kRated), 1);
  EXPECT_EQ(value(qa::Metric::kMeanScore), 5);
  const store::Counts twice = store_->counts();
  import_text(rated("非常满意,"));
  import_text(rated("不满意,回复慢"));
  EXPECT_EQ(store_->counts(), twice) << "nor does the older export undo it";
  EXPECT_EQ(value(qa::Metric::kMeanScore), 5);
}

TEST_F(CsvImporting, RowsOfOneSecondKeepTheirOrderWhereAChunkEnds) {
  // The first of a chunk's 20,000 rows are of others; its last are the beginning of one second.
  std::string text = "会话ID,消息时间,发送方类型,客服ID,消息内容,消息ID\n";
  for (int i = 0; i < 19'998; ++i) {
    text += "f" + std::to_string(i / 2) + ",2026-11-22 10:00:00," +
            (i % 2 == 0 ? "用户,,x,n" : "客服,a1,x,n") + std::to_string(i) + "\n";
  }
  text +=
      "E,2026-11-22 12:00:00,用户,,q1,m7\n"
      "E,2026-11-22 12:00:00,用户,,q2,m8\n"
      "E,2026-11-22 12:00:00,客服,a1,answer,m10\n"
      "E,2026-11-22 12:00:00,用户,,q3,m11\n"
      "E,2026-11-22 12:05:00,客服,a1,late,m12\n";
  imported(write("seam.csv", text), options("feige"));
  const auto history = store_->history({"default", "import", "E"});
  ASSERT_TRUE(history);
  std::map<std::int64_t, std::string> said;
  for (const qa::Event& event : history->events) {
    if (const auto* message = std::get_if<qa::MessageCreated>(&event.data)) {
      said[event.conv_seq] = message->id;
    }
  }
  std::string order;
  for (const auto& [place, id] : said) {
    order += id + " ";
  }
  EXPECT_EQ(order, "m7 m8 m10 m11 m12 ");
}

TEST_F(CsvImporting, OneIdOfTwoShopsIsNoOneConversation) {
  const std::string header = "店铺ID,会话ID,消息时间,发送方类型,客服ID,消息内容\n";
  CsvImportOptions shops = options("feige");
  auto tally = imported(write("shops.csv", header + "A,1,2026-11-22 10:00:00,用户,,你好\n"
                                                    "A,1,2026-11-22 10:00:10,客服,a1,在\n"
                                                    ",1,2026-11-22 10:00:20,用户,,哦\n"
                                                    "B,1,2026-11-22 11:00:00,用户,,你好\n"),
                        shops);
  EXPECT_EQ(tally.taken, 3);
  EXPECT_EQ(tally.rejected, 1);
  EXPECT_EQ(tally.problems.begin()->first,
            "shop: other rows say another shop of this conversation; ids are unique within a "
            "--source only");
  tally = imported(write("b.csv", header + "B,1,2026-11-22 11:00:00,用户,,你好\n"), shops);
  EXPECT_EQ(tally.rejected, 1);
  EXPECT_EQ(tally.problems.begin()->first,
            "the conversation is stored under another shop; import each shop under a --source of "
            "its own");
  EXPECT_EQ(tally.problems.begin()->second.first_line, 2);
  CsvImportOptions told = options("feige");
  told.core.shop = "B";
  const std::string unnamed = write("c.csv", header + ",1,2026-11-22 11:00:00,用户,,你好\n");
  EXPECT_EQ(imported(unnamed, told).taken, 1);  // nobody said so
  told.is_shop_told = true;
  EXPECT_EQ(imported(unnamed, told).rejected, 1);
  EXPECT_EQ(store_->counts().conversations, 1);
}

constexpr const char* kSession =
    "会话ID,会话开始时间,会话结束时间,首次响应时长(秒),用户消息数,客服消息数,客服昵称,满意度\n"
    "s1,2026-11-22 10:00:00,2026-11-22 10:20:00,40,2,2,小李,不满意\n";
constexpr const char* kTalk =
    "s1,1,2026-11-22 10:00:00,用户,u1,王,,,在吗,文本\n"
    "s1,2,2026-11-22 10:00:40,客服,u1,王,小李,小李,在的,文本\n"
    "s1,3,2026-11-22 10:10:00,用户,u1,王,,,多久发货,文本\n"
    "s1,4,2026-11-22 10:14:00,客服,u1,王,小李,小李,今天,文本\n";

TEST_F(CsvImporting, SessionsBehindTheirMessagesAddTheirRatingAndNoMessages) {
  import_text(kMessages + std::string(kTalk));
  const auto tally = import_text(kSession);
  EXPECT_EQ(tally.taken, 1);
  EXPECT_EQ(tally.notes.count("sessions whose messages are stored: those count, no question and "
                              "answer are made up"),
            1U);
  EXPECT_EQ(value(qa::Metric::kMeanResponse), (40'000 + 240'000) / 2);
  EXPECT_EQ(value(qa::Metric::kCustomerMessages), 2);
  EXPECT_EQ(value(qa::Metric::kAgentMessages), 2);
  EXPECT_EQ(value(qa::Metric::kMeanScore), 2);
}

TEST_F(CsvImporting, MessagesBehindTheirSessionTakeThePlaceOfWhatWasMadeUp) {
  import_text(kSession);
  EXPECT_EQ(value(qa::Metric::kCustomerMessages), 1);
  const auto tally = import_text(kMessages + std::string(kTalk));
  EXPECT_EQ(tally.taken, 4);
  EXPECT_EQ(tally.notes
                .at("conversations stored as sessions: their messages count now, not the question "
                    "and answer made up")
                .rows,
            1);
  EXPECT_EQ(value(qa::Metric::kMeanResponse), (40'000 + 240'000) / 2);
  EXPECT_EQ(value(qa::Metric::kCustomerMessages), 2);
  EXPECT_EQ(value(qa::Metric::kAgentMessages), 2);
  EXPECT_EQ(value(qa::Metric::kMeanScore), 2);
  const store::Counts once = store_->counts();
  EXPECT_TRUE(import_text(kMessages + std::string(kTalk)).notes.empty());
  EXPECT_EQ(import_text(kSession).duplicates, 1);
  EXPECT_EQ(store_->counts(), once);
}

TEST_F(CsvImporting, SessionsHaveNoWordsAndSoNoFindings) {
  CsvImportOptions judged = options("feige");
  judged.core.rules = rules::compile(rules::shipped_packs()).pack;
  ASSERT_NE(judged.core.rules, nullptr);
  EXPECT_EQ(imported(write("s.csv", kSession), judged).made.findings, 0U);
  EXPECT_EQ(store_->counts().findings, 0);
}

TEST_F(CsvImporting, ASessionThatOnlyAddsItsRatingIsTaken) {
  std::string text = kSession;
  text.replace(text.find("不满意"), std::string("不满意").size(), "");
  import_text(text);
  const auto tally = import_text(kSession);
  EXPECT_EQ(tally.taken, 1);
  EXPECT_EQ(tally.duplicates, 0);
  EXPECT_EQ(value(qa::Metric::kMeanScore), 2);
}

TEST_F(CsvImporting, MessagesAfterTheEndAreTakenAndNoted) {
  CsvImportOptions ended = options("feige");
  ended.mappings.front().headers[static_cast<std::size_t>(Column::kEnded)] = {"结束"};
  const auto tally = imported(write("ended.csv",
                                    "会话ID,消息时间,发送方类型,客服ID,消息内容,结束\n"
                                    "s1,2026-11-22 10:00:00,用户,,在吗,2026-11-22 10:05:00\n"
                                    "s1,2026-11-22 10:01:00,客服,a1,在的,2026-11-22 10:05:00\n"
                                    "s1,2026-11-22 10:05:03,客服,a1,请评价,2026-11-22 10:05:00\n"),
                              ended);
  EXPECT_EQ(tally.taken, 3);
  EXPECT_EQ(
      tally.notes.at("messages after the end of their conversation, taken all the same").first_line,
      4);
}

TEST_F(CsvImporting, CharactersThatCannotBeReadAreCounted) {
  CsvImportOptions told = options("generic");
  told.encoding = Encoding::kGb18030;
  const auto tally = imported(write("broken.csv",
                                    "conversation,time,role,text\n"
                                    "s1,2026-11-22 10:00:00,customer,a\xff b\n"),
                              told);
  EXPECT_EQ(tally.notes.at("characters that could not be read, replaced").rows, 1);
}

TEST_F(CsvImporting, AStoppedImportGoesOnWhereItWas) {
  std::string text = kMessages;
  for (int i = 0; i < 5'000; ++i) {
    text += "s" + std::to_string(i / 4) + "," + std::to_string(i) +
            ",2026-11-22 10:" + std::to_string(10 + i / 100) + ":" + std::to_string(10 + i % 50) +
            (i % 2 == 0 ? ",用户,u1,王,,,在吗,文本\n" : ",客服,u1,王,a1,小李,在的,文本\n");
  }
  const std::string path = write("long.csv", text);
  auto tally = imported(path, options("feige"), 2'000);
  EXPECT_EQ(ended_, CsvImport::Ended::kStopped);
  EXPECT_EQ(tally.taken, 2'000);
  tally = imported(path, options("feige"));
  EXPECT_EQ(ended_, CsvImport::Ended::kWhole);
  EXPECT_EQ(tally.earlier, 2'000);
  EXPECT_EQ(tally.taken, 3'000);
  EXPECT_EQ(tally.duplicates, 0);
  EXPECT_EQ(store_->counts().messages, 5'000);
  // Done is done: once more from the beginning, and everything is known.
  tally = imported(path, options("feige"));
  EXPECT_EQ(tally.earlier, 0);
  EXPECT_EQ(tally.duplicates, 5'000);
}

TEST_F(CsvImporting, AStoppedImportThatIsReadAnotherWayBeginsAnew) {
  std::string text = kMessages;
  for (int i = 0; i < 2'000; ++i) {
    text += "s1," + std::to_string(i) + ",2026-11-22 10:00:00,用户,u1,王,,,在吗,文本\n";
  }
  const std::string path = write("long.csv", text);
  imported(path, options("feige"), 1'000);
  CsvImportOptions elsewhere = options("feige");
  elsewhere.zone = "UTC";
  EXPECT_EQ(imported(path, elsewhere).earlier, 0);
}

TEST_F(CsvImporting, AStoppedImportWhoseMappingIsMendedBeginsAnew) {
  std::string text = "c,t,r\n";
  for (int i = 0; i < 2'000; ++i) {
    text += "s1,2026-11-22 10:" + std::to_string(10 + i / 60) + ":" + std::to_string(i % 60) +
            ",顾客\n";
  }
  const std::string path = write("long.csv", text);
  const auto mapped = [&](const std::string& more) {
    CsvImportOptions options = this->options("feige");
    options.mappings = {parse_mapping("name: ours\nrows: messages\ncolumns:\n  conversation: c\n"
                                      "  time: t\n  role: r\nroles:\n  customer: " +
                                      more)
                            .mapping};
    return options;
  };
  EXPECT_EQ(imported(path, mapped("买家"), 1'000).rejected, 1'000);
  std::filesystem::remove(path + ".rejected.csv");
  const auto again = imported(path, mapped("[买家, 顾客]"));
  EXPECT_EQ(again.earlier, 0);
  EXPECT_EQ(again.taken, 2'000);
}

TEST_F(CsvImporting, AStoppedImportBeginsAnewWhereTheProfileMovedToAnotherZone) {
  std::string text = kMessages;
  for (int i = 0; i < 2'000; ++i) {
    text += "s1," + std::to_string(i) + ",2026-11-22 10:" + std::to_string(10 + i / 60) + ":" +
            std::to_string(i % 60) + ",用户,u1,王,,,在吗,文本\n";
  }
  const std::string path = write("long.csv", text);
  CsvImportOptions here = options("feige");
  here.mappings.front().zone.clear();
  imported(path, here, 1'000);
  CsvImportOptions there = here;
  there.core.profile.zone = "Europe/Berlin";
  EXPECT_EQ(imported(path, there).earlier, 0);
  EXPECT_EQ(imported(path, here).earlier, 1'000);
}

TEST_F(CsvImporting, TheDelimiterOfTheMappingIsUsedWhereTheHeaderHasIt) {
  CsvImportOptions bars = options("feige");
  bars.mappings = {parse_mapping("name: x\nrows: messages\ndelimiter: bar\ncolumns:\n"
                                 "  conversation: c\n  time: t\n  role: r\n  text: x\nroles:\n"
                                 "  customer: u\n")
                       .mapping};
  const std::string path = write("bar.csv",
                                 "c|t|r|x\n"
                                 "1|2026-11-22 10:00:00|u|one, two; three\n"
                                 "1|2026-13-22 10:00:00|u|four\n");
  const auto tally = imported(path, bars);
  EXPECT_EQ(tally.taken, 1);
  std::string mended = rejects_of(path);
  mended.replace(mended.find("2026-13"), 7, "2026-11");
  EXPECT_EQ(imported(write("mended.csv", mended), bars).taken, 1);
}

TEST_F(CsvImporting, RejectedRowsAreWholeInAPackedFileAfterEveryChunk) {
  const std::string path = (folder_.path() / "rejected.csv.gz").string();
  const std::vector<std::string_view> cells{"s1", "one"};
  RejectFile rejects(path, false);
  rejects.set_header(std::vector<std::string_view>{"c", "x"});
  rejects.add(2, "why", cells);
  rejects.flush();
  rejects.add(3, "why", cells);
  rejects.flush();
  ByteReader file(path);
  std::string text;
  for (std::string_view bytes = file.next(); !bytes.empty(); bytes = file.next()) {
    text += bytes;
  }
  EXPECT_EQ(text,
            "\xEF\xBB\xBFsandglass_line,sandglass_reason,c,x\r\n2,why,s1,one\r\n3,why,s1,one\r\n");
}

TEST_F(CsvImporting, AFileThatIsThereIsRefusedForRejectsBeforeAnyRowIsRead) {
  const std::string path = write("mine.csv", "");
  try {
    const RejectFile rejects(path, false);
    FAIL() << "an empty file is a file";
  } catch (const EventFileError& error) {
    EXPECT_EQ(std::string(error.what()),
              path +
                  ": is there already, and rejected rows never overwrite a file; name another "
                  "with --reject");
  }
}

TEST_F(CsvImporting, AFileThatWasChangedMeanwhileIsNotTakenForTheSame) {
  std::string text = kMessages;
  for (int i = 0; i < 2'000; ++i) {
    text += "s1," + std::to_string(1'000'000 + i) + ",2026-11-22 10:00:00,用户,u1,王,,,在吗,文本\n";
  }
  const std::string path = write("long.csv", text);
  imported(path, options("feige"), 1'000);
  text.replace(text.find("1000900"), 7, "1009900");  // beyond what a glance at the file sees
  write("long.csv", text);
  imported(path, options("feige"));
  EXPECT_EQ(ended_, CsvImport::Ended::kChanged);
}

TEST_F(CsvImporting, FilesPutTogetherHaveTheirHeadersAndMarksPassedOver) {
  const std::string part = std::string("\xef\xbb\xbf") + kMessages;
  const auto tally = import_text(part + "s1,1,2026-11-22 10:00:00,用户,u1,王,,,在吗,文本\n" + part +
                                 "s1,2,2026-11-22 10:01:00,用户,u1,王,,,还在吗,文本\n,,,,,,,,,\n");
  EXPECT_EQ(tally.rows, 2);
  EXPECT_EQ(tally.taken, 2);
  EXPECT_EQ(tally.headers, 1);
}

TEST_F(CsvImporting, WhatCannotBeImportedAtAllIsRefusedWithTheRemedy) {
  const auto why = [&](const std::string& text) -> std::string {
    try {
      import_text(text);
    } catch (const ImportRefused& refused) {
      const std::string what = refused.what();
      return what.substr(what.find(".csv: ") + 6);
    }
    return "taken";
  };
  EXPECT_EQ(why(""), "is empty; not even a header is in it");
  EXPECT_EQ(why(kMessages), "taken");
  EXPECT_NE(why("a,b\n1,2\n").find("say which is what in a mapping file (--map)"),
            std::string::npos);
  EXPECT_NE(why("会话ID,会话ID,消息时间,发送方类型\n")
                .find("the header names '会话id' more than once; rename all but one"),
            std::string::npos);
}

TEST_F(CsvImporting, TheOutcomeIsToldWithoutWordsOfAConversation) {
  const auto tally = import_text(std::string(kMessages) +
                                 "s1,1,2026-11-22 10:00:00,用户,u1,王,,,秘密,文本\n"
                                 "s1,2,2026/11/22 10:00,客服,u1,王,a1,小李,秘密,文本\n"
                                 "s1,3,昨天,客服,u1,王,a1,小李,秘密,文本\n");
  const ImportedFile file{"x.csv", tally, "x.csv.rejected.csv", true, false, 1};
  const std::string text = plugin::exchange::import_text(file);
  EXPECT_NE(text.find("x.csv: 3 rows, 2 taken, 0 known already, 1 rejected"), std::string::npos)
      << text;
  EXPECT_NE(text.find("times are written in 2 ways"), std::string::npos) << text;
  EXPECT_EQ(text.find("秘密"), std::string::npos);
  EXPECT_EQ(import_json(file).find("秘密"), std::string::npos);
}

}  // namespace
}  // namespace plugin::exchange
