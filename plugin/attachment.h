#pragma once

#include <optional>
#include <string>
#include <utility>

#include "plugin/engine.h"
#include "plugin/workstation/link.h"

namespace plugin {

/// One workstation account on the engine: the listener of its link, and what the engine remembers
/// of it.
class Engine::Attachment : public workstation::LinkListener {
 public:
  Attachment(Engine& engine, std::string account, std::string its_shop)
      : source(std::move(account)), shop(std::move(its_shop)), engine_(engine) {}

  void on_event(qa::Event event, std::int64_t seq) override;
  void on_catch_up_began() override;
  void on_catch_up_ended() override;
  void on_baseline_lost(std::string reason) override;
  void on_snapshot(qa::Snapshot snapshot) override;
  void on_snapshot_end(std::vector<std::string> conversations, store::Cursor cursor,
                       qa::Time server_time) override;
  void on_draft(workstation::DraftCheck draft) override;
  void on_draft_cancelled(std::string id) override;
  void on_receipt(workstation::Receipt receipt) override;
  void on_anomaly(qa::AnomalyRecord anomaly) override;
  void on_status(const workstation::LinkStatus& new_status) override;

  std::string source;
  std::string shop;
  workstation::Link* link = nullptr;
  workstation::LinkStatus status;
  bool is_catching_up = false;
  /// Newest event time of this account: where a gap begins.
  std::optional<qa::Time> last_event_at;
  /// Of a baseline that was lost, until the snapshots have told whether anything is missing.
  std::string lost_reason;
  bool lost_something = false;

 private:
  Engine& engine_;
};

}  // namespace plugin
