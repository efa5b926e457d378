#pragma once

#include <filesystem>
#include <string>

/// Unix socket files at paths of any length. The system takes 107 bytes (unix(7), sun_path), a
/// database may lie deeper: there the way leads through a descriptor, "/proc/self/fd/N" (proc(5)).
namespace plugin::net {

/// A name for connect() that leads to the socket at `path` while this lives.
/// @throws std::system_error when a long path cannot be opened.
class SocketToReach {
 public:
  explicit SocketToReach(const std::string& path);
  ~SocketToReach();
  SocketToReach(const SocketToReach&) = delete;
  SocketToReach& operator=(const SocketToReach&) = delete;

  const std::string& name() const { return name_; }

 private:
  std::string name_;
  int file_ = -1;
};

/// A name for bind(); settle() then puts the socket where it belongs.
/// @throws std::system_error when the folder of a long path cannot be opened.
class SocketToMake {
 public:
  explicit SocketToMake(std::filesystem::path path);
  ~SocketToMake();
  SocketToMake(const SocketToMake&) = delete;
  SocketToMake& operator=(const SocketToMake&) = delete;

  const std::string& name() const { return name_; }

  /// @throws std::system_error when it cannot be moved to its path.
  void settle();

 private:
  std::filesystem::path path_;
  std::string name_;
  int folder_ = -1;  ///< of a long path
};

}  // namespace plugin::net
