#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace qa {

/// Texts kept once and named by numbers from 0: agents, products and intents of many conversations
/// are few. For the few actors of one conversation see NamePool.
class TextIndex {
 public:
  using Text = std::uint32_t;

  Text keep(std::string_view text) {
    const auto known = places_.find(text);
    if (known != places_.end()) {
      return known->second;
    }
    const auto place = static_cast<Text>(texts_.size());
    places_.emplace(text, place);
    texts_.emplace_back(text);
    return place;
  }

  std::string_view text(Text text) const { return texts_[text]; }

 private:
  std::map<std::string, Text, std::less<>> places_;
  std::vector<std::string> texts_;
};

}  // namespace qa
