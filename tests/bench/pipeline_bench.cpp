#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/replay.h"
#include "qa/desk.h"
#include "qa/event_json.h"
#include "rules/compiler.h"
#include "rules/slow_matcher.h"
#include "rules/utf8.h"
#include "store/forwarding.h"
#include "store/open.h"
#include "tests/support/conversation_generator.h"
#include "tests/support/event_builder.h"

/// The parts an event passes, and all of them together: JSON → event → rounds and rules → rows that
/// are durable. One generated day of fixed seed; items are events (messages where the name says
/// so).
namespace {

const std::vector<qa::Event>& day() {
  static const std::vector<qa::Event> events = [] {
    support::GeneratorOptions options;
    options.seed = 7;
    options.conversations = 1'000;
    return support::generate_day(options);
  }();
  return events;
}

const std::vector<std::string>& lines() {
  static const std::vector<std::string> texts = [] {
    std::vector<std::string> made;
    for (const qa::Event& event : day()) {
      qa::append_event_json(made.emplace_back(), event);
    }
    return made;
  }();
  return texts;
}

std::shared_ptr<const rules::RulePack> shipped() {
  static const std::shared_ptr<const rules::RulePack> pack =
      rules::compile(rules::shipped_packs()).pack;
  return pack;
}

plugin::ReplayOptions options(bool with_rules) {
  return {qa::Profile::douyin(), with_rules ? shipped() : nullptr, "bench", "default"};
}

void count_events(benchmark::State& state, std::size_t each) {
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(each));
}

void ReadJson(benchmark::State& state) {
  qa::EventReader reader;
  for (auto round : state) {
    for (const std::string& line : lines()) {
      benchmark::DoNotOptimize(reader.read(line));
    }
  }
  count_events(state, lines().size());
}

void FollowRounds(benchmark::State& state) {
  for (auto round : state) {
    plugin::Replay replay(options(false), nullptr, {});
    for (const qa::Event& event : day()) {
      replay.apply(event);
    }
    replay.finish();
  }
  count_events(state, day().size());
}

void FollowAndInspect(benchmark::State& state) {
  for (auto round : state) {
    plugin::Replay replay(options(true), nullptr, {});
    for (const qa::Event& event : day()) {
      replay.apply(event);
    }
    replay.finish();
  }
  count_events(state, day().size());
}

/// One conversation of that many events: a customer asks, an agent answers, and so on.
std::vector<qa::Event> long_conversation(std::int64_t length) {
  support::EventBuilder events;
  events.opened().assigned("a_1");
  for (std::int64_t i = 2; i < length; ++i) {
    events.after(std::chrono::seconds(1));
    i % 2 == 0 ? events.customer("多久发货") : events.reply("a_1");
  }
  return events.take();
}

void follow(benchmark::State& state, const std::vector<qa::Event>& events) {
  for (auto round : state) {
    plugin::Replay replay(options(false), nullptr, {});
    for (const qa::Event& event : events) {
      replay.apply(event);
    }
    replay.finish();
  }
  count_events(state, events.size());
}

/// What an event costs must not depend on how many its conversation has already.
void FollowLongConversation(benchmark::State& state) {
  follow(state, long_conversation(state.range(0)));
}

/// The worst order there is: every event re-makes all that came before it.
void FollowLongConversationBackwards(benchmark::State& state) {
  std::vector<qa::Event> events = long_conversation(state.range(0));
  std::reverse(events.begin(), events.end());
  follow(state, events);
}

void WholePipeline(benchmark::State& state) {
  const auto folder = std::filesystem::temp_directory_path() / "sandglass-pipeline-bench";
  for (auto round : state) {
    state.PauseTiming();
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const auto store = store::open_store((folder / "bench.db").string());
    state.ResumeTiming();
    plugin::Replay replay(options(true), store.get(), {});
    qa::EventReader reader;
    for (const std::string& line : lines()) {
      replay.apply(std::move(reader.read(line).event));
    }
    replay.finish();
  }
  std::filesystem::remove_all(folder);
  count_events(state, lines().size());
}

/// Keeps what a replay hands over to be stored.
class Kept final : public store::Forwarding<store::Store, std::unique_ptr<store::MemoryStore>> {
 public:
  Kept() : Forwarding(store::open_memory_store()) {}

  store::Appended append_all(std::span<const store::Batch> more) override {
    batches.insert(batches.end(), more.begin(), more.end());
    return reads()->append_all(more);
  }

  std::int64_t append_profile(const qa::Profile&, qa::Time, std::string_view,
                              std::string_view) override {
    return 0;
  }

  std::int64_t append_publication(const store::Publication&,
                                  std::span<const rules::Source>) override {
    return 0;
  }

  bool append_review(const qa::Review&) override { return false; }

  void migrate() override {}

  std::vector<store::Batch> batches;
};

std::vector<store::Batch> stored_batches() {
  Kept kept;
  plugin::Replay replay(options(true), &kept, {});
  for (const qa::Event& event : day()) {
    replay.apply(event);
  }
  replay.finish();
  return std::move(kept.batches);
}

void store_all(benchmark::State& state, const std::vector<store::Batch>& batches) {
  const auto folder = std::filesystem::temp_directory_path() / "sandglass-store-bench";
  for (auto round : state) {
    state.PauseTiming();
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const auto store = store::open_store((folder / "bench.db").string());
    state.ResumeTiming();
    for (const store::Batch& batch : batches) {
      benchmark::DoNotOptimize(store->append(batch));
    }
  }
  std::filesystem::remove_all(folder);
  count_events(state, day().size());
}

/// The rival: the same rows, made beforehand, into the same store in batches of a thousand. No
/// share is offered: the sums stay empty.
void StoreRowsOnly(benchmark::State& state) {
  std::vector<store::Batch> batches = stored_batches();
  for (store::Batch& batch : batches) {
    batch.settled.clear();
  }
  store_all(state, batches);
}

/// … and the sums kept with them.
void StoreRowsAndSums(benchmark::State& state) {
  store_all(state, stored_batches());
}

/// What making the shares costs whoever follows the conversations.
void FollowAndShare(benchmark::State& state) {
  std::vector<qa::Settled> settled;
  for (auto round : state) {
    qa::DeskOptions desk_options;
    desk_options.furthest_ahead = std::nullopt;
    desk_options.leave_after = std::nullopt;
    desk_options.keeps_shares = true;
    qa::Desk desk(qa::Profile::douyin(), nullptr, desk_options);
    std::vector<qa::Effect> effects;
    std::size_t events = 0;
    for (qa::Event event : day()) {
      if (desk.apply(event, event.time, effects) == qa::Applied::kNeed) {
        desk.restore({desk.key_of(event), {}, {}, {}, {}, {}}, event.time, effects);
        static_cast<void>(desk.apply(event, event.time, effects));
      }
      effects.clear();
      if (++events % 1'000 == 0) {
        settled.clear();
        desk.take_settled(state.range(0) != 0 ? qa::Sharing::kChanged : qa::Sharing::kClosed, settled);
      }
    }
  }
  count_events(state, day().size());
}

void inspect_messages(benchmark::State& state, const std::shared_ptr<const rules::RulePack>& pack) {
  std::vector<std::string> texts;
  for (const qa::Event& event : day()) {
    const auto* said = std::get_if<qa::MessageCreated>(&event.data);
    if (said != nullptr && said->author.kind == qa::ActorKind::kHuman &&
        !said->content.text.empty()) {
      texts.push_back(said->content.text);
    }
  }
  rules::Scratch scratch;
  std::vector<rules::Hit> hits;
  for (auto round : state) {
    for (const std::string& text : texts) {
      hits.clear();
      pack->match({rules::Speaker::kAgent, "text", false, text}, {}, scratch, hits);
      benchmark::DoNotOptimize(hits);
    }
  }
  count_events(state, texts.size());
}

void InspectMessages(benchmark::State& state) {
  inspect_messages(state, shipped());
}

/// The rival: every rule after the other, as written.
void InspectMessagesSlowly(benchmark::State& state) {
  inspect_messages(state, rules::compile_slowly(rules::shipped_packs()));
}

/// What a customer could send to make inspection slow: everything that nearly matches, repeated.
/// `slowest` says which of them took longest; with four times the length it may take four times as
/// long.
void InspectHostileTexts(benchmark::State& state) {
  constexpr std::array<std::string_view, 16> kParts = {
      "weixin ", "我你",   "加微信", "不能", "1380013800 ", "a.b.", "好的。", "退款先",
      "www.",    "嗯嗯嗯", "AB AB ", "@a.",  "https://",    "？！", "您",     "how long "};
  const auto pack = shipped();
  rules::Scratch scratch;
  std::vector<rules::Hit> hits;
  std::vector<std::string> texts;
  for (const std::string_view part : kParts) {
    texts.emplace_back();
    while (rules::utf8::count(texts.back()) < static_cast<std::size_t>(state.range(0))) {
      texts.back() += part;
    }
  }
  double slowest_ms = 0;
  std::string_view slowest;
  for (auto round : state) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::clock_t begin = std::clock();
      for (const rules::Speaker speaker : {rules::Speaker::kAgent, rules::Speaker::kCustomer}) {
        pack->match({speaker, "text", false, texts[i]}, {}, scratch, hits);
        benchmark::DoNotOptimize(hits);
      }
      const double ms =
          1'000.0 * static_cast<double>(std::clock() - begin) / static_cast<double>(CLOCKS_PER_SEC);
      if (ms > slowest_ms) {
        slowest_ms = ms;
        slowest = kParts[i];
      }
    }
  }
  state.counters["slowest_ms"] = slowest_ms;
  state.SetLabel(std::string(slowest));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(texts.size() * 2));
}

BENCHMARK(ReadJson);
BENCHMARK(FollowRounds);
BENCHMARK(FollowAndInspect);
BENCHMARK(FollowLongConversation)->Arg(600)->Arg(6'000)->Arg(60'000);
BENCHMARK(FollowLongConversationBackwards)->Arg(500)->Arg(2'000)->Unit(benchmark::kMillisecond);
BENCHMARK(WholePipeline)->Unit(benchmark::kMillisecond);
BENCHMARK(StoreRowsOnly)->Unit(benchmark::kMillisecond);
BENCHMARK(StoreRowsAndSums)->Unit(benchmark::kMillisecond);
BENCHMARK(FollowAndShare)->ArgName("open_ones_too")->Arg(0)->Arg(1);
BENCHMARK(InspectMessages);
BENCHMARK(InspectMessagesSlowly);
BENCHMARK(InspectHostileTexts)->Arg(1'250)->Arg(5'000)->Arg(20'000)->Unit(benchmark::kMillisecond);

}  // namespace
