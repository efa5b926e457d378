#include "qa/contribution.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "qa/compact.h"
#include "qa/counted.h"
#include "qa/tally_sums.h"

namespace qa {
namespace {

/// The first tag that says so stands for all of them.
std::optional<RatingFact> unsolved_rating(const ConversationFacts& facts, const Profile& profile) {
  if (!facts.rating) {
    return std::nullopt;
  }
  for (const std::string& tag : facts.rating->tags) {
    const auto reason = profile.reason_by_tag.find(tag);
    if (reason != profile.reason_by_tag.end() && reason->second == "unsolved") {
      RatingFact rating;
      rating.tags = {tag};
      return rating;
    }
  }
  return std::nullopt;
}

ConversationFacts contact_of(const ConversationFacts& facts, const Profile& profile) {
  ConversationFacts contact;
  contact.key = facts.key;
  contact.is_excluded = facts.is_excluded;
  if (facts.is_excluded) {
    return contact;  // in no figure at all
  }
  contact.origin = facts.origin;
  contact.channel = facts.channel;
  contact.customer = facts.customer;
  contact.closed_at = facts.closed_at;
  for (const Phase& from : facts.phases) {
    if (from.is_censored) {
      continue;
    }
    Phase& phase = contact.phases.emplace_back();
    phase.started_at = from.started_at;
    if (from.accepted_at) {
      phase.accepted_at = from.started_at;  // that it was is all that counts
    }
    phase.closed_at = from.closed_at;
    phase.last_responder = agent_of(from);
    phase.product = from.product;
    phase.intent = from.intent;
  }
  for (std::size_t i = 0; i < facts.round_intents.size(); ++i) {
    const std::string& intent = facts.round_intents[i];
    const auto known =
        std::find(contact.round_intents.begin(), contact.round_intents.end(), intent);
    if (!intent.empty() && facts.rounds[i].state != RoundState::kWithdrawn &&
        known == contact.round_intents.end()) {
      contact.round_intents.push_back(intent);
      contact.rounds.emplace_back();
    }
  }
  contact.rating = unsolved_rating(facts, profile);
  contact.orders = facts.orders;
  for (OrderFact& order : contact.orders) {
    order.product.clear();
  }
  return contact;
}

/// Texts of a contribution: each once, the others by number.
class TextList {
 public:
  std::uint64_t number_of(std::string_view text) {
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      if (texts_[i] == text) {
        return i;
      }
    }
    texts_.push_back(text);
    return texts_.size() - 1;
  }

  const std::vector<std::string_view>& texts() const { return texts_; }

 private:
  std::vector<std::string_view> texts_;
};

void append_time(std::string& out, std::optional<Time> time) {
  append_compact(out, time ? static_cast<std::uint64_t>(to_ms(*time)) + 1 : 0);
}

void append_contact(std::string& out, const ConversationFacts& contact, TextList& texts) {
  append_compact(out, contact.is_excluded ? 1 : 0);
  append_compact(out, static_cast<std::uint64_t>(contact.origin));
  append_compact(out, texts.number_of(contact.channel));
  append_compact(out, texts.number_of(contact.customer));
  append_time(out, contact.closed_at);
  append_compact(out, contact.phases.size());
  for (const Phase& phase : contact.phases) {
    append_time(out, phase.started_at);
    append_compact(out, phase.accepted_at ? 1 : 0);
    append_time(out, phase.closed_at);
    append_compact(out, texts.number_of(phase.last_responder));
    append_compact(out, texts.number_of(phase.product));
    append_compact(out, texts.number_of(phase.intent));
  }
  append_compact(out, contact.round_intents.size());
  for (const std::string& intent : contact.round_intents) {
    append_compact(out, texts.number_of(intent));
  }
  append_compact(out, contact.rating ? 1 : 0);
  if (contact.rating) {
    append_compact(out, texts.number_of(contact.rating->tags.front()));
  }
  append_compact(out, contact.orders.size());
  for (const OrderFact& order : contact.orders) {
    append_time(out, order.at);
    append_compact_text(out, order.id);
    append_compact_signed(out, order.amount_minor);
    append_compact(out, texts.number_of(order.currency));
    append_compact(out, texts.number_of(order.customer));
  }
}

void append_shares(std::string& out, const std::vector<CellShare>& shares, TextList& texts) {
  append_compact(out, shares.size());
  for (const auto& [cell, sums] : shares) {
    append_compact_signed(out, cell.when.day);
    append_compact(out, static_cast<std::uint64_t>(cell.when.hour));
    append_compact(out, texts.number_of(cell.agent));
    append_compact(out, texts.number_of(cell.product));
    append_compact(out, texts.number_of(cell.intent));
    append_sums(out, sums);
  }
}

class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : reader_(bytes) {}

  std::optional<Contribution> read(const ConversationKey& key) {
    if (reader_.number() != kContributionVersion) {
      return std::nullopt;
    }
    texts_.resize(reader_.count());
    for (std::string_view& text : texts_) {
      text = reader_.text();
    }
    Contribution contribution;
    contribution.contact.key = key;
    read_contact(contribution.contact);
    contribution.shares.resize(reader_.count());
    for (CellShare& share : contribution.shares) {
      read_share(share);
    }
    return reader_.is_done() ? std::optional(std::move(contribution)) : std::nullopt;
  }

 private:
  std::string text() {
    const std::uint64_t number = reader_.number();
    if (number >= texts_.size()) {
      reader_.fail();
      return {};
    }
    return std::string(texts_[static_cast<std::size_t>(number)]);
  }

  bool flag() { return reader_.number_up_to(1) == 1; }

  std::optional<Time> time() {
    const auto latest = static_cast<std::uint64_t>(to_ms(kLatestTime));
    const std::uint64_t number = reader_.number_up_to(latest + 1);
    return number == 0 ? std::nullopt
                       : std::optional(from_ms(static_cast<std::int64_t>(number - 1)));
  }

  void read_contact(ConversationFacts& contact) {
    contact.is_excluded = flag();
    contact.origin =
        static_cast<Origin>(reader_.number_up_to(static_cast<std::uint64_t>(Origin::kHuman)));
    contact.channel = text();
    contact.customer = text();
    contact.closed_at = time();
    contact.phases.resize(reader_.count());
    for (Phase& phase : contact.phases) {
      phase.started_at = time().value_or(Time{});
      if (flag()) {
        phase.accepted_at = phase.started_at;
      }
      phase.closed_at = time();
      phase.last_responder = text();
      phase.product = text();
      phase.intent = text();
    }
    contact.round_intents.resize(reader_.count());
    for (std::string& intent : contact.round_intents) {
      intent = text();
    }
    contact.rounds.resize(contact.round_intents.size());
    if (flag()) {
      contact.rating.emplace().tags = {text()};
    }
    contact.orders.resize(reader_.count());
    for (OrderFact& order : contact.orders) {
      order.at = time().value_or(Time{});
      order.id = reader_.text();
      order.amount_minor = reader_.signed_number();
      order.currency = text();
      order.customer = text();
    }
  }

  void read_share(CellShare& share) {
    share.cell.when.day = static_cast<std::int32_t>(reader_.signed_number());
    share.cell.when.hour = static_cast<std::int32_t>(reader_.number_up_to(23));
    share.cell.agent = text();
    share.cell.product = text();
    share.cell.intent = text();
    share.sums = read_sums(reader_);
  }

  CompactReader reader_;
  std::vector<std::string_view> texts_;
};

}  // namespace

bool is_settled(const ConversationFacts& facts) {
  return facts.is_excluded ||
         (std::none_of(facts.rounds.begin(), facts.rounds.end(),
                       [](const RoundRecord& round) { return round.state == RoundState::kOpen; }) &&
          std::none_of(facts.asks.begin(), facts.asks.end(), [](const Ask& ask) {
            return ask.is_counted && !ask.replied_at && ask.phase_is_open;
          }));
}

Contribution contribution_of(const ConversationFacts& facts, const Profile& profile,
                             const LocalTime& local) {
  Contribution contribution;
  contribution.contact = contact_of(facts, profile);
  std::vector<CellShare>& shares = contribution.shares;
  for_each_counted(facts, profile, local, kLatestTime, nullptr, [&](const Counted& counted) {
    const Attribution& to = counted.attribution;
    const LocalHour when = local_hour(to.anchor, local);
    const auto stands_there = [&](const CellShare& share) {
      return share.cell.when == when && share.cell.agent == to.agent &&
             share.cell.product == to.product && share.cell.intent == to.intent;
    };
    auto share = std::find_if(shares.rbegin(), shares.rend(), stands_there);
    if (share == shares.rend()) {
      shares.push_back(
          {{when, std::string(to.agent), std::string(to.product), std::string(to.intent)}, {}});
      share = shares.rbegin();
    }
    add_to(share->sums, counted);
  });
  for (CellShare& share : shares) {
    share.sums.has_missed.clear();
    share.sums.customers.clear();
  }
  std::sort(shares.begin(), shares.end(),
            [](const CellShare& a, const CellShare& b) { return a.cell < b.cell; });
  return contribution;
}

std::string encode(const Contribution& contribution) {
  TextList texts;
  std::string body;
  append_contact(body, contribution.contact, texts);
  append_shares(body, contribution.shares, texts);
  std::string out;
  append_compact(out, kContributionVersion);
  append_compact(out, texts.texts().size());
  for (const std::string_view text : texts.texts()) {
    append_compact_text(out, text);
  }
  return out + body;
}

std::optional<Contribution> decode(const ConversationKey& key, std::string_view bytes) {
  return Decoder(bytes).read(key);
}

}  // namespace qa
