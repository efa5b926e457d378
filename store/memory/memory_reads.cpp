#include "store/memory/memory_reads.h"

#include <algorithm>
#include <tuple>

namespace store::memory {
namespace {

using Lock = std::lock_guard<std::mutex>;

bool is_in(const Period& period, qa::Time time) {
  return time >= period.from && time < period.to;
}

std::int64_t count(std::size_t number) {
  return static_cast<std::int64_t>(number);
}

bool is_sent_message(const qa::Event& event) {
  return std::holds_alternative<qa::MessageCreated>(event.data);
}

std::int64_t different_messages(const std::vector<qa::Event>& events) {
  std::set<std::string_view> ids;
  for (const qa::Event& event : events) {
    if (is_sent_message(event)) {
      ids.insert(std::get<qa::MessageCreated>(event.data).id);
    }
  }
  return count(ids.size());
}

auto finding_order(const qa::FindingRecord& finding) {
  return std::tie(finding.at, finding.conversation, finding.message, finding.message_revision,
                  finding.rule, finding.rule_set);
}

void fill_conclusions(qa::History& history, const Conclusions& conclusions) {
  for (const auto& [key, round] : conclusions.rounds) {
    history.rounds.push_back(round);
  }
  std::stable_sort(history.rounds.begin(), history.rounds.end(),
                   [](const auto& left, const auto& right) { return left.round < right.round; });
  for (const auto& [key, nudge] : conclusions.nudges) {
    history.nudges.push_back(nudge);
  }
  std::stable_sort(history.nudges.begin(), history.nudges.end(),
                   [](const auto& left, const auto& right) { return left.round < right.round; });
  for (const auto& [key, finding] : conclusions.findings) {
    history.findings.push_back(finding);
  }
  std::sort(history.findings.begin(), history.findings.end(),
            [](const auto& left, const auto& right) {
              return finding_order(left) < finding_order(right);
            });
  for (const auto& [message, intent] : conclusions.intents) {
    history.intents.push_back(intent);
  }
}

}  // namespace

std::optional<Cursor> Reads::cursor(std::string_view source) const {
  const Lock lock(data_->mutex);
  const auto found = data_->cursors.find(std::string(source));
  if (found == data_->cursors.end()) {
    return std::nullopt;
  }
  return found->second;
}

std::optional<qa::History> Reads::history(const qa::ConversationKey& key) const {
  const Lock lock(data_->mutex);
  const auto found = data_->conversations.find(key);
  if (found == data_->conversations.end()) {
    return std::nullopt;
  }
  qa::History history;
  history.key = key;
  history.events = found->second.events;
  const auto conclusions = data_->conclusions.find(key);
  if (conclusions != data_->conclusions.end()) {
    fill_conclusions(history, conclusions->second);
  }
  return history;
}

namespace {

/// False once `visit` has said so.
bool visit_words(const qa::ConversationKey& key, const Conversation& conversation,
                 const std::function<bool(const MessageWords&)>& visit) {
  return std::all_of(
      conversation.events.begin(), conversation.events.end(), [&](const qa::Event& event) {
        if (const auto* said = std::get_if<qa::MessageCreated>(&event.data)) {
          return visit({key.shop, key.source, key.id, said->content.text});
        }
        const auto* edited = std::get_if<qa::MessageEdited>(&event.data);
        return edited == nullptr || visit({key.shop, key.source, key.id, edited->content.text});
      });
}

}  // namespace

void Reads::read_words(const qa::ConversationKey& first, const qa::ConversationKey& last,
                       const std::function<void(const MessageWords&)>& visit) const {
  const Lock lock(data_->mutex);
  const auto end = data_->conversations.upper_bound(last);
  for (auto at = data_->conversations.lower_bound(first); at != end; ++at) {
    visit_words(at->first, at->second, [&visit](const MessageWords& words) {
      visit(words);
      return true;
    });
  }
}

void Reads::scan_words(const std::function<bool(const MessageWords&)>& visit) const {
  const Lock lock(data_->mutex);
  for (const auto& [key, conversation] : data_->conversations) {
    if (!visit_words(key, conversation, visit)) {
      return;
    }
  }
}

std::int64_t Reads::count_conversations(const Period& period) const {
  const Lock lock(data_->mutex);
  return std::count_if(data_->conversations.begin(), data_->conversations.end(),
                       [&period](const auto& one) {
                         const ConversationHead& head = one.second.head;
                         return head.last_at >= period.from && head.first_at < period.to;
                       });
}

std::vector<qa::ConversationKey> Reads::live_conversations(qa::Time closed_since) const {
  const Lock lock(data_->mutex);
  std::vector<qa::ConversationKey> keys;
  for (const auto& [key, conversation] : data_->conversations) {
    const auto& closed_at = conversation.head.closed_at;
    if (!closed_at || *closed_at >= closed_since) {
      keys.push_back(key);
    }
  }
  return keys;
}

std::vector<qa::ConversationKey> Reads::conversations(
    const Period& period, const std::optional<qa::ConversationKey>& after,
    std::size_t limit) const {
  const Lock lock(data_->mutex);
  std::vector<qa::ConversationKey> keys;
  auto at = after ? data_->conversations.upper_bound(*after) : data_->conversations.begin();
  for (; at != data_->conversations.end() && keys.size() < limit; ++at) {
    const auto& events = at->second.events;
    if (std::any_of(events.begin(), events.end(),
                    [&](const qa::Event& event) { return is_in(period, event.time); })) {
      keys.push_back(at->first);
    }
  }
  return keys;
}

std::vector<qa::ConversationKey> Reads::find_conversation(std::string_view id) const {
  const Lock lock(data_->mutex);
  std::vector<qa::ConversationKey> keys;
  for (const auto& [key, conversation] : data_->conversations) {
    if (key.id == id) {
      keys.push_back(key);
    }
  }
  return keys;
}

std::vector<qa::FindingRecord> Reads::findings(const Period& period, std::size_t limit) const {
  const Lock lock(data_->mutex);
  std::vector<qa::FindingRecord> findings;
  for (const auto& [key, conclusions] : data_->conclusions) {
    for (const auto& [finding_key, finding] : conclusions.findings) {
      if (is_in(period, finding.at)) {
        findings.push_back(finding);
      }
    }
  }
  std::sort(findings.begin(), findings.end(), [](const auto& left, const auto& right) {
    return finding_order(left) < finding_order(right);
  });
  findings.resize(std::min(findings.size(), limit));
  return findings;
}

std::vector<qa::Surge> Reads::surges(const Period& period) const {
  const std::lock_guard lock(data_->mutex);
  std::vector<qa::Surge> surges;
  for (const auto& [key, surge] : data_->surges) {
    if (surge.began_at < period.to && (!surge.ended_at || *surge.ended_at > period.from)) {
      surges.push_back(surge);
    }
  }
  return surges;
}

std::vector<qa::GapRecord> Reads::gaps(const Period& period) const {
  const Lock lock(data_->mutex);
  std::vector<qa::GapRecord> gaps;
  for (const qa::GapRecord& gap : data_->gaps) {
    if (gap.from < period.to && gap.to >= period.from) {
      gaps.push_back(gap);
    }
  }
  std::sort(gaps.begin(), gaps.end(), [](const auto& left, const auto& right) {
    return std::tie(left.from, left.to, left.shop, left.source, left.reason) <
           std::tie(right.from, right.to, right.shop, right.source, right.reason);
  });
  return gaps;
}

std::vector<qa::AnomalyRecord> Reads::anomalies(const Period& period, std::size_t limit) const {
  const Lock lock(data_->mutex);
  std::vector<qa::AnomalyRecord> anomalies;
  for (const qa::AnomalyRecord& anomaly : data_->anomalies) {
    if (is_in(period, anomaly.at)) {
      anomalies.push_back(anomaly);
    }
  }
  std::stable_sort(anomalies.begin(), anomalies.end(),
                   [](const auto& left, const auto& right) { return left.at < right.at; });
  anomalies.resize(std::min(anomalies.size(), limit));
  return anomalies;
}

std::vector<DraftRecord> Reads::drafts(const qa::ConversationKey& key) const {
  const Lock lock(data_->mutex);
  std::vector<DraftRecord> drafts;
  const auto found = data_->conclusions.find(key);
  if (found != data_->conclusions.end()) {
    for (const auto& [draft_key, draft] : found->second.drafts) {
      drafts.push_back(draft);
    }
  }
  std::stable_sort(drafts.begin(), drafts.end(),
                   [](const auto& left, const auto& right) { return left.at < right.at; });
  return drafts;
}

std::vector<AuditEntry> Reads::audit(std::size_t limit) const {
  const Lock lock(data_->mutex);
  std::vector<AuditEntry> entries(data_->audit.rbegin(), data_->audit.rend());
  entries.resize(std::min(entries.size(), limit));
  return entries;
}

std::vector<ProfileVersion> Reads::profiles() const {
  const Lock lock(data_->mutex);
  return data_->profiles;
}

std::vector<Publication> Reads::publications() const {
  const Lock lock(data_->mutex);
  return data_->publications;
}

std::vector<rules::Source> Reads::rule_set(std::string_view version) const {
  const Lock lock(data_->mutex);
  std::vector<rules::Source> sources;
  if (const auto found = data_->rule_sets.find(std::string(version));
      found != data_->rule_sets.end()) {
    for (const auto& [pack, text] : found->second) {
      sources.push_back({pack, text});
    }
  }
  return sources;
}

std::vector<qa::Review> Reads::reviews(const std::optional<qa::ConversationKey>& of) const {
  const Lock lock(data_->mutex);
  std::vector<qa::Review> reviews;
  for (const auto& [finding, given] : data_->reviews) {
    if (!of || finding.conversation == *of) {
      reviews.insert(reviews.end(), given.begin(), given.end());
    }
  }
  return reviews;
}

std::optional<qa::Time> Reads::first_event_time() const {
  const Lock lock(data_->mutex);
  std::optional<qa::Time> first;
  for (const auto& [key, conversation] : data_->conversations) {
    first = std::min(first.value_or(conversation.head.first_at), conversation.head.first_at);
  }
  return first;
}

std::optional<qa::Time> Reads::last_event_time(std::string_view source) const {
  const Lock lock(data_->mutex);
  std::optional<qa::Time> last;
  const auto consider = [&](std::string_view its_source, qa::Time at) {
    if (source.empty() || its_source == source) {
      last = last ? std::max(*last, at) : at;
    }
  };
  for (const auto& [key, conversation] : data_->conversations) {
    consider(key.source, conversation.head.last_at);
  }
  for (const qa::Event& event : data_->others) {
    consider(event.source, event.time);
  }
  return last;
}

std::vector<qa::Benchmark> Reads::benchmarks() const {
  const std::lock_guard lock(data_->mutex);
  return data_->benchmarks;
}

Counts Reads::counts() const {
  const Lock lock(data_->mutex);
  Counts counts;
  counts.events = count(data_->ids.size());
  counts.conversations = count(data_->conversations.size());
  for (const auto& [key, conversation] : data_->conversations) {
    counts.messages += different_messages(conversation.events);
  }
  for (const auto& [key, conclusions] : data_->conclusions) {
    counts.rounds += count(conclusions.rounds.size());
    counts.nudges += count(conclusions.nudges.size());
    counts.findings += count(conclusions.findings.size());
    counts.drafts += count(conclusions.drafts.size());
  }
  counts.anomalies = count(data_->anomalies.size());
  counts.gaps = count(data_->gaps.size());
  return counts;
}

bool Reads::read_rollups(const qa::RollupQuery&, std::string_view, const RollupSink& sink) const {
  std::vector<qa::ConversationKey> keys;
  {
    const Lock lock(data_->mutex);
    for (const auto& [key, conversation] : data_->conversations) {
      keys.push_back(key);
    }
  }
  for (const qa::ConversationKey& key : keys) {
    sink.unrolled(key);
  }
  return true;
}

RollupState Reads::rollup_state() const {
  const Lock lock(data_->mutex);
  return {true, count(data_->conversations.size()), {}};
}

std::vector<qa::Label> Reads::labels() const {
  const Lock lock(data_->mutex);
  std::map<qa::GroupId, qa::Label> labels;
  for (const auto& [key, conversation] : data_->conversations) {
    for (const qa::Event& event : conversation.events) {
      qa::for_each_name(event, [&](qa::Cut by, const std::string& id, const std::string& name) {
        const qa::Label told{{by, id}, name, event.time, event.id};
        const auto [known, is_new] = labels.try_emplace(told.group, told);
        if (!is_new && qa::supersedes(told, known->second)) {
          known->second = told;
        }
      });
    }
  }
  std::vector<qa::Label> all;
  for (const auto& [group, label] : labels) {
    all.push_back(label);
  }
  return all;
}

}  // namespace store::memory
