#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "plugin/workstation/clock_offset.h"
#include "plugin/workstation/kefu_positions.h"
#include "plugin/workstation/link.h"

namespace plugin::workstation {

/// Nudges and verdicts on their way to the workstation. Outlives connections: what has no receipt
/// after 5 s is sent again, byte for byte, four sends in all, across reconnects; not while frames
/// wait to be read, for the receipt may be among them. A nudge whose ttl
/// passed, and whatever cannot name its cause in the present stream, is dropped.
///
/// Keeps the workstation's limits on its side: 20 nudges a minute and one a second per
/// conversation, with a little to spare because the line can bunch what left evenly. Re-sends do
/// not count: the workstation knows their id.
class KefuOutbox {
 public:
  static constexpr qa::Duration kResendAfter{5'000};
  /// How soon a re-send that met unread frames is thought of again.
  static constexpr qa::Duration kWhileBehind{100};
  static constexpr int kMostSends = 4;
  static constexpr std::size_t kNudgesPerMinute = 20;
  static constexpr qa::Duration kMinute{60'100};
  static constexpr qa::Duration kSecond{1'050};
  /// How long a nudge is taken to be under way while its receipt is missing.
  static constexpr qa::Duration kUnderWay{900};
  /// Held back by this much before the ttl, so that it does not expire on the way.
  static constexpr qa::Duration kTravel{250};
  /// More than this wait: the oldest unsent go first.
  static constexpr std::size_t kMostWaiting = 4'096;

  /// The same id again is ignored while the first is still here.
  void add(const Nudge& nudge);
  void add(const Verdict& verdict);

  /// What a live connection lends while frames may go out.
  struct Line {
    bool takes_nudges = false;  ///< ready.features
    bool takes_verdicts = false;
    /// Frames wait to be read, receipts perhaps among them: nothing is sent again meanwhile.
    bool has_unread = false;
    std::string_view agent;  ///< of a nudge without owner
    const KefuPositions* positions = nullptr;
    Now now;
    qa::Time server_now;
    std::function<void(std::string)> transmit;
    std::function<void(std::string_view)> note;
  };

  /// Sends what is due.
  void pump(const Line& line);

  /// When pump() next has something to do; nullopt: nothing waits.
  std::optional<Monotonic> next_deadline() const { return next_; }

  /// A receipt of any status ends the re-sending. @returns the id the engine knows.
  std::string on_receipt(std::string_view re, const Now& now);
  /// rate_limited: another try after `retry_after`. internal: sent again in its time. Anything else
  /// ends it. @returns false when `re` is nothing of ours.
  bool on_error(std::string_view re, std::string_view code, std::optional<qa::Duration> retry_after,
                const Now& now);
  /// The stream numbers anew: what was sent cannot be sent again with another seq in its bytes.
  /// @returns how many were dropped.
  std::size_t stream_changed();

  std::size_t size() const { return items_.size(); }

 private:
  struct Item {
    std::variant<Nudge, Verdict> what;
    std::string frame;  ///< made at the first send, never changed
    int sends = 0;
    Monotonic due{};  ///< not before
  };

  /// A nudge the workstation counts, and since when at the latest.
  struct Counted {
    std::string id;  ///< on the wire
    std::string conversation;
    Monotonic at{};
  };

  enum class Step { kWait, kDrop, kSent };

  void add(std::string id, Item item);
  Step step(Item& item, const Line& line);
  Step first_send(Item& item, const Nudge& nudge, const Line& line);
  Step first_send(Item& item, const Verdict& verdict, const Line& line);
  Step send(Item& item, const Line& line);
  /// When the limits allow a nudge for this conversation.
  Monotonic allowed_at(const std::string& conversation) const;
  void forget_old(Monotonic now);
  /// What waits for the limits is judged anew: a receipt told more than the guess.
  void look_again(Monotonic now);
  void sooner(Monotonic moment);

  std::map<std::uint64_t, Item> items_;                     // in order of arrival
  std::unordered_map<std::string, std::uint64_t> by_id_;    // by id on the wire
  std::unordered_map<std::string, std::string> shortened_;  // id on the wire → the engine's
  std::deque<std::string> shortened_order_;
  std::uint64_t last_ = 0;
  std::vector<Counted> counted_;  // nudges of the last minute: twenty and a few
  std::optional<Monotonic> next_;
};

}  // namespace plugin::workstation
