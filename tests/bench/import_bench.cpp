#include <benchmark/benchmark.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "plugin/background_store.h"
#include "plugin/exchange/csv_import.h"
#include "qa/event.h"
#include "rules/compiler.h"
#include "store/open.h"
#include "tests/support/conversation_generator.h"

/// Rows of exports into a database on the disk: read and judged on one thread, written on another.
/// Items are rows; CPU is that of both threads, so at 20 µs a row two whole cores take 100,000 rows
/// a second.
namespace {

using namespace plugin::exchange;  // NOLINT(google-build-using-namespace): a file of its own

std::filesystem::path folder() {
  return std::filesystem::temp_directory_path() / "sandglass-import-bench";
}

std::string clock_of(qa::Time at) {
  std::string text = qa::format_time(at);
  text[10] = ' ';
  text.resize(19);
  return text;
}

/// The messages of generated conversations, by time; a row each.
const std::string& message_rows() {
  static const std::string path = [] {
    std::filesystem::create_directories(folder());
    support::GeneratorOptions options;
    options.seed = 7;
    options.conversations = 5'000;
    std::string made = (folder() / "messages.csv").string();
    std::ofstream out(made, std::ios::binary);
    out << "conversation,message,time,role,customer,agent,text,kind\n";
    for (const qa::Event& event : support::generate_day(options)) {
      const auto* said = std::get_if<qa::MessageCreated>(&event.data);
      if (said == nullptr || said->author.kind == qa::ActorKind::kSystem) {
        continue;
      }
      const bool is_customer = said->author.kind == qa::ActorKind::kCustomer;
      std::string text = said->content.text;
      for (std::size_t at = 0; (at = text.find('"', at)) != std::string::npos; at += 2) {
        text.insert(at, 1, '"');
      }
      out << event.subject << ',' << said->id << ',' << clock_of(event.time) << ','
          << to_string(said->author.kind) << ',' << (is_customer ? said->author.id : "") << ','
          << (is_customer ? "" : said->author.id) << ",\"" << text << "\"," << said->content.kind
          << '\n';
    }
    return made;
  }();
  return path;
}

const std::string& session_rows() {
  static const std::string path = [] {
    std::filesystem::create_directories(folder());
    std::string made = (folder() / "sessions.csv").string();
    std::ofstream out(made, std::ios::binary);
    out << "session_id,start_time,end_time,first_response,agent,customer,rating,customer_"
           "messages\n";
    for (int i = 0; i < 20'000; ++i) {
      const qa::Time begin = qa::from_ms(1'795'305'600'000 + i * 2'000LL);
      out << 's' << i << ',' << clock_of(begin) << ','
          << clock_of(begin + qa::Duration{600'000 + i % 60 * 1'000}) << ',' << i % 240 << ",a"
          << i % 40 << ",u" << i % 7'000 << ',' << i % 5 + 1 << ",3\n";
    }
    return made;
  }();
  return path;
}

void import_rows(benchmark::State& state, const std::string& path, bool with_rules) {
  CsvImportOptions options;
  options.mappings = presets_named("generic");
  options.zone = "UTC";
  options.now = qa::kLatestTime - qa::Duration{1};
  options.core.source = "bench";
  if (with_rules) {
    options.core.rules = rules::compile(rules::shipped_packs()).pack;
  }
  const std::string database = (folder() / "bench.db").string();
  std::int64_t rows = 0;
  for (auto round : state) {
    state.PauseTiming();
    for (const char* end : {"", "-wal", "-shm"}) {
      std::filesystem::remove(database + end);
    }
    auto store = store::open_store(database);
    plugin::BackgroundStore background(std::move(store), store::open_reader(database));
    state.ResumeTiming();
    ByteReader file(path);
    CsvImport reading(options, &background);
    reading.keep_batch = [&](store::Batch&& batch) { background.push(std::move(batch)); };
    reading.begin(file, static_cast<std::int64_t>(std::filesystem::file_size(path)));
    reading.read(file, nullptr);
    background.flush();
    if (reading.tally().taken == 0 || reading.tally().rejected > 0) {
      state.SkipWithError("rows were not taken");
    }
    rows += reading.tally().rows;
  }
  state.SetItemsProcessed(rows);
  state.counters["cpu_a_row"] = benchmark::Counter(
      static_cast<double>(rows), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void ImportMessages(benchmark::State& state) {
  import_rows(state, message_rows(), true);
}

void ImportMessagesWithoutRules(benchmark::State& state) {
  import_rows(state, message_rows(), false);
}

void ImportSessions(benchmark::State& state) {
  import_rows(state, session_rows(), true);
}

BENCHMARK(ImportMessages)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(ImportMessagesWithoutRules)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(ImportSessions)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
