#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "plugin/engine.h"
#include "plugin/log.h"
#include "rules/compiler.h"
#include "store/open.h"
#include "tests/bench/inspect_workload.h"
#include "tests/support/conversation_generator.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temp_dir.h"

/// How long an agent waits for the answer to a draft: from the decoded draft.check frame to the
/// answer handed to the link, with 1,000 rules (the shipped ones and plain ones), in conversations
/// that are on the desk. Every text is met once. Counters in microseconds: CPU of the thread, which
/// other programs cannot make longer, and wall.
namespace {

constexpr std::size_t kRules = 1'000;
constexpr std::size_t kDrafts = 10'000;

/// A link without a wire.
struct SilentLink : plugin::workstation::Link {
  void start(std::optional<store::Cursor>) override {}

  void stop() override {}

  void stored(std::int64_t) override {}

  void send(const plugin::workstation::Nudge&) override {}

  void send(const plugin::workstation::Verdict&) override {}

  void answer(const plugin::workstation::DraftAnswer& answer) override {
    reasons += answer.reasons.size();
  }

  void focus(std::string_view) override {}

  void decide_draft(std::string_view, std::int64_t, std::string_view, std::string_view) override {}

  void pause_reading(bool) override {}

  qa::Time server_now() const override { return clock.now(); }

  std::string stream() const override { return "s_1"; }

  support::ManualClock clock;
  std::size_t reasons = 0;
};

std::shared_ptr<const rules::RulePack> thousand_rules() {
  std::vector<rules::Source> sources = rules::shipped_packs();
  const std::size_t shipped = rules::compile(sources).pack->size();
  sources.push_back({"bench.yaml", bench::pack_of(bench::bench_rules(kRules - shipped))});
  return rules::compile(sources).pack;
}

plugin::LogConfig log_to(const support::TempDir& folder) {
  plugin::LogConfig config;
  config.file = folder.path() / "log";
  return config;
}

/// An engine with a desk full of conversations.
class Engine {
 public:
  Engine() {
    support::GeneratorOptions options;
    options.seed = 7;
    options.conversations = 200;
    std::vector<qa::Event> day = support::generate_day(options);
    day.resize(day.size() / 2);
    listener_ = &engine_.attach("desk", day.front().shop);
    engine_.start({{"desk", &link}}, day.front().time);
    std::int64_t seq = 0;
    for (qa::Event& event : day) {
      link.clock.advance_to(event.time);
      event.source.clear();
      event.shop.clear();
      listener_->on_event(std::move(event), ++seq);
    }
    hand_over();
    for (const qa::ConversationKey& key : engine_.desk().conversations()) {
      conversations.push_back(key.id);
    }
  }

  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  ~Engine() {
    engine_.drain();
    writer_.stop();
  }

  void check(plugin::workstation::DraftCheck draft) { listener_->on_draft(std::move(draft)); }

  /// What the loop does after a turn; not part of any answer.
  void hand_over() {
    engine_.flush();
    benchmark::DoNotOptimize(writer_.flush());
    engine_.on_committed(writer_.committed());
  }

  SilentLink link;
  std::vector<std::string> conversations;

 private:
  std::string database() const { return (folder_.path() / "bench.db").string(); }

  support::TempDir folder_;
  plugin::Log log_{log_to(folder_)};
  store::Writer writer_{store::open_store(database()), {}, {}};
  std::unique_ptr<store::Reader> reader_ = store::open_reader(database());
  plugin::Engine engine_{
      plugin::EngineOptions{}, qa::Profile::douyin(), thousand_rules(), writer_, *reader_, log_};
  plugin::workstation::LinkListener* listener_ = nullptr;
};

double thread_cpu_us() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

double wall_us() {
  return std::chrono::duration<double, std::micro>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void tell(benchmark::State& state, const std::string& what, std::vector<double>& times) {
  std::sort(times.begin(), times.end());
  state.counters[what + "_p50"] = times[times.size() / 2];
  state.counters[what + "_p99"] = times[times.size() * 99 / 100];
  state.counters[what + "_most"] = times.back();
}

void CheckDraft(benchmark::State& state) {
  Engine engine;
  std::vector<std::string> texts = bench::easy_texts(kDrafts / 2, 11);
  const auto dense = bench::dense_texts(kDrafts / 2, 12, bench::bench_rules(kRules / 2));
  texts.insert(texts.end(), dense.begin(), dense.end());
  std::vector<double> cpu;
  std::vector<double> wall;
  for (auto round : state) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      plugin::workstation::DraftCheck draft;
      draft.id = "d_" + std::to_string(i);
      draft.revision = 1;
      draft.conversation = engine.conversations[i % engine.conversations.size()];
      draft.agent = "a_1";
      draft.text = texts[i];
      const double cpu_before = thread_cpu_us();
      const double wall_before = wall_us();
      engine.check(std::move(draft));
      wall.push_back(wall_us() - wall_before);
      cpu.push_back(thread_cpu_us() - cpu_before);
      if (i % 256 == 255) {
        state.PauseTiming();
        engine.hand_over();
        state.ResumeTiming();
      }
    }
  }
  tell(state, "cpu_us", cpu);
  tell(state, "wall_us", wall);
  state.counters["reasons"] = static_cast<double>(engine.link.reasons);
  state.SetItemsProcessed(static_cast<std::int64_t>(cpu.size()));
}

BENCHMARK(CheckDraft)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
