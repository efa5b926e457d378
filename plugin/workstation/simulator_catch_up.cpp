// The HTTP side of SimulatedDesk: GET /kefu/v1/events.
#include <algorithm>
#include <charconv>

#include "plugin/workstation/simulator_desk.h"
#include "plugin/workstation/simulator_json.h"

namespace plugin::workstation {
namespace {

constexpr std::int64_t kMostEvents = 500;

/// Value of a query parameter; empty where it is missing. Percent signs are not decoded: stream ids
/// and numbers have none.
std::string_view parameter(std::string_view target, std::string_view name) {
  auto at = target.find('?');
  while (at != std::string_view::npos) {
    std::string_view rest = target.substr(at + 1);
    const std::string_view pair = rest.substr(0, rest.find('&'));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) {
      return pair.substr(name.size() + 1);
    }
    at = target.find('&', at + 1);
  }
  return {};
}

std::optional<std::int64_t> number(std::string_view text, std::int64_t otherwise) {
  if (text.empty()) {
    return otherwise;
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) {
    return std::nullopt;
  }
  return value;
}

DeskAnswer refusal(int status, std::string_view code) {
  return {status, JsonObject().text("error", code).str(), std::nullopt};
}

}  // namespace

DeskAnswer SimulatedDesk::events_after(std::string_view target, std::string_view authorization,
                                       qa::Time) {
  constexpr std::string_view kBearer = "Bearer ";
  const auto agent = authorization.starts_with(kBearer)
                         ? agent_of_token(authorization.substr(kBearer.size()))
                         : std::nullopt;
  if (!agent) {
    return refusal(401, "auth_failed");
  }
  const SimulatedStream& stream = streams_.of(*agent);
  const std::string_view wanted = parameter(target, "stream");
  const auto after = number(parameter(target, "after"), 0);
  const auto limit = number(parameter(target, "limit"), kMostEvents);
  if (!after || !limit || *limit == 0) {
    return refusal(400, "bad_frame");
  }
  if ((!wanted.empty() && wanted != stream.id) || *after > stream.head()) {
    return refusal(404, "not_found");
  }
  if (*after + 1 < stream.first_seq) {
    return refusal(410, "cursor_expired");
  }
  const std::int64_t last = std::min(stream.head(), *after + std::min(*limit, kMostEvents));
  JsonArray events;
  for (std::int64_t seq = *after + 1; seq <= last; ++seq) {
    if (const LoggedEvent* const event = stream.at(seq)) {
      events.raw(event_frame(seq, event->json));
    }
  }
  return {200,
          JsonObject()
              .text("stream", stream.id)
              .integer("head_seq", stream.head())
              .raw("events", events.str())
              .str(),
          std::nullopt};
}

}  // namespace plugin::workstation
