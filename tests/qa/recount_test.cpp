#include <gtest/gtest.h>
#include <simdjson.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "qa/event_json.h"
#include "qa/metrics.h"
#include "tests/qa/remembering_desk.h"
#include "tests/qa/wild_conversation.h"
#include "tests/support/conversation_generator.h"
#include "tests/support/data_folder.h"
#include "tests/support/temp_dir.h"

// Rounds and figures beside those of an independent recount of docs/metrics.md, which is not part
// of the project: SANDGLASS_RECOUNT names it, else it is looked for in tools beside the folder
// of real data.
namespace qa::testing {
namespace {

/// Rounds by conversation, in order, a line each.
using Lines = std::map<std::string, std::vector<std::string>>;

std::filesystem::path recount_script() {
  const char* named = std::getenv("SANDGLASS_RECOUNT");
  const auto data = ::support::data_folder();
  return named != nullptr ? std::filesystem::path(named)
                          : data.value_or("../shared/data").parent_path() / "tools" / "recount.js";
}

bool can_recount() {
  return std::filesystem::exists(recount_script()) &&
         std::system("node --version > /dev/null 2>&1") == 0;
}

#define SKIP_WITHOUT_RECOUNT()                                                       \
  if (!can_recount()) {                                                              \
    GTEST_SKIP() << "needs node and " << recount_script() << " (SANDGLASS_RECOUNT)"; \
  }

std::string or_null(const std::string& text) {
  return text.empty() ? "null" : text;
}

std::string ms(std::optional<Duration> span) {
  return span ? std::to_string(span->count()) : "null";
}

std::string line_of(const RoundRecord& round) {
  return format_time(round.opened_at) + " " + std::string(to_string(round.state)) + " wait " +
         ms(round.wait) + " counted " + ms(round.counted) + " responder " +
         or_null(round.responder) + " owner " + or_null(round.owner) + " end " +
         or_null(round.owner_at_end) + " window " + (round.in_window ? "true" : "false") +
         " reason " + or_null(std::string(to_string(round.reason))) + " msgs " +
         std::to_string(round.customer_messages);
}

/// What both count of the same events: rounds by conversation, and "numerator/denominator" by
/// figure.
struct Counted {
  Lines rounds;
  std::map<std::string, std::string> figures;
};

/// Figures the recount has too.
constexpr std::array kFigures{Metric::kThreeMinuteReplyRate,
                              Metric::kThreeMinuteRoundRate,
                              Metric::kMeanResponse,
                              Metric::kMeanFirstResponse,
                              Metric::kPickupRate,
                              Metric::kMeanQueue,
                              Metric::kUnservedConversations,
                              Metric::kAbandoned,
                              Metric::kSatisfactionRate,
                              Metric::kDissatisfactionRate};

/// Of everything on the desk, whenever it was. Asked a day later, so that no unanswered message is
/// young: the recount leaves none out.
std::map<std::string, std::string> figures_of(RememberingDesk& desk, const Profile& profile) {
  const LocalTime local(profile);
  Metrics metrics;
  for (const ConversationKey& key : desk.desk().conversations()) {
    metrics.add(*desk.desk().facts(key), {kEarliestTime, kLatestTime}, profile, local,
                desk.now() + std::chrono::hours{24});
  }
  const std::vector<Figure> figures = metrics.figures(profile);
  std::map<std::string, std::string> counted;
  for (const Metric metric : kFigures) {
    const Figure& figure = figures[static_cast<std::size_t>(metric)];
    counted[std::string(figure.key())] = std::to_string(figure.numerator.value_or(0)) + "/" +
                                         std::to_string(figure.denominator.value_or(0));
  }
  return counted;
}

Counted count_on_desk(const std::vector<Event>& events, const Profile& profile) {
  RememberingDesk desk(profile);
  desk.apply_all(events);
  desk.finish();
  std::map<std::string, std::vector<RoundRecord>> rounds;
  for (const auto& [name, round] : desk.last_rounds()) {
    if (round.state != RoundState::kWithdrawn) {
      rounds[name.first].push_back(round);
    }
  }
  Counted counted;
  for (auto& [conversation, list] : rounds) {
    std::sort(list.begin(), list.end(),
              [](const RoundRecord& a, const RoundRecord& b) { return a.round < b.round; });
    for (const RoundRecord& round : list) {
      counted.rounds[conversation].push_back(line_of(round));
    }
  }
  counted.figures = figures_of(desk, profile);
  return counted;
}

std::string value_of(simdjson::dom::element round, std::string_view key) {
  const simdjson::dom::element value = round[key];
  return value.is_string() ? std::string(std::string_view(value)) : simdjson::minify(value);
}

Counted recount(const std::filesystem::path& file, const std::string& profile) {
  const std::string command =
      "node '" + recount_script().string() + "' '" + file.string() + "' " + profile;
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string json;
  std::vector<char> buffer(1 << 16);
  for (std::size_t got = 0; (got = fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;) {
    json.append(buffer.data(), got);
  }
  simdjson::dom::parser parser;
  Counted counted;
  const simdjson::dom::element told = parser.parse(json);
  for (const simdjson::dom::element round : told["rounds"].get_array()) {
    counted.rounds[value_of(round, "conversation")].push_back(
        value_of(round, "opened_at") + " " + value_of(round, "state") + " wait " +
        value_of(round, "wait_ms") + " counted " + value_of(round, "counted_ms") + " responder " +
        value_of(round, "responder") + " owner " + value_of(round, "owner") + " end " +
        value_of(round, "owner_end") + " window " + value_of(round, "in_window") + " reason " +
        value_of(round, "reason") + " msgs " + value_of(round, "msgs"));
  }
  for (const Metric metric : kFigures) {
    const std::string key(definition_of(metric).key);
    const simdjson::dom::element figure = told["metrics"][key];
    counted.figures[key] = value_of(figure, "numerator") + "/" + value_of(figure, "denominator");
  }
  return counted;
}

void expect_same_rounds(const Lines& ours, const Lines& recounted) {
  int shown = 0;
  for (const auto& [conversation, lines] : recounted) {
    const auto found = ours.find(conversation);
    const auto mine = found == ours.end() ? std::vector<std::string>{} : found->second;
    if (mine != lines && ++shown <= 5) {
      EXPECT_EQ(lines, mine) << conversation;
    }
  }
  EXPECT_EQ(shown, 0) << "conversations differ";
  EXPECT_EQ(recounted.size(), ours.size());
  EXPECT_FALSE(ours.empty());
}

void compare_profiles(const std::vector<Event>& events, const std::filesystem::path& file) {
  for (const char* name : {"douyin", "taobao"}) {
    SCOPED_TRACE(name);
    const Counted ours = count_on_desk(events, *Profile::named(name));
    const Counted recounted = recount(file, name);
    expect_same_rounds(ours.rounds, recounted.rounds);
    EXPECT_EQ(recounted.figures, ours.figures);
  }
}

void compare(const std::vector<Event>& events) {
  const ::support::TempDir folder;
  const std::filesystem::path file = folder.path() / "events.jsonl";
  std::string text;
  for (const Event& event : events) {
    append_event_json(text, event);
    text += '\n';
  }
  std::ofstream(file, std::ios::binary) << text;
  compare_profiles(events, file);
}

TEST(Recount, AgreesOnGeneratedDays) {
  SKIP_WITHOUT_RECOUNT();
  ::support::GeneratorOptions options;
  options.seed = 20261122;
  options.conversations = 400;
  compare(::support::generate_days(options, 2));
}

TEST(Recount, AgreesOnWildConversations) {
  SKIP_WITHOUT_RECOUNT();
  std::mt19937_64 random(7);
  std::vector<Event> events;
  for (int i = 0; i < 600; ++i) {
    for (Event& event : wild_conversation(random, "c_" + std::to_string(i))) {
      event.source = "desk";
      events.push_back(std::move(event));
    }
  }
  std::shuffle(events.begin(), events.end(), random);
  compare(events);
}

std::vector<Event> events_of(const std::filesystem::path& file) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> input(gzopen(file.c_str(), "rb"), gzclose);
  EventReader reader;
  std::vector<Event> events;
  std::string line;
  std::vector<char> buffer(1 << 16);
  while (gzgets(input.get(), buffer.data(), static_cast<int>(buffer.size())) != nullptr) {
    line += buffer.data();
    if (!line.ends_with('\n')) {
      continue;
    }
    ReadEvent read = reader.read(line);
    line.clear();
    if (read.kind == ReadKind::kEvent) {
      read.event.source = "desk";
      events.push_back(std::move(read.event));
    }
  }
  return events;
}

class RecountOfRealEvents : public ::testing::TestWithParam<const char*> {};

TEST_P(RecountOfRealEvents, Agrees) {
  SKIP_WITHOUT_RECOUNT();
  const auto data = ::support::data_folder();
  if (!data || !std::filesystem::exists(*data / "events" / GetParam())) {
    GTEST_SKIP() << "needs the folder of real data (SANDGLASS_DATA)";
  }
  const std::filesystem::path file = *data / "events" / GetParam();
  compare_profiles(events_of(file), file);
}

INSTANTIATE_TEST_SUITE_P(Files, RecountOfRealEvents,
                         ::testing::Values("jddc.jsonl.gz", "slack.jsonl.gz", "stc3_cn.jsonl.gz",
                                           "twcs.jsonl.gz"));

}  // namespace
}  // namespace qa::testing
