#include "store/sqlite/sqlite.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>

#include "store/sqlite/sqlite_error.h"

namespace store::sqlite {
namespace {

/// How long a statement waits for a lock that somebody else holds; only a foreign program can (one
/// writer, readers never lock in WAL mode).
constexpr int kBusyTimeoutMs = 5'000;

/// The connection's own settings, docs/database.md "How the file is kept". Automatic checkpoints
/// are a last resort at 64 MiB: the writer checkpoints when it has nothing else to do.
constexpr const char* kWriterSettings =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA wal_autocheckpoint = 16384;"
    "PRAGMA journal_size_limit = 67108864;";
constexpr const char* kSettings =
    "PRAGMA foreign_keys = ON;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA cell_size_check = ON;"
    "PRAGMA cache_size = -65536;";

/// Creates an empty file only its owner may read: SQLite gives its -wal and -shm the same mode.
void create_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file >= 0) {
    ::close(file);
  } else if (errno != EEXIST) {
    throw error_of(SQLITE_CANTOPEN, errno, path, "cannot create it", "unable to open the file");
  }
}

void require_existing(const std::string& path) {
  struct stat status {};

  if (::stat(path.c_str(), &status) != 0 && errno == ENOENT) {
    throw Error(ErrorKind::kIo, false,
                fmt::format("database {}: there is no such file; check the path, or run a command "
                            "that writes first",
                            path));
  }
}

/// A path as a file: URI, so that nothing in a name is taken for a setting.
std::string uri_of(const std::string& path, std::string_view mode) {
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '?' || c == '#' || c == '%') {
      uri += fmt::format("%{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      uri += c;
    }
  }
  return uri + fmt::format("?mode={}", mode);
}

}  // namespace

Database::Database(std::string path, Mode mode) : path_(std::move(path)) {
  if (mode == Mode::kWrite) {
    create_private(path_);
  } else {
    require_existing(path_);
  }
  try {
    open(mode);
    configure(mode);
  } catch (...) {
    sqlite3_close_v2(handle_);
    throw;
  }
}

Database::~Database() {
  sqlite3_close_v2(handle_);
}

void Database::open(Mode mode) {
  const bool writes = mode == Mode::kWrite;
  const char* const access = writes ? "rw" : mode == Mode::kRead ? "ro" : "ro&immutable=1";
  const int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
  const int code = sqlite3_open_v2(uri_of(path_, access).c_str(), &handle_, flags, nullptr);
  if (code != SQLITE_OK) {
    fail(code, "cannot open it");
  }
}

void Database::configure(Mode mode) {
  sqlite3_busy_timeout(handle_, kBusyTimeoutMs);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  if (mode == Mode::kWrite) {
    // SQLite falls back to reading silently where the file may not be written.
    if (sqlite3_db_readonly(handle_, "main") == 1) {
      throw error_of(SQLITE_READONLY, 0, path_, "cannot write it", "the file is read-only");
    }
    execute(kWriterSettings);
  }
  execute(kSettings);
}

void Database::execute(const char* sql) {
  errno = 0;
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) {
    fail(code, "cannot run a statement");
  }
}

std::int64_t Database::integer(std::string_view sql) {
  Statement statement(*this, sql);
  statement.query();
  const std::int64_t value = statement.next() ? statement.integer(0) : 0;
  statement.reset();
  return value;
}

bool Database::is_in_transaction() const {
  return sqlite3_get_autocommit(handle_) == 0;
}

void Database::checkpoint() {
  const int code =
      sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) {
    fail(code, "cannot checkpoint");
  }
}

Error Database::error(int code, std::string_view doing) const {
  // SQLite forgets the system's answer where a COMMIT fails: no room is then only in errno, which
  // execute() and finish() cleared before.
  const bool is_without_room = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
  const int left_behind = is_without_room ? errno : 0;
  const int primary = code & 0xff;
  int system_errno = 0;
  if (handle_ != nullptr && (primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN)) {
    system_errno = sqlite3_system_errno(handle_);
    system_errno = system_errno == 0 ? left_behind : system_errno;
  }
  return error_of(code, system_errno, path_, doing,
                  handle_ == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle_));
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  const int code = sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  if (code != SQLITE_OK) {
    database.fail(code, "cannot prepare a statement");
  }
}

Statement::~Statement() {
  sqlite3_finalize(statement_);
}

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}

void Statement::begin([[maybe_unused]] int bound) {
  assert(bound == sqlite3_bind_parameter_count(statement_));
}

bool Statement::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) {
    return true;
  }
  if (code != SQLITE_DONE) {
    reset_and_fail(code, "cannot read");
  }
  sqlite3_reset(statement_);
  return false;
}

std::int64_t Statement::finish() {
  errno = 0;
  const int code = sqlite3_step(statement_);
  if (code != SQLITE_DONE && code != SQLITE_ROW) {
    reset_and_fail(code, "cannot write");
  }
  sqlite3_reset(statement_);
  return sqlite3_changes64(database_.handle());
}

void Statement::reset_and_fail(int code, std::string_view doing) {
  const Error error = database_.error(code, doing);
  sqlite3_reset(statement_);
  throw error;
}

void Statement::reset() {
  sqlite3_reset(statement_);
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::optional<qa::Time> Statement::optional_time(int column) const {
  return is_null(column) ? std::nullopt : std::optional(time(column));
}

std::optional<qa::Duration> Statement::optional_duration(int column) const {
  return is_null(column) ? std::nullopt : std::optional(qa::Duration{integer(column)});
}

std::string_view Statement::text_view(int column) const {
  const void* text = sqlite3_column_blob(statement_, column);
  const auto bytes = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return text == nullptr ? std::string_view()
                         : std::string_view(static_cast<const char*>(text), bytes);
}

void Statement::bind(int index, std::int64_t value) {
  const int code = sqlite3_bind_int64(statement_, index, value);
  if (code != SQLITE_OK) {
    database_.fail(code, "cannot bind");
  }
}

void Statement::bind(int index, std::string_view value) {
  // A null pointer would bind NULL; the length is explicit, for text may hold NUL.
  const int code = sqlite3_bind_text64(statement_, index, value.empty() ? "" : value.data(),
                                       value.size(), SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) {
    database_.fail(code, "cannot bind");
  }
}

void Statement::bind(int index, const Bytes& value) {
  const int code =
      sqlite3_bind_blob64(statement_, index, value.value.empty() ? "" : value.value.data(),
                          value.value.size(), SQLITE_STATIC);
  if (code != SQLITE_OK) {
    database_.fail(code, "cannot bind");
  }
}

void Statement::bind(int index, const std::optional<qa::Time>& value) {
  if (value) {
    bind(index, qa::to_ms(*value));
  } else {
    bind_null(index);
  }
}

void Statement::bind(int index, const std::optional<qa::Duration>& value) {
  if (value) {
    bind(index, std::int64_t{value->count()});
  } else {
    bind_null(index);
  }
}

void Statement::bind(int index, const std::optional<std::int64_t>& value) {
  if (value) {
    bind(index, *value);
  } else {
    bind_null(index);
  }
}

void Statement::bind_null(int index) {
  const int code = sqlite3_bind_null(statement_, index);
  if (code != SQLITE_OK) {
    database_.fail(code, "cannot bind");
  }
}

Transaction::Transaction(Database& database) : database_(database) {
  database_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  // Some errors (a full disk) have rolled back already; a rollback that fails leaves nothing
  // committed either.
  if (database_.is_in_transaction()) {
    sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
}

ReadTransaction::ReadTransaction(Database& database)
    : database_(database), is_ours_(!database.is_in_transaction()) {
  if (is_ours_) {
    database_.execute("BEGIN");
  }
}

ReadTransaction::~ReadTransaction() {
  if (is_ours_ && database_.is_in_transaction()) {
    sqlite3_exec(database_.handle(), "COMMIT", nullptr, nullptr, nullptr);
  }
}

}  // namespace store::sqlite
