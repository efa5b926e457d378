#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qa/backtest.h"
#include "qa/review.h"
#include "rules/collector.h"
#include "rules/rule_text.h"
#include "store/store.h"

/// `sandglass rules backtest`: what a changed rule book would have found in stored conversations,
/// held against what people said of the findings. Reads only; a page of conversations at a time.
namespace plugin {

struct BacktestRequest {
  std::vector<rules::Source> before;
  std::vector<rules::Source> after;
  store::Period period;  ///< conversations with an event in it are judged whole
  /// Asked after every page and now and then before the first: true ends the pass, which can be
  /// resumed, from the beginning where no page was done. May be empty.
  std::function<bool(const struct BacktestResult&)> is_cancelled;
};

/// What a back-test says of one rule.
struct BacktestRule {
  std::int64_t newly_flagged = 0;
  std::int64_t no_longer_flagged = 0;
  std::int64_t unchanged = 0;
  qa::Precision newly_decided;      ///< verdicts that stand on the newly flagged
  qa::Precision no_longer_decided;  ///< … on those no longer flagged
  qa::Precision unchanged_decided;

  /// Of what the old book finds and of what the new one finds, as far as people decided.
  qa::Precision before() const;
  qa::Precision after() const;

  bool operator==(const BacktestRule&) const = default;
};

/// A finding that only one of the two books makes.
struct BacktestDifference {
  qa::BacktestChange change = qa::BacktestChange::kNewlyFlagged;
  qa::FindingIdentity finding;
  std::vector<rules::Span> spans;
  std::string agent;
  qa::Time at{};
  std::optional<qa::Verdict> verdict;  ///< that stands

  bool operator==(const BacktestDifference&) const = default;
};

struct BacktestResult {
  std::string before;  ///< versions, 64 hex digits
  std::string after;
  store::Period period;
  std::int64_t conversations = 0;           ///< looked at
  std::int64_t judged = 0;                  ///< … of which every message was judged by both books
  std::optional<qa::ConversationKey> last;  ///< the last one looked at
  bool is_complete = false;
  /// Rules that may find other messages, and so were judged; all others find what they found.
  std::map<std::string, BacktestRule> rules;
  std::vector<BacktestDifference> differences;
};

/// What cannot be back-tested, for a person: a rule set with errors, a file to resume from that
/// belongs to another back-test.
struct BacktestProblem {
  std::string message;
};

/// Judges what can differ and nothing else: rules whose text is the same in both books are left
/// out, and a conversation is judged by both books only if it has words that one of the changed
/// rules could be about, whoever says them. What a rule waits for is decided as if nothing came
/// after the last stored event.
/// @param resumed  what an earlier, cancelled pass came to; empty: from the beginning.
/// @throws store::Error.
std::variant<BacktestResult, BacktestProblem> backtest(store::Reader& reader,
                                                       const BacktestRequest& request,
                                                       std::optional<BacktestResult> resumed);

/// The same result, whole, for `--json` and for a pass to be resumed.
std::string to_json(const BacktestResult& result);
/// nullopt where `json` is not what to_json writes.
std::optional<BacktestResult> read_backtest(std::string_view json);

/// For people: each rule's figures, then the differences with their words, at most `most` of each
/// kind.
std::string backtest_text(store::Reader& reader, const BacktestResult& result, std::size_t most,
                          rules::Language language);

}  // namespace plugin
