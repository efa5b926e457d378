#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

#include "plugin/exchange/csv_import.h"

/// The chunks of an import: rows of one stretch of the file, put in order and brought to a desk.
namespace plugin::exchange {
namespace {

/// Hashes remembered, 40 MB of them. A conversation that is forgotten is opened again, which the
/// store knows for a duplicate.
constexpr std::size_t kMostRemembered = 1'000'000;
constexpr std::string_view kRefused = "the row contradicts what is known of its conversation";
constexpr std::string_view kOtherShop =
    "shop: other rows say another shop of this conversation; ids are unique within a --source only";
constexpr std::string_view kElsewhere =
    "the conversation is stored under another shop; import each shop under a --source of its own";
constexpr std::string_view kMessagesStored =
    "sessions whose messages are stored: those count, no question and answer are made up";
constexpr std::string_view kSessionStored =
    "conversations stored as sessions: their messages count now, not the question and answer made "
    "up";
constexpr std::string_view kRevised =
    "ratings that differ from those of an earlier import, taken as revisions";

}  // namespace

/// The conversation of a row; nullptr: another row files it under another shop.
CsvImport::Talk* CsvImport::talk_of(const ImportedRow& row) {
  const std::string& id = row.events.front().subject;
  const auto [found, is_new] = talks_.try_emplace(id);
  Talk& talk = found->second;
  if (is_new) {
    const auto known = opened_.find(std::hash<std::string>{}(id));
    talk.is_known = known != opened_.end();
    talk.shop_hash = talk.is_known ? known->second : 0;
  }
  const std::size_t shop_hash = row.shop.empty() ? 0 : std::hash<std::string>{}(row.shop);
  if (shop_hash != 0 && talk.shop_hash != 0 && shop_hash != talk.shop_hash) {
    return nullptr;
  }
  if (talk.shop.empty()) {
    talk.shop = row.shop;
  }
  talk.shop_hash = talk.shop_hash == 0 ? shop_hash : talk.shop_hash;
  return &talk;
}

/// The row that was read, into the chunk.
void CsvImport::hold(const CsvRecord& record, RejectFile* rejects) {
  last_at_ = row_.events.front().time;
  rows_since_due_ += is_due_ ? 1 : 0;
  if (seen_by_ != nullptr) {
    seen_by_->see(row_.events.front().subject, last_at_, chunks_);
    return;
  }
  Talk* const talk = talk_of(row_);
  if (talk == nullptr) {
    reject(record, kOtherShop, rejects);
    return;
  }
  const std::size_t place = chunk_rows_.size();
  chunk_rows_.emplace_back().line = record.line;
  if (rows_->kind() == RowKind::kMessages) {
    hold_message(*talk, place);
    return;
  }
  for (qa::Event& event : row_.events) {
    // Where nothing tells when the agent came, the row proves no more than the messages do.
    const bool gives_way =
        is_stand_in(event) ||
        (std::holds_alternative<qa::Assigned>(event.data) && event.time == last_at_);
    chunk_.push_back({std::move(event), talk, place, gives_way});
  }
}

void CsvImport::hold_message(Talk& talk, std::size_t place) {
  qa::Event& message = row_.events.front();
  if (!talk.is_known && !talk.opened) {
    talk.opened = rows_->opened_by(message);
  } else if (talk.opened && message.time < talk.opened->time) {
    talk.opened->time = message.time;
    talk.opened->conv_seq = order_of(message.time, 0);
  }
  if (talk.opened) {
    std::get<qa::Opened>(talk.opened->data).shop = talk.shop;
  }
  is_falling_ = is_falling_ || message.time < talk.newest;
  talk.newest = std::max(talk.newest, message.time);
  if (row_.events.size() > 1 && (!talk.closed || talk.closed->time < row_.events[1].time)) {
    talk.closed = std::move(row_.events[1]);
  }
  chunk_.push_back({std::move(message), &talk, place, false});
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
    if (Talk* const talk = rows_->kind() == RowKind::kMessages ? item.talk : nullptr) {
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

/// Looks at what is stored of a conversation. False: its rows are not to be mixed with that.
bool CsvImport::meet(Talk& talk, const qa::History& stored) const {
  const std::string& shop =
      talk.shop.empty() && options_.is_shop_told ? options_.core.shop : talk.shop;
  talk.is_elsewhere = !shop.empty() && shop != stored.key.shop;
  if (!talk.is_elsewhere) {
    talk.stored = stored_talk(stored);
  }
  return !talk.is_elsewhere;
}

void CsvImport::note_stored(const Talk& talk, std::int64_t line) {
  if (rows_->kind() == RowKind::kSessions && talk.stored.has_messages) {
    note(rows_->notes(), kMessagesStored, line);
  } else if (rows_->kind() == RowKind::kMessages && !talk.stored.stand_ins.empty()) {
    note(rows_->notes(), kSessionStored, line);
  }
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

/// One event, and what came of it for its row.
void CsvImport::bring(Replay& replay, Item& item) {
  Row& row = chunk_rows_[item.row];
  const ReplayCounts before = replay.counts();
  const std::optional<qa::Event> rating =
      std::holds_alternative<qa::RatingSubmitted>(item.event.data) ? std::optional(item.event)
                                                                   : std::nullopt;
  replay.apply(std::move(item.event));
  if (rating && store_ != nullptr && replay.counts().duplicates > before.duplicates) {
    if (auto revision = revised(*rating)) {
      replay.apply(*std::move(revision));
      note(rows_->notes(), kRevised, row.line);
    }
  }
  const ReplayCounts& after = replay.counts();
  row.is_new = row.is_new || after.events > before.events;
  row.is_known = row.is_known || after.duplicates > before.duplicates;
  row.is_refused = row.is_refused || after.refused > before.refused;
}

/// The items of the chunk in their order, each conversation behind its beginning.
void CsvImport::bring_chunk(Replay& replay) {
  Talk* present = nullptr;
  replay.is_wanted = [&](const qa::History& stored) {
    return present == nullptr || meet(*present, stored);
  };
  for (const std::size_t at : order_) {
    Item& item = chunk_[at];
    present = item.talk;
    if (item.talk->opened) {
      const auto start = starts_ ? starts_->start_of(item.event.subject) : std::nullopt;
      if (start && *start < item.talk->opened->time) {
        item.talk->opened->time = *start;
        item.talk->opened->conv_seq = order_of(*start, 0);
      }
      opened_[std::hash<std::string>{}(item.event.subject)] = item.talk->shop_hash;
      replay.apply(std::move(*item.talk->opened));
      item.talk->opened.reset();
    }
    if (item.talk->is_elsewhere || (item.gives_way && item.talk->stored.has_messages)) {
      continue;
    }
    const bool was_met = item.talk->is_met;
    bring(replay, item);
    if (!was_met) {
      item.talk->is_met = true;
      note_stored(*item.talk, chunk_rows_[item.row].line);
      if (rows_->kind() == RowKind::kMessages) {
        for (const qa::Event& stand_in : item.talk->stored.stand_ins) {
          replay.apply(withdrawal_of(stand_in));
        }
      }
    }
  }
  std::vector<Talk*> closed;
  for (auto& [id, talk] : talks_) {
    if (talk.closed && !talk.is_elsewhere) {
      closed.push_back(&talk);
    }
  }
  std::sort(closed.begin(), closed.end(), [](const Talk* left, const Talk* right) {
    return std::tie(left->closed->time, left->closed->id) <
           std::tie(right->closed->time, right->closed->id);
  });
  for (Talk* const talk : closed) {
    present = talk;
    replay.apply(std::move(*talk->closed));
  }
}

void CsvImport::count_rows() {
  for (const Item& item : chunk_) {
    chunk_rows_[item.row].is_elsewhere = item.talk->is_elsewhere;
  }
  for (const Row& row : chunk_rows_) {
    if (row.is_elsewhere || (row.is_refused && !row.is_new)) {
      ++tally_.rejected;
      note(tally_.problems, row.is_elsewhere ? kElsewhere : kRefused, row.line);
    } else if (row.is_new) {
      ++tally_.taken;
    } else {
      ++tally_.duplicates;
    }
  }
}

/// @param position  how far the file is done with then; nullopt: to its end
void CsvImport::write_chunk(RejectFile* rejects, std::optional<Position> position) {
  ++chunks_;
  is_due_ = false;
  rows_since_due_ = 0;
  if (seen_by_ != nullptr) {
    return;
  }
  if (rejects != nullptr) {
    rejects->flush();  // before the position says that these rows are done with
  }
  put_in_order();
  if (opened_.size() > kMostRemembered) {
    opened_.clear();
  }
  Replay replay(options_.core, store_, {});
  replay.keep_batch = keep_batch;
  bring_chunk(replay);
  std::optional<store::Cursor> cursor;
  if (!position_name_.empty() && position) {
    cursor =
        store::Cursor{position_name_, fmt::format("{:016x}", position->digest), position->records};
  }
  replay.finish(std::move(cursor));
  if (!position && !position_name_.empty()) {
    forget();
  }
  sum_up(replay.counts());
  count_rows();
  tally_.notes = rows_->notes();
  tally_.time_forms.clear();
  for (std::size_t i = 0; i < kTimeForms; ++i) {
    if (rows_->forms()[i] > 0) {
      tally_.time_forms.emplace_back(to_string(static_cast<TimeForm>(i)));
    }
  }
  chunk_.clear();
  chunk_rows_.clear();
  talks_.clear();
}

}  // namespace plugin::exchange
