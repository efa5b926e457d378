#include "qa/id_index.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace qa::testing {
namespace {

/// A list with its index, as the ledger keeps its own.
struct Listed {
  std::vector<std::string> ids;
  IdIndex index;

  void insert(const std::string& id, std::size_t position) {
    if (position < ids.size()) {
      index.make_room(position);
    }
    ids.insert(ids.begin() + static_cast<std::ptrdiff_t>(position), id);
    index.add(id, position);
  }

  std::optional<std::uint32_t> find(const std::string& id) const {
    return index.find(id, [&](std::uint32_t i) { return ids[i] == id; });
  }
};

TEST(IdIndex, FindsNothingWhereNothingIs) {
  EXPECT_EQ(Listed().find("m_1"), std::nullopt);
  EXPECT_EQ(Listed().find(""), std::nullopt);
}

TEST(IdIndex, FindsEveryIdWhereItStandsWhateverTheOrderOfArrival) {
  Listed list;
  for (int i = 0; i < 300; ++i) {
    list.insert("m_" + std::to_string(i), i % 3 == 0 ? 0 : list.ids.size() / 2);
  }

  for (std::uint32_t i = 0; i < list.ids.size(); ++i) {
    EXPECT_EQ(list.find(list.ids[i]), i) << list.ids[i];
  }
  EXPECT_EQ(list.find("m_300"), std::nullopt);
}

TEST(IdIndex, LeavesItToTheAskerWhetherIdsOfOneHashAreTheSame) {
  IdIndex index;
  index.add("m_1", 1);
  index.add("m_1", 2);  // as if another id had the hash

  EXPECT_EQ(index.find("m_1", [](std::uint32_t i) { return i == 2; }), 2U);
  EXPECT_EQ(index.find("m_1", [](std::uint32_t) { return false; }), std::nullopt);
}

TEST(IdIndex, AMovedIdIsFoundWhereItStandsNow) {
  IdIndex index;
  index.add("m_1", 4);
  index.move("m_1", 4, 2);

  EXPECT_EQ(index.find("m_1", [](std::uint32_t) { return true; }), 2U);
}

}  // namespace
}  // namespace qa::testing
