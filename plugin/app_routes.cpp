#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <utility>

#include "plugin/app.h"
#include "plugin/clock.h"
#include "plugin/profile_change.h"
#include "plugin/review_queue.h"
#include "plugin/rule_publication.h"
#include "qa/event_json.h"

/// What a running process answers on its control socket (docs/operations.md, "Files").
namespace plugin {
namespace {

/// How long the loop may stand still for a change that a person is making.
constexpr std::chrono::seconds kChangeLimit{5};

net::ControlAnswer refusal(int status, std::string_view why) {
  std::string body = "{\"error\":";
  qa::append_json_string(body, why);
  return {status, body + "}"};
}

/// A change that was asked for and not made; `status` is the answer's.
class Refused : public std::runtime_error {
 public:
  Refused(int code, const std::string& why) : std::runtime_error(why), status(code) {}

  int status;
};

/// Waits for a task on the writer's thread, which may take long: the disk can be full.
/// @returns nullopt where the task is done.
std::optional<net::ControlAnswer> trouble_of(std::future<void>& done) {
  if (done.wait_for(kChangeLimit) != std::future_status::ready) {
    return refusal(503,
                   "the database does not answer now; the change is made as soon as it does: look "
                   "at the history before you try again");
  }
  try {
    done.get();
  } catch (const std::future_error&) {
    return refusal(503, "the database cannot be written any more");
  } catch (const store::Error& error) {
    return refusal(503, error.what());
  } catch (const Refused& refused) {
    return refusal(refused.status, refused.what());
  }
  return std::nullopt;
}

}  // namespace

net::ControlAnswer App::control(std::string_view method, std::string_view target,
                                std::string_view body) {
  if (method == "GET" && target == "/health") {
    return health();
  }
  if (method == "POST" && target == "/stop") {
    loop_.post([this] { stop("asked through the control socket"); });
    return {202, "{\"stopping\":true}"};
  }
  if (method == "POST" && target == "/reload") {
    reload_rules("asked through the control socket");
    return {200, fmt::format("{{\"rules\":\"{}\"}}", rules_.current()->version())};
  }
  if (method == "POST" && target == "/profile") {
    return set_profile(body);
  }
  if (method == "POST" && target == "/review") {
    return decide_review(body);
  }
  if (method == "POST" && target == "/rules") {
    return publish_rules(body);
  }
  return refusal(404,
                 "no such route: GET /health, POST /stop, POST /reload, POST /profile, POST "
                 "/review, POST /rules");
}

net::ControlAnswer App::health() const {
  const EngineCounts& counts = engine_->counts();
  std::string body = fmt::format(
      "{{\"version\":\"{}\",\"pid\":{},\"started_at\":\"{}\",\"rules\":\"{}\",\"database\":",
      SANDGLASS_VERSION, ::getpid(), qa::format_time(started_at_), rules_.current()->version());
  qa::append_json_string(body, options_.config.database.string());
  body += fmt::format(
      ",\"events\":{},\"rounds\":{},\"nudges\":{},\"findings\":{},\"drafts\":{},\"anomalies\":{},"
      "\"open_rounds\":{},\"queued_batches\":{},\"links\":[",
      counts.events, counts.rounds, counts.nudges, counts.findings, counts.drafts, counts.anomalies,
      engine_->desk().open_rounds().size(), writer_->queued());
  bool is_first = true;
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

net::ControlAnswer App::set_profile(std::string_view body) {
  const auto change = read_profile_change(body);
  if (!change) {
    return refusal(422, "a change is {key, value, author, reason}");
  }
  if (const ChangedProfile tried = apply_change(profile_, *change); !tried.profile) {
    return refusal(422, tried.problems);
  }
  // Nothing here is borrowed: the task may run after this function. Another change may have waited
  // before this one, so it is made anew to what the store holds.
  const auto made = std::make_shared<std::atomic<std::int64_t>>(0);
  auto done = writer_->run([this, made, change = *change, now = profile_](store::Store& store) {
    const auto versions = store.profiles();
    ChangedProfile changed = apply_change(versions.empty() ? now : versions.back().profile, change);
    if (!changed.profile) {
      throw Refused(422, changed.problems);
    }
    qa::Profile next = std::move(*changed.profile);
    next.version = store.append_profile(next, wall_now(), change.author, change.reason);
    made->store(next.version);
    loop_.post([this, next = std::move(next), key = change.key] { take_profile(next, key); });
  });
  if (auto trouble = trouble_of(done)) {
    return std::move(*trouble);
  }
  return {200, fmt::format("{{\"version\":{}}}", made->load())};
}

net::ControlAnswer App::decide_review(std::string_view body) {
  auto review = read_review(body);
  if (!review) {
    return refusal(422,
                   "a verdict is {shop, source, conversation, message, message_revision, rule, "
                   "rule_set, revision, verdict, reviewer, note}");
  }
  review->at = wall_now();
  auto done = writer_->run([review = *review](store::Store& store) {
    if (!store.append_review(review)) {
      throw Refused(409, std::string(kDecidedMeanwhile));
    }
  });
  if (auto trouble = trouble_of(done)) {
    return std::move(*trouble);
  }
  log_.info("review.decided", {{"rule", review->finding.rule},
                               {"verdict", std::string(qa::to_string(review->verdict))},
                               {"reviewer", review->reviewer}});
  return {200, to_json(*review)};
}

net::ControlAnswer App::publish_rules(std::string_view body) {
  const auto change = read_rule_change(body);
  if (!change) {
    return refusal(422, "a publication is {packs: [{pack, source}] or restores, author, reason}");
  }
  if (!options_.config.rules.empty()) {
    return refusal(
        403,
        fmt::format("the rules come from the folder {} (`--rules`, or `rules:` in the settings "
                    "file), which is for development: nothing can be published. Start `run` "
                    "without it; the folder itself is published with `sandglass rules publish`",
                    options_.config.rules.string()));
  }
  // Compiled on the writer's thread: events and drafts go on meanwhile.
  const auto made = std::make_shared<Published>();
  auto done = writer_->run(
      [this, made, change = *change, language = options_.language](store::Store& store) {
        *made = publish(store, change, wall_now(), language);
        if (!made->problems.empty()) {
          throw Refused(422, made->problems);
        }
        if (!made->is_unchanged) {
          loop_.post([this, published = *made] { take_publication(published); });
        }
      });
  if (auto trouble = trouble_of(done)) {
    return std::move(*trouble);
  }
  return {200, to_json(*made)};
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
