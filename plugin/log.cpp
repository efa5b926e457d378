#include "plugin/log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <map>
#include <mutex>
#include <system_error>

#include "plugin/clock.h"
#include "qa/time.h"

namespace plugin {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarn:
      return spdlog::level::warn;
    case LogLevel::kError:
      break;
  }
  return spdlog::level::err;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

/// True where a C1 control (U+0080–U+009F, two bytes of UTF-8) begins: terminals obey some of them.
bool is_c1_control(std::string_view text) {
  return text.size() >= 2 && text[0] == '\xC2' && static_cast<unsigned char>(text[1]) < 0xA0;
}

/// Quotes, backslashes and control characters escaped as JSON wants them.
void append_escaped(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (is_control(c)) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else if (is_c1_control(text.substr(i))) {
      ++i;
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(text[i])));
    } else {
      out += c;
    }
  }
}

/// Bare where that is unmistakable, in quotes otherwise.
void append_value(std::string& out, std::string_view text) {
  bool is_bare = !text.empty();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    is_bare = is_bare && c != ' ' && c != '"' && c != '\\' && !is_control(c) &&
              !is_c1_control(text.substr(i));
  }
  if (is_bare) {
    out += text;
    return;
  }
  out += '"';
  append_escaped(out, text);
  out += '"';
}

std::string text_line(LogLevel level, std::string_view event, Log::Fields fields,
                      const std::string& times) {
  std::string line =
      fmt::format("{} {:<5} {}", qa::format_time(wall_now()), to_string(level), event);
  const auto add = [&](std::string_view key, std::string_view value) {
    line += ' ';
    line += key;
    line += '=';
    append_value(line, value);
  };
  for (const auto& [key, value] : fields) add(key, value);
  if (!times.empty())
    add("times", times);
  return line;
}

std::string json_line(LogLevel level, std::string_view event, Log::Fields fields,
                      const std::string& times) {
  std::string line = "{";
  const auto add = [&](std::string_view key, std::string_view value) {
    line += line.size() == 1 ? "\"" : ",\"";
    append_escaped(line, key);
    line += "\":\"";
    append_escaped(line, value);
    line += '"';
  };
  add("time", qa::format_time(wall_now()));
  add("level", to_string(level));
  add("event", event);
  for (const auto& [key, value] : fields) add(key, value);
  if (!times.empty())
    line += ",\"times\":" + times;
  return line + '}';
}

/// Makes the file with our own mode before spdlog opens it, and learns why it cannot be opened.
void prepare_file(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    throw std::system_error(errno, std::generic_category(),
                            fmt::format("cannot open log file {}", file.string()));
  }
  ::close(descriptor);
}

bool is_power_of_ten(std::uint64_t count) {
  while (count % 10 == 0) count /= 10;
  return count == 1;
}

}  // namespace

/// The logger is ours alone: not registered, so spdlog's own globals never see it.
class Log::Sink {
 public:
  explicit Sink(const LogConfig& config) : format_(config.format), logger_(make(config)) {
    logger_.set_level(to_spdlog(config.level));
    logger_.set_pattern("%v");
    logger_.flush_on(spdlog::level::info);
    // A full disk must not end the program, nor fill standard error in turn.
    logger_.set_error_handler([](const std::string& /*reason*/) {});
  }

  bool takes(LogLevel level) const { return logger_.should_log(to_spdlog(level)); }

  void write(LogLevel level, std::string_view event, Fields fields, const std::string& times) {
    const std::string line = format_ == LogFormat::kJson ? json_line(level, event, fields, times)
                                                         : text_line(level, event, fields, times);
    logger_.log(to_spdlog(level), spdlog::string_view_t(line.data(), line.size()));
  }

  /// How often `kind` came, this time included.
  std::uint64_t count(std::string_view kind) {
    const std::lock_guard lock(mutex_);
    auto found = counts_.find(kind);
    if (found == counts_.end())
      found = counts_.emplace(kind, 0).first;
    return ++found->second;
  }

  void flush() { logger_.flush(); }

 private:
  static spdlog::logger make(const LogConfig& config) {
    if (config.file.empty()) {
      return spdlog::logger("sandglass", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    }
    prepare_file(config.file);
    return spdlog::logger(
        "sandglass", std::make_shared<spdlog::sinks::basic_file_sink_mt>(config.file.string()));
  }

  LogFormat format_;
  spdlog::logger logger_;
  std::mutex mutex_;  // guards counts_
  std::map<std::string, std::uint64_t, std::less<>> counts_;
};

Log::Log(const LogConfig& config) : sink_(std::make_unique<Sink>(config)) {}

Log::~Log() {
  flush();
}

void Log::debug(std::string_view event, Fields fields) {
  write(LogLevel::kDebug, event, fields);
}

void Log::info(std::string_view event, Fields fields) {
  write(LogLevel::kInfo, event, fields);
}

void Log::warn(std::string_view event, Fields fields) {
  write(LogLevel::kWarn, event, fields);
}

void Log::error(std::string_view event, Fields fields) {
  write(LogLevel::kError, event, fields);
}

void Log::once(std::string_view kind, std::string_view event, Fields fields) {
  const std::uint64_t count = sink_->count(kind);
  if (is_power_of_ten(count))
    write(LogLevel::kWarn, event, fields, std::to_string(count));
}

void Log::flush() {
  sink_->flush();
}

void Log::write(LogLevel level, std::string_view event, Fields fields, const std::string& times) {
  if (sink_->takes(level))
    sink_->write(level, event, fields, times);
}

}  // namespace plugin
