#include "plugin/exchange/benchmark_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "plugin/exchange/column_mapping.h"
#include "plugin/exchange/csv_reader.h"
#include "plugin/exchange/row_cells.h"
#include "plugin/report/csv.h"
#include "plugin/report/report_table.h"
#include "qa/event_json.h"

namespace plugin::exchange {
namespace {

using report::shown;

constexpr std::size_t kShownColumns = 60;
constexpr std::size_t kLongestName = 200;  // bytes; what a column of a report can show is far less
constexpr std::int64_t kDayMs = 86'400'000;

enum Field : std::size_t { kFigure, kOf, kValue, kUnit, kName, kFrom, kTo };

constexpr std::size_t kFields = 7;

struct Head {
  Field field;
  std::string_view english;
  std::string_view chinese;
  bool is_needed;
};

constexpr std::array<Head, kFields> kHeads{{{kFigure, "figure", "指标", true},
                                            {kOf, "of", "范围", false},
                                            {kValue, "value", "数值", true},
                                            {kUnit, "unit", "单位", true},
                                            {kName, "name", "来源", true},
                                            {kFrom, "from", "生效日期", false},
                                            {kTo, "to", "失效日期", false}}};

struct ToldUnit {
  std::string_view word;
  qa::Unit unit;
  double scale;  ///< of the figure's own unit
};

constexpr std::array<ToldUnit, 14> kUnits{{{"%", qa::Unit::kRatio, 0.01},
                                           {"％", qa::Unit::kRatio, 0.01},
                                           {"百分比", qa::Unit::kRatio, 0.01},
                                           {"ratio", qa::Unit::kRatio, 1},
                                           {"比例", qa::Unit::kRatio, 1},
                                           {"ms", qa::Unit::kMs, 1},
                                           {"毫秒", qa::Unit::kMs, 1},
                                           {"s", qa::Unit::kMs, 1'000},
                                           {"秒", qa::Unit::kMs, 1'000},
                                           {"min", qa::Unit::kMs, 60'000},
                                           {"分钟", qa::Unit::kMs, 60'000},
                                           {"stars", qa::Unit::kStars, 1},
                                           {"星", qa::Unit::kStars, 1},
                                           {"分", qa::Unit::kStars, 1}}};

std::string_view units_of(qa::Unit unit) {
  switch (unit) {
    case qa::Unit::kRatio:
      return "a share: % (0 to 100) or ratio (0 to 1)";
    case qa::Unit::kMs:
      return "a time: ms, s or min, not negative";
    case qa::Unit::kStars:
      return "stars: stars, 1 to 5";
    case qa::Unit::kCount:
    case qa::Unit::kMinor:
      break;
  }
  return "a number";
}

std::string in_quotes(std::string_view text) {
  return fmt::format("\"{}\"", shown(text, kShownColumns));
}

/// Every key there may be one for.
std::string known_figures() {
  std::vector<std::string_view> keys;
  for (const qa::MetricDefinition& definition : qa::metric_definitions()) {
    if (qa::can_have_benchmark(definition.metric)) {
      keys.push_back(definition.key);
    }
  }
  return fmt::format("{}", fmt::join(keys, ", "));
}

std::optional<double> decimal(std::string_view text) {
  double value = 0;
  const auto [end, problem] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  const bool is_whole = problem == std::errc() && end == text.data() + text.size();
  return is_whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<std::int32_t> day_named(std::string_view text) {
  qa::Profile profile;
  profile.zone = "UTC";
  const auto midnight = qa::LocalTime(profile).parse_date(text);
  return midnight ? std::optional(static_cast<std::int32_t>(qa::to_ms(*midnight) / kDayMs))
                  : std::nullopt;
}

class Reader {
 public:
  BenchmarkReading read(CsvReader& csv) {
    CsvRecord record;
    while (reading_.problems.size() < kMostProblems && csv.next(record)) {
      line_ = record.line;
      if (!record.problem.empty()) {
        refuse("", record.problem);
      } else if (!has_header_) {
        read_header(record);
      } else if (reading_.benchmarks.size() == kMostBenchmarks) {
        refuse("",
               fmt::format("more than {} rows: this is no file of benchmarks", kMostBenchmarks));
        break;
      } else {
        read_row(record);
      }
      if (!has_header_) {
        break;  // nothing below can be understood
      }
    }
    if (!has_header_ && reading_.problems.empty()) {
      line_ = 1;
      refuse("", "the file is empty: " + needed());
    }
    return std::move(reading_);
  }

 private:
  static constexpr std::size_t kMostProblems = 100;
  static constexpr std::size_t kAbsent = SIZE_MAX;

  static std::string needed() {
    return "the first line names the columns figure, value, unit, name and, if need be, of, from "
           "and to (指标, 数值, 单位, 来源, 范围, 生效日期, 失效日期)";
  }

  void refuse(std::string_view column, std::string_view what) {
    reading_.problems.push_back(
        {line_, column.empty() ? std::string(what) : fmt::format("{}: {}", column, what)});
  }

  void read_header(const CsvRecord& record) {
    at_.fill(kAbsent);
    for (std::size_t i = 0; i < record.cells.size(); ++i) {
      const std::string name = normal_header(record.cells[i]);
      const auto known = std::find_if(kHeads.begin(), kHeads.end(), [&name](const Head& head) {
        return name == head.english || name == head.chinese;
      });
      if (known == kHeads.end()) {
        refuse("", fmt::format("{} is no column of benchmarks; {}", in_quotes(record.cells[i]),
                               needed()));
      } else if (at_[known->field] != kAbsent) {
        refuse("", fmt::format("the column {} is there twice", known->english));
      } else {
        at_[known->field] = i;
      }
    }
    for (const Head& head : kHeads) {
      if (head.is_needed && at_[head.field] == kAbsent) {
        refuse("", fmt::format("the column {} is missing; {}", head.english, needed()));
      }
    }
    has_header_ = reading_.problems.empty();
    width_ = record.cells.size();
  }

  std::string cell(const CsvRecord& record, Field field) const {
    if (at_[field] == kAbsent) {
      return {};
    }
    int repaired = 0;
    const std::string_view bytes = report::without_guard(record.cells[at_[field]]);
    return std::string(trimmed(qa::repaired_utf8(bytes, repaired)));
  }

  void read_row(const CsvRecord& record) {
    if (record.cells.size() != width_) {
      return refuse(
          "", fmt::format("{} cells where the first line has {}", record.cells.size(), width_));
    }
    const std::size_t before = reading_.problems.size();
    qa::Benchmark benchmark;
    read_value(record, benchmark);
    read_group(cell(record, kOf), benchmark);
    benchmark.name = cell(record, kName);
    if (benchmark.name.empty()) {
      refuse("name", "is missing: say where the number comes from");
    } else if (benchmark.name.size() > kLongestName) {
      refuse("name", fmt::format("is longer than {} bytes", kLongestName));
    }
    benchmark.from = read_day("from", cell(record, kFrom));
    benchmark.to = read_day("to", cell(record, kTo));
    if (benchmark.from && benchmark.to && *benchmark.from >= *benchmark.to) {
      refuse("to", "is not later than from; it is the first day the number does not hold any more");
    }
    if (reading_.problems.size() == before) {
      keep(std::move(benchmark));
    }
  }

  void read_value(const CsvRecord& record, qa::Benchmark& benchmark) {
    const std::string key = cell(record, kFigure);
    const qa::MetricDefinition* figure = qa::find_metric(key);
    if (figure == nullptr) {
      return refuse("figure", fmt::format("{} is none of {}", in_quotes(key), known_figures()));
    }
    if (!qa::can_have_benchmark(figure->metric)) {
      return refuse("figure",
                    fmt::format("{} is a count, which says nothing about another shop's; there may "
                                "be benchmarks of {}",
                                key, known_figures()));
    }
    benchmark.metric = figure->metric;
    const std::string told = cell(record, kUnit);
    const auto unit = std::find_if(kUnits.begin(), kUnits.end(),
                                   [&told](const ToldUnit& known) { return known.word == told; });
    if (unit == kUnits.end() || unit->unit != figure->unit) {
      return refuse("unit", fmt::format("{} is no unit of {}, which is {}", in_quotes(told), key,
                                        units_of(figure->unit)));
    }
    const std::string text = cell(record, kValue);
    const auto value = decimal(text);
    if (!value) {
      return refuse("value",
                    fmt::format("{} is no plain number, such as 85 or 0.85", in_quotes(text)));
    }
    // By division, so that 85 % is 0.85 and not the number beside it.
    benchmark.value = unit->scale < 1 ? *value / (1 / unit->scale) : *value * unit->scale;
    if (!qa::is_possible(figure->unit, benchmark.value)) {
      refuse("value", fmt::format("{} {} cannot be: {} is {}", shown(text, kShownColumns), told,
                                  key, units_of(figure->unit)));
    }
  }

  void read_group(const std::string& of, qa::Benchmark& benchmark) {
    if (of.empty()) {
      return;
    }
    benchmark.group = qa::group_named(of);
    if (!benchmark.group) {
      refuse("of", fmt::format("{} is not CUT=KEY, such as shop=s_1 or intent:1=物流问题; leave it "
                               "empty for the figure of everything",
                               in_quotes(of)));
    }
  }

  std::optional<std::int32_t> read_day(std::string_view column, const std::string& text) {
    if (text.empty()) {
      return std::nullopt;
    }
    const auto day = day_named(text);
    if (!day) {
      refuse(column, fmt::format("{} is no date, such as 2026-11-01", in_quotes(text)));
    }
    return day;
  }

  void keep(qa::Benchmark benchmark) {
    for (std::size_t i = 0; i < reading_.benchmarks.size(); ++i) {
      if (qa::contradict(reading_.benchmarks[i], benchmark)) {
        return refuse("",
                      fmt::format("line {} has this figure for the same days already", lines_[i]));
      }
    }
    lines_.push_back(line_);
    reading_.benchmarks.push_back(std::move(benchmark));
  }

  BenchmarkReading reading_;
  std::vector<std::int64_t> lines_;  ///< of the benchmarks
  std::array<std::size_t, kFields> at_{};
  std::size_t width_ = 0;
  bool has_header_ = false;
  std::int64_t line_ = 1;
};

}  // namespace

BenchmarkReading read_benchmarks(const std::function<std::string_view()>& source,
                                 Encoding encoding) {
  TextDecoder decoder(encoding);
  bool is_at_end = false;
  CsvReader csv([&]() -> std::string_view {
    while (!is_at_end) {
      const std::string_view bytes = source();
      is_at_end = bytes.empty();
      const std::string_view text = is_at_end ? decoder.finish() : decoder.decode(bytes);
      if (!text.empty()) {
        return text;
      }
    }
    return {};
  });
  return Reader().read(csv);
}

}  // namespace plugin::exchange
