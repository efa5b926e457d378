#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qa/event.h"

/// What a simulated workstation knows of its conversations: who owns them, how they stand, and the
/// newest messages of those that are not closed, for snapshots.
namespace plugin::workstation {

/// Newest public messages of a conversation that a snapshot carries (kefu.v1, "Resume").
inline constexpr std::size_t kSnapshotMessages = 200;

struct SimulatedMessage {
  qa::MessageCreated message;
  qa::Time time{};
  std::int64_t conv_seq = 0;
};

struct SimulatedConversation {
  std::string id;
  qa::Opened opened;  ///< status, owner, customer and product as they are now
  qa::Time opened_at{};
  std::int64_t conv_seq = 0;  ///< highest so far
  bool was_human = false;     ///< has been in a person's hands
  std::deque<SimulatedMessage> messages;

  bool is_closed() const { return opened.status == qa::ConversationStatus::kClosed; }

  /// Id of the person who owns it; empty: nobody.
  std::string owner() const;
};

class SimulatedConversations {
 public:
  /// Takes in what `event` says. Events of a conversation never heard of make it known, open.
  void apply(const qa::Event& event);

  const SimulatedConversation* find(std::string_view id) const;
  /// Not closed and visible to `agent` (empty: all), by id.
  std::vector<const SimulatedConversation*> not_closed(const std::string& agent) const;

  std::size_t size() const { return conversations_.size(); }

  /// Name of a person as heard last; the id where no name was.
  std::string name_of(const std::string& agent) const;

 private:
  void learn(const std::optional<qa::Actor>& actor);

  std::map<std::string, SimulatedConversation, std::less<>> conversations_;
  std::map<std::string, std::string, std::less<>> names_;
};

/// `snapshot` frames of these conversations, then `snapshot_end`. A frame is kept under 256 KiB by
/// leaving out the oldest messages.
std::vector<std::string> snapshot_frames(
    const std::vector<const SimulatedConversation*>& conversations, const std::string& stream,
    std::int64_t at_seq);

}  // namespace plugin::workstation
