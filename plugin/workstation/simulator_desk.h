#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/workstation/simulator_advice.h"
#include "plugin/workstation/simulator_conversations.h"
#include "plugin/workstation/simulator_drafts.h"
#include "plugin/workstation/simulator_faults.h"
#include "plugin/workstation/simulator_frames.h"
#include "plugin/workstation/simulator_options.h"
#include "plugin/workstation/simulator_record.h"
#include "plugin/workstation/simulator_stream.h"
#include "qa/event.h"
#include "qa/time.h"

/// A kefu.v1 workstation without its sockets: frames and time go in, frames come out. Pure: the
/// same calls give the same answers. `now` is true time; what clients are told has the skew in it.
namespace plugin::workstation {

using SessionId = std::uint64_t;

/// Something to be done to a connection, in order.
struct DeskOutput {
  enum class Kind {
    kText,    ///< `bytes` as a text frame
    kBinary,  ///< `bytes` as a binary frame
    kCut,     ///< a text frame of which only `bytes` are sent, then the line drops
    kClose,   ///< `code` and `bytes` as the reason
    kAbort,   ///< RST
    kHangUp,  ///< FIN
  };

  SessionId session = 0;
  Kind kind = Kind::kText;
  std::string bytes;
  std::uint16_t code = 0;
};

/// An answer over HTTP: to a request, or instead of an upgrade.
struct DeskAnswer {
  int status = 200;
  std::string body;
  std::optional<std::int64_t> retry_after;  ///< seconds
};

class SimulatedDesk {
 public:
  explicit SimulatedDesk(SimulatorOptions options);

  /// Unreachable for now: connections are to be dropped before any byte.
  bool is_down(qa::Time now) const;
  /// Called once an upgrade: an answer instead of it; nullopt: welcome.
  std::optional<DeskAnswer> refuse_upgrade();
  /// Called once an upgrade: whether the subprotocol is to be echoed.
  bool echoes_subprotocol();

  SessionId connect(qa::Time now);
  void receive(SessionId id, std::string_view text, qa::Time now);
  void receive_binary(SessionId id, qa::Time now);
  /// The connection is gone; `code` of the client's close, 0: none came.
  void disconnected(SessionId id, std::uint16_t code, qa::Time now);

  /// A fact of the shop: into every stream that sees it.
  void publish(qa::Event event, qa::Time now);

  /// Does what is due. next_deadline(): when that is next; nullopt: nothing waits.
  void advance(qa::Time now);
  std::optional<qa::Time> next_deadline() const;

  std::vector<DeskOutput> take_outputs();

  /// Asks a client what it thinks of a draft: the agent's own connection, else a desk-wide one.
  /// False: nobody is there to ask, or four are in flight already.
  bool check_draft(const DraftRequest& request, qa::Time now);
  std::vector<DraftOutcome> take_draft_outcomes();

  /// `GET /kefu/v1/events`; `target` with its query, `authorization` the header's value.
  DeskAnswer events_after(std::string_view target, std::string_view authorization, qa::Time now);

  /// `POST /inject/NAME`; see docs/simulator.md for names and members. 400, 404 otherwise.
  DeskAnswer inject(std::string_view name, std::string_view body, qa::Time now);

  /// A client is attached and ready.
  bool has_client() const;
  /// Every ready client has acknowledged everything.
  bool has_delivered_all() const;
  /// Some client lags by more than a few windows: an unpaced play should wait.
  bool is_congested() const;

  const SimulatorRecord& record() const { return record_; }

  const SimulatedConversations& conversations() const { return conversations_; }

  std::string state_json(qa::Time now);

 private:
  struct Session {
    SessionId id = 0;
    qa::Time opened_at{};
    std::optional<qa::Time> hello_at;  ///< still to be sent
    bool is_ready = false;
    std::string agent;  ///< empty: desk-wide
    std::string instance;
    std::vector<std::string> features;
    SimulatedStream* stream = nullptr;
    std::int64_t next_seq = 1;
    std::int64_t acked = 0;
    std::int64_t inflight = 0;
    std::int64_t skip = 0;  ///< numbers still to be left out, by fault
    std::optional<qa::Time> window_full_since;

    bool has(std::string_view feature) const;
  };

  struct DelayedFrame {
    qa::Time at{};
    SessionId session = 0;
    std::string frame;
  };

  using Fault = DeskAnswer (SimulatedDesk::*)(const FaultArguments&, qa::Time);

  // connections
  void send_hello(Session& session, qa::Time now);
  void take(Session& session, const ClientFrame& frame, qa::Time now);
  void authenticate(Session& session, const AuthFrame& auth, qa::Time now);
  std::optional<std::string> agent_of_token(std::string_view token) const;
  void replace_instance(const Session& session, qa::Time now);
  void begin(Session& session, const AuthFrame& auth, qa::Time now);
  std::string resume_refusal(const SimulatedStream& stream,
                             const std::optional<ResumeCursor>& cursor) const;
  void pump(Session& session, qa::Time now);
  void take_ack(Session& session, const AckFrame& ack, qa::Time now);
  void take_ping(Session& session, const PingFrame& ping, qa::Time now);
  void take_nudge(Session& session, const NudgeFrame& nudge, qa::Time now);
  void take_verdict(Session& session, const VerdictFrame& verdict, qa::Time now);
  void take_focus(Session& session, const FocusFrame& focus, qa::Time now);
  void take_draft_result(Session& session, const DraftResultFrame& result, qa::Time now);
  void take_draft_decide(Session& session, const DraftDecideFrame& decide, qa::Time now);
  void take_bad(Session& session, const BadFrame& bad, qa::Time now);
  bool may(Session& session, std::string_view feature, std::string_view re, qa::Time now);
  void note_nudge(const NudgeFrame& nudge, std::optional<qa::Time> because_at,
                  const std::string& status, qa::Time now);
  void receipt(const Session& session, std::string_view re, std::string_view status, qa::Time now);
  std::optional<qa::Time> time_of(const Session& session, const NudgeFrame& nudge) const;
  void settle(DraftOutcome outcome);
  void log(const qa::Event& event, qa::Time now);
  void release_gathered(qa::Time now);
  void trim(qa::Time now);

  // output
  void send(const Session& session, std::string frame);
  void close(SessionId id, std::uint16_t code, std::string_view reason, qa::Time now);
  void fail(Session& session, std::string_view code, std::string_view message, std::uint16_t close,
            qa::Time now);
  void end(SessionId id, qa::Time now);
  void violation(const Session& session, qa::Time now, std::string what);

  ConnectionRecord& record_of(SessionId session) { return record_.connections[session - 1]; }

  qa::Time server_time(qa::Time now) const { return now + faults_.skew; }

  std::vector<SessionId> sessions() const;
  DraftSeen* draft_seen(const std::string& id);
  NudgeSeen* nudge_seen(const std::string& id);

  // faults (simulator_inject.cpp)
  static const std::map<std::string, Fault, std::less<>>& faults_by_name();
  DeskAnswer drop(const FaultArguments& with, qa::Time now);
  DeskAnswer close_all(const FaultArguments& with, qa::Time now);
  DeskAnswer say_bye(const FaultArguments& with, qa::Time now);
  DeskAnswer restart(const FaultArguments& with, qa::Time now);
  DeskAnswer lose_stream(const FaultArguments& with, qa::Time now);
  DeskAnswer expire_cursors(const FaultArguments& with, qa::Time now);
  DeskAnswer duplicate(const FaultArguments& with, qa::Time now);
  DeskAnswer skip_numbers(const FaultArguments& with, qa::Time now);
  DeskAnswer reorder(const FaultArguments& with, qa::Time now);
  DeskAnswer mute(const FaultArguments& with, qa::Time now);
  DeskAnswer silence_pongs(const FaultArguments& with, qa::Time now);
  DeskAnswer silence(const FaultArguments& with, qa::Time now);
  DeskAnswer slow(const FaultArguments& with, qa::Time now);
  DeskAnswer set_receipts(const FaultArguments& with, qa::Time now);
  DeskAnswer limit_nudges(const FaultArguments& with, qa::Time now);
  DeskAnswer set_skew(const FaultArguments& with, qa::Time now);
  DeskAnswer refuse(const FaultArguments& with, qa::Time now);
  DeskAnswer replace(const FaultArguments& with, qa::Time now);
  DeskAnswer limit_rate(const FaultArguments& with, qa::Time now);
  DeskAnswer invalidate_session(const FaultArguments& with, qa::Time now);
  DeskAnswer refuse_http(const FaultArguments& with, qa::Time now);
  DeskAnswer go_down(const FaultArguments& with, qa::Time now);
  DeskAnswer omit_subprotocol(const FaultArguments& with, qa::Time now);
  DeskAnswer set_hello(const FaultArguments& with, qa::Time now);
  DeskAnswer send_odd(const FaultArguments& with, qa::Time now);
  DeskAnswer ask_draft(const FaultArguments& with, qa::Time now);
  DeskAnswer cancel_draft(const FaultArguments& with, qa::Time now);
  DeskAnswer publish_one(const FaultArguments& with, qa::Time now);

  SimulatorOptions options_;
  SimulatedStreams streams_;
  SimulatedConversations conversations_;
  SimulatedAdvice advice_;
  SimulatedDrafts drafts_;
  SimulatorFaults faults_;
  SimulatorRecord record_;
  ClientFrameReader reader_;
  std::map<SessionId, Session> sessions_;
  std::vector<DeskOutput> outputs_;
  std::vector<DraftOutcome> outcomes_;
  std::deque<DelayedFrame> delayed_;
  std::size_t since_trim_ = 0;
  int drafts_made_ = 0;
};

}  // namespace plugin::workstation
