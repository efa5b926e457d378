#include "store/sqlite/rows.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "qa/profile_json.h"
#include "store/error.h"
#include "store/words.h"

namespace store::sqlite {
namespace {

[[noreturn]] void fail(std::string_view what, std::string_view value) {
  throw Error(ErrorKind::kCorrupt, false,
              fmt::format("the database holds the {} \"{}\", which no version of Sandglass writes; "
                          "restore a backup",
                          what, value));
}

/// The enumerator that to_string() spells `name`.
template <class Enumeration, std::size_t kCount>
Enumeration named(std::string_view name, const std::array<Enumeration, kCount>& all,
                  std::string_view what) {
  for (const Enumeration one : all) {
    if (to_string(one) == name) {
      return one;
    }
  }
  fail(what, name);
}

qa::RoundState state_named(std::string_view name) {
  using State = qa::RoundState;
  return named(name,
               std::array{State::kOpen, State::kAnswered, State::kUnserved, State::kWithdrawn,
                          State::kExcluded, State::kLeftCensored},
               "round state");
}

qa::UnservedReason reason_named(std::string_view name) {
  using Reason = qa::UnservedReason;
  return named(name,
               std::array{Reason::kNone, Reason::kTransferred, Reason::kMidnight, Reason::kNoReply,
                          Reason::kBusy, Reason::kOffline},
               "unserved reason");
}

qa::Stage stage_named(std::string_view name) {
  using Stage = qa::Stage;
  return named(name, std::array{Stage::kNotice, Stage::kUrgent, Stage::kOverdue, Stage::kUnserved},
               "stage");
}

qa::Suppressed suppressed_named(std::string_view name) {
  using Suppressed = qa::Suppressed;
  return named(
      name,
      std::array{Suppressed::kNo, Suppressed::kSnoozed, Suppressed::kBudget, Suppressed::kQuiet,
                 Suppressed::kOutOfWindow, Suppressed::kHistory, Suppressed::kDisabled},
      "suppression");
}

rules::Level level_named(std::string_view name) {
  using rules::Level;
  return named(name, std::array{Level::kNote, Level::kMinor, Level::kMajor, Level::kCritical},
               "level");
}

rules::Action action_named(std::string_view name) {
  using rules::Action;
  return named(name, std::array{Action::kLog, Action::kHint, Action::kConfirm, Action::kBlock},
               "action");
}

rules::View view_named(std::string_view name) {
  using rules::View;
  return named(name,
               std::array{View::kRaw, View::kNorm, View::kClean, View::kSquash, View::kDigits},
               "view");
}

qa::ConversationKey read_key(const Statement& row) {
  return {row.text(0), row.text(1), row.text(2)};
}

/// The numbers of "[[2,4],[9,1]]", whatever stands between them.
std::vector<rules::Span> read_spans(std::string_view json) {
  std::vector<std::uint32_t> numbers;
  const char* at = json.data();
  const char* const end = at + json.size();
  while (at != end) {
    std::uint32_t number = 0;
    const auto [next, problem] = std::from_chars(at, end, number);
    if (problem == std::errc()) {
      numbers.push_back(number);
      at = next;
    } else {
      ++at;
    }
  }
  if (numbers.size() % 2 != 0) {
    fail("spans", json);
  }
  std::vector<rules::Span> spans;
  for (std::size_t i = 0; i < numbers.size(); i += 2) {
    spans.push_back({numbers[i], numbers[i + 1]});
  }
  return spans;
}

std::vector<std::string> read_list(std::string_view json) {
  std::vector<std::string> values;
  if (json == "[]") {
    return values;
  }
  simdjson::dom::parser parser;
  simdjson::dom::array list;
  if (parser.parse(json.data(), json.size()).get(list) != simdjson::SUCCESS) {
    fail("list", json);
  }
  for (const simdjson::dom::element element : list) {
    std::string_view value;
    if (element.get(value) != simdjson::SUCCESS) {
      fail("list", json);
    }
    values.emplace_back(value);
  }
  return values;
}

constexpr std::string_view kDataMember = ",\"data\":";

}  // namespace

qa::RoundRecord read_round(const Statement& row) {
  qa::RoundRecord round;
  round.conversation = read_key(row);
  round.opened_by = row.text(3);
  round.round = row.small(4);
  round.state = state_named(row.text_view(5));
  round.opened_at = row.time(6);
  round.answered_at = row.optional_time(7);
  round.ended_at = row.optional_time(8);
  round.wait = row.optional_duration(9);
  round.counted = row.optional_duration(10);
  round.owner = row.text(11);
  round.owner_at_end = row.text(12);
  round.responder = row.text(13);
  round.responder_is_bot = row.fact(14);
  round.closer = row.text(15);
  round.customer_messages = row.small(16);
  round.in_window = row.fact(17);
  round.reason = reason_named(row.text_view(18));
  round.product = row.text(19);
  round.phase = row.small(20);
  round.phase_started_at = row.time(21);
  round.merged_into = row.text(22);
  round.revision = row.small(23);
  round.profile_version = row.integer(24);
  return round;
}

qa::NudgeRecord read_nudge(const Statement& row) {
  qa::NudgeRecord nudge;
  nudge.conversation = read_key(row);
  nudge.opened_by = row.text(3);
  nudge.stage = stage_named(row.text_view(4));
  nudge.is_escalation = row.fact(5);
  nudge.round = row.small(6);
  nudge.suppressed = suppressed_named(row.text_view(7));
  nudge.at = row.time(8);
  nudge.stage_at = row.time(9);
  nudge.due_at = row.time(10);
  nudge.opened_at = row.time(11);
  nudge.agent = row.text(12);
  nudge.profile_version = row.integer(13);
  return nudge;
}

qa::FindingRecord read_finding(const Statement& row) {
  qa::FindingRecord finding;
  finding.conversation = read_key(row);
  finding.message = row.text(3);
  finding.message_revision = row.small(4);
  finding.rule = row.text(5);
  finding.rule_set = row.text(6);
  finding.pack = row.text(7);
  finding.level = level_named(row.text_view(8));
  finding.action = action_named(row.text_view(9));
  finding.view = view_named(row.text_view(10));
  finding.spans = read_spans(row.text_view(11));
  finding.at = row.time(12);
  finding.agent = row.text(13);
  finding.is_withdrawn = row.fact(14);
  finding.is_trial = row.fact(15);
  finding.is_for_review = row.fact(16);
  return finding;
}

qa::IntentRecord read_intent(const Statement& row) {
  qa::IntentRecord intent;
  intent.conversation = read_key(row);
  intent.message = row.text(3);
  intent.intent = row.text(4);
  intent.rule = row.text(5);
  intent.rule_set = row.text(6);
  intent.at = row.time(7);
  return intent;
}

qa::AnomalyRecord read_anomaly(const Statement& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3),
          row.text(4), row.text(5), row.time(6)};
}

qa::GapRecord read_gap(const Statement& row) {
  return {row.text(0), row.text(1), row.time(2), row.time(3), row.text(4)};
}

qa::Surge read_surge(const Statement& row) {
  qa::Surge surge;
  surge.shop = row.text(0);
  surge.began_at = row.time(2);
  surge.ended_at = row.optional_time(3);
  surge.conversations = row.integer(4);
  surge.usual = row.integer(5);
  surge.weeks = row.small(6);
  if (!row.text_view(7).empty()) {
    surge.leading = qa::LeadingIntent{row.text(7), row.integer(8), row.integer(9)};
  }
  return surge;
}

qa::Benchmark read_benchmark(const Statement& row) {
  qa::Benchmark benchmark;
  const qa::MetricDefinition* definition = qa::find_metric(row.text_view(0));
  if (definition == nullptr) {
    fail("figure", row.text_view(0));
  }
  benchmark.metric = definition->metric;
  if (!row.text_view(1).empty()) {
    const auto by = qa::cut_named(row.text_view(1));
    if (!by) {
      fail("cut", row.text_view(1));
    }
    benchmark.group = qa::GroupId{*by, row.text(2)};
  }
  const std::string_view value = row.text_view(3);
  if (std::from_chars(value.data(), value.data() + value.size(), benchmark.value).ec !=
      std::errc()) {
    fail("benchmark", value);
  }
  benchmark.name = row.text(4);
  if (!row.is_null(5)) {
    benchmark.from = row.small(5);
  }
  if (!row.is_null(6)) {
    benchmark.to = row.small(6);
  }
  return benchmark;
}

DraftRecord read_draft(const Statement& row) {
  DraftRecord draft;
  draft.conversation = read_key(row);
  draft.draft = row.text(3);
  draft.revision = row.integer(4);
  draft.agent = row.text(5);
  draft.action = action_named(row.text_view(6));
  draft.rules = read_list(row.text_view(7));
  draft.choice = row.text(8);
  draft.at = row.time(9);
  return draft;
}

AuditEntry read_audit(const Statement& row) {
  return {row.time(0), row.text(1), row.text(2), row.text(3), row.text(4)};
}

ProfileVersion read_profile_version(const Statement& row) {
  qa::ReadProfile read = qa::read_profile(row.text_view(4));
  if (!read.profile) {
    fail("profile", read.problems.empty() ? "" : qa::to_string(read.problems.front()));
  }
  ProfileVersion version{*std::move(read.profile), row.time(1), row.text(2), row.text(3)};
  version.profile.version = row.integer(0);
  return version;
}

Publication read_publication(const Statement& row) {
  Publication publication{row.integer(0), row.text(1), row.time(2), row.text(3), row.text(4), {}};
  if (!row.is_null(5)) {
    publication.restores = row.integer(5);
  }
  return publication;
}

qa::Review read_review(const Statement& row) {
  qa::Review review;
  review.finding = {read_key(row), row.text(3), row.small(4), row.text(5)};
  review.revision = row.small(6);
  review.rule_set = row.text(7);
  const std::optional<qa::Verdict> verdict = qa::verdict_named(row.text_view(8));
  if (!verdict) {
    fail("verdict", row.text_view(8));
  }
  review.verdict = *verdict;
  review.reviewer = row.text(9);
  review.note = row.text(10);
  review.at = row.time(11);
  return review;
}

ConversationHead read_head(const Statement& row) {
  ConversationHead head;
  const std::optional<qa::ConversationStatus> status = status_named(row.text_view(0));
  if (!status) {
    fail("conversation status", row.text_view(0));
  }
  head.status = *status;
  head.had_human_phase = row.fact(1);
  head.first_at = row.time(2);
  head.last_at = row.time(3);
  head.closed_at = row.optional_time(4);
  head.channel = row.text(5);
  head.customer = row.text(6);
  head.owner = row.text(7);
  head.product = row.text(8);
  head.events = row.integer(9);
  head.newest_seq = row.integer(10);
  head.newest_at = row.time(11);
  head.newest_event = row.text(12);
  return head;
}

qa::Event read_event(const Statement& row, const qa::ConversationKey& key,
                     qa::EventReader& reader) {
  const std::string_view subject = row.text_view(2);
  std::string json = "{\"specversion\":\"1.0\",\"id\":";
  qa::append_json_string(json, row.text_view(0));
  json += ",\"type\":";
  qa::append_json_string(json, row.text_view(1));
  json += ",\"subject\":";
  qa::append_json_string(json, subject.empty() ? std::string_view(key.id) : subject);
  json += ",\"time\":\"";
  qa::append_time(json, row.time(3));
  json += '"';
  json += kDataMember;
  json += row.text_view(8);
  json += '}';
  qa::ReadEvent read = reader.read(json);
  if (read.kind != qa::ReadKind::kEvent) {
    fail("event", fmt::format("{}: {}", row.text_view(0), read.problem));
  }
  qa::Event event = std::move(read.event);
  event.conv_seq = row.integer(4);
  event.origin = row.text(5);
  event.stream = row.text(6);
  event.stream_seq = row.integer(7);
  event.shop = key.shop;
  event.source = key.source;
  return event;
}

void append_event_data(std::string& out, const qa::Event& event) {
  const std::optional<qa::Event> wordless = without_words(event);
  std::string json;
  qa::append_event_json(json, wordless ? *wordless : event, /*with_text=*/false);
  // A quote inside a value is escaped, so the first match is the member itself; it is the last one.
  const std::size_t at = json.find(kDataMember);
  if (at == std::string::npos) {
    fail("event", event.id);
  }
  out.append(json, at + kDataMember.size(), json.size() - at - kDataMember.size() - 1);
}

std::string spans_json(const std::vector<rules::Span>& spans) {
  std::string out = "[";
  for (const rules::Span& span : spans) {
    out += fmt::format("{}[{},{}]", out.size() == 1 ? "" : ",", span.start, span.length);
  }
  return out + "]";
}

std::string list_json(const std::vector<std::string>& values) {
  std::string out = "[";
  for (const std::string& value : values) {
    if (out.size() > 1) {
      out += ',';
    }
    qa::append_json_string(out, value);
  }
  return out + "]";
}

}  // namespace store::sqlite
