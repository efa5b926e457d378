#include "store/sqlite/rollups.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "qa/counting.h"
#include "qa/desk.h"

namespace store::sqlite {
namespace {

/// Shares that wait for more before they are written; in a flood half as many again as there are
/// events in a transaction. A row is written once for all of them.
constexpr std::size_t kWaiting = 32;

}  // namespace

Rollups::Rollups(Database& database, Reads& reads)
    : database_(database),
      reads_(reads),
      rows_(database),
      head_(database,
            "SELECT events, last_at FROM conversation WHERE shop = ? AND source = ? "
            "AND conversation = ?"),
      next_keys_(database,
                 "SELECT shop, source, conversation FROM conversation "
                 "WHERE (shop, source, conversation) > (?, ?, ?) "
                 "ORDER BY shop, source, conversation LIMIT ?"),
      any_conversation_(database, "SELECT 1 FROM conversation LIMIT 1"),
      local_(profile_) {
  load();
  if (progress_.counting != counting_) {  // of an older schema or version, or nothing yet
    Transaction transaction(database_);
    begin_anew();
    transaction.commit();
  }
}

void Rollups::load() {
  const auto versions = reads_.profiles();
  judge_by(versions.empty() ? qa::Profile::douyin() : versions.back().profile);
  progress_ = rows_.progress();
  const auto keys = rows_.unrolled();
  unrolled_ = {keys.begin(), keys.end()};
  unswept_.clear();
  for (const qa::ConversationKey& key : keys) {
    unswept_.emplace(key, true);
  }
  waiting_.clear();
  labels_.clear();
}

void Rollups::judge_by(const qa::Profile& profile) {
  profile_ = profile;
  local_ = qa::LocalTime(profile_);
  counting_ = qa::counting_of(profile_);
}

void Rollups::begin() {
  if (is_open_) {
    load();
  }
  is_open_ = true;
  is_broken_ = false;
  touched_.clear();
  rows_.begin();
}

bool Rollups::covers(const qa::ConversationKey& key) const {
  return progress_.is_complete || key <= progress_.reached;
}

void Rollups::see(const qa::Event& event) {
  qa::for_each_name(event, [&](qa::Cut by, const std::string& id, const std::string& name) {
    qa::Label told{{by, id}, name, event.time, event.id};
    const auto [known, is_new] = labels_.try_emplace({event.shop, event.source, told.group}, told);
    if (!is_new && qa::supersedes(told, known->second)) {
      known->second = std::move(told);
    }
  });
}

void Rollups::touch(const qa::ConversationKey& key, std::int64_t events, qa::Time last_at,
                    bool is_new) {
  touched_[key] = {events, last_at};
  if (!covers(key)) {
    return;
  }
  waiting_.erase(key);
  unswept_.try_emplace(key, false);
  if (!unrolled_.insert(key).second) {
    return;
  }
  rows_.put_unrolled(key);
  is_broken_ = is_broken_ || (!is_new && !rows_.take_out(key));
}

void Rollups::take(const qa::Settled& settled) {
  const qa::ConversationKey& key = settled.contribution->contact.key;
  const auto unswept = unswept_.find(key);
  if (*settled.counting != counting_ || !unrolled_.contains(key) ||
      (unswept != unswept_.end() && unswept->second)) {
    return;
  }
  const auto touched = touched_.find(key);
  const std::optional<Touched> known =
      touched != touched_.end() ? std::optional(touched->second) : stored(key);
  if (known && known->events == settled.events) {
    waiting_[key] = {settled.contribution, known->last_at};
    if (unswept != unswept_.end()) {
      unswept_.erase(unswept);
    }
  }
}

std::optional<Rollups::Touched> Rollups::stored(const qa::ConversationKey& key) {
  std::optional<Touched> known;
  head_.query(key.shop, key.source, key.id);
  if (head_.next()) {
    known = Touched{head_.integer(0), head_.time(1)};
  }
  head_.reset();
  return known;
}

void Rollups::finish(std::size_t events) {
  if (waiting_.size() >= kWaiting + events / 2) {
    fold();
  } else if (!rows_.write() || is_broken_) {
    begin_anew();
  }
}

void Rollups::fold() {
  for (const auto& [key, waiting] : waiting_) {
    rows_.add(*waiting.contribution, waiting.last_at);
    unrolled_.erase(key);
  }
  waiting_.clear();
  for (const auto& [place, label] : labels_) {
    rows_.put({std::get<0>(place), std::get<1>(place), {}}, label);
  }
  labels_.clear();
  if (!rows_.write() || is_broken_) {
    begin_anew();  // somebody else has written here: nothing of it is to be trusted
  }
}

void Rollups::begin_anew() {
  any_conversation_.query();
  const bool is_empty = !any_conversation_.next();
  any_conversation_.reset();
  rows_.clear();
  unrolled_.clear();
  unswept_.clear();
  waiting_.clear();
  is_broken_ = false;
  progress_ = {counting_, is_empty, {}};
  rows_.set_progress(progress_);
}

void Rollups::set_profile(const qa::Profile& profile) {
  judge_by(profile);
  if (progress_.counting != counting_) {
    begin_anew();
  }
}

bool Rollups::count(const qa::ConversationKey& key) {
  const std::vector<qa::Event> events = reads_.events(key, /*with_words=*/false);
  std::for_each(events.begin(), events.end(), [this](const qa::Event& event) { see(event); });
  const std::optional<Touched> known = stored(key);
  // A midnight before the last event there is has passed for every report.
  const qa::ConversationFacts facts =
      qa::facts_of(key, events, profile_, local_,
                   reads_.last_event_time({}).value_or(qa::kEarliestTime), reads_.intents(key));
  if (!known || !qa::is_settled(facts)) {
    return false;
  }
  waiting_[key] = {
      std::make_shared<const qa::Contribution>(qa::contribution_of(facts, profile_, local_)),
      known->last_at};
  return true;
}

bool Rollups::roll_up(std::size_t most) {
  if (!progress_.is_complete) {
    make_further(most);
  } else {
    sweep(most);
  }
  fold();
  return !progress_.is_complete || !unswept_.empty();
}

/// What is found unsettled is unrolled, as is everything for a moment: fold() takes a share from
/// there.
void Rollups::make_further(std::size_t most) {
  const qa::ConversationKey& from = progress_.reached;
  next_keys_.query(from.shop, from.source, from.id, static_cast<std::int64_t>(most));
  std::vector<qa::ConversationKey> keys;
  while (next_keys_.next()) {
    keys.push_back({next_keys_.text(0), next_keys_.text(1), next_keys_.text(2)});
  }
  for (const qa::ConversationKey& key : keys) {
    if (!count(key)) {
      rows_.put_unrolled(key);
    }
    unrolled_.insert(key);
  }
  progress_.is_complete = keys.size() < most;
  if (!keys.empty()) {
    progress_.reached = keys.back();
  }
  rows_.set_progress(progress_);
}

void Rollups::sweep(std::size_t most) {
  for (; most > 0 && !unswept_.empty(); --most) {
    const qa::ConversationKey key = unswept_.begin()->first;
    unswept_.erase(unswept_.begin());
    if (unrolled_.contains(key)) {
      static_cast<void>(count(key));
    }
  }
}

}  // namespace store::sqlite
