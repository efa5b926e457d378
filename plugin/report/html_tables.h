#pragma once

#include <cstddef>
#include <string>

#include "qa/report.h"
#include "rules/diagnostic.h"

/// The parts of an HTML report that are tables. Everything from outside in them is escaped.
namespace plugin::report {

/// Lines of a cut that a page shows; hours and days are all shown.
inline constexpr std::size_t kMostGroups = 50;

/// Every figure with what it was made of.
std::string figures_card(const qa::Report& report, rules::Language language);
/// One card a cut: its groups by impact with a bar each, those of most impact where they are many.
std::string cut_cards(const qa::Report& report, rules::Language language);

}  // namespace plugin::report
