#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// What a rule judges, as plain values. `qa/inspector` fills them from the conversation; the rule
/// tests fill them by hand. Views into memory of the caller, valid for one call.
namespace rules {

enum class Speaker : std::uint8_t { kAgent, kCustomer, kBot, kSystem };

struct Utterance {
  Speaker speaker = Speaker::kAgent;
  std::string_view kind = "text";  ///< text image voice video card order emoji file …
  bool is_automatic = false;
  std::string_view text;  ///< UTF-8
};

/// Where the utterance stands.
struct Context {
  /// The customer's turn the utterance answers: the last unbroken run of public customer messages
  /// before it (agents' messages after that run do not end it), oldest first. Empty when the
  /// customer has said nothing.
  std::span<const std::string_view> customer_said;
};

}  // namespace rules
