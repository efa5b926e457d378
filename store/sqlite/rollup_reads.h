#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "store/sqlite/sqlite.h"
#include "store/store.h"

namespace store::sqlite {

/// Answers about stored sums (store::Reader says what they mean). The connection's thread.
class RollupReads {
 public:
  explicit RollupReads(std::shared_ptr<Database> database);

  bool read(const qa::RollupQuery& query, std::string_view counting, const RollupSink& sink);
  RollupState state();
  std::vector<qa::Label> labels();

 private:
  void read_rows(qa::Split split, const qa::LocalDays& days, const RollupSink& sink);

  std::shared_ptr<Database> database_;
  Statement state_;
  Statement rows_;
  Statement contributions_;
  Statement unrolled_;
  Statement labels_;
};

}  // namespace store::sqlite
