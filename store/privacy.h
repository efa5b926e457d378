#pragma once

#include "qa/event.h"

namespace store {

/// The one door that words and names pass on their way to disk. Called by the writing path of every
/// backend, once an event, and nowhere else; rules have run on the original before. Masking and
/// encryption come in here; what it gives back keeps the length in code points and the shape that
/// rules look at, so that stored spans stay valid.
class Privacy {
 public:
  virtual ~Privacy() = default;

  /// What may be stored of `event`: the event itself, or a changed copy made in `room`. Never
  /// changes id, type, subject, time, order, shop or source. The writer's thread.
  virtual const qa::Event& stored_form(const qa::Event& event, qa::Event& room) const = 0;
};

/// Everything is stored as it came.
class Identity final : public Privacy {
 public:
  const qa::Event& stored_form(const qa::Event& event, qa::Event&) const override { return event; }
};

}  // namespace store
