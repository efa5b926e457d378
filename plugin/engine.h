#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugin/anomaly_sample.h"
#include "plugin/feedback.h"
#include "plugin/log.h"
#include "plugin/workstation/link.h"
#include "qa/desk.h"
#include "store/store.h"
#include "store/writer.h"

namespace plugin {

struct EngineOptions {
  bool nudge_back = true;  ///< send nudges and verdicts to the workstation
  rules::Language language = rules::Language::kChinese;
  std::string default_shop = "default";
  /// The desk's clock. Empty: the workstation's, as the first link estimates it. The demo puts its
  /// own in, which runs faster.
  std::function<qa::Time()> clock;
  /// Every effect before anybody else sees it: the effects log. May be empty.
  std::function<void(const qa::Effect&)> record;
};

/// What `run` has done since it started, for health, the screen and the summary.
struct EngineCounts {
  std::uint64_t events = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t refused = 0;
  std::uint64_t rounds = 0;
  std::uint64_t nudges = 0;  ///< that reached somebody
  std::uint64_t suppressed = 0;
  std::uint64_t findings = 0;
  std::uint64_t drafts = 0;
  std::uint64_t anomalies = 0;
  std::uint64_t committed = 0;  ///< transactions
};

/// The desk in its chair: takes what links bring, keeps the one timer, hands conclusions to the
/// writer and the advice to the workstation. Net thread only, but for on_committed()'s caller.
///
/// Order of things: an event is applied at once and advice goes out at once (it is only advice);
/// the event, its conclusions and the cursor are one batch; the acknowledgement follows the commit.
/// A full queue pauses reading; nothing is dropped.
class Engine {
 public:
  class Attachment;

  /// Effects as they come to be, before they are stored: effects log, screen.
  using EffectSeen = std::function<void(const qa::Effect&)>;

  /// `writer` and `reader` must outlive the engine. @throws store::Error when the database cannot
  /// be read.
  Engine(EngineOptions options, qa::Profile profile, std::shared_ptr<const rules::RulePack> rules,
         store::Writer& writer, store::Reader& reader, Log& log);
  ~Engine();

  /// Adds an account. The link is made by the caller with the returned listener, then given to
  /// start().
  workstation::LinkListener& attach(std::string source, std::string shop);
  /// Takes up where the store ends: live conversations of the accounts that were attached back on
  /// the desk, links started at their cursors.
  void start(const std::vector<std::pair<std::string, workstation::Link*>>& links, qa::Time now);
  /// No more events are taken; what is pending goes to the writer. Links must have been stopped.
  void drain();

  /// Fires what is due. @returns when to call again (server time); nullopt: nothing waits.
  std::optional<qa::Time> advance();
  qa::Time now() const;

  /// The writer's queue moved: acknowledge, hand over what waited, read on. Net thread.
  void on_committed(std::uint64_t ticket);

  void set_rules(std::shared_ptr<const rules::RulePack> rules);
  void set_profile(qa::Profile profile);
  void add_audit(store::AuditEntry entry);

  const qa::Desk& desk() const { return desk_; }

  const EngineCounts& counts() const { return counts_; }

  std::vector<std::pair<std::string, workstation::LinkStatus>> statuses() const;

  EffectSeen on_effect;
  /// Events as they were applied, words included: for a screen on the person's own terminal.
  std::function<void(const qa::Event&)> on_event;
  /// A link has stopped for good.
  std::function<void()> on_stopped;
  /// The deadline may have moved: the owner of the timer sets it anew.
  std::function<void()> on_deadline_moved;
  /// Something waits to be handed to the writer: the owner calls flush() on the next turn of its
  /// loop.
  std::function<void()> on_pending;
  void flush();

 private:
  void take(Attachment& from, qa::Event event, std::int64_t seq);
  void take(Attachment& from, const qa::Snapshot& snapshot);
  void end_snapshot(Attachment& from, const std::vector<std::string>& conversations,
                    store::Cursor cursor, qa::Time server_time);
  void take_draft(Attachment& from, const workstation::DraftCheck& draft);
  /// Nothing more is to be learned of what a lost baseline hid: records the gap, if there is one.
  void settle_gap(Attachment& from, qa::Time until, bool is_proven);
  void restore(const qa::ConversationKey& key, qa::Time now);
  bool is_known(const qa::ConversationKey& key) const;
  std::vector<store::Batch> unwritten(const qa::ConversationKey& key) const;
  bool take_cursor_along();
  void pause_reading(bool paused);
  void keep(std::vector<qa::Event> events);
  void digest(Attachment* from, const qa::Cause* cause);
  void send_nudge(const qa::NudgeRecord& nudge);
  void send_findings(Attachment& from, const std::vector<qa::FindingRecord>& findings,
                     const qa::Cause& cause);
  bool is_about(const qa::FindingRecord& finding, const qa::Cause& cause) const;
  void send_absence(const qa::FindingRecord& finding);
  void add_anomaly(qa::AnomalyRecord anomaly);
  void note_pending();
  Attachment* find(std::string_view source) const;

  /// What is to be acknowledged when a batch is durable.
  struct Promise {
    std::uint64_t ticket = 0;
    Attachment* attachment = nullptr;
    std::string stream;
    std::int64_t seq = 0;
  };

  EngineOptions options_;
  store::Writer* writer_;
  store::Reader* reader_;
  Log* log_;
  qa::Desk desk_;
  std::vector<std::unique_ptr<Attachment>> attachments_;
  std::vector<qa::Effect> effects_;
  store::Batch pending_;
  AnomalySample anomalies_;
  /// Where each account stands, until a batch takes it along; nullopt: its cursor no longer holds.
  std::map<std::string, std::optional<store::Cursor>> cursors_;
  bool is_pending_noted_ = false;
  bool is_reading_paused_ = false;
  std::vector<Promise> waiting_;  ///< of the pending batch, no ticket yet
  std::deque<Promise> promises_;  ///< by ticket
  Cooldowns cooldowns_;
  EngineCounts counts_;
};

}  // namespace plugin
