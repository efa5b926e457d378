#include "rules/code_point_index.h"

#include "rules/utf8.h"

namespace rules {

void CodePointIndex::set(std::string_view text) {
  before_block_.clear();
  std::uint32_t before = 0;
  for (std::size_t begin = 0; begin <= text.size(); begin += kBlock) {
    before_block_.push_back(before);
    before += static_cast<std::uint32_t>(utf8::count(text.substr(begin, kBlock)));
  }
}

std::size_t CodePointIndex::before(std::string_view text, std::size_t byte) const {
  const std::size_t block = byte / kBlock;
  return before_block_[block] + utf8::count(text.substr(block * kBlock, byte - block * kBlock));
}

}  // namespace rules
