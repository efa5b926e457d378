#include "plugin/exchange/reject_file.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "plugin/exchange/column_mapping.h"
#include "plugin/report/csv.h"
#include "qa/event_json.h"

namespace plugin::exchange {
namespace {

constexpr std::size_t kHeldBytes = 256 * 1024;

}  // namespace

RejectFile::RejectFile(std::string path, bool goes_on) : path_(std::move(path)), goes_on_(goes_on) {
  std::error_code problem;
  if (!goes_on_ && std::filesystem::exists(path_, problem)) {
    throw EventFileError(path_ +
                         ": is there already, and rejected rows never overwrite a file; "
                         "name another with --reject");
  }
}

void RejectFile::set_header(std::span<const std::string_view> cells) {
  for (const std::string_view cell : cells) {
    const std::string name = normal_header(cell);
    is_left_out_.push_back(name == kRejectLine || name == kRejectReason);
    header_.emplace_back(cell);
  }
}

void RejectFile::append(std::string line, std::string reason,
                        std::span<const std::string_view> cells) {
  std::vector<std::string> row{std::move(line), std::move(reason)};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i >= is_left_out_.size() || !is_left_out_[i]) {
      int repaired = 0;
      row.push_back(qa::repaired_utf8(report::without_guard(cells[i]), repaired));
    }
  }
  report::append_csv_line(held_, row);
}

void RejectFile::add(std::int64_t line, std::string_view reason,
                     std::span<const std::string_view> cells) {
  if (!file_) {
    std::error_code problem;
    const bool is_there = goes_on_ && std::filesystem::file_size(path_, problem) > 0 && !problem;
    file_.emplace(path_, goes_on_ ? ByteWriter::Existing::kAppend : ByteWriter::Existing::kRefuse);
    goes_on_ = true;
    if (!is_there) {
      held_ += report::kCsvStart;
      append(std::string(kRejectLine), std::string(kRejectReason),
             std::vector<std::string_view>(header_.begin(), header_.end()));
    }
  }
  ++rows_;
  append(std::to_string(line), std::string(reason), cells);
  if (held_.size() > kHeldBytes) {
    flush();
  }
}

void RejectFile::flush() {
  if (file_) {
    file_->write(held_);
    held_.clear();
    file_->finish();  // of gzip a member: whole whatever happens next
    file_.reset();
  }
}

}  // namespace plugin::exchange
