#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "store/store.h"

namespace store_test {

/// Seeded batches with everything in them: conversations of several shops, late events, edits
/// before their messages, duplicates, stale rounds, withdrawn findings, moving cursors. The same
/// seed gives the same batches.
class RandomBatches {
 public:
  explicit RandomBatches(std::uint32_t seed) : random_(seed) {}

  store::Batch next();

 private:
  int upto(int most);

  bool one_in(int chances) { return upto(chances - 1) == 0; }

  qa::ConversationKey key();
  qa::Event event();
  qa::EventData data(std::string& type);
  void add_conclusions(store::Batch& batch);

  std::mt19937 random_;
  int events_ = 0;
  std::vector<qa::Event> sent_;
};

}  // namespace store_test
