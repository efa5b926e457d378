#include "plugin/review_queue.h"

#include <array>
#include <sstream>

#include "plugin/report/csv.h"
#include "plugin/review_commands.h"
#include "tests/plugin/tuning/tuning_fixture.h"

namespace tuning_test {
namespace {

using plugin::ReviewFilter;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

ReviewFilter all() {
  ReviewFilter filter;
  filter.which = ReviewFilter::Which::kAll;
  return filter;
}

class ReviewQueue : public TuningTest {};

TEST_F(ReviewQueue, HoldsWhatIsChosenAndNotDecided) {
  converse("c_1", {"加微信细聊", "随便"});
  converse("c_2", {"加微信"});
  EXPECT_THAT(names({}), UnorderedElementsAre("c_1:c_1.m2:wechat", "c_2:c_2.m2:wechat"));
  EXPECT_THAT(names(all()),
              UnorderedElementsAre("c_1:c_1.m2:wechat", "c_1:c_1.m3:free", "c_2:c_2.m2:wechat"));
  ASSERT_TRUE(decide("c_1:c_1.m2:wechat", qa::Verdict::kWrong));
  EXPECT_THAT(names({}), ElementsAre("c_2:c_2.m2:wechat"));
  ReviewFilter decided;
  decided.which = ReviewFilter::Which::kDecided;
  EXPECT_THAT(names(decided), ElementsAre("c_1:c_1.m2:wechat"));
  decided.verdict = qa::Verdict::kRight;
  EXPECT_THAT(names(decided), IsEmpty());
}

TEST_F(ReviewQueue, AFindingOfSeveralRuleSetsIsOneAndKeepsItsVerdict) {
  converse("c_1", {"加微信细聊"});
  ASSERT_TRUE(decide("c_1:c_1.m2:wechat", qa::Verdict::kRight));
  qa::FindingRecord again = store_->findings({}, 9).at(0);
  again.rule_set = std::string(64, 'f');
  store::Batch batch;
  batch.findings = {again};
  store_->append(batch);
  EXPECT_THAT(names(all()), ElementsAre("c_1:c_1.m2:wechat"));
  EXPECT_EQ(plugin::find_finding(*store_, "c_1:c_1.m2:wechat")->reviews.size(), 1U);
}

TEST_F(ReviewQueue, WithdrawnFindingsWaitForNobody) {
  converse("c_1", {"加微信细聊"});
  qa::FindingRecord gone = store_->findings({}, 9).at(0);
  gone.is_withdrawn = true;
  store::Batch batch;
  batch.findings = {gone};
  store_->append(batch);
  EXPECT_THAT(names(all()), IsEmpty());
}

TEST_F(ReviewQueue, FindsNamesWhoseIdsHoldColonsAndEdits) {
  qa::FindingRecord finding;
  finding.conversation = {"shop_1", "desk", "cw:7:c"};
  finding.message = "cw:7:m:9";
  finding.rule = "wechat";
  finding.rule_set = "x";
  finding.message_revision = 2;
  finding.at = qa::kEarliestTime;
  store::Batch batch;
  batch.findings = {finding};
  batch.events = support::EventBuilder().conversation("cw:7:c").opened().take();
  store_->append(batch);
  const std::string name = plugin::finding_name(qa::identity_of(finding));
  EXPECT_EQ(name, "cw:7:c:cw:7:m:9@2:wechat");
  ASSERT_TRUE(plugin::find_finding(*store_, name));
  EXPECT_EQ(plugin::find_finding(*store_, name)->finding, finding);
  for (const char* other : {"cw:7:c:cw:7:m:9:wechat", "cw:7:c:cw:7:m:9@1:wechat", "wechat", "", ":",
                            "::", "cw:7:c:cw:7:m:9@2:other"}) {
    EXPECT_FALSE(plugin::find_finding(*store_, other)) << other;
  }
}

TEST_F(ReviewQueue, AVerdictPassesThroughJsonAndOthersAreRefused) {
  converse("c_1", {"加微信细聊"});
  ASSERT_TRUE(decide("c_1:c_1.m2:wechat", qa::Verdict::kUnsure));
  qa::Review review = plugin::find_finding(*store_, "c_1:c_1.m2:wechat")->reviews.at(0);
  review.note = "看\"上下文\"\n";
  const std::string json = plugin::to_json(review);
  auto read = plugin::read_review(json);
  ASSERT_TRUE(read);
  read->at = review.at;
  EXPECT_EQ(*read, review);
  for (const char* bad : {"", "{}", "[]", R"({"verdict":"wrong"})", "null"}) {
    EXPECT_FALSE(plugin::read_review(bad)) << bad;
  }
  std::string maybe = json;
  maybe.replace(maybe.find("unsure"), 6, "maybe!");
  EXPECT_FALSE(plugin::read_review(maybe));
}

TEST_F(ReviewQueue, ListsShowsAndExportsWithTheWords) {
  converse("c_1", {"亲 加微信细聊"});
  ASSERT_TRUE(decide("c_1:c_1.m2:wechat", qa::Verdict::kWrong));
  plugin::ReviewListing listing;
  listing.filter = all();
  std::ostringstream text;
  plugin::list_reviews(*store_, listing, text);
  EXPECT_THAT(text.str(), HasSubstr("亲 【加微信】细聊"));
  EXPECT_THAT(text.str(), HasSubstr("wrong"));
  listing.is_json = true;
  std::ostringstream json;
  plugin::list_reviews(*store_, listing, json);
  EXPECT_THAT(json.str(), HasSubstr(R"("finding":"c_1:c_1.m2:wechat")"));
  EXPECT_THAT(json.str(), HasSubstr(R"("verdict":"wrong","reviewer":"user:u_1")"));
  EXPECT_THAT(json.str(), HasSubstr(R"("total":1)"));
  std::ostringstream csv;
  plugin::export_reviews(*store_, listing, csv);
  EXPECT_THAT(csv.str(), HasSubstr("c_1,c_1.m2,0,wechat,base,"));
  EXPECT_THAT(csv.str(), HasSubstr(",wrong,user:u_1,,亲 加微信细聊\r\n"));
  listing.is_json = false;
  std::ostringstream shown;
  plugin::show_review(*store_, *plugin::find_finding(*store_, "c_1:c_1.m2:wechat"), listing, shown);
  EXPECT_THAT(shown.str(), HasSubstr("在吗"));
  EXPECT_THAT(shown.str(), HasSubstr("1. wrong"));
}

TEST(Csv, NeverHoldsAFormula) {
  const std::array<std::string, 8> cells = {"=1+1", "+1",    "-1",      "@SUM(A1)",
                                            "\tx",  "plain", "a,\"b\"", "＝1"};
  std::string line;
  plugin::report::append_csv_line(line, cells);
  EXPECT_EQ(line,
            "\"'=1+1\",\"'+1\",\"'-1\",\"'@SUM(A1)\",\"'\tx\",plain,\"a,\"\"b\"\"\",\"'＝1\"\r\n");
}

}  // namespace
}  // namespace tuning_test
