#include "plugin/reporting.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "qa/counting.h"

namespace plugin {
namespace {

/// Conversations read between two looks at the next page.
constexpr std::size_t kPage = 500;

/// What the events themselves have shown is over stays over, whatever is asked about.
qa::Time known_over(store::Reader& reader, qa::Time instant) {
  return std::max(instant, reader.last_event_time().value_or(instant));
}

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

void Names::see(const qa::Label& told) {
  const auto [known, is_new] = names_.try_emplace(told.group, told);
  if (!is_new && qa::supersedes(told, known->second)) {
    known->second = told;
  }
}

void Names::see(const qa::Event& event) {
  qa::for_each_name(event, [&](qa::Cut by, const std::string& id, const std::string& name) {
    see(qa::Label{{by, id}, name, event.time, event.id});
  });
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
  if (question.insight_if_quick) {
    request.insight_limit = kMostForInsight;
  }
  request.with_customers = question.with_customers;
  request.instant = qa::report_instant(at, now, request.period,
                                       known ? std::optional<qa::Time>(known->to) : std::nullopt);
  return request;
}

void for_each_conversation(store::Reader& reader, const qa::Profile& profile,
                           const qa::Period& reads, qa::Time instant,
                           const ConversationVisitor& visit) {
  const qa::LocalTime local(profile);
  const qa::Time until = known_over(reader, instant);
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

namespace {

/// As for_each_conversation() chooses: so names are learnt from the same ones.
bool reaches_into(const qa::History& history, const qa::Period& reads) {
  const auto [first, last] =
      std::minmax_element(history.events.begin(), history.events.end(),
                          [](const qa::Event& a, const qa::Event& b) { return a.time < b.time; });
  return first != history.events.end() && first->time < reads.to && last->time >= reads.from;
}

/// Brings what a report needs of a database to its builder.
class Count {
 public:
  Count(store::Reader& reader, const qa::Profile& profile, const qa::ReportRequest& request)
      : reader_(reader),
        profile_(profile),
        local_(profile),
        instant_(request.instant),
        until_(known_over(reader, request.instant)),
        wants_insight_(request.wants_insight),
        builder_(profile, request) {}

  /// False: stored sums cannot give this report.
  bool from_sums() {
    const std::optional<qa::RollupQuery> query = builder_.rollups();
    std::vector<qa::ConversationKey> unrolled;
    const store::RollupSink sink{
        [this](const qa::Rollup& row) { builder_.add(row); },
        [this](const qa::Contribution& contribution) { builder_.add_customer(contribution); },
        [&unrolled](const qa::ConversationKey& key) { unrolled.push_back(key); }};
    if (!query || !reader_.read_rollups(*query, qa::counting_of(profile_), sink)) {
      return false;
    }
    for (const qa::ConversationKey& key : unrolled) {
      add(key);
    }
    return true;
  }

  void from_rows() {
    for_each_conversation(reader_, profile_, builder_.reads(), instant_,
                          [this](const qa::History& history, const qa::ConversationFacts& facts) {
                            add(history, facts);
                          });
  }

  qa::Report report(const qa::Period& period) {
    for (const qa::Label& label : reader_.labels()) {
      names_.see(label);
    }
    names_.give(builder_);
    for (const qa::GapRecord& gap : reader_.gaps({period.from, period.to})) {
      builder_.add_gap(gap);
    }
    builder_.set_benchmarks(reader_.benchmarks());
    qa::Report report = builder_.report();
    const store::RollupState sums = reader_.rollup_state();
    report.is_rebuilding =
        !sums.is_complete || sums.counting != qa::counting_of(reader_.present_profile());
    return report;
  }

 private:
  void add(const qa::ConversationKey& key) {
    const auto history = reader_.history(key);
    if (history && reaches_into(*history, builder_.reads())) {
      add(*history, qa::facts_of(key, history->events, profile_, local_, until_, history->intents));
    }
  }

  void add(const qa::History& history, const qa::ConversationFacts& facts) {
    for (const qa::Event& event : history.events) {
      names_.see(event);
    }
    builder_.add(facts, wants_insight_ ? qa::evidence_of(history) : qa::ConversationEvidence{});
  }

  store::Reader& reader_;
  const qa::Profile& profile_;
  qa::LocalTime local_;
  qa::Time instant_;
  qa::Time until_;
  bool wants_insight_;
  qa::ReportBuilder builder_;
  Names names_;
};

/// Whether more conversations than the limit would have to be read for the insight.
bool takes_more(store::Reader& reader, const qa::Profile& profile,
                const qa::ReportRequest& request) {
  const qa::Period reads = qa::ReportBuilder(profile, request).reads();
  return reader.count_conversations({reads.from, reads.to}) > *request.insight_limit;
}

}  // namespace

qa::Report report_of(store::Reader& reader, const qa::Profile& profile,
                     const qa::ReportRequest& request, CountFrom from) {
  if (request.wants_insight && request.insight_limit && takes_more(reader, profile, request)) {
    qa::ReportRequest quick = request;
    quick.wants_insight = false;
    qa::Report report = report_of(reader, profile, quick, from);
    report.insight_limit = request.insight_limit;
    return report;
  }
  Count count(reader, profile, request);
  if (from == CountFrom::kRows || !count.from_sums()) {
    count.from_rows();
  }
  return count.report(request.period);
}

}  // namespace plugin
