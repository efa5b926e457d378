#include "tools/interruption.h"

#include <csignal>

namespace tools {
namespace {

volatile std::sig_atomic_t is_interrupted = 0;  // NOLINT: a signal handler has nothing else

void note(int signal) {
  is_interrupted = 1;
  static_cast<void>(std::signal(signal, SIG_DFL));
}

}  // namespace

Interruption::Interruption() {
  is_interrupted = 0;
  before_ = std::signal(SIGINT, note);
}

Interruption::~Interruption() {
  static_cast<void>(std::signal(SIGINT, before_));
}

bool Interruption::is_asked() const {
  return is_interrupted != 0;
}

}  // namespace tools
