#include "rules/nearest.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "rules/utf8.h"

namespace rules {
namespace {

/// Levenshtein distance in code points, neighbours swapped counting as one.
std::size_t distance(const std::u32string& a, const std::u32string& b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const std::size_t replaced = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
      cost[i][j] = std::min({replaced, cost[i - 1][j] + 1, cost[i][j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

}  // namespace

Suggestion suggestion(std::string_view word, std::span<const std::string_view> known) {
  constexpr std::size_t kMostWrong = 2;
  constexpr std::size_t kLongest = 64;
  const std::u32string wanted = utf8::decode(word.substr(0, std::min(word.size(), kLongest)));
  std::string_view best;
  std::size_t best_distance = kMostWrong + 1;
  for (const std::string_view candidate : known) {
    const std::u32string letters = utf8::decode(candidate);
    const std::size_t wrong = distance(wanted, letters);
    if (wrong < best_distance && wrong * 2 < std::max(wanted.size(), letters.size()) + 1) {
      best = candidate;
      best_distance = wrong;
    }
  }
  if (best.empty()) {
    return {};
  }
  return {fmt::format("; did you mean '{}'?", best), fmt::format("，是不是「{}」？", best),
          std::string(best)};
}

}  // namespace rules
