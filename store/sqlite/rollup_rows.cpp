#include "store/sqlite/rollup_rows.h"

#include <algorithm>

#include "qa/tally_sums.h"

namespace store::sqlite {

RollupRows::RollupRows(Database& database)
    : database_(database),
      progress_(database,
                "SELECT counting, is_complete, reached_shop, reached_source, reached_conversation "
                "FROM rollup_state WHERE id = 1"),
      set_progress_(database,
                    "UPDATE rollup_state SET counting = ?, is_complete = ?, reached_shop = ?, "
                    "reached_source = ?, reached_conversation = ? WHERE id = 1"),
      all_unrolled_(database,
                    "SELECT shop, source, conversation FROM unrolled "
                    "ORDER BY shop, source, conversation"),
      put_unrolled_(database,
                    "INSERT INTO unrolled (shop, source, conversation) VALUES (?, ?, ?) "
                    "ON CONFLICT (shop, source, conversation) DO NOTHING"),
      forget_unrolled_(database,
                       "DELETE FROM unrolled WHERE shop = ? AND source = ? AND conversation = ?"),
      share_(database,
             "SELECT share FROM contribution WHERE shop = ? AND source = ? AND conversation = ?"),
      put_share_(database,
                 "INSERT INTO contribution (shop, source, conversation, last_at, share) "
                 "VALUES (?, ?, ?, ?, ?)"),
      forget_share_(database,
                    "DELETE FROM contribution WHERE shop = ? AND source = ? AND conversation = ?"),
      sums_(database,
            "SELECT sums FROM rollup WHERE shop = ? AND source = ? AND split = ? AND day = ? "
            "AND hour = ? AND key = ? AND channel = ?"),
      put_sums_(database,
                "INSERT INTO rollup (shop, source, split, day, hour, key, channel, sums) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (shop, source, split, day, hour, key, channel) "
                "DO UPDATE SET sums = excluded.sums"),
      forget_sums_(database,
                   "DELETE FROM rollup WHERE shop = ? AND source = ? AND split = ? AND day = ? "
                   "AND hour = ? AND key = ? AND channel = ?"),
      label_(database,
             "INSERT INTO label (shop, source, kind, key, name, at, event) "
             "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (shop, source, kind, key) "
             "DO UPDATE SET name = excluded.name, at = excluded.at, event = excluded.event "
             "WHERE excluded.at > label.at "
             "OR (excluded.at = label.at AND excluded.event > label.event)") {}

void RollupRows::begin() {
  changes_.clear();
}

RollupProgress RollupRows::progress() {
  RollupProgress progress;
  progress_.query();
  if (progress_.next()) {
    progress.counting = progress_.text(0);
    progress.is_complete = progress_.fact(1);
    progress.reached = {progress_.text(2), progress_.text(3), progress_.text(4)};
  }
  progress_.reset();
  return progress;
}

void RollupRows::set_progress(const RollupProgress& progress) {
  set_progress_.run(progress.counting, progress.is_complete, progress.reached.shop,
                    progress.reached.source, progress.reached.id);
}

std::vector<qa::ConversationKey> RollupRows::unrolled() {
  std::vector<qa::ConversationKey> keys;
  all_unrolled_.query();
  while (all_unrolled_.next()) {
    keys.push_back({all_unrolled_.text(0), all_unrolled_.text(1), all_unrolled_.text(2)});
  }
  return keys;
}

void RollupRows::put_unrolled(const qa::ConversationKey& key) {
  put_unrolled_.run(key.shop, key.source, key.id);
}

template <class Apply>
void RollupRows::for_each_place(const qa::Contribution& contribution, const Apply& apply) {
  const qa::ConversationKey& key = contribution.contact.key;
  for (const auto& [cell, sums] : contribution.shares) {
    for (const qa::Split split : qa::kSplits) {
      apply(changes_[{key.shop, key.source, qa::rollup_key(split, contribution, cell)}], sums);
    }
  }
}

void RollupRows::add(const qa::Contribution& contribution, qa::Time last_at) {
  const qa::ConversationKey& key = contribution.contact.key;
  forget_unrolled_.run(key.shop, key.source, key.id);
  put_share_.run(key.shop, key.source, key.id, last_at, Bytes{qa::encode(contribution)});
  for_each_place(contribution,
                 [](Change& change, const qa::Tally& sums) { change.added.merge(sums); });
}

bool RollupRows::take_out(const qa::ConversationKey& key) {
  share_.query(key.shop, key.source, key.id);
  const auto contribution = share_.next() ? qa::decode(key, share_.bytes_view(0)) : std::nullopt;
  share_.reset();
  if (!contribution) {
    return false;
  }
  forget_share_.run(key.shop, key.source, key.id);
  for_each_place(*contribution,
                 [](Change& change, const qa::Tally& sums) { change.gone.push_back(sums); });
  return true;
}

bool RollupRows::write() {
  const bool is_right = std::all_of(changes_.begin(), changes_.end(), [this](auto& change) {
    return write(change.first, change.second);
  });
  changes_.clear();
  return is_right;
}

bool RollupRows::write(const Place& place, Change& change) {
  const auto& [shop, source, key] = place;
  const std::string_view split = qa::to_string(key.split);
  sums_.query(shop, source, split, key.when.day, key.when.hour, key.key, key.channel);
  const bool is_known = sums_.next();
  qa::Tally sums;
  bool is_right = true;
  if (is_known) {
    qa::CompactReader reader(sums_.bytes_view(0));
    sums = qa::read_sums(reader);
    is_right = reader.is_done();
  }
  sums_.reset();
  sums.merge(change.added);
  for (const qa::Tally& gone : change.gone) {
    is_right = is_right && qa::take_out(sums, gone);
  }
  if (!is_right) {
    return false;
  }
  if (!qa::has_no_sums(sums)) {
    bytes_.clear();
    qa::append_sums(bytes_, sums);
    put_sums_.run(shop, source, split, key.when.day, key.when.hour, key.key, key.channel,
                  Bytes{bytes_});
  } else if (is_known) {
    forget_sums_.run(shop, source, split, key.when.day, key.when.hour, key.key, key.channel);
  }
  return true;
}

void RollupRows::put(const qa::ConversationKey& account, const qa::Label& label) {
  label_.run(account.shop, account.source, qa::to_string(label.group.by), label.group.key,
             label.name, label.at, label.event);
}

void RollupRows::clear() {
  changes_.clear();
  database_.execute("DELETE FROM rollup; DELETE FROM contribution; DELETE FROM unrolled;");
}

}  // namespace store::sqlite
