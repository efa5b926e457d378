// Lines of event JSON for the desk, in the order they stand. Promises: no crash; the rounds that
// stand at the end are the same whatever the order of arrival, and after every event came twice.

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qa/desk.h"
#include "qa/event_json.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using Rounds = std::map<qa::ConversationKey, std::vector<qa::RoundRecord>>;

/// More than this finds nothing new and takes seconds.
constexpr std::size_t kMostEvents = 64;

std::vector<qa::Event> events_of(std::string_view text) {
  qa::EventReader reader;
  std::vector<qa::Event> events;
  while (!text.empty() && events.size() < kMostEvents) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    qa::ReadEvent read = reader.read(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (read.kind == qa::ReadKind::kEvent) {
      read.event.source = "desk";
      events.push_back(std::move(read.event));
    }
  }
  return events;
}

qa::Time latest(const std::vector<qa::Event>& events) {
  qa::Time last = qa::kEarliestTime;
  for (const qa::Event& event : events) {
    last = std::max(last, event.time);
  }
  return last;
}

/// The shop is settled by the first event that names one, an id belongs to one fact: where the
/// input breaks these, orders may differ.
bool is_honest(const std::vector<qa::Event>& events) {
  std::map<std::string, std::string, std::less<>> facts;
  for (const qa::Event& event : events) {
    std::string json;
    qa::append_event_json(json, event);
    if (facts.try_emplace(event.id, json).first->second != json) {
      return false;
    }
    if (const auto* opened = std::get_if<qa::Opened>(&event.data)) {
      if (!opened->shop.empty()) {
        return false;
      }
    }
  }
  return true;
}

Rounds rounds_of(const std::vector<qa::Event>& events, qa::Time now) {
  qa::DeskOptions options;
  options.leave_after.reset();
  options.furthest_ahead.reset();
  qa::Desk desk(qa::Profile::taobao(), nullptr, options);
  std::vector<qa::Effect> effects;
  for (qa::Event event : events) {
    if (desk.apply(event, now, effects) == qa::Applied::kNeed) {
      qa::History nothing;
      nothing.key = {event.shop, event.source, event.subject};
      desk.restore(nothing, now, effects);
      desk.apply(event, now, effects);
    }
  }
  Rounds rounds;
  for (const qa::ConversationKey& key : desk.conversations()) {
    std::vector<qa::RoundRecord> made = desk.facts(key).value_or(qa::ConversationFacts{}).rounds;
    for (qa::RoundRecord& round : made) {
      fuzz::expect(!round.wait || round.wait->count() >= 0, "no wait is negative");
      round.revision = 0;
    }
    rounds.emplace(key, std::move(made));
  }
  return rounds;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<qa::Event> events =
      events_of(std::string_view(reinterpret_cast<const char*>(data), size));
  const qa::Time now = latest(events);
  const Rounds rounds = rounds_of(events, now);
  if (!is_honest(events)) {
    return 0;
  }
  std::vector<qa::Event> twice = events;
  twice.insert(twice.end(), events.begin(), events.end());
  fuzz::expect(rounds == rounds_of(twice, now), "the same events again change nothing");
  std::reverse(events.begin(), events.end());
  fuzz::expect(rounds == rounds_of(events, now), "the order of arrival changes nothing");
  return 0;
}
