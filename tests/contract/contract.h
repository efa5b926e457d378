#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "store/open.h"
#include "store/store.h"
#include "tests/support/event_builder.h"
#include "tests/support/temp_dir.h"

/// The contract of store::Store, one suite for every backend. Tests are named after the promise
/// they hold it to (docs/database.md); those without a number pin down what a single read means.
namespace contract {

/// A backend under test: one store, and readers beside it.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual store::Store& store() = 0;
  virtual std::unique_ptr<store::Reader> reader() = 0;
};

struct BackendKind {
  std::string name;
  std::function<std::unique_ptr<Backend>(const store::StoreOptions&)> make;
};

std::vector<BackendKind> backends();

/// Lets `passes` events through, then fails once: a write that breaks half way, at every place.
class FailingOnce final : public store::Privacy {
 public:
  explicit FailingOnce(int passes) : passes_(passes) {}

  const qa::Event& stored_form(const qa::Event& event, qa::Event&) const override {
    if (passes_-- == 0) {
      throw store::Error(store::ErrorKind::kFull, true, "no space left, says the test");
    }
    return event;
  }

 private:
  mutable int passes_;
};

class Contract : public testing::TestWithParam<BackendKind> {
 protected:
  store::Store& store() { return backend_->store(); }

  std::unique_ptr<store::Reader> reader() { return backend_->reader(); }

  /// Starts over with another Privacy.
  void use(const store::Privacy& privacy) { backend_ = GetParam().make({&privacy, 0}); }

  store::Appended append(std::vector<qa::Event> events) {
    store::Batch batch;
    batch.events = std::move(events);
    return store().append(batch);
  }

  /// Ids of a conversation's stored events, in the order they come back.
  std::vector<std::string> ids_of(const std::string& conversation);

 private:
  std::unique_ptr<Backend> backend_ = GetParam().make({});
};

qa::ConversationKey key_of(const std::string& conversation);

/// All there is of an event in one line, words included: two events are the same if these are.
std::string described(const qa::Event& event);
std::vector<std::string> described(const std::vector<qa::Event>& events);

qa::RoundRecord some_round(std::int32_t revision = 1);
qa::NudgeRecord some_nudge();
qa::FindingRecord some_finding();
qa::IntentRecord some_intent();
store::DraftRecord some_draft();
qa::Review some_review(std::int32_t revision = 1);

}  // namespace contract
