#pragma once

#include <string>

#include "qa/report.h"
#include "rules/diagnostic.h"

/// What lies behind the figures, in the sentences of insight_words.h, each with the conversations
/// it is about. Empty where nothing is notable or causes were not asked for. Everything from
/// outside is escaped.
namespace plugin::report {

/// Which figures are off, and who and what makes them so.
std::string diagnosis_card(const qa::Report& report, rules::Language language);
/// Reasons with their evidence, satisfaction, what-ifs, nudges, risks, topics: a card each.
std::string cause_cards(const qa::Report& report, rules::Language language);

}  // namespace plugin::report
