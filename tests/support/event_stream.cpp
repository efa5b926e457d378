#include "tests/support/event_stream.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "tests/support/random.h"

namespace support {

std::vector<qa::Event> shuffled(std::vector<qa::Event> events, std::uint64_t seed) {
  Random random(seed);
  for (std::size_t i = events.size(); i > 1; --i) {
    std::swap(events[i - 1], events[static_cast<std::size_t>(random.next() % i)]);
  }
  return events;
}

std::vector<qa::Event> jumbled(std::vector<qa::Event> events, std::size_t distance,
                               std::uint64_t seed) {
  Random random(seed);
  std::vector<std::pair<std::size_t, std::size_t>> places;
  for (std::size_t i = 0; i < events.size(); ++i) {
    places.emplace_back(i + static_cast<std::size_t>(random.next() % (distance + 1)), i);
  }
  std::sort(places.begin(), places.end());
  std::vector<qa::Event> out;
  out.reserve(events.size());
  for (const auto& [place, from] : places) {
    out.push_back(std::move(events[from]));
  }
  return out;
}

std::vector<qa::Event> with_duplicates(std::vector<qa::Event> events, double share,
                                       std::uint64_t seed) {
  Random random(seed);
  std::vector<std::pair<std::size_t, qa::Event>> placed;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (random.chance(share)) {
      const auto last = static_cast<std::int64_t>(events.size());
      placed.emplace_back(
          static_cast<std::size_t>(random.between(static_cast<std::int64_t>(i) + 1, last)),
          events[i]);
    }
    placed.emplace_back(i, std::move(events[i]));
  }
  std::stable_sort(placed.begin(), placed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<qa::Event> out;
  out.reserve(placed.size());
  for (auto& [place, event] : placed) {
    out.push_back(std::move(event));
  }
  return out;
}

std::vector<qa::Event> truncated(std::vector<qa::Event> events, std::size_t kept) {
  if (events.size() > kept) {
    events.resize(kept);
  }
  return events;
}

std::vector<qa::Event> in_order(std::vector<qa::Event> events) {
  const auto key = [](const qa::Event& event) {
    return std::tie(event.source, event.subject, event.conv_seq, event.time, event.id);
  };
  std::stable_sort(events.begin(), events.end(),
                   [&key](const qa::Event& a, const qa::Event& b) { return key(a) < key(b); });
  const auto is_same = [](const qa::Event& a, const qa::Event& b) {
    return a.source == b.source && a.subject == b.subject && a.id == b.id;
  };
  events.erase(std::unique(events.begin(), events.end(), is_same), events.end());
  return events;
}

}  // namespace support
