#include "plugin/frame_writer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

namespace plugin {
namespace {

/// CAN: a terminal drops the escape sequence it is in the middle of (ECMA-48; VT100 manual).
constexpr char kCancel = '\x18';

/// @returns how many bytes went out; 0 when none would without waiting, -1 when none ever will.
ssize_t write_now(int file, std::string_view text) {
  ssize_t count = 0;
  do {
    count = ::write(file, text.data(), text.size());
  } while (count < 0 && errno == EINTR);
  return count < 0 && errno == EAGAIN ? 0 : count;
}

void set_waiting(int file, bool waits) {
  const int flags = ::fcntl(file, F_GETFL);
  if (flags >= 0) {
    ::fcntl(file, F_SETFL, waits ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
  }
}

}  // namespace

FrameWriter::FrameWriter(int file)
    : file_(::open(fmt::format("/proc/self/fd/{}", file).c_str(),
                   O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)) {
  if (file_ < 0) {
    is_own_ = false;
    file_ = file;
    set_waiting(file_, false);
  }
}

FrameWriter::~FrameWriter() {
  if (is_own_) {
    ::close(file_);
  } else {
    set_waiting(file_, true);
  }
}

bool FrameWriter::is_ready() {
  while (!remaining_.empty()) {
    const ssize_t count = write_now(file_, remaining_);
    if (count == 0) {
      return false;
    }
    remaining_.erase(0, count < 0 ? std::string::npos : static_cast<std::size_t>(count));
  }
  return true;
}

void FrameWriter::show(std::string_view frame) {
  if (is_ready()) {
    remaining_ = frame;
    static_cast<void>(is_ready());
  }
}

void FrameWriter::finish(std::string_view last) const {
  static_cast<void>(write_now(file_, kCancel + std::string(last)));
}

}  // namespace plugin
