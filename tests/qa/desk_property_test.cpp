#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "qa/desk.h"
#include "qa/effect_json.h"
#include "rules/compiler.h"
#include "tests/qa/remembering_desk.h"
#include "tests/qa/wild_conversation.h"
#include "tests/support/conversation_generator.h"
#include "tests/support/rules_of.h"

// The promise of the desk: the last record of every round and the set of findings that stand depend
// on the events alone, not on the order they came in, on what came twice, on restarts, or on what
// had left the desk meanwhile.
namespace qa::testing {
namespace {

/// SANDGLASS_SEED repeats a run.
std::uint64_t seed() {
  static const std::uint64_t chosen = [] {
    const char* given = std::getenv("SANDGLASS_SEED");
    const std::uint64_t value =
        given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::cout << "SANDGLASS_SEED=" << value << std::endl;
    return value;
  }();
  return chosen;
}

std::shared_ptr<const rules::RulePack> book() {
  static const auto rules = ::support::rules_of(R"(version: 1
pack: property
locale: zh-CN
rules:
- {id: div.wechat, has: [微信]}
- {id: want.ship, says: customer, has: [发货], classify: 物流/发货}
- {id: want.thanks, says: customer, has: [谢谢], classify: 其他/致谢}
- {id: srv.wait, has: [稍等], customer_said: [发货]}
- {id: srv.thanks, has: [在吗], customer_said: [谢谢]}
- {id: talk.promise, after: {says: agent, has: [稍等]}, expect: {says: agent, within: 180s}}
- {id: talk.ignored, after: {says: customer, has: [发货, 在吗]}, expect: {says: agent, has: [微信, 您好], within: 2 messages}}
- {id: talk.first, first: 1, lacks: [您好]}
- {id: talk.again, repeat: {look_back: 5, alike: 80%, min_chars: 2}}
- {id: talk.many, says: customer, has: [在吗, 发货, 谢谢], count: {at_least: 2, within: 10m}}
- {id: talk.steps, steps: [{says: customer, has: [发货]}, {says: agent, has: [稍等]}, {says: customer}]}
- {id: talk.slow, reply_within: 60s}
- {id: talk.silent, says: agent, has: [稍等], silence: 120s}
- {id: talk.last, last: 1, lacks: [再见]}
)");
  return rules;
}

Profile profile_of(std::uint64_t number) {
  return number % 2 == 0 ? Profile::douyin() : Profile::taobao();
}

bool in_order(const Event& a, const Event& b) {
  return std::tie(a.conv_seq, a.time, a.id) < std::tie(b.conv_seq, b.time, b.id);
}

/// Conversations of one run, their events in order of conversation, then conv_seq.
std::vector<Event> some_conversations(std::mt19937_64& random, int count) {
  std::vector<Event> events;
  for (int i = 0; i < count; ++i) {
    std::vector<Event> made = wild_conversation(random, "c_" + std::to_string(i));
    std::sort(made.begin(), made.end(), in_order);
    for (Event& event : made) {
      event.source = "desk";
      event.shop = "s_1";
      events.push_back(std::move(event));
    }
  }
  return events;
}

/// Conversations as a shop has them, in the same order.
std::vector<Event> ordinary_conversations(std::mt19937_64& random, int count) {
  ::support::GeneratorOptions options;
  options.seed = random();
  options.conversations = count;
  std::vector<Event> events = ::support::generate_day(options);
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return a.subject != b.subject ? a.subject < b.subject : in_order(a, b);
  });
  return events;
}

Time last_time(const std::vector<Event>& events) {
  return std::max_element(events.begin(), events.end(),
                          [](const Event& a, const Event& b) { return a.time < b.time; })
      ->time;
}

/// As an effect line, with what those leave out.
std::string shown(const RoundRecord& round) {
  std::string line;
  append_effect_json(line, Effect{round});
  line += "  ended " + (round.ended_at ? format_time(*round.ended_at) : "-") + ", by " +
          round.closer + ", owner at end " + round.owner_at_end + ", product " + round.product +
          ", phase " + std::to_string(round.phase) + " of " + format_time(round.phase_started_at) +
          ", " + round.conversation.shop + ", into " + round.merged_into;
  return line;
}

/// A round's record without what depends on how often it was told.
RoundRecord told_once(RoundRecord round) {
  round.revision = 0;
  return round;
}

/// Rounds that a pass over all events has. Others were told of on the way and are gone.
std::set<RoundName> rounds_that_stand(const RememberingDesk& desk) {
  std::set<RoundName> names;
  for (const auto& [name, round] : desk.last_rounds()) {
    if (!names.contains(name)) {
      for (const RoundRecord& stands : desk.facts(name.first).rounds) {
        names.emplace(name.first, stands.opened_by);
      }
    }
  }
  return names;
}

void expect_same_rounds(const RememberingDesk& fresh, const RememberingDesk& other) {
  const std::set<RoundName> standing = rounds_that_stand(fresh);
  for (const auto& [name, round] : fresh.last_rounds()) {
    const auto found = other.last_rounds().find(name);
    if (!standing.contains(name)) {
      EXPECT_EQ(RoundState::kWithdrawn, round.state) << shown(round);
    } else if (found == other.last_rounds().end()) {
      ADD_FAILURE() << "missing: " << shown(round);
    } else {
      EXPECT_TRUE(told_once(round) == told_once(found->second))
          << "fresh: " << shown(round) << "\nother: " << shown(found->second);
    }
  }
  for (const auto& [name, round] : other.last_rounds()) {
    if (!standing.contains(name)) {
      EXPECT_EQ(RoundState::kWithdrawn, round.state) << "too many: " << shown(round);
    }
  }
}

void expect_same_conclusions(const RememberingDesk& fresh, const RememberingDesk& other) {
  expect_same_rounds(fresh, other);
  const auto standing = fresh.standing_findings();
  const auto others = other.standing_findings();
  for (const auto& [name, finding] : standing) {
    const auto found = others.find(name);
    EXPECT_TRUE(found != others.end() && found->second == finding)
        << std::get<1>(name) << " revision " << std::get<2>(name) << ' ' << finding.rule << ' '
        << (found == others.end() ? "missing"
                                  : format_time(found->second.at) + " by " + found->second.agent)
        << " instead of " << format_time(finding.at) << " by " << finding.agent;
  }
  for (const auto& [name, finding] : others) {
    EXPECT_TRUE(standing.contains(name)) << "too many: " << std::get<1>(name) << " revision "
                                         << std::get<2>(name) << ' ' << finding.rule;
  }
  EXPECT_EQ(fresh.standing_intents(), other.standing_intents());
}

RememberingDesk fresh_pass(const std::vector<Event>& events, const Profile& profile) {
  RememberingDesk desk(profile, book());
  desk.apply_all(events);
  desk.run_to(last_time(events));
  desk.finish();
  return desk;
}

constexpr int kRuns = 120;
constexpr int kConversationsARun = 5;

/// Runs `differently` on the events of every run and compares it with a fresh pass in order.
template <class Differently>
void compare_runs(std::uint64_t salt, const Differently& differently) {
  for (std::uint64_t run = 0; run < kRuns && !::testing::Test::HasFailure(); ++run) {
    SCOPED_TRACE("seed " + std::to_string(seed()) + ", run " + std::to_string(run));
    std::mt19937_64 random(seed() + salt * 1'000'003 + run);
    const auto events = run % 4 == 3 ? ordinary_conversations(random, kConversationsARun)
                                     : some_conversations(random, kConversationsARun);
    const RememberingDesk fresh = fresh_pass(events, profile_of(run));
    const RememberingDesk other = differently(random, events, profile_of(run));
    expect_same_conclusions(fresh, other);
  }
}

TEST(DeskProperty, AnyOrderOfArrivalComesToTheSameConclusions) {
  compare_runs(1, [](auto& random, std::vector<Event> events, const Profile& profile) {
    std::shuffle(events.begin(), events.end(), random);
    return fresh_pass(events, profile);
  });
}

TEST(DeskProperty, SlightDisorderAndDuplicatesChangeNothing) {
  compare_runs(2, [](auto& random, std::vector<Event> events, const Profile& profile) {
    std::stable_sort(events.begin(), events.end(),
                     [](const Event& a, const Event& b) { return a.time < b.time; });
    for (std::size_t i = 0; i + 4 < events.size(); ++i) {
      std::swap(events[i], events[i + random() % 4]);
    }
    for (std::size_t i = 0, copies = events.size() / 5; i < copies; ++i) {
      const Event again = events[random() % events.size()];
      events.insert(events.begin() + static_cast<std::ptrdiff_t>(random() % events.size()), again);
    }
    return fresh_pass(events, profile);
  });
}

TEST(DeskProperty, RestartsChangeNothingAndRepeatNothing) {
  compare_runs(3, [](auto& random, std::vector<Event> events, const Profile& profile) {
    std::shuffle(events.begin(), events.end(), random);
    RememberingDesk desk(profile, book());
    for (const Event& event : events) {
      desk.apply(event);
      if (random() % 10 == 0) {
        const std::size_t rounds = desk.all<RoundRecord>().size();
        const std::size_t findings = desk.all<FindingRecord>().size();
        desk.restart();
        EXPECT_EQ(rounds, desk.all<RoundRecord>().size()) << desk.effect_lines().back();
        EXPECT_EQ(findings, desk.all<FindingRecord>().size()) << desk.effect_lines().back();
      }
    }
    desk.run_to(last_time(events));
    desk.finish();
    return desk;
  });
}

TEST(DeskProperty, LeavingTheDeskAndComingBackChangesNothing) {
  compare_runs(4, [](auto& random, std::vector<Event> events, const Profile& profile) {
    std::shuffle(events.begin(), events.end(), random);
    DeskOptions options = RememberingDesk::replay_options();
    options.leave_after = Duration{1 + static_cast<std::int64_t>(random() % 3) * 60'000};
    options.texts_kept = 1 + random() % 5;
    RememberingDesk desk(profile, book(), options);
    desk.apply_all(events);
    desk.run_to(last_time(events));
    desk.finish();

    RememberingDesk all(profile, book(), options);  // the same, in order
    std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
      return a.subject != b.subject ? a.subject < b.subject : in_order(a, b);
    });
    all.apply_all(events);
    all.run_to(last_time(events));
    all.finish();
    expect_same_conclusions(all, desk);
    return fresh_pass(events, profile);
  });
}

TEST(DeskProperty, TheShippedPacksFindTheSameLiveLateAndAfterRestarts) {
  const auto shipped = rules::compile(rules::shipped_packs()).pack;
  ASSERT_TRUE(shipped);
  std::size_t findings = 0;
  for (std::uint64_t run = 0; run < 12 && !HasFailure(); ++run) {
    SCOPED_TRACE("seed " + std::to_string(seed()) + ", run " + std::to_string(run));
    std::mt19937_64 random(seed() + 9'000'003 + run);
    std::vector<Event> events = ordinary_conversations(random, 20);
    std::stable_sort(events.begin(), events.end(),
                     [](const Event& a, const Event& b) { return a.time < b.time; });
    RememberingDesk live(profile_of(run), shipped);
    live.apply_all(events);
    live.run_to(last_time(events) + Duration{3'600'000});

    RememberingDesk stored(profile_of(run), shipped);
    std::shuffle(events.begin(), events.end(), random);
    for (const Event& event : events) {
      stored.apply(event);
      if (random() % 200 == 0) {
        stored.restart();
      }
    }
    stored.run_to(last_time(events) + Duration{3'600'000});
    expect_same_conclusions(live, stored);
    findings += live.standing_findings().size();
  }
  EXPECT_GT(findings, 0U);
}

TEST(DeskProperty, NoStageFiresTwiceHoweverOftenTheDeskIsRestarted) {
  compare_runs(5, [](auto& random, const std::vector<Event>& events, const Profile& profile) {
    RememberingDesk desk(profile, book());
    for (const Event& event : events) {
      desk.apply(event);
      if (random() % 4 == 0) {
        desk.restart();
      }
    }
    desk.run_to(last_time(events));
    desk.finish();
    std::vector<std::tuple<std::string, std::string, Stage, bool>> fired;
    for (const NudgeRecord& nudge : desk.all<NudgeRecord>()) {
      fired.emplace_back(nudge.conversation.id, nudge.opened_by, nudge.stage, nudge.is_escalation);
    }
    std::sort(fired.begin(), fired.end());
    EXPECT_TRUE(std::adjacent_find(fired.begin(), fired.end()) == fired.end());
    return desk;
  });
}

TEST(DeskProperty, AfterEveryEventTheDeskAgreesWithAPassOverWhatCameSoFar) {
  for (std::uint64_t run = 0; run < kRuns && !HasFailure(); ++run) {
    SCOPED_TRACE("seed " + std::to_string(seed()) + ", run " + std::to_string(run));
    std::mt19937_64 random(seed() + 6'000'003 + run);
    std::vector<Event> events = some_conversations(random, 1);
    if (run % 2 == 0) {
      std::shuffle(events.begin(), events.end(), random);
    }
    const Profile profile = profile_of(run / 2);
    RememberingDesk desk(profile, book());
    for (const Event& event : events) {
      desk.apply(event);
      const auto live = desk.desk().facts({"s_1", "desk", "c_0"});
      const ConversationFacts passed = desk.facts("c_0");
      ASSERT_TRUE(live.has_value());
      EXPECT_EQ(live->rounds, passed.rounds);
      EXPECT_EQ(live->asks.size(), passed.asks.size());
      EXPECT_EQ(live->phases.size(), passed.phases.size());
      EXPECT_EQ(live->spoken.size(), passed.spoken.size());
      EXPECT_EQ(live->closed_at, passed.closed_at);
      EXPECT_EQ(live->last_human, passed.last_human);
    }
  }
}

TEST(DeskProperty, TheSameInputGivesTheSameBytes) {
  std::mt19937_64 random(seed());
  std::vector<Event> events = some_conversations(random, 40);
  std::shuffle(events.begin(), events.end(), random);
  const RememberingDesk first = fresh_pass(events, Profile::taobao());
  const RememberingDesk second = fresh_pass(events, Profile::taobao());
  EXPECT_FALSE(first.effects().empty());
  EXPECT_EQ(first.effect_lines(), second.effect_lines());
}

TEST(DeskProperty, RevisionsOfARoundRiseByOne) {
  std::mt19937_64 random(seed() + 7);
  std::vector<Event> events = some_conversations(random, 200);
  std::shuffle(events.begin(), events.end(), random);
  RememberingDesk desk(Profile::douyin(), book());
  std::map<RoundName, std::int32_t> revisions;
  for (const Event& event : events) {
    desk.apply(event);
    if (random() % 100 == 0) {
      desk.restart();
    }
  }
  for (const RoundRecord& round : desk.all<RoundRecord>()) {
    const std::int32_t expected = ++revisions[{round.conversation.id, round.opened_by}];
    EXPECT_EQ(expected, round.revision) << round.opened_by;
  }
}

}  // namespace
}  // namespace qa::testing
