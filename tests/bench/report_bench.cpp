#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "plugin/reporting.h"
#include "store/open.h"
#include "tests/bench/filled_database.h"

/// A report of the thirty days of a database that is open, as a running service makes one: without
/// the start of a process and without writing the report. SANDGLASS_REPORT_DB names a database of
/// fill_database; default: 1,000 conversations made for the purpose.
namespace {

const std::string& database() {
  static const std::string path = [] {
    if (const char* named = std::getenv("SANDGLASS_REPORT_DB"); named != nullptr) {
      return std::string(named);
    }
    const auto folder = std::filesystem::temp_directory_path() / "sandglass-report-bench";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    std::string made = (folder / "report.db").string();
    static_cast<void>(bench::fill_database(made, {1'000, 30, 8, 7}));
    return made;
  }();
  return path;
}

void report(benchmark::State& state, bool with_customers, std::vector<qa::Cut> cuts,
            plugin::CountFrom from = plugin::CountFrom::kSums) {
  const auto reader = store::open_reader(database());
  const qa::Profile profile = reader->present_profile();
  plugin::ReportQuestion question;
  question.from = "2026-10-24";
  question.to = "2026-11-23";
  question.with_customers = with_customers;
  question.cuts = std::move(cuts);
  const auto known = plugin::known_times(*reader);
  const auto made =
      plugin::make_request(question, known, known->to, profile, qa::LocalTime(profile));
  const auto& request = std::get<qa::ReportRequest>(made);
  for (auto round : state) {
    const qa::Report report = plugin::report_of(*reader, profile, request, from);
    if (report.figure(qa::Metric::kConversations).numerator.value_or(0) == 0) {
      state.SkipWithError("nobody came");
    }
  }
}

void ReportFromSums(benchmark::State& state) {
  report(state, false, {});
}

void ReportFromSumsByDayAndHour(benchmark::State& state) {
  report(state, false, {qa::Cut::kDay, qa::Cut::kHour});
}

void ReportFromSumsByAgent(benchmark::State& state) {
  report(state, false, {qa::Cut::kAgent});
}

void ReportFromSumsByIntent(benchmark::State& state) {
  report(state, false, {qa::Cut::kIntent2});
}

void ReportFromSumsWithCustomers(benchmark::State& state) {
  report(state, true, {});
}

void ReportFromRows(benchmark::State& state) {
  report(state, false, {}, plugin::CountFrom::kRows);
}

BENCHMARK(ReportFromSums)->Unit(benchmark::kMillisecond);
BENCHMARK(ReportFromSumsByDayAndHour)->Unit(benchmark::kMillisecond);
BENCHMARK(ReportFromSumsByAgent)->Unit(benchmark::kMillisecond);
BENCHMARK(ReportFromSumsByIntent)->Unit(benchmark::kMillisecond);
BENCHMARK(ReportFromSumsWithCustomers)->Unit(benchmark::kMillisecond);
BENCHMARK(ReportFromRows)->Unit(benchmark::kMillisecond);

}  // namespace
