#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "qa/event.h"

namespace qa::testing {

/// A conversation no workstation would make on purpose: any event may follow any other, ids repeat,
/// recalls and failures name messages that are there, that come later, or that never come, stamps
/// run backwards now and then. Whatever the rules of docs/metrics.md say of such a thing, every way
/// to it must say the same.
struct WildOptions {
  int fewest_events = 1;
  int most_events = 40;
  bool has_late_opening = true;  ///< some begin without `opened`
  bool has_backward_stamps = true;
  bool has_equal_sequence = true;  ///< some events share a conv_seq: time, then id decide
};

/// Events in order of conv_seq, as a generator wrote them; ids begin with `id`.
std::vector<Event> wild_conversation(std::mt19937_64& random, const std::string& id,
                                     const WildOptions& options = {});

}  // namespace qa::testing
