#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "qa/conversation.h"
#include "qa/ids.h"
#include "qa/ledger.h"
#include "qa/profile.h"
#include "qa/words.h"
#include "rules/talk.h"

namespace qa {

/// A conversation as rules judge it (rules/talk.h), from its words and what the pass made of its
/// events. Every message stands in it as it was sent: edits are judged by rules about one message
/// only, and a recalled message was read before it went. A view: nothing it is made of may change
/// while it is used. Messages whose words are gone stand in it without them.
class TalkView {
 public:
  TalkView(const ConversationKey& key, const Words& words, const Ledger& ledger,
           const Conversation& pass, const LocalTime& local);

  const rules::Talk& talk() const { return talk_; }

  /// Position among the words of a message of the talk; SIZE_MAX: its words are gone, or it is a
  /// draft.
  std::size_t word(std::size_t message) const { return words_of_[message]; }

  /// Who a finding about this message concerns: the person who wrote it, else who owned the
  /// conversation then. Empty: nobody.
  std::string_view agent(std::size_t message) const { return agents_[message]; }

  /// Adds a text that an agent is about to send.
  void add_draft(std::string_view text, std::span<const rules::ClauseHit> hits, Time now,
                 const LocalTime& local);

 private:
  void add_message(const Word& word, std::size_t position, const Fact* fact,
                   const LocalTime& local);
  void add_forgotten(const Fact& fact, const Ledger& ledger, const LocalTime& local);
  void add(const rules::TalkMessage& message, std::size_t word, std::string_view agent);

  rules::Talk talk_;
  std::vector<std::size_t> words_of_;
  std::vector<std::string_view> agents_;
  std::int32_t phase_ = 0;
  std::int32_t round_ = 0;
  std::string_view owner_;
  std::optional<std::size_t> last_asked_;  ///< the customer's last message since the last close
  std::map<std::int32_t, std::optional<std::size_t>> abouts_;  ///< by round that was handed over
};

}  // namespace qa
