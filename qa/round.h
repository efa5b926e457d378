#pragma once

#include <cstdint>
#include <optional>

#include "qa/name_pool.h"
#include "qa/record.h"
#include "qa/time.h"

namespace qa {

/// A round while its conversation is followed: the RoundRecord of record.h with ids as Names, and
/// what only the pass needs to know. Two passes over the same events make equal rounds.
struct Round {
  Name opened_by;      ///< message id, or event id of a hand-over
  Name opening_event;  ///< the event that opened it
  std::int32_t ordinal = 0;
  RoundState state = RoundState::kOpen;
  Time opened_at{};
  std::optional<Time> ended_at;
  Name owner;
  Name owner_at_end;
  Name responder;
  Name closer;
  Name product;
  std::int32_t customer_messages = 0;
  std::int32_t phase = 0;
  Time phase_started_at{};
  UnservedReason reason = UnservedReason::kNone;
  bool responder_is_bot = false;
  bool opened_by_message = false;  ///< only then do recalls move or withdraw it
  bool is_censored = false;        ///< nobody saw how it began (or, is_end_unknown, how it ended)
  bool is_end_unknown = false;

  bool operator==(const Round&) const = default;

  /// Raw wait; nullopt while open, withdrawn, or when nobody saw the end.
  std::optional<Duration> wait() const;
  /// What the platform counts of it under `profile`; nullopt where wait() is.
  std::optional<Duration> counted(const Profile& profile) const;
};

}  // namespace qa
