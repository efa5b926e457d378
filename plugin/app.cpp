#include "plugin/app.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <future>
#include <memory>
#include <thread>
#include <utility>

#include "plugin/clock.h"
#include "plugin/rule_publication.h"
#include "plugin/workstation/connection.h"

namespace plugin {
namespace {

/// Of a process whose database does not answer any more: trouble with the store
/// (docs/operations.md).
constexpr int kHungExit = 3;
/// For the last line of a process that hangs: what holds it up may hold up the log too.
constexpr std::chrono::seconds kLastWords{1};
/// The one timer sleeps at most this long, so that a clock that was corrected is noticed.
constexpr qa::Duration kLongestSleep{30'000};
constexpr std::chrono::milliseconds kSecond{1'000};

/// What the database has active, else what comes with the program.
RuleLibrary published_library(store::Reader& reader) {
  auto active = active_rule_set(reader);
  return active.empty() ? RuleLibrary() : RuleLibrary(std::move(active), nullptr);
}

std::string actor() {
  return fmt::format("process:uid={}", ::getuid());
}

}  // namespace

App::App(Options options, Log& log)
    : options_(std::move(options)),
      log_(log),
      lock_(options_.config.database.string()),
      effects_(options_.config.effects_log),
      deadline_(loop_),
      second_(loop_),
      stop_limit_(loop_) {
  const std::string path = options_.config.database.string();
  if (!options_.config.rules.empty()) {
    load_rules(RuleLibrary(options_.config.rules));  // before a database is made for nothing
  }
  store_ = store::open_store(path);
  reader_ = store::open_reader(path);
  if (options_.config.rules.empty()) {
    load_rules(published_library(*reader_));
  }
  const auto versions = reader_->profiles();
  if (!versions.empty()) {
    profile_ = versions.back().profile;
    if (options_.config.profile) {
      log_.info("profile.ignored",
                {{"why", "the database has its own; change it with profile set"}});
    }
  } else if (options_.config.profile) {
    profile_ = *options_.config.profile;
    profile_.version = store_->append_profile(profile_, wall_now(), actor(),
                                              "first version, from the settings file");
  }
  store::WriterOptions writing;
  writing.commit_interval =
      std::chrono::duration_cast<qa::Duration>(options_.config.commit_interval);
  writer_ = std::make_unique<store::Writer>(std::move(store_), writing, writer_callbacks());
  EngineOptions engine;
  engine.nudge_back = options_.config.nudge_back;
  engine.language = options_.language;
  engine.clock = options_.clock;
  if (effects_.is_open()) {
    engine.record = [this](const qa::Effect& effect) {
      if (!effects_.add(effect)) {
        log_.once("effects_log", "effects_log.lost", {{"why", "the line could not be written"}});
      }
    };
  }
  engine_ = std::make_unique<Engine>(std::move(engine), profile_, rules_.current(), *writer_,
                                     *reader_, log_);
}

App::~App() = default;

void App::load_rules(RuleLibrary library) {
  rules_ = std::move(library);
  if (const rules::Compiled compiled = rules_.load(); !compiled.pack) {
    throw RulesRefused(problems_text(compiled, options_.language));
  }
}

store::WriterCallbacks App::writer_callbacks() {
  store::WriterCallbacks callbacks;
  callbacks.on_committed = [this](store::Ticket ticket) {
    loop_.post([this, ticket] { engine_->on_committed(ticket); });
  };
  callbacks.on_trouble = [this](const store::Error& error, qa::Duration pause) {
    log_.warn("writer.trouble",
              {{"error", error.what()}, {"next_try_ms", std::to_string(pause.count())}});
  };
  callbacks.on_recovered = [this] { log_.info("writer.recovered"); };
  callbacks.on_failed = [this](const store::Error& error, bool is_final) {
    log_.error("writer.failed", {{"error", error.what()}, {"final", is_final ? "yes" : "no"}});
    if (is_final) {
      loop_.post([this] {
        has_writer_failed_ = true;
        stop("the database cannot be written");
      });
    }
  };
  return callbacks;
}

void App::set_url(std::string_view connection, std::string_view url) {
  for (ConnectionConfig& each : options_.config.connections) {
    if (each.name == connection) {
      each.url = url;
    }
  }
}

void App::attach() {
  std::vector<std::pair<std::string, workstation::Link*>> started;
  for (const ConnectionConfig& connection : options_.config.connections) {
    workstation::LinkListener& listener = engine_->attach(connection.name, connection.shop);
    workstation::LinkOptions link;
    link.url = connection.url;
    link.token = connection.token.reveal();
    link.source = connection.name;
    link.shop = connection.shop;
    link.ca_file = connection.ca_file.string();
    link.allow_plain = connection.allow_plain;
    link.client_version = SANDGLASS_VERSION;
    link.instance = fmt::format("{}-{}", connection.name, ::getpid());
    link.log = [this, name = connection.name](LogLevel level, std::string_view text) {
      const Log::Field of{"connection", name};
      const Log::Field what{"text", std::string(text)};
      switch (level) {
        case LogLevel::kDebug:
          return log_.debug("link", {of, what});
        case LogLevel::kInfo:
          return log_.info("link", {of, what});
        case LogLevel::kWarn:
          return log_.warn("link", {of, what});
        case LogLevel::kError:
          return log_.error("link", {of, what});
      }
    };
    links_.push_back(workstation::make_connection(loop_, std::move(link), listener));
    started.emplace_back(connection.name, links_.back().get());
  }
  engine_->start(started, options_.clock ? options_.clock() : wall_now());
}

void App::listen() {
  const std::string path = socket_path(options_.config.database.string());
  control_ = std::make_unique<net::ControlSocket>(
      loop_, path,
      [this](std::string_view method, std::string_view target, std::string_view body,
             const net::ControlReply& reply) { control(method, target, body, reply); });
}

bool App::run() {
  started_at_ = wall_now();
  stop_deadline_ = std::make_unique<StopDeadline>(std::vector{SIGINT, SIGTERM}, kStopDeadline,
                                                  [this] { give_up(); });
  loop_.on_signal({SIGINT, SIGTERM, SIGHUP}, [this](int signal) {
    if (signal == SIGHUP) {
      reload_rules("signal");
    } else if (is_stopping_) {
      loop_.stop();  // asked twice: without the goodbyes
    } else {
      stop(signal == SIGINT ? "interrupted" : "asked to stop");
    }
  });
  engine_->on_pending = [this] { loop_.post([this] { engine_->flush(); }); };
  engine_->on_deadline_moved = [this] {
    arm(false);
    refresh();
  };
  listen();
  log_.info("run.started",
            {{"database", options_.config.database.string()},
             {"sqlite", store::sqlite_version()},
             {"rules", rules_.current() ? rules_.current()->version().substr(0, 12) : ""},
             {"profile", profile_.name}});
  attach();
  arm(true);
  if (!options_.config.reports.folder.empty()) {
    reports_ =
        std::make_unique<ScheduledReports>(options_.config.reports, options_.config.database, log_);
  }
  watch_surges();
  watch_rules();
  loop_.run();
  finish();
  stop_deadline_.reset();
  return !has_writer_failed_;
}

void App::arm(bool forced) {
  const auto next = engine_->desk().next_deadline();
  if (!forced && armed_for_ && (!next || *next >= *armed_for_)) {
    return;
  }
  const qa::Time now = engine_->now();
  qa::Duration span = kLongestSleep;
  if (next) {
    span = std::clamp(*next - now, qa::Duration{0}, kLongestSleep);
  }
  armed_for_ = now + span;
  const std::chrono::duration<double, std::milli> real = span / options_.clock_rate;
  deadline_.expires_in(std::chrono::ceil<std::chrono::milliseconds>(real), [this] {
    armed_for_.reset();
    static_cast<void>(engine_->advance());
    arm(true);
  });
}

void App::refresh() {
  if (on_refresh && !is_refresh_posted_) {
    is_refresh_posted_ = true;
    loop_.post([this] {
      is_refresh_posted_ = false;
      on_refresh();
    });
  }
}

void App::watch_surges() {
  for (const qa::Surge& surge : reader_->surges({qa::kEarliestTime, qa::kLatestTime})) {
    if (!surge.ended_at) {
      surging_.insert(surge.shop);
    }
  }
  const SurgeWatch::Keep keep = [this](std::vector<qa::Surge> surges, const auto& done) {
    const auto told = std::make_shared<const std::vector<qa::Surge>>(std::move(surges));
    writer_->run(
        [told](store::Store& store) {
          store::Batch batch;
          batch.surges = *told;
          static_cast<void>(store.append(batch));
        },
        [this, told, done](const std::exception_ptr& problem) {
          done(problem);
          if (!problem) {
            loop_.post([this, told] {
              for (const qa::Surge& surge : *told) {
                tell(surge);
              }
            });
          }
        });
  };
  surges_ = std::make_unique<SurgeWatch>(options_.config.database, keep, log_);
}

void App::tell(const qa::Surge& surge) {
  if (surge.ended_at) {
    surging_.erase(surge.shop);
    log_.info("surge.ended", {{"shop", surge.shop}, {"began_at", qa::format_time(surge.began_at)}});
  } else {
    surging_.insert(surge.shop);
    log_.warn("surge.began", {{"shop", surge.shop},
                              {"conversations", std::to_string(surge.conversations)},
                              {"usual", std::to_string(surge.usual)},
                              {"weeks", std::to_string(surge.weeks)},
                              {"intent", surge.leading ? surge.leading->intent : std::string()}});
  }
  if (on_surge) {
    on_surge(surge);
  }
  refresh();
}

void App::watch_rules() {
  second_.expires_in(kSecond, [this] {
    if (const auto changed = rules_.poll()) {
      take_rules(*changed, "files changed");
    }
    // The workstation's clock may have moved: what the timer was set for is nearer, or further.
    arm(true);
    refresh();
    if (reports_) {
      reports_->look(engine_->now());
    }
    surges_->look(engine_->now());
    watch_rules();
  });
}

void App::reload_rules(std::string_view why) {
  take_rules(rules_.load(), why);
}

void App::take_rules(const rules::Compiled& compiled, std::string_view why) {
  const std::string before = engine_->desk().rules()->version();
  if (!compiled.pack) {
    log_.error("rules.refused", {{"why", std::string(why)},
                                 {"problems", problems_text(compiled, options_.language)},
                                 {"kept", before.substr(0, 12)}});
    return;
  }
  const std::string& now = compiled.pack->version();
  if (now == before) {
    return;
  }
  store::AuditEntry entry;
  entry.at = wall_now();
  entry.actor = actor();
  entry.action = "rules.reload";
  entry.target = now;
  engine_->add_audit(std::move(entry));
  use_rules(compiled.pack, why);
}

void App::use_rules(const std::shared_ptr<const rules::RulePack>& pack, std::string_view why) {
  engine_->set_rules(pack);
  log_.info("rules.loaded", {{"why", std::string(why)},
                             {"rules", std::to_string(pack->size())},
                             {"version", pack->version().substr(0, 12)}});
}

void App::stop(std::string reason) {
  if (is_stopping_) {
    return;
  }
  is_stopping_ = true;
  if (stop_deadline_) {
    stop_deadline_->begin();
  }
  log_.info("run.stopping", {{"reason", std::move(reason)}});
  answer_changes_at_stop();
  control_.reset();
  stop_limit_.expires_in(std::chrono::duration_cast<std::chrono::milliseconds>(kGoodbyeLimit),
                         [this] { loop_.stop(); });
  for (const auto& link : links_) {
    link->stop();
  }
  // The links say goodbye on the loop; once all are stopped (or the limit is up) the loop ends.
  const auto all_stopped = [this] {
    const auto statuses = engine_->statuses();
    return std::all_of(statuses.begin(), statuses.end(), [](const auto& status) {
      return status.second.state == workstation::LinkState::kStopped;
    });
  };
  if (all_stopped()) {
    loop_.stop();
  } else {
    engine_->on_stopped = [this, all_stopped] {
      if (all_stopped()) {
        loop_.stop();
      }
    };
  }
}

void App::finish() {
  reports_.reset();
  surges_.reset();
  engine_->drain();
  const bool all_durable = writer_->stop();
  has_writer_failed_ = has_writer_failed_ || !all_durable;
  const EngineCounts& counts = engine_->counts();
  log_.info("run.stopped", {{"events", std::to_string(counts.events)},
                            {"nudges", std::to_string(counts.nudges)},
                            {"findings", std::to_string(counts.findings)},
                            {"durable", all_durable ? "yes" : "no"}});
  log_.flush();
}

/// A hang (a disk that does not answer, a log nobody reads) must not keep the process for ever.
void App::give_up() {
  const auto said = std::make_shared<std::promise<void>>();
  auto is_said = said->get_future();
  std::thread([this, said] {
    if (on_hung) {
      on_hung();
    }
    log_.error("run.hung",
               {{"what", "the stop did not end in time; what was acknowledged is safe"}});
    log_.flush();
    said->set_value();
  }).detach();
  is_said.wait_for(kLastWords);
  std::_Exit(kHungExit);
}

}  // namespace plugin
