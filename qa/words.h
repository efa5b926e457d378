#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qa/event.h"
#include "qa/id_index.h"
#include "qa/time.h"
#include "rules/pack.h"

namespace qa {

/// A finding as the words remember it, so that a late event can tell what no longer stands.
struct KnownHit {
  std::string rule;
  rules::View view = rules::View::kClean;
  std::vector<rules::Span> spans;
  // Of a rule about the conversation:
  Time at{};          ///< when it was decided
  std::string agent;  ///< whom it concerns

  bool operator==(const KnownHit&) const = default;
};

/// One event that has to do with words: a message said, edited or recalled.
struct Word {
  enum class Kind : std::uint8_t { kSaid, kEdited, kRecalled };

  std::int64_t conv_seq = 0;
  Time time{};
  std::string event;    ///< id, last part of the order
  std::string message;  ///< id
  Kind kind = Kind::kSaid;
  ActorKind author = ActorKind::kSystem;
  bool is_automatic = false;
  bool is_repeated = false;  ///< an earlier one has its message id: it does nothing
  std::string author_id;
  std::string content_kind;
  std::string text;
  std::string judged_by;       ///< version of the rule set that judged it; empty: not judged
  std::int32_t revision = 0;   ///< as judged
  std::vector<KnownHit> hits;  ///< what it said
  /// Of rules about the conversation (qa/talk_inspector.h).
  std::vector<rules::ClauseHit> clause_hits;
  bool is_inspected = false;  ///< clause_hits are what TalkState::inspected_by says of it
  bool touches_talk = false;  ///< such a rule may be about it
  mutable std::optional<rules::Bigrams> bigrams;  ///< made when a rule asks how alike texts are
  std::vector<KnownHit> talk_hits;
  std::vector<std::string> untold;  ///< rules that found something before this rule set watched
};

/// An attribute of the conversation, from an event on.
struct WordAttribute {
  std::int64_t conv_seq = 0;
  Time time{};
  std::string event;
  std::string name;
  std::string value;
};

/// How far the rules about the conversation have come.
struct TalkState {
  std::string inspected_by;  ///< rule set that looked at the words; empty: none yet
  std::string rule_set;      ///< that judged last; empty: none yet
  Time judged_at{};          ///< as it was then
  std::optional<Time> due;   ///< when judging again may say more without an event
};

/// The last texts of a conversation in its order, for rules that look back. Holds the newest of
/// them, or all. Whoever asks what stands before a word says how far back it looks: then the answer
/// is the same whether all words are here or only enough of them.
class Words {
 public:
  /// @returns position; SIZE_MAX where the event says nothing (no words in it).
  std::size_t insert(const Event& event);

  /// Drops the oldest beyond `kept`. Afterwards is_complete() is false if anything was dropped.
  void trim(std::size_t kept);
  /// The same, for those who count messages and neither edits nor recalls.
  void trim_messages(std::size_t kept);

  bool is_complete() const { return is_complete_; }

  /// True where older words were dropped and fewer than `look_back` of those kept (at least one)
  /// stand before the place of this event.
  bool lacks_words_before(const Event& event, std::size_t look_back) const;
  /// Position of the word that said this message, repetitions aside; SIZE_MAX: it is not here.
  std::size_t find_said(std::string_view message) const;

  std::size_t size() const { return words_.size(); }

  Word& at(std::size_t position) { return words_[position]; }

  const Word& at(std::size_t position) const { return words_[position]; }

  /// The customer's turn that the word at `position` answers (rules/context.h), oldest first, as
  /// the texts stood at that point; of the `look_back` words before it, no more. size() asks for a
  /// draft: whatever would be said next.
  std::vector<std::string_view> customer_said(std::size_t position, std::size_t look_back) const;

  /// In the order of the conversation; a later value of one name holds from there on.
  const std::vector<WordAttribute>& attributes() const { return attributes_; }

  TalkState talk;

  /// Position of the message an edit at `position` changes, where it is kept; else SIZE_MAX.
  std::size_t said_at(std::size_t position) const;
  /// 0 for a message as sent; of an edit, how many edits stand from its message up to and with it
  /// (0 where no message stands before it: it edits nothing).
  std::int32_t revision(std::size_t position) const;

 private:
  void mark_repeated(std::size_t position);
  void insert_attributes(const Event& event);

  void drop_oldest();

  std::deque<Word> words_;
  std::size_t messages_ = 0;  ///< words that say something, repetitions among them
  IdIndex said_;  ///< messages said, dropped ones too: a quick no before words are compared
  std::vector<WordAttribute> attributes_;
  bool is_complete_ = true;
};

}  // namespace qa
