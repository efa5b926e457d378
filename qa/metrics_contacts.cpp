#include "qa/metrics_contacts.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace qa {
namespace {

/// Whatever the stars: the customer says it is not solved.
bool is_rated_unsolved(const ConversationFacts& facts, const Profile& profile) {
  return facts.rating && std::any_of(facts.rating->tags.begin(), facts.rating->tags.end(),
                                     [&profile](const std::string& tag) {
                                       const auto reason = profile.reason_by_tag.find(tag);
                                       return reason != profile.reason_by_tag.end() &&
                                              reason->second == "unsolved";
                                     });
}

}  // namespace

ContactLedger::Session ContactLedger::session_of(const Phase& phase) {
  return {phase.started_at, texts_.keep(agent_of(phase)), texts_.keep(phase.product),
          texts_.keep(phase.intent)};
}

void ContactLedger::add(const ConversationFacts& facts, const Profile& profile) {
  const auto is_seen = [](const Phase& phase) { return !phase.is_censored; };
  const auto first = std::find_if(facts.phases.begin(), facts.phases.end(), is_seen);
  if (facts.is_excluded || first == facts.phases.end()) {
    return;
  }
  Contact contact;
  contact.conversation = facts.key.id;
  contact.first = session_of(*first);
  contact.last = session_of(facts.phases.back());  // only a beginning can be censored
  contact.closed_at = facts.closed_at;
  contact.channel = texts_.keep(facts.channel);
  contact.shop = texts_.keep(facts.key.shop);
  contact.origin = facts.origin;
  contact.is_unsolved = is_rated_unsolved(facts, profile);
  for (std::size_t i = 0; i < facts.round_intents.size(); ++i) {
    if (!facts.round_intents[i].empty() && facts.rounds[i].state != RoundState::kWithdrawn) {
      contact.intents.push_back(texts_.keep(facts.round_intents[i]));
    }
  }
  std::sort(contact.intents.begin(), contact.intents.end());
  contact.intents.erase(std::unique(contact.intents.begin(), contact.intents.end()),
                        contact.intents.end());
  customers_[customer_key(facts, facts.customer)].push_back(std::move(contact));
}

/// One period's contacts on their way into the tallies.
class ContactLedger::Settler {
 public:
  Settler(const ContactLedger& ledger, const Period& period, const std::vector<Cut>& cuts,
          const LocalTime& local, const std::vector<GroupId>& only)
      : ledger_(ledger), period_(period), cuts_(cuts), local_(local), only_(only) {}

  void settle(std::vector<Contact> contacts) {
    std::sort(contacts.begin(), contacts.end(), [](const Contact& a, const Contact& b) {
      return std::tie(a.first.from, a.conversation) < std::tie(b.first.from, b.conversation);
    });
    contacts_ = std::move(contacts);
    has_repeated_.clear();
    note_subjects();
    for (std::size_t i = 0; i < contacts_.size(); ++i) {
      const Contact& contact = contacts_[i];
      const bool has_intents = !contact.intents.empty();
      if (selects(contact.last.from)) {
        settled_.has_intents = settled_.has_intents || has_intents;
        if (contact.closed_at) {
          count_closed(i);
        }
      }
      if (selects(contact.first.from)) {
        settled_.has_intents = settled_.has_intents || has_intents;
        note_repeats(i);
      }
    }
    count_customer();
  }

  SettledContacts take() && { return std::move(settled_); }

 private:
  bool selects(Time anchor) const { return period_.contains(anchor) && local_.in_window(anchor); }

  std::string_view text(Text text) const { return ledger_.texts_.text(text); }

  std::string_view subject(Text intent) const {
    return intent_at_level(text(intent), kContactLevel);
  }

  Attribution attribution(const Contact& contact, const Session& session,
                          std::string_view intent) const {
    return {text(session.agent),
            text(session.product),
            text(contact.channel),
            session.from,
            text(contact.shop),
            contact.origin,
            intent};
  }

  GroupId group(Cut cut, const Contact& contact, const Session& session,
                std::string_view intent) const {
    return group_of(cut, attribution(contact, session, intent), local_);
  }

  /// A customer may be thousands of people under one id: nothing here looks at every pair.
  void note_subjects() {
    by_subject_.clear();
    for (std::size_t i = 0; i < contacts_.size(); ++i) {
      for (const Text intent : contacts_[i].intents) {
        std::vector<std::size_t>& about = by_subject_[subject(intent)];
        if (about.empty() || about.back() != i) {
          about.push_back(i);
        }
      }
    }
  }

  bool is_followed(std::size_t position) const {
    const Contact& contact = contacts_[position];
    const Time closed_at = *contact.closed_at;
    return std::any_of(contact.intents.begin(), contact.intents.end(), [&](Text intent) {
      const std::vector<std::size_t>& about = by_subject_.at(subject(intent));
      auto next = std::partition_point(about.begin(), about.end(), [&](std::size_t i) {
        return contacts_[i].first.from <= closed_at;
      });
      if (next != about.end() && *next == position) {
        ++next;  // stamps that run backwards: it closed before it began
      }
      return next != about.end() && contacts_[*next].first.from <= closed_at + kFollowUpSpan;
    });
  }

  void count_closed(std::size_t position) {
    const Contact& contact = contacts_[position];
    if (!stands_in(only_, attribution(contact, contact.last, text(contact.last.intent)), local_)) {
      return;
    }
    const std::int64_t resolved = contact.is_unsolved || is_followed(position) ? 0 : 1;
    ++settled_.total.closed;
    settled_.total.resolved += resolved;
    for (const Cut cut : cuts_) {
      ContactTally& tally =
          settled_.groups[group(cut, contact, contact.last, text(contact.last.intent))];
      ++tally.closed;
      tally.resolved += resolved;
    }
  }

  /// The groups the contact's customer is counted in, and whether it repeats what was wanted there.
  void note_repeats(std::size_t position) {
    const Contact& contact = contacts_[position];
    for (const Text intent : contact.intents) {
      if (!stands_in(only_, attribution(contact, contact.first, text(intent)), local_)) {
        continue;
      }
      const bool is_repeated = repeats(position, subject(intent));
      bool& whole = has_repeated_[std::nullopt];
      whole = whole || is_repeated;
      for (const Cut cut : cuts_) {
        bool& known = has_repeated_[group(cut, contact, contact.first, text(intent))];
        known = known || is_repeated;
      }
    }
  }

  bool repeats(std::size_t position, std::string_view wanted) const {
    const std::vector<std::size_t>& about = by_subject_.at(wanted);
    const auto own = std::lower_bound(about.begin(), about.end(), position);
    return own != about.begin() &&
           contacts_[*(own - 1)].first.from >= contacts_[position].first.from - kRepeatSpan;
  }

  void count_customer() {
    for (const auto& [group, repeated] : has_repeated_) {
      ContactTally& tally = group ? settled_.groups[*group] : settled_.total;
      ++tally.customers;
      tally.repeated += repeated ? 1 : 0;
    }
  }

  const ContactLedger& ledger_;
  const Period& period_;
  const std::vector<Cut>& cuts_;
  const LocalTime& local_;
  const std::vector<GroupId>& only_;
  SettledContacts settled_;
  std::vector<Contact> contacts_;  ///< of one customer, by first session
  std::map<std::string_view, std::vector<std::size_t>> by_subject_;  ///< places in contacts_
  std::map<std::optional<GroupId>, bool> has_repeated_;              ///< nullopt: the whole
};

SettledContacts ContactLedger::settle(const Period& period, const std::vector<Cut>& cuts,
                                      const LocalTime& local,
                                      const std::vector<GroupId>& only) const {
  Settler settler{*this, period, cuts, local, only};
  for (const auto& [customer, contacts] : customers_) {
    settler.settle(contacts);
  }
  return std::move(settler).take();
}

}  // namespace qa
