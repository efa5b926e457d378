#include "plugin/report/report_json.h"

#include <vector>

#include "plugin/report/insight_json.h"
#include "plugin/report/json_writer.h"

namespace plugin::report {
namespace {

void write_previous(JsonWriter& out, const std::optional<qa::PreviousFigure>& previous) {
  out.key("previous");
  if (!previous) {
    out.number(std::nullopt);
    return;
  }
  out.open('{');
  out.key("from").time(previous->period.from);
  out.key("to").time(previous->period.to);
  out.key("value").number(previous->value);
  out.key("numerator").whole(previous->numerator);
  out.key("denominator").whole(previous->denominator);
  out.close('}');
}

void write_parts(JsonWriter& out, const qa::Figure& figure) {
  if (figure.metric != qa::Metric::kDissatisfactionReasons && figure.parts.empty()) {
    return;
  }
  out.key(figure.metric == qa::Metric::kSales ? "currencies" : "reasons").open('{');
  for (const auto& [part, number] : figure.parts) {
    out.key(part).whole(number);
  }
  out.close('}');
}

void write_figure(JsonWriter& out, const qa::Figure& figure) {
  out.key(figure.key()).open('{');
  out.key("value").number(figure.value);
  out.key("numerator").whole(figure.numerator);
  out.key("denominator").whole(figure.denominator);
  out.key("unit").text(to_string(figure.unit()));
  out.key("threshold").number(figure.threshold);
  write_previous(out, figure.previous);
  if (figure.baseline) {
    out.key("baseline").number(figure.baseline);
  }
  if (figure.benchmark) {
    out.key("benchmark").open('{');
    out.key("name").text(figure.benchmark->name);
    out.key("value").number(figure.benchmark->value);
    out.close('}');
  }
  if (figure.interval) {
    out.key("interval").open('{');
    out.key("low").number(figure.interval->low);
    out.key("high").number(figure.interval->high);
    out.close('}');
  }
  if (figure.is_small_sample) {
    out.key("small_sample").flag(true);
  }
  if (figure.is_left_out) {
    out.key("left_out").flag(true);
  }
  write_parts(out, figure);
  if (figure.needs_work) {
    out.key("needs_work").flag(true);
  }
  if (figure.getting_worse) {
    out.key("getting_worse").flag(true);
  }
  out.close('}');
}

void write_metrics(JsonWriter& out, const std::vector<qa::Figure>& figures) {
  out.key("metrics").open('{');
  for (const qa::Figure& figure : figures) {
    write_figure(out, figure);
  }
  out.close('}');
}

void write_gaps(JsonWriter& out, const std::vector<qa::GapRecord>& gaps) {
  out.key("gaps").open('[');
  for (const qa::GapRecord& gap : gaps) {
    out.item().open('{');
    out.key("shop").text(gap.shop);
    out.key("source").text(gap.source);
    out.key("from").time(gap.from);
    out.key("to").time(gap.to);
    out.key("reason").text(gap.reason);
    out.close('}');
  }
  out.close(']');
}

void write_share(JsonWriter& out, std::string_view name, std::int64_t numerator,
                 std::int64_t denominator) {
  out.key(name).open('{');
  out.key("value").number(denominator == 0 ? std::nullopt
                                           : std::optional(static_cast<double>(numerator) /
                                                           static_cast<double>(denominator)));
  out.key("numerator").whole(numerator);
  out.key("denominator").whole(denominator);
  out.key("unit").text(to_string(qa::Unit::kRatio));
  out.close('}');
}

void write_loyalty(JsonWriter& out, const qa::Loyalty& loyalty) {
  out.key("loyalty").open('{');
  write_share(out, "repeat_purchase_rate", loyalty.customers_bought_again,
              loyalty.customers_bought);
  if (loyalty.customers_before) {
    write_share(out, "retention_rate", *loyalty.customers_returned, *loyalty.customers_before);
  } else {
    out.key("retention_rate").number(std::nullopt);
  }
  out.close('}');
}

void write_group(JsonWriter& out, const qa::ReportGroup& group) {
  out.item().open('{');
  out.key("by").text(kind_of(group.by));
  if (const auto level = qa::intent_level(group.by)) {
    out.key("level").whole(*level);
  }
  out.key("key").text(group.key);
  out.key("name").text(group.name);
  write_metrics(out, group.metrics);
  out.key("impact_ms").number(group.impact_ms);
  out.key("impact_on_mean_ms").number(group.impact_on_mean_ms);
  out.close('}');
}

void write_trend(JsonWriter& out, std::string_view name, const std::vector<qa::TrendStep>& steps) {
  out.key(name).open('[');
  for (const qa::TrendStep& step : steps) {
    out.item().open('{');
    out.key("from").time(step.span.from);
    out.key("to").time(step.span.to);
    out.key("metrics").open('{');
    for (const qa::Figure& figure : step.metrics) {
      out.key(figure.key()).open('{');
      out.key("value").number(figure.value);
      out.key("numerator").whole(figure.numerator);
      out.key("denominator").whole(figure.denominator);
      out.close('}');
    }
    out.close('}').close('}');
  }
  out.close(']');
}

void write_waits(JsonWriter& out, const std::vector<qa::WaitRange>& waits) {
  out.key("waits").open('[');
  for (const qa::WaitRange& bucket : waits) {
    out.item().open('{');
    out.key("above_ms").whole(bucket.above.count());
    out.key("up_to_ms").whole(bucket.up_to ? std::optional(bucket.up_to->count()) : std::nullopt);
    out.key("answered").whole(bucket.answered);
    out.key("unserved").whole(bucket.unserved);
    out.close('}');
  }
  out.close(']');
}

/// Only hours in which somebody came.
void write_heat(JsonWriter& out, const qa::HeatMap& heat) {
  out.key("heat").open('[');
  for (std::size_t weekday = 0; weekday < heat.size(); ++weekday) {
    for (std::size_t hour = 0; hour < heat[weekday].size(); ++hour) {
      const qa::HeatCell& cell = heat[weekday][hour];
      if (cell.rounds == 0) {
        continue;
      }
      out.item().open('{');
      out.key("weekday").whole(static_cast<std::int64_t>(weekday) + 1);
      out.key("hour").whole(static_cast<std::int64_t>(hour));
      out.key("rounds").whole(cell.rounds);
      out.key("mean_response_ms").number(cell.mean_ms());
      out.close('}');
    }
  }
  out.close(']');
}

void write_charts(JsonWriter& out, const qa::Charts& charts) {
  out.key("trend").open('{');
  out.key("unit").text(to_string(charts.unit));
  write_trend(out, "steps", charts.trend);
  write_trend(out, "previous", charts.previous);
  out.close('}');
  write_waits(out, charts.waits);
  write_heat(out, charts.heat);
}

}  // namespace

void write_only(JsonWriter& out, const std::vector<qa::GroupId>& only) {
  out.key("only").open('[');
  for (const qa::GroupId& group : only) {
    out.item().open('{');
    out.key("by").text(kind_of(group.by));
    if (const auto level = qa::intent_level(group.by)) {
      out.key("level").whole(*level);
    }
    out.key("key").text(group.key);
    out.close('}');
  }
  out.close(']');
}

std::string report_json(const qa::Report& report) {
  std::string json;
  JsonWriter out{json};
  out.open('{');
  out.key("period").open('{');
  out.key("from").time(report.period.from);
  out.key("to").time(report.period.to);
  out.key("zone").text(report.zone);
  out.close('}');
  out.key("profile").text(report.profile);
  out.key("profile_version").whole(report.profile_version);
  out.key("generated_at").time(report.generated_at);
  out.key("incomplete").flag(report.is_incomplete);
  if (report.is_rebuilding) {
    out.key("rebuilding").flag(true);
  }
  write_gaps(out, report.gaps);
  write_metrics(out, report.metrics);
  out.key("open_rounds").whole(report.open_rounds);
  out.key("breakdown").open('[');
  for (const qa::ReportGroup& group : report.breakdown) {
    write_group(out, group);
  }
  out.close(']');
  if (report.has_customers) {
    write_loyalty(out, report.loyalty);
  } else {
    out.key("loyalty").number(std::nullopt);
  }
  write_charts(out, report.charts);
  if (!report.only.empty()) {
    write_only(out, report.only);
  }
  if (report.insight) {
    write_insight(out, *report.insight);
  }
  if (report.insight_limit) {
    out.key("insight_limit").whole(*report.insight_limit);
  }
  out.close('}');
  return json;
}

}  // namespace plugin::report
