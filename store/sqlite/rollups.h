#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "qa/contribution.h"
#include "qa/profile.h"
#include "store/sqlite/rollup_rows.h"
#include "store/sqlite/sqlite.h"
#include "store/sqlite/sqlite_reads.h"
#include "store/store.h"

namespace store::sqlite {

/// Keeps the stored sums true in the writer's transactions (promise 10).
///
/// A conversation is either in the sums, with the share it added kept beside them, or in
/// `unrolled`, whose members readers count from their rows. An event takes its conversation out of
/// the sums in the same transaction; a share that fits what is stored brings it back, at once or
/// with others later, since many conversations share a row. Shares that wait are in memory only:
/// what a crash forgets is still unrolled, and roll_up() counts it.
///
/// After a change of what counts everything is made anew in order of key: conversations behind
/// `reached` are then neither in the sums nor in `unrolled`, and readers count from rows.
///
/// What is in memory mirrors the tables. begin() reads it anew after a transaction that was not
/// committed().
class Rollups {
 public:
  Rollups(Database& database, Reads& reads);

  void begin();

  /// Behind COMMIT.
  void committed() { is_open_ = false; }

  /// An event as it was stored: what it calls people and products is kept.
  void see(const qa::Event& event);
  /// What is stored of a conversation has changed in this transaction.
  /// @param is_new  nothing of it was stored before
  void touch(const qa::ConversationKey& key, std::int64_t events, qa::Time last_at, bool is_new);
  /// An offer, behind every touch().
  void take(const qa::Settled& settled);
  /// Last of a transaction that stored so many events.
  void finish(std::size_t events);

  /// Judges by this profile from now on; where it counts otherwise, begins anew.
  void set_profile(const qa::Profile& profile);

  /// Empties the sums.
  void begin_anew();

  /// A slice of work, in a transaction of its own: store::Store::roll_up.
  bool roll_up(std::size_t most);

 private:
  struct Waiting {
    std::shared_ptr<const qa::Contribution> contribution;
    qa::Time last_at{};
  };

  struct Touched {
    std::int64_t events = 0;
    qa::Time last_at{};
  };

  void load();
  void judge_by(const qa::Profile& profile);
  bool covers(const qa::ConversationKey& key) const;
  void fold();
  std::optional<Touched> stored(const qa::ConversationKey& key);
  /// From its rows. False: it is not settled.
  bool count(const qa::ConversationKey& key);
  void make_further(std::size_t most);
  void sweep(std::size_t most);

  Database& database_;
  Reads& reads_;
  RollupRows rows_;
  Statement head_;
  Statement next_keys_;
  Statement any_conversation_;

  qa::Profile profile_;  ///< the present one of the database
  qa::LocalTime local_;
  std::string counting_;
  bool is_broken_ = false;  ///< a share that should be there is not: all is to be made anew
  bool is_open_ = false;    ///< a transaction is, or was and did not commit
  RollupProgress progress_;
  std::unordered_set<qa::ConversationKey> unrolled_;
  std::unordered_map<qa::ConversationKey, Waiting> waiting_;  ///< all of them unrolled
  std::unordered_map<qa::ConversationKey, Touched> touched_;  ///< in this transaction
  /// By shop, source and group: names told since they were last written.
  std::map<std::tuple<std::string, std::string, qa::GroupId>, qa::Label> labels_;
  /// Unrolled ones to be counted from their rows when there is time. True: they were unrolled when
  /// the tables were read; what was known of them is lost, the names they told included, so no
  /// offer is taken. False: nobody has offered their share yet.
  std::map<qa::ConversationKey, bool> unswept_;
};

}  // namespace store::sqlite
