#include "plugin/report/report_csv.h"

#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin/report/csv.h"
#include "qa/metrics_number.h"
#include "qa/time.h"

namespace plugin::report {
namespace {

constexpr std::array kColumns = {"from",
                                 "to",
                                 "by",
                                 "key",
                                 "name",
                                 "metric",
                                 "value",
                                 "numerator",
                                 "denominator",
                                 "unit",
                                 "threshold",
                                 "previous_from",
                                 "previous_to",
                                 "previous_value",
                                 "previous_numerator",
                                 "previous_denominator",
                                 "interval_low",
                                 "interval_high",
                                 "small_sample",
                                 "needs_work",
                                 "getting_worse",
                                 "impact_ms",
                                 "impact_on_mean_ms",
                                 "baseline",
                                 "benchmark",
                                 "benchmark_name"};

/// The cells of one line, in order.
class Line {
 public:
  Line& text(std::string_view value) {
    cells_.push_back({std::string(value), false});
    return *this;
  }

  Line& whole(const std::optional<std::int64_t>& value) {
    cells_.push_back({value ? std::to_string(*value) : std::string(), true});
    return *this;
  }

  Line& number(const std::optional<double>& value) {
    CsvCell cell{{}, true};
    if (value && std::isfinite(*value)) {
      qa::append_number(cell.text, *value);
    }
    cells_.push_back(std::move(cell));
    return *this;
  }

  Line& time(qa::Time value) { return text(qa::format_time(value)); }

  Line& flag(bool value) { return text(value ? "true" : "false"); }

  const std::vector<CsvCell>& cells() const { return cells_; }

 private:
  std::vector<CsvCell> cells_;
};

/// What a line says of whose figures they are.
struct Whose {
  std::string_view by;
  std::string_view key;
  std::string_view name;
  std::optional<double> impact_ms;
  std::optional<double> impact_on_mean_ms;
};

class Writer {
 public:
  explicit Writer(const qa::Report& report) : report_(report), out_(kCsvStart) {
    Line head;
    for (const char* const column : kColumns) {
      head.text(column);
    }
    append_csv_line(out_, head.cells());
  }

  void write(const Whose& whose, const std::vector<qa::Figure>& figures) {
    for (const qa::Figure& figure : figures) {
      write(whose, figure);
      for (const auto& [part, number] : figure.parts) {
        write_part(whose, figure, part, number);
      }
    }
  }

  /// Makes room for so many more groups like the one written last, which took from `begin` on: a
  /// string that grows as it likes takes twice what it holds.
  void make_room(std::size_t groups, std::size_t begin) {
    const std::size_t each = out_.size() - begin;
    out_.reserve(out_.size() + groups * (each + each / 8));
  }

  std::size_t size() const { return out_.size(); }

  std::string take() { return std::move(out_); }

 private:
  Line begin(const Whose& whose, std::string_view metric) const {
    Line line;
    line.time(report_.period.from).time(report_.period.to);
    line.text(whose.by).text(whose.key).text(whose.name).text(metric);
    return line;
  }

  void end(Line& line, const Whose& whose, const std::optional<double>& baseline,
           const std::optional<qa::FigureBenchmark>& benchmark) {
    line.number(whose.impact_ms).number(whose.impact_on_mean_ms).number(baseline);
    line.number(benchmark ? std::optional(benchmark->value) : std::nullopt);
    line.text(benchmark ? std::string_view(benchmark->name) : std::string_view());
    append_csv_line(out_, line.cells());
  }

  void write(const Whose& whose, const qa::Figure& figure) {
    Line line = begin(whose, figure.key());
    line.number(figure.value).whole(figure.numerator).whole(figure.denominator);
    line.text(to_string(figure.unit())).number(figure.threshold);
    if (const auto& previous = figure.previous) {
      line.time(previous->period.from).time(previous->period.to).number(previous->value);
      line.whole(previous->numerator).whole(previous->denominator);
    } else {
      line.text("").text("").text("").text("").text("");
    }
    line.number(figure.interval ? std::optional(figure.interval->low) : std::nullopt);
    line.number(figure.interval ? std::optional(figure.interval->high) : std::nullopt);
    line.flag(figure.is_small_sample).flag(figure.needs_work).flag(figure.getting_worse);
    end(line, whose, figure.baseline, figure.benchmark);
  }

  void write_part(const Whose& whose, const qa::Figure& figure, std::string_view part,
                  std::int64_t number) {
    Line line = begin(whose, std::string(figure.key()) + "." + std::string(part));
    line.whole(number).whole(number).text("").text(to_string(figure.unit()));
    for (int empty = 0; empty < 11; ++empty) {
      line.text("");
    }
    end(line, whose, std::nullopt, std::nullopt);
  }

  const qa::Report& report_;
  std::string out_;
};

}  // namespace

std::string report_csv(const qa::Report& report) {
  Writer writer(report);
  writer.write({}, report.metrics);
  for (std::size_t i = 0; i < report.breakdown.size(); ++i) {
    const qa::ReportGroup& group = report.breakdown[i];
    const std::size_t begin = writer.size();
    writer.write(
        {to_string(group.by), group.key, group.name, group.impact_ms, group.impact_on_mean_ms},
        group.metrics);
    if (i == 0) {
      writer.make_room(report.breakdown.size() - 1, begin);
    }
  }
  return writer.take();
}

}  // namespace plugin::report
