#include "store/sqlite/sqlite_error.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>

#include "store/open.h"
#include "tests/support/event_builder.h"
#include "tests/support/temp_dir.h"

namespace store {
namespace {

using support::EventBuilder;

ErrorKind kind_of(int code, int system_errno = 0) {
  return sqlite::error_of(code, system_errno, "/x.db", "cannot write", "said").kind();
}

bool is_retryable(int code) {
  return sqlite::error_of(code, 0, "/x.db", "cannot write", "said").retryable();
}

TEST(SqliteError, Promise8_EveryCodeHasItsKind) {
  EXPECT_EQ(kind_of(SQLITE_FULL), ErrorKind::kFull);
  EXPECT_EQ(kind_of(SQLITE_READONLY_DIRECTORY), ErrorKind::kReadOnly);
  EXPECT_EQ(kind_of(SQLITE_CANTOPEN_ISDIR), ErrorKind::kReadOnly);
  EXPECT_EQ(kind_of(SQLITE_PERM), ErrorKind::kReadOnly);
  EXPECT_EQ(kind_of(SQLITE_CORRUPT_INDEX), ErrorKind::kCorrupt);
  EXPECT_EQ(kind_of(SQLITE_NOTADB), ErrorKind::kCorrupt);
  EXPECT_EQ(kind_of(SQLITE_BUSY_SNAPSHOT), ErrorKind::kBusy);
  EXPECT_EQ(kind_of(SQLITE_IOERR_FSYNC, EIO), ErrorKind::kIo);
  EXPECT_EQ(kind_of(SQLITE_CONSTRAINT_PRIMARYKEY), ErrorKind::kInternal);
}

TEST(SqliteError, Promise8_NoRoomIsNoRoomWhicheverCallSaysIt) {
  EXPECT_EQ(kind_of(SQLITE_IOERR_WRITE, ENOSPC), ErrorKind::kFull);
  EXPECT_EQ(kind_of(SQLITE_IOERR_WRITE, EDQUOT), ErrorKind::kFull);
  EXPECT_EQ(kind_of(SQLITE_IOERR_TRUNCATE, EFBIG), ErrorKind::kFull);
  EXPECT_EQ(kind_of(SQLITE_CANTOPEN, ENOSPC), ErrorKind::kFull);
}

TEST(SqliteError, Promise8_OnlyWhatMayPassIsRetryable) {
  EXPECT_TRUE(is_retryable(SQLITE_FULL));
  EXPECT_TRUE(is_retryable(SQLITE_BUSY));
  EXPECT_FALSE(is_retryable(SQLITE_READONLY));
  EXPECT_FALSE(is_retryable(SQLITE_CORRUPT));
  // After a failed fsync the kernel may have dropped the pages: trying again could lie.
  EXPECT_FALSE(is_retryable(SQLITE_IOERR_FSYNC));
}

TEST(SqliteError, Promise8_TheMessageNamesFileFaultAndRemedy) {
  EXPECT_STREQ(
      sqlite::error_of(SQLITE_FULL, ENOSPC, "/data/a.db", "cannot write",
                       "database or disk is full")
          .what(),
      "database /data/a.db: cannot write: database or disk is full (No space left on device) [13]; "
      "free some space: nothing of this write is stored, and it is tried again");
}

Batch long_batch(int number) {
  EventBuilder builder;
  builder.conversation("c_" + std::to_string(number)).opened();
  for (int i = 0; i < 20; ++i) {
    builder.customer(std::string(2'000, 'x'));
  }
  Batch batch;
  batch.events = builder.take();
  return batch;
}

TEST(SqliteError, Promise8_AFullDatabaseIsRetryableAndKeepsWhatItHad) {
  const support::TempDir dir;
  const std::string path = (dir.path() / "full.db").string();
  const auto store = open_store(path, {nullptr, 60});
  int stored = 0;
  try {
    while (stored < 1'000) {
      store->append(long_batch(stored));
      ++stored;
    }
    ADD_FAILURE() << "it never filled up";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kFull);
    EXPECT_TRUE(error.retryable());
  }
  EXPECT_EQ(store->counts().conversations, stored);
  EXPECT_EQ(store->history({"shop_1", "desk", "c_" + std::to_string(stored)}), std::nullopt);
  EXPECT_TRUE(integrity_check(path).empty());
  const auto roomier = open_store(path);
  EXPECT_EQ(roomier->append(long_batch(stored)).events, 21U);
}

/// Runs `body` in a child process and answers with what it returned.
int in_child(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::_exit(body());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// 0 where `action` throws an error of this kind, naming `path`.
int expect_kind(ErrorKind kind, const std::string& path, const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    const bool names_path = std::string(error.what()).find(path) != std::string::npos;
    if (error.kind() == kind && names_path) {
      return 0;
    }
    std::fprintf(stderr, "unexpected: %s\n", error.what());
    return 10 + static_cast<int>(error.kind());
  }
  return 1;
}

/// The kernel refuses to let any file grow, as a full disk does; then there is room again.
int fill_and_recover(const std::string& path) {
  ::signal(SIGXFSZ, SIG_IGN);
  const auto store = open_store(path);
  store->append(long_batch(0));
  const rlimit tight{64 * 1024, RLIM_INFINITY};
  ::setrlimit(RLIMIT_FSIZE, &tight);
  const int full = expect_kind(ErrorKind::kFull, path, [&] {
    for (int i = 1; i < 100; ++i) {
      store->append(long_batch(i));
    }
  });
  const rlimit loose{RLIM_INFINITY, RLIM_INFINITY};
  ::setrlimit(RLIMIT_FSIZE, &loose);
  if (full != 0) {
    return full;
  }
  return store->append(long_batch(500)).events == 21 && store->counts().conversations >= 2 ? 0 : 2;
}

TEST(SqliteError, Promise8_AFileThatMayNotGrowIsFullUntilThereIsRoom) {
  const support::TempDir dir;
  const std::string path = (dir.path() / "limited.db").string();
  EXPECT_EQ(in_child([&] { return fill_and_recover(path); }), 0);
  EXPECT_TRUE(integrity_check(path).empty());
}

/// Gives up root's rights, which permissions do not bind.
void become_nobody() {
  constexpr uid_t kNobody = 65'534;
  if (::geteuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) {
    ::_exit(99);
  }
}

TEST(SqliteError, Promise8_AFolderThatMayNotBeWrittenIsReadOnly) {
  const support::TempDir dir;
  ::chmod(dir.path().c_str(), 0555);
  const std::string path = (dir.path() / "new.db").string();
  EXPECT_EQ(in_child([&] {
              become_nobody();
              return expect_kind(ErrorKind::kReadOnly, path, [&] { open_store(path); });
            }),
            0);
  ::chmod(dir.path().c_str(), 0755);
}

TEST(SqliteError, Promise8_AFileThatMayNotBeWrittenIsReadOnly) {
  const support::TempDir dir;
  const std::string path = (dir.path() / "locked.db").string();
  open_store(path)->append(long_batch(0));
  ::chmod(dir.path().c_str(), 0777);
  ::chmod(path.c_str(), 0444);
  EXPECT_EQ(in_child([&] {
              become_nobody();
              return expect_kind(ErrorKind::kReadOnly, path, [&] { open_store(path); });
            }),
            0);
}

TEST(SqliteError, Promise8_AFolderInPlaceOfAFileIsReadOnly) {
  const support::TempDir dir;
  EXPECT_EQ(expect_kind(ErrorKind::kReadOnly, dir.path(), [&] { open_store(dir.path()); }), 0);
}

}  // namespace
}  // namespace store
