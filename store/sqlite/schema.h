#pragma once

#include <string_view>
#include <vector>

#include "store/sqlite/sqlite.h"

/// The schema's versions: store/migrations/NNNN_name.sql, each a step from NNNN - 1 to NNNN. The
/// version is the file's `user_version`, and its `application_id` marks it as ours.
namespace store::sqlite {

struct Migration {
  int version;
  std::string_view name;
  const char* sql;
};

/// In order of version, from 1, without holes. Made by CMake from the files.
const std::vector<Migration>& migrations();

int schema_of(Database& database);

/// An empty file or one of ours, and not from a newer program. @throws Error kNewerSchema; kCorrupt
/// for another program's file.
void require_ours(Database& database);

/// Every missing step, each in a transaction of its own with the version it leads to.
/// @returns the version before. @throws Error as require_ours().
int migrate(Database& database);

/// @throws Error unless the schema is exactly the newest.
void require_newest(Database& database);

}  // namespace store::sqlite
