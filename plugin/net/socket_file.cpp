#include "plugin/net/socket_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace plugin::net {
namespace {

bool fits(const std::string& path) {
  return path.size() < sizeof(sockaddr_un::sun_path);
}

int open_path(const std::string& path, int flags) {
  const int file = ::open(path.c_str(), O_PATH | O_CLOEXEC | flags);
  if (file < 0) {
    throw std::system_error(errno, std::system_category(), path);
  }
  return file;
}

void close_path(int file) {
  if (file >= 0) {
    ::close(file);
  }
}

}  // namespace

SocketToReach::SocketToReach(const std::string& path) : name_(path) {
  if (!fits(path)) {
    file_ = open_path(path, 0);
    name_ = fmt::format("/proc/self/fd/{}", file_);
  }
}

SocketToReach::~SocketToReach() {
  close_path(file_);
}

SocketToMake::SocketToMake(std::filesystem::path path)
    : path_(std::move(path)), name_(path_.string()) {
  if (!fits(name_)) {
    folder_ = open_path(path_.parent_path().string(), O_DIRECTORY);
    // The file's own name may be too long as well: a short one first, then the rename.
    name_ = fmt::format("/proc/self/fd/{}/.sandglass-{}.sock", folder_, ::getpid());
    ::unlink(name_.c_str());  // of a process with this number that died half way
  }
}

SocketToMake::~SocketToMake() {
  close_path(folder_);
}

void SocketToMake::settle() {
  if (folder_ >= 0 && ::rename(name_.c_str(), path_.c_str()) != 0) {
    const int problem = errno;
    ::unlink(name_.c_str());
    throw std::system_error(problem, std::system_category(), path_.string());
  }
}

}  // namespace plugin::net
