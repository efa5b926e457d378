#pragma once

#include <filesystem>
#include <string>

#include "qa/record.h"

namespace plugin {

/// The debug log of `run` (`effects_log:` in the settings): every conclusion as one JSON line, in
/// the order they were reached (docs/effects.md). Ids, times and counts; no words of a message.
///
/// Appended to, mode 0600 when made, each line written whole. A line that cannot be written (full
/// disk) is lost and counted, never thrown: it is only a log. One thread.
class EffectsLog {
 public:
  /// An empty path writes nothing. @throws std::system_error naming the file that cannot be opened.
  explicit EffectsLog(const std::filesystem::path& file);
  ~EffectsLog();
  EffectsLog(const EffectsLog&) = delete;
  EffectsLog& operator=(const EffectsLog&) = delete;

  bool is_open() const { return descriptor_ >= 0; }

  /// False: this line is lost.
  bool add(const qa::Effect& effect);

 private:
  int descriptor_ = -1;
  bool is_torn_ = false;  ///< the last line is there in part: the next begins with a line end
  std::string line_;
};

}  // namespace plugin
