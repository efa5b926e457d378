#include "tests/support/conversation_generator.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "tests/support/event_builder.h"
#include "tests/support/generated_talk.h"
#include "tests/support/random.h"

namespace support {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

/// Conversations begun in each local hour, relative: quiet nights, rushes at 10, 15 and 20–22 (the
/// shape of an online shop's day).
constexpr int kHourWeights[24] = {6,  3,  2,  1,  1,  1,  2,  5,  20, 45, 60, 50,
                                  35, 40, 55, 58, 50, 42, 38, 50, 70, 75, 60, 25};

qa::Time start_of(const GeneratorOptions& options, int number) {
  Random random = Random::part(options.seed ^ 0x5ad5'10c4ULL, static_cast<std::uint64_t>(number));
  int total = 0;
  for (const int weight : kHourWeights) {
    total += weight;
  }
  auto draw = static_cast<int>(random.between(0, total - 1));
  std::int64_t hour = 0;
  while (draw >= kHourWeights[hour]) {
    draw -= kHourWeights[hour];
    ++hour;
  }
  const qa::Time midnight = shanghai(options.day, "00:00");
  // A few begin to the very millisecond on the edges of the service window and of the day.
  constexpr std::int64_t kEdges[] = {8 * kHourMs - 1, 8 * kHourMs, 23 * kHourMs - 1, 23 * kHourMs,
                                     24 * kHourMs - 1};
  if (random.chance(0.01)) {
    return midnight + qa::Duration{random.pick(kEdges)};
  }
  return midnight + qa::Duration{hour * kHourMs + random.between(0, kHourMs - 1)};
}

/// A working day: one shift of two, lunch, a few short absences.
void add_agent(const GeneratorOptions& options, int number, std::vector<Arrival>& out) {
  Random random = Random::part(options.seed ^ 0xa6e7ULL, static_cast<std::uint64_t>(number));
  const std::string id = "a_" + std::to_string(number + 1);
  const qa::Time midnight = shanghai(options.day, "00:00");
  const std::int64_t from = (number % 2 == 0 ? 8 : 14) * kHourMs + random.between(0, 600'000);
  std::vector<std::pair<std::int64_t, std::string>> changes{{from, "online"}};
  const std::int64_t lunch = from + 4 * kHourMs;
  changes.emplace_back(lunch, "away");
  changes.emplace_back(lunch + random.between(1'800'000, 3'600'000), "online");
  for (std::int64_t absence = random.between(0, 3); absence > 0; --absence) {
    const std::int64_t at = from + random.between(kHourMs, 8 * kHourMs);
    changes.emplace_back(at, random.chance(0.5) ? "busy" : "away");
    changes.emplace_back(at + random.between(60'000, 900'000), "online");
  }
  changes.emplace_back(from + 9 * kHourMs, "offline");
  int made = 0;
  for (auto& [at, status] : changes) {
    qa::Event event;
    event.id = options.id_prefix + id + "@" + options.day + "." + std::to_string(++made);
    event.origin = "/" + options.source;
    event.type = "agent.status";
    event.subject = id;
    event.time = midnight + qa::Duration{at};
    event.source = options.source;
    event.data = qa::AgentStatus{{qa::ActorKind::kHuman, id, {}}, std::move(status)};
    const qa::Time arrives = event.time;
    out.push_back({std::move(event), arrives});
  }
}

/// Types no version of us knows, about no conversation.
void add_unknown(const GeneratorOptions& options, std::vector<Arrival>& out) {
  qa::Event event;
  event.id = options.id_prefix + "shop@" + options.day;
  event.origin = "/" + options.source;
  event.type = "shop.campaign_started";
  event.subject = "shop_1";
  event.time = shanghai(options.day, "20:00");
  event.source = options.source;
  event.data = qa::Unknown{R"({"name":"双十二预热","discount":0.85,"nested":{"a":[1,2,null]}})"};
  const qa::Time arrives = event.time;
  out.push_back({std::move(event), arrives});
}

}  // namespace

std::vector<qa::Event> generate_day(const GeneratorOptions& options) {
  std::vector<Arrival> arrivals;
  for (int number = 0; number < options.conversations; ++number) {
    GeneratedTalk talk(options, number, start_of(options, number));
    auto said = talk.take();
    std::move(said.begin(), said.end(), std::back_inserter(arrivals));
  }
  for (int number = 0; number < options.agents; ++number) {
    add_agent(options, number, arrivals);
  }
  if (options.shares.unknown_events > 0) {
    add_unknown(options, arrivals);
  }
  std::stable_sort(arrivals.begin(), arrivals.end(),
                   [](const Arrival& a, const Arrival& b) { return a.at < b.at; });
  std::vector<qa::Event> events;
  events.reserve(arrivals.size());
  for (Arrival& arrival : arrivals) {
    events.push_back(std::move(arrival.event));
  }
  return events;
}

GeneratorOptions of_day(const GeneratorOptions& options, int day) {
  GeneratorOptions one = options;
  const qa::Time noon = shanghai(options.day, "12:00") + qa::Duration{day * 24 * kHourMs};
  one.day = qa::format_time(noon).substr(0, 10);
  one.seed = options.seed + static_cast<std::uint64_t>(day);
  one.id_prefix = options.id_prefix + "d" + std::to_string(day) + "_";
  return one;
}

std::vector<qa::Event> generate_days(const GeneratorOptions& options, int days) {
  std::vector<qa::Event> events;
  for (int day = 0; day < days; ++day) {
    auto made = generate_day(of_day(options, day));
    std::move(made.begin(), made.end(), std::back_inserter(events));
  }
  return events;
}

}  // namespace support
