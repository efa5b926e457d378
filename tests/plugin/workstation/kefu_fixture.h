#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plugin/workstation/kefu.h"

namespace workstation_test {

using plugin::workstation::Now;
using qa::Duration;

/// Writes down what a link tells the engine.
struct Recorder : plugin::workstation::LinkListener {
  void on_event(qa::Event event, std::int64_t seq) override {
    seqs.push_back(seq);
    events.push_back(std::move(event));
    if (after_event) {
      after_event(seq);
    }
  }

  void on_catch_up_began() override { ++began; }

  void on_catch_up_ended() override { ++ended; }

  void on_baseline_lost(std::string reason) override { lost.push_back(std::move(reason)); }

  void on_snapshot(qa::Snapshot snapshot) override { snapshots.push_back(std::move(snapshot)); }

  void on_snapshot_end(std::vector<std::string> conversations, store::Cursor cursor,
                       qa::Time) override {
    open_conversations = std::move(conversations);
    baseline = std::move(cursor);
  }

  void on_draft(plugin::workstation::DraftCheck draft) override {
    drafts.push_back(std::move(draft));
  }

  void on_draft_cancelled(std::string id) override { cancelled.push_back(std::move(id)); }

  void on_receipt(plugin::workstation::Receipt receipt) override {
    receipts.push_back(receipt.re + " " + receipt.status);
  }

  void on_anomaly(qa::AnomalyRecord anomaly) override { anomalies.push_back(std::move(anomaly)); }

  void on_status(const plugin::workstation::LinkStatus& status) override {
    statuses.push_back(status);
    if (after_status) {
      after_status(status);
    }
  }

  std::vector<std::string> anomaly_kinds() const {
    std::vector<std::string> kinds;
    for (const auto& anomaly : anomalies) {
      kinds.push_back(anomaly.kind);
    }
    return kinds;
  }

  std::vector<std::int64_t> seqs;
  std::vector<qa::Event> events;
  int began = 0;
  int ended = 0;
  std::vector<std::string> lost;
  std::vector<qa::Snapshot> snapshots;
  std::optional<std::vector<std::string>> open_conversations;
  std::optional<store::Cursor> baseline;
  std::vector<plugin::workstation::DraftCheck> drafts;
  std::vector<std::string> cancelled;
  std::vector<std::string> receipts;
  std::vector<qa::AnomalyRecord> anomalies;
  std::vector<plugin::workstation::LinkStatus> statuses;
  std::function<void(std::int64_t)> after_event;
  std::function<void(const plugin::workstation::LinkStatus&)> after_status;
};

struct FakeHost : plugin::workstation::DialectHost {
  bool is_behind = false;

  bool has_unread() const override { return is_behind; }

  void transmit(std::string frame) override {
    EXPECT_FALSE(closed) << "sent after hang_up: " << frame;
    sent.push_back(std::move(frame));
  }

  void hang_up(std::uint16_t code, std::string_view why) override {
    EXPECT_FALSE(closed) << "hung up twice";
    closed = code;
    reason = why;
  }

  void on_welcome(const plugin::workstation::Welcome& news) override { welcome = news; }

  void on_live() override { ++live; }

  void note(std::string_view text) override { notes.emplace_back(text); }

  std::vector<std::string> sent;
  std::optional<std::uint16_t> closed;
  std::string reason;
  std::optional<plugin::workstation::Welcome> welcome;
  int live = 0;
  std::vector<std::string> notes;
};

inline std::string message(std::int64_t seq, std::string_view extra = {}) {
  return fmt::format(
      R"({{"op":"event","seq":{0},"event":{{"specversion":"1.0","id":"ev_{0}","source":"/desk",)"
      R"("type":"message.created","subject":"c_1","time":"2026-11-22T04:34:23.611Z","data":)"
      R"({{"conv_seq":{0},"message":{{"id":"m_{0}","author":{{"kind":"customer","id":"u_1"}},)"
      R"("visibility":"public","content":{{"kind":"text","text":"你好"}}{1}}}}}}}}})",
      seq, extra);
}

inline std::string internal_note(std::int64_t seq) {
  return fmt::format(
      R"({{"op":"event","seq":{0},"event":{{"id":"ev_{0}","type":"message.created",)"
      R"("subject":"c_1","time":"2026-11-22T04:34:23.611Z","data":{{"conv_seq":{0},"message":)"
      R"({{"id":"m_{0}","author":{{"kind":"human","id":"a_1"}},"visibility":"internal",)"
      R"("content":{{"kind":"text","text":"内部"}}}}}}}}}})",
      seq);
}

/// A dialect with a manual clock: time moves only by elapse(), which rings the timer as the
/// connection would.
class KefuTest : public testing::Test {
 protected:
  static constexpr const char* kAll = R"(["resume","nudge","verdict","draft","focus"])";

  KefuTest() {
    options.token = "kst_secret";
    options.instance = "i_1";
    options.client_version = "1.0";
    options.source = "desk";
    options.shop = "shop_9";
    connect();
  }

  /// A fresh connection with the same memory.
  void connect() {
    host = FakeHost{};
    dialect =
        std::make_unique<plugin::workstation::KefuDialect>(options, memory, host, recorder, random);
    dialect->opened(plugin::workstation::kKefuSubprotocol, now);
  }

  void text(std::string_view frame) { dialect->received(frame, now); }

  void hello(std::string_view extra = {}, int heartbeat = 20'000, int inflight = 512) {
    text(fmt::format(
        R"({{"op":"hello","v":1,"server":{{"name":"demo","version":"3"}},"heartbeat_ms":{},)"
        R"("max_frame":262144,"max_inflight":{},"features":{}{}}})",
        heartbeat, inflight, kAll, extra));
  }

  /// resumed at the cursor the memory holds.
  void ready_resumed(std::int64_t head, std::string_view features = kAll) {
    text(fmt::format(R"({{"op":"ready","session":"s","stream":"st_1","resumed":true,"head_seq":{},)"
                     R"("features":{},"agent":{{"id":"a_2","name":"客服小李","kind":"human"}}}})",
                     head, features));
  }

  void ready_fresh(std::int64_t head, std::string_view reason = "no_cursor",
                   bool with_snapshot = true, std::string_view stream = "st_1") {
    text(fmt::format(
        R"({{"op":"ready","session":"s","stream":"{}","resumed":false,"reason":"{}",)"
        R"("head_seq":{},"snapshot":{},"features":{},"agent":{{"id":"a_2","name":"小李"}}}})",
        stream, reason, head, with_snapshot, kAll));
  }

  void snapshot(std::int64_t at_seq, std::string_view conversation,
                std::string_view messages = "") {
    text(fmt::format(
        R"({{"op":"snapshot","stream":"st_1","at_seq":{},"index":0,"more":false,"conversation":)"
        R"({{"id":"{}","channel":"feige","shop":"shop_12","status":"open","customer":)"
        R"({{"id":"u_1","name":"陈女士"}},"assignee":{{"kind":"human","id":"a_2"}},)"
        R"("opened_at":"2026-11-22T04:30:00.000Z","conv_seq":14}},"messages":[{}]}})",
        at_seq, conversation, messages));
  }

  void snapshot_end(std::int64_t at_seq, int conversations) {
    text(fmt::format(R"({{"op":"snapshot_end","stream":"st_1","at_seq":{},"conversations":{}}})",
                     at_seq, conversations));
  }

  void set_cursor(std::int64_t seq, std::string stream = "st_1") {
    memory.cursor = store::Cursor{"desk", std::move(stream), seq};
    memory.received = seq;
  }

  /// hello, auth, ready at seq 100 with nothing to replay: live.
  void go_live(int heartbeat = 20'000, int inflight = 512) {
    set_cursor(100);
    hello({}, heartbeat, inflight);
    ready_resumed(100);
    host.sent.clear();
  }

  void elapse(Duration span) {
    const auto until = now.monotonic + span;
    for (auto next = dialect->next_deadline(); next && *next <= until;
         next = dialect->next_deadline()) {
      const auto step = std::max(*next, now.monotonic) - now.monotonic;
      now.monotonic += step;
      now.wall += std::chrono::duration_cast<Duration>(step);
      dialect->advance(now);
    }
    now.wall += std::chrono::duration_cast<Duration>(until - now.monotonic);
    now.monotonic = until;
  }

  void stored(std::int64_t seq) { dialect->stored(seq, now); }

  plugin::workstation::Parting closed_by_server(std::uint16_t code, std::string reason = {}) {
    plugin::net::WebsocketClosed end;
    end.was_open = true;
    end.code = code;
    end.reason = std::move(reason);
    return dialect->closed(end, now);
  }

  std::vector<std::string> sent(std::string_view op) const {
    std::vector<std::string> frames;
    for (const std::string& frame : host.sent) {
      if (frame.starts_with(fmt::format(R"({{"op":"{}")", op))) {
        frames.push_back(frame);
      }
    }
    return frames;
  }

  double next_random = 0.5;
  plugin::workstation::Random random = [this] { return next_random; };
  Now now{plugin::workstation::Monotonic{std::chrono::hours(5)}, qa::from_ms(1'795'322'063'000)};
  plugin::workstation::KefuOptions options;
  plugin::workstation::KefuMemory memory;
  FakeHost host;
  Recorder recorder;
  std::unique_ptr<plugin::workstation::KefuDialect> dialect;
};

}  // namespace workstation_test
