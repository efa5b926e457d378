#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "qa/time.h"

/// What a simulated workstation noticed of its clients: the material of end-to-end checks. Grows
/// with the run; meant for tests, demos and trying things out.
namespace plugin::workstation {

struct ConnectionRecord {
  std::uint64_t session = 0;
  std::string client;
  std::string instance;
  std::string agent;  ///< empty: desk-wide
  std::string stream;
  std::string
      resume;  ///< "resumed", "no_cursor", "cursor_expired", "stream_unknown"; empty: no auth
  std::optional<std::int64_t> resume_seq;
  qa::Time opened_at{};
  std::optional<qa::Time> ready_at;
  std::optional<qa::Time> closed_at;
  std::uint16_t client_close = 0;  ///< code of the client's close; 0: none
  std::uint16_t server_close = 0;  ///< code of ours; 0: none
  std::int64_t events_sent = 0;
  std::int64_t acked = 0;
  std::int64_t acks = 0;
  std::int64_t largest_ack_step = 0;
  std::int64_t pings = 0;
};

struct NudgeSeen {
  std::string id;
  std::string conversation;
  std::string agent;
  std::string level;
  std::string title;
  std::string text;
  std::string rule;
  std::string dedupe;
  std::string because_event;
  std::optional<qa::Time> because_at;
  std::vector<qa::Time> tries;
  std::optional<qa::Duration> stage;  ///< of a waiting nudge: the rung it belongs to
  std::optional<qa::Duration> late;   ///< after that rung; negative: early
  std::vector<std::string> statuses;  ///< of the receipts; "rate_limited" for that error
};

struct VerdictSeen {
  std::string id;
  std::string conversation;
  std::string target;
  std::string label;
  qa::Time at{};
  std::string status;
};

struct DraftSeen {
  std::string id;
  std::string conversation;
  std::string agent;
  qa::Time asked_at{};
  std::string decision;  ///< empty: not yet
  std::string by;        ///< client | deadline | gone | cancelled | superseded
  std::optional<qa::Duration> latency;
  bool is_too_late = false;  ///< an answer came after the deadline
  std::string choice;        ///< of draft.decide
  std::vector<std::string> reasons;
};

/// Something the client did that kefu.v1 does not allow.
struct ProtocolViolation {
  std::uint64_t session = 0;
  qa::Time at{};
  std::string what;
};

struct SimulatorRecord {
  std::vector<ConnectionRecord> connections;
  std::vector<NudgeSeen> nudges;
  std::vector<VerdictSeen> verdicts;
  std::vector<DraftSeen> drafts;
  std::vector<ProtocolViolation> violations;
  std::int64_t focuses = 0;
  std::int64_t unknown_frames = 0;
};

std::string record_json(const SimulatorRecord& record);

}  // namespace plugin::workstation
