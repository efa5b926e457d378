#include "tests/bench/filled_database.h"

#include <utility>
#include <variant>

#include "plugin/background_store.h"
#include "plugin/classifying_rules.h"
#include "plugin/database_lock.h"
#include "rules/compiler.h"
#include "store/open.h"
#include "tests/support/conversation_generator.h"

namespace bench {
namespace {

/// How many of all conversations begin on this day, so that the days add up to all of them.
int conversations_of(const DatabaseSize& size, int day) {
  const auto until = [&size](int days) {
    return static_cast<int>(std::int64_t{size.conversations} * days / size.days);
  };
  return until(day + 1) - until(day);
}

/// The first of so many days that end with 2026-11-22.
std::string first_day(int days) {
  const qa::Time last = *qa::parse_time("2026-11-22T00:00:00Z");
  return qa::format_time(last - qa::Duration{std::int64_t{days - 1} * 24 * 3'600'000})
      .substr(0, 10);
}

}  // namespace

Filled fill_database(const std::string& path, const DatabaseSize& size) {
  const plugin::DatabaseLock lock(path);
  auto store = store::open_store(path);
  plugin::BackgroundStore background(std::move(store), store::open_reader(path));
  plugin::Replay replay(
      {qa::Profile::douyin(), plugin::compile_classifying(rules::shipped_packs()).pack, "desk",
       "default"},
      &background, {});
  replay.keep_batch = [&background](store::Batch&& batch) { background.push(std::move(batch)); };
  support::GeneratorOptions options;
  options.seed = static_cast<std::uint64_t>(size.seed);
  options.day = first_day(size.days);
  options.agents = size.agents;
  options.shops = 3;
  options.most_rounds = 3;
  options.shares.never_closed = 0.001;  // platforms close by time-out
  Filled filled;
  for (int day = 0; day < size.days; ++day) {
    support::GeneratorOptions today = support::of_day(options, day);
    today.conversations = conversations_of(size, day);
    for (qa::Event& event : support::generate_day(today)) {
      filled.messages += std::holds_alternative<qa::MessageCreated>(event.data) ? 1U : 0U;
      replay.apply(std::move(event));
    }
  }
  replay.finish();
  background.flush();
  filled.counts = replay.counts();
  return filled;
}

}  // namespace bench
