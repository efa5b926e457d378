#include <fmt/format.h>
#include <unistd.h>

#include <exception>
#include <future>
#include <memory>
#include <stdexcept>
#include <utility>

#include "plugin/app.h"
#include "plugin/audit_entry.h"
#include "plugin/clock.h"
#include "plugin/profile_change.h"
#include "plugin/refusal.h"
#include "plugin/review_queue.h"
#include "plugin/rule_publication.h"
#include "qa/event_json.h"

/// What a running process answers on its control socket (docs/operations.md, "Files").
namespace plugin {
namespace {

/// How long a person waits for a change before hearing that it is still to come.
constexpr std::chrono::seconds kChangeLimit{5};

/// A change that was asked for and not made; `status` is the answer's.
class Refused : public std::runtime_error {
 public:
  Refused(int code, const std::string& why) : std::runtime_error(why), status(code) {}

  int status;
};

/// How a task on the writer's thread ended; `body` is what it made.
net::ControlAnswer answer_of(const std::exception_ptr& problem, std::string body) {
  if (!problem) {
    return {200, std::move(body)};
  }
  try {
    std::rethrow_exception(problem);
  } catch (const std::future_error&) {
    return refusal(503, "the database cannot be written any more");
  } catch (const store::Error& error) {
    return refusal(503, error.what());
  } catch (const Refused& refused) {
    return refusal(refused.status, refused.what());
  } catch (const std::exception& error) {
    return refusal(500, error.what());
  }
}

}  // namespace

void App::control(std::string_view method, std::string_view target, std::string_view body,
                  const net::ControlReply& reply) {
  if (method == "GET" && target == "/health") {
    return reply(health());
  }
  if (method == "POST" && target == "/stop") {
    loop_.post([this] { stop("asked through the control socket"); });
    return reply({202, "{\"stopping\":true}"});
  }
  if (method == "POST" && target == "/reload") {
    reload_rules("asked through the control socket");
    return reply({200, fmt::format("{{\"rules\":\"{}\"}}", rules_.current()->version())});
  }
  if (method == "POST" && target == "/profile") {
    return set_profile(body, reply);
  }
  if (method == "POST" && target == "/audit") {
    return write_audit(body, reply);
  }
  if (method == "POST" && target == "/review") {
    return decide_review(body, reply);
  }
  if (method == "POST" && target == "/rules") {
    return publish_rules(body, reply);
  }
  reply(refusal(404,
                "no such route: GET /health, POST /stop, POST /reload, POST /profile, POST "
                "/audit, POST /review, POST /rules"));
}

/// Makes a change on the writer's thread, which may take long: the disk can be full. The loop goes
/// on meanwhile; whoever asked hears when it is made, or that it still is to come.
/// @param make  the change and the answer's body. Runs on the writer's thread, after this function:
///              it borrows nothing.
void App::change(const net::ControlReply& reply, std::function<std::string(store::Store&)> make) {
  const std::uint64_t id = ++last_change_;
  auto& waiting = changes_[id];
  waiting = std::make_unique<Change>(loop_, reply);
  waiting->limit.expires_in(kChangeLimit, [this, id] {
    answer_change(id, refusal(503,
                              "the database does not answer now; the change is made as soon as it "
                              "does: look at the history before you try again"));
  });
  const auto body = std::make_shared<std::string>();
  writer_->run([make = std::move(make), body](store::Store& store) { *body = make(store); },
               [this, id, body](const std::exception_ptr& problem) {
                 loop_.post([this, id, answer = answer_of(problem, std::move(*body))] {
                   answer_change(id, answer);
                 });
               });
}

/// Nothing, if it was answered before.
void App::answer_change(std::uint64_t change, net::ControlAnswer answer) {
  if (const auto waiting = changes_.extract(change)) {
    waiting.mapped()->reply(std::move(answer));
  }
}

void App::answer_changes_at_stop() {
  for (const auto& [id, waiting] : std::exchange(changes_, {})) {
    waiting->reply(refusal(503,
                           "the process is ending; the change is made before it does, if the "
                           "database can be written: look at the history before you try again"));
  }
}

net::ControlAnswer App::health() const {
  const EngineCounts& counts = engine_->counts();
  std::string body = fmt::format(
      "{{\"version\":\"{}\",\"pid\":{},\"started_at\":\"{}\",\"rules\":\"{}\",\"database\":",
      SANDGLASS_VERSION, ::getpid(), qa::format_time(started_at_), rules_.current()->version());
  qa::append_json_string(body, options_.config.database.string());
  body += fmt::format(
      ",\"events\":{},\"rounds\":{},\"nudges\":{},\"findings\":{},\"drafts\":{},\"anomalies\":{},"
      "\"open_rounds\":{},\"queued_batches\":{},\"surges\":[",
      counts.events, counts.rounds, counts.nudges, counts.findings, counts.drafts, counts.anomalies,
      engine_->desk().open_rounds().size(), writer_->queued());
  bool is_first = true;
  for (const std::string& shop : surging_) {
    body += is_first ? "" : ",";
    is_first = false;
    qa::append_json_string(body, shop);
  }
  body += "],\"links\":[";
  is_first = true;
  for (const auto& [source, status] : engine_->statuses()) {
    body += is_first ? "{\"connection\":" : ",{\"connection\":";
    is_first = false;
    qa::append_json_string(body, source);
    body += ",\"state\":";
    qa::append_json_string(body, workstation::to_string(status.state));
    body += ",\"detail\":";
    qa::append_json_string(body, status.detail);
    body += '}';
  }
  body += "]}";
  return {200, std::move(body)};
}

void App::set_profile(std::string_view body, const net::ControlReply& reply) {
  const auto asked = read_profile_change(body);
  if (!asked) {
    return reply(refusal(422, "a change is {key, value, author, reason}"));
  }
  if (const ChangedProfile tried = apply_change(profile_, *asked); !tried.profile) {
    return reply(refusal(422, tried.problems));
  }
  // Another change may have waited before this one, so it is made anew to what the store holds.
  change(reply, [this, asked = *asked, now = profile_](store::Store& store) {
    const auto versions = store.profiles();
    ChangedProfile changed = apply_change(versions.empty() ? now : versions.back().profile, asked);
    if (!changed.profile) {
      throw Refused(422, changed.problems);
    }
    qa::Profile next = std::move(*changed.profile);
    next.version = store.append_profile(next, wall_now(), asked.author, asked.reason);
    loop_.post([this, next, key = asked.key] { take_profile(next, key); });
    return fmt::format("{{\"version\":{}}}", next.version);
  });
}

void App::write_audit(std::string_view body, const net::ControlReply& reply) {
  const auto entry = read_audit_entry(body);
  if (!entry) {
    return reply(refusal(422, "an audit row is {actor, action, target, detail}"));
  }
  change(reply, [entry = *entry](store::Store& store) mutable {
    entry.at = wall_now();
    store::Batch batch;
    batch.audit.push_back(entry);
    static_cast<void>(store.append(batch));
    return to_json(entry);
  });
}

void App::decide_review(std::string_view body, const net::ControlReply& reply) {
  auto review = read_review(body);
  if (!review) {
    return reply(refusal(422,
                         "a verdict is {shop, source, conversation, message, message_revision, "
                         "rule, rule_set, revision, verdict, reviewer, note}"));
  }
  review->at = wall_now();
  change(reply, [this, review = *review](store::Store& store) {
    if (!store.append_review(review)) {
      throw Refused(409, std::string(kDecidedMeanwhile));
    }
    log_.info("review.decided", {{"rule", review.finding.rule},
                                 {"verdict", std::string(qa::to_string(review.verdict))},
                                 {"reviewer", review.reviewer}});
    return to_json(review);
  });
}

void App::publish_rules(std::string_view body, const net::ControlReply& reply) {
  const auto asked = read_rule_change(body);
  if (!asked) {
    return reply(
        refusal(422, "a publication is {packs: [{pack, source}] or restores, author, reason}"));
  }
  if (!options_.config.rules.empty()) {
    return reply(refusal(
        403,
        fmt::format("the rules come from the folder {} (`--rules`, or `rules:` in the settings "
                    "file), which is for development: nothing can be published. Start `run` "
                    "without it; the folder itself is published with `sandglass rules publish`",
                    options_.config.rules.string())));
  }
  change(reply, [this, asked = *asked, language = options_.language](store::Store& store) {
    const Published published = publish(store, asked, wall_now(), language);
    if (!published.problems.empty()) {
      throw Refused(422, published.problems);
    }
    if (!published.is_unchanged) {
      loop_.post([this, published] { take_publication(published); });
    }
    return to_json(published);
  });
}

void App::take_publication(const Published& published) {
  rules_ = RuleLibrary(published.sources, published.pack);
  use_rules(published.pack, "published");
}

void App::take_profile(qa::Profile profile, const std::string& key) {
  log_.info("profile.set", {{"key", key}, {"version", std::to_string(profile.version)}});
  profile_ = profile;
  engine_->set_profile(std::move(profile));
  arm(true);
}

}  // namespace plugin
