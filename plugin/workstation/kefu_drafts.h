#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "plugin/workstation/clock_offset.h"
#include "plugin/workstation/kefu_frame.h"

namespace plugin::workstation {

/// Drafts the workstation asked about on this connection. A newer revision supersedes, a cancel
/// ends it, and each is answered at most once. Pure.
class KefuDrafts {
 public:
  static constexpr std::size_t kMostInFlight = 4;

  enum class Asked {
    kNew,      ///< to be judged
    kOld,      ///< this revision or a newer one was asked before
    kTooMany,  ///< a fifth in flight
  };

  Asked ask(const KefuDraftCheck& draft, Monotonic now);
  /// @returns true when an answer was still awaited.
  bool cancel(std::string_view id);

  struct Question {
    std::optional<std::int64_t> context_seq;
    qa::Duration took{};
  };

  /// Takes the question an answer belongs to; nullopt: superseded, cancelled, answered or unknown.
  std::optional<Question> answer(const std::string& id, std::int64_t revision, Monotonic now);

 private:
  struct Draft {
    std::int64_t revision = 0;
    std::optional<std::int64_t> context_seq;
    Monotonic asked{};
    Monotonic deadline{};
    bool is_waiting = false;
  };

  std::unordered_map<std::string, Draft> drafts_;
  std::deque<std::string> order_;  // of first asking, so that the oldest are forgotten
};

}  // namespace plugin::workstation
