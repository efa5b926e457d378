#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "qa/time.h"
#include "store/error.h"

struct sqlite3;
struct sqlite3_stmt;

/// SQLite as we use it, and the only place that sees sqlite3.h. A connection and its statements
/// belong to one thread at a time (SQLITE_OPEN_NOMUTEX). Every failure throws store::Error naming
/// the file, what happened and what to do.
namespace store::sqlite {

class Database;

/// Binds as a BLOB, where text would be refused by a STRICT column.
struct Bytes {
  std::string_view value;
};

/// One prepared statement. Parameters are numbered from 1 and bound in order; all of them, every
/// time, for a reset keeps the old ones. Columns are numbered from 0.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;

  /// Binds, runs to the end, resets. @returns rows changed. Arguments live until it returns.
  template <class... Arguments>
  std::int64_t run(const Arguments&... arguments) {
    bind_all(arguments...);
    return finish();
  }

  /// Binds and begins a query; then `while (next())`. Arguments live until the last next().
  template <class... Arguments>
  void query(const Arguments&... arguments) {
    bind_all(arguments...);
  }

  /// The next row, or false at the end (the statement is then reset and may be used again).
  bool next();

  /// Ends a query before its last row: an open read would pin the write-ahead log.
  void reset();

  std::int64_t integer(int column) const;
  bool is_null(int column) const;

  bool fact(int column) const { return integer(column) != 0; }

  std::int32_t small(int column) const { return static_cast<std::int32_t>(integer(column)); }

  qa::Time time(int column) const { return qa::from_ms(integer(column)); }

  std::optional<qa::Time> optional_time(int column) const;
  std::optional<qa::Duration> optional_duration(int column) const;
  /// Byte for byte, NUL included. The view lives until the next next() or reset().
  std::string_view text_view(int column) const;

  /// The bytes of a BLOB, which live as long.
  std::string_view bytes_view(int column) const { return text_view(column); }

  std::string text(int column) const { return std::string(text_view(column)); }

 private:
  template <class... Arguments>
  void bind_all(const Arguments&... arguments) {
    reset();  // a query that an exception cut short
    int index = 0;
    (bind(++index, arguments), ...);
    begin(index);
  }

  void begin(int bound);
  [[noreturn]] void reset_and_fail(int code, std::string_view doing);
  std::int64_t finish();

  void bind(int index, std::int64_t value);

  void bind(int index, std::int32_t value) { bind(index, std::int64_t{value}); }

  void bind(int index, bool value) { bind(index, std::int64_t{value ? 1 : 0}); }

  void bind(int index, qa::Time value) { bind(index, qa::to_ms(value)); }

  void bind(int index, std::string_view value);
  void bind(int index, const Bytes& value);

  void bind(int index, const std::string& value) { bind(index, std::string_view(value)); }

  void bind(int index, const char* value) { bind(index, std::string_view(value)); }

  void bind(int index, const std::optional<qa::Time>& value);
  void bind(int index, const std::optional<qa::Duration>& value);
  void bind(int index, const std::optional<std::int64_t>& value);
  void bind_null(int index);

  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
};

/// One connection.
class Database {
 public:
  enum class Mode {
    kRead,   ///< mode=ro: cannot write, cannot checkpoint
    kPeek,   ///< reads the file alone: no lock, no look at a log, nothing made beside it
    kWrite,  ///< creates the file (0600) where there is none
  };

  Database(std::string path, Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Runs any number of statements without parameters or rows.
  void execute(const char* sql);

  /// First column of the first row of a query without parameters.
  std::int64_t integer(std::string_view sql);

  bool is_in_transaction() const;

  /// Moves what the write-ahead log holds into the database, as far as no reader is in the way;
  /// waits for nobody.
  void checkpoint();

  const std::string& path() const { return path_; }

  sqlite3* handle() const { return handle_; }

  /// The error that `code`, the last call's answer, stands for. Before any other call.
  Error error(int code, std::string_view doing) const;

  /// Throws it.
  [[noreturn]] void fail(int code, std::string_view doing) const { throw error(code, doing); }

 private:
  void open(Mode mode);
  void configure(Mode mode);

  std::string path_;
  sqlite3* handle_ = nullptr;
};

/// BEGIN IMMEDIATE … COMMIT. Rolls back in the destructor unless committed.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
};

/// One view of the database for several queries: BEGIN … COMMIT without a write.
class ReadTransaction {
 public:
  explicit ReadTransaction(Database& database);
  ~ReadTransaction();
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;

 private:
  Database& database_;
  bool is_ours_;
};

}  // namespace store::sqlite
