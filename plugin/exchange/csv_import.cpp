#include "plugin/exchange/csv_import.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "plugin/screen.h"

namespace plugin::exchange {
namespace {

constexpr std::int64_t kRowsBetweenLooks = 1'000;
constexpr std::string_view kWrongWidth = "the row has more or fewer cells than the header";
constexpr std::string_view kNul = "the row holds NUL bytes: the file is damaged here";

std::size_t mixed(std::size_t seed, std::string_view text) {
  return seed ^ (std::hash<std::string_view>{}(text) + 0x9e3779b97f4a7c15ULL + (seed << 6U) +
                 (seed >> 2U));
}

bool is_empty(std::string_view cell) {
  return cell.find_first_not_of(" \t") == std::string_view::npos;
}

}  // namespace

CsvImport::CsvImport(CsvImportOptions options, store::Store* store)
    : options_(std::move(options)), store_(store) {}

const std::string& CsvImport::zone_of(const ColumnMapping& mapping) const {
  return !options_.zone.empty()  ? options_.zone
         : !mapping.zone.empty() ? mapping.zone
                                 : options_.core.profile.zone;
}

bool CsvImport::begin(ByteReader& file, std::int64_t size) {
  first_ = file.next();
  can_be_read_again_ = size > 0;
  if (store_ == nullptr || size == 0) {
    return false;
  }
  std::size_t identity = mixed(static_cast<std::size_t>(size), first_.substr(0, 4'096));
  identity = mixed(identity, options_.core.shop);
  identity = mixed(identity, to_string(options_.encoding));
  for (const ColumnMapping& mapping : options_.mappings) {
    // Read another way, the rows are other rows.
    identity = mixed(identity ^ mapping.fingerprint, zone_of(mapping));
  }
  position_name_ = fmt::format("import:{}:{:016x}", options_.core.source, identity);
  if (const auto position = store_->cursor(position_name_)) {
    earlier_ = position->seq;
    earlier_digest_ = position->stream;
  }
  return earlier_ > 0;
}

void CsvImport::forget() {
  store::Batch done;
  done.forget_cursor_of = position_name_;
  static_cast<void>(store_->append(done));
}

CsvImport::Ended CsvImport::read(ByteReader& file, RejectFile* rejects) {
  TextDecoder decoder(options_.encoding);
  bool is_over = first_.empty();
  const auto bytes_of = [&]() -> std::string_view {
    while (!is_over) {
      const std::string_view bytes = first_.empty() ? file.next() : std::exchange(first_, {});
      is_over = bytes.empty();
      const std::string_view text = is_over ? decoder.finish() : decoder.decode(bytes);
      if (!text.empty()) {
        return text;
      }
    }
    return {};
  };
  // Of several mappings none knows yet whether the file is its own.
  CsvReader reader(bytes_of,
                   options_.mappings.size() == 1 ? options_.mappings.front().delimiter : '\0');
  if (!read_header(reader, file.name(), rejects)) {
    throw ImportRefused(terminal_text(file.name(), kUncut) +
                        ": is empty; not even a header is in it");
  }
  if (const auto ended = read_rows(reader, decoder, file, rejects)) {
    return *ended;
  }
  if (records_ < earlier_) {
    return Ended::kChanged;
  }
  if (decoder.replaced() > 0) {
    rows_->notes()["characters that could not be read, replaced"].rows += decoder.replaced();
  }
  write_chunk(rejects, std::nullopt);
  return Ended::kWhole;
}

/// nullopt: to the end of the file.
std::optional<CsvImport::Ended> CsvImport::read_rows(CsvReader& reader, const TextDecoder& decoder,
                                                     const ByteReader& file, RejectFile* rejects) {
  CsvRecord record;
  bool is_stopping = false;
  while (reader.next(record)) {
    const Position before{records_, digest_};
    ++records_;
    for (const std::string_view cell : record.cells) {
      digest_ = mixed(digest_, cell);
    }
    if (records_ <= earlier_) {
      ++tally_.earlier;
      if (records_ == earlier_ && fmt::format("{:016x}", digest_) != earlier_digest_) {
        return Ended::kChanged;
      }
      continue;
    }
    ++tally_.rows;
    tally_.encoding = decoder.encoding();
    if (take(record, rejects)) {
      const qa::Time at = row_.events.front().time;
      if (is_stopping && at != last_at_) {
        write_chunk(rejects, before);
        --tally_.rows;  // the next run's
        return Ended::kStopped;
      }
      if (is_seam(at)) {
        if (!look_ahead(file)) {
          return Ended::kStopped;
        }
        write_chunk(rejects, before);
      }
      hold(record, rejects);
    }
    is_due_ = is_due_ || is_full();
    if (records_ % kRowsBetweenLooks == 0 && is_cancelled && is_cancelled(tally_)) {
      if (is_stopping || chunk_.empty()) {
        write_chunk(rejects, Position{records_, digest_});
      }
      // Once looked ahead, only where a chunk ends is it known what begins behind it.
      if (is_stopping || chunk_.empty() || starts_) {
        return Ended::kStopped;
      }
      is_stopping = true;
    }
  }
  return std::nullopt;
}

/// Chunks of message rows are due at the same records in every run.
bool CsvImport::is_full() const {
  return rows_->kind() == RowKind::kMessages
             ? records_ % options_.rows_a_chunk == 0
             : chunk_.size() >= static_cast<std::size_t>(options_.rows_a_chunk);
}

/// What happened in one second has the order of the file within a chunk only, so a chunk that is
/// due ends before the next row of another time.
bool CsvImport::is_seam(qa::Time at) const {
  return is_due_ && (at != last_at_ || rows_since_due_ >= options_.rows_a_chunk);
}

bool CsvImport::read_header(CsvReader& reader, const std::string& name, RejectFile* rejects) {
  CsvRecord record;
  if (!reader.next(record)) {
    return false;
  }
  std::string why;
  for (const ColumnMapping& mapping : options_.mappings) {
    BoundColumns columns = bind_columns(mapping, record.cells);
    if (!columns.problems.empty()) {
      why += fmt::format("\n  {}: {}", mapping.name, fmt::join(columns.problems, "; "));
      continue;
    }
    tally_.mapping = mapping.name;
    for (const std::string& unused : columns.unused) {
      const std::string header = normal_header(unused);
      if (header != kRejectLine && header != kRejectReason) {
        tally_.unused.push_back(unused);
      }
    }
    header_.assign(record.cells.begin(), record.cells.end());
    if (rejects != nullptr) {
      rejects->set_header(record.cells);
    }
    rows_.emplace(mapping, std::move(columns), RowOptions{zone_of(mapping), options_.now});
    if (!rows_->has_words()) {
      options_.core.rules = nullptr;
    }
    return true;
  }
  throw ImportRefused(fmt::format(
      "{}: the columns of its header do not fit; say which is what in a mapping file (--map){}",
      terminal_text(name, kUncut), why));
}

void CsvImport::reject(const CsvRecord& record, std::string_view why, RejectFile* rejects) {
  ++tally_.rejected;
  note(tally_.problems, why, record.line);
  if (rejects != nullptr) {
    rejects->add(record.line, why, record.cells);
  }
}

/// False: there is no row in it, or a bad one.
bool CsvImport::take(const CsvRecord& record, RejectFile* rejects) {
  if (!record.problem.empty()) {
    reject(record, record.problem, rejects);
    return false;
  }
  std::vector<std::string_view>& cells = cells_;
  cells = record.cells;
  while (cells.size() > header_.size() && is_empty(cells.back())) {
    cells.pop_back();
  }
  if (std::all_of(cells.begin(), cells.end(), is_empty)) {
    --tally_.rows;  // ,,,, is what spreadsheets make of a blank line
    return false;
  }
  if (std::equal(cells.begin(), cells.end(), header_.begin(), header_.end(),
                 [](std::string_view cell, const std::string& name) {
                   return normal_header(cell) == normal_header(name);
                 })) {
    --tally_.rows;
    ++tally_.headers;
    return false;
  }
  if (cells.size() != header_.size()) {
    reject(record, kWrongWidth, rejects);
    return false;
  }
  if (std::any_of(cells.begin(), cells.end(),
                  [](std::string_view cell) { return cell.find('\0') != cell.npos; })) {
    reject(record, kNul, rejects);
    return false;
  }
  if (const auto why = rows_->read(cells, record.line, row_)) {
    reject(record, *why, rejects);
    return false;
  }
  return true;
}

/// Finds out where conversations begin, where the file tells them from their end and goes on behind
/// this chunk. False: it was asked to stop.
bool CsvImport::look_ahead(const ByteReader& file) {
  if (!is_falling_ || starts_ || !can_be_read_again_ || seen_by_ != nullptr) {
    return true;
  }
  starts_.emplace();
  CsvImport look(options_, nullptr);
  look.seen_by_ = &*starts_;
  look.is_cancelled = [this](const CsvImportTally&) {
    return is_cancelled && is_cancelled(tally_);
  };
  ByteReader again(file.name());
  look.begin(again, 0);
  return look.read(again, nullptr) == Ended::kWhole;
}

}  // namespace plugin::exchange
