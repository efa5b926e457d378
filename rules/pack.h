#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rules/context.h"
#include "rules/explanation.h"
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
      false;      ///< its verdict depends on `Context` (customer_said …), not on the text alone
  int score = 0;  ///< taken off the conversation's 100 points, 0 or less
  std::uint32_t review_percent = 10;  ///< share of its findings that people look at
  std::string owner;
  std::string why;
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

  /// Rules that match, in the order of the rule set; `hits` is emptied first. Same input, same
  /// output.
  virtual void match(const Utterance& utterance, const Context& context, Scratch& scratch,
                     std::vector<Hit>& hits) const = 0;

  /// The same verdicts with their reasons, and what nearly fired. Slow; for people. A pack that
  /// keeps no sources explains nothing.
  virtual Explanation explain(const Utterance& utterance, const Context& context) const;

  virtual const RuleInfo& info(std::uint32_t rule) const = 0;
  virtual std::size_t size() const = 0;
  /// True if any rule needs the context: only then must messages be judged again when it changes.
  virtual bool needs_context() const = 0;
  /// How many rules must be tried on every message they are about, since nothing quick to look for
  /// is in all they match. Each costs as much as hundreds of others.
  virtual std::size_t always_tried() const { return size(); }
  /// SHA-256 of the sources in order of pack name, 64 lower-case hex digits.
  virtual const std::string& version() const = 0;
};

}  // namespace rules
