#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qa {

/// A text of a NamePool. Eight bytes in place of a std::string's thirty-two.
struct Name {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;

  bool is_empty() const { return length == 0; }

  bool operator==(const Name&) const = default;
};

/// Ids of one conversation, kept once. Names of a pool stay valid as long as the pool; two equal
/// interned texts have equal Names.
class NamePool {
 public:
  /// Keeps `text` without looking whether it is there already: for ids that occur once.
  Name add(std::string_view text) {
    const Name name{static_cast<std::uint32_t>(bytes_.size()),
                    static_cast<std::uint32_t>(text.size())};
    bytes_.append(text);
    return name;
  }

  /// Keeps `text` once: for the few actors and products of a conversation.
  Name intern(std::string_view text) {
    if (text.empty()) {
      return {};
    }
    for (const Name name : interned_) {
      if (view(name) == text) {
        return name;
      }
    }
    return interned_.emplace_back(add(text));
  }

  std::string_view view(Name name) const {
    return std::string_view(bytes_).substr(name.offset, name.length);
  }

  std::string string(Name name) const { return std::string(view(name)); }

 private:
  std::string bytes_;
  std::vector<Name> interned_;
};

}  // namespace qa
