// fill_database DATABASE [conversations [days [agents [seed]]]]
// Makes a database of generated conversations, about ten messages each, for measurements at size:
// spread evenly over the days up to and with 2026-11-22, followed by the desk and written by the
// store as an import is, with the intents of the shipped rules and the sums of the figures. The
// same arguments give the same figures on every machine. docs/performance.md, "Reports at size".

#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "plugin/background_store.h"
#include "plugin/classifying_rules.h"
#include "plugin/database_lock.h"
#include "plugin/replay.h"
#include "rules/compiler.h"
#include "store/open.h"
#include "tests/support/conversation_generator.h"

namespace {

struct Size {
  int conversations = 1'000'000;
  int days = 30;
  int agents = 200;
  int seed = 7;
};

int number(const std::string& text) {
  std::size_t used = 0;
  const int value = !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) != 0
                        ? std::stoi(text, &used)
                        : 0;
  if (used != text.size() || value < 1) {
    throw std::invalid_argument("'" + text + "' is no number above 0");
  }
  return value;
}

/// How many of all conversations begin on this day, so that the days add up to all of them.
int conversations_of(const Size& size, int day) {
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

void fill(const std::string& path, const Size& size) {
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
  std::uint64_t messages = 0;
  for (int day = 0; day < size.days; ++day) {
    support::GeneratorOptions today = support::of_day(options, day);
    today.conversations = conversations_of(size, day);
    for (qa::Event& event : support::generate_day(today)) {
      messages += std::holds_alternative<qa::MessageCreated>(event.data) ? 1U : 0U;
      replay.apply(std::move(event));
    }
    std::cerr << today.day << ": " << replay.counts().conversations << " conversations\n";
  }
  replay.finish();
  background.flush();
  std::cout << replay.counts().conversations << " conversations, " << messages << " messages, "
            << replay.counts().events << " events, " << std::filesystem::file_size(path) / 1'000'000
            << " MB\n";
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.size() > 5) {
    std::cerr << "usage: fill_database DATABASE [conversations [days [agents [seed]]]]\n";
    return 2;
  }
  Size size;
  int* const fields[] = {&size.conversations, &size.days, &size.agents, &size.seed};
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    *fields[i - 1] = number(arguments[i]);
  }
  if (std::filesystem::exists(arguments[0])) {
    std::cerr << arguments[0] << ": is there already; name a new file\n";
    return 2;
  }
  fill(arguments[0], size);
  return 0;
}

}  // namespace

int main(int count, char** values) {
  try {
    return run(std::vector<std::string>(values + 1, values + count));
  } catch (const std::exception& error) {
    std::cerr << "fill_database: " << error.what() << '\n';
    return 2;
  }
}
