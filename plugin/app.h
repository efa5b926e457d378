#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin/config.h"
#include "plugin/database_lock.h"
#include "plugin/effects_log.h"
#include "plugin/engine.h"
#include "plugin/log.h"
#include "plugin/net/control_socket.h"
#include "plugin/net/loop.h"
#include "plugin/rule_library.h"
#include "plugin/rule_publication.h"
#include "plugin/scheduled_reports.h"
#include "plugin/stop_deadline.h"
#include "plugin/surge_watch.h"
#include "plugin/workstation/link.h"
#include "store/open.h"
#include "store/writer.h"

namespace plugin {

/// How long a stop may take before the process ends anyway (docs/architecture.md, "Stop order").
inline constexpr std::chrono::seconds kStopDeadline{10};
/// Of it, how long links may take to say goodbye; the rest is the writer's.
inline constexpr std::chrono::seconds kGoodbyeLimit{3};

/// The rules did not compile: nothing runs with half a rule book. The text is every problem with
/// its place.
class RulesRefused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What `run` is made of, held as fields in dependency order: the wiring of the whole program is
/// this class. Everything but the writer's thread happens on the thread that calls run().
class App {
 public:
  struct Options {
    Config config;
    /// For the demo: its own clock.
    std::function<qa::Time()> clock;
    double clock_rate = 1;  ///< of `clock`, in its seconds a real second
    rules::Language language = rules::Language::kChinese;
  };

  /// Takes the lock, opens and migrates the database, loads rules and profile. Nothing listens or
  /// connects yet.
  /// @throws store::Error (kBusy names the holder), RulesRefused for rules that do not load,
  /// std::system_error where the effects log cannot be opened.
  App(Options options, Log& log);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  /// Attaches and serves until a signal, stop() or the control socket ends it. True: everything
  /// accepted is durable. Installs handlers for SIGINT, SIGTERM (stop) and SIGHUP (reload rules).
  bool run();
  /// Ends run() in order. Loop thread.
  void stop(std::string reason);

  /// Where a connection goes, before run(): the demo's workstation has a port only once it listens.
  void set_url(std::string_view connection, std::string_view url);

  net::Loop& loop() { return loop_; }

  Engine& engine() { return *engine_; }

  const Engine& engine() const { return *engine_; }

  store::Reader& reader() { return *reader_; }

  /// Called about once a second and after effects, on the loop thread; for a screen.
  std::function<void()> on_refresh;
  /// A surge of consultations begins or is over, and is durable. Loop thread.
  std::function<void(const qa::Surge&)> on_surge;
  /// The process ends at once, without destructors: give back what must be given back (a terminal).
  /// Any thread; must not wait.
  std::function<void()> on_hung;

 private:
  void attach();
  void listen();
  void arm(bool forced);
  void watch_rules();
  void reload_rules(std::string_view why);
  void take_rules(const rules::Compiled& compiled, std::string_view why);
  void load_rules(RuleLibrary library);
  void use_rules(const std::shared_ptr<const rules::RulePack>& pack, std::string_view why);
  void take_publication(const Published& published);
  void take_profile(qa::Profile profile, const std::string& key);
  void refresh();
  void watch_surges();
  void tell(const qa::Surge& surge);
  void finish();
  [[noreturn]] void give_up();

  /// A change that a person is making through the control socket.
  struct Change {
    Change(net::Loop& loop, net::ControlReply to) : reply(std::move(to)), limit(loop) {}

    net::ControlReply reply;
    net::Timer limit;
  };

  void control(std::string_view method, std::string_view target, std::string_view body,
               const net::ControlReply& reply);
  net::ControlAnswer health() const;
  void set_profile(std::string_view body, const net::ControlReply& reply);
  void write_audit(std::string_view body, const net::ControlReply& reply);
  void decide_review(std::string_view body, const net::ControlReply& reply);
  void publish_rules(std::string_view body, const net::ControlReply& reply);
  void change(const net::ControlReply& reply, std::function<std::string(store::Store&)> make);
  void answer_change(std::uint64_t change, net::ControlAnswer answer);
  void answer_changes_at_stop();
  store::WriterCallbacks writer_callbacks();

  Options options_;
  Log& log_;
  DatabaseLock lock_;
  EffectsLog effects_;
  RuleLibrary rules_;
  net::Loop loop_;
  std::unique_ptr<store::Store> store_;  ///< until the writer owns it
  std::unique_ptr<store::Reader> reader_;
  qa::Profile profile_ = qa::Profile::douyin();  ///< until the database has one
  std::unique_ptr<store::Writer> writer_;
  std::unique_ptr<Engine> engine_;
  std::vector<std::unique_ptr<workstation::Link>> links_;
  std::unique_ptr<net::ControlSocket> control_;
  std::map<std::uint64_t, std::unique_ptr<Change>> changes_;  ///< not answered yet
  std::uint64_t last_change_ = 0;
  net::Timer deadline_;
  net::Timer second_;
  net::Timer stop_limit_;
  std::unique_ptr<StopDeadline> stop_deadline_;  ///< of run()
  std::optional<qa::Time> armed_for_;
  qa::Time started_at_{};
  bool is_stopping_ = false;
  bool has_writer_failed_ = false;
  bool is_refresh_posted_ = false;
  std::unique_ptr<ScheduledReports> reports_;  ///< of run(); null: none are asked for
  std::set<std::string> surging_;              ///< shops of which a surge goes on
  std::unique_ptr<SurgeWatch> surges_;         ///< of run()
};

}  // namespace plugin
