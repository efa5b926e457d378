#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>

namespace support {

/// Numbers from a seed, the same on every machine and library (std's distributions promise no
/// such thing). splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
/// OOPSLA 2014.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  /// A generator of its own for part `number` of what this seed makes: parts do not depend on how
  /// much the others drew.
  static Random part(std::uint64_t seed, std::uint64_t number) {
    Random mixed(seed ^ (number * 0xd134'2543'de82'ef95ULL));
    return Random(mixed.next());
  }

  std::uint64_t next() {
    state_ += 0x9e37'79b9'7f4a'7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58'476d'1ce4'e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d0'49bb'1331'11ebULL;
    return z ^ (z >> 31);
  }

  /// [0, 1)
  double fraction() {
    constexpr double kUnit = 1.0 / 9'007'199'254'740'992.0;  // 2^-53
    return static_cast<double>(next() >> 11) * kUnit;
  }

  bool chance(double share) { return fraction() < share; }

  /// [least, most]
  std::int64_t between(std::int64_t least, std::int64_t most) {
    const auto span = static_cast<std::uint64_t>(most - least) + 1;
    return least + static_cast<std::int64_t>(next() % span);
  }

  template <typename List>
  auto& pick(List& list) {
    return list[static_cast<std::size_t>(next() % std::size(list))];
  }

 private:
  std::uint64_t state_;
};

}  // namespace support
