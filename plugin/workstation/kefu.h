#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/workstation/backoff.h"
#include "plugin/workstation/dialect.h"
#include "plugin/workstation/kefu_acks.h"
#include "plugin/workstation/kefu_close.h"
#include "plugin/workstation/kefu_drafts.h"
#include "plugin/workstation/kefu_frame.h"
#include "plugin/workstation/kefu_heartbeat.h"
#include "plugin/workstation/kefu_outbox.h"
#include "plugin/workstation/kefu_positions.h"
#include "qa/event_json.h"

namespace plugin::workstation {

inline constexpr std::string_view kKefuSubprotocol = "kefu.v1.json";

struct KefuOptions {
  std::string token;
  std::string instance;
  std::string client_version;
  std::string source;
  std::string shop;
};

/// What outlives one connection. Owned by the Connection; each dialect works on it.
struct KefuMemory {
  KefuOutbox outbox;
  KefuPositions positions;
  ClockOffset clock;
  /// Where to take up: everything up to it is durable, or was told by snapshots since.
  std::optional<store::Cursor> cursor;
  /// Highest seq of the cursor's stream that ever came in this life.
  std::int64_t received = 0;
  /// The workstation (or a 4009) made us drop the cursor: the reason the engine is told.
  std::string forgotten_because;
  std::uint64_t last_focus = 0;

  void on_stored(std::int64_t seq);
  void forget_cursor(std::string reason);
};

/// kefu.v1 over one connection: hello → auth → ready → replay or snapshots → live.
///
/// Invariants: an event is handed over exactly when its seq is the expected one; the expected one
/// rises by one with every frame whose seq could be read, whatever its content; after hang_up()
/// nothing is sent and nothing is taken.
class KefuDialect final : public Dialect {
 public:
  static constexpr qa::Duration kHelloLimit{10'000};  ///< for hello, and for ready after auth

  /// All references outlive the dialect.
  KefuDialect(const KefuOptions& options, KefuMemory& memory, DialectHost& host,
              LinkListener& listener, const Random& random);

  void opened(std::string_view subprotocol, const Now& now) override;
  void received(std::string_view frame, const Now& now) override;
  void received_binary(std::size_t bytes, const Now& now) override;
  Parting closed(const net::WebsocketClosed& end, const Now& now) override;
  void advance(const Now& now) override;
  std::optional<Monotonic> next_deadline() const override;
  void stored(std::int64_t seq, const Now& now) override;
  void reading_paused(bool paused, const Now& now) override;
  void outbox_changed(const Now& now) override;
  void answer(const DraftAnswer& answer, const Now& now) override;
  void focus(std::string_view conversation, const Now& now) override;
  void decide_draft(std::string_view draft, std::int64_t revision, std::string_view choice,
                    std::string_view reason, const Now& now) override;

 private:
  enum class Stage { kOpening, kHello, kReady, kSnapshots, kReplay, kLive, kOver };

  bool is_ready() const { return stage_ >= Stage::kSnapshots && stage_ <= Stage::kLive; }

  bool has(std::string_view feature) const;

  void on_event(qa::ReadEvent read, const Now& now);
  void on_malformed(const qa::ReadEvent& read, std::string_view frame, const Now& now);
  /// True when `seq` is the expected one and was counted.
  bool take_seq(std::int64_t seq, std::string_view event_id, bool needs_storing, const Now& now);

  void on(const KefuUnreadable& frame, const Now& now);
  void on(const KefuTooDeep& frame, const Now& now);
  void on(const KefuMalformed& frame, const Now& now);
  void on(const KefuIgnored& frame, const Now& now);
  void on(const KefuEvent& frame, const Now& now);
  void on(const KefuHello& frame, const Now& now);
  void on(const KefuReady& frame, const Now& now);
  void on(const KefuSnapshot& frame, const Now& now);
  void on(const KefuSnapshotEnd& frame, const Now& now);
  void on(const KefuPong& frame, const Now& now);
  void on(const KefuReceipt& frame, const Now& now);
  void on(const KefuDraftCheck& frame, const Now& now);
  void on(const KefuDraftCancel& frame, const Now& now);
  void on(const KefuError& frame, const Now& now);
  void on(const KefuBye& frame, const Now& now);

  void resume(const KefuReady& frame, const Now& now);
  void rebase(const KefuReady& frame, const Now& now);
  void go_live_if_caught_up();
  void send_acks(const Now& now);
  void pump_outbox(const Now& now);
  void watch_clock(const Now& now);
  void update_excuse(const Now& now);
  void hang_up(std::uint16_t code, std::string_view reason);
  void anomaly(std::string kind, std::string detail, const Now& now,
               std::string_view conversation = {}, std::string_view event_id = {});

  const KefuOptions& options_;
  KefuMemory& memory_;
  DialectHost& host_;
  LinkListener& listener_;
  const Random& random_;

  Stage stage_ = Stage::kOpening;
  std::optional<Monotonic> stage_limit_;
  qa::EventReader events_;
  KefuFrameReader frames_;
  KefuHeartbeat heartbeat_;
  KefuAcks acks_;
  KefuDrafts drafts_;
  KefuFarewell farewell_;
  KefuHello hello_;
  std::optional<store::Cursor> asked_;  // in auth
  std::vector<std::string> features_;   // agreed
  std::string stream_;
  std::string agent_;
  std::int64_t head_at_ready_ = 0;
  Monotonic authenticated_at_{};
  qa::Time ready_at_{};
  std::optional<std::int64_t> snapshot_seq_;
  std::vector<std::string> snapshot_ids_;
  bool is_reading_paused_ = false;
  std::optional<std::int64_t> wall_minus_monotonic_;  // ms, to notice a sleep or a set clock
};

}  // namespace plugin::workstation
