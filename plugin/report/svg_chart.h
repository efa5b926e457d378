#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "qa/charts.h"

/// Charts as SVG inside a page: pure text made of values, no script and no style of their own.
/// Classes (report.css) give the colours, so a chart follows the page's theme and prints. Every
/// chart says in words what it shows (`label`); names in it are escaped here.
namespace plugin::report {

/// Widths of a drawing, in pixels of a page of 1,200: so its texts have the size of the page's.
inline constexpr double kWideChart = 780;
inline constexpr double kHalfChart = 550;

/// Values along equal steps.
struct LineChart {
  double width = kWideChart;
  std::string label;
  std::vector<std::string> steps;  ///< names of the steps, one a value
  std::vector<std::optional<double>> now;
  std::vector<std::optional<double>> previous;  ///< may be shorter, longer or empty
  std::optional<double> threshold;
  /// Ticks of the axis are multiples of one of these by powers of ten, or of the shares of a whole.
  bool is_share = false;
  double unit = 1;  ///< what one of the axis' units is in the values: 1000 for seconds in ms
  std::optional<std::size_t> marked;        ///< value that is named in the chart
  std::function<std::string(double)> said;  ///< that value as text
};

std::string line_chart(const LineChart& chart);

/// Only the shape, for a small place; nothing where there are fewer than two values.
std::string sparkline(const std::vector<std::optional<double>>& values, bool is_bad);

/// One bar from the left. @param share  of the room, 0–1
std::string share_bar(double share, bool is_first);

/// One bar from the middle, to the right where positive. @param share  of half the room, -1–1
std::string impact_bar(double share);

struct WaitChart {
  double width = kHalfChart;
  std::string label;
  std::vector<qa::WaitRange> waits;
  qa::Duration limit{};
  std::string limit_text;
  std::function<std::string(const qa::WaitRange&)> said;  ///< name of a bucket, short
};

/// Columns of how many waited how long; unserved ones hatched on top; a line at the limit.
std::string wait_chart(const WaitChart& chart);

struct HeatChart {
  std::string label;
  qa::HeatMap heat{};
  std::optional<double> threshold_ms;
  std::function<std::string(std::size_t)> weekday;
  std::function<std::string(std::size_t, std::size_t, const qa::HeatCell&)> said;  ///< on hovering
};

/// Seconds of mean response for each hour of the week.
std::string heat_chart(const HeatChart& chart);

}  // namespace plugin::report
