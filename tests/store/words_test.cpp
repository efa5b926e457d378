#include "store/words.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "store/open.h"
#include "tests/support/event_builder.h"
#include "tests/support/temp_dir.h"

namespace store {
namespace {

using support::EventBuilder;

constexpr const char* kWord = "Xyzzy";

std::vector<qa::Event> events_full_of_words() {
  qa::RatingSubmitted rating;
  rating.score = 1;
  rating.comment = "Xyzzy comment";
  return EventBuilder()
      .opened()
      .customer("Xyzzy asks")
      .reply("a_1", "Xyzzy replies")
      .edited("Xyzzy edits")
      .bot("Xyzzy says the bot")
      .add("rating.submitted", rating)
      .add("conversation.note", qa::Unknown{"{\"text\":\"Xyzzy unknown\"}"})
      .take();
}

/// "table.column" of every column with the word in it.
std::vector<std::string> columns_with_words(const std::string& path) {
  sqlite3* database = nullptr;
  sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr);
  std::vector<std::string> found;
  const auto collect = [](void* into, int, char** values, char**) {
    static_cast<std::vector<std::string>*>(into)->emplace_back(values[0]);
    return 0;
  };
  std::vector<std::string> columns;
  sqlite3_exec(database,
               "SELECT 'SELECT ''' || t.name || '.' || c.name || ''' FROM ' || t.name || ' WHERE ' "
               "|| c.name || ' LIKE ''%Xyzzy%'' LIMIT 1' FROM sqlite_master t, "
               "pragma_table_info(t.name) c WHERE t.type = 'table'",
               collect, &columns, nullptr);
  EXPECT_GT(columns.size(), 100U);
  for (const std::string& query : columns) {
    EXPECT_EQ(sqlite3_exec(database, query.c_str(), collect, &found, nullptr), SQLITE_OK) << query;
  }
  sqlite3_close(database);
  return found;
}

TEST(Words, StandInExactlyOneColumn) {
  const support::TempDir dir;
  const std::string path = (dir.path() / "words.db").string();
  Batch batch;
  batch.events = events_full_of_words();
  open_store(path)->append(batch);
  EXPECT_EQ(columns_with_words(path), std::vector<std::string>{"message.text"});
}

TEST(Words, AreFoundWhereTheyArePutBack) {
  for (qa::Event event : events_full_of_words()) {
    if (const auto words = words_of(event)) {
      EXPECT_NE(words->text.find(kWord), std::string::npos);
      put_words(event, "other");
      EXPECT_EQ(words_of(event)->text, "other");
    }
  }
}

TEST(Words, OfAnEditBelongToTheMessage) {
  const auto events = EventBuilder().named("m_1").customer("a").edited("b").take();
  EXPECT_EQ(words_of(events[1])->message, "m_1");
  EXPECT_TRUE(words_of(events[1])->is_edit);
  EXPECT_FALSE(words_of(events[0])->is_edit);
}

TEST(Words, ARatingWithoutACommentHasNone) {
  const auto events = EventBuilder().opened().rated(5).take();
  EXPECT_EQ(words_of(events[0]), std::nullopt);
  EXPECT_EQ(words_of(events[1]), std::nullopt);
}

/// Stars for every text, a letter for every name.
class Masking final : public Privacy {
 public:
  const qa::Event& stored_form(const qa::Event& event, qa::Event& room) const override {
    room = event;
    if (const auto words = words_of(event)) {
      put_words(room, std::string(words->text.size(), '*'));
    }
    if (auto* opened = std::get_if<qa::Opened>(&room.data)) {
      opened->customer.name = "N";
    }
    if (auto* created = std::get_if<qa::MessageCreated>(&room.data)) {
      created->author.name = "N";
    }
    return room;
  }
};

std::string bytes_of_files(const std::filesystem::path& dir) {
  std::string bytes;
  for (const auto& entry : std::filesystem::directory_iterator(dir)) {
    std::ifstream file(entry.path(), std::ios::binary);
    bytes.append(std::istreambuf_iterator<char>(file), {});
  }
  return bytes;
}

TEST(Privacy, NothingReachesTheDiskButWhatItGaveBack) {
  const support::TempDir dir;
  const Masking masking;
  const auto store = open_store((dir.path() / "masked.db").string(), {&masking, 0});
  Batch batch;
  qa::Opened opened;
  opened.customer = {"u_1", "Xyzzy the customer", false, false};
  qa::MessageCreated message;
  message.id = "m_1";
  message.author = {qa::ActorKind::kHuman, "a_1", "Xyzzy the agent"};
  message.content.text = "Xyzzy";
  batch.events = EventBuilder().opened(opened).message(message).edited("Xyzzy").take();
  store->append(batch);

  EXPECT_EQ(bytes_of_files(dir.path()).find(kWord), std::string::npos);
  const auto history = store->history({"shop_1", "desk", "c_1"});
  EXPECT_EQ(words_of(history->events[1])->text, "*****");
}

}  // namespace
}  // namespace store
