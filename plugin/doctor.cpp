#include "plugin/doctor.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "plugin/app.h"
#include "plugin/clock.h"
#include "plugin/database_lock.h"
#include "plugin/net/control_socket.h"
#include "plugin/net/loop.h"
#include "plugin/net/url.h"
#include "plugin/net/websocket_client.h"
#include "plugin/reporting.h"
#include "plugin/rule_library.h"
#include "plugin/rule_publication.h"
#include "plugin/sums_check.h"
#include "plugin/workstation/kefu.h"
#include "store/open.h"

namespace plugin {
namespace {

using State = Checkup::State;

/// A workstation whose clock is further off than this is worth a word: figures use its stamps.
constexpr std::chrono::seconds kClockWarning{60};
/// Less room than this on the database's disk is worth a word.
constexpr std::uintmax_t kLittleRoom = std::uintmax_t{1} << 30U;
constexpr std::chrono::seconds kConnectionLimit{15};

/// The rules that `run` would judge by: those of the folder, else the published ones, else the
/// shipped ones.
/// @param reader  of the database; null: it cannot be read.
Checkup check_rules(const Config& config, store::Reader* reader) {
  RuleLibrary library;
  std::string where = "the shipped packs";
  std::string advice = "install the program again";
  if (!config.rules.empty()) {
    library = RuleLibrary(config.rules);
    where = config.rules.string();
    advice = fmt::format("see: sandglass rules check {}", where);
  } else if (reader != nullptr) {
    if (auto active = active_rule_set(*reader); !active.empty()) {
      library = RuleLibrary(std::move(active), nullptr);
      where =
          fmt::format("publication {} of the database", reader->publications().back().publication);
      advice = fmt::format("see: sandglass rules sets --db {}; rules rollback goes back to one",
                           config.database.string());
    }
  }
  const rules::Compiled compiled = library.load();
  if (!compiled.pack) {
    return {"rules", State::kBad, fmt::format("{}: does not compile; {}", where, advice)};
  }
  return {"rules", State::kGood,
          fmt::format("{}: {} rules, version {}", where, compiled.pack->size(),
                      compiled.pack->version().substr(0, 12))};
}

Checkup check_zone(const qa::Profile& profile) {
  try {
    const qa::LocalTime local(profile);
    return {"zone", State::kGood,
            fmt::format("{}, today is {}", profile.zone, local.date(wall_now()))};
  } catch (const std::exception& error) {
    return {"zone", State::kBad, fmt::format("{}; install the tzdata package", error.what())};
  }
}

Checkup check_disk(const std::filesystem::path& database) {
  const std::filesystem::path folder = std::filesystem::absolute(database).parent_path();
  std::error_code error;
  const auto space = std::filesystem::space(folder, error);
  if (error) {
    return {"disk", State::kBad, fmt::format("{}: {}", folder.string(), error.message())};
  }
  if (::access(folder.c_str(), W_OK) != 0) {
    return {
        "disk", State::kBad,
        fmt::format("{} cannot be written by this user; choose another database: path or give the "
                    "user the folder",
                    folder.string())};
  }
  return {"disk", space.available < kLittleRoom ? State::kWarning : State::kGood,
          fmt::format("{}: {} MiB free", folder.string(), space.available >> 20U)};
}

Checkup check_owner(const std::string& database) {
  if (!std::filesystem::exists(lock_path(database))) {
    return {"owner", State::kGood, "nobody has the database open for writing"};
  }
  try {
    const DatabaseLock lock(database);
    return {"owner", State::kGood, "nobody has the database open for writing"};
  } catch (const DatabaseHeld& held) {
    try {
      const net::ControlAnswer answer = net::control_request(
          socket_path(database), "GET", "/health", {}, std::chrono::milliseconds(2'000));
      return {"owner", State::kGood,
              fmt::format("process {} is running and answers: {}", held.holder().pid, answer.body)};
    } catch (const std::exception& error) {
      return {"owner", State::kWarning,
              fmt::format("process {} holds the database but does not answer: {}",
                          held.holder().pid, error.what())};
    }
  }
}

/// Whether the stored sums of one day are what its rows say.
Checkup check_sums(const std::string& path, store::Reader& reader) {
  const store::RollupState state = reader.rollup_state();
  if (!state.is_complete) {
    return {"sums", State::kGood,
            fmt::format("{}: being made anew; until then reports count from the rows", path)};
  }
  if (!known_times(reader)) {
    return {"sums", State::kGood, fmt::format("{}: no conversation yet", path)};
  }
  const qa::ReportRequest sample = report_of_last_day(reader);
  const std::string day = qa::LocalTime(reader.present_profile()).date(sample.period.from);
  const auto is_right = are_sums_right(reader, sample);
  if (!is_right) {
    return {
        "sums", State::kWarning,
        fmt::format("{}: written to without a pause, could not be checked; try again later", path)};
  }
  if (!*is_right) {
    return {"sums", State::kBad,
            fmt::format("{}: the sums of {} differ from what the rows say; stop Sandglass and make "
                        "them anew with: sandglass rebuild --db {}",
                        path, day, path)};
  }
  return {"sums", State::kGood,
          fmt::format("{}: those of {} are what the rows say; all: sandglass rebuild --check --db "
                      "{}",
                      path, day, path)};
}

/// @returns null where there is nothing to read.
std::unique_ptr<store::Reader> check_database(const Config& config, std::vector<Checkup>& found) {
  const std::string path = config.database.string();
  if (!std::filesystem::exists(path)) {
    found.push_back({"database", State::kGood, fmt::format("{} will be made by run", path)});
    return nullptr;
  }
  try {
    const int schema = store::schema_version(path);
    const auto broken = store::integrity_check(path);
    if (!broken.empty()) {
      found.push_back(
          {"database", State::kBad, fmt::format("{}: {}; restore a backup", path, broken.front())});
      return nullptr;
    }
    if (schema < store::newest_schema()) {
      found.push_back(
          {"database", State::kWarning,
           fmt::format("{}: schema {}, this program writes {}; run: sandglass migrate --db {}",
                       path, schema, store::newest_schema(), path)});
      return nullptr;
    }
    auto reader = store::open_reader(path);
    const store::Counts counts = reader->counts();
    found.push_back({"database", State::kGood,
                     fmt::format("{}: schema {}, integrity clean, {} events of {} conversations",
                                 path, schema, counts.events, counts.conversations)});
    found.push_back(check_sums(path, *reader));
    found.push_back(check_owner(path));
    return reader;
  } catch (const store::Error& error) {
    found.push_back({"database", State::kBad, error.what()});
    return nullptr;
  }
}

/// What one workstation answers to a connection that says nothing.
Checkup check_connection(const ConnectionConfig& connection) {
  const std::string what = "connection " + connection.name;
  const auto url = net::parse_url(connection.url);
  if (!url) {
    return {what, State::kBad, fmt::format("{} is no ws:// or wss:// address", connection.url)};
  }
  if (connection.token.is_empty()) {
    return {what, State::kBad, "no token: set token_env, token_file or token_credential"};
  }
  net::Loop loop;
  std::optional<net::WebsocketClosed> closed;
  std::optional<workstation::KefuHello> hello;
  std::string subprotocol;
  net::WebsocketClientOptions options;
  options.url = *url;
  options.subprotocol = std::string(workstation::kKefuSubprotocol);
  options.ca_file = connection.ca_file.string();
  options.allow_plain = connection.allow_plain;
  workstation::KefuFrameReader reader;
  net::WebsocketClient client(
      loop, std::move(options),
      {.on_open = [&](std::string_view chosen) { subprotocol = chosen; },
       .on_text =
           [&](std::string_view text) {
             auto frame = reader.read(text);
             if (auto* said = std::get_if<workstation::KefuHello>(&frame)) {
               hello = std::move(*said);
             }
           },
       .on_binary = nullptr,
       .on_closed = [&](const net::WebsocketClosed& how) { closed = how; }});
  const auto until = monotonic_now() + kConnectionLimit;
  while (!hello && !closed && monotonic_now() < until) {
    static_cast<void>(loop.run_one(std::chrono::milliseconds(200)));
  }
  if (closed) {
    return {what, State::kBad, fmt::format("{}: {}", connection.url, closed->error)};
  }
  if (!hello) {
    return {what, State::kBad,
            fmt::format("{}: connected, but no hello came: is this a kefu.v1 workstation?",
                        connection.url)};
  }
  std::string detail = fmt::format("{} {} at {}{}", hello->server_name, hello->server_version,
                                   connection.url, url->is_secure ? ", certificate verified" : "");
  if (subprotocol != workstation::kKefuSubprotocol || hello->version != 1) {
    return {what, State::kBad, detail + "; it does not speak kefu.v1"};
  }
  if (hello->time) {
    const auto off = std::chrono::duration_cast<std::chrono::seconds>(*hello->time - wall_now());
    detail += fmt::format(", its clock is {} s {} ours", std::abs(off.count()),
                          off.count() < 0 ? "behind" : "ahead of");
    if (std::chrono::abs(off) > kClockWarning) {
      return {what, State::kWarning,
              detail + "; figures use its stamps: set one of the two right (NTP)"};
    }
  }
  return {what, State::kGood, detail};
}

}  // namespace

std::vector<Checkup> examine(const Config& config) {
  std::vector<Checkup> found;
  found.push_back(
      {"program", State::kGood,
       fmt::format("sandglass {}, SQLite {}", SANDGLASS_VERSION, store::sqlite_version())});
  found.push_back(check_disk(config.database));
  const auto reader = check_database(config, found);
  found.push_back(check_rules(config, reader.get()));
  const bool has_profile = reader && !reader->profiles().empty();
  found.push_back(check_zone(has_profile ? reader->present_profile()
                                         : config.profile.value_or(qa::Profile::douyin())));
  if (config.connections.empty()) {
    found.push_back(
        {"connections", State::kBad, "none: add one under connections (docs/operations.md)"});
  }
  for (const ConnectionConfig& connection : config.connections) {
    found.push_back(check_connection(connection));
  }
  return found;
}

}  // namespace plugin
