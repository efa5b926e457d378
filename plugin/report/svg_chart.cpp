#include "plugin/report/svg_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "plugin/report/markup.h"

namespace plugin::report {
namespace {

/// Height of a chart, and the room around what it draws.
constexpr double kHeight = 250;
constexpr double kLeft = 50;
constexpr double kRight = 14;
constexpr double kTop = 26;
constexpr double kBottom = 28;
/// Room for a name below the axis: closer ones would run into one another.
constexpr double kNameWidth = 72;

/// Where values lie in the drawing.
class Plane {
 public:
  Plane(double width, std::size_t steps, double top) : width_(width), steps_(steps), top_(top) {}

  double right() const { return width_ - kRight; }

  double x(std::size_t step) const {
    return kLeft + (static_cast<double>(step) + 0.5) * (right() - kLeft) /
                       static_cast<double>(std::max<std::size_t>(steps_, 1));
  }

  double y(double value) const {
    return kHeight - kBottom - value / top_ * (kHeight - kTop - kBottom);
  }

 private:
  double width_;
  std::size_t steps_;
  double top_;
};

/// The distance of ticks that makes four or five of them up to `highest`.
double tick_of(double highest) {
  if (highest <= 0) {
    return 1;
  }
  constexpr std::array kSteps{1.0, 2.0, 2.5, 5.0, 10.0};
  const double power = std::pow(10, std::floor(std::log10(highest / 4)));
  for (const double step : kSteps) {
    if (step * power * 4.5 >= highest) {
      return step * power;
    }
  }
  return 10 * power;
}

double highest_of(const LineChart& chart) {
  double highest = chart.threshold.value_or(0);
  for (const auto* const values : {&chart.now, &chart.previous}) {
    for (const auto& value : *values) {
      highest = std::max(highest, value.value_or(0));
    }
  }
  return highest;
}

/// Lines through neighbours, a dot for a value without any.
std::string line(const std::vector<std::optional<double>>& values, const Plane& plane,
                 std::string_view name) {
  std::string path;
  std::string dots;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]) {
      continue;
    }
    const bool goes_on = i > 0 && values[i - 1];
    const bool is_alone = !goes_on && (i + 1 == values.size() || !values[i + 1]);
    if (is_alone) {
      dots += fmt::format(R"(<circle class="{}-dot" cx="{:.1f}" cy="{:.1f}" r="3"/>)", name,
                          plane.x(i), plane.y(*values[i]));
    } else {
      path += fmt::format("{}{:.1f} {:.1f}", goes_on ? "L" : "M", plane.x(i), plane.y(*values[i]));
    }
  }
  const std::string drawn =
      path.empty() ? "" : fmt::format(R"(<path class="{}" d="{}"/>)", name, path);
  return drawn + dots;
}

/// The ground below the line, where it is whole.
std::string ground(const std::vector<std::optional<double>>& values, const Plane& plane) {
  std::string out;
  for (std::size_t begin = 0; begin < values.size();) {
    std::size_t end = begin;
    while (end < values.size() && values[end]) {
      ++end;
    }
    if (end - begin >= 2) {
      std::string path = fmt::format("M{:.1f} {:.1f}", plane.x(begin), plane.y(0));
      for (std::size_t i = begin; i < end; ++i) {
        path += fmt::format("L{:.1f} {:.1f}", plane.x(i), plane.y(*values[i]));
      }
      out += fmt::format(R"(<path class="ground" d="{}L{:.1f} {:.1f}Z"/>)", path, plane.x(end - 1),
                         plane.y(0));
    }
    begin = end + 1;
  }
  return out;
}

std::string axis(const LineChart& chart, const Plane& plane, double top, double tick) {
  std::string out;
  for (int i = 0; i * tick <= top * 1.001; ++i) {
    const double value = i * tick;
    const std::string text = chart.is_share ? fmt::format("{:.0f}%", value * 100)
                                            : fmt::format("{:g}", value / chart.unit);
    out += fmt::format(
        R"(<path class="grid" d="M{0} {1:.1f}H{2}"/><text class="tick" x="{3}" y="{4:.1f}">{5}</text>)",
        kLeft, plane.y(value), plane.right(), kLeft - 8, plane.y(value) + 4, text);
  }
  const auto most = static_cast<std::size_t>((plane.right() - kLeft) / kNameWidth);
  const std::size_t every = (chart.steps.size() + most - 1) / most;
  for (std::size_t i = 0; i < chart.steps.size(); i += std::max<std::size_t>(every, 1)) {
    out += fmt::format(R"(<text class="name" x="{:.1f}" y="{}">{}</text>)", plane.x(i), kHeight - 8,
                       markup(chart.steps[i]));
  }
  return out;
}

std::string mark(const LineChart& chart, const Plane& plane) {
  if (!chart.marked || !chart.now[*chart.marked]) {
    return {};
  }
  const double x = plane.x(*chart.marked);
  const double y = plane.y(*chart.now[*chart.marked]);
  const auto neighbour = [&](std::size_t at) {
    return at < chart.now.size() ? chart.now[at].value_or(0) : 0;
  };
  // In a valley there is room below the line, on a peak above it.
  const double lowest = *chart.now[*chart.marked];
  const bool is_valley =
      (neighbour(*chart.marked + 1) > lowest || neighbour(*chart.marked - 1) > lowest) &&
      y + 26 < kHeight - kBottom;
  const char* const anchor = x < kLeft + 90 ? "start" : x > plane.right() - 90 ? "end" : "middle";
  return fmt::format(R"(<circle class="mark" cx="{0:.1f}" cy="{1:.1f}" r="4.5"/>)"
                     R"(<text class="marked" x="{0:.1f}" y="{2:.1f}" text-anchor="{3}">{4}</text>)",
                     x, y, is_valley ? y + 20 : y - 11, anchor,
                     markup(chart.said(*chart.now[*chart.marked])));
}

std::string begin(double width, double height, std::string_view name, std::string_view label) {
  return fmt::format(R"(<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">)", name,
                     width, height, markup(label, 1000));
}

}  // namespace

std::string line_chart(const LineChart& chart) {
  const double highest = highest_of(chart);
  const double tick = chart.is_share ? 0.25 : tick_of(highest / chart.unit) * chart.unit;
  const double top = chart.is_share ? 1 : std::max(std::ceil(highest / tick), 1.0) * tick;
  const Plane plane{chart.width, std::max(chart.now.size(), chart.previous.size()), top};
  std::string out = begin(chart.width, kHeight, "lines", chart.label);
  out += axis(chart, plane, top, tick);
  out += ground(chart.now, plane) + line(chart.previous, plane, "before");
  if (chart.threshold) {
    out += fmt::format(R"(<path class="threshold" d="M{} {:.1f}H{}"/>)", kLeft,
                       plane.y(*chart.threshold), plane.right());
  }
  return out + line(chart.now, plane, "now") + mark(chart, plane) + "</svg>";
}

std::string sparkline(const std::vector<std::optional<double>>& values, bool is_bad) {
  constexpr double kSparkWidth = 60;
  constexpr double kSparkHeight = 18;
  double lowest = 0;
  double highest = 0;
  std::size_t number = 0;
  for (const auto& value : values) {
    if (value) {
      lowest = number == 0 ? *value : std::min(lowest, *value);
      highest = number == 0 ? *value : std::max(highest, *value);
      ++number;
    }
  }
  if (number < 2) {
    return {};
  }
  std::string points;
  const double spread = highest > lowest ? highest - lowest : 1;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i]) {
      points += fmt::format(
          "{:.1f},{:.1f} ",
          2 + static_cast<double>(i) * (kSparkWidth - 4) / static_cast<double>(values.size() - 1),
          kSparkHeight - 2 - (*values[i] - lowest) / spread * (kSparkHeight - 4));
    }
  }
  points.pop_back();
  return fmt::format(
      R"(<svg class="spark{}" viewBox="0 0 {} {}" aria-hidden="true"><polyline points="{}"/></svg>)",
      is_bad ? " bad" : "", kSparkWidth, kSparkHeight, points);
}

std::string share_bar(double share, bool is_first) {
  return fmt::format(R"(<svg class="share{}" viewBox="0 0 100 8" preserveAspectRatio="none" )"
                     R"(aria-hidden="true"><rect width="{:.1f}" height="8"/></svg>)",
                     is_first ? " first" : "", std::clamp(share, 0.0, 1.0) * 100);
}

std::string impact_bar(double share) {
  const double width = std::min(std::abs(share), 1.0) * 98;
  const char* const kind = share > 0.25 ? "slow" : share > 0 ? "slower" : "fast";
  return fmt::format(R"(<svg class="impact" viewBox="-100 0 200 14" preserveAspectRatio="none" )"
                     R"(aria-hidden="true"><path class="middle" d="M0 0V14"/>)"
                     R"(<rect class="{}" x="{:.1f}" y="3" width="{:.1f}" height="8"/></svg>)",
                     kind, share > 0 ? 1 : -width - 1, width);
}

std::string wait_chart(const WaitChart& chart) {
  constexpr double kColumnsHeight = kHeight - kTop - kBottom;
  std::int64_t most = 1;
  std::int64_t all = 0;
  for (const qa::WaitRange& bucket : chart.waits) {
    most = std::max(most, bucket.answered + bucket.unserved);
    all += bucket.answered + bucket.unserved;
  }
  const double each = (chart.width - 2 * kRight) / static_cast<double>(chart.waits.size());
  std::string out = begin(chart.width, kHeight, "waits", chart.label);
  out += fmt::format(R"(<path class="grid" d="M{} {}H{}"/>)", kRight, kHeight - kBottom,
                     chart.width - kRight);
  double x = kRight;
  for (const qa::WaitRange& bucket : chart.waits) {
    const bool is_late = !bucket.up_to || *bucket.up_to > chart.limit;
    const std::int64_t number = bucket.answered + bucket.unserved;
    const double answered =
        static_cast<double>(bucket.answered) * kColumnsHeight / static_cast<double>(most);
    const double unserved =
        static_cast<double>(bucket.unserved) * kColumnsHeight / static_cast<double>(most);
    const double base = kHeight - kBottom;
    out += fmt::format(R"(<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>)",
                       is_late ? "late" : "in-time", x + 4, base - answered, each - 8, answered);
    out += fmt::format(
        R"(<rect class="unserved" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>)", x + 4,
        base - answered - unserved, each - 8, unserved);
    if (number > 0) {
      out += fmt::format(R"(<text class="count" x="{:.1f}" y="{:.1f}">{:.1f}%</text>)",
                         x + each / 2, base - answered - unserved - 6,
                         static_cast<double>(number) * 100 / static_cast<double>(all));
    }
    out += fmt::format(R"(<text class="name" x="{:.1f}" y="{}">{}</text>)", x + each / 2,
                       kHeight - 8, markup(chart.said(bucket)));
    x += each;
    if (bucket.up_to == chart.limit) {
      out += fmt::format(R"(<path class="limit" d="M{0:.1f} 6V{1}"/>)"
                         R"(<text class="limit" x="{2:.1f}" y="14">{3}</text>)",
                         x, kHeight - kBottom, x + 6, markup(chart.limit_text));
    }
  }
  return out + "</svg>";
}

std::string heat_chart(const HeatChart& chart) {
  constexpr double kCell = 44;
  constexpr double kRow = 28;
  constexpr double kNames = 48;
  constexpr double kHead = 20;
  double slowest = chart.threshold_ms.value_or(0) * 1.5;
  for (const auto& day : chart.heat) {
    for (const qa::HeatCell& cell : day) {
      slowest = std::max(slowest, cell.mean_ms().value_or(0));
    }
  }
  std::string out = begin(kNames + 24 * kCell, kHead + 7 * kRow, "heat", chart.label);
  for (std::size_t hour = 0; hour < 24; ++hour) {
    out += fmt::format(R"(<text class="name" x="{:.1f}" y="13">{}</text>)",
                       kNames + (static_cast<double>(hour) + 0.5) * kCell, hour);
  }
  for (std::size_t day = 0; day < chart.heat.size(); ++day) {
    const double y = kHead + static_cast<double>(day) * kRow;
    out += fmt::format(R"(<text class="tick" x="{}" y="{:.1f}">{}</text>)", kNames - 10,
                       y + kRow / 2 + 4, markup(chart.weekday(day)));
    for (std::size_t hour = 0; hour < 24; ++hour) {
      const qa::HeatCell& cell = chart.heat[day][hour];
      const double x = kNames + static_cast<double>(hour) * kCell;
      const double mean = cell.mean_ms().value_or(0);
      const bool is_over = chart.threshold_ms && mean > *chart.threshold_ms;
      const double depth = slowest > 0 ? mean / slowest : 0;
      const char* const kind = cell.rounds == 0 ? "none" : is_over ? "over" : "cell";
      out += fmt::format(R"(<g class="{}"><rect x="{:.1f}" y="{:.1f}" width="{}" height="{}" )"
                         R"(rx="3" fill-opacity="{:.2f}"/>)",
                         kind, x + 1.5, y + 1.5, kCell - 3, kRow - 3,
                         cell.rounds == 0 ? 1 : 0.06 + 0.8 * depth * depth);
      if (cell.rounds > 0) {
        out += fmt::format(R"(<text{} x="{:.1f}" y="{:.1f}">{:.0f}</text><title>{}</title>)",
                           depth > 0.8 ? " class=\"deep\"" : "", x + kCell / 2, y + kRow / 2 + 4,
                           mean / 1000, markup(chart.said(day, hour, cell)));
      }
      out += "</g>";
    }
  }
  return out + "</svg>";
}

}  // namespace plugin::report
