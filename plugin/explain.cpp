#include "plugin/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "plugin/feedback.h"
#include "plugin/screen.h"
#include "qa/finding_record.h"
#include "rules/utf8.h"

namespace plugin {
namespace {

std::string seconds_text(qa::Duration span) {
  return fmt::format("{:.3f} s", static_cast<double>(span.count()) / 1000.0);
}

const qa::RoundRecord* find_round(const qa::ConversationFacts& facts, std::string_view round) {
  int ordinal = 0;
  const auto [end, error] = std::from_chars(round.data(), round.data() + round.size(), ordinal);
  const bool is_ordinal = error == std::errc{} && end == round.data() + round.size();
  for (const qa::RoundRecord& record : facts.rounds) {
    if (record.opened_by == round || (is_ordinal && record.round == ordinal)) {
      return &record;
    }
  }
  return nullptr;
}

std::string event_line(const qa::Event& event, qa::Time origin) {
  const auto offset = event.time - origin;
  std::string what = terminal_text(event.type, kUncut);  // of an unknown kind: anybody's text
  if (const auto* said = std::get_if<qa::MessageCreated>(&event.data)) {
    what = fmt::format(
        "{} {}{}{}: {}", qa::to_string(said->author.kind), terminal_text(said->author.id, kUncut),
        said->is_automatic ? " (auto)" : "", said->is_assisted ? " (assisted)" : "",
        said->content.text.empty() ? "[" + terminal_text(said->content.kind, 40) + "]"
                                   : terminal_text(said->content.text, kUncut));
  } else if (const auto* recalled = std::get_if<qa::MessageRecalled>(&event.data)) {
    what += " " + terminal_text(recalled->message_id, kUncut);
  } else if (const auto* failed = std::get_if<qa::MessageFailed>(&event.data)) {
    what += " " + terminal_text(failed->message_id, kUncut);
  } else if (const auto* assigned = std::get_if<qa::Assigned>(&event.data)) {
    what +=
        " → " + (assigned->to ? terminal_text(assigned->to->id, kUncut) : std::string("nobody"));
  } else if (const auto* transferred = std::get_if<qa::Transferred>(&event.data)) {
    what += " → " +
            (transferred->to ? terminal_text(transferred->to->id, kUncut) : std::string("nobody"));
  }
  return fmt::format("  {}  {:>+10.3f} s  {}\n", qa::format_time(event.time),
                     static_cast<double>(offset.count()) / 1000.0, what);
}

std::string verdict_of(const qa::RoundRecord& round, const qa::Profile& profile) {
  std::string text = fmt::format("  state {}", qa::to_string(round.state));
  if (round.reason != qa::UnservedReason::kNone) {
    text += fmt::format(" ({})", qa::to_string(round.reason));
  }
  text += "\n";
  if (round.wait) {
    text += fmt::format("  waited {}, counts {}", seconds_text(*round.wait),
                        seconds_text(*round.counted));
    if (round.state == qa::RoundState::kAnswered && *round.wait > profile.cap) {
      text += fmt::format(": no answered round counts more than {}", seconds_text(profile.cap));
    } else if (round.state == qa::RoundState::kUnserved) {
      text += ": what a round without an effective reply counts";
    }
    text += "\n";
  }
  if (round.state == qa::RoundState::kAnswered && round.wait) {
    text += fmt::format("  {} the limit of {}\n",
                        *round.wait <= profile.reply_limit ? "within" : "over",
                        seconds_text(profile.reply_limit));
  }
  text +=
      fmt::format("  {} the assessed hours, by its opening\n", round.in_window ? "in" : "outside");
  text += fmt::format("  owner {}, responder {}\n",
                      round.owner.empty() ? "nobody" : terminal_text(round.owner, kUncut),
                      round.responder.empty() ? "nobody" : terminal_text(round.responder, kUncut));
  return text;
}

}  // namespace

std::vector<const qa::Event*> in_order(const qa::History& history) {
  std::vector<const qa::Event*> ordered;
  for (const qa::Event& event : history.events) {
    ordered.push_back(&event);
  }
  std::stable_sort(ordered.begin(), ordered.end(), [](const qa::Event* a, const qa::Event* b) {
    return std::tie(a->conv_seq, a->time, a->id) < std::tie(b->conv_seq, b->time, b->id);
  });
  return ordered;
}

std::string marked_words(std::string_view text, const std::vector<rules::Span>& spans) {
  const auto at_start = [&](std::uint32_t i) {
    return std::any_of(spans.begin(), spans.end(), [i](rules::Span s) { return s.start == i; });
  };
  const auto at_end = [&](std::uint32_t i) {
    return std::any_of(spans.begin(), spans.end(),
                       [i](rules::Span s) { return s.start + s.length == i; });
  };
  std::string out;
  std::uint32_t index = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t from = at;
    rules::utf8::next(text, at);
    out += at_end(index) ? "】" : "";
    out += at_start(index) ? "【" : "";
    out += terminal_text(text.substr(from, at - from), kUncut);
    ++index;
  }
  return out + (at_end(index) ? "】" : "");
}

const std::string* find_words(const qa::History& history, std::string_view message,
                              std::int32_t revision) {
  std::int32_t seen = 0;
  const std::string* found = nullptr;
  for (const qa::Event* event : in_order(history)) {
    if (const auto* said = std::get_if<qa::MessageCreated>(&event->data);
        said != nullptr && said->id == message && revision == 0) {
      return &said->content.text;
    }
    if (const auto* edited = std::get_if<qa::MessageEdited>(&event->data);
        edited != nullptr && edited->message_id == message && ++seen == revision) {
      found = &edited->content.text;
    }
  }
  return found;
}

std::string explain_round(const ExplainRequest& request, std::string_view round) {
  const qa::LocalTime local(*request.profile);
  qa::Time instant = qa::kEarliestTime;
  for (const qa::Event& event : request.history->events) {
    instant = std::max(instant, event.time);
  }
  const qa::ConversationFacts facts =
      qa::facts_of(request.history->key, request.history->events, *request.profile, local, instant);
  const qa::RoundRecord* found = find_round(facts, round);
  if (found == nullptr) {
    return {};
  }
  std::string text =
      fmt::format("Round {} of conversation {}, opened by {} at {}\n", found->round,
                  terminal_text(request.history->key.id, kUncut),
                  terminal_text(found->opened_by, kUncut), qa::format_time(found->opened_at));
  text += verdict_of(*found, *request.profile);
  text += "Events from its opening to its end, offsets from the opening:\n";
  for (const qa::Event* event : in_order(*request.history)) {
    if (event->time >= found->opened_at && (!found->ended_at || event->time <= *found->ended_at)) {
      text += event_line(*event, found->opened_at);
    }
  }
  for (const qa::NudgeRecord& nudge : request.history->nudges) {
    if (nudge.opened_by == found->opened_by) {
      text +=
          fmt::format("  nudge {}{} at {}{}\n", qa::to_string(nudge.stage),
                      nudge.is_escalation ? " (to the supervisors)" : "", qa::format_time(nudge.at),
                      nudge.suppressed == qa::Suppressed::kNo
                          ? std::string()
                          : fmt::format(", suppressed: {}", qa::to_string(nudge.suppressed)));
    }
  }
  return text;
}

std::string explain_findings(const ExplainRequest& request, std::string_view message,
                             std::string_view rule_id) {
  std::string text;
  for (const qa::FindingRecord& finding : request.history->findings) {
    if (finding.message != message || (!rule_id.empty() && finding.rule != rule_id)) {
      continue;
    }
    const rules::RuleInfo* rule =
        request.rules == nullptr ? nullptr : qa::find_rule(*request.rules, finding.rule);
    text += fmt::format("Finding {} ({}, {}) on message {}{} by {}, rule set {}{}\n", finding.rule,
                        rules::to_string(finding.level), rules::to_string(finding.action),
                        terminal_text(finding.message, kUncut),
                        finding.message_revision > 0
                            ? fmt::format(", edit {}", finding.message_revision)
                            : std::string(),
                        terminal_text(finding.agent, kUncut), finding.rule_set.substr(0, 12),
                        finding.is_withdrawn ? ", withdrawn by a late event" : "");
    if (rule != nullptr) {
      text += fmt::format("  {}: {}\n", terminal_text(rule->name, kUncut),
                          terminal_text(rule->tell, kUncut));
    }
    if (const std::string* words =
            find_words(*request.history, finding.message, finding.message_revision)) {
      text += fmt::format("  {} view: {}\n", rules::to_string(finding.view),
                          marked_words(*words, finding.spans));
    }
  }
  return text;
}

std::string explain_place(const qa::History& history, std::string_view message,
                          std::size_t around) {
  std::vector<const qa::Event*> messages;
  std::size_t place = 0;
  for (const qa::Event* event : in_order(history)) {
    const auto* said = std::get_if<qa::MessageCreated>(&event->data);
    if (said != nullptr || std::holds_alternative<qa::MessageEdited>(event->data)) {
      place = said != nullptr && said->id == message ? messages.size() : place;
      messages.push_back(event);
    }
  }
  std::string text;
  const std::size_t first = place - std::min(place, around);
  for (std::size_t i = first; i < messages.size() && i <= place + around; ++i) {
    text += event_line(*messages[i], messages[place]->time);
  }
  return text;
}

}  // namespace plugin
