#include "store/sqlite/rollup_reads.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "qa/tally_sums.h"

namespace store::sqlite {
namespace {

[[noreturn]] void refuse(const Database& database, std::string_view table) {
  throw Error(ErrorKind::kCorrupt, false,
              fmt::format("database {}: a row of {} cannot be read; make the sums anew with: "
                          "sandglass rebuild",
                          database.path(), table));
}

}  // namespace

RollupReads::RollupReads(std::shared_ptr<Database> database)
    : database_(std::move(database)),
      state_(*database_, "SELECT counting, is_complete FROM rollup_state WHERE id = 1"),
      // By account, so that the days are a range of the key.
      rows_(*database_,
            "SELECT r.shop, r.day, r.hour, r.key, r.channel, r.sums FROM source s "
            "CROSS JOIN rollup r ON r.shop = s.shop AND r.source = s.source "
            "WHERE r.split = ? AND r.day >= ? AND r.day < ?"),
      contributions_(*database_,
                     "SELECT shop, source, conversation, share FROM contribution "
                     "WHERE last_at >= ?"),
      unrolled_(*database_, "SELECT shop, source, conversation FROM unrolled"),
      labels_(*database_, "SELECT kind, key, name, at, event FROM label") {}

bool RollupReads::read(const qa::RollupQuery& query, std::string_view counting,
                       const RollupSink& sink) {
  const ReadTransaction view(*database_);
  state_.query();
  const bool is_right = state_.next() && state_.fact(1) && state_.text_view(0) == counting;
  state_.reset();
  if (!is_right) {
    return false;
  }
  for (const qa::Split split : query.splits) {
    for (const qa::LocalDays& days : query.days) {
      read_rows(split, days, sink);
    }
  }
  if (query.contributions_since) {
    contributions_.query(*query.contributions_since);
    while (contributions_.next()) {
      const qa::ConversationKey key{contributions_.text(0), contributions_.text(1),
                                    contributions_.text(2)};
      const auto contribution = qa::decode(key, contributions_.bytes_view(3));
      if (!contribution) {
        refuse(*database_, "contribution");
      }
      sink.contribution(*contribution);
    }
  }
  std::vector<qa::ConversationKey> unrolled;
  unrolled_.query();
  while (unrolled_.next()) {
    unrolled.push_back({unrolled_.text(0), unrolled_.text(1), unrolled_.text(2)});
  }
  std::for_each(unrolled.begin(), unrolled.end(), sink.unrolled);
  return true;
}

void RollupReads::read_rows(qa::Split split, const qa::LocalDays& days, const RollupSink& sink) {
  qa::Rollup rollup;
  rollup.key.split = split;
  rows_.query(qa::to_string(split), days.from, days.to);
  while (rows_.next()) {
    rollup.shop = rows_.text_view(0);
    rollup.key.when = {rows_.small(1), rows_.small(2)};
    rollup.key.key = rows_.text_view(3);
    rollup.key.channel = rows_.text_view(4);
    qa::CompactReader reader(rows_.bytes_view(5));
    rollup.sums = qa::read_sums(reader);
    if (!reader.is_done()) {
      refuse(*database_, "rollup");
    }
    sink.row(rollup);
  }
}

RollupState RollupReads::state() {
  const ReadTransaction view(*database_);
  RollupState state;
  state_.query();
  if (state_.next()) {
    state.counting = state_.text(0);
    state.is_complete = state_.fact(1);
  }
  state_.reset();
  state.unrolled = database_->integer("SELECT count(*) FROM unrolled");
  return state;
}

std::vector<qa::Label> RollupReads::labels() {
  std::map<qa::GroupId, qa::Label> latest;  // of several accounts
  labels_.query();
  while (labels_.next()) {
    const auto by = qa::cut_named(labels_.text_view(0));
    if (!by) {
      continue;  // of a kind a later version tells
    }
    qa::Label label{{*by, labels_.text(1)}, labels_.text(2), labels_.time(3), labels_.text(4)};
    const auto [known, is_new] = latest.try_emplace(label.group, label);
    if (!is_new && qa::supersedes(label, known->second)) {
      known->second = std::move(label);
    }
  }
  std::vector<qa::Label> labels;
  for (auto& [group, label] : latest) {
    labels.push_back(std::move(label));
  }
  return labels;
}

}  // namespace store::sqlite
