#include "store/sqlite/sqlite_error.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <cstring>

namespace store::sqlite {
namespace {

/// No room left: on the disk, in the user's quota, or under the process's file size limit.
bool is_full(int system_errno) {
  return system_errno == ENOSPC || system_errno == EDQUOT || system_errno == EFBIG;
}

bool is_forbidden(int system_errno) {
  return system_errno == EACCES || system_errno == EPERM || system_errno == EROFS;
}

ErrorKind kind_of(int code, int system_errno) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return ErrorKind::kFull;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return ErrorKind::kReadOnly;
    case SQLITE_CANTOPEN:
      return is_full(system_errno) ? ErrorKind::kFull : ErrorKind::kReadOnly;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorKind::kCorrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorKind::kBusy;
    case SQLITE_IOERR:
      if (is_full(system_errno)) {
        return ErrorKind::kFull;
      }
      return is_forbidden(system_errno) ? ErrorKind::kReadOnly : ErrorKind::kIo;
    default:
      return ErrorKind::kInternal;
  }
}

std::string_view advice_for(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kFull:
      return "free some space: nothing of this write is stored, and it is tried again";
    case ErrorKind::kReadOnly:
      return "make the file and its directory writable for this user, or choose another path";
    case ErrorKind::kCorrupt:
      return "it is damaged or no Sandglass database: keep a copy of it, then restore a backup or "
             "choose another path";
    case ErrorKind::kBusy:
      return "another program holds it: end that one, or try again";
    case ErrorKind::kIo:
      return "check the disk and the system's log, then start again: what was committed is safe";
    case ErrorKind::kNewerSchema:
    case ErrorKind::kOlderSchema:
    case ErrorKind::kInternal:
      break;
  }
  return "this is a defect of Sandglass: please report it with this line";
}

}  // namespace

Error error_of(int code, int system_errno, const std::string& path, std::string_view doing,
               std::string_view said) {
  const ErrorKind kind = kind_of(code, system_errno);
  const bool is_retryable = kind == ErrorKind::kFull || kind == ErrorKind::kBusy;
  std::string message = fmt::format("database {}: {}: {}", path, doing, said);
  if (system_errno != 0) {
    message += fmt::format(" ({})", std::strerror(system_errno));
  }
  message += fmt::format(" [{}]; {}", code, advice_for(kind));
  return {kind, is_retryable, message};
}

}  // namespace store::sqlite
