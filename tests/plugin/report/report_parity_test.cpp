#include <fmt/format.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdlib>
#include <map>
#include <sstream>
#include <string>
#include <string_view>

#include "plugin/report/figure_text.h"
#include "plugin/report/report_format.h"
#include "plugin/report/report_words.h"
#include "tests/plugin/report/report_sample.h"
#include "tests/plugin/report/xlsx_reader.h"

/// One report, every writer: each figure has the same value in all of them.
namespace plugin::report {
namespace {

constexpr Language kLanguage = Language::kEnglish;

/// Values by "by|key|metric"; empty where the figure has none.
using Values = std::map<std::string, std::string>;

std::string number_text(double value) {
  return fmt::format("{:.15g}", value);
}

std::string number_text(const std::string& value) {
  return value.empty() ? "" : number_text(std::strtod(value.c_str(), nullptr));
}

Values values_of_json(const std::string& text) {
  simdjson::dom::parser parser;
  const simdjson::dom::element json = parser.parse(text);
  Values values;
  const auto add = [&values](const std::string& group, const simdjson::dom::element& metrics) {
    for (const auto& figure : metrics.get_object()) {
      const auto value = figure.value["value"];
      values[group + std::string(figure.key)] = value.is_null() ? "" : number_text(double(value));
    }
  };
  add("||", json["metrics"]);
  for (const simdjson::dom::element group : json["breakdown"].get_array()) {
    add(std::string(group["by"]) + "|" + std::string(group["key"]) + "|", group["metrics"]);
  }
  return values;
}

/// Good for the sample, whose cells hold no comma.
Values values_of_csv(const std::string& text) {
  Values values;
  std::istringstream lines{text};
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::vector<std::string> cells;
    std::istringstream in{line};
    for (std::string cell; std::getline(in, cell, ',');) {
      cells.push_back(cell);
    }
    if (cells.at(5).find('.') == std::string::npos) {
      values[cells[2] + "|" + cells[3] + "|" + cells[5]] = number_text(cells.at(6));
    }
  }
  return values;
}

Values values_of_xlsx(const std::string& bytes, const qa::Report& report) {
  constexpr std::size_t kFirstCut = 4;
  const Xlsx book = read_xlsx(bytes);
  Values values;
  for (const auto& [place, cell] : book.sheets.at(0)) {
    if (place[0] == 'B' && qa::find_metric(cell.text) != nullptr) {
      const auto value = book.sheets[0].find("C" + place.substr(1));
      values["||" + cell.text] =
          value == book.sheets[0].end() ? "" : number_text(value->second.text);
    }
  }
  const XlsxSheet& sheet = book.sheets.at(kFirstCut);
  for (std::size_t row = 2; row < report.breakdown.size() + 2; ++row) {
    const std::string number = std::to_string(row);
    for (std::size_t i = 0; i < qa::kMetrics; ++i) {
      const std::size_t column = 5 + i;  // "F" on
      const std::string letters = column < 26
                                      ? std::string(1, static_cast<char>('A' + column))
                                      : std::string("A") + static_cast<char>('A' + column - 26);
      const auto value = sheet.find(letters + number);
      values["agent|" + sheet.at("B" + number).text + "|" +
             std::string(qa::metric_definitions()[i].key)] =
          value == sheet.end() ? "" : number_text(value->second.text);
    }
  }
  return values;
}

/// What follows `begin` up to `end`, from `at` on.
std::string between(const std::string& text, std::string_view begin, std::string_view end,
                    std::size_t at = 0) {
  const std::size_t from = text.find(begin, at);
  EXPECT_NE(from, std::string::npos) << begin;
  const std::size_t start = from + begin.size();
  return text.substr(start, text.find(end, start) - start);
}

qa::Report report() {
  return sample_report({qa::Cut::kAgent});
}

TEST(ReportParity, EveryValueOfTheJsonIsInTheCsvAndTheWorkbook) {
  const Values json = values_of_json(report_as(Format::kJson, report(), kLanguage));

  EXPECT_EQ(values_of_csv(report_as(Format::kCsv, report(), kLanguage)), json);
  EXPECT_EQ(values_of_xlsx(report_as(Format::kXlsx, report(), kLanguage), report()), json);
  EXPECT_EQ(json.size(), qa::kMetrics * (1 + report().breakdown.size()));
}

TEST(ReportParity, EveryFigureStandsInThePageAndInTheTextWithItsValue) {
  const Values json = values_of_json(report_as(Format::kJson, report(), kLanguage));
  const std::string page = report_as(Format::kHtml, report(), kLanguage);
  const std::string text = report_as(Format::kText, report(), kLanguage);
  for (const qa::Figure& figure : report().metrics) {
    const std::string row =
        between(page, fmt::format("<tr data-key=\"{}\">", figure.key()), "</tr>");
    EXPECT_EQ(number_text(between(row, "<data value=\"", "\"")),
              json.at("||" + std::string(figure.key())))
        << figure.key();
    const std::string shown = value_text(figure, kLanguage);
    EXPECT_EQ(between(row, "\">", "</data>", row.find("<data")), shown);
    EXPECT_EQ(between(row, "<td class=\"meta\">", "</td>"), made_of(figure));
    const std::string line =
        between(text, fmt::format("\n{}  ", name_of(figure.metric, kLanguage)), "\n");
    EXPECT_NE(line.find(shown), std::string::npos) << line;
  }
}

TEST(ReportParity, ABenchmarkStandsBesideItsFigureInEveryFormatAndIsNoThreshold) {
  qa::Report with = report();
  qa::Figure& figure = with.metrics[static_cast<std::size_t>(qa::Metric::kMeanResponse)];
  const bool needed_work = figure.needs_work;
  figure.benchmark = qa::FigureBenchmark{45'250, "=行业<b>均值"};

  EXPECT_NE(report_as(Format::kJson, with, kLanguage)
                .find(R"("benchmark":{"name":"=行业<b>均值","value":45250})"),
            std::string::npos);
  EXPECT_NE(report_as(Format::kText, with, kLanguage).find("45.25 s (=行业<b>均值)"),
            std::string::npos);
  const std::string page = report_as(Format::kHtml, with, kLanguage);
  EXPECT_NE(page.find("<th>Benchmark</th>"), std::string::npos);
  EXPECT_NE(page.find("45.25 s (=行业&lt;b&gt;均值)"), std::string::npos);
  EXPECT_NE(report_as(Format::kCsv, with, kLanguage).find(",45250,\"'=行业<b>均值\"\r\n"),
            std::string::npos);
  const Xlsx book = read_xlsx(report_as(Format::kXlsx, with, kLanguage));
  for (const auto& [place, cell] : book.sheets.at(0)) {
    if (place[0] == 'B' && cell.text == "mean_response_ms") {
      EXPECT_EQ(book.sheets[0].at("L" + place.substr(1)).text, "45250");
      EXPECT_EQ(book.sheets[0].at("M" + place.substr(1)).text, "=行业<b>均值");
    }
  }
  EXPECT_EQ(with.figure(qa::Metric::kMeanResponse).needs_work, needed_work);
  EXPECT_EQ(report_as(Format::kText, report(), kLanguage).find("Benchmark"), std::string::npos)
      << "no column where there is none";
}

TEST(ReportParity, TheGroupsOfThePageHaveTheValuesOfTheJson) {
  const Values json = values_of_json(report_as(Format::kJson, report(), kLanguage));
  const std::string page = report_as(Format::kHtml, report(), kLanguage);
  for (const qa::ReportGroup& group : report().breakdown) {
    const std::string row = between(page, fmt::format("<tr data-key=\"{}\">", group.key), "</tr>");
    std::vector<std::string> values;
    for (std::size_t at = 0; (at = row.find("<data value=\"", at)) != std::string::npos; ++at) {
      values.push_back(number_text(between(row, "<data value=\"", "\"", at)));
    }
    const auto of = [&](std::string_view metric) {
      return json.at("agent|" + group.key + "|" + std::string(metric));
    };
    EXPECT_EQ(values, (std::vector<std::string>{
                          number_text(*group.impact_on_mean_ms), of("mean_response_ms"),
                          of("mean_first_response_ms"), of("three_minute_reply_rate"),
                          of("satisfaction_rate"), of("accepted"), of("unserved_conversations")}));
  }
}

}  // namespace
}  // namespace plugin::report
