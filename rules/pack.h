#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/context.h"
#include "rules/explanation.h"
#include "rules/finding.h"
#include "rules/scoring.h"
#include "rules/talk.h"

namespace rules {

/// What callers may know of a compiled rule.
struct RuleInfo {
  std::string id;
  std::string name;
  std::string pack;
  std::string file;        ///< as diagnostics name it
  std::uint32_t line = 0;  ///< where the rule begins in it
  Level level = Level::kMinor;
  Action action = Action::kLog;
  std::string tell;
  std::string suggest;
  bool is_shadow = false;      ///< status `trial`: supervisors only, no nudge, no draft decision
  bool needs_context = false;  ///< depends on what stands around the message, not on it alone
  bool needs_talk = false;     ///< … on more than `Context` holds: only judge() can say
  std::string classify;        ///< the intent it sets; such a rule finds nothing wrong
  Scoring scoring;
  std::int64_t cooldown_ms = 0;  ///< nudges of this rule in one conversation are this far apart
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

  /// Every clause of the set that holds in this message, ascending; `hits` is emptied first. Never
  /// depends on the conversation: keep the result with the message.
  virtual void inspect(const Utterance& utterance, Scratch& scratch,
                       std::vector<ClauseHit>& hits) const = 0;

  /// What all rules find in a conversation whose messages were inspected by this very set, as it
  /// can be known at `now_ms`. Pure: a finding with decided_at_ms at or before some moment is the
  /// same whether the talk ended there or went on.
  virtual Judgement judge(const Talk& talk, std::int64_t now_ms) const = 0;

  /// Of judge() what match() does not say, without intents that were set. May say more.
  virtual Judgement judge_talk(const Talk& talk, std::int64_t now_ms) const {
    return judge(talk, now_ms);
  }

  /// For each rule, whether the conversation holds anything it could have been broken by: what it
  /// waits after, or a message of the speaker it is about, where the rule is in force. A rule that
  /// could not apply is in no score.
  virtual std::vector<bool> could_apply(const Talk& talk) const = 0;

  /// The rules of judge() that need no more than this message and its context, in the order of the
  /// rule set; `hits` is emptied first. For drafts and single messages. Same input, same output.
  virtual void match(const Utterance& utterance, const Context& context, Scratch& scratch,
                     std::vector<Hit>& hits) const = 0;

  /// match() of a message in which inspect() found `clauses`, from them alone: what was looked at
  /// for judge() need not be looked at again.
  virtual void match_inspected(std::span<const ClauseHit> clauses, const Context& context,
                               Scratch& scratch, std::vector<Hit>& hits) const = 0;

  /// False only if no finding that match() does not say can be about a message in which inspect()
  /// found `clauses`: a conversation of such messages need not be judged.
  virtual bool touches_talk(std::span<const ClauseHit> clauses) const { return !clauses.empty(); }

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

  /// True if any rule needs the talk: only then has judge() more to say than match().
  bool needs_talk() const;

  /// SHA-256 of the sources in order of pack name, 64 lower-case hex digits.
  virtual const std::string& version() const = 0;
};

}  // namespace rules
