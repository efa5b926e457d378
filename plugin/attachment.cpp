#include "plugin/attachment.h"

#include <fmt/format.h>

namespace plugin {

void Engine::Attachment::on_event(qa::Event event, std::int64_t seq) {
  engine_.take(*this, std::move(event), seq);
}

void Engine::Attachment::on_catch_up_began() {
  if (!is_catching_up) {
    is_catching_up = true;
    engine_.desk_.begin_catch_up(source);
  }
}

void Engine::Attachment::on_catch_up_ended() {
  if (is_catching_up) {
    is_catching_up = false;
    if (!lost_reason.empty()) {
      // No snapshot told what became of the conversations we had.
      engine_.settle_gap(*this, engine_.now(), false);
    }
    engine_.desk_.end_catch_up(engine_.now(), engine_.effects_, source);
    engine_.digest(this, nullptr);
  }
}

void Engine::Attachment::on_baseline_lost(std::string reason) {
  // After a drop in the middle of the snapshots they come again, and agree with themselves then:
  // what the first ones showed to be missing still is.
  lost_reason = std::move(reason);
  engine_.cursors_[source] = std::nullopt;
  engine_.note_pending();
}

void Engine::Attachment::on_snapshot(qa::Snapshot snapshot) {
  engine_.take(*this, snapshot);
}

void Engine::Attachment::on_snapshot_end(std::vector<std::string> conversations,
                                         store::Cursor cursor, qa::Time server_time) {
  engine_.end_snapshot(*this, conversations, std::move(cursor), server_time);
}

void Engine::Attachment::on_draft(workstation::DraftCheck draft) {
  engine_.take_draft(*this, draft);
}

void Engine::Attachment::on_draft_cancelled(std::string id) {
  engine_.log_->debug("draft.cancelled", {{"connection", source}, {"draft", id}});
}

void Engine::Attachment::on_receipt(workstation::Receipt receipt) {
  engine_.log_->debug("receipt",
                      {{"connection", source}, {"re", receipt.re}, {"status", receipt.status}});
}

void Engine::Attachment::on_anomaly(qa::AnomalyRecord anomaly) {
  anomaly.source = source;
  anomaly.shop = shop;
  engine_.add_anomaly(std::move(anomaly));
}

void Engine::Attachment::on_status(const workstation::LinkStatus& new_status) {
  status = new_status;
  const bool is_stopped = status.state == workstation::LinkState::kStopped;
  if (is_stopped || status.state == workstation::LinkState::kWaiting) {
    on_catch_up_began();  // what was answered meanwhile is not known here: stages wait
  }
  if (is_stopped && status.needs_person) {
    engine_.log_->error("link.stopped", {{"connection", source},
                                         {"reason", status.detail},
                                         {"next", "none: a person must act, then start it again"}});
  } else {
    engine_.log_->info("link.status", {{"connection", source},
                                       {"state", std::string(workstation::to_string(status.state))},
                                       {"detail", status.detail}});
  }
  if (is_stopped && engine_.on_stopped) {
    engine_.on_stopped();
  }
}

}  // namespace plugin
