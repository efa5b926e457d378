#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rules/context.h"
#include "rules/finding.h"

namespace rules {

/// What callers may know of a compiled rule.
struct RuleInfo {
  std::string id;
  std::string name;
  std::string pack;
  Level level = Level::kMinor;
  Action action = Action::kLog;
  std::string tell;
  std::string suggest;
  bool is_shadow = false;  ///< status `trial`: supervisors only, no nudge, no draft decision
  bool needs_context =
      false;  ///< its verdict depends on `Context` (customer_said …), not on the text alone
};

/// One rule that matched one utterance.
struct Hit {
  std::uint32_t rule = 0;  ///< index for RulePack::info
  View view = View::kClean;
  std::vector<Span>
      spans;  ///< ascending, not overlapping; empty where the match is an absence (`lacks`)
};

/// Working memory of one thread, reused from call to call.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(Scratch&&) noexcept;
  Scratch& operator=(Scratch&&) noexcept;

  struct Parts;

  Parts& parts() { return *parts_; }

 private:
  std::unique_ptr<Parts> parts_;
};

/// A compiled rule set: all packs together, immutable. Shared by pointer; publishing swaps the
/// pointer. Any thread; each with its own Scratch.
class RulePack {
 public:
  virtual ~RulePack() = default;

  /// Rules that match, in the order of the rule set. Same input, same output.
  virtual void match(const Utterance& utterance, const Context& context, Scratch& scratch,
                     std::vector<Hit>& hits) const = 0;

  virtual const RuleInfo& info(std::uint32_t rule) const = 0;
  virtual std::size_t size() const = 0;
  /// True if any rule needs the context: only then must messages be judged again when it changes.
  virtual bool needs_context() const = 0;
  /// SHA-256 of the sources in order of pack name, 64 lower-case hex digits.
  virtual const std::string& version() const = 0;
};

}  // namespace rules
