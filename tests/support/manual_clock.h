#pragma once

#include "qa/time.h"

namespace support {

/// A clock that stands still until it is told to go on. Instants are UTC.
class ManualClock {
 public:
  explicit ManualClock(qa::Time start = qa::from_ms(1'795'312'800'000)) : now_(start) {}

  qa::Time now() const { return now_; }

  void advance(qa::Duration by) { now_ += by; }

  /// Never backwards: an earlier instant changes nothing.
  void advance_to(qa::Time to) { now_ = to > now_ ? to : now_; }

  /// For a clock that somebody set: backwards too.
  void set(qa::Time now) { now_ = now; }

 private:
  qa::Time now_;
};

}  // namespace support
