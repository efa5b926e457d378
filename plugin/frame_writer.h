#pragma once

#include <string>
#include <string_view>

namespace plugin {

/// Shows frames on a terminal that may not be reading (Ctrl-S, a suspended pager, a dead ssh):
/// never waits for it. A frame that was begun is finished before the next one starts, so that no
/// escape sequence is torn; frames that come meanwhile are left out.
///
/// The terminal is opened anew for this: "do not wait" belongs to the open file, which a terminal
/// shares with the shell that started the program. Where it cannot be opened (`su` to another
/// user), the shared one is set so and set back by the destructor.
class FrameWriter {
 public:
  /// `file`: an open terminal or pipe; stays the caller's.
  explicit FrameWriter(int file);
  ~FrameWriter();
  FrameWriter(const FrameWriter&) = delete;
  FrameWriter& operator=(const FrameWriter&) = delete;

  /// Writes on what is left of the last frame. True: all of it is out, or given up because the
  /// terminal is gone; show() would begin the next one.
  bool is_ready();
  /// Begins `frame`, unless the last one is not out yet.
  void show(std::string_view frame);
  /// Cuts off a frame that is not out yet and writes `last`, as far as it goes. For the end of the
  /// process; any thread.
  void finish(std::string_view last) const;

 private:
  int file_;
  bool is_own_ = true;     ///< file_ is closed at the end, not set back
  std::string remaining_;  ///< of a frame that was begun
};

}  // namespace plugin
