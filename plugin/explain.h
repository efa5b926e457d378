#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "qa/desk.h"
#include "rules/diagnostic.h"
#include "rules/pack.h"

namespace plugin {

/// The messages and rules behind a round or a finding, as text for a terminal. Pure. Words are
/// shown with control characters made visible; nothing is cut.
struct ExplainRequest {
  const qa::History* history = nullptr;
  const qa::Profile* profile = nullptr;
  const rules::RulePack* rules = nullptr;  ///< may be null: rules are then named, not told
  rules::Language language = rules::Language::kEnglish;
};

/// The round with this identity (or this ordinal, in digits): its messages with their offsets, how
/// it ended, why it counts what it counts, its nudges. Empty: the conversation has no such round.
std::string explain_round(const ExplainRequest& request, std::string_view round);

/// Every finding on this message, or those of one rule: the words with the spans marked, the rule
/// and the line that fired. Empty: no finding on it.
/// @param rule  empty: all.
std::string explain_findings(const ExplainRequest& request, std::string_view message,
                             std::string_view rule = {});

/// The messages around one, `around` before it and after it, with their offsets from it.
std::string explain_place(const qa::History& history, std::string_view message, std::size_t around);

/// The events in the conversation's own order.
std::vector<const qa::Event*> in_order(const qa::History& history);

/// The words of one revision of a message; nullptr: not in the history.
const std::string* find_words(const qa::History& history, std::string_view message,
                              std::int32_t revision);

/// The text, fit for a terminal, with the code points of `spans` between 【 and 】.
std::string marked_words(std::string_view text, const std::vector<rules::Span>& spans);

}  // namespace plugin
