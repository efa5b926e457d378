#include "plugin/net/loop.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <utility>

#include "plugin/net/loop_core.h"

namespace plugin::net {

namespace asio = boost::asio;

Loop::Loop() : core_(std::make_unique<Core>()) {}

Loop::~Loop() = default;

void Loop::run() {
  core_->context.restart();
  const auto work = asio::make_work_guard(core_->context);
  core_->context.run();
}

bool Loop::run_one(std::chrono::milliseconds limit) {
  core_->context.restart();
  const auto work = asio::make_work_guard(core_->context);
  return core_->context.run_one_for(limit) != 0;
}

void Loop::stop() {
  // Posted as well: a stop() that comes before run() must not be undone by its restart().
  asio::post(core_->context, [core = core_.get()] { core->context.stop(); });
}

void Loop::post(Task task) {
  asio::post(core_->context, std::move(task));
}

void Loop::on_signal(const std::vector<int>& signals, std::function<void(int)> handler) {
  core_->signals = std::make_unique<asio::signal_set>(core_->context);
  for (const int signal : signals) {
    core_->signals->add(signal);
  }
  core_->signal_handler = std::make_shared<std::function<void(int)>>(std::move(handler));
  core_->wait_for_signal();
}

void Loop::Core::wait_for_signal() {
  signals->async_wait(
      [this, handler = signal_handler](boost::system::error_code error, int signal) {
        if (error || handler != signal_handler) {
          return;  // replaced, or the loop is going away
        }
        wait_for_signal();
        (*handler)(signal);
      });
}

struct Timer::State {
  explicit State(Loop& loop) : timer(loop.core().context) {}

  asio::steady_timer timer;
  std::uint64_t generation = 0;  // a callback of an earlier one is stale
  bool is_set = false;
};

Timer::Timer(Loop& loop) : state_(std::make_shared<State>(loop)) {}

Timer::~Timer() {
  cancel();
}

void Timer::expires_in(std::chrono::milliseconds span, Loop::Task task) {
  const std::uint64_t generation = ++state_->generation;
  state_->is_set = true;
  state_->timer.expires_after(span);
  state_->timer.async_wait([weak = std::weak_ptr<State>(state_), generation,
                            task = std::move(task)](boost::system::error_code) {
    const auto state = weak.lock();
    if (!state || !state->is_set || state->generation != generation) {
      return;
    }
    state->is_set = false;
    task();
  });
}

void Timer::cancel() {
  state_->is_set = false;
  ++state_->generation;
  state_->timer.cancel();
}

bool Timer::is_set() const {
  return state_->is_set;
}

}  // namespace plugin::net
