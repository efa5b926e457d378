#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>

#include "store/error.h"
#include "store/open.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/sqlite.h"
#include "tests/support/event_builder.h"
#include "tests/support/temp_dir.h"

namespace store {
namespace {

using support::EventBuilder;

class SqliteFile : public testing::Test {
 protected:
  std::string path() const { return (dir_.path() / "file.db").string(); }

  Batch opened() const {
    Batch batch;
    batch.events = EventBuilder().opened().customer("在吗").take();
    return batch;
  }

  support::TempDir dir_;
};

/// The error `action` ends in.
template <class Action>
Error error_in(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return {ErrorKind::kInternal, false, "nothing was thrown"};
}

/// What a shell would do to the file, without our wrapper.
void execute(const std::string& path, const char* sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(database);
  sqlite3_close(database);
}

std::int64_t value_of(const std::string& path, const char* sql) {
  sqlite::Database database(path, sqlite::Database::Mode::kWrite);
  return database.integer(sql);
}

TEST_F(SqliteFile, OnlyTheOwnerMayReadItAndWhatStandsBesideIt) {
  const auto store = open_store(path());
  store->append(opened());
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat status {};

    ASSERT_EQ(::stat((path() + suffix).c_str(), &status), 0) << suffix;
    EXPECT_EQ(status.st_mode & 0777, 0600U) << suffix;
  }
}

TEST_F(SqliteFile, TheWriterIsSetUpToBeDurable) {
  open_store(path());
  EXPECT_EQ(value_of(path(), "PRAGMA synchronous"), 2);
  EXPECT_EQ(value_of(path(), "PRAGMA foreign_keys"), 1);
  EXPECT_EQ(value_of(path(), "PRAGMA temp_store"), 2);
  sqlite::Database database(path(), sqlite::Database::Mode::kRead);
  sqlite::Statement journal(database, "PRAGMA journal_mode");
  journal.query();
  ASSERT_TRUE(journal.next());
  EXPECT_EQ(journal.text(0), "wal");
}

TEST_F(SqliteFile, ADoubleQuotedTypingErrorIsAnErrorAndNoText) {
  open_store(path());
  sqlite::Database database(path(), sqlite::Database::Mode::kRead);
  EXPECT_THROW(database.integer("SELECT \"nosuchcolumn\" FROM event"), Error);
}

TEST_F(SqliteFile, StrictTablesRefuseTextForANumber) {
  open_store(path());
  sqlite::Database database(path(), sqlite::Database::Mode::kWrite);
  EXPECT_THROW(database.execute("INSERT INTO cursor VALUES ('a', 'b', 'abc')"), Error);
}

TEST_F(SqliteFile, SurvivesClosingAndOpening) {
  open_store(path())->append(opened());
  const auto again = open_store(path());
  EXPECT_EQ(again->counts().events, 2);
  EXPECT_EQ(again->append(opened()).duplicates, 2U);
}

TEST_F(SqliteFile, AReaderCannotWriteOrCheckpoint) {
  const auto store = open_store(path());
  store->append(opened());
  sqlite::Database database(path(), sqlite::Database::Mode::kRead);
  EXPECT_EQ(error_in([&] { database.execute("DELETE FROM event"); }).kind(), ErrorKind::kReadOnly);
  EXPECT_THROW(database.checkpoint(), Error);
}

TEST_F(SqliteFile, TidyingMovesTheLogIntoTheFile) {
  const auto store = open_store(path());
  store->append(opened());
  const auto before = std::filesystem::file_size(path());
  store->tidy();
  EXPECT_GT(std::filesystem::file_size(path()), before);
  EXPECT_EQ(open_reader(path())->counts().events, 2);
}

TEST_F(SqliteFile, TidyingWaitsForNoReader) {
  const auto store = open_store(path());
  store->append(opened());
  sqlite::Database reader(path(), sqlite::Database::Mode::kRead);
  const sqlite::ReadTransaction view(reader);
  EXPECT_EQ(reader.integer("SELECT count(*) FROM event"), 2);
  store->append([] {
    Batch batch;
    batch.events = EventBuilder().conversation("c_2").opened().take();
    return batch;
  }());
  store->tidy();
  EXPECT_EQ(reader.integer("SELECT count(*) FROM event"), 2);
  EXPECT_EQ(store->counts().events, 3);
}

TEST_F(SqliteFile, TheAuditLogCanNeitherBeChangedNorShortened) {
  const auto store = open_store(path());
  Batch batch;
  batch.audit = {{qa::from_ms(1), "system", "run", "", "{}"}};
  store->append(batch);
  sqlite::Database database(path(), sqlite::Database::Mode::kWrite);
  for (const char* sql : {"UPDATE audit_log SET actor = 'nobody'", "DELETE FROM audit_log"}) {
    const Error error = error_in([&] { database.execute(sql); });
    EXPECT_NE(std::string(error.what()).find("audit_log is append-only"), std::string::npos);
  }
  EXPECT_EQ(store->audit(9).size(), 1U);
}

TEST_F(SqliteFile, Promise9_MigratingAFileIsIdempotentAndSaysWhereItStood) {
  EXPECT_EQ(migrate_file(path()), 0);
  EXPECT_EQ(migrate_file(path()), newest_schema());
  EXPECT_EQ(schema_version(path()), newest_schema());
  EXPECT_EQ(newest_schema(), static_cast<int>(sqlite::migrations().size()));
}

/// A file as schema version 1 left it.
void make_version_1(const std::string& path) {
  sqlite::Database database(path, sqlite::Database::Mode::kWrite);
  database.execute(sqlite::migrations().front().sql);
  database.execute("PRAGMA user_version = 1; PRAGMA application_id = 0x53474C53");
  for (const char* level : {"note", "minor", "major", "critical"}) {
    database.execute((std::string("INSERT INTO finding VALUES ('s', 'd', 'c_1', 'm_1', 0, '") +
                      level + "', 'abc', 'p', '" + level +
                      "', 'log', 'clean', '[[0,2]]', 1700000000000, 'a_1', 0)")
                         .c_str());
  }
}

TEST_F(SqliteFile, Promise9_AFileOfVersion1IsBroughtUpWithItsFindings) {
  make_version_1(path());
  EXPECT_EQ(error_in([&] { open_reader(path()); }).kind(), ErrorKind::kOlderSchema);
  EXPECT_EQ(migrate_file(path()), 1);
  EXPECT_EQ(schema_version(path()), newest_schema());
  const auto reader = open_reader(path());
  std::vector<std::string> for_review;
  for (const qa::FindingRecord& finding : reader->findings({}, 9)) {
    EXPECT_FALSE(finding.is_trial);
    EXPECT_EQ(finding.spans, (std::vector<rules::Span>{{0, 2}}));
    if (finding.is_for_review) {
      for_review.push_back(finding.rule);
    }
  }
  EXPECT_EQ(for_review, (std::vector<std::string>{"critical", "major"}));
  EXPECT_TRUE(reader->publications().empty());
  EXPECT_TRUE(integrity_check(path()).empty());
}

TEST_F(SqliteFile, PublishedRuleSetsCanNeitherBeChangedNorDeleted) {
  const auto store = open_store(path());
  const std::vector<rules::Source> packs = {{"a", "text"}};
  store->append_publication({0, "v1", qa::from_ms(1), "u", "why", std::nullopt}, packs);
  sqlite::Database database(path(), sqlite::Database::Mode::kWrite);
  for (const char* sql : {"UPDATE rule_set SET source = ''", "DELETE FROM rule_set",
                          "UPDATE publication SET author = ''", "DELETE FROM publication"}) {
    const Error error = error_in([&] { database.execute(sql); });
    EXPECT_NE(std::string(error.what()).find("is append-only"), std::string::npos) << sql;
  }
  EXPECT_EQ(store->rule_set("v1").size(), 1U);
}

TEST_F(SqliteFile, Promise9_ANewerSchemaIsRefusedNamingBothVersions) {
  open_store(path())->append(opened());
  execute(path(), "PRAGMA user_version = 99");
  const std::string expected =
      "database " + path() + ": its schema is version 99, this Sandglass knows version " +
      std::to_string(newest_schema()) +
      "; use the newer Sandglass that wrote it, or restore a backup made before the upgrade";
  for (const Error& error :
       {error_in([&] { open_store(path()); }), error_in([&] { open_reader(path()); }),
        error_in([&] { migrate_file(path()); })}) {
    EXPECT_EQ(error.kind(), ErrorKind::kNewerSchema);
    EXPECT_FALSE(error.retryable());
    EXPECT_EQ(error.what(), expected);
  }
  EXPECT_EQ(schema_version(path()), 99);
}

TEST_F(SqliteFile, Promise9_AReaderOfAnOlderSchemaSaysToMigrate) {
  execute(path(), "PRAGMA application_id = 0x53474C53; CREATE TABLE t (a)");
  const Error error = error_in([&] { open_reader(path()); });
  EXPECT_EQ(error.kind(), ErrorKind::kOlderSchema);
  EXPECT_NE(std::string(error.what()).find("run: sandglass migrate"), std::string::npos);
}

TEST_F(SqliteFile, Promise8_AnotherProgramsDatabaseIsLeftAlone) {
  execute(path(), "CREATE TABLE bookmarks (url TEXT)");
  const Error error = error_in([&] { open_store(path()); });
  EXPECT_EQ(error.kind(), ErrorKind::kCorrupt);
  EXPECT_EQ(std::string(error.what()), "database " + path() +
                                           ": it is an SQLite database of another program; choose "
                                           "another path");
  execute(path(), "INSERT INTO bookmarks VALUES ('x')");
}

/// Every file of the folder with its bytes.
std::map<std::string, std::string> files_of(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    files[entry.path().filename()] = std::string(std::istreambuf_iterator<char>(file), {});
  }
  return files;
}

TEST_F(SqliteFile, Promise8_WhatIsRefusedKeepsItsBytesAndGetsNoNeighbours) {
  for (const char* sql :
       {"CREATE TABLE bookmarks (url TEXT)", "PRAGMA journal_mode = WAL; CREATE TABLE b (url TEXT)",
        "PRAGMA application_id = 0x53474C53; PRAGMA user_version = 99; CREATE TABLE t (a)"}) {
    std::filesystem::remove(path());
    execute(path(), sql);
    const auto before = files_of(dir_.path());
    ASSERT_EQ(before.size(), 1U) << sql;
    EXPECT_THROW(require_ours(path()), Error);
    EXPECT_THROW(open_store(path()), Error);
    EXPECT_THROW(migrate_file(path()), Error);
    EXPECT_EQ(files_of(dir_.path()), before) << sql;
  }
}

TEST_F(SqliteFile, Promise8_ACrashedProgramsLogIsNotFoldedIntoItsDatabase) {
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path().c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "PRAGMA journal_mode = WAL; CREATE TABLE b (url TEXT)", nullptr,
                         nullptr, nullptr),
            SQLITE_OK);
  support::TempDir crashed;  // as the files were when it died
  const std::string copy = (crashed.path() / "file.db").string();
  std::filesystem::copy_file(path(), copy);
  std::filesystem::copy_file(path() + "-wal", copy + "-wal");
  sqlite3_close(other);
  auto before = files_of(crashed.path());
  EXPECT_EQ(error_in([&] { open_store(copy); }).kind(), ErrorKind::kCorrupt);
  auto after = files_of(crashed.path());
  after.erase("file.db-shm");  // an index of the log, which any reader makes
  EXPECT_EQ(after, before);
}

TEST_F(SqliteFile, Promise8_AFileThatIsNoDatabaseIsCorrupt) {
  std::ofstream(path()) << std::string(8'192, 'x');
  for (const Error& error :
       {error_in([&] { open_store(path()); }), error_in([&] { open_reader(path()); }),
        error_in([&] { integrity_check(path()); })}) {
    EXPECT_EQ(error.kind(), ErrorKind::kCorrupt);
    EXPECT_FALSE(error.retryable());
    EXPECT_NE(std::string(error.what()).find("database " + path()), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("restore a backup"), std::string::npos);
  }
}

TEST_F(SqliteFile, Promise8_ATruncatedFileIsCorrupt) {
  {
    const auto store = open_store(path());
    EventBuilder builder;
    Batch batch;
    for (int i = 0; i < 500; ++i) {
      builder.customer("一句不长的话 " + std::to_string(i));
    }
    batch.events = builder.take();
    store->append(batch);
  }
  std::filesystem::resize_file(path(), std::filesystem::file_size(path()) / 2);
  const Error error = error_in([&] {
    const auto reader = open_reader(path());
    reader->history({"shop_1", "desk", "c_1"});
    reader->counts();
  });
  EXPECT_EQ(error.kind(), ErrorKind::kCorrupt);
}

TEST_F(SqliteFile, Promise8_IntegrityCheckNamesWhatIsBroken) {
  open_store(path())->append(opened());
  EXPECT_TRUE(integrity_check(path()).empty());
  execute(path(),
          "PRAGMA writable_schema = ON;"
          "DELETE FROM sqlite_master WHERE name = 'event_by_id';");
  EXPECT_FALSE(integrity_check(path()).empty());
}

TEST_F(SqliteFile, Promise8_AMissingFileToReadIsNamed) {
  const Error error = error_in([&] { open_reader(path()); });
  EXPECT_EQ(error.kind(), ErrorKind::kIo);
  EXPECT_NE(std::string(error.what()).find("there is no such file"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(SqliteFile, APathMayHoldWhatAUriWouldTakeForSettings) {
  const std::string odd = (dir_.path() / "a?mode=ro#1%20数据.db").string();
  open_store(odd)->append(opened());
  EXPECT_TRUE(std::filesystem::exists(odd));
  EXPECT_EQ(open_reader(odd)->counts().events, 2);
}

TEST_F(SqliteFile, TheLibrarysVersionIsKnown) {
  EXPECT_EQ(sqlite_version(), SQLITE_VERSION);
}

}  // namespace
}  // namespace store
