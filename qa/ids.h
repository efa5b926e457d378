#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace qa {

/// The longest id any workstation may use, in bytes (kefu.v1, "Limits and closes").
inline constexpr std::size_t kLongestId = 128;

/// Names one conversation everywhere: shop and source come first in every key of the store.
/// `source` is the configured name of the workstation account, not of the connection, so two
/// plug-ins on one workstation write the same keys.
struct ConversationKey {
  std::string shop;
  std::string source;
  std::string id;

  auto operator<=>(const ConversationKey&) const = default;
  bool operator==(const ConversationKey&) const = default;
};

}  // namespace qa

template <>
struct std::hash<qa::ConversationKey> {
  std::size_t operator()(const qa::ConversationKey& key) const noexcept {
    const std::hash<std::string_view> of;
    std::size_t seed = of(key.id);
    seed ^= of(key.source) + 0x9e3779b97f4a7c15ULL + (seed << 6) + (seed >> 2);
    seed ^= of(key.shop) + 0x9e3779b97f4a7c15ULL + (seed << 6) + (seed >> 2);
    return seed;
  }
};
