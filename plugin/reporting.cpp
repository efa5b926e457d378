#include "plugin/reporting.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace plugin {
namespace {

/// Conversations read between two looks at the next page.
constexpr std::size_t kPage = 500;

std::string unknown_sale(const std::string& name, const qa::Profile& profile) {
  std::string known;
  for (const auto& [sale, dates] : profile.sales_periods) {
    known += fmt::format("{}sale:{}", known.empty() ? "" : ", ", sale);
  }
  return fmt::format("--period: the profile names no sale {}; {}", name,
                     known.empty()
                         ? "name it in sales_periods, such as 双11: [2026-11-01, 2026-11-12]"
                         : "it has " + known);
}

}  // namespace

void Names::see(const qa::Event& event, qa::GroupId group, const std::string& name) {
  if (name.empty()) {
    return;
  }
  const auto [known, is_new] = names_.try_emplace(std::move(group));
  Told& told = known->second;
  if (is_new || std::tie(told.at, told.event) < std::tie(event.time, event.id)) {
    told = {event.time, event.id, name};
  }
}

void Names::see(const qa::Event& event, const std::optional<qa::Actor>& actor) {
  if (actor && actor->kind != qa::ActorKind::kCustomer) {
    see(event, {qa::Cut::kAgent, actor->id}, actor->name);
  }
}

void Names::see(const qa::Event& event) {
  if (const auto* opened = std::get_if<qa::Opened>(&event.data)) {
    see(event, opened->assignee);
    if (opened->product) {
      see(event, {qa::Cut::kProduct, opened->product->id}, opened->product->name);
    }
  } else if (const auto* assigned = std::get_if<qa::Assigned>(&event.data)) {
    see(event, assigned->to);
  } else if (const auto* transferred = std::get_if<qa::Transferred>(&event.data)) {
    see(event, transferred->to);
  } else if (const auto* said = std::get_if<qa::MessageCreated>(&event.data)) {
    see(event, std::optional<qa::Actor>(said->author));
  }
}

void Names::give(qa::ReportBuilder& builder) const {
  for (const auto& [group, told] : names_) {
    builder.set_name(group.by, group.key, told.name);
  }
}

std::variant<qa::ReportRequest, ReportProblem> make_request(const ReportQuestion& question,
                                                            const std::optional<qa::Period>& known,
                                                            qa::Time now,
                                                            const qa::Profile& profile,
                                                            const qa::LocalTime& local) {
  const auto bound = [&](const char* option, const std::string& text,
                         std::optional<qa::Time>& value) -> std::optional<ReportProblem> {
    if (text.empty()) {
      return std::nullopt;
    }
    value = qa::parse_bound(text, local);
    if (!value) {
      return ReportProblem{fmt::format(
          "{}: {} is neither a local date (2026-11-22) nor an instant (2026-11-22T04:00:00Z)",
          option, text)};
    }
    return std::nullopt;
  };
  std::optional<qa::Time> from;
  std::optional<qa::Time> to;
  std::optional<qa::Time> at;
  for (const auto& problem : {bound("--from", question.from, from), bound("--to", question.to, to),
                              bound("--at", question.at, at)}) {
    if (problem) {
      return *problem;
    }
  }
  const qa::Time last = known ? known->to : now;
  qa::PeriodSpec spec;
  if (question.period && !from && !to) {
    const auto dated = qa::with_dates(*question.period, profile, local);
    if (!dated) {
      return ReportProblem{unknown_sale(question.period->sale, profile)};
    }
    spec = *dated;
  } else {
    spec.name = qa::PeriodName::kCustom;
    spec.custom.from = from ? *from : local.midnight(known ? known->from : now);
    spec.custom.to = to ? *to : local.next_midnight(last);
    if (spec.custom.from >= spec.custom.to) {
      return ReportProblem{
          fmt::format("the period from {} to {} is empty: --to is exclusive and must be later",
                      qa::format_time(spec.custom.from), qa::format_time(spec.custom.to))};
    }
  }
  qa::ReportRequest request;
  request.period = qa::resolve(spec, at.value_or(now), local);
  request.previous = qa::compared_with(spec, request.period, question.compare, local);
  if (question.with_baseline && known) {
    request.baseline = qa::baseline_before(request.period, known->from, local);
  }
  request.cuts = question.cuts;
  request.generated_at = now;
  for (const std::string& name : question.only) {
    const auto group = qa::group_named(name);
    if (!group) {
      return ReportProblem{fmt::format(
          "--only: {} is not CUT=KEY, such as agent=a_1 or intent:2=物流问题/催促发货", name)};
    }
    request.only.push_back(*group);
  }
  request.wants_insight = question.wants_insight;
  request.instant = qa::report_instant(at, now, request.period,
                                       known ? std::optional<qa::Time>(known->to) : std::nullopt);
  return request;
}

void for_each_conversation(store::Reader& reader, const qa::Profile& profile,
                           const qa::Period& reads, qa::Time instant,
                           const ConversationVisitor& visit) {
  const qa::LocalTime local(profile);
  // What the events themselves have shown is over stays over, whatever is asked about.
  const qa::Time until = std::max(instant, reader.last_event_time().value_or(instant));
  std::optional<qa::ConversationKey> after;
  while (true) {
    const auto keys = reader.conversations({reads.from, reads.to}, after, kPage);
    for (const qa::ConversationKey& key : keys) {
      if (const auto history = reader.history(key)) {
        visit(*history,
              qa::facts_of(key, history->events, profile, local, until, history->intents));
      }
    }
    if (keys.size() < kPage) {
      return;
    }
    after = keys.back();
  }
}

std::optional<qa::Period> known_times(store::Reader& reader) {
  const auto last = reader.last_event_time();
  return last ? std::optional(qa::Period{reader.first_event_time().value_or(*last), *last})
              : std::nullopt;
}

qa::Report report_of(store::Reader& reader, const qa::Profile& profile,
                     const qa::ReportRequest& request) {
  qa::ReportBuilder builder(profile, request);
  Names names;
  for_each_conversation(reader, profile, builder.reads(), request.instant,
                        [&](const qa::History& history, const qa::ConversationFacts& facts) {
                          for (const qa::Event& event : history.events) {
                            names.see(event);
                          }
                          builder.add(facts, request.wants_insight ? qa::evidence_of(history)
                                                                   : qa::ConversationEvidence{});
                        });
  names.give(builder);
  for (const qa::GapRecord& gap : reader.gaps({request.period.from, request.period.to})) {
    builder.add_gap(gap);
  }
  return builder.report();
}

}  // namespace plugin
