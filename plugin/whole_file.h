#pragma once

#include <filesystem>
#include <string_view>

namespace plugin {

/// Puts `bytes` into `file`, all or nothing: they are written to a hidden file beside it, flushed
/// to the disk and moved into its place, so whoever reads `file` sees the old or the new one whole.
/// A symbolic link is followed, permissions of a file that was there are kept, and what is no
/// regular file (a device, a pipe) is written to directly. The folder must exist.
/// @throws std::system_error naming the file; nothing is left behind then
void write_whole_file(const std::filesystem::path& file, std::string_view bytes);

}  // namespace plugin
