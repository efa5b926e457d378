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

/// What a customer has said, to tell how often they say again what they said before.
class SaidWords {
 public:
  /// In any order; other events are harmless. A message told twice was said once, and one that was
  /// taken back was not said.
  void see(const Event& event);

  /// True of a customer's public words and of what takes words back; others need not be seen.
  static bool matters(const Event& event);

  /// See ConversationEvidence::repeated_questions; in the order of the conversation.
  std::int64_t repeated_questions() const;

 private:
  struct Said {
    std::int64_t conv_seq = 0;
    std::string message;
    std::string words;
  };

  std::vector<const Said*> in_order() const;

  std::vector<Said> said_;
  std::vector<std::string> taken_back_;  ///< messages
};

/// From a stored conversation.
ConversationEvidence evidence_of(const History& history);

}  // namespace qa
