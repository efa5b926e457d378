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
/// Hashes remembered, 40 MB of them. A conversation that is forgotten is opened again, which the
/// store knows for a duplicate.
constexpr std::size_t kMostRemembered = 1'000'000;
constexpr std::string_view kWrongWidth = "the row has more or fewer cells than the header";
constexpr std::string_view kNul = "the row holds NUL bytes: the file is damaged here";
constexpr std::string_view kRefused = "the row contradicts what is known of its conversation";
constexpr std::string_view kRevised =
    "ratings that differ from those of an earlier import, taken as revisions";

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
  CsvRecord record;
  while (reader.next(record)) {
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
    take(record, rejects);
    if (is_full()) {
      if (!look_ahead(file)) {
        return Ended::kStopped;
      }
      write_chunk(rejects, false);
    }
    if (records_ % kRowsBetweenLooks == 0 && is_cancelled && is_cancelled(tally_)) {
      if (!starts_) {  // else only where a chunk ends is it known what begins behind it
        write_chunk(rejects, false);
      }
      return Ended::kStopped;
    }
  }
  if (records_ < earlier_) {
    return Ended::kChanged;
  }
  if (decoder.replaced() > 0) {
    tally_.notes["characters that could not be read, replaced"].rows += decoder.replaced();
  }
  write_chunk(rejects, true);
  return Ended::kWhole;
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

void CsvImport::take(const CsvRecord& record, RejectFile* rejects) {
  if (!record.problem.empty()) {
    reject(record, record.problem, rejects);
    return;
  }
  std::vector<std::string_view> cells = record.cells;
  while (cells.size() > header_.size() && is_empty(cells.back())) {
    cells.pop_back();
  }
  if (std::all_of(cells.begin(), cells.end(), is_empty)) {
    --tally_.rows;  // ,,,, is what spreadsheets make of a blank line
    return;
  }
  if (std::equal(cells.begin(), cells.end(), header_.begin(), header_.end(),
                 [](std::string_view cell, const std::string& name) {
                   return normal_header(cell) == normal_header(name);
                 })) {
    --tally_.rows;
    ++tally_.headers;
    return;
  }
  if (cells.size() != header_.size()) {
    reject(record, kWrongWidth, rejects);
    return;
  }
  if (std::any_of(cells.begin(), cells.end(),
                  [](std::string_view cell) { return cell.find('\0') != cell.npos; })) {
    reject(record, kNul, rejects);
    return;
  }
  if (const auto why = rows_->read(cells, record.line, row_)) {
    reject(record, *why, rejects);
    return;
  }
  hold(row_);
}

/// Chunks of message rows end at the same records in every run.
bool CsvImport::is_full() const {
  const auto most = static_cast<std::size_t>(options_.rows_a_chunk);
  return chunk_.size() >= most ||
         (rows_->kind() == RowKind::kMessages && records_ % options_.rows_a_chunk == 0);
}

/// Finds out where conversations begin, where the file tells them from their end and goes on behind
/// this chunk. False: it was asked to stop.
bool CsvImport::look_ahead(const ByteReader& file) {
  if (!is_falling_ || starts_ || !can_be_read_again_ || seen_by_ != nullptr) {
    return true;
  }
  starts_.emplace(options_.rows_a_chunk);
  CsvImport look(options_, nullptr);
  look.seen_by_ = &*starts_;
  look.is_cancelled = [this](const CsvImportTally&) {
    return is_cancelled && is_cancelled(tally_);
  };
  ByteReader again(file.name());
  look.begin(again, 0);
  return look.read(again, nullptr) == Ended::kWhole;
}

void CsvImport::hold(ImportedRow& row) {
  if (rows_->kind() == RowKind::kSessions) {
    for (std::size_t i = 0; i < row.events.size(); ++i) {
      chunk_.push_back({std::move(row.events[i]), nullptr, i == 0});
    }
    return;
  }
  qa::Event& message = row.events.front();
  if (seen_by_ != nullptr) {
    seen_by_->see(message.subject, message.time, records_ - 1);
    return;
  }
  const auto [found, is_new] = talks_.try_emplace(message.subject);
  Talk& talk = found->second;
  if (is_new) {
    talk.is_known = opened_.contains(std::hash<std::string>{}(message.subject));
  }
  if (!talk.is_known && !talk.opened) {
    talk.opened = rows_->opened_by(message);
  } else if (talk.opened && message.time < talk.opened->time) {
    talk.opened->time = message.time;
    talk.opened->conv_seq = order_of(message.time, 0);
  }
  is_falling_ = is_falling_ || message.time < talk.newest;
  talk.newest = std::max(talk.newest, message.time);
  if (row.events.size() > 1 && (!talk.closed || talk.closed->time < row.events[1].time)) {
    talk.closed = std::move(row.events[1]);
  }
  chunk_.push_back({std::move(message), &talk, true});
}

/// By time, and within one second as the file has them: from its end where its newest come first.
void CsvImport::put_in_order() {
  std::int64_t rising = 0;
  order_.resize(chunk_.size());
  for (std::size_t i = 0; i < chunk_.size(); ++i) {
    order_[i] = i;
    const auto step = i == 0 ? qa::Duration{0} : chunk_[i].event.time - chunk_[i - 1].event.time;
    rising += step.count() > 0 ? 1 : step.count() < 0 ? -1 : 0;
  }
  // Of a session row the events are in order, whatever the rows are.
  if (rising < 0 && rows_->kind() == RowKind::kMessages) {
    std::reverse(order_.begin(), order_.end());
  }
  std::stable_sort(order_.begin(), order_.end(), [this](std::size_t left, std::size_t right) {
    return chunk_[left].event.time < chunk_[right].event.time;
  });
  for (const std::size_t at : order_) {
    constexpr int kLastPlace = 900;
    Item& item = chunk_[at];
    if (Talk* const talk = item.talk) {
      talk->place = talk->at == item.event.time ? std::min(talk->place + 1, kLastPlace) : 1;
      talk->at = item.event.time;
      item.event.conv_seq = order_of(talk->at, talk->place);
    }
  }
}

void CsvImport::sum_up(const ReplayCounts& counts) {
  tally_.made.events += counts.events;
  tally_.made.duplicates += counts.duplicates;
  tally_.made.refused += counts.refused;
  tally_.made.conversations += counts.conversations;
  tally_.made.nudges += counts.nudges;
  tally_.made.suppressed += counts.suppressed;
  tally_.made.findings += counts.findings;
}

std::optional<qa::Event> CsvImport::revised(const qa::Event& rating) {
  qa::RatingSubmitted told = std::get<qa::RatingSubmitted>(rating.data);
  for (const qa::ConversationKey& key : store_->find_conversation(rating.subject)) {
    const auto history = key.source == options_.core.source ? store_->history(key) : std::nullopt;
    for (const qa::Event& event : history ? history->events : std::vector<qa::Event>()) {
      const auto* known = std::get_if<qa::RatingSubmitted>(&event.data);
      if (known != nullptr && known->score == told.score && known->tags == told.tags) {
        return std::nullopt;  // also where an older export comes after a newer one
      }
      told.revision =
          known == nullptr ? told.revision : std::max(told.revision, known->revision + 1);
    }
  }
  if (told.revision == 1) {
    return std::nullopt;  // said twice in what is not stored yet
  }
  qa::Event revision = rating;
  revision.id += fmt::format(":{}", told.revision);
  revision.data = std::move(told);
  return revision;
}

void CsvImport::write_chunk(RejectFile* rejects, bool is_last) {
  if (seen_by_ != nullptr) {
    return;
  }
  tally_.notes = rows_->notes();
  tally_.time_forms.clear();
  for (std::size_t i = 0; i < kTimeForms; ++i) {
    if (rows_->forms()[i] > 0) {
      tally_.time_forms.emplace_back(to_string(static_cast<TimeForm>(i)));
    }
  }
  if (rejects != nullptr) {
    rejects->flush();  // before the position says that these rows are done with
  }
  put_in_order();
  Replay replay(options_.core, store_, {});
  replay.keep_batch = keep_batch;
  const auto bring = [&](qa::Event event, bool is_row) {
    const ReplayCounts before = replay.counts();
    const bool is_rating = std::holds_alternative<qa::RatingSubmitted>(event.data);
    const std::optional<qa::Event> rating = is_rating ? std::optional(event) : std::nullopt;
    replay.apply(std::move(event));
    if (rating && store_ != nullptr && replay.counts().duplicates > before.duplicates) {
      if (auto revision = revised(*rating)) {
        replay.apply(*std::move(revision));
        ++revised_ratings_;
      }
    }
    if (!is_row) {
      return;
    }
    const ReplayCounts& after = replay.counts();
    tally_.taken += after.events > before.events ? 1 : 0;
    tally_.duplicates += after.duplicates > before.duplicates ? 1 : 0;
    if (after.refused > before.refused) {
      ++tally_.rejected;
      note(tally_.problems, kRefused, 0);
    }
  };
  if (opened_.size() > kMostRemembered) {
    opened_.clear();
  }
  for (const std::size_t at : order_) {
    Item& item = chunk_[at];
    if (item.talk != nullptr && item.talk->opened) {
      const auto start = starts_ ? starts_->start_of(item.event.subject) : std::nullopt;
      if (start && *start < item.talk->opened->time) {
        item.talk->opened->time = *start;
        item.talk->opened->conv_seq = order_of(*start, 0);
      }
      opened_.insert(std::hash<std::string>{}(item.event.subject));
      bring(std::move(*item.talk->opened), false);
      item.talk->opened.reset();
    }
    bring(std::move(item.event), item.is_row);
  }
  std::vector<qa::Event> closed;
  for (auto& [id, talk] : talks_) {
    if (talk.closed) {
      closed.push_back(std::move(*talk.closed));
    }
  }
  std::sort(closed.begin(), closed.end(), [](const qa::Event& left, const qa::Event& right) {
    return std::tie(left.time, left.id) < std::tie(right.time, right.id);
  });
  for (qa::Event& event : closed) {
    bring(std::move(event), false);
  }
  std::optional<store::Cursor> position;
  if (!position_name_.empty() && !is_last) {
    position = store::Cursor{position_name_, fmt::format("{:016x}", digest_), records_};
  }
  if (revised_ratings_ > 0) {
    tally_.notes[std::string(kRevised)].rows = revised_ratings_;
  }
  replay.finish(std::move(position));
  if (is_last && !position_name_.empty()) {
    forget();
  }
  sum_up(replay.counts());
  chunk_.clear();
  talks_.clear();
}

}  // namespace plugin::exchange
