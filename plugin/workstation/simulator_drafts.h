#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plugin/workstation/simulator_frames.h"
#include "qa/time.h"

/// Drafts on their way to a plug-in and back. Fail open: whoever does not answer in time has
/// allowed it.
namespace plugin::workstation {

struct DraftRequest {
  std::string id;
  std::string conversation;
  std::string agent;
  std::int64_t revision = 1;
  std::string text;
  std::int64_t context_seq = 0;
  qa::Duration deadline{800};
};

struct DraftOutcome {
  std::string id;
  std::int64_t revision = 1;
  std::string decision = "allow";  ///< allow | warn | block
  std::string by;                  ///< client | deadline | gone | rate_limited
  std::string rewrite;             ///< empty: none
  std::vector<std::string> reasons;
  qa::Duration latency{};
};

class SimulatedDrafts {
 public:
  /// Puts a draft in flight, in place of an earlier revision of the same id.
  void ask(DraftRequest request, std::uint64_t session, qa::Time now);
  /// nullopt: nobody asked that (any more), or an older revision.
  std::optional<DraftOutcome> answer(std::uint64_t session, const DraftResultFrame& result,
                                     qa::Time now);
  /// The client would not look at it.
  std::optional<DraftOutcome> decline(const std::string& id, qa::Time now);
  /// True if it was in flight.
  bool cancel(const std::string& id);
  /// Every draft whose deadline has come, allowed.
  std::vector<DraftOutcome> expired(qa::Time now);
  /// Every draft of a connection that went, allowed.
  std::vector<DraftOutcome> gone(std::uint64_t session, qa::Time now);

  std::size_t in_flight(std::uint64_t session) const;
  std::optional<qa::Time> next_deadline() const;
  /// Id of the one asked last; empty: none in flight.
  std::string newest() const;

 private:
  struct Asked {
    DraftRequest request;
    std::uint64_t session = 0;
    qa::Time at{};
  };

  static DraftOutcome outcome_of(const Asked& asked, std::string by, qa::Time now);

  std::map<std::string, Asked> asked_;
};

std::string draft_check_frame(const DraftRequest& request);

}  // namespace plugin::workstation
