#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "qa/conversation.h"
#include "qa/ids.h"
#include "qa/ledger.h"
#include "qa/profile.h"
#include "qa/record.h"
#include "qa/words.h"
#include "rules/pack.h"

namespace qa {

/// Judges by the rules that look at more than one message: what came before, what does not come,
/// how long it takes. Whatever happens in a conversation, the whole of it is judged anew and
/// compared with what was told: live, late and stored traffic agree because the judgement is a
/// function of the conversation (rules::RulePack::judge). The text work is done once a message.
class TalkInspector {
 public:
  /// Rules look so many messages back or ahead. What is about an older message is settled.
  static constexpr std::size_t kFarthest = rules::kFarthestMessage;
  /// Messages whose words a conversation keeps where there are such rules: those that are not
  /// settled, and as many again for these to look back at.
  static constexpr std::size_t kMessagesKept = 2 * kFarthest;

  explicit TalkInspector(std::shared_ptr<const rules::RulePack> rules) {
    set_rules(std::move(rules));
  }

  void set_rules(std::shared_ptr<const rules::RulePack> rules);

  /// There are such rules.
  bool is_needed() const { return is_needed_; }

  /// A conversation and what the pass made of it.
  struct Subject {
    const ConversationKey& key;
    const Ledger& ledger;
    const Conversation& pass;
    const LocalTime& local;
  };

  /// Appends what `now` is known and was not told, and withdrawals of what no longer stands.
  /// Afterwards words.talk.due says when to ask again if nothing happens. What another rule set
  /// judged before is not judged again.
  void judge(const Subject& subject, Words& words, Time now, std::vector<Effect>& effects);

  /// True where an event comes so late that words are missing to judge what it changes: restore
  /// them first.
  bool lacks_words(const Words& words, const Event& event) const {
    return is_needed_ && words.lacks_words_before(event, kFarthest);
  }

  /// Takes a stored finding for one of this rule set's.
  void remember(Words& words, const FindingRecord& finding) const;

  /// Appends the rules that a text would break if it were sent now.
  /// @param clauses  what this rule set's inspect() says of it.
  void inspect_draft(const Subject& subject, Words& words, std::string_view text,
                     std::span<const rules::ClauseHit> clauses, Time now,
                     std::vector<rules::Hit>& hits);

 private:
  void inspect_words(Words& words);
  void take_over(const Subject& subject, Words& words) const;
  bool is_ours(const rules::TalkFinding& finding) const;
  bool has_anything(const Words& words) const;

  std::shared_ptr<const rules::RulePack> rules_;
  bool is_needed_ = false;
  rules::Scratch scratch_;
};

}  // namespace qa
