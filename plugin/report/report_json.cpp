#include "plugin/report/report_json.h"

#include <cmath>
#include <string_view>
#include <vector>

#include "qa/event_json.h"
#include "qa/metrics_number.h"
#include "qa/time.h"

namespace plugin::report {
namespace {

/// Writes members in the order they are told, with the commas between them.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  Writer& open(char bracket) {
    out_ += bracket;
    is_first_ = true;
    return *this;
  }

  Writer& close(char bracket) {
    out_ += bracket;
    is_first_ = false;
    return *this;
  }

  /// The key of the member that follows.
  Writer& key(std::string_view name) {
    item();
    qa::append_json_string(out_, name);
    out_ += ':';
    return *this;
  }

  /// Makes room for the next element of an array.
  Writer& item() {
    out_ += is_first_ ? "" : ",";
    is_first_ = false;
    return *this;
  }

  void text(std::string_view value) { qa::append_json_string(out_, value); }

  void flag(bool value) { out_ += value ? "true" : "false"; }

  void whole(std::int64_t value) { out_ += std::to_string(value); }

  void whole(const std::optional<std::int64_t>& value) {
    out_ += value ? std::to_string(*value) : "null";
  }

  void number(const std::optional<double>& value) {
    if (value && std::isfinite(*value)) {
      qa::append_number(out_, *value);
    } else {
      out_ += "null";
    }
  }

  void time(qa::Time value) {
    out_ += '"';
    qa::append_time(out_, value);
    out_ += '"';
  }

 private:
  std::string& out_;
  bool is_first_ = true;
};

void write_previous(Writer& out, const std::optional<qa::PreviousFigure>& previous) {
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

void write_parts(Writer& out, const qa::Figure& figure) {
  if (figure.metric != qa::Metric::kDissatisfactionReasons && figure.parts.empty()) {
    return;
  }
  out.key(figure.metric == qa::Metric::kSales ? "currencies" : "reasons").open('{');
  for (const auto& [part, number] : figure.parts) {
    out.key(part).whole(number);
  }
  out.close('}');
}

void write_figure(Writer& out, const qa::Figure& figure) {
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
  if (figure.interval) {
    out.key("interval").open('{');
    out.key("low").number(figure.interval->low);
    out.key("high").number(figure.interval->high);
    out.close('}');
  }
  if (figure.is_small_sample) {
    out.key("small_sample").flag(true);
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

void write_metrics(Writer& out, const std::vector<qa::Figure>& figures) {
  out.key("metrics").open('{');
  for (const qa::Figure& figure : figures) {
    write_figure(out, figure);
  }
  out.close('}');
}

void write_gaps(Writer& out, const std::vector<qa::GapRecord>& gaps) {
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

void write_share(Writer& out, std::string_view name, std::int64_t numerator,
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

void write_loyalty(Writer& out, const qa::Loyalty& loyalty) {
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

void write_group(Writer& out, const qa::ReportGroup& group) {
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

}  // namespace

std::string report_json(const qa::Report& report) {
  std::string json;
  Writer out{json};
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
  write_gaps(out, report.gaps);
  write_metrics(out, report.metrics);
  out.key("open_rounds").whole(report.open_rounds);
  out.key("breakdown").open('[');
  for (const qa::ReportGroup& group : report.breakdown) {
    write_group(out, group);
  }
  out.close(']');
  write_loyalty(out, report.loyalty);
  out.close('}');
  return json;
}

}  // namespace plugin::report
