#pragma once

#include <string>
#include <string_view>

#include "store/error.h"

namespace store::sqlite {

/// What SQLite's answer means for the people who run Sandglass.
/// @param code          extended result code (sqlite.org/rescode.html)
/// @param system_errno  errno of the failed system call; 0: none
/// @param said          sqlite3_errmsg: names tables and columns, never values
Error error_of(int code, int system_errno, const std::string& path, std::string_view doing,
               std::string_view said);

}  // namespace store::sqlite
