#include "qa/tally_sums.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace qa {
namespace {

/// Every plain sum of a tally, in the order they are stored. A new one goes to the end, and the
/// version of what is stored (qa/contribution.h) up.
constexpr std::array kSums{&Tally::asks,
                           &Tally::asks_in_time,
                           &Tally::rounds,
                           &Tally::rounds_in_time,
                           &Tally::counted_ms_sum,
                           &Tally::wait_ms_sum,
                           &Tally::first_rounds,
                           &Tally::first_counted_ms_sum,
                           &Tally::handed_over,
                           &Tally::accepted,
                           &Tally::queue_ms_sum,
                           &Tally::abandoned,
                           &Tally::unserved_conversations,
                           &Tally::good,
                           &Tally::bad,
                           &Tally::conversations,
                           &Tally::customer_messages,
                           &Tally::agent_messages,
                           &Tally::bot_messages};
constexpr std::size_t kAllSums = kSums.size() + kReasons.size();

template <class AnyTally>
auto& sum_of(AnyTally& tally, std::size_t index) {
  return index < kSums.size() ? tally.*kSums[index] : tally.reasons[index - kSums.size()];
}

void append_waits(std::string& out, const std::vector<std::int64_t>& waits) {
  append_compact(out, waits.size());
  std::int64_t before = 0;
  for (const std::int64_t wait : waits) {
    append_compact_signed(out, wait - before);
    before = wait;
  }
}

using Numbers = std::map<std::int32_t, std::int64_t>;

void append_numbers(std::string& out, const Numbers& numbers) {
  append_compact(out, numbers.size());
  for (const auto& [of, number] : numbers) {
    append_compact_signed(out, of);
    append_compact_signed(out, number);
  }
}

Numbers read_numbers(CompactReader& reader) {
  Numbers numbers;
  for (std::size_t left = reader.count(); left > 0; --left) {
    const auto of = static_cast<std::int32_t>(reader.signed_number());
    numbers[of] = reader.signed_number();
  }
  return numbers;
}

bool take_out(Numbers& numbers, const Numbers& share) {
  for (const auto& [of, number] : share) {
    const auto known = numbers.find(of);
    if (known == numbers.end() || known->second < number) {
      return false;
    }
    known->second -= number;
    if (known->second == 0) {
      numbers.erase(known);
    }
  }
  return true;
}

}  // namespace

void append_sums(std::string& out, const Tally& tally) {
  std::uint64_t present = 0;
  for (std::size_t i = 0; i < kAllSums; ++i) {
    present |= std::uint64_t{sum_of(tally, i) != 0 ? 1U : 0U} << i;
  }
  append_compact(out, present);
  for (std::size_t i = 0; i < kAllSums; ++i) {
    if (sum_of(tally, i) != 0) {
      append_compact_signed(out, sum_of(tally, i));
    }
  }
  append_numbers(out, tally.scores);
  append_numbers(out, tally.waits);
  if (std::is_sorted(tally.counted_ms.begin(), tally.counted_ms.end())) {
    append_waits(out, tally.counted_ms);
  } else {
    std::vector<std::int64_t> sorted = tally.counted_ms;
    std::sort(sorted.begin(), sorted.end());
    append_waits(out, sorted);
  }
}

Tally read_sums(CompactReader& reader) {
  Tally tally;
  const std::uint64_t present = reader.number_up_to((std::uint64_t{1} << kAllSums) - 1);
  for (std::size_t i = 0; i < kAllSums; ++i) {
    if ((present >> i & 1) != 0) {
      sum_of(tally, i) = reader.signed_number();
    }
  }
  tally.scores = read_numbers(reader);
  tally.waits = read_numbers(reader);
  tally.counted_ms.resize(reader.count());
  std::int64_t before = 0;
  for (std::int64_t& wait : tally.counted_ms) {
    before += reader.signed_number();
    wait = before;
  }
  return tally;
}

bool take_out(Tally& tally, const Tally& share) {
  for (std::size_t i = 0; i < kAllSums; ++i) {
    sum_of(tally, i) -= sum_of(share, i);
  }
  if (!take_out(tally.scores, share.scores) || !take_out(tally.waits, share.waits)) {
    return false;
  }
  std::vector<std::int64_t> gone = share.counted_ms;
  std::sort(gone.begin(), gone.end());
  std::sort(tally.counted_ms.begin(), tally.counted_ms.end());
  if (!std::includes(tally.counted_ms.begin(), tally.counted_ms.end(), gone.begin(), gone.end())) {
    return false;
  }
  std::vector<std::int64_t> left;
  left.reserve(tally.counted_ms.size() - gone.size());
  std::set_difference(tally.counted_ms.begin(), tally.counted_ms.end(), gone.begin(), gone.end(),
                      std::back_inserter(left));
  tally.counted_ms = std::move(left);
  return true;
}

bool has_no_sums(const Tally& tally) {
  for (std::size_t i = 0; i < kAllSums; ++i) {
    if (sum_of(tally, i) != 0) {
      return false;
    }
  }
  return tally.scores.empty() && tally.waits.empty() && tally.counted_ms.empty();
}

}  // namespace qa
