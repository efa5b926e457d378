#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qa/desk.h"
#include "qa/event.h"
#include "qa/record.h"
#include "rules/finding.h"
#include "store/store.h"

/// The seam between the engine and a workstation: what comes in, what goes back. Everything here
/// happens on the net thread. A link reconnects by itself until stop() or until a person must act.
namespace plugin::workstation {

enum class LinkState { kConnecting, kCatchingUp, kLive, kWaiting, kStopped };

std::string_view to_string(LinkState state);  // connecting catching_up live waiting stopped

struct LinkStatus {
  LinkState state = LinkState::kConnecting;
  std::string detail;  ///< for people: "connected to demo-desk 3.2.0 as 客服小李" …
  std::optional<qa::Duration> retry_in;  ///< of kWaiting
  bool needs_person = false;  ///< of kStopped: credentials refused, replaced, version not spoken
  std::string agent_id;       ///< identity of `ready.agent`
  std::string agent_name;
};

struct DraftCheck {
  std::string id;
  std::int64_t revision = 0;
  std::string conversation;
  std::string agent;
  std::string text;
  std::int64_t context_seq = 0;
  qa::Duration deadline{800};
};

/// A reason as the workstation shows it. Spans are code points of the text it is about.
struct Reason {
  std::string code;     ///< rule id
  std::string text;     ///< the rule's `tell`
  std::string message;  ///< message id the spans are in; empty for a draft
  std::vector<rules::Span> spans;
};

struct DraftAnswer {
  std::string id;
  std::int64_t revision = 0;
  rules::Action action = rules::Action::kLog;  ///< log, hint → allow; confirm → warn; block → block
  std::vector<Reason> reasons;
  std::string rewrite;  ///< empty: none
};

/// A nudge on its way back. `ttl` counts from the causing event's own time.
struct Nudge {
  std::string id;      ///< made by the engine, stable across re-sends and restarts
  std::string dedupe;  ///< one per round and stage, or per rule and message
  std::string conversation;
  std::string agent;  ///< empty: the identity of `ready.agent`
  std::string level;  ///< info | warn | block
  std::string title;
  std::string text;
  std::vector<std::string> suggestions;
  std::vector<Reason> evidence;
  std::string rule;  ///< empty for a waiting nudge
  std::string rule_set;
  std::string because_event;  ///< id of the causing event
  std::int64_t because_seq = 0;
  qa::Time because_at{};
  qa::Duration ttl{600'000};
};

struct Verdict {
  std::string id;
  std::string conversation;
  std::string message;
  std::string label;  ///< "violation" | "clean"
  std::vector<Reason> reasons;
  std::string rule_set;
  std::string because_event;
  std::int64_t because_seq = 0;
};

struct Receipt {
  std::string re;
  std::string status;  ///< shown applied dismissed expired stored duplicate rejected
};

/// What a link tells the engine.
class LinkListener {
 public:
  virtual ~LinkListener() = default;
  /// In stream order, each once per connection (the desk drops what it had before). `seq` is to be
  /// handed to Link::stored() when durable.
  virtual void on_event(qa::Event event, std::int64_t seq) = 0;
  /// Between ready and the end of the replay or of the snapshots.
  virtual void on_catch_up_began() = 0;
  virtual void on_catch_up_ended() = 0;
  /// The old cursor does not hold. The snapshots that follow are the new baseline.
  virtual void on_baseline_lost(std::string reason) = 0;
  virtual void on_snapshot(qa::Snapshot snapshot) = 0;
  /// All snapshots came: `conversations` are all that are not closed; everything up to `cursor.seq`
  /// is covered by them once stored.
  virtual void on_snapshot_end(std::vector<std::string> conversations, store::Cursor cursor,
                               qa::Time server_time) = 0;
  virtual void on_draft(DraftCheck draft) = 0;
  virtual void on_draft_cancelled(std::string id) = 0;
  virtual void on_receipt(Receipt receipt) = 0;
  /// Frames that were not as they should be; counted, never fatal to other input.
  virtual void on_anomaly(qa::AnomalyRecord anomaly) = 0;
  virtual void on_status(const LinkStatus& status) = 0;
};

class Link {
 public:
  virtual ~Link() = default;
  virtual void start(std::optional<store::Cursor> cursor) = 0;
  /// Closes politely (1000) and does not come back; `on_status(kStopped)` when done.
  virtual void stop() = 0;
  /// Everything up to `seq` of the present stream is durable; acknowledged within a second.
  virtual void stored(std::int64_t seq) = 0;
  virtual void send(const Nudge& nudge) = 0;
  virtual void send(const Verdict& verdict) = 0;
  virtual void answer(const DraftAnswer& answer) = 0;
  virtual void focus(std::string_view conversation) = 0;
  virtual void decide_draft(std::string_view draft, std::int64_t revision, std::string_view choice,
                            std::string_view reason) = 0;
  /// Stops taking frames off the socket (TCP pushes back) until resumed; never judged as silence.
  virtual void pause_reading(bool paused) = 0;
  /// The workstation's clock: monotonic time plus the estimated offset.
  virtual qa::Time server_now() const = 0;
  virtual std::string stream() const = 0;
};

}  // namespace plugin::workstation
