#include "plugin/exchange/transcript.h"

#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "qa/event_json.h"
#include "qa/event_json_text.h"
#include "qa/ids.h"

namespace plugin::exchange {
namespace {

using simdjson::dom::element;

/// What becomes of the conversation's id within an event's: "transcript:ID:99999".
constexpr std::size_t kLongestTranscriptId = qa::kLongestId - 24;
/// Answers come years later in real data (six, on Twitter); beyond this a number is no span of a
/// talk.
constexpr double kLongestSeconds = 50 * 366.0 * 24 * 3'600;

std::optional<qa::ActorKind> role_of(std::string_view role) {
  if (role == "customer" || role == "user") {
    return qa::ActorKind::kCustomer;
  }
  if (role == "agent" || role == "human") {
    return qa::ActorKind::kHuman;
  }
  if (role == "bot") {
    return qa::ActorKind::kBot;
  }
  return role == "system" ? std::optional(qa::ActorKind::kSystem) : std::nullopt;
}

struct Turn {
  qa::ActorKind by = qa::ActorKind::kCustomer;
  std::string author;
  std::string_view text;
  std::optional<double> seconds;
};

/// Empty: good.
std::string_view read_turn(element told, Turn& turn) {
  std::string_view role;
  if (told["role"].get(role) != simdjson::SUCCESS) {
    return "turns: a turn without a role";
  }
  const auto kind = role_of(role);
  if (!kind) {
    return "turns: a role other than customer, agent, bot and system";
  }
  turn.by = *kind;
  if (told["text"].get(turn.text) != simdjson::SUCCESS) {
    return "turns: a turn without a text";
  }
  std::string_view author;
  if (told["labels"]["author"].get(author) == simdjson::SUCCESS &&
      author.size() <= qa::kLongestId) {
    turn.author = author;
  }
  element when;
  if (told["t"].get(when) == simdjson::SUCCESS && !when.is_null()) {
    double seconds = 0;
    if (when.get(seconds) != simdjson::SUCCESS || !(seconds >= 0) || seconds > kLongestSeconds) {
      return "turns: t is no number of seconds";
    }
    turn.seconds = seconds;
  }
  return {};
}

class Builder {
 public:
  Builder(std::string id, qa::Time begins) : id_(std::move(id)), at_(begins), begins_(begins) {}

  void add(std::string_view type, std::string_view what, qa::EventData data) {
    qa::Event event;
    event.id = "transcript:" + id_ + ":" + std::string(what);
    event.origin = "transcript";
    event.type = type;
    event.subject = id_;
    event.time = at_;
    event.conv_seq = static_cast<std::int64_t>(events_.size()) + 1;
    event.data = std::move(data);
    events_.push_back(std::move(event));
  }

  void say(std::size_t number, const Turn& turn) {
    if (turn.seconds) {
      at_ = std::max(at_, begins_ + qa::Duration{std::llround(*turn.seconds * 1'000)});
    }
    qa::MessageCreated said;
    said.id = std::to_string(number);
    said.author.kind = turn.by;
    said.author.id = !turn.author.empty()                  ? turn.author
                     : turn.by == qa::ActorKind::kCustomer ? id_
                     : turn.by == qa::ActorKind::kHuman    ? "agent"
                                                           : "bot";
    int repaired = 0;
    said.content.text = qa::repaired_utf8(turn.text, repaired);
    const std::size_t most =
        qa::event_json::first_code_points(said.content.text, qa::event_json::kLongestText).size();
    said.is_truncated = most < said.content.text.size();
    said.content.text.resize(most);
    add("message.created", std::to_string(number), std::move(said));
  }

  std::vector<qa::Event> take() { return std::move(events_); }

 private:
  std::string id_;
  qa::Time at_;
  qa::Time begins_;
  std::vector<qa::Event> events_;
};

/// Raters' means (2.684) are stars rounded half up.
std::optional<qa::RatingSubmitted> rating_of(element root) {
  element told;
  double value = 0;
  if (root["rating"].get(told) != simdjson::SUCCESS || told.get(value) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  const auto stars = static_cast<std::int32_t>(std::floor(value + 0.5));
  if (stars < 1 || stars > 5) {
    return std::nullopt;
  }
  qa::RatingSubmitted rating;
  rating.score = stars;
  return rating;
}

Transcript refused(std::string_view problem) {
  Transcript transcript;
  transcript.problem = problem;
  return transcript;
}

}  // namespace

struct TranscriptReader::Impl {
  simdjson::dom::parser parser;
  std::string json;
};

TranscriptReader::TranscriptReader() : impl_(std::make_unique<Impl>()) {}

TranscriptReader::~TranscriptReader() = default;

Transcript TranscriptReader::read(std::string_view json, qa::Time begins) {
  impl_->json.assign(json);
  qa::event_json::repair_surrogates(impl_->json.data(), impl_->json.size());
  element root;
  if (impl_->parser.parse(impl_->json).get(root) != simdjson::SUCCESS) {
    return refused("not valid JSON");
  }
  std::string_view id;
  simdjson::dom::array told;
  if (root["id"].get(id) != simdjson::SUCCESS || id.empty() || id.size() > kLongestTranscriptId) {
    return refused("id: expected a text of 1 to 104 bytes");
  }
  if (root["turns"].get(told) != simdjson::SUCCESS || told.size() == 0) {
    return refused("turns: expected a list that is not empty");
  }
  std::vector<Turn> turns(told.size());
  std::size_t number = 0;
  for (const element turn : told) {
    if (const std::string_view problem = read_turn(turn, turns[number++]); !problem.empty()) {
      return refused(problem);
    }
  }
  Transcript transcript;
  transcript.has_times = std::all_of(turns.begin(), turns.end(),
                                     [](const Turn& turn) { return turn.seconds.has_value(); });
  Builder builder(std::string(id), begins);
  if (transcript.has_times) {
    qa::Opened opened;
    opened.status = qa::ConversationStatus::kQueued;
    opened.attributes.emplace("imported", "transcript");
    builder.add("conversation.opened", "opened", std::move(opened));
  }
  for (std::size_t i = 0; i < turns.size(); ++i) {
    if (!transcript.has_times) {
      turns[i].seconds.reset();
    }
    builder.say(i + 1, turns[i]);
  }
  builder.add("conversation.closed", "closed", qa::Closed{});
  if (auto rating = rating_of(root)) {
    builder.add("rating.submitted", "rating", std::move(*rating));
  }
  transcript.events = builder.take();
  return transcript;
}

}  // namespace plugin::exchange
