#include "plugin/workstation/kefu_outbox.h"

#include <fmt/format.h>

#include <algorithm>

#include "plugin/workstation/kefu_writer.h"

namespace plugin::workstation {

namespace {

/// Ids too long for the wire are remembered this many at a time, to translate their receipts.
constexpr std::size_t kMostShortened = 1'024;

std::string_view id_of(const std::variant<Nudge, Verdict>& what) {
  return std::visit([](const auto& each) -> std::string_view { return each.id; }, what);
}

}  // namespace

void KefuOutbox::add(const Nudge& nudge) {
  Item item;
  item.what = nudge;
  add(nudge.id, std::move(item));
}

void KefuOutbox::add(const Verdict& verdict) {
  Item item;
  item.what = verdict;
  add(verdict.id, std::move(item));
}

void KefuOutbox::add(std::string id, Item item) {
  std::string wire = kefu::wire_id(id);
  if (wire != id && shortened_.emplace(wire, std::move(id)).second) {
    shortened_order_.push_back(wire);
    if (shortened_order_.size() > kMostShortened) {
      shortened_.erase(shortened_order_.front());
      shortened_order_.pop_front();
    }
  }
  if (!by_id_.emplace(wire, last_ + 1).second) {
    return;
  }
  items_.emplace(++last_, std::move(item));
  if (items_.size() > kMostWaiting) {
    by_id_.erase(kefu::wire_id(id_of(items_.begin()->second.what)));
    items_.erase(items_.begin());
  }
  next_ = Monotonic{};
}

void KefuOutbox::pump(const Line& line) {
  forget_old(line.now.monotonic);
  next_.reset();
  for (auto it = items_.begin(); it != items_.end();) {
    Item& item = it->second;
    if (item.due > line.now.monotonic) {
      sooner(item.due);
      ++it;
      continue;
    }
    const Step done = step(item, line);
    if (done == Step::kDrop) {
      by_id_.erase(kefu::wire_id(id_of(item.what)));
      it = items_.erase(it);
    } else {
      sooner(item.due);
      ++it;
    }
  }
}

KefuOutbox::Step KefuOutbox::step(Item& item, const Line& line) {
  if (item.sends == 0) {
    return std::visit([&](const auto& what) { return first_send(item, what, line); }, item.what);
  }
  if (line.has_unread) {
    item.due = line.now.monotonic + kWhileBehind;
    return Step::kWait;
  }
  if (item.sends >= kMostSends) {
    line.note(fmt::format("no receipt for {} after {} sends", id_of(item.what), item.sends));
    return Step::kDrop;
  }
  const bool is_nudge = std::holds_alternative<Nudge>(item.what);
  if (!(is_nudge ? line.takes_nudges : line.takes_verdicts)) {
    return Step::kDrop;
  }
  return send(item, line);
}

KefuOutbox::Step KefuOutbox::first_send(Item& item, const Nudge& nudge, const Line& line) {
  if (!line.takes_nudges) {
    return Step::kDrop;
  }
  if (line.server_now + kTravel >= nudge.because_at + nudge.ttl) {
    line.note(fmt::format("nudge {} is past its ttl", nudge.id));
    return Step::kDrop;
  }
  const Monotonic allowed = allowed_at(nudge.conversation);
  if (allowed > line.now.monotonic) {
    item.due = allowed;
    return Step::kWait;
  }
  const auto seq = line.positions->find(nudge.because_event, nudge.because_seq);
  if (!seq) {
    line.note(fmt::format("nudge {} has a cause of an earlier stream", nudge.id));
    return Step::kDrop;
  }
  item.frame = kefu::nudge_frame(nudge, line.agent, *seq);
  counted_.push_back({kefu::wire_id(nudge.id), nudge.conversation, line.now.monotonic + kUnderWay});
  return send(item, line);
}

KefuOutbox::Step KefuOutbox::first_send(Item& item, const Verdict& verdict, const Line& line) {
  if (!line.takes_verdicts) {
    return Step::kDrop;
  }
  const auto seq = line.positions->find(verdict.because_event, verdict.because_seq);
  item.frame = kefu::verdict_frame(verdict, seq);
  return send(item, line);
}

KefuOutbox::Step KefuOutbox::send(Item& item, const Line& line) {
  ++item.sends;
  item.due = line.now.monotonic + kResendAfter;
  line.transmit(item.frame);
  return Step::kSent;
}

std::string KefuOutbox::on_receipt(std::string_view re, const Now& now) {
  const std::string wire(re);
  for (Counted& nudge : counted_) {
    if (nudge.id == wire) {
      nudge.id.clear();  // a second receipt comes later and says nothing about the first moment
      nudge.at = now.monotonic;
      look_again(now.monotonic);
    }
  }
  // A receipt for what was never sent is a mistake of the other side and ends nothing.
  if (const auto found = by_id_.find(wire);
      found != by_id_.end() && items_.at(found->second).sends > 0) {
    items_.erase(found->second);
    by_id_.erase(found);
  }
  const auto known = shortened_.find(wire);
  return known == shortened_.end() ? wire : known->second;
}

bool KefuOutbox::on_error(std::string_view re, std::string_view code,
                          std::optional<qa::Duration> retry_after, const Now& now) {
  const auto found = by_id_.find(std::string(re));
  if (found == by_id_.end()) {
    return false;
  }
  if (code == "rate_limited") {
    Item& item = items_.at(found->second);
    item.due = now.monotonic + std::max(kResendAfter, retry_after.value_or(kResendAfter));
    next_ = now.monotonic;  // pump() finds out what is next
  } else if (code != "internal") {
    items_.erase(found->second);
    by_id_.erase(found);
  }
  return true;
}

std::size_t KefuOutbox::stream_changed() {
  std::size_t dropped = 0;
  for (auto it = items_.begin(); it != items_.end();) {
    const Item& item = it->second;
    if (item.sends > 0 && item.frame.find("\"because\":") != std::string::npos) {
      by_id_.erase(kefu::wire_id(id_of(item.what)));
      it = items_.erase(it);
      ++dropped;
    } else {
      ++it;
    }
  }
  return dropped;
}

Monotonic KefuOutbox::allowed_at(const std::string& conversation) const {
  Monotonic allowed{};
  std::vector<Monotonic> moments;
  for (const Counted& nudge : counted_) {
    moments.push_back(nudge.at);
    if (nudge.conversation == conversation) {
      allowed = std::max(allowed, nudge.at + kSecond);
    }
  }
  if (moments.size() >= kNudgesPerMinute) {
    std::sort(moments.begin(), moments.end());
    allowed = std::max(allowed, moments[moments.size() - kNudgesPerMinute] + kMinute);
  }
  return allowed;
}

void KefuOutbox::forget_old(Monotonic now) {
  std::erase_if(counted_, [&](const Counted& nudge) { return nudge.at + kMinute <= now; });
}

void KefuOutbox::look_again(Monotonic now) {
  for (auto& [number, item] : items_) {
    if (item.sends == 0) {
      item.due = now;
      sooner(now);
    }
  }
}

void KefuOutbox::sooner(Monotonic moment) {
  next_ = next_ ? std::min(*next_, moment) : moment;
}

}  // namespace plugin::workstation
