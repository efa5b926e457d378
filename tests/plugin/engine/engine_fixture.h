#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin/engine.h"
#include "plugin/log.h"
#include "store/forwarding.h"
#include "store/open.h"
#include "tests/support/event_builder.h"
#include "tests/support/manual_clock.h"
#include "tests/support/rules_of.h"
#include "tests/support/temp_dir.h"

namespace engine_test {

using qa::Duration;
using std::chrono::seconds;

/// A link without a wire: writes down what the engine does with it.
struct FakeLink : plugin::workstation::Link {
  explicit FakeLink(support::ManualClock& shared) : clock(shared) {}

  void start(std::optional<store::Cursor> from) override { cursor = std::move(from); }

  void stop() override { is_stopped = true; }

  void stored(std::int64_t seq) override { acks.push_back(seq); }

  void send(const plugin::workstation::Nudge& nudge) override { nudges.push_back(nudge); }

  void send(const plugin::workstation::Verdict& verdict) override { verdicts.push_back(verdict); }

  void answer(const plugin::workstation::DraftAnswer& answer) override {
    answers.push_back(answer);
  }

  void focus(std::string_view) override {}

  void decide_draft(std::string_view, std::int64_t, std::string_view, std::string_view) override {}

  void pause_reading(bool paused) override { is_paused = paused; }

  qa::Time server_now() const override { return clock.now(); }

  std::string stream() const override { return stream_id; }

  support::ManualClock& clock;
  std::string stream_id = "s_1";
  std::optional<store::Cursor> cursor;
  bool is_stopped = false;
  bool is_paused = false;
  std::vector<std::int64_t> acks;
  std::vector<plugin::workstation::Nudge> nudges;
  std::vector<plugin::workstation::Verdict> verdicts;
  std::vector<plugin::workstation::DraftAnswer> answers;
};

/// A door in front of a store's appends: while it is shut the writer waits before it.
class Gate {
 public:
  void shut() {
    const std::lock_guard lock(mutex_);
    is_open_ = false;
  }

  void open() {
    const std::lock_guard lock(mutex_);
    is_open_ = true;
    changed_.notify_all();
  }

  void pass() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_open_ = true;
};

/// One store under several writers in a row, as a database is under several runs.
class GatedStore : public store::Forwarding<store::Store, std::shared_ptr<store::Store>> {
 public:
  GatedStore(std::shared_ptr<store::Store> store, Gate& gate)
      : Forwarding(store), store_(std::move(store)), gate_(gate) {}

  store::Appended append_all(std::span<const store::Batch> batches) override {
    gate_.pass();
    return store_->append_all(batches);
  }

  std::int64_t append_profile(const qa::Profile& profile, qa::Time at, std::string_view author,
                              std::string_view reason) override {
    return store_->append_profile(profile, at, author, reason);
  }

  std::int64_t append_publication(const store::Publication& publication,
                                  std::span<const rules::Source> sources) override {
    return store_->append_publication(publication, sources);
  }

  bool append_review(const qa::Review& review) override { return store_->append_review(review); }

  void migrate() override {}

 private:
  std::shared_ptr<store::Store> store_;
  Gate& gate_;
};

using support::rules_of;

/// Four rules: one blocks an agent's word, one only logs, one is about the customer's words, one
/// says what the customer wants.
inline std::shared_ptr<const rules::RulePack> few_rules() {
  return rules_of(R"(version: 1
pack: few
locale: zh-CN
rules:
- id: few.wechat
  name: 导流
  level: critical
  has: [加微信]
  do: block
  tell: 请勿引导顾客加微信
  suggest: 亲，在这里沟通就好
  tests: {bad: [加微信], ok: [您好]}
- id: few.log
  name: 记录
  level: note
  has: [随便]
  do: log
  tell: 只作记录
  tests: {bad: [随便], ok: [您好]}
- id: few.threat
  name: 投诉倾向
  level: major
  says: customer
  has: [工商局]
  do: hint
  tell: 顾客提到监管部门，请谨慎处理
  tests: {bad: [找工商局], ok: [您好]}
- id: few.ship
  name: 催发货
  says: customer
  has: [催发货]
  classify: 物流问题/催促发货
  tests: {bad: [催发货], ok: [您好]}
)");
}

/// One run over a store: engine, writer, links. Everything the writer does is waited for, so
/// nothing here depends on time.
class Shift {
 public:
  Shift(const Shift&) = delete;
  Shift& operator=(const Shift&) = delete;

  Shift(std::shared_ptr<store::MemoryStore> store, Gate& gate, support::ManualClock& clock,
        plugin::Log& log, std::size_t longest_queue = 256)
      : clock_(clock), reader_(store->reader()) {
    store::WriterOptions writing;
    writing.longest_queue = longest_queue;
    writer_ = std::make_unique<store::Writer>(std::make_unique<GatedStore>(store, gate), writing,
                                              store::WriterCallbacks{});
    engine_ = std::make_unique<plugin::Engine>(plugin::EngineOptions{}, qa::Profile::douyin(),
                                               few_rules(), *writer_, *reader_, log);
    engine_->on_effect = [this](const qa::Effect& effect) { effects.push_back(effect); };
  }

  FakeLink& add(std::string source, std::string shop = "shop_1") {
    listeners_.push_back(&engine_->attach(source, std::move(shop)));
    links_.push_back(std::make_unique<FakeLink>(clock_));
    names_.push_back(std::move(source));
    return *links_.back();
  }

  /// Starts the links; the first `live` of them have caught up at once.
  void start(std::size_t live = SIZE_MAX) {
    std::vector<std::pair<std::string, plugin::workstation::Link*>> started;
    for (std::size_t i = 0; i < links_.size(); ++i) {
      started.emplace_back(names_[i], links_[i].get());
    }
    engine_->start(std::move(started), clock_.now());
    for (std::size_t i = 0; i < links_.size() && i < live; ++i) {
      listeners_[i]->on_catch_up_ended();
    }
  }

  /// Hands events over as the link does, at their own times, with seqs that count on.
  void deliver(std::vector<qa::Event> events, std::size_t link = 0) {
    for (qa::Event& event : events) {
      clock_.advance_to(event.time);
      event.source.clear();
      event.shop.clear();
      listeners_[link]->on_event(std::move(event), ++seq_);
    }
  }

  /// What the loop does when the writer is done: everything handed over is durable and told.
  void settle() {
    engine_->flush();
    ASSERT_TRUE(writer_->flush());
    engine_->on_committed(writer_->committed());
  }

  void advance_to(qa::Time to) {
    clock_.advance_to(to);
    engine_->advance();
  }

  void end() {
    engine_->drain();
    writer_->stop();
  }

  template <class Record>
  std::vector<Record> all() const {
    std::vector<Record> found;
    for (const qa::Effect& effect : effects) {
      if (const auto* record = std::get_if<Record>(&effect)) {
        found.push_back(*record);
      }
    }
    return found;
  }

  plugin::Engine& engine() { return *engine_; }

  store::Reader& reader() { return *reader_; }

  store::Writer& writer() { return *writer_; }

  plugin::workstation::LinkListener& listener(std::size_t link = 0) { return *listeners_[link]; }

  FakeLink& link(std::size_t link = 0) { return *links_[link]; }

  std::vector<qa::Effect> effects;

 private:
  support::ManualClock& clock_;
  std::unique_ptr<store::Reader> reader_;
  std::unique_ptr<store::Writer> writer_;
  std::unique_ptr<plugin::Engine> engine_;
  std::vector<plugin::workstation::LinkListener*> listeners_;
  std::vector<std::unique_ptr<FakeLink>> links_;
  std::vector<std::string> names_;
  std::int64_t seq_ = 0;
};

class EngineTest : public ::testing::Test {
 protected:
  Shift make_shift(std::size_t longest_queue = 256) {
    return Shift(store_, gate_, clock_, log_, longest_queue);
  }

  void TearDown() override { gate_.open(); }

  static plugin::LogConfig quiet(const support::TempDir& folder) {
    plugin::LogConfig config;
    config.file = folder.path() / "log";
    return config;
  }

  support::TempDir folder_;
  plugin::Log log_{quiet(folder_)};
  support::ManualClock clock_{support::shanghai("2026-11-22", "10:00:00")};
  Gate gate_;
  std::shared_ptr<store::MemoryStore> store_ = store::open_memory_store();
};

}  // namespace engine_test
