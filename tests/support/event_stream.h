#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "qa/event.h"

/// What a bad connection does to a stream of events. None of it may change the figures.
namespace support {

/// Any order at all; conv_seq stays, so the order can be found again.
std::vector<qa::Event> shuffled(std::vector<qa::Event> events, std::uint64_t seed);

/// Each event moves at most `distance` places: frames that overtook one another.
std::vector<qa::Event> jumbled(std::vector<qa::Event> events, std::size_t distance,
                               std::uint64_t seed);

/// A share of the events comes again, each somewhere after its first time.
std::vector<qa::Event> with_duplicates(std::vector<qa::Event> events, double share,
                                       std::uint64_t seed);

/// The first `kept` events: a connection that broke.
std::vector<qa::Event> truncated(std::vector<qa::Event> events, std::size_t kept);

/// By conversation, then conv_seq, then time, then id: the order the definitions count in.
/// Duplicates go.
std::vector<qa::Event> in_order(std::vector<qa::Event> events);

}  // namespace support
