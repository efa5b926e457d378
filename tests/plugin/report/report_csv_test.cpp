#include "plugin/report/report_csv.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <map>
#include <string>
#include <vector>

#include "plugin/report/csv.h"
#include "plugin/report/report_json.h"
#include "tests/plugin/report/report_sample.h"

namespace plugin::report {
namespace {

using Row = std::map<std::string, std::string>;

/// Reads CSV as a spreadsheet does.
std::vector<std::vector<std::string>> cells_of(std::string_view csv) {
  std::vector<std::vector<std::string>> lines(1);
  std::string cell;
  bool is_quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    if (is_quoted && csv[i] == '"' && i + 1 < csv.size() && csv[i + 1] == '"') {
      cell += csv[++i];
    } else if (csv[i] == '"') {
      is_quoted = !is_quoted;
    } else if (!is_quoted && (csv[i] == ',' || csv[i] == '\n')) {
      lines.back().push_back(std::move(cell));
      cell.clear();
      if (csv[i] == '\n') {
        lines.emplace_back();
      }
    } else if (is_quoted || csv[i] != '\r') {
      cell += csv[i];
    }
  }
  lines.pop_back();
  return lines;
}

std::vector<Row> rows_of(const qa::Report& report) {
  const std::string csv = report_csv(report);
  EXPECT_TRUE(csv.starts_with(kCsvStart));
  const auto lines = cells_of(std::string_view(csv).substr(sizeof kCsvStart - 1));
  std::vector<Row> rows;
  for (std::size_t line = 1; line < lines.size(); ++line) {
    EXPECT_EQ(lines[line].size(), lines[0].size()) << line;
    for (std::size_t cell = 0; cell < lines[line].size(); ++cell) {
      rows.resize(line);
      rows[line - 1][lines[0][cell]] = lines[line][cell];
    }
  }
  return rows;
}

/// As the CSV would say it.
std::string said(const simdjson::dom::element& value) {
  return value.is_null() ? "" : value.is_string() ? std::string(value) : simdjson::minify(value);
}

void expect_same(const Row& row, const simdjson::dom::element& figure) {
  for (const char* const key : {"value", "numerator", "denominator", "unit", "threshold"}) {
    EXPECT_EQ(row.at(key), said(figure[key])) << row.at("by") << row.at("metric") << " " << key;
  }
  simdjson::dom::element previous;
  const bool has_previous =
      figure["previous"].get(previous) == simdjson::SUCCESS && !previous.is_null();
  for (const char* const key : {"from", "to", "value", "numerator", "denominator"}) {
    EXPECT_EQ(row.at(std::string("previous_") + key), has_previous ? said(previous[key]) : "");
  }
  for (const char* const key : {"needs_work", "getting_worse", "small_sample"}) {
    EXPECT_EQ(row.at(key), figure[key].error() == simdjson::SUCCESS ? "true" : "false") << key;
  }
}

TEST(ReportCsv, SaysEveryNumberOfTheJson) {
  const qa::Report report = sample_report({qa::Cut::kAgent, qa::Cut::kHour});
  simdjson::dom::parser parser;
  const std::string text = report_json(report);
  const simdjson::dom::element json = parser.parse(text);
  std::map<std::string, Row> found;
  for (const Row& row : rows_of(report)) {
    found[row.at("by") + "|" + row.at("key") + "|" + row.at("metric")] = row;
    EXPECT_EQ(row.at("from"), "2026-11-21T16:00:00.000Z");
  }
  std::size_t compared = 0;
  for (const auto& figure : json["metrics"].get_object()) {
    expect_same(found.at("||" + std::string(figure.key)), figure.value);
    ++compared;
  }
  for (const simdjson::dom::element group : json["breakdown"].get_array()) {
    const std::string name = said(group["by"]) + "|" + said(group["key"]) + "|";
    for (const auto& figure : group["metrics"].get_object()) {
      const Row& row = found.at(name + std::string(figure.key));
      expect_same(row, figure.value);
      EXPECT_EQ(row.at("impact_ms"), said(group["impact_ms"]));
      EXPECT_EQ(row.at("impact_on_mean_ms"), said(group["impact_on_mean_ms"]));
      ++compared;
    }
  }
  EXPECT_EQ(found.at("||dissatisfaction_reasons.slow").at("value"), "1");
  EXPECT_EQ(found.at("||sales_minor.CNY").at("value"), "12345");
  EXPECT_GT(compared, 100U);
}

TEST(ReportCsv, WhatIsUsualIsTheLastColumn) {
  qa::Report report = sample_report();
  report.metrics.front().baseline = 0.875;
  const std::vector<Row> rows = rows_of(report);
  EXPECT_EQ(rows.at(0).at("baseline"), "0.875");
  EXPECT_EQ(rows.at(1).at("baseline"), "");
  EXPECT_NE(report_json(report).find(",\"baseline\":0.875,"), std::string::npos);
}

TEST(ReportCsv, LeavesNegativeNumbersNumbersAndGuardsNames) {
  qa::Report report = sample_report();
  report.breakdown.front().name = "=cmd()";
  const std::string csv = report_csv(report);
  EXPECT_NE(csv.find(",\"'=cmd()\","), std::string::npos);
  EXPECT_NE(csv.find(",-"), std::string::npos);
  EXPECT_EQ(csv.find("'-"), std::string::npos);
}

}  // namespace
}  // namespace plugin::report
