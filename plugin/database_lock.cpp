#include "plugin/database_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "plugin/clock.h"
#include "store/open.h"

namespace plugin {
namespace {

std::string said_of(const DatabaseHolder& holder) {
  if (holder.pid == 0) {
    return "another Sandglass has it open for writing";
  }
  const std::string since = holder.since ? " since " + qa::format_time(*holder.since) : "";
  return fmt::format("process {} has it open for writing{}", holder.pid, since);
}

[[noreturn]] void fail(const std::string& path, int problem) {
  store::ErrorKind kind = store::ErrorKind::kIo;
  std::string_view advice = "check the disk and the system's log";
  if (problem == EACCES || problem == EPERM || problem == EROFS || problem == ENOENT) {
    kind = store::ErrorKind::kReadOnly;
    advice = "make its directory exist and writable for this user, or choose another path";
  } else if (problem == ENOSPC || problem == EDQUOT) {
    kind = store::ErrorKind::kFull;
    advice = "free some space";
  }
  throw store::Error(kind, kind == store::ErrorKind::kFull,
                     fmt::format("lock file {}: {}; {}", path, std::strerror(problem), advice));
}

/// The value of the line "name value"; empty where there is none.
std::string_view value_of(std::string_view text, std::string_view name) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (line.starts_with(name) && line.size() > name.size() && line[name.size()] == ' ') {
      return line.substr(name.size() + 1);
    }
    at = end + 1;
  }
  return {};
}

DatabaseHolder read_holder(int file) {
  std::array<char, 256> bytes{};
  const ssize_t count = ::pread(file, bytes.data(), bytes.size(), 0);
  if (count <= 0) {
    return {};
  }
  const std::string_view text(bytes.data(), static_cast<std::size_t>(count));
  DatabaseHolder holder;
  const std::string_view pid = value_of(text, "pid");
  std::from_chars(pid.data(), pid.data() + pid.size(), holder.pid);
  holder.since = qa::parse_time(value_of(text, "since"));
  return holder;
}

/// One file, one name: links followed.
std::string real_path(const std::string& database) {
  std::error_code problem;
  const std::filesystem::path real = std::filesystem::weakly_canonical(database, problem);
  return problem ? database : real.string();
}

}  // namespace

DatabaseHeld::DatabaseHeld(const std::string& database, const DatabaseHolder& holder)
    : store::Error(store::ErrorKind::kBusy, true,
                   fmt::format("database {}: {}; end that one first, or use another database",
                               database, said_of(holder))),
      holder_(holder) {}

std::string lock_path(const std::string& database) {
  return real_path(database) + ".lock";
}

std::string socket_path(const std::string& database) {
  return real_path(database) + ".sock";
}

DatabaseLock::DatabaseLock(const std::string& database) : path_(lock_path(database)) {
  store::require_ours(database);
  file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file_ < 0) {
    fail(path_, errno);
  }
  try {
    take(database);
    write_holder();
  } catch (...) {
    ::close(file_);
    throw;
  }
}

DatabaseLock::~DatabaseLock() {
  if (file_ >= 0) {
    ::close(file_);
  }
}

DatabaseLock::DatabaseLock(DatabaseLock&& other) noexcept
    : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)) {}

DatabaseLock& DatabaseLock::operator=(DatabaseLock&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(file_, other.file_);
  return *this;
}

void DatabaseLock::take(const std::string& database) {
  int answer = 0;
  do {
    answer = ::flock(file_, LOCK_EX | LOCK_NB);
  } while (answer != 0 && errno == EINTR);
  if (answer == 0) {
    return;
  }
  if (errno == EWOULDBLOCK) {
    throw DatabaseHeld(database, read_holder(file_));
  }
  fail(path_, errno);
}

void DatabaseLock::write_holder() const {
  const std::string text =
      fmt::format("pid {}\nsince {}\n", ::getpid(), qa::format_time(wall_now()));
  if (::ftruncate(file_, 0) != 0 ||
      ::pwrite(file_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
    fail(path_, errno == 0 ? ENOSPC : errno);
  }
}

}  // namespace plugin
