#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "qa/contribution.h"
#include "qa/naming.h"
#include "qa/rollup.h"
#include "store/sqlite/sqlite.h"

namespace store::sqlite {

/// How far the stored sums have been made.
struct RollupProgress {
  std::string counting;         ///< qa::counting_of
  bool is_complete = false;     ///< every conversation is in them or in `unrolled`
  qa::ConversationKey reached;  ///< while it is not: so far, in order of key, both included
};

/// The tables of stored sums, through statements prepared once, in whatever transaction is open.
/// Shares are gathered by add() and take_out() and written by write(): many conversations share a
/// row.
class RollupRows {
 public:
  explicit RollupRows(Database& database);

  /// Forgets what was gathered.
  void begin();

  RollupProgress progress();
  void set_progress(const RollupProgress& progress);

  std::vector<qa::ConversationKey> unrolled();
  void put_unrolled(const qa::ConversationKey& key);

  /// A conversation that is unrolled goes into the sums.
  void add(const qa::Contribution& contribution, qa::Time last_at);
  /// One that is in them comes out; it is then in neither table. False: there is no such share, or
  /// it cannot be read.
  [[nodiscard]] bool take_out(const qa::ConversationKey& key);
  /// False: what was to come out is not in the sums, which are no longer to be trusted.
  [[nodiscard]] bool write();

  void put(const qa::ConversationKey& account, const qa::Label& label);

  /// Forgets all sums, shares and unrolled conversations; labels stay, for they are right.
  void clear();

 private:
  struct Change {
    qa::Tally added;
    std::vector<qa::Tally> gone;
  };

  using Place = std::tuple<std::string, std::string, qa::RollupKey>;  // shop, source, …

  template <class Apply>
  void for_each_place(const qa::Contribution& contribution, const Apply& apply);
  bool write(const Place& place, Change& change);

  Database& database_;
  std::map<Place, Change> changes_;
  std::string bytes_;  // reused

  Statement progress_;
  Statement set_progress_;
  Statement all_unrolled_;
  Statement put_unrolled_;
  Statement forget_unrolled_;
  Statement share_;
  Statement put_share_;
  Statement forget_share_;
  Statement sums_;
  Statement put_sums_;
  Statement forget_sums_;
  Statement label_;
};

}  // namespace store::sqlite
