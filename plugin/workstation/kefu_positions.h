#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace plugin::workstation {

/// Where an event stands in the present stream. A nudge names its cause by id and seq, and the seq
/// must be that of the stream spoken now: numbering restarts, and the engine remembers older seqs.
/// Keeps hashes of the newest 131,072 events, 8 bytes each, growing as they come.
class KefuPositions {
 public:
  static constexpr std::size_t kMost = std::size_t{1} << 17;

  /// The stream numbers anew: nothing said so far has a place any more.
  void restart();
  /// The same stream goes on at `seq` (events before it were told in an earlier life).
  void resume(std::int64_t seq);
  /// Events come in order without holes; what has no id (malformed, internal) passes an empty one.
  void add(std::int64_t seq, std::string_view event);

  /// The event's seq, `claimed` being what the asker remembers; nullopt: it has none here.
  /// A claim older than what is kept is believed while the numbering never restarted.
  std::optional<std::int64_t> find(std::string_view event, std::int64_t claimed) const;

 private:
  std::size_t slot(std::int64_t seq) const;

  std::vector<std::uint64_t> hashes_;  // ring, by distance from base_
  std::int64_t base_ = 0;              // first seq told; 0: nothing yet
  std::int64_t first_ = 0;             // oldest seq kept
  std::int64_t last_ = 0;
  std::int64_t trusted_to_ = 0;  // claims up to here are believed
  bool has_restarted_ = false;
};

}  // namespace plugin::workstation
