#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "qa/event_json.h"
#include "store/open.h"
#include "tests/store/random_batches.h"
#include "tests/support/temp_dir.h"

namespace store_test {
namespace {

std::vector<std::string> lines_of(const std::vector<qa::Event>& events) {
  std::vector<std::string> lines;
  for (const qa::Event& event : events) {
    std::string line;
    qa::append_event_json(line, event);
    lines.push_back(line + " " + std::to_string(event.conv_seq));
  }
  return lines;
}

void expect_same_conversation(store::Reader& left, store::Reader& right,
                              const qa::ConversationKey& key) {
  SCOPED_TRACE(key.shop + " " + key.source + " " + key.id);
  const auto a = left.history(key);
  const auto b = right.history(key);
  ASSERT_TRUE(a && b);
  EXPECT_EQ(lines_of(a->events), lines_of(b->events));
  EXPECT_EQ(a->rounds, b->rounds);
  EXPECT_EQ(a->nudges, b->nudges);
  EXPECT_EQ(a->findings, b->findings);
  EXPECT_EQ(a->intents, b->intents);
  EXPECT_EQ(left.drafts(key), right.drafts(key));
}

void expect_same_counts(const store::Counts& a, const store::Counts& b) {
  EXPECT_EQ(a.events, b.events);
  EXPECT_EQ(a.conversations, b.conversations);
  EXPECT_EQ(a.messages, b.messages);
  EXPECT_EQ(a.rounds, b.rounds);
  EXPECT_EQ(a.nudges, b.nudges);
  EXPECT_EQ(a.findings, b.findings);
  EXPECT_EQ(a.anomalies, b.anomalies);
  EXPECT_EQ(a.gaps, b.gaps);
  EXPECT_EQ(a.drafts, b.drafts);
}

using Said = std::multiset<std::tuple<std::string, std::string, std::string, std::string>>;

std::tuple<std::string, std::string, std::string, std::string> said(
    const store::MessageWords& words) {
  return {std::string(words.shop), std::string(words.source), std::string(words.conversation),
          std::string(words.text)};
}

Said words_between(store::Reader& reader, const qa::ConversationKey& first,
                   const qa::ConversationKey& last) {
  Said out;
  reader.read_words(first, last,
                    [&out](const store::MessageWords& words) { out.insert(said(words)); });
  return out;
}

Said all_words(store::Reader& reader) {
  Said out;
  reader.scan_words([&out](const store::MessageWords& words) {
    out.insert(said(words));
    return true;
  });
  return out;
}

void expect_same_words(store::Reader& left, store::Reader& right,
                       const std::vector<qa::ConversationKey>& keys) {
  const Said all = all_words(left);
  EXPECT_FALSE(all.empty());
  EXPECT_EQ(all, all_words(right));
  EXPECT_EQ(all, words_between(left, keys.front(), keys.back()));
  EXPECT_EQ(words_between(left, keys.at(1), keys.at(2)),
            words_between(right, keys.at(1), keys.at(2)));
  std::size_t visited = 0;
  left.scan_words([&visited](const store::MessageWords&) { return ++visited < 2; });
  right.scan_words([&visited](const store::MessageWords&) { return ++visited < 4; });
  EXPECT_EQ(visited, 4U);
  EXPECT_EQ(all, all_words(left)) << "after a scan that was ended";
}

void expect_same_lists(store::Reader& left, store::Reader& right, qa::Time last) {
  const auto keys = left.conversations({}, std::nullopt, 1'000);
  EXPECT_EQ(keys, right.conversations({}, std::nullopt, 1'000));
  for (const qa::ConversationKey& key : keys) {
    expect_same_conversation(left, right, key);
  }
  expect_same_words(left, right, keys);
  EXPECT_EQ(left.count_conversations({}), static_cast<std::int64_t>(keys.size()));
  for (int part = 0; part < 8; ++part) {
    const store::Period period{last - qa::Duration{40'000 * (part + 1)},
                               last - qa::Duration{40'000 * part}};
    EXPECT_EQ(left.conversations(period, keys.at(1), 5),
              right.conversations(period, keys.at(1), 5));
    EXPECT_EQ(left.count_conversations(period), right.count_conversations(period));
    EXPECT_GE(left.count_conversations(period),
              static_cast<std::int64_t>(left.conversations(period, std::nullopt, 1'000).size()));
    EXPECT_EQ(left.findings(period, 7), right.findings(period, 7));
    EXPECT_EQ(left.anomalies(period, 7), right.anomalies(period, 7));
    EXPECT_EQ(left.live_conversations(period.from), right.live_conversations(period.from));
  }
  EXPECT_EQ(left.findings({}, 1'000), right.findings({}, 1'000));
  EXPECT_EQ(left.gaps({}), right.gaps({}));
  EXPECT_EQ(left.audit(1'000), right.audit(1'000));
  EXPECT_EQ(left.cursor("desk_0"), right.cursor("desk_0"));
  EXPECT_EQ(left.cursor("desk_1"), right.cursor("desk_1"));
  EXPECT_EQ(left.find_conversation("c_3"), right.find_conversation("c_3"));
}

/// The in-memory twin is the obviously right one; SQLite must answer everything alike.
TEST(Twins, AnswerAlikeAfterTheSameRandomBatches) {
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    const support::TempDir dir;
    const auto memory = store::open_memory_store();
    const auto sqlite = store::open_store((dir.path() / "twin.db").string());
    RandomBatches batches(seed);
    for (int i = 0; i < 40; ++i) {
      const store::Batch batch = batches.next();
      const store::Appended in_memory = memory->append(batch);
      const store::Appended in_sqlite = sqlite->append(batch);
      EXPECT_EQ(in_memory.events, in_sqlite.events);
      EXPECT_EQ(in_memory.duplicates, in_sqlite.duplicates);
    }
    ASSERT_EQ(memory->last_event_time(), sqlite->last_event_time());
    ASSERT_EQ(memory->first_event_time(), sqlite->first_event_time());
    expect_same_counts(memory->counts(), sqlite->counts());
    expect_same_lists(*memory, *sqlite, *memory->last_event_time());
    EXPECT_TRUE(store::integrity_check((dir.path() / "twin.db").string()).empty());
  }
}

}  // namespace
}  // namespace store_test
