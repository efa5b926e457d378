#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/report/report_words.h"
#include "qa/profile.h"
#include "qa/report.h"
#include "rules/diagnostic.h"

/// Figures as people read them, the same in every written report: shares in per cent, durations in
/// seconds, both rounded to two places for the eye. Names from outside cannot steer a terminal;
/// whoever writes markup still escapes them.
namespace plugin::report {

/// What stands where there is no value.
inline constexpr std::string_view kNoValue = "—";

/// "93.33%", "38.71 s", "5", "12.00 CNY", kNoValue.
std::string value_text(const qa::Figure& figure, rules::Language language);
/// A value of some unit; of money the bare number.
std::string in_unit(double value, qa::Unit unit, rules::Language language);
/// The value with all its digits, as the JSON has it; empty where there is none.
std::string exact(const std::optional<double>& value);
/// "621001/3", "n=3"; empty for counts.
std::string made_of(const qa::Figure& figure);
/// "≥ 90.00%"; empty where there is none.
std::string threshold_text(const qa::Figure& figure, rules::Language language);
/// Value of the previous period; empty where nothing is compared.
std::string previous_text(const qa::Figure& figure, rules::Language language);
/// What is usual here; kNoValue where that is not known.
std::string baseline_text(const qa::Figure& figure, rules::Language language);
/// True where it is known for any figure.
bool has_baseline(const qa::Report& report);
/// "85.00% (行业均值)", the name cut; kNoValue where nobody has imported one.
std::string benchmark_text(const qa::Figure& figure, rules::Language language);
/// True where there is one for any figure.
bool has_benchmark(const qa::Report& report);
/// Heads of the table of all figures, in order: what is usual, and benchmarks, where they are
/// known.
std::vector<Word> figure_columns(const qa::Report& report);
/// "+1.20 pp", "-3.00 s"; empty where either value is missing.
std::string change_text(const qa::Figure& figure, rules::Language language);
/// Needs work, getting worse, small sample with its interval, needs intents.
std::vector<std::string> notes_of(const qa::Figure& figure, rules::Language language);

/// That the causes were left out, and how to get them; empty where they were not.
std::string causes_left_out_text(const qa::Report& report, rules::Language language);

/// Local time of the zone the report speaks of.
qa::LocalTime local_time_of(const qa::Report& report);
/// "2026-11-22 08:30", local.
std::string local_text(qa::Time time, const qa::LocalTime& local);
std::string span_text(const qa::Period& period, const qa::LocalTime& local,
                      rules::Language language);

/// "Only: Agent 小满 (a_3)": whose figures these are where not everybody's; empty where they are.
std::string only_text(const qa::Report& report, rules::Language language);

/// What served customers did afterwards, as a share; beside the figures, for it is none of them.
struct LoyaltyShare {
  std::string_view key;  ///< as in the JSON
  std::string name;      ///< says that it is of the whole where the figures are of some groups only
  std::int64_t numerator = 0;
  std::int64_t denominator = 0;
  double value = 0;
};

/// Those that are shares of anybody.
std::vector<LoyaltyShare> loyalty_of(const qa::Report& report, rules::Language language);

/// "+6.20 s" or kNoValue, of what a group adds to the mean.
std::string impact_text(const std::optional<double>& impact_ms, rules::Language language);
/// What people call a group; where several have one name, its key stands beside it.
/// @param columns  the name and the key are each cut to so many
std::string group_name(const qa::ReportGroup& group, std::size_t namesakes,
                       rules::Language language, std::size_t columns);

}  // namespace plugin::report
