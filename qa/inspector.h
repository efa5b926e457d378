#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
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
  /// @param look_back  how many words before a message its context reaches.
  explicit Inspector(std::shared_ptr<const rules::RulePack> rules, std::size_t look_back = 20)
      : look_back_(look_back) {
    set_rules(std::move(rules));
  }

  void set_rules(std::shared_ptr<const rules::RulePack> rules) {
    rules_ = std::move(rules);
    keeps_clauses_ = rules_ && rules_->needs_talk();
  }

  const std::shared_ptr<const rules::RulePack>& rules() const { return rules_; }

  /// Judges what a new word at `position` makes of the conversation: the word itself, and, where
  /// rules look at the context, every word after it. Appends findings, and withdrawals of what no
  /// longer stands. Words before `position` must reach as far back as lacks_words() asks.
  void inspect(Words& words, std::size_t position, const ConversationKey& key,
               std::vector<Effect>& effects);

  /// A message as it reads now, and the rule that says what the customer wants.
  struct Classified {
    std::size_t position = 0;           ///< of the word, said or edited, that it reads as
    std::optional<std::uint32_t> rule;  ///< nullopt: none says, or it is not the customer's
  };

  /// The messages whose present text the last inspect() judged. Of several rules that set
  /// an intent the first of the rule set holds; rules on trial and rules about the conversation set
  /// none.
  const std::vector<Classified>& classified() const { return classified_; }

  /// True where an event cannot be judged as a complete conversation would judge it, because older
  /// words were dropped: restore them first.
  /// @param is_known_message  the message it says, edits or recalls was met before.
  bool lacks_words(const Words& words, const Event& event, bool is_known_message) const;

  /// Takes a stored finding for one of this book's verdicts on these words.
  void remember(Words& words, const FindingRecord& finding) const;
  /// Holds all these words for judged by this book: what it found, remember() has said.
  void hold_judged(Words& words) const;

  /// Judges a text as if an agent said it now.
  /// @param clauses  receives the clauses that hold in it, where rules about the conversation need
  ///                 them; else nothing.
  void inspect_draft(const Words* words, std::string_view text, std::vector<rules::Hit>& hits,
                     std::vector<rules::ClauseHit>& clauses);

 private:
  void judge(Words& words, std::size_t position, const ConversationKey& key,
             std::vector<Effect>& effects);
  void classify(const Words& words, std::size_t position);
  FindingRecord make_record(const Word& word, const KnownHit& hit,
                            const ConversationKey& key) const;
  bool is_changed_by(const Words& words, std::size_t later, std::size_t position) const;
  std::vector<std::string_view> turn_before(const Words& words, std::size_t position) const;

  std::shared_ptr<const rules::RulePack> rules_;
  std::size_t look_back_;
  bool keeps_clauses_ = false;  ///< a TalkInspector reads them too: a look feeds both
  rules::Scratch scratch_;
  std::vector<rules::Hit> hits_;
  std::vector<Classified> classified_;
};

}  // namespace qa
