#include "plugin/whole_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace plugin {
namespace {

namespace fs = std::filesystem;

/// A file open for writing; closes itself.
class Output {
 public:
  explicit Output(int descriptor) : descriptor_(descriptor) {}

  ~Output() {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
    }
  }

  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  bool is_open() const { return descriptor_ >= 0; }

  /// errno says why not.
  bool write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ::ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno != EINTR) {
        return false;
      }
      bytes.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
    return true;
  }

  bool flush() const { return ::fsync(descriptor_) == 0; }

  bool close() { return ::close(std::exchange(descriptor_, -1)) == 0; }

 private:
  int descriptor_;
};

[[noreturn]] void fail(int reason, const fs::path& file) {
  throw std::system_error(reason, std::generic_category(), file.string());
}

void write_through(const fs::path& file, std::string_view bytes) {
  Output out(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
  if (!out.is_open() || !out.write(bytes) || !out.close()) {
    fail(errno, file);
  }
}

}  // namespace

void write_whole_file(const fs::path& file, std::string_view bytes) {
  std::error_code missing;
  const fs::path target = fs::exists(file, missing) ? fs::canonical(file) : file;
  const fs::file_status before = fs::status(target, missing);
  if (fs::is_directory(before)) {
    fail(EISDIR, file);
  }
  if (fs::exists(before) && !fs::is_regular_file(before)) {
    write_through(target, bytes);
    return;
  }
  const fs::path beside =
      target.parent_path() / fmt::format(".{}.{}.new", target.filename().string(), ::getpid());
  ::unlink(beside.c_str());  // of a process that ended midway and had this id
  Output out(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!out.is_open()) {
    fail(errno, file);
  }
  if (!out.write(bytes) || !out.flush() || !out.close()) {
    const int reason = errno;
    ::unlink(beside.c_str());
    fail(reason, file);
  }
  std::error_code trouble;
  if (fs::exists(before)) {
    fs::permissions(beside, before.permissions(), trouble);
  }
  if (!trouble) {
    fs::rename(beside, target, trouble);
  }
  if (trouble) {
    ::unlink(beside.c_str());
    fail(trouble.value(), file);
  }
}

}  // namespace plugin
