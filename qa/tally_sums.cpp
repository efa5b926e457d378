#include "qa/tally_sums.h"

#include <array>

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

void append_times(std::string& out, const ResponseTimes& times) {
  append_compact(out, times.size());
  std::int64_t before = 0;
  for (const std::int64_t time : times.sorted()) {
    append_compact_signed(out, time - before);
    before = time;
  }
}

void append_numbers(std::string& out, const NumbersBy& numbers) {
  append_compact(out, numbers.size());
  for (const auto& [of, number] : numbers) {
    append_compact_signed(out, of);
    append_compact_signed(out, number);
  }
}

NumbersBy read_numbers(CompactReader& reader) {
  NumbersBy numbers;
  for (std::size_t left = reader.count(); left > 0; --left) {
    const auto of = static_cast<std::int32_t>(reader.signed_number());
    numbers[of] = reader.signed_number();
  }
  return numbers;
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
  append_times(out, tally.counted_ms);
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
  std::int64_t before = 0;
  for (std::size_t left = reader.count(); left > 0; --left) {
    before += reader.signed_number();
    tally.counted_ms.add(before);
  }
  return tally;
}

bool take_out(Tally& tally, const Tally& share) {
  for (std::size_t i = 0; i < kAllSums; ++i) {
    sum_of(tally, i) -= sum_of(share, i);
  }
  return tally.scores.take_out(share.scores) && tally.waits.take_out(share.waits) &&
         tally.counted_ms.take_out(share.counted_ms);
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
