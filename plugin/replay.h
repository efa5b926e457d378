#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plugin/anomaly_sample.h"
#include "plugin/exchange/event_file.h"
#include "qa/desk.h"
#include "store/store.h"

namespace plugin {

struct ReplayOptions {
  qa::Profile profile;
  std::shared_ptr<const rules::RulePack> rules;  ///< null: nothing is inspected
  std::string source = "replay";                 ///< account the events are filed under
  std::string shop = "default";                  ///< of conversations that name none
};

struct ReplayCounts {
  std::uint64_t events = 0;  ///< that took effect
  std::uint64_t duplicates = 0;
  std::uint64_t refused = 0;
  std::uint64_t malformed = 0;  ///< lines
  std::uint64_t internal = 0;   ///< private notes, dropped
  std::uint64_t conversations = 0;
  std::uint64_t nudges = 0;  ///< that would have reached somebody
  std::uint64_t suppressed = 0;
  std::uint64_t findings = 0;
};

/// Event files through the same core as live traffic, in virtual time: now is the greatest event
/// time seen, and is advanced to an event's time before the event is applied. With a store,
/// everything is kept there in batches (of anomalies a sample), and a second run changes nothing.
class Replay {
 public:
  using EffectSeen = std::function<void(const qa::Effect&)>;

  /// @param store  may be null. @param seen  may be empty; called in the order the effects came to
  /// be.
  Replay(ReplayOptions options, store::Store* store, EffectSeen seen);

  /// Reads a file to its end, or until is_cancelled() says so. @throws exchange::EventFileError,
  /// store::Error.
  void read(exchange::EventFileReader& file);
  void apply(qa::Event event);
  /// Reports the rounds still open and writes what is left, `position` in the same transaction: how
  /// far the source of these events has been read. Once, at the end.
  void finish(std::optional<store::Cursor> position = std::nullopt);

  /// Asked every thousand lines; true: read() comes back early, with everything until then applied
  /// and finish() still to be called. May be empty.
  std::function<bool()> is_cancelled;
  /// Every event as it was applied, words included. May be empty.
  std::function<void(const qa::Event&)> on_event;
  /// Asked about a conversation that is stored, when an event wants it on the desk: false leaves
  /// the event out, and counts it nowhere. May be empty.
  std::function<bool(const qa::History& stored)> is_wanted;
  /// Where batches go instead of the store's append(), which copies what it hands on to another
  /// thread. May be empty.
  std::function<void(store::Batch&&)> keep_batch;

  const qa::Desk& desk() const { return desk_; }

  const ReplayCounts& counts() const { return counts_; }

  /// The greatest event time seen; kEarliestTime before the first.
  qa::Time instant() const { return now_; }

 private:
  bool bring(const qa::Event& event);
  void keep(std::optional<qa::Event> event);
  void tell(const qa::Effect& effect);
  bool is_to_store(qa::Effect& effect);
  void write(qa::Sharing sharing);

  ReplayOptions options_;
  store::Store* store_;
  EffectSeen seen_;
  qa::Desk desk_;
  qa::Time now_{qa::kEarliestTime};
  std::vector<qa::Effect> effects_;
  store::Batch batch_;
  AnomalySample anomalies_;
  ReplayCounts counts_;
};

}  // namespace plugin
