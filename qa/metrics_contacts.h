#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "qa/conversation_facts.h"
#include "qa/metrics_figure.h"
#include "qa/metrics_group.h"
#include "qa/profile.h"
#include "qa/text_index.h"

/// Customers who come back with what they wanted before: it takes all their conversations to tell,
/// so contacts are kept by customer and settled when everything has been added.
namespace qa {

/// A conversation is not resolved if the customer comes back with its intent within this time of
/// its close, the last instant included.
inline constexpr Duration kFollowUpSpan{24 * 3'600'000};
/// Two conversations of one intent whose human phases begin no further apart are a repeat contact.
inline constexpr Duration kRepeatSpan{7 * 24 * 3'600'000};
/// Intents are one where so many segments of their paths are.
inline constexpr int kContactLevel = 2;

struct ContactTally {
  std::int64_t closed = 0;     ///< human conversations
  std::int64_t resolved = 0;   ///< of them
  std::int64_t customers = 0;  ///< with a classified human conversation
  std::int64_t repeated = 0;   ///< of them, those with a repeat contact

  bool operator==(const ContactTally&) const = default;
};

struct SettledContacts {
  /// A human conversation of the period has an intent: else nobody classifies, and who came back
  /// for the same cannot be told.
  bool has_intents = false;
  ContactTally total;
  std::map<GroupId, ContactTally> groups;
};

/// Human conversations by customer, with what they were about.
class ContactLedger {
 public:
  /// @param profile  says which tags of a rating mean `unsolved`
  void add(const ConversationFacts& facts, const Profile& profile);

  /// Conversations whose last (of repeat contacts: first) human phase begins in `period`, within
  /// the hours of `local`.
  /// @param only  counts only what stands in all these groups
  SettledContacts settle(const Period& period, const std::vector<Cut>& cuts, const LocalTime& local,
                         const std::vector<GroupId>& only = {}) const;

 private:
  using Text = TextIndex::Text;

  /// A human phase as it is reported.
  struct Session {
    Time from{};
    Text agent = 0;
    Text product = 0;
    Text intent = 0;
  };

  struct Contact {
    std::string conversation;
    Session first;
    Session last;
    std::optional<Time> closed_at;
    std::vector<Text> intents;  ///< whole paths of its rounds, each once
    Text channel = 0;
    Text shop = 0;
    Origin origin = Origin::kHuman;
    bool is_unsolved = false;  ///< rated so
  };

  class Settler;

  Session session_of(const Phase& phase);

  TextIndex texts_;
  std::unordered_map<std::string, std::vector<Contact>> customers_;
};

}  // namespace qa
