#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rules/conditions.h"
#include "rules/talk.h"

namespace rules {

/// A conversation put in order for questions about before and after. Messages are named by their
/// index. Everything asked here is answered from what stands up to the later message alone, so an
/// answer never changes when the conversation goes on.
class Timeline {
 public:
  struct Occurrence {
    ClauseId clause = 0;
    std::size_t message = 0;
    const ClauseHit* hit = nullptr;
  };

  /// `talk` must outlive the timeline.
  explicit Timeline(const Talk& talk);

  std::size_t size() const { return talk_.messages.size(); }

  const Talk& talk() const { return talk_; }

  const TalkMessage& message(std::size_t at) const { return talk_.messages[at]; }

  /// Its time, or that of the latest message before it.
  std::int64_t moment(std::size_t at) const { return moments_[at]; }

  /// Its round; the round before it goes on until the next is opened.
  std::int32_t round(std::size_t at) const { return rounds_[at]; }

  /// Messages in which a clause holds, in order.
  std::span<const Occurrence> occurrences(ClauseId clause) const;

  /// Every message and clause, by clause.
  std::span<const Occurrence> occurrences() const { return occurrences_; }

  /// Public and delivered; an automatic text only where a clause asks for those.
  bool is_eligible(std::size_t at) const;
  bool is_of(std::size_t at, Says says) const;
  bool is_counted(std::size_t at, Says says) const;
  /// Counted messages of the speaker from one message to another, both included.
  std::size_t counted(std::size_t first, std::size_t last, Says says) const;

  bool is_in_scope(std::size_t one, std::size_t other, Reach reach) const;
  /// Whether `other`, a message of the bound's speaker, stands within the bound behind `from`.
  bool is_within_after(std::size_t from, std::size_t other, const BoundClause& bound) const;
  /// … before `from`.
  bool is_within_before(std::size_t from, std::size_t other, const BoundClause& bound) const;
  /// Whether all from one message to the other are within the bound, both included.
  bool spans_within(std::size_t first, std::size_t last, Says says, const Within& within) const;

  /// When the scope a message stands in ended; nullopt while it is open.
  std::optional<std::int64_t> scope_end(std::size_t at, Reach reach) const;

 private:
  static constexpr int kSpeakers = 3;  ///< one for each value of Says

  bool is_near(std::size_t one, std::size_t other, const Within& within) const;

  const Talk& talk_;
  std::vector<std::int64_t> moments_;
  std::vector<std::int32_t> rounds_;
  std::vector<std::array<std::uint32_t, kSpeakers>> counts_;  ///< up to and with each message
  std::vector<Occurrence> occurrences_;                       ///< by clause, then message
};

}  // namespace rules
