#include "store/writer.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace store {
namespace {

template <class Callback, class... Arguments>
void tell(const Callback& callback, Arguments&&... arguments) {
  if (callback) {
    callback(std::forward<Arguments>(arguments)...);
  }
}

/// Conversations counted between two looks whether something waits: some milliseconds.
constexpr std::size_t kRolledUp = 50;

/// Anything that is no store::Error is a defect, and final.
Error as_error(const std::exception& error) {
  return {ErrorKind::kInternal, false, error.what()};
}

std::exception_ptr broken_promise() {
  return std::make_exception_ptr(std::future_error(std::future_errc::broken_promise));
}

}  // namespace

Writer::Writer(std::unique_ptr<Store> store, WriterOptions options, WriterCallbacks callbacks)
    : store_(std::move(store)),
      options_(options),
      callbacks_(std::move(callbacks)),
      thread_([this] { work(); }) {}

Writer::~Writer() {
  stop();
}

std::optional<Ticket> Writer::try_push(Batch&& batch) {
  const Lock lock(mutex_);
  if (is_stopping_ || has_failed_ || queue_.size() >= options_.longest_queue) {
    return std::nullopt;
  }
  queue_.push_back({next_, std::move(batch)});
  wake_.notify_one();
  return next_++;
}

void Writer::run(std::function<void(Store&)> task, Done done) {
  {
    const Lock lock(mutex_);
    if (!is_stopping_ && !has_failed_) {
      queue_.push_back({0, Task{std::move(task), std::move(done)}});
      ++queued_tasks_;
      wake_.notify_one();
      return;
    }
  }
  done(broken_promise());
}

std::future<void> Writer::run(std::function<void(Store&)> task) {
  const auto promise = std::make_shared<std::promise<void>>();
  run(std::move(task), [promise](const std::exception_ptr& problem) {
    if (problem) {
      promise->set_exception(problem);
    } else {
      promise->set_value();
    }
  });
  return promise->get_future();
}

std::vector<Batch> Writer::unwritten(std::string_view source, std::string_view conversation) const {
  std::vector<Batch> parts;
  const auto add = [&](const Batch& batch) {
    if (Batch part = batch.about(source, conversation); !part.is_empty()) {
      parts.push_back(std::move(part));
    }
  };
  const Lock lock(mutex_);
  std::for_each(group_.batches.begin(), group_.batches.end(), add);
  for (const Queued& queued : queue_) {
    if (const Batch* batch = std::get_if<Batch>(&queued.work)) {
      add(*batch);
    }
  }
  return parts;
}

bool Writer::flush() {
  Lock lock(mutex_);
  const Ticket last = next_ - 1;
  progress_.wait(lock, [&] { return committed_ >= last || has_failed_ || has_ended_; });
  return committed_ >= last;
}

bool Writer::stop() {
  const Lock one_at_a_time(stopping_);
  {
    const Lock lock(mutex_);
    is_stopping_ = true;
    wake_.notify_one();
  }
  if (thread_.joinable()) {
    thread_.join();
  }
  const Lock lock(mutex_);
  return committed_ == next_ - 1;
}

Ticket Writer::committed() const {
  const Lock lock(mutex_);
  return committed_;
}

std::size_t Writer::queued() const {
  const Lock lock(mutex_);
  return queue_.size();
}

void Writer::work() {
  Lock lock(mutex_);
  while (wait_for_work(lock)) {
    if (std::holds_alternative<Batch>(queue_.front().work)) {
      pace(lock);
      take_group();
      commit(lock);
    } else {
      run_task(lock);
    }
  }
  const std::deque<Queued> dropped = std::exchange(queue_, {});  // after a final failure
  has_ended_ = true;
  progress_.notify_all();
  lock.unlock();
  for (const Queued& queued : dropped) {
    if (const Task* task = std::get_if<Task>(&queued.work)) {
      task->done(broken_promise());
    }
  }
}

/// False: stopped and drained, or failed for good.
bool Writer::wait_for_work(Lock& lock) {
  const auto is_awake = [this] { return is_stopping_ || !queue_.empty(); };
  roll_up(lock);
  if (!has_failed_ && is_untidy_ && !wake_.wait_for(lock, options_.tidy_after, is_awake)) {
    tidy(lock);
    roll_up(lock);
  }
  if (!has_failed_) {
    wake_.wait(lock, is_awake);
  }
  return !has_failed_ && !queue_.empty();
}

/// Lets a slow disk's group grow for `commit_interval`, unless it is full already or somebody waits
/// for a task behind it.
void Writer::pace(Lock& lock) {
  if (options_.commit_interval > qa::Duration::zero()) {
    wake_.wait_for(lock, options_.commit_interval, [this] {
      return is_stopping_ || queued_tasks_ > 0 || queue_.size() >= options_.longest_queue;
    });
  }
}

void Writer::take_group() {
  std::size_t events = 0;
  while (!queue_.empty() && std::holds_alternative<Batch>(queue_.front().work)) {
    Batch& batch = std::get<Batch>(queue_.front().work);
    events += batch.events.size();
    if (!group_.batches.empty() && events > options_.most_events) {
      break;
    }
    group_.batches.push_back(std::move(batch));
    group_.last = queue_.front().ticket;
    queue_.pop_front();
  }
}

void Writer::run_task(Lock& lock) {
  const Task task = std::move(std::get<Task>(queue_.front().work));
  queue_.pop_front();
  --queued_tasks_;
  lock.unlock();
  std::exception_ptr problem;
  try {
    task.work(*store_);
  } catch (...) {
    problem = std::current_exception();
  }
  task.done(std::move(problem));
  lock.lock();
  is_untidy_ = true;
  sums_wait_ = true;  // it may have been a profile that counts otherwise
}

/// Returns with the group durable, or given up.
void Writer::commit(Lock& lock) {
  qa::Duration pause = options_.first_pause;
  bool was_in_trouble = false;
  while (true) {
    lock.unlock();
    const std::optional<Error> error = try_commit();
    lock.lock();
    if (!error) {
      break;
    }
    if (!error->retryable() || !pause_before_retry(lock, *error, pause)) {
      fail(lock, *error);
      return;
    }
    was_in_trouble = true;
    pause = std::min(pause * 2, options_.longest_pause);
  }
  const Ticket last = group_.last;
  committed_ = last;
  group_ = Group{};
  is_untidy_ = true;
  progress_.notify_all();
  lock.unlock();
  if (was_in_trouble) {
    tell(callbacks_.on_recovered);
  }
  tell(callbacks_.on_committed, last);
  lock.lock();
}

std::optional<Error> Writer::try_commit() {
  try {
    store_->append_all(group_.batches);
    return std::nullopt;
  } catch (const Error& error) {
    return error;
  } catch (const std::exception& error) {
    return as_error(error);
  }
}

/// False: the writer was told to stop before, and this was the last try.
bool Writer::pause_before_retry(Lock& lock, const Error& error, qa::Duration pause) {
  if (is_stopping_) {
    return false;
  }
  lock.unlock();
  tell(callbacks_.on_trouble, error, pause);
  lock.lock();
  wake_.wait_for(lock, pause, [this] { return is_stopping_; });
  return true;
}

void Writer::tidy(Lock& lock) {
  is_untidy_ = false;
  sums_wait_ = true;
  in_idle_time(lock, [](Store& store) { store.tidy(); });
}

/// Works on the stored sums as long as nothing else is to be done: between two commits of a desk
/// that is never idle, too.
void Writer::roll_up(Lock& lock) {
  while (sums_wait_ && !has_failed_ && !is_stopping_ && queue_.empty()) {
    sums_wait_ = false;
    in_idle_time(lock, [this](Store& store) {
      const bool has_more = store.roll_up(kRolledUp);
      const Lock again(mutex_);
      sums_wait_ = has_more;
    });
  }
}

void Writer::in_idle_time(Lock& lock, const std::function<void(Store&)>& work) {
  lock.unlock();
  try {
    work(*store_);
  } catch (const Error& error) {
    tell(callbacks_.on_failed, error, false);
  } catch (const std::exception& error) {
    tell(callbacks_.on_failed, as_error(error), false);
  }
  lock.lock();
}

void Writer::fail(Lock& lock, const Error& error) {
  has_failed_ = true;
  progress_.notify_all();
  lock.unlock();
  tell(callbacks_.on_failed, error, true);
  lock.lock();
}

}  // namespace store
