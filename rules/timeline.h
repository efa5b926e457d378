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

/// Clauses that are asked about, each with its place among them.
class AskedClauses {
 public:
  static constexpr std::uint32_t kNone = static_cast<std::uint32_t>(-1);

  AskedClauses() = default;
  /// By number, whether a clause is asked about.
  explicit AskedClauses(const std::vector<bool>& is_asked);

  std::size_t size() const { return size_; }

  /// From 0, ascending as the clauses; kNone: not asked about.
  std::uint32_t place(ClauseId clause) const {
    return clause < places_.size() ? places_[clause] : kNone;
  }

 private:
  std::vector<std::uint32_t> places_;
  std::size_t size_ = 0;
};

/// A conversation put in order for questions about before and after. Messages are named by their
/// index. Everything asked here is answered from what stands up to the later message alone, so an
/// answer never changes when the conversation goes on. Built in time linear in the messages; every
/// question costs at most a search, so that a rule costs as much as it has messages to judge.
class Timeline {
 public:
  struct Occurrence {
    ClauseId clause = 0;
    std::size_t message = 0;
    const ClauseHit* hit = nullptr;
  };

  static constexpr std::size_t kFarthest = kFarthestMessage;
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  /// `talk` must outlive the timeline.
  /// @param clauses  those whose occurrences are asked for, outlives the timeline; null: all.
  explicit Timeline(const Talk& talk, const AskedClauses* clauses = nullptr);

  std::size_t size() const { return talk_.messages.size(); }

  const TalkMessage& message(std::size_t at) const { return talk_.messages[at]; }

  /// Its time, or that of the latest message before it.
  std::int64_t moment(std::size_t at) const { return moments_[at]; }

  /// Its round; the round before it goes on until the next is opened.
  std::int32_t round(std::size_t at) const { return rounds_[at]; }

  /// Messages in which a clause holds, in order.
  std::span<const Occurrence> occurrences(ClauseId clause) const;

  /// Every message and clause that is asked for, by clause.
  std::span<const Occurrence> occurrences() const { return occurrences_; }

  /// The nearest eligible message with the clause before `at`, or at or behind `from`; kNone: there
  /// is none, or none near enough (kFarthest).
  std::size_t occurrence_before(ClauseId clause, std::size_t at) const;
  std::size_t occurrence_from(ClauseId clause, std::size_t from) const;

  /// Public and delivered; an automatic text only where a clause asks for those.
  bool is_eligible(std::size_t at) const;
  bool is_of(std::size_t at, Says says) const;
  /// A person's message, public and delivered, wherever it stands.
  bool is_said(std::size_t at, Says says) const;
  /// … inside a human phase: such messages rules count.
  bool is_counted(std::size_t at, Says says) const;
  /// Counted messages of the speaker from one message to another, both included.
  std::size_t counted(std::size_t first, std::size_t last, Says says) const;
  /// The nearest counted message before `at`, or at or behind `from`; kNone: none.
  std::size_t counted_before(std::size_t at, Says says) const;
  std::size_t counted_from(std::size_t from, Says says) const;
  /// Which counted message of its author it is in its phase, or its round; from 1. 0: not counted.
  std::size_t position(std::size_t at, Reach reach) const;

  bool is_in_human_phase(std::size_t at) const { return talk_.messages[at].phase != 0; }

  /// First and last message of the phase, or of the round within it, that a message stands in.
  std::size_t scope_first(std::size_t at, Reach reach) const;
  std::size_t scope_last(std::size_t at, Reach reach) const;
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

  /// Runs of neighbours that stand in one phase, or in one round of it.
  struct Run {
    std::uint32_t phase_first = 0;
    std::uint32_t phase_last = 0;
    std::uint32_t round_first = 0;
    std::uint32_t round_last = 0;
  };

  struct Position {
    std::uint32_t in_phase = 0;
    std::uint32_t in_round = 0;
  };

  void find_occurrences();
  std::size_t place(ClauseId clause) const;
  void find_runs();
  void find_positions() const;
  bool is_near(std::size_t one, std::size_t other, const Within& within) const;

  const Talk& talk_;
  const AskedClauses* clauses_;
  std::vector<std::int64_t> moments_;
  std::vector<std::int32_t> rounds_;
  std::vector<Run> runs_;
  std::vector<std::array<std::uint32_t, kSpeakers>> counts_;  ///< up to and with each message
  std::vector<Occurrence> occurrences_;                       ///< by clause, then message
  std::vector<std::uint32_t> ends_;          ///< by the clause's place, where its occurrences end
  mutable std::vector<Position> positions_;  ///< made when first asked for
};

}  // namespace rules
