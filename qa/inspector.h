#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "qa/ids.h"
#include "qa/record.h"
#include "qa/words.h"
#include "rules/pack.h"

namespace qa {

/// Puts the book to the words: which rules does a message break, where it stands. The one evaluator
/// of live traffic, drafts, replay and back-tests.
class Inspector {
 public:
  explicit Inspector(std::shared_ptr<const rules::RulePack> rules) : rules_(std::move(rules)) {}

  void set_rules(std::shared_ptr<const rules::RulePack> rules) { rules_ = std::move(rules); }

  const std::shared_ptr<const rules::RulePack>& rules() const { return rules_; }

  /// Judges what a new word at `position` makes of the conversation: the word itself, and, where
  /// rules look at the context, every word after it. Appends findings, and withdrawals of what no
  /// longer stands.
  void inspect(Words& words, std::size_t position, const ConversationKey& key,
               std::vector<Effect>& effects);

  /// Judges a text as if an agent said it now.
  void inspect_draft(const Words* words, std::string_view text, std::vector<rules::Hit>& hits);

 private:
  void judge(Words& words, std::size_t position, const ConversationKey& key,
             std::vector<Effect>& effects);
  FindingRecord make_record(const Word& word, const KnownHit& hit,
                            const ConversationKey& key) const;
  const rules::RuleInfo* find(std::string_view rule) const;

  std::shared_ptr<const rules::RulePack> rules_;
  rules::Scratch scratch_;
  std::vector<rules::Hit> hits_;
};

}  // namespace qa
