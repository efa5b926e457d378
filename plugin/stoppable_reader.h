#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>

#include "store/forwarding.h"

namespace plugin {

/// The process is about to end; what was begun is made up after its next start.
class GivenUp : public std::runtime_error {
 public:
  GivenUp() : std::runtime_error("the process is stopping") {}
};

/// A reader that can be told to stop between two conversations: history() throws GivenUp.
class StoppableReader : public store::Forwarding<store::Reader, std::unique_ptr<store::Reader>> {
 public:
  /// @param go_on  asked before each conversation
  StoppableReader(std::unique_ptr<store::Reader> reader, std::function<bool()> go_on)
      : Forwarding(std::move(reader)), go_on_(std::move(go_on)) {}

  std::optional<qa::History> history(const qa::ConversationKey& key) override {
    if (!go_on_()) {
      throw GivenUp();
    }
    return Forwarding::history(key);
  }

 private:
  std::function<bool()> go_on_;
};

}  // namespace plugin
