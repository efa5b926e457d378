#include "plugin/database_lock.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "plugin/clock.h"
#include "tests/support/temp_dir.h"

namespace plugin {
namespace {

/// A child process that holds the lock until it is told to end, or killed.
class HoldingChild {
 public:
  explicit HoldingChild(const std::string& database) {
    std::array<int, 2> ready{};
    EXPECT_EQ(::pipe(ready.data()), 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      const DatabaseLock lock(database);
      const char byte = 'r';
      if (::write(ready[1], &byte, 1) != 1) {
        ::_exit(1);
      }
      while (true) {
        ::pause();
      }
    }
    char byte = 0;
    EXPECT_EQ(::read(ready[0], &byte, 1), 1);
    ::close(ready[0]);
    ::close(ready[1]);
  }

  ~HoldingChild() { kill(); }

  void kill() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
      pid_ = -1;
    }
  }

  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
};

class DatabaseLockTest : public testing::Test {
 protected:
  std::string database() const { return (dir_.path() / "shop.db").string(); }

  support::TempDir dir_;
};

TEST_F(DatabaseLockTest, ASecondOwnerIsToldWhoHoldsItSinceWhen) {
  const qa::Time before = wall_now();
  const HoldingChild child(database());
  try {
    const DatabaseLock second(database());
    ADD_FAILURE() << "two owners";
  } catch (const DatabaseHeld& held) {
    EXPECT_EQ(held.kind(), store::ErrorKind::kBusy);
    EXPECT_EQ(held.holder().pid, child.pid());
    ASSERT_TRUE(held.holder().since);
    EXPECT_GE(*held.holder().since, before);
    EXPECT_EQ(std::string(held.what()),
              "database " + database() + ": process " + std::to_string(child.pid()) +
                  " has it open for writing since " + qa::format_time(*held.holder().since) +
                  "; end that one first, or use another database");
  }
}

TEST_F(DatabaseLockTest, AKilledOwnerLeavesNothingBehindThatBars) {
  HoldingChild child(database());
  child.kill();
  const DatabaseLock lock(database());
  EXPECT_EQ(lock.path(), lock_path(database()));
}

TEST_F(DatabaseLockTest, TheSameProcessCannotTakeItTwiceEither) {
  const DatabaseLock first(database());
  EXPECT_THROW(DatabaseLock{database()}, DatabaseHeld);
}

TEST_F(DatabaseLockTest, IsFreeAgainWhenItGoesAndMovesWithItsOwner) {
  {
    DatabaseLock first(database());
    const DatabaseLock moved = std::move(first);
    EXPECT_THROW(DatabaseLock{database()}, DatabaseHeld);
  }
  const DatabaseLock again(database());
  EXPECT_TRUE(std::filesystem::exists(again.path()));
}

TEST_F(DatabaseLockTest, ALinkToTheDatabaseSharesItsLock) {
  std::ofstream(database()).close();
  const std::string link = (dir_.path() / "link.db").string();
  std::filesystem::create_symlink(database(), link);
  const DatabaseLock lock(database());
  EXPECT_THROW(DatabaseLock{link}, DatabaseHeld);
}

TEST_F(DatabaseLockTest, AnotherDatabaseIsAnotherLock) {
  const DatabaseLock lock(database());
  const DatabaseLock other((dir_.path() / "other.db").string());
  EXPECT_NE(lock.path(), other.path());
}

TEST_F(DatabaseLockTest, TheFileIsPrivateAndSaysPidAndStart) {
  const DatabaseLock lock(database());

  struct stat status {};

  ASSERT_EQ(::stat(lock.path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  std::ifstream file(lock.path());
  const std::string text(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(text.rfind("pid " + std::to_string(::getpid()) + "\nsince 20", 0), 0U) << text;
}

TEST_F(DatabaseLockTest, ABareLockFileStillNamesSomebody) {
  const HoldingChild child(database());
  std::ofstream(lock_path(database()), std::ios::trunc).close();
  try {
    const DatabaseLock second(database());
    ADD_FAILURE() << "two owners";
  } catch (const DatabaseHeld& held) {
    EXPECT_EQ(held.holder().pid, 0);
    EXPECT_NE(std::string(held.what()).find("another Sandglass has it open"), std::string::npos);
  }
}

TEST_F(DatabaseLockTest, AFolderThatIsNotThereIsNamed) {
  try {
    const DatabaseLock lock((dir_.path() / "none" / "shop.db").string());
    ADD_FAILURE() << "locked in a folder that is not there";
  } catch (const store::Error& error) {
    EXPECT_EQ(error.kind(), store::ErrorKind::kReadOnly);
    EXPECT_NE(std::string(error.what()).find("No such file or directory"), std::string::npos);
  }
}

}  // namespace
}  // namespace plugin
