#include "plugin/replay.h"

#include <filesystem>
#include <string>
#include <utility>

#include "store/unwritten.h"

namespace plugin {
namespace {

/// Events in one transaction: the store's own group size (docs/performance.md).
constexpr std::size_t kBatchEvents = 1'000;
/// A few milliseconds' work: between two questions whether to go on.
constexpr std::uint64_t kLinesBetweenLooks = 1'000;

qa::DeskOptions desk_options(const ReplayOptions& options, bool has_store) {
  qa::DeskOptions desk;
  desk.furthest_ahead = std::nullopt;  // now is the events' own time
  desk.default_shop = options.shop;
  desk.keeps_shares = has_store;
  if (!has_store) {
    // Nothing to come back from: conversations and their words stay to the end.
    desk.leave_after = std::nullopt;
    desk.texts_kept = SIZE_MAX;
  }
  return desk;
}

}  // namespace

Replay::Replay(ReplayOptions options, store::Store* store, EffectSeen seen)
    : options_(std::move(options)),
      store_(store),
      seen_(std::move(seen)),
      desk_(options_.profile, options_.rules, desk_options(options_, store != nullptr)) {}

void Replay::read(exchange::EventFileReader& file) {
  // Which folder it lies in is no part of what it is: the same file is the same anomaly.
  const std::string place = std::filesystem::path(file.name()).filename().string() + " line ";
  for (std::uint64_t lines = 1;; ++lines) {
    if (lines % kLinesBetweenLooks == 0 && is_cancelled && is_cancelled()) {
      return;
    }
    auto line = file.next();
    if (!line) {
      return;
    }
    switch (line->read.kind) {
      case qa::ReadKind::kEvent:
        apply(std::move(line->read.event));
        break;
      case qa::ReadKind::kInternal:
        ++counts_.internal;
        break;
      case qa::ReadKind::kMalformed: {
        ++counts_.malformed;
        qa::AnomalyRecord anomaly;
        anomaly.shop = options_.shop;
        anomaly.source = options_.source;
        anomaly.kind = "malformed_event";
        anomaly.detail = place + std::to_string(line->number) + ": " + line->read.problem;
        anomaly.at = now_;
        effects_.emplace_back(std::move(anomaly));
        keep(std::nullopt);
        break;
      }
      case qa::ReadKind::kOther:
        break;
    }
  }
}

/// False: the event is not wanted.
bool Replay::bring(const qa::Event& event) {
  qa::History history;
  history.key = desk_.key_of(event);
  if (store_ != nullptr) {
    std::vector<store::Batch> unwritten;
    if (store::Batch part = batch_.about(options_.source, event.subject); !part.is_empty()) {
      unwritten.push_back(std::move(part));
    }
    history.key = store::known_key(std::move(history.key), unwritten, *store_);
    if (auto stored = store_->history(history.key)) {
      history = std::move(*stored);
    }
    history = store::with_unwritten(std::move(history), std::move(unwritten));
  }
  if (history.events.empty()) {
    ++counts_.conversations;
  } else if (is_wanted && !is_wanted(history)) {
    return false;
  }
  desk_.restore(history, now_, effects_);
  return true;
}

void Replay::apply(qa::Event event) {
  event.source = options_.source;
  if (event.time > now_ && event.time < qa::kLatestTime) {
    qa::advance_virtually(desk_, event.time, effects_);
    now_ = event.time;
  }
  qa::Applied applied = desk_.apply(event, now_, effects_);
  if (applied == qa::Applied::kNeed) {
    if (!bring(event)) {
      keep(std::nullopt);
      return;
    }
    applied = desk_.apply(event, now_, effects_);
  }
  switch (applied) {
    case qa::Applied::kYes:
      ++counts_.events;
      if (on_event) {
        on_event(event);
      }
      keep(std::move(event));
      return;
    case qa::Applied::kDuplicate:
      ++counts_.duplicates;
      break;
    case qa::Applied::kRefused:
    case qa::Applied::kNeed:
      ++counts_.refused;
      break;
  }
  keep(std::nullopt);
}

void Replay::tell(const qa::Effect& effect) {
  if (seen_) {
    seen_(effect);
  }
  if (const auto* nudge = std::get_if<qa::NudgeRecord>(&effect)) {
    ++(nudge->suppressed == qa::Suppressed::kNo ? counts_.nudges : counts_.suppressed);
  } else if (const auto* finding = std::get_if<qa::FindingRecord>(&effect)) {
    counts_.findings += finding->is_withdrawn ? 0 : 1;
  }
}

bool Replay::is_to_store(qa::Effect& effect) {
  if (auto* anomaly = std::get_if<qa::AnomalyRecord>(&effect)) {
    return anomalies_.take(*anomaly);
  }
  const auto* round = std::get_if<qa::RoundRecord>(&effect);
  return round == nullptr || round->state != qa::RoundState::kOpen || round->revision > 1;
}

void Replay::keep(std::optional<qa::Event> event) {
  if (event && store_ != nullptr) {
    batch_.events.push_back(std::move(*event));
  }
  for (qa::Effect& effect : effects_) {
    tell(effect);
    if (store_ != nullptr && is_to_store(effect)) {
      batch_.add(std::move(effect));
    }
  }
  effects_.clear();
  if (batch_.events.size() >= kBatchEvents) {
    write(qa::Sharing::kClosed);
  }
}

void Replay::write(qa::Sharing sharing) {
  if (store_ != nullptr) {
    desk_.take_settled(sharing, batch_.settled);
    if (batch_.is_empty()) {
      return;
    }
    if (keep_batch) {
      keep_batch(std::move(batch_));
    } else {
      static_cast<void>(store_->append(batch_));
    }
  }
  batch_ = store::Batch{};
}

void Replay::finish(std::optional<store::Cursor> position) {
  keep(std::nullopt);
  batch_.cursor = std::move(position);
  write(qa::Sharing::kAll);
  // The last state of what is still open is told, not stored: the store would take it for final.
  desk_.finish(effects_);
  for (const qa::Effect& effect : effects_) {
    if (seen_) {
      seen_(effect);
    }
  }
  effects_.clear();
}

}  // namespace plugin
