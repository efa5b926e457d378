#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "store/forwarding.h"
#include "store/open.h"
#include "store/sqlite/batch_rows.h"
#include "store/sqlite/rollups.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/sqlite.h"
#include "store/sqlite/sqlite_reads.h"

namespace store {
namespace {

using sqlite::BatchRows;
using sqlite::Database;
using sqlite::Reads;
using sqlite::Transaction;

/// Conversations counted from their rows while tidying: some milliseconds.
constexpr std::size_t kTidied = 50;

using SqliteReader = Forwarding<Reader, Reads>;

class SqliteStore final : public Forwarding<Store, Reads> {
 public:
  SqliteStore(const std::shared_ptr<Database>& database, const Privacy* privacy)
      : Forwarding(Reads(database)),
        database_(database),
        rollups_(*database, reads()),
        rows_(*database, reads(), rollups_, privacy == nullptr ? identity_ : *privacy) {}

  Appended append_all(std::span<const Batch> batches) override {
    Appended appended;
    rows_.begin();
    rollups_.begin();
    Transaction transaction(*database_);
    for (const Batch& batch : batches) {
      rows_.add(batch, appended);
    }
    rows_.finish();
    for (const Batch& batch : batches) {
      for (const qa::Settled& settled : batch.settled) {
        rollups_.take(settled);
      }
    }
    rollups_.finish(appended.events);
    transaction.commit();
    rollups_.committed();
    return appended;
  }

  std::int64_t append_profile(const qa::Profile& profile, qa::Time at, std::string_view author,
                              std::string_view reason) override {
    rollups_.begin();
    Transaction transaction(*database_);
    const std::int64_t version =
        rows_.add_profile({profile, at, std::string(author), std::string(reason)});
    rollups_.set_profile(profile);
    transaction.commit();
    rollups_.committed();
    return version;
  }

  std::int64_t append_publication(const Publication& publication,
                                  std::span<const rules::Source> sources) override {
    Transaction transaction(*database_);
    const std::int64_t number = rows_.add_publication(publication, sources);
    transaction.commit();
    return number;
  }

  bool append_review(const qa::Review& review) override {
    Transaction transaction(*database_);
    const bool is_added = rows_.add_review(review);
    transaction.commit();
    return is_added;
  }

  void migrate() override { sqlite::migrate(*database_); }

  bool roll_up(std::size_t most) override {
    rollups_.begin();
    Transaction transaction(*database_);
    const bool has_more = rollups_.roll_up(most);
    transaction.commit();
    rollups_.committed();
    return has_more;
  }

  void forget_sums() override {
    rollups_.begin();
    Transaction transaction(*database_);
    rollups_.begin_anew();
    transaction.commit();
    rollups_.committed();
  }

  void tidy() override {
    static_cast<void>(roll_up(kTidied));
    database_->checkpoint();
  }

 private:
  std::shared_ptr<Database> database_;
  Identity identity_;
  sqlite::Rollups rollups_;
  BatchRows rows_;
};

}  // namespace

void require_ours(const std::string& path) {
  std::error_code problem;
  const std::filesystem::path file = std::filesystem::canonical(path, problem);
  if (problem || !std::filesystem::is_regular_file(file, problem)) {
    return;  // nothing there, out of reach, a folder: whoever opens it says so
  }
  // Without a log everything is in the file; with one, somebody's newest commits are not.
  const bool has_log = std::filesystem::exists(file.string() + "-wal", problem);
  Database database(path, has_log ? Database::Mode::kRead : Database::Mode::kPeek);
  sqlite::require_ours(database);
}

std::unique_ptr<Store> open_store(const std::string& path, const StoreOptions& options) {
  require_ours(path);
  auto database = std::make_shared<Database>(path, Database::Mode::kWrite);
  sqlite::migrate(*database);
  if (options.most_pages > 0) {
    database->execute(("PRAGMA max_page_count = " + std::to_string(options.most_pages)).c_str());
  }
  return std::make_unique<SqliteStore>(database, options.privacy);
}

std::unique_ptr<Reader> open_reader(const std::string& path) {
  auto database = std::make_shared<Database>(path, Database::Mode::kRead);
  sqlite::require_newest(*database);
  return std::make_unique<SqliteReader>(Reads(database));
}

int newest_schema() {
  return sqlite::migrations().back().version;
}

int schema_version(const std::string& path) {
  Database database(path, Database::Mode::kRead);
  return sqlite::schema_of(database);
}

int migrate_file(const std::string& path) {
  require_ours(path);
  Database database(path, Database::Mode::kWrite);
  return sqlite::migrate(database);
}

std::vector<std::string> integrity_check(const std::string& path) {
  Database database(path, Database::Mode::kRead);
  std::vector<std::string> problems;
  for (const std::string_view check : {"PRAGMA integrity_check(100)", "PRAGMA foreign_key_check"}) {
    sqlite::Statement statement(database, check);
    statement.query();
    while (statement.next()) {
      if (statement.text_view(0) != "ok") {
        problems.push_back(statement.text(0));
      }
    }
  }
  return problems;
}

std::string sqlite_version() {
  return sqlite3_libversion();
}

}  // namespace store
