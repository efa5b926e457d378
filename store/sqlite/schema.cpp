#include "store/sqlite/schema.h"

#include <fmt/format.h>

#include "store/error.h"
#include "store/open.h"

namespace store::sqlite {
namespace {

/// "SGLS"; file(1) and other programs can tell whose the file is.
constexpr std::int64_t kApplicationId = 0x53474C53;

void refuse_newer(Database& database, int version) {
  if (version > newest_schema()) {
    throw Error(ErrorKind::kNewerSchema, false,
                fmt::format("database {}: its schema is version {}, this Sandglass knows version "
                            "{}; use the newer Sandglass that wrote it, or restore a backup made "
                            "before the upgrade",
                            database.path(), version, newest_schema()));
  }
}

void refuse_foreign(Database& database) {
  const bool is_ours = database.integer("PRAGMA application_id") == kApplicationId;
  const bool is_empty = database.integer("SELECT count(*) FROM sqlite_master") == 0;
  if (!is_ours && !is_empty) {
    throw Error(ErrorKind::kCorrupt, false,
                fmt::format("database {}: it is an SQLite database of another program; choose "
                            "another path",
                            database.path()));
  }
}

void apply(Database& database, const Migration& step) {
  Transaction transaction(database);
  database.execute(step.sql);
  database.execute(fmt::format("PRAGMA user_version = {}", step.version).c_str());
  database.execute(fmt::format("PRAGMA application_id = {}", kApplicationId).c_str());
  transaction.commit();
}

}  // namespace

int schema_of(Database& database) {
  return static_cast<int>(database.integer("PRAGMA user_version"));
}

void require_ours(Database& database) {
  refuse_foreign(database);
  refuse_newer(database, schema_of(database));
}

int migrate(Database& database) {
  require_ours(database);
  const int before = schema_of(database);
  for (const Migration& step : migrations()) {
    if (step.version > before) {
      apply(database, step);
    }
  }
  return before;
}

void require_newest(Database& database) {
  require_ours(database);
  const int version = schema_of(database);
  if (version < newest_schema()) {
    throw Error(ErrorKind::kOlderSchema, false,
                fmt::format("database {}: its schema is version {}, this Sandglass needs version "
                            "{}; run: sandglass migrate",
                            database.path(), version, newest_schema()));
  }
}

}  // namespace store::sqlite
