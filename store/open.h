#pragma once

#include <memory>
#include <string>
#include <vector>

#include "store/privacy.h"
#include "store/store.h"

/// Databases as files (SQLite) and in memory. The file's layout and the promises: docs/database.md.
namespace store {

struct StoreOptions {
  /// Outlives the store. nullptr: everything is stored as it came.
  const Privacy* privacy = nullptr;
  /// Upper bound of the file in pages of 4 KiB; 0: the disk's. What a full disk looks like in
  /// tests, and a fuse for small machines.
  long long most_pages = 0;
};

/// Whether `path` may be opened for writing: nothing is there, an empty file, or a database of this
/// program that is not newer. Looks without a trace: no lock, no file made, and above all no change
/// to a database that is another program's. open_store() and migrate_file() look first; whoever
/// wants to leave something beside the database (a lock file) does so too. @throws Error
/// kNewerSchema; kCorrupt where it is another program's database or none at all.
void require_ours(const std::string& path);

/// Opens `path` for writing, creates it (mode 0600) where there is none, and brings its schema up
/// to date. The caller holds the database's lock (plugin/database_lock.h): two connections that
/// both write and checkpoint can lose committed data (docs/database.md, "One writer"). The store
/// belongs to one thread at a time. @throws Error.
std::unique_ptr<Store> open_store(const std::string& path, const StoreOptions& options = {});

/// Opens `path` for reading only (`mode=ro`): sees every append that returned before the call,
/// cannot write, cannot checkpoint. Any number of them, each on one thread at a time. @throws
/// Error; kOlderSchema where `migrate` has to run first.
std::unique_ptr<Reader> open_reader(const std::string& path);

/// The in-memory twin: same promises, nothing survives it. Its readers see what it holds, from any
/// thread.
class MemoryStore : public Store {
 public:
  virtual std::unique_ptr<Reader> reader() const = 0;
};

std::unique_ptr<MemoryStore> open_memory_store(const StoreOptions& options = {});

/// Schema this program writes.
int newest_schema();

/// Schema of the file; 0 where it is empty. Opens read-only. @throws Error.
int schema_version(const std::string& path);

/// Brings the file's schema up to date and returns the version it had before. Idempotent; refuses a
/// newer one (kNewerSchema). The caller holds the lock. @throws Error.
int migrate_file(const std::string& path);

/// What SQLite's integrity_check and foreign_key_check find, at most 100 lines; empty: clean. Opens
/// read-only. @throws Error, kCorrupt where the file is no database at all.
std::vector<std::string> integrity_check(const std::string& path);

/// Version of the SQLite library at run time, for the log's first lines and `doctor`.
std::string sqlite_version();

}  // namespace store
