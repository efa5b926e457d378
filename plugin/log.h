#pragma once

#include <filesystem>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "plugin/config.h"

namespace plugin {

/// What the program says about itself: one line an event, an event key and fields. Fields are ids,
/// counts, states and places; never the words of a message or a customer's name. Control characters
/// in a field are escaped, so nothing a workstation sends can forge a line.
///
///   text  2026-11-22T04:34:23.611Z info  link.live connection=kefu stream=s_1
///   json
///   {"time":"2026-11-22T04:34:23.611Z","level":"info","event":"link.live","connection":"kefu"}
///
/// Any thread; a line is written whole. A line that cannot be written (full disk) is lost, never
/// thrown. The owner passes it by reference and destroys it last.
class Log {
 public:
  using Field = std::pair<std::string_view, std::string>;
  using Fields = std::initializer_list<Field>;

  /// To config.file, appended, mode 0600 when made; to standard error where that is empty.
  /// @throws std::system_error naming the file that cannot be opened.
  explicit Log(const LogConfig& config);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void debug(std::string_view event, Fields fields = {});
  void info(std::string_view event, Fields fields = {});
  void warn(std::string_view event, Fields fields = {});
  void error(std::string_view event, Fields fields = {});

  /// A warning that bad input can cause without end: written for the 1st, 10th, 100th … of its
  /// `kind`, with a field `times`. `fields` carry the id of this one. Kinds are few and fixed:
  /// names of faults, never text from outside.
  void once(std::string_view kind, std::string_view event, Fields fields = {});

  /// Writes what is buffered; called before the process ends.
  void flush();

 private:
  void write(LogLevel level, std::string_view event, Fields fields, const std::string& times = {});

  class Sink;
  std::unique_ptr<Sink> sink_;
};

}  // namespace plugin
