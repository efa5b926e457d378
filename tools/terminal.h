#pragma once

#include <optional>
#include <string>

#include "plugin/app.h"
#include "plugin/frame_writer.h"
#include "plugin/screen.h"

namespace tools {

/// Shows what a running App does: on a terminal one screen, redrawn when something happened and
/// once a second; elsewhere a line for every nudge and finding. Restores the terminal when it goes.
/// A terminal that does not read misses frames; it never holds up the loop.
class TerminalView {
 public:
  TerminalView(plugin::App& app, rules::Language language, bool headless,
               std::function<qa::Time()> clock);
  ~TerminalView();
  TerminalView(const TerminalView&) = delete;
  TerminalView& operator=(const TerminalView&) = delete;

 private:
  void draw();

  plugin::App& app_;
  plugin::Screen screen_;
  std::function<qa::Time()> clock_;
  std::optional<plugin::FrameWriter> terminal_;  ///< where there is a screen
};

/// True where standard output is a terminal that can be redrawn.
bool is_terminal();
/// True where a person looks at standard output, whatever the terminal can do.
bool is_output_shown();
/// True where standard error can be redrawn, where progress is shown.
bool is_error_terminal();
/// LC_ALL, LC_MESSAGES, LANG: Chinese where they say so.
rules::Language language_of_process(rules::Language otherwise);

}  // namespace tools
