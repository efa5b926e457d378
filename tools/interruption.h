#pragma once

namespace tools {

/// While it lives, Ctrl-C (SIGINT) is noted instead of ending the program, so that a pass can end
/// where its results are whole; a second Ctrl-C ends the program at once. One at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  bool is_asked() const;

 private:
  void (*before_)(int);
};

}  // namespace tools
