#include <algorithm>
#include <utility>

#include "store/forwarding.h"
#include "store/memory/memory_reads.h"
#include "store/open.h"

namespace store {
namespace {

using memory::Data;
using memory::Reads;

using MemoryReader = Forwarding<Reader, Reads>;

void keep(Data& data, const qa::RoundRecord& round) {
  auto& rounds = data.conclusions[round.conversation].rounds;
  const auto [at, is_new] = rounds.try_emplace(round.opened_by, round);
  if (!is_new && round.revision > at->second.revision) {
    at->second = round;
  }
}

void keep(Data& data, const qa::NudgeRecord& nudge) {
  data.conclusions[nudge.conversation].nudges.try_emplace(
      {nudge.opened_by, nudge.stage, nudge.is_escalation}, nudge);
}

void keep(Data& data, const qa::FindingRecord& finding) {
  data.conclusions[finding.conversation].findings.insert_or_assign(
      {finding.message, finding.message_revision, finding.rule, finding.rule_set}, finding);
}

void keep(Data& data, const qa::IntentRecord& intent) {
  auto& intents = data.conclusions[intent.conversation].intents;
  if (intent.is_withdrawn) {
    intents.erase(intent.message);
  } else {
    intents.insert_or_assign(intent.message, intent);
  }
}

void keep(Data& data, const DraftRecord& draft) {
  data.conclusions[draft.conversation].drafts.insert_or_assign({draft.draft, draft.revision},
                                                               draft);
}

void keep(Data& data, const qa::AnomalyRecord& anomaly) {
  if (std::find(data.anomalies.begin(), data.anomalies.end(), anomaly) == data.anomalies.end()) {
    data.anomalies.push_back(anomaly);
  }
}

void keep(Data& data, const AuditEntry& entry) {
  data.audit.push_back(entry);
}

void keep(Data& data, const qa::Surge& surge) {
  data.surges.insert_or_assign({surge.began_at, surge.shop}, surge);
}

void keep(Data& data, const qa::GapRecord& gap) {
  if (std::find(data.gaps.begin(), data.gaps.end(), gap) == data.gaps.end()) {
    data.gaps.push_back(gap);
  }
}

void keep(Data& data, const qa::Event& event, Appended& appended) {
  if (!data.ids.emplace(event.shop, event.source, event.id).second) {
    ++appended.duplicates;
    return;
  }
  ++appended.events;
  if (!qa::is_about_conversation(event)) {
    data.others.push_back(event);
    return;
  }
  auto& conversation = data.conversations[{event.shop, event.source, event.subject}];
  const bool folds = !is_late(conversation.head, event);
  conversation.events.push_back(event);
  if (folds) {
    advance(conversation.head, event);
  } else {
    conversation.head = head_of(conversation.events);
  }
}

template <class Records>
void keep_all(Data& data, const Records& records) {
  for (const auto& record : records) {
    keep(data, record);
  }
}

void keep_cursor(Data& data, const Batch& batch) {
  if (batch.forget_cursor_of) {
    data.cursors.erase(*batch.forget_cursor_of);
  }
  if (batch.cursor) {
    data.cursors.insert_or_assign(batch.cursor->source, *batch.cursor);
  }
}

class MemoryStoreImpl final : public Forwarding<MemoryStore, Reads> {
 public:
  explicit MemoryStoreImpl(const Privacy* privacy)
      : Forwarding(Reads(std::make_shared<Data>())), privacy_(privacy) {}

  Appended append_all(std::span<const Batch> batches) override {
    const std::vector<qa::Event> events = stored_forms(batches);  // may throw: nothing is kept yet
    Data& data = reads().data();
    const std::lock_guard lock(data.mutex);
    Appended appended;
    for (const qa::Event& event : events) {
      keep(data, event, appended);
    }
    for (const Batch& batch : batches) {
      keep_all(data, batch.rounds);
      keep_all(data, batch.nudges);
      keep_all(data, batch.findings);
      keep_all(data, batch.intents);
      keep_all(data, batch.anomalies);
      keep_all(data, batch.gaps);
      keep_all(data, batch.drafts);
      keep_all(data, batch.audit);
      keep_all(data, batch.surges);
      data.benchmarks = batch.benchmarks.value_or(std::move(data.benchmarks));
      keep_cursor(data, batch);
    }
    return appended;
  }

  std::int64_t append_profile(const qa::Profile& profile, qa::Time at, std::string_view author,
                              std::string_view reason) override {
    Data& data = reads().data();
    const std::lock_guard lock(data.mutex);
    ProfileVersion version{profile, at, std::string(author), std::string(reason)};
    version.profile.version = static_cast<std::int64_t>(data.profiles.size()) + 1;
    data.profiles.push_back(version);
    data.audit.push_back(profile_set(version));
    return version.profile.version;
  }

  std::int64_t append_publication(const Publication& publication,
                                  std::span<const rules::Source> sources) override {
    Data& data = reads().data();
    const std::lock_guard lock(data.mutex);
    for (const rules::Source& source : sources) {
      data.rule_sets[publication.rule_set].try_emplace(source.name, source.text);
    }
    data.publications.push_back(publication);
    data.publications.back().publication = static_cast<std::int64_t>(data.publications.size());
    data.audit.push_back(published(data.publications.back()));
    return data.publications.back().publication;
  }

  bool append_review(const qa::Review& review) override {
    Data& data = reads().data();
    const std::lock_guard lock(data.mutex);
    const auto found = data.reviews.find(review.finding);
    const std::size_t known = found == data.reviews.end() ? 0 : found->second.size();
    if (review.revision != static_cast<std::int32_t>(known) + 1) {
      return false;
    }
    data.reviews[review.finding].push_back(review);
    data.audit.push_back(decided(review));
    return true;
  }

  void migrate() override {}

  std::unique_ptr<Reader> reader() const override {
    return std::make_unique<MemoryReader>(Reads(shared_));
  }

 private:
  std::vector<qa::Event> stored_forms(std::span<const Batch> batches) const {
    std::vector<qa::Event> events;
    for (const Batch& batch : batches) {
      for (const qa::Event& event : batch.events) {
        qa::Event room;
        events.push_back(privacy_ == nullptr ? event : privacy_->stored_form(event, room));
      }
    }
    return events;
  }

  const Privacy* privacy_;
  std::shared_ptr<Data> shared_ = reads().shared();
};

}  // namespace

std::unique_ptr<MemoryStore> open_memory_store(const StoreOptions& options) {
  return std::make_unique<MemoryStoreImpl>(options.privacy);
}

}  // namespace store
