#pragma once

#include <stdexcept>
#include <string>

namespace store {

enum class ErrorKind {
  kNewerSchema,  ///< written by a newer Sandglass: refuse, upgrade the binary
  kCorrupt,      ///< not a database, or integrity is gone
  kReadOnly,     ///< file or directory may not be written
  kFull,         ///< no space left on the device
  kBusy,         ///< another owner holds it
  kIo,           ///< anything else the file system says
  kInternal,     ///< a statement that should not fail did
  kOlderSchema,  ///< to be read, but from an older Sandglass: migrate first
};

/// A broken environment (promise 8). The message names the file, what happened and what to do.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, bool retryable, const std::string& message)
      : std::runtime_error(message), kind_(kind), retryable_(retryable) {}

  ErrorKind kind() const { return kind_; }

  /// True if the same call may succeed later without anyone changing the program (a full disk, a
  /// busy owner).
  bool retryable() const { return retryable_; }

 private:
  ErrorKind kind_;
  bool retryable_;
};

}  // namespace store
