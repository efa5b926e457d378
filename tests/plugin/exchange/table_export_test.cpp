#include "plugin/exchange/table_export.h"

#include <gtest/gtest.h>

#include "plugin/audit_entry.h"
#include "plugin/replay.h"
#include "store/open.h"
#include "tests/support/event_builder.h"
#include "tests/support/rules_of.h"

namespace plugin::exchange {
namespace {

class Exporting : public ::testing::Test {
 protected:
  Exporting() {
    support::EventBuilder events;
    qa::Opened opened;
    opened.status = qa::ConversationStatus::kQueued;
    opened.customer = {"u_1", "=cmd()", false, false};
    opened.product = qa::Product{"p_1", "=cmd()"};
    opened.channel = "app";
    events.conversation("c_1").at("10:00:00").opened(opened).customer("=1+1");
    events.at("10:04:00").reply("a_1", "在的").at("10:05:00").closed("a_1");
    events.conversation("c_2").at("11:00:00").opened().customer("在吗").at("11:20:00").closed({});
    Replay replay({qa::Profile::douyin(), nullptr, "desk", "shop_1"}, store_.get(), {});
    for (qa::Event& event : events.take()) {
      replay.apply(std::move(event));
    }
    replay.finish();
  }

  std::string exported(ExportTable table, report::TableFormat format = report::TableFormat::kCsv,
                       const char* from = "00:00", bool with_transcript = false) {
    ExportQuestion question;
    question.table = table;
    question.period = {support::shanghai("2026-11-22", from),
                       support::shanghai("2026-11-23", "00:00")};
    question.with_transcript = with_transcript;
    question.instant = support::shanghai("2026-11-23", "00:00");
    const qa::Profile profile = qa::Profile::douyin();
    const qa::LocalTime local(profile);
    std::string out;
    const auto writer =
        make_table_writer(format, {std::string(to_string(table)), export_columns(question), {}},
                          local, [&](std::string_view bytes) { out += bytes; });
    rows_ = export_table(*store_, profile, question, *writer, {}).value_or(-1);
    return out;
  }

  std::unique_ptr<store::MemoryStore> store_ = store::open_memory_store();
  std::int64_t rows_ = 0;
};

TEST_F(Exporting, AConversationIsOneRowAndNothingInItRuns) {
  const std::string csv = exported(ExportTable::kConversations);
  EXPECT_EQ(rows_, 2);
  EXPECT_NE(csv.find("\r\nc_1,shop_1,desk,app,human,u_1,\"'=cmd()\",2026-11-22 10:00:00,"
                     "2026-11-22 10:05:00,300000,1,1,0,"),
            std::string::npos)
      << csv;
  EXPECT_NE(csv.find(",1,1,0,240000,240000,240000,,,,0,,,p_1,\"'=cmd()\"\r\n"), std::string::npos)
      << csv;
  EXPECT_NE(csv.find("\r\nc_2,shop_1,desk,feige,human,u_1,,2026-11-22 11:00:00,2026-11-22 11:20:00,"
                     "1200000,1,0,0,,,,1,1,1,1200000,1200000,600000,"),
            std::string::npos)
      << csv;
}

TEST_F(Exporting, RoundsOfAConversationCountAsInAReport) {
  // The first is asked before the desk opens at 8, the second within its hours.
  support::EventBuilder events;
  events.conversation("c_3")
      .at("06:00:00")
      .opened()
      .customer("在吗")
      .at("06:30:00")
      .reply("a_1", "在");
  events.at("12:00:00").customer("多久").at("12:01:00").reply("a_1", "今天");
  Replay replay({qa::Profile::douyin(), nullptr, "desk", "shop_1"}, store_.get(), {});
  for (qa::Event& event : events.take()) {
    replay.apply(std::move(event));
  }
  replay.finish();
  const std::string lines = exported(ExportTable::kConversations, report::TableFormat::kJsonl);
  const std::string row = lines.substr(lines.find(R"({"conversation":"c_3")"));
  EXPECT_NE(
      row.find(R"("rounds":1,"rounds_over_limit":0,"rounds_unserved":0,"first_wait_ms":1800000,)"
               R"("longest_wait_ms":1800000,"mean_response_ms":)"),
      std::string::npos)
      << row;
}

TEST_F(Exporting, OnlyWhatBeganInThePeriodIsExported) {
  exported(ExportTable::kConversations, report::TableFormat::kCsv, "10:30");
  EXPECT_EQ(rows_, 1);
  exported(ExportTable::kRounds, report::TableFormat::kCsv, "12:00");
  EXPECT_EQ(rows_, 0);
}

TEST_F(Exporting, RoundsAsJsonLinesHaveTimesInUtcAndNullsWhereThereIsNothing) {
  const std::string lines = exported(ExportTable::kRounds, report::TableFormat::kJsonl);
  EXPECT_EQ(rows_, 2);
  EXPECT_EQ(
      lines.substr(0, lines.find('\n')),
      R"({"conversation":"c_1","shop":"shop_1","source":"desk","round":1,"opened_by":"c_1.m1",)"
      R"("state":"answered","opened":"2026-11-22T02:00:00.000Z",)"
      R"("answered":"2026-11-22T02:04:00.000Z","ended":"2026-11-22T02:04:00.000Z",)"
      R"("wait_ms":240000,"counted_ms":240000,"owner":null,"responder":"a_1",)"
      R"("customer_messages":1,"in_window":true,"reason":null,"intent":null,"product":"p_1",)"
      R"("phase":1})");
}

TEST_F(Exporting, ATranscriptIsAColumnOnRequest) {
  const std::string lines =
      exported(ExportTable::kConversations, report::TableFormat::kJsonl, "00:00", true);
  EXPECT_NE(lines.find(R"("transcript":"[2026-11-22 10:00:00] )"), std::string::npos) << lines;
  EXPECT_NE(lines.find("=1+1"), std::string::npos);
  EXPECT_EQ(exported(ExportTable::kConversations, report::TableFormat::kJsonl).find("=1+1"),
            std::string::npos);
}

TEST_F(Exporting, AWorkbookIsAZipFile) {
  EXPECT_TRUE(
      exported(ExportTable::kConversations, report::TableFormat::kXlsx).starts_with("PK\x03\x04"));
}

TEST_F(Exporting, FindingsHaveTheirWordsAndReviewsTheirVerdicts) {
  qa::FindingRecord finding;
  finding.conversation = {"shop_1", "desk", "c_1"};
  finding.message = "c_1.m2";
  finding.rule = "r";
  finding.pack = "p";
  finding.at = support::shanghai("2026-11-22", "10:04");
  finding.spans = {{0, 2}};
  qa::FindingRecord gone = finding;
  gone.rule = "withdrawn";
  gone.is_withdrawn = true;
  store::Batch batch;
  batch.findings = {finding, gone};
  store_->append(batch);
  const std::string findings = exported(ExportTable::kFindings);
  EXPECT_EQ(rows_, 1);
  EXPECT_NE(findings.find(",,0+2,在的\r\n"), std::string::npos) << findings;
  qa::Review review;
  review.finding = qa::identity_of(finding);
  review.reviewer = "lin";
  review.verdict = qa::Verdict::kWrong;
  review.note = "-1+1";
  review.at = support::shanghai("2026-11-22", "12:00");
  ASSERT_TRUE(store_->append_review(review));
  EXPECT_NE(exported(ExportTable::kFindings).find(",wrong,0+2,在的\r\n"), std::string::npos);
  EXPECT_NE(exported(ExportTable::kReviews).find(",lin,\"'-1+1\",2026-11-22 12:00:00,"),
            std::string::npos);
}

TEST(AuditEntry, AnExportIsTracedByWhatAndWhenAndHowMuch) {
  ExportNote note{
      "rounds",
      "cli:uid=0",
      "csv",
      {support::shanghai("2026-11-22", "00:00"), support::shanghai("2026-11-23", "00:00")},
      7,
      false};
  const store::AuditEntry entry = audit_of(note);
  EXPECT_EQ(entry.action, "export.rounds");
  EXPECT_EQ(entry.detail,
            R"({"format":"csv","from":"2026-11-21T16:00:00.000Z","to":"2026-11-22T16:00:00.000Z",)"
            R"("conversations":7,"transcript":false})");
  EXPECT_EQ(read_audit_entry(to_json(entry)), entry);
  EXPECT_EQ(read_audit_entry("{}"), std::nullopt);
  EXPECT_EQ(read_audit_entry("no"), std::nullopt);
}

}  // namespace
}  // namespace plugin::exchange
