#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "qa/counting.h"
#include "qa/desk.h"
#include "qa/report.h"
#include "store/store.h"
#include "tests/support/conversation_generator.h"

/// Figures by way of the stored sums beside figures from the rows, whatever the backend.
namespace contract {

inline const std::vector<qa::Cut> kEveryCut{
    qa::Cut::kAgent,   qa::Cut::kProduct, qa::Cut::kHour,    qa::Cut::kDay,
    qa::Cut::kChannel, qa::Cut::kShop,    qa::Cut::kSource,  qa::Cut::kIntent,
    qa::Cut::kIntent1, qa::Cut::kIntent2, qa::Cut::kIntent3,
};

/// The last whole days of what is stored, compared with those before.
inline qa::ReportRequest last_days(store::Reader& reader, const qa::LocalTime& local) {
  qa::ReportRequest request;
  const qa::Time last = reader.last_event_time().value_or(qa::kEarliestTime);
  request.period.to = local.next_midnight(last);
  const qa::Duration day{86'400'000};
  request.period.from = local.midnight(request.period.to - 2 * day);
  request.previous = qa::Period{local.midnight(request.period.from - 2 * day), request.period.from};
  request.cuts = kEveryCut;
  request.instant = last;
  return request;
}

inline void add_from_rows(store::Reader& reader, const qa::Profile& profile,
                          const qa::LocalTime& local, const qa::ReportRequest& request,
                          const qa::ConversationKey& key, qa::ReportBuilder& builder) {
  if (const auto history = reader.history(key)) {
    const qa::Time until =
        std::max(request.instant, reader.last_event_time().value_or(request.instant));
    builder.add(qa::facts_of(key, history->events, profile, local, until, history->intents));
  }
}

/// False: the sums could not answer.
inline bool add_from_sums(store::Reader& reader, const qa::Profile& profile,
                          const qa::LocalTime& local, const qa::ReportRequest& request,
                          qa::ReportBuilder& builder) {
  std::vector<qa::ConversationKey> unrolled;
  const store::RollupSink sink{
      [&](const qa::Rollup& row) { builder.add(row); },
      [&](const qa::Contribution& contribution) { builder.add_customer(contribution); },
      [&](const qa::ConversationKey& key) { unrolled.push_back(key); }};
  if (!reader.read_rollups(*builder.rollups(), qa::counting_of(profile), sink)) {
    return false;
  }
  for (const qa::ConversationKey& key : unrolled) {
    add_from_rows(reader, profile, local, request, key, builder);
  }
  return true;
}

inline void expect_equal_reports(const qa::Report& sums, const qa::Report& rows) {
  EXPECT_EQ(sums.metrics, rows.metrics);
  EXPECT_EQ(sums.breakdown, rows.breakdown);
  EXPECT_EQ(sums.open_rounds, rows.open_rounds);
  EXPECT_EQ(sums.loyalty, rows.loyalty);
}

/// Every figure, every cut. @returns whether the sums answered.
inline bool expect_same_figures(store::Reader& reader, const qa::Profile& profile) {
  const qa::LocalTime local(profile);
  const qa::ReportRequest request = last_days(reader, local);
  qa::ReportBuilder from_rows(profile, request);
  for (const qa::ConversationKey& key : reader.conversations({}, std::nullopt, 100'000)) {
    add_from_rows(reader, profile, local, request, key, from_rows);
  }
  qa::ReportBuilder from_sums(profile, request);
  if (!add_from_sums(reader, profile, local, request, from_sums)) {
    return false;
  }
  expect_equal_reports(from_sums.report(), from_rows.report());
  return true;
}

/// Touches everything there is.
inline store::Batch one_more_word_in_every_talk(store::Reader& reader) {
  store::Batch batch;
  for (const qa::ConversationKey& key : reader.conversations({}, std::nullopt, 100'000)) {
    qa::MessageCreated said;
    said.id = key.id + ".more";
    said.author = {qa::ActorKind::kCustomer, "u_more", ""};
    qa::Event event;
    event.id = key.id + "#more";
    event.type = "message.created";
    event.shop = key.shop;
    event.source = key.source;
    event.subject = key.id;
    event.time = *reader.last_event_time();
    event.data = std::move(said);
    batch.events.push_back(std::move(event));
  }
  return batch;
}

/// Days of conversations in batches of all sizes, with the offers of somebody who follows them: of
/// some conversations that are settled, in time or too late, by this profile or another.
class Following {
 public:
  /// @param conversations  of each of two days
  explicit Following(std::uint64_t seed, qa::Profile profile = qa::Profile::douyin(),
                     int conversations = 16)
      : random_(seed), profile_(std::move(profile)), local_(profile_) {
    support::GeneratorOptions options;
    options.seed = seed;
    options.conversations = conversations;
    options.shops = 2;
    options.shares.blocked = 0.05;
    options.shares.late = 0.05;
    options.shares.revised_rating = 0.4;
    events_ = support::generate_days(options, 2);
    judge_by(profile_);
  }

  bool is_over() const { return next_ == events_.size(); }

  void judge_by(const qa::Profile& profile) {
    profile_ = profile;
    local_ = qa::LocalTime(profile_);
    counting_ = std::make_shared<const std::string>(qa::counting_of(profile_));
  }

  store::Batch next() {
    store::Batch batch;
    const std::size_t sizes[] = {1, 10, 40, 150};
    std::set<qa::ConversationKey> touched;
    for (std::size_t left = sizes[random_() % 4]; left > 0 && !is_over(); --left) {
      const qa::Event& event = events_[next_++];
      batch.events.push_back(event);
      if (qa::is_about_conversation(event)) {
        keep(event, batch);
        touched.insert({event.shop, event.source, event.subject});
      }
    }
    for (const qa::ConversationKey& key : touched) {
      offer(key, batch);
    }
    return batch;
  }

 private:
  struct Talk {
    std::set<std::string> ids;
    std::vector<qa::Event> events;
    std::vector<qa::IntentRecord> intents;
  };

  bool one_in(std::size_t chances) { return random_() % chances == 0; }

  void keep(const qa::Event& event, store::Batch& batch) {
    const qa::ConversationKey key{event.shop, event.source, event.subject};
    Talk& talk = talks_[key];
    if (!talk.ids.insert(event.id).second) {
      return;
    }
    talk.events.push_back(event);
    const auto* said = std::get_if<qa::MessageCreated>(&event.data);
    if (said != nullptr && said->author.kind == qa::ActorKind::kCustomer && one_in(3)) {
      qa::IntentRecord intent;
      intent.conversation = key;
      intent.message = said->id;
      intent.intent = one_in(2) ? "物流问题/催促发货" : "退款";
      intent.rule = "int.any";
      intent.rule_set = std::string(64, 'a');
      intent.at = event.time;
      std::erase_if(talk.intents, [&](const auto& known) { return known.message == said->id; });
      talk.intents.push_back(intent);
      batch.intents.push_back(std::move(intent));
    }
  }

  void offer(const qa::ConversationKey& key, store::Batch& batch) {
    const Talk& talk = talks_[key];
    const qa::ConversationFacts facts =
        qa::facts_of(key, talk.events, profile_, local_, qa::kEarliestTime, talk.intents);
    if (!qa::is_settled(facts) || one_in(5)) {
      return;
    }
    qa::Settled settled;
    settled.contribution =
        std::make_shared<const qa::Contribution>(qa::contribution_of(facts, profile_, local_));
    settled.events = static_cast<std::int64_t>(talk.events.size());
    settled.counting = one_in(10) ? std::make_shared<const std::string>("another") : counting_;
    if (one_in(10) && !late_.empty()) {
      batch.settled.push_back(late_.front());  // of an earlier state of some conversation
      late_.clear();
    }
    if (one_in(10)) {
      late_.push_back(settled);
    }
    batch.settled.push_back(std::move(settled));
  }

  std::mt19937_64 random_;
  qa::Profile profile_;
  qa::LocalTime local_;
  std::shared_ptr<const std::string> counting_;
  std::vector<qa::Event> events_;
  std::size_t next_ = 0;
  std::map<qa::ConversationKey, Talk> talks_;
  std::vector<qa::Settled> late_;
};

}  // namespace contract
