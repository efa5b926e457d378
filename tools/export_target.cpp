#include "tools/export_target.h"

#include <filesystem>
#include <system_error>

#include "plugin/screen.h"
#include "tools/terminal.h"

namespace tools {
namespace {

using plugin::exchange::ByteWriter;

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// The name until the file is whole: compressed where the file is to be.
std::string partial_of(const std::string& path) {
  constexpr std::string_view kPacked = ".gz";
  return path.ends_with(kPacked)
             ? path.substr(0, path.size() - kPacked.size()) + ".partial" + std::string(kPacked)
             : path + ".partial";
}

std::string shown_line(std::string_view line) {
  if (line.starts_with(kByteOrderMark)) {
    line.remove_prefix(kByteOrderMark.size());
  }
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  return plugin::terminal_text(line, plugin::kUncut);
}

}  // namespace

ExportTarget::ExportTarget(const std::string& path)
    : path_(path),
      partial_(path == kStandardOutput ? path : partial_of(path)),
      is_shown_(path == kStandardOutput && is_output_shown()),
      // Whoever may write to the folder could have put a link there, to a file of ours.
      file_(std::make_unique<ByteWriter>(partial_, ByteWriter::Existing::kRemove)) {}

ExportTarget::~ExportTarget() {
  if (file_ && path_ != kStandardOutput) {
    file_.reset();
    std::error_code ignored;
    std::filesystem::remove(partial_, ignored);
  }
}

void ExportTarget::write(std::string_view bytes) {
  if (!is_shown_) {
    file_->write(bytes);
    return;
  }
  held_ += bytes;
  std::size_t from = 0;
  for (std::size_t end = held_.find('\n'); end != std::string::npos; end = held_.find('\n', from)) {
    file_->write(shown_line(std::string_view(held_).substr(from, end - from)) + "\n");
    from = end + 1;
  }
  held_.erase(0, from);
}

void ExportTarget::finish() {
  if (!held_.empty()) {
    file_->write(shown_line(held_));
    held_.clear();
  }
  file_->finish();
  file_.reset();
  if (path_ != kStandardOutput) {
    std::filesystem::rename(partial_, path_);
  }
}

}  // namespace tools
