#include <benchmark/benchmark.h>
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "tests/bench/inspect_rivals.h"

/// Which rules does a message break, and where: ours beside others, on the same rules and texts.
///   <engine>/<rules>/easy|dense|new   ns a message, CPU: warm texts, texts full of hits, texts
///   seen
///                                     for the first time
///   compile/<engine>/<rules>          CPU to compile, and memory with one pass over the texts
/// Before anything is timed every engine must break the same rules on the measured texts.
/// --dump FOLDER writes rules and texts for tools/bench/inspect_scripts and ends.
namespace {

constexpr std::array<std::size_t, 3> kSizes = {50, 1'000, 10'000};
/// So many texts that a loop over ten thousand rules ends within a second.
constexpr std::size_t kWarmTexts = 100;
constexpr std::size_t kCheckedTexts = 100;

const std::vector<bench::BenchRule>& rules_of(std::size_t size) {
  static std::map<std::size_t, std::vector<bench::BenchRule>> made;
  auto& rules = made[size];
  if (rules.empty()) {
    rules = bench::bench_rules(size);
  }
  return rules;
}

bench::Engine* engine_of(const bench::EngineKind& kind, std::size_t size) {
  static std::map<std::pair<std::string, std::size_t>, std::unique_ptr<bench::Engine>> made;
  const auto [known, is_new] = made.try_emplace({kind.name, size});
  if (is_new) {
    known->second = kind.make(rules_of(size));
  }
  return known->second.get();
}

void inspect(benchmark::State& state, const bench::EngineKind& kind, std::size_t size,
             const std::vector<std::string>& texts) {
  bench::Engine* const engine = engine_of(kind, size);
  if (engine == nullptr) {
    state.SkipWithError("this engine does not take these rules");
    return;
  }
  const std::size_t fallbacks = engine->fallbacks();
  std::vector<bench::Answer> answers;
  std::size_t broken = 0;
  for (auto round : state) {
    for (const std::string& text : texts) {
      engine->inspect(text, answers);
      broken += answers.size();
    }
  }
  const double messages =
      static_cast<double>(state.iterations()) * static_cast<double>(texts.size());
  state.counters["ns"] =
      benchmark::Counter(messages, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["hits"] = static_cast<double>(broken) / messages;
  state.counters["gave_up"] = static_cast<double>(engine->fallbacks() - fallbacks) / messages;
}

/// Each run reads texts that none before has read.
void inspect_new(benchmark::State& state, const bench::EngineKind& kind, std::size_t size,
                 std::size_t count) {
  static std::map<std::string, std::size_t> read;
  std::size_t& begin = read[kind.name + std::to_string(size)];
  std::vector<std::string> texts = bench::easy_texts(7'000, 0);
  begin = begin + count > texts.size() ? kWarmTexts : std::max(begin, kWarmTexts);
  const auto first = texts.begin() + static_cast<std::ptrdiff_t>(begin);
  inspect(state, kind, size, {first, first + static_cast<std::ptrdiff_t>(count)});
  begin += count;
}

std::size_t resident_bytes() {
  std::ifstream in("/proc/self/statm");
  std::size_t all = 0;
  std::size_t resident = 0;
  in >> all >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

struct Cost {
  double seconds = 0;
  double megabytes = 0;
};

/// In a process of its own, so that nothing is shared with the engines before.
Cost compile_apart(const bench::EngineKind& kind, std::size_t size) {
  const std::vector<bench::BenchRule>& rules = rules_of(size);
  const std::vector<std::string> texts = bench::easy_texts(kWarmTexts, 0);
  std::array<int, 2> pipe_ends{};
  malloc_trim(0);
  if (pipe(pipe_ends.data()) != 0) {
    return {};
  }
  const pid_t child = fork();
  if (child == 0) {
    const std::size_t before = resident_bytes();
    const std::clock_t start = std::clock();
    const auto engine = kind.make(rules);
    Cost cost{static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC, -1};
    if (engine) {
      std::vector<bench::Answer> answers;
      for (const std::string& text : texts) {
        engine->inspect(text, answers);
      }
      malloc_trim(0);
      cost.megabytes = static_cast<double>(resident_bytes() - before) / (1 << 20);
    }
    const bool is_told = write(pipe_ends[1], &cost, sizeof cost) == sizeof cost;
    _exit(is_told ? 0 : 1);
  }
  Cost cost;
  const bool is_told = read(pipe_ends[0], &cost, sizeof cost) == sizeof cost;
  close(pipe_ends[0]);
  close(pipe_ends[1]);
  waitpid(child, nullptr, 0);
  return is_told ? cost : Cost{};
}

void compile(benchmark::State& state, const bench::EngineKind& kind, std::size_t size) {
  double megabytes = 0;
  for (auto round : state) {
    const Cost cost = compile_apart(kind, size);
    if (cost.megabytes < 0) {
      state.SkipWithError("this engine does not take these rules");
      return;
    }
    state.SetIterationTime(cost.seconds);
    megabytes = cost.megabytes;
  }
  state.counters["MB"] = megabytes;
}

/// What everything else is measured above: the view all engines read.
void make_view(benchmark::State& state) {
  const std::vector<std::string> texts = bench::easy_texts(1'000, 0);
  rules::MessageViews views;
  for (auto round : state) {
    for (const std::string& text : texts) {
      views.reset(text);
      benchmark::DoNotOptimize(views.get(rules::View::kClean).text.data());
    }
  }
  state.counters["ns"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * static_cast<double>(texts.size()),
      benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

std::vector<std::string> texts_to_compare(std::size_t size) {
  std::vector<std::string> texts = bench::easy_texts(kCheckedTexts, 0);
  for (std::string& text : bench::dense_texts(kCheckedTexts, 0, rules_of(size))) {
    texts.push_back(std::move(text));
  }
  return texts;
}

/// False after saying where an engine differs from ours.
bool agree_all(std::size_t size) {
  const auto& kinds = bench::engine_kinds();
  const std::vector<std::string> texts = texts_to_compare(size);
  std::vector<bench::Answer> ours;
  std::vector<bench::Answer> theirs;
  for (const bench::EngineKind& kind : kinds) {
    bench::Engine* const engine = engine_of(kind, size);
    for (std::size_t i = 0; engine != nullptr && i < texts.size(); ++i) {
      engine_of(kinds.front(), size)->inspect(texts[i], ours);
      engine->inspect(texts[i], theirs);
      const bool is_same =
          std::equal(ours.begin(), ours.end(), theirs.begin(), theirs.end(),
                     [](const auto& a, const auto& b) { return a.rule == b.rule; });
      if (!is_same) {
        std::cerr << kind.name << " breaks other rules than sandglass, of " << size << ", in "
                  << texts[i] << '\n';
        return false;
      }
    }
  }
  return true;
}

/// Names that contain one of the words of SANDGLASS_ENGINES, or all.
bool is_wanted(const std::string& engine) {
  const char* const wanted = std::getenv("SANDGLASS_ENGINES");
  return wanted == nullptr || std::string_view(wanted).find(engine) != std::string_view::npos;
}

void declare(const bench::EngineKind& kind, std::size_t size) {
  const std::string name = std::string(kind.name) + "/" + std::to_string(size);
  const std::vector<std::string> easy = bench::easy_texts(kWarmTexts, 0);
  const std::vector<std::string> dense = bench::dense_texts(kWarmTexts, 0, rules_of(size));
  const std::string_view engine = kind.name;
  const bool is_slow = engine.ends_with("loop") || engine.starts_with("re2_set");
  benchmark::RegisterBenchmark((name + "/easy").c_str(), [=, &kind](benchmark::State& state) {
    inspect(state, kind, size, easy);
  });
  benchmark::RegisterBenchmark((name + "/dense").c_str(), [=, &kind](benchmark::State& state) {
    inspect(state, kind, size, dense);
  });
  const std::size_t count = is_slow && size > 1'000 ? 50 : 1'000;
  benchmark::RegisterBenchmark((name + "/new").c_str(), [=, &kind](benchmark::State& state) {
    inspect_new(state, kind, size, count);
  })->Iterations(1);
  benchmark::RegisterBenchmark(("compile/" + name).c_str(),
                               [=, &kind](benchmark::State& state) { compile(state, kind, size); })
      ->UseManualTime()
      ->Iterations(1)
      ->Unit(benchmark::kMillisecond);
}

int dump(const std::string& folder) {
  for (const std::size_t size : kSizes) {
    const std::string name = folder + "/" + std::to_string(size);
    std::ofstream rules(name + ".rules");
    for (const bench::BenchRule& rule : rules_of(size)) {
      rules << rule.has_regex << '\t' << rule.except << '\n';
    }
    const std::vector<std::string> easy = bench::easy_texts(kWarmTexts, 0);
    const std::vector<std::string> dense = bench::dense_texts(kWarmTexts, 0, rules_of(size));
    for (const auto* const texts : {&easy, &dense}) {
      std::ofstream out(name + (texts == &easy ? ".easy" : ".dense"));
      std::vector<bench::Answer> answers;
      for (const std::string& text : *texts) {
        engine_of(bench::engine_kinds().front(), size)->inspect(text, answers);
        out << answers.size() << '\t' << rules::view_of(rules::View::kClean, text) << '\n';
      }
    }
  }
  return 0;
}

}  // namespace

int main(int count, char** values) {
  if (count == 3 && std::string_view(values[1]) == "--dump") {
    return dump(values[2]);
  }
  benchmark::Initialize(&count, values);
  if (benchmark::ReportUnrecognizedArguments(count, values)) {
    return 2;
  }
  benchmark::AddCustomContext("texts", bench::has_real_texts() ? "real messages" : "generated");
  benchmark::RegisterBenchmark("clean_view", make_view);
  const char* const most = std::getenv("SANDGLASS_MOST_RULES");
  for (const std::size_t size : kSizes) {
    if (most != nullptr && size > std::strtoul(most, nullptr, 10)) {
      continue;
    }
    if (!agree_all(size)) {
      return 1;
    }
    for (const bench::EngineKind& kind : bench::engine_kinds()) {
      if (is_wanted(kind.name)) {
        declare(kind, size);
      }
    }
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
