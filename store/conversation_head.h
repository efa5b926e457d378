#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qa/event.h"
#include "qa/time.h"

namespace store {

/// What is kept of a conversation beside its events, so that "which are live?" and "which were
/// active that day?" need not read them: a fold over the events in order (conv_seq, time, id). It
/// follows the phases of docs/metrics.md as far as open and closed go; every figure comes from the
/// events themselves.
struct ConversationHead {
  qa::ConversationStatus status = qa::ConversationStatus::kBot;
  bool had_human_phase = false;
  qa::Time first_at{};                ///< earliest time of any of its events
  qa::Time last_at{};                 ///< latest
  std::optional<qa::Time> closed_at;  ///< nullopt while not closed
  std::string channel;
  std::string customer;  ///< ids; empty: unknown, nobody, none
  std::string owner;
  std::string product;
  std::int64_t events = 0;  ///< how many are stored: the ordinal of the last one

  /// Order key of the newest event folded in.
  std::int64_t newest_seq = 0;
  qa::Time newest_at{};
  std::string newest_event;

  bool operator==(const ConversationHead&) const = default;
};

/// True where `event` stands before one already folded in: the fold has to be made again.
bool is_late(const ConversationHead& head, const qa::Event& event);

/// Folds in the next event in order, and counts it.
void advance(ConversationHead& head, const qa::Event& event);

/// The fold over all events of a conversation, handed over in any order.
ConversationHead head_of(std::vector<qa::Event> events);

std::string_view to_string(qa::ConversationStatus status);  // "bot", "queued", "open", …
std::optional<qa::ConversationStatus> status_named(std::string_view name);

}  // namespace store
