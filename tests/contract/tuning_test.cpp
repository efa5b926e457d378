#include <gmock/gmock.h>

#include <algorithm>

#include "tests/contract/contract.h"

namespace contract {
namespace {

using rules::Source;
using testing::ElementsAre;
using testing::IsEmpty;

/// Sources have no equality of their own: name, then text.
std::vector<std::string> flat(const std::vector<Source>& sources) {
  std::vector<std::string> out;
  for (const Source& source : sources) {
    out.push_back(source.name);
    out.push_back(source.text);
  }
  return out;
}

store::Publication publication(const std::string& rule_set, std::int64_t at) {
  return {0, rule_set, qa::from_ms(at), "user:u_1", "双11 口径", std::nullopt};
}

TEST_P(Contract, Promise6_AVerdictThatDoesNotFollowTheOneThatStandsChangesNothing) {
  EXPECT_FALSE(store().append_review(some_review(2)));
  EXPECT_TRUE(store().append_review(some_review(1)));
  qa::Review other = some_review(1);
  other.verdict = qa::Verdict::kRight;
  EXPECT_FALSE(store().append_review(other));
  other.revision = 3;
  EXPECT_FALSE(store().append_review(other));
  EXPECT_THAT(reader()->reviews(std::nullopt), ElementsAre(some_review(1)));
  EXPECT_EQ(store().audit(9).size(), 1U);
}

TEST_P(Contract, EveryVerdictIsKeptInOrderOfFindingAndRevision) {
  qa::Review second = some_review(2);
  second.verdict = qa::Verdict::kUnsure;
  second.note = "";
  qa::Review elsewhere = some_review(1);
  elsewhere.finding.conversation = key_of("c_0");
  elsewhere.verdict = qa::Verdict::kRight;
  qa::Review other_revision = some_review(1);
  other_revision.finding.message_revision = 0;
  for (const qa::Review& review : {some_review(1), second, elsewhere, other_revision}) {
    EXPECT_TRUE(store().append_review(review));
  }
  EXPECT_THAT(reader()->reviews(std::nullopt),
              ElementsAre(elsewhere, other_revision, some_review(1), second));
  EXPECT_THAT(reader()->reviews(key_of("c_0")), ElementsAre(elsewhere));
  EXPECT_THAT(reader()->reviews(key_of("c_9")), IsEmpty());
}

TEST_P(Contract, AVerdictWritesItsAuditRowWithoutTheNote) {
  ASSERT_TRUE(store().append_review(some_review(1)));
  EXPECT_THAT(store().audit(9),
              ElementsAre(store::AuditEntry{
                  some_review().at, "user:u_7", "review.decide", "div.wechat",
                  R"({"conversation":"c_1","message":"c_1.m2","message_revision":1,)"
                  R"("verdict":"wrong","revision":1})"}));
}

TEST_P(Contract, PublicationsAreNumberedAndBringTheirSourcesBack) {
  const std::vector<Source> first = {{"b", "b: 1\n"}, {"a", std::string("a\0z", 3)}};
  const std::vector<Source> second = {{"a", "a: 2\n"}};
  EXPECT_EQ(store().append_publication(publication("v1", 1), first), 1);
  EXPECT_EQ(store().append_publication(publication("v2", 2), second), 2);
  store::Publication back = publication("v1", 3);
  back.restores = 1;
  EXPECT_EQ(store().append_publication(back, {}), 3);

  const auto read = reader();
  const auto publications = read->publications();
  ASSERT_EQ(publications.size(), 3U);
  store::Publication expected = publication("v2", 2);
  expected.publication = 2;
  EXPECT_EQ(publications[1], expected);
  back.publication = 3;
  EXPECT_EQ(publications[2], back);
  EXPECT_THAT(flat(read->rule_set("v1")), ElementsAre("a", std::string("a\0z", 3), "b", "b: 1\n"));
  EXPECT_THAT(flat(read->rule_set("v2")), ElementsAre("a", "a: 2\n"));
  EXPECT_THAT(read->rule_set("v3"), IsEmpty());
}

TEST_P(Contract, TheWordsOfARangeOfConversationsComeInOrderOfKey) {
  for (const char* conversation : {"c_3", "c_1", "c_2", "c_4"}) {
    append(support::EventBuilder()
               .conversation(conversation)
               .opened()
               .customer(std::string("问 ") + conversation)
               .reply("a_1", std::string("答 ") + conversation)
               .edited(std::string("改 ") + conversation)
               .take());
  }
  std::vector<std::string> seen;
  reader()->read_words(key_of("c_2"), key_of("c_3"), [&](const store::MessageWords& words) {
    EXPECT_EQ(words.shop, "shop_1");
    EXPECT_EQ(words.source, "desk");
    seen.push_back(std::string(words.conversation) + " " + std::string(words.text));
  });
  // Within a conversation in no particular order; the conversations in that of their keys.
  ASSERT_EQ(seen.size(), 6U);
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end(), [](const auto& left, const auto& right) {
    return left.substr(0, 3) < right.substr(0, 3);
  }));
  EXPECT_THAT(seen, testing::UnorderedElementsAre("c_2 问 c_2", "c_2 答 c_2", "c_2 改 c_2",
                                                  "c_3 问 c_3", "c_3 答 c_3", "c_3 改 c_3"));
}

TEST_P(Contract, AStoredRuleSetStaysAsItWas) {
  const std::vector<Source> first = {{"a", "one"}};
  const std::vector<Source> other = {{"a", "two"}};
  store().append_publication(publication("v1", 1), first);
  store().append_publication(publication("v1", 2), other);
  EXPECT_THAT(flat(store().rule_set("v1")), ElementsAre("a", "one"));
  EXPECT_EQ(store().publications().size(), 2U);
}

TEST_P(Contract, PublishingAndRollingBackWriteTheirAuditRows) {
  const std::vector<Source> packs = {{"a", "one"}};
  store().append_publication(publication("v1", 1), packs);
  store::Publication back = publication("v1", 2);
  back.restores = 1;
  store().append_publication(back, {});
  EXPECT_THAT(store().audit(9),
              ElementsAre(store::AuditEntry{qa::from_ms(2), "user:u_1", "rules.rollback", "v1",
                                            R"({"publication":2,"restores":1})"},
                          store::AuditEntry{qa::from_ms(1), "user:u_1", "rules.publish", "v1",
                                            R"({"publication":1})"}));
}

}  // namespace
}  // namespace contract
