#include "plugin/config.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <set>
#include <system_error>
#include <utility>

#include "plugin/config_document.h"
#include "plugin/config_profile.h"
#include "plugin/config_reports.h"
#include "plugin/config_values.h"
#include "plugin/net/url.h"
#include "qa/ids.h"
#include "rules/diagnostic.h"
#include "rules/reader.h"

namespace plugin {
namespace {

using Context = ConfigContext;
using Node = DocumentNode;

constexpr std::array<std::string_view, 1> kDialects{"kefu"};
constexpr std::array<std::string_view, 4> kLogLevels{"debug", "info", "warn", "error"};
constexpr std::array<std::string_view, 2> kLogFormats{"text", "json"};

/// Longer than any real token; a token file of more is some other file.
constexpr std::size_t kLongestToken = 8 * 1024;

/// The most a commit may be held back: kefu.v1 wants an ack within a second of the commit, and a
/// workstation closes a slow consumer after 60 s.
constexpr std::int64_t kLongestCommitIntervalMs = 10'000;

bool is_variable_name(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9');
  });
}

/// Reads at most `limit` bytes and one; nullopt with errno set where it cannot.
std::optional<std::string> read_bytes(const std::filesystem::path& path, std::size_t limit) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    errno = EISDIR;
    return std::nullopt;
  }
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    if (errno == 0)
      errno = ENOENT;
    return std::nullopt;
  }
  std::string bytes(limit + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (in.bad()) {
    if (errno == 0)
      errno = EIO;
    return std::nullopt;
  }
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

std::string last_error() {
  return std::generic_category().message(errno);
}

/// A token travels in one JSON string: one line of visible ASCII.
void keep_token(Context& context, const Node& at, std::string_view what, std::string value,
                ConnectionConfig& connection) {
  while (!value.empty() && (value.back() == '\n' || value.back() == '\r')) value.pop_back();
  if (value.empty()) {
    context.problem(at, fmt::format("{} is empty; put the token there", what));
  } else if (value.size() > kLongestToken ||
             !std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < 0x7F; })) {
    context.problem(at, fmt::format("{} holds no token: one line of visible ASCII without blanks "
                                    "is expected",
                                    what));
  } else {
    connection.token = Secret(std::move(value));
  }
}

void read_token_env(Context& context, const Node& node, ConnectionConfig& connection) {
  std::string name;
  read_text(context, node, "token_env", name);
  if (name.empty())
    return;
  connection.token_origin = SecretOrigin::kEnvironment;
  if (!is_variable_name(name)) {
    context.problem(node,
                    "token_env must be the name of an environment variable (letters, digits, _), "
                    "not the token itself");
    return;
  }
  connection.token_place = name;
  const auto value = context.sources->variable(name);
  if (!value) {
    context.problem(node, fmt::format("environment variable {} is not set; set it to the token of "
                                      "this connection",
                                      name));
    return;
  }
  keep_token(context, node, fmt::format("environment variable {}", name), *value, connection);
}

void read_token_of(Context& context, const Node& node, const std::filesystem::path& path,
                   ConnectionConfig& connection) {
  const auto bytes = read_bytes(path, kLongestToken);
  if (!bytes) {
    context.problem(node, fmt::format("cannot read {}: {}", path.string(), last_error()));
    return;
  }

  struct stat status {};

  if (::stat(path.c_str(), &status) == 0 && (status.st_mode & S_IROTH) != 0) {
    context.notice(
        node, fmt::format("everybody on this machine can read {}; chmod 600 it", path.string()));
  }
  keep_token(context, node, path.string(), *bytes, connection);
}

void read_token_file(Context& context, const Node& node, ConnectionConfig& connection) {
  std::filesystem::path path;
  read_path(context, node, "token_file", path);
  if (path.empty())
    return;
  connection.token_origin = SecretOrigin::kFile;
  connection.token_place = path.string();
  read_token_of(context, node, path, connection);
}

void read_token_credential(Context& context, const Node& node, ConnectionConfig& connection) {
  std::string name;
  read_text(context, node, "token_credential", name);
  if (name.empty())
    return;
  connection.token_origin = SecretOrigin::kCredential;
  connection.token_place = name;
  if (name.find('/') != std::string::npos || name[0] == '.') {
    context.problem(node, "token_credential must be a plain name, as in LoadCredential=NAME:…");
    return;
  }
  const auto folder = context.sources->variable("CREDENTIALS_DIRECTORY");
  if (!folder || folder->empty()) {
    context.problem(node, fmt::format("there are no systemd credentials here "
                                      "($CREDENTIALS_DIRECTORY is not set); run under a unit with "
                                      "LoadCredential={}:…, or use token_env or token_file",
                                      name));
    return;
  }
  read_token_of(context, node, std::filesystem::path(*folder) / name, connection);
}

/// The one key that is known only to be refused. The value is not repeated: it may be a secret.
void refuse_token(Context& context, const Node& node, ConnectionConfig& /*connection*/) {
  context.problem(node,
                  "a token does not belong in this file; name where it is: token_env: VARIABLE, "
                  "token_file: PATH or token_credential: NAME");
}

void read_url(Context& context, const Node& node, ConnectionConfig& connection) {
  std::string url;
  read_text(context, node, "url", url);
  if (url.empty())
    return;
  if (!net::parse_url(url)) {
    context.problem(node,
                    "url must be ws://host[:port][/path] or wss://host[:port][/path], without "
                    "user name, token or fragment");
    return;
  }
  connection.url = url;
}

void read_id(Context& context, const Node& node, std::string_view what, std::string& target) {
  std::string text;
  read_text(context, node, what, text);
  if (text.empty())
    return;
  if (text.size() > qa::kLongestId) {
    context.problem(node, fmt::format("{} must have at most {} bytes", what, qa::kLongestId));
    return;
  }
  target = text;
}

constexpr ConfigKey<ConnectionConfig> kConnectionKeys[] = {
    {"name", [](Context& c, const Node& n, ConnectionConfig& t) { read_id(c, n, "name", t.name); }},
    {"dialect",
     [](Context& c, const Node& n, ConnectionConfig& t) {
       if (const auto i = read_choice(c, n, "dialect", kDialects))
         t.dialect = kDialects[*i];
     }},
    {"url", read_url},
    {"token_env", read_token_env},
    {"token_file", read_token_file},
    {"token_credential", read_token_credential},
    {"token", refuse_token},
    {"shop", [](Context& c, const Node& n, ConnectionConfig& t) { read_id(c, n, "shop", t.shop); }},
    {"ca_file",
     [](Context& c, const Node& n, ConnectionConfig& t) { read_path(c, n, "ca_file", t.ca_file); }},
    {"allow_plain", [](Context& c, const Node& n,
                       ConnectionConfig& t) { read_switch(c, n, "allow_plain", t.allow_plain); }},
};

/// What holds between the keys of one connection.
void check_connection(Context& context, const Node& node, const ConnectionConfig& connection) {
  const Node* url_node = find(node, "url");
  if (url_node == nullptr) {
    context.problem(node, "this connection has no url; add url: wss://…");
  }
  const auto url = net::parse_url(connection.url);
  if (url && !url->is_secure && !url->is_loopback() && !connection.allow_plain) {
    context.problem(*url_node,
                    "plain ws:// goes to this machine only; use wss://, or say allow_plain: true "
                    "where the network is trusted");
  }
  const auto tokens =
      std::count_if(node.entries.begin(), node.entries.end(),
                    [](const Node::Entry& entry) { return entry.key.rfind("token", 0) == 0; });
  if (tokens == 0) {
    context.problem(node,
                    "this connection has no token; add token_env: VARIABLE, token_file: PATH or "
                    "token_credential: NAME");
  } else if (tokens > 1) {
    context.problem(node, "this connection names its token more than once; keep one token_… key");
  }
}

void read_connections(Context& context, const Node& node, Config& config) {
  const auto* items = read_list(context, node, "connections");
  if (items == nullptr)
    return;
  std::set<std::string> names;
  for (const Node& item : *items) {
    ConnectionConfig connection;
    read_map(context, item, "a connection", kConnectionKeys, connection);
    if (item.kind != Node::Kind::kMap)
      continue;
    check_connection(context, item, connection);
    if (!names.insert(connection.name).second) {
      const Node* name = find(item, "name");
      context.problem(
          name != nullptr ? *name : item,
          fmt::format("two connections are called '{}'; give each its own name", connection.name));
    }
    config.connections.push_back(std::move(connection));
  }
}

constexpr ConfigKey<LogConfig> kLogKeys[] = {
    {"level",
     [](Context& c, const Node& n, LogConfig& t) {
       if (const auto i = read_choice(c, n, "log.level", kLogLevels)) {
         t.level = static_cast<LogLevel>(*i);
       }
     }},
    {"format",
     [](Context& c, const Node& n, LogConfig& t) {
       if (const auto i = read_choice(c, n, "log.format", kLogFormats)) {
         t.format = static_cast<LogFormat>(*i);
       }
     }},
    {"file", [](Context& c, const Node& n, LogConfig& t) { read_path(c, n, "log.file", t.file); }},
};

constexpr ConfigKey<Config> kConfigKeys[] = {
    {"connections", read_connections},
    {"database",
     [](Context& c, const Node& n, Config& t) { read_path(c, n, "database", t.database); }},
    {"rules", [](Context& c, const Node& n, Config& t) { read_path(c, n, "rules", t.rules); }},
    {"nudge_back",
     [](Context& c, const Node& n, Config& t) { read_switch(c, n, "nudge_back", t.nudge_back); }},
    {"commit_interval_ms",
     [](Context& c, const Node& n, Config& t) {
       if (const auto value =
               read_whole(c, n, "commit_interval_ms", {0, kLongestCommitIntervalMs})) {
         t.commit_interval = std::chrono::milliseconds{*value};
       }
     }},
    {"effects_log",
     [](Context& c, const Node& n, Config& t) { read_path(c, n, "effects_log", t.effects_log); }},
    {"log", [](Context& c, const Node& n, Config& t) { read_map(c, n, "log", kLogKeys, t.log); }},
    {"reports", [](Context& c, const Node& n, Config& t) { t.reports = read_reports(c, n); }},
    {"profile", [](Context& c, const Node& n, Config& t) { t.profile = read_profile_map(c, n); }},
};

void sort_by_place(std::vector<ConfigProblem>& problems) {
  std::stable_sort(problems.begin(), problems.end(),
                   [](const ConfigProblem& a, const ConfigProblem& b) {
                     return std::pair(a.line, a.column) < std::pair(b.line, b.column);
                   });
}

std::string print_connection(const ConnectionConfig& connection) {
  std::string out = fmt::format("  - name: {}\n    dialect: {}\n    url: {}\n",
                                rules::json_quoted(connection.name), connection.dialect,
                                rules::json_quoted(connection.url));
  const auto line = [&](std::string_view key, const std::string& value) {
    if (!value.empty())
      out += fmt::format("    {}: {}\n", key, rules::json_quoted(value));
  };
  const std::string_view known = connection.token.is_empty() ? "not found" : "found, not shown";
  const auto token = [&](std::string_view key) {
    out +=
        fmt::format("    {}: {}  # {}\n", key, rules::json_quoted(connection.token_place), known);
  };
  switch (connection.token_origin) {
    case SecretOrigin::kNone:
      break;
    case SecretOrigin::kEnvironment:
      token("token_env");
      break;
    case SecretOrigin::kFile:
      token("token_file");
      break;
    case SecretOrigin::kCredential:
      token("token_credential");
      break;
  }
  line("shop", connection.shop);
  line("ca_file", connection.ca_file.string());
  return out + fmt::format("    allow_plain: {}\n", connection.allow_plain);
}

/// The bytes of a settings file, or a problem.
std::optional<std::string> read_settings(const std::filesystem::path& file,
                                         std::vector<ConfigProblem>& problems) {
  auto text = read_bytes(file, rules::kLargestSource);
  if (!text) {
    problems.push_back(whole_file_problem(fmt::format("cannot read: {}", last_error())));
  }
  return text;
}

}  // namespace

std::string_view to_string(LogLevel level) {
  return kLogLevels[static_cast<std::size_t>(level)];
}

std::string_view to_string(LogFormat format) {
  return kLogFormats[static_cast<std::size_t>(format)];
}

std::string to_text(const std::filesystem::path& file, const ConfigProblem& problem) {
  if (problem.line == 0)
    return fmt::format("{}: {}", file.string(), problem.message);
  return fmt::format("{}:{}:{}: {}", file.string(), problem.line, problem.column, problem.message);
}

ConfigSources ConfigSources::of_process() {
  return {[](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr)
      return std::nullopt;
    return value;
  }};
}

ConfigReading read_config(const std::filesystem::path& file, const ConfigSources& sources) {
  ConfigReading reading;
  const auto text = read_settings(file, reading.problems);
  return text ? parse_config(*text, file, sources) : reading;
}

ConfigReading parse_config(std::string_view text, const std::filesystem::path& file,
                           const ConfigSources& sources) {
  ConfigReading reading;
  Context context;
  context.folder = file.parent_path();
  context.sources = &sources;
  reading.config.database = (context.folder / reading.config.database).lexically_normal();
  const auto document = parse_document(text, context.problems);
  if (document && document->kind != Node::Kind::kNull) {
    read_map(context, *document, "the settings file", kConfigKeys, reading.config);
  }
  reading.problems = std::move(context.problems);
  reading.notices = std::move(context.notices);
  sort_by_place(reading.problems);
  sort_by_place(reading.notices);
  return reading;
}

std::string print_config(const Config& config) {
  std::string out = config.connections.empty() ? "connections: []\n" : "connections:\n";
  for (const ConnectionConfig& connection : config.connections) {
    out += print_connection(connection);
  }
  const auto path = [&](std::string_view key, const std::filesystem::path& value) {
    if (!value.empty())
      out += fmt::format("{}: {}\n", key, rules::json_quoted(value.string()));
  };
  path("database", config.database);
  path("rules", config.rules);
  out += fmt::format("nudge_back: {}\ncommit_interval_ms: {}\n", config.nudge_back,
                     config.commit_interval.count());
  path("effects_log", config.effects_log);
  out += fmt::format("log:\n  level: {}\n  format: {}\n", to_string(config.log.level),
                     to_string(config.log.format));
  path("  file", config.log.file);
  out += print_reports(config.reports);
  if (config.profile)
    out += "profile:\n" + print_profile(*config.profile, 2);
  return out;
}

std::vector<std::string> config_keys() {
  std::vector<std::string> keys;
  for (const std::string_view key : names_of(kConfigKeys)) {
    if (key == "connections") {
      for (const std::string_view own : names_of(kConnectionKeys)) {
        if (own != "token")
          keys.push_back(fmt::format("connections[].{}", own));
      }
    } else if (key == "log") {
      for (const std::string_view own : names_of(kLogKeys)) {
        keys.push_back(fmt::format("log.{}", own));
      }
    } else if (key == "reports") {
      for (const std::string_view own : report_keys()) {
        keys.push_back(fmt::format("reports.{}", own));
      }
    } else if (key == "profile") {
      for (const std::string& own : profile_keys()) {
        keys.push_back(fmt::format("profile.{}", own));
      }
    } else {
      keys.emplace_back(key);
    }
  }
  return keys;
}

ProfileReading read_profile(const std::filesystem::path& file) {
  ProfileReading reading;
  const auto text = read_settings(file, reading.problems);
  return text ? parse_profile(*text) : reading;
}

ProfileReading parse_profile(std::string_view text) {
  ProfileReading reading;
  reading.profile = qa::Profile::douyin();
  Context context;
  const auto document = parse_document(text, context.problems);
  if (document && document->kind != Node::Kind::kNull) {
    reading.profile = read_profile_map(context, *document);
  }
  reading.problems = std::move(context.problems);
  sort_by_place(reading.problems);
  return reading;
}

}  // namespace plugin
