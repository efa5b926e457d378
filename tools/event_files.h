#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "plugin/exchange/event_file.h"
#include "plugin/replay.h"

/// Event files named on a command line.
namespace tools {

class EventFiles {
 public:
  /// Opens the first, so that a mistyped name is known before anything is made for its sake.
  /// @param names  not empty. @throws plugin::exchange::EventFileError.
  explicit EventFiles(std::vector<std::string> names);

  /// Passes all of them through `replay` in order, with progress on a terminal; `told` is called
  /// with each file at its end. Ctrl-C ends the pass after at most a thousand lines.
  /// @returns false: it was ended. @throws plugin::exchange::EventFileError, store::Error.
  bool read(plugin::Replay& replay,
            const std::function<void(const plugin::exchange::EventFileReader&)>& told);

 private:
  std::vector<std::string> names_;
  std::unique_ptr<plugin::exchange::EventFileReader> first_;
};

}  // namespace tools
