#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "qa/time.h"
#include "store/error.h"

namespace plugin {

/// Who holds a database, as its lock file says.
struct DatabaseHolder {
  std::int64_t pid = 0;  ///< 0: not yet written down
  std::optional<qa::Time> since;
};

/// Another process has the database open for writing. kBusy, exit 3; the message names the holder.
class DatabaseHeld : public store::Error {
 public:
  DatabaseHeld(const std::string& database, const DatabaseHolder& holder);

  const DatabaseHolder& holder() const { return holder_; }

 private:
  DatabaseHolder holder_;
};

/// One owner (docs/architecture.md): whoever opens a database for writing holds an exclusive flock
/// on `<database>.lock` for as long, for two connections that write and checkpoint at once can lose
/// committed data. The kernel lets go when the process ends, however it ends; the file stays, and
/// holds pid and start time for people. Symbolic links to one database share one lock.
class DatabaseLock {
 public:
  /// @throws DatabaseHeld when another process, or another lock in this one, has it; store::Error
  /// kReadOnly, kFull or kIo when the lock file cannot be made; as store::require_ours() where the
  /// database is not one to own, and then leaves no lock file beside it.
  explicit DatabaseLock(const std::string& database);
  ~DatabaseLock();
  DatabaseLock(DatabaseLock&& other) noexcept;
  DatabaseLock& operator=(DatabaseLock&& other) noexcept;

  const std::string& path() const { return path_; }

 private:
  void take(const std::string& database);
  void write_holder() const;

  std::string path_;
  int file_ = -1;
};

/// "/data/sandglass.db" → "/data/sandglass.db.lock", links followed.
std::string lock_path(const std::string& database);
/// "/data/sandglass.db" → "/data/sandglass.db.sock", links followed: where the process that holds
/// the lock answers.
std::string socket_path(const std::string& database);

}  // namespace plugin
