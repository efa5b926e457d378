#pragma once

#include <cstdint>
#include <string_view>

/// The plain words of a verdict, shared by every room (docs/rules.md).
namespace rules {

enum class Level : std::uint8_t { kNote, kMinor, kMajor, kCritical };
enum class Action : std::uint8_t { kLog, kHint, kConfirm, kBlock };  ///< the rule's `do`
enum class View : std::uint8_t { kRaw, kNorm, kClean, kSquash, kDigits };
inline constexpr int kViews = 5;

std::string_view to_string(Level level);    // note minor major critical
std::string_view to_string(Action action);  // log hint confirm block
std::string_view to_string(View view);      // raw norm clean squash digits

/// A stretch of a text in Unicode code points of the original (not bytes, not UTF-16).
struct Span {
  std::uint32_t start = 0;
  std::uint32_t length = 0;

  bool operator==(const Span&) const = default;
};

}  // namespace rules
