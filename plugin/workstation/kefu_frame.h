#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "qa/time.h"

/// What a kefu.v1 workstation says besides events (those are read by qa::EventReader). Unknown
/// members are ignored everywhere.
namespace plugin::workstation {

struct KefuHello {
  std::int64_t version = 0;  ///< 0 where it gave none
  std::string server_name;
  std::string server_version;
  qa::Duration heartbeat{20'000};  ///< within [5 s, 10 min]
  std::int64_t max_inflight = 512;
  std::optional<std::vector<std::string>> features;
  std::optional<qa::Time> time;
  std::vector<std::string> oddities;  ///< what was missing or out of range and is assumed
};

struct KefuReady {
  std::string stream;
  bool is_resumed = false;
  std::string reason;  ///< of not resumed
  bool has_snapshot = false;
  std::int64_t head_seq = 0;
  std::optional<std::int64_t> replay_to;
  std::vector<std::string> features;
  std::string agent_id;
  std::string agent_name;
  std::optional<qa::Time> time;
};

/// One conversation of a snapshot, its parts still in JSON.
struct KefuSnapshot {
  std::int64_t at_seq = 0;
  std::string conversation_id;
  std::string conversation;           ///< JSON object
  std::vector<std::string> messages;  ///< JSON objects
  std::vector<std::string> message_times;
  std::vector<std::string> message_ids;
  std::vector<std::int64_t> message_seqs;
  std::optional<qa::Time> opened_at;
  std::int64_t conv_seq = 0;
};

struct KefuSnapshotEnd {
  std::int64_t at_seq = 0;
  std::int64_t conversations = 0;
};

struct KefuPong {
  std::int64_t n = 0;
  std::int64_t head_seq = 0;
  std::optional<qa::Time> time;
};

struct KefuReceipt {
  std::string re;
  std::string status;
};

struct KefuDraftCheck {
  std::string id;
  std::int64_t revision = 0;
  std::string conversation;
  std::string agent;
  std::string text;
  std::optional<std::int64_t> context_seq;
  qa::Duration deadline{800};
};

struct KefuDraftCancel {
  std::string re;
};

struct KefuError {
  std::string code;
  bool is_fatal = false;
  std::string re;
  std::string message;
  std::optional<qa::Duration> retry_after;
};

struct KefuBye {
  std::string reason;
  bool wants_reconnect = true;
  bool allows_resume = true;
  std::optional<qa::Duration> after;
};

/// A hint or an op of another version: nothing to do.
struct KefuIgnored {
  std::string op;
};

/// A known op without what it needs. Counted, otherwise ignored.
struct KefuMalformed {
  std::string op;
  std::string problem;
  std::string re;  ///< its id, where it had one
};

/// Nested deeper than a parser should follow. `seq` where the frame says it is an event.
struct KefuTooDeep {
  std::optional<std::int64_t> seq;
};

/// A protocol error: the connection ends with this code.
struct KefuUnreadable {
  std::uint16_t code = 1002;
  std::string problem;
};

/// An event frame: not for this reader.
struct KefuEvent {
  std::optional<std::int64_t> seq;
};

using KefuFrame = std::variant<KefuUnreadable, KefuTooDeep, KefuMalformed, KefuIgnored, KefuEvent,
                               KefuHello, KefuReady, KefuSnapshot, KefuSnapshotEnd, KefuPong,
                               KefuReceipt, KefuDraftCheck, KefuDraftCancel, KefuError, KefuBye>;

/// Reuses its memory; one thread an instance.
class KefuFrameReader {
 public:
  KefuFrameReader();
  ~KefuFrameReader();
  KefuFrameReader(const KefuFrameReader&) = delete;
  KefuFrameReader& operator=(const KefuFrameReader&) = delete;

  /// Never throws for bad input. Unpaired surrogates become U+FFFD, as in events.
  KefuFrame read(std::string_view json);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Looks for a member `seq` at the top of a JSON object without parsing what is inside others;
/// nullopt where there is none or it is no integer of [0, 2^53). For frames no parser would take.
std::optional<std::int64_t> find_top_seq(std::string_view json);

}  // namespace plugin::workstation
