#include "tools/event_files.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "tools/interruption.h"
#include "tools/progress.h"

namespace tools {
namespace {

/// Bytes on the disk; 0 where one of them has no size of its own (a pipe, standard input).
std::int64_t size_of(const std::vector<std::string>& names) {
  std::int64_t total = 0;
  for (const std::string& name : names) {
    std::error_code problem;
    const auto size = std::filesystem::file_size(name, problem);
    if (problem || size == 0) {
      return 0;
    }
    total += static_cast<std::int64_t>(size);
  }
  return total;
}

}  // namespace

EventFiles::EventFiles(std::vector<std::string> names)
    : names_(std::move(names)),
      first_(std::make_unique<plugin::exchange::EventFileReader>(names_.front())) {}

bool EventFiles::read(plugin::Replay& replay,
                      const std::function<void(const plugin::exchange::EventFileReader&)>& told) {
  const Interruption interruption;
  Progress progress(size_of(names_));
  std::int64_t before = 0;
  for (const std::string& name : names_) {
    const auto file =
        first_ ? std::move(first_) : std::make_unique<plugin::exchange::EventFileReader>(name);
    replay.is_cancelled = [&] {
      const plugin::ReplayCounts& counts = replay.counts();
      progress.show(before + file->bytes_read(),
                    fmt::format("{} events", counts.events + counts.duplicates));
      return interruption.is_asked();
    };
    replay.read(*file);
    replay.is_cancelled = nullptr;
    if (interruption.is_asked()) {
      return false;
    }
    before += file->bytes_read();
    told(*file);
  }
  return true;
}

}  // namespace tools
