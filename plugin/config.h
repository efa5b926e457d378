#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/report_schedule.h"
#include "qa/profile.h"

/// The deployment file: where the workstations are, where things are kept, what the log looks like.
/// YAML, UTF-8, at most 1 MiB; every key may be left out (docs/operations.md lists them). What
/// people argue about (limits, ladder, hours) is the profile, which lives in the database; the
/// `profile:` map here only fills its first version.
///
/// Pure but for read_config(), which reads the file and the places its secrets are in.
namespace plugin {

/// A token. Nothing prints it: there is no operator<<, and print_config() masks it.
class Secret {
 public:
  Secret() = default;

  explicit Secret(std::string value) : value_(std::move(value)) {}

  const std::string& reveal() const { return value_; }

  bool is_empty() const { return value_.empty(); }

 private:
  std::string value_;
};

/// Where a token comes from. Never the settings file itself.
enum class SecretOrigin {
  kNone,
  kEnvironment,  ///< `token_env: NAME`
  kFile,         ///< `token_file: PATH`, one line
  kCredential,   ///< `token_credential: NAME`, a file in $CREDENTIALS_DIRECTORY (systemd)
};

/// One workstation account to attach to.
struct ConnectionConfig {
  std::string name = "kefu";  ///< source id: part of every key in the database, so never change it
  std::string dialect = "kefu";   ///< the only one so far
  std::string url;                ///< ws://… or wss://…, no user info
  std::string shop;               ///< shop of conversations that name none; empty: "default"
  std::filesystem::path ca_file;  ///< PEM; empty: the system's certificates
  bool allow_plain = false;       ///< ws:// beyond loopback
  SecretOrigin token_origin = SecretOrigin::kNone;
  std::string token_place;  ///< name of the variable or credential, path of the file
  Secret token;
};

enum class LogLevel { kDebug, kInfo, kWarn, kError };
enum class LogFormat { kText, kJson };

std::string_view to_string(LogLevel level);    // debug info warn error
std::string_view to_string(LogFormat format);  // text json

struct LogConfig {
  LogLevel level = LogLevel::kInfo;
  LogFormat format = LogFormat::kText;
  std::filesystem::path file;  ///< empty: standard error
};

/// The effective settings. Relative paths of the file are resolved against the folder it is in.
struct Config {
  std::vector<ConnectionConfig> connections;
  std::filesystem::path database = "sandglass.db";
  std::filesystem::path rules;                   ///< folder of rule packs; empty: the shipped ones
  std::filesystem::path effects_log;             ///< JSON Lines of every effect; empty: none
  std::chrono::milliseconds commit_interval{0};  ///< 0–10'000; docs/performance.md, "self-clocking"
  bool nudge_back = true;                        ///< send nudges and verdicts to the workstation
  LogConfig log;
  ReportSchedule reports;
  std::optional<qa::Profile> profile;  ///< only fills the first version in an empty database
};

/// One thing wrong with a settings file.
struct ConfigProblem {
  int line = 0;    ///< from 1; 0: the file as a whole
  int column = 0;  ///< code points, from 1; 0 with line 0
  std::string message;

  bool operator==(const ConfigProblem&) const = default;
};

/// "settings.yaml:3:5: message", or "settings.yaml: message" for the file as a whole.
std::string to_text(const std::filesystem::path& file, const ConfigProblem& problem);

struct ConfigReading {
  Config config;                        ///< as far as it could be read
  std::vector<ConfigProblem> problems;  ///< all of them, by place; empty: use it
  std::vector<ConfigProblem> notices;   ///< worth telling, no reason to refuse

  [[nodiscard]] bool is_good() const { return problems.empty(); }
};

/// The world a settings file refers to.
struct ConfigSources {
  std::function<std::optional<std::string>(const std::string& name)> variable;

  /// The environment of this process.
  static ConfigSources of_process();
};

/// Reads `file` and the secrets it names. A file that cannot be read is a problem like any other.
[[nodiscard]] ConfigReading read_config(const std::filesystem::path& file,
                                        const ConfigSources& sources);

/// The same for text that is at hand. `file` gives the folder for relative paths.
[[nodiscard]] ConfigReading parse_config(std::string_view text, const std::filesystem::path& file,
                                         const ConfigSources& sources);

/// The effective settings as YAML that read_config() takes back; secrets are named, never shown.
std::string print_config(const Config& config);

/// Every key a settings file may hold, dotted ("connections[].url", "log.level"), in the order of
/// docs/operations.md.
std::vector<std::string> config_keys();

/// A file with one profile in it: what `profile:` holds in a settings file, at the top level.
struct ProfileReading {
  qa::Profile profile;
  std::vector<ConfigProblem> problems;

  [[nodiscard]] bool is_good() const { return problems.empty(); }
};

[[nodiscard]] ProfileReading read_profile(const std::filesystem::path& file);
[[nodiscard]] ProfileReading parse_profile(std::string_view text);

}  // namespace plugin
