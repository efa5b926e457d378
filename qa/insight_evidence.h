#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "qa/desk.h"
#include "qa/record.h"

namespace qa {

/// What is known of a conversation beside its facts: nudges, findings, what its messages want. No
/// words.
struct ConversationEvidence {
  std::vector<NudgeRecord> nudges;
  std::vector<FindingRecord> findings;
  std::vector<IntentRecord> intents;  ///< those that stand
  /// Customer messages that say what one of the kRepetitionReach before them said.
  std::int64_t repeated_questions = 0;
};

/// Two messages say the same where this much of their character bigrams is shared (rules/alike.h)
/// and their digits are equal: the measure of the rules about agents who repeat themselves, at the
/// likeness at which paraphrases of one short question still meet ("还没发货吗", "怎么还没发货").
inline constexpr std::uint32_t kSameQuestionPercent = 60;
/// Shorter ones (好的, 在吗) are not questions that were left unanswered.
inline constexpr std::size_t kShortestQuestion = 4;
/// Messages looked back over; as far as rules look (DeskOptions::texts_kept).
inline constexpr std::size_t kRepetitionReach = 20;

/// The public words of a customer in an event; nullptr: it has none.
const std::string* customer_words(const Event& event);

/// What a customer has said, to tell how often they say again what they said before.
class SaidWords {
 public:
  /// In any order; other events are harmless.
  void see(const Event& event);

  /// See ConversationEvidence::repeated_questions; in the order of the conversation.
  std::int64_t repeated_questions() const;

 private:
  std::vector<std::pair<std::int64_t, std::string>> said_;  ///< by conv_seq
};

/// From a stored conversation.
ConversationEvidence evidence_of(const History& history);

}  // namespace qa
