#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "store/open.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/sqlite.h"
#include "tests/contract/figures.h"
#include "tests/support/temp_dir.h"

/// What the SQLite file does to keep promise 10 (tests/contract/figures_test.cpp).
namespace store {
namespace {

using contract::expect_same_figures;
using contract::Following;

class Rollups : public testing::Test {
 protected:
  Rollups() { open(); }

  void open() {
    store_.reset();
    store_ = open_store(path());
  }

  void roll_up() {
    while (store_->roll_up(7)) {
    }
  }

  /// Changes the file behind the program's back, with nobody else there.
  void change(const char* sql) {
    store_.reset();
    sqlite::Database(path(), sqlite::Database::Mode::kWrite).execute(sql);
    store_ = open_store(path());
  }

  void follow(std::uint64_t seed) {
    Following following(seed);
    while (!following.is_over()) {
      store_->append(following.next());
    }
  }

  std::string path() const { return (dir_.path() / "rollups.db").string(); }

  support::TempDir dir_;
  std::unique_ptr<Store> store_;
};

TEST_F(Rollups, HoldMostConversationsOfferedWhileTheyAreFollowed) {
  // More conversations than shares wait to be written together.
  Following following(1, qa::Profile::douyin(), 80);
  while (!following.is_over()) {
    store_->append(following.next());
  }
  const std::int64_t all = store_->counts().conversations;
  EXPECT_LT(store_->rollup_state().unrolled, all) << "none were written with the others";
  EXPECT_TRUE(expect_same_figures(*store_, qa::Profile::douyin()));
  roll_up();
  EXPECT_LT(store_->rollup_state().unrolled, all / 2);
  EXPECT_TRUE(expect_same_figures(*store_, qa::Profile::douyin()));
}

TEST_F(Rollups, StayTrueOverRestartsAtAnyMoment) {
  Following following(2);
  for (int batches = 0; !following.is_over(); ++batches) {
    store_->append(following.next());
    if (batches % 3 == 0) {
      open();
    }
    if (batches % 4 == 0) {
      static_cast<void>(store_->roll_up(2));
    }
    ASSERT_TRUE(expect_same_figures(*store_, qa::Profile::douyin()));
    ASSERT_FALSE(HasFailure()) << "after batch " << batches;
  }
}

/// Takes back every migration from the one on that made the sums: each made tables and nothing
/// else.
std::string to_a_file_without_sums() {
  constexpr int kBefore = 3;
  constexpr std::string_view kMakes = "CREATE TABLE ";
  std::string sql;
  for (const auto& migration : sqlite::migrations()) {
    const std::string_view text = migration.sql;
    for (std::size_t at = text.find(kMakes);
         at != std::string_view::npos && migration.version > kBefore;
         at = text.find(kMakes, at + 1)) {
      const std::string_view name = text.substr(at + kMakes.size());
      sql += "DROP TABLE " + std::string(name.substr(0, name.find_first_of(" (\n"))) + "; ";
    }
  }
  return sql + "PRAGMA user_version = " + std::to_string(kBefore);
}

TEST_F(Rollups, AreMadeOfAFileThatHadNone) {
  follow(3);
  change(to_a_file_without_sums().c_str());
  EXPECT_FALSE(store_->rollup_state().is_complete);
  EXPECT_FALSE(expect_same_figures(*store_, qa::Profile::douyin()));
  roll_up();
  EXPECT_TRUE(store_->rollup_state().is_complete);
  EXPECT_TRUE(expect_same_figures(*store_, qa::Profile::douyin()));
  EXPECT_FALSE(store_->labels().empty());
}

TEST_F(Rollups, AreMadeAnewWhereAShareIsMissing) {
  follow(4);
  roll_up();
  change("DELETE FROM contribution");
  store_->append(contract::one_more_word_in_every_talk(*store_));
  EXPECT_FALSE(store_->rollup_state().is_complete);
  roll_up();
  EXPECT_TRUE(expect_same_figures(*store_, qa::Profile::douyin()));
}

TEST_F(Rollups, AreMadeAnewWhereAShareIsNotInThem) {
  follow(5);
  roll_up();
  change("UPDATE rollup SET sums = x'00000000'");
  store_->append(contract::one_more_word_in_every_talk(*store_));
  EXPECT_FALSE(store_->rollup_state().is_complete);
  roll_up();
  EXPECT_TRUE(expect_same_figures(*store_, qa::Profile::douyin()));
}

TEST_F(Rollups, HoldNothingOfConversationsThatAreAllTakenOut) {
  follow(6);
  roll_up();
  sqlite::Database reading(path(), sqlite::Database::Mode::kRead);
  EXPECT_GT(reading.integer("SELECT count(*) FROM rollup"), 0);
  store_->append(contract::one_more_word_in_every_talk(*store_));
  EXPECT_EQ(reading.integer("SELECT count(*) FROM rollup"), 0);
  EXPECT_EQ(reading.integer("SELECT count(*) FROM contribution"), 0);
}

TEST_F(Rollups, ThatCannotBeReadAreRefusedByName) {
  follow(7);
  roll_up();
  change("UPDATE contribution SET share = x'09'");
  const qa::LocalTime local(qa::Profile::douyin());
  const qa::ReportRequest request = contract::last_days(*store_, local);
  qa::ReportBuilder builder(qa::Profile::douyin(), request);
  try {
    contract::add_from_sums(*store_, qa::Profile::douyin(), local, request, builder);
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kCorrupt);
    EXPECT_NE(std::string(error.what()).find("sandglass rebuild"), std::string::npos);
  }
}

}  // namespace
}  // namespace store
