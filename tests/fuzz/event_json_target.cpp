// One document for the event codec. Promises: no crash, no exception; what is read is whole and
// valid UTF-8, and comes back the same after it was written.

#include <string>
#include <string_view>

#include "qa/event_json.h"
#include "qa/ids.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

bool is_utf8(std::string_view text) {
  int repaired = 0;
  qa::repaired_utf8(text, repaired);
  return repaired == 0;
}

void check_event(qa::EventReader& reader, const qa::Event& event) {
  fuzz::expect(!event.id.empty() && event.id.size() <= qa::kLongestId, "an event has an id");
  fuzz::expect(event.time >= qa::kEarliestTime && event.time < qa::kLatestTime,
               "times are in range");
  fuzz::expect(event.conv_seq >= 0, "conv_seq is not negative");
  std::string once;
  qa::append_event_json(once, event);
  fuzz::expect(is_utf8(once), "what is written is UTF-8");
  const qa::ReadEvent again = reader.read(once);
  fuzz::expect(again.kind == qa::ReadKind::kEvent, "what is written is an event");
  fuzz::expect(again.event.data.index() == event.data.index(), "of the same type");
  fuzz::expect(again.repaired == 0, "with nothing to repair");
  std::string twice;
  qa::append_event_json(twice, again.event);
  fuzz::expect(once == twice, "and comes back the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  qa::EventReader reader;
  const qa::ReadEvent read =
      reader.read(std::string_view(reinterpret_cast<const char*>(data), size));
  switch (read.kind) {
    case qa::ReadKind::kEvent:
      fuzz::expect(read.problem.empty(), "an event has no problem");
      check_event(reader, read.event);
      break;
    case qa::ReadKind::kOther:
      fuzz::expect(is_utf8(read.op), "an op is UTF-8");
      break;
    case qa::ReadKind::kInternal:
      fuzz::expect(std::holds_alternative<qa::Unknown>(read.event.data) &&
                       std::get<qa::Unknown>(read.event.data).data_json.empty(),
                   "nothing of a private note is kept");
      break;
    case qa::ReadKind::kMalformed:
      fuzz::expect(!read.problem.empty(), "a malformed event has a problem");
      fuzz::expect(is_utf8(read.problem), "a problem is UTF-8");
      break;
  }
  return 0;
}
