#include "plugin/workstation/simulator_conversations.h"

#include <algorithm>

#include "plugin/workstation/simulator_json.h"

namespace plugin::workstation {
namespace {

using qa::ConversationStatus;

/// Room for the conversation itself in a frame of 256 KiB.
constexpr std::size_t kRoomForMessages = 240 * 1024;

std::string_view name_of_status(ConversationStatus status) {
  switch (status) {
    case ConversationStatus::kBot:
      return "bot";
    case ConversationStatus::kQueued:
      return "queued";
    case ConversationStatus::kOpen:
      return "open";
    case ConversationStatus::kSnoozed:
      return "snoozed";
    case ConversationStatus::kClosed:
      break;
  }
  return "closed";
}

bool is_human(const std::optional<qa::Actor>& actor) {
  return actor && actor->kind == qa::ActorKind::kHuman;
}

/// One overload a kind of event.
class Change {
 public:
  Change(SimulatedConversation& conversation, const qa::Event& event)
      : conversation_(conversation), event_(event) {}

  void operator()(const qa::Unknown&) const {}

  void operator()(const qa::RatingSubmitted&) const {}

  void operator()(const qa::OrderPlaced&) const {}

  void operator()(const qa::AgentStatus&) const {}

  void operator()(const qa::Opened& opened) const {
    conversation_.opened = opened;
    conversation_.was_human |= opened.status != ConversationStatus::kBot;
  }

  void operator()(const qa::Queued&) const {
    conversation_.opened.status = ConversationStatus::kQueued;
    conversation_.was_human = true;
  }

  void operator()(const qa::Assigned& assigned) const { own(assigned.to); }

  void operator()(const qa::Transferred& transferred) const { own(transferred.to); }

  void operator()(const qa::Snoozed&) const {
    conversation_.opened.status = ConversationStatus::kSnoozed;
  }

  void operator()(const qa::Reopened&) const {
    conversation_.opened.status = ConversationStatus::kOpen;
    conversation_.was_human = true;
  }

  void operator()(const qa::Closed&) const {
    conversation_.opened.status = ConversationStatus::kClosed;
    conversation_.messages.clear();
  }

  void operator()(const qa::MessageCreated& message) const {
    const bool is_customer = message.author.kind == qa::ActorKind::kCustomer;
    if (conversation_.is_closed() && is_customer) {
      conversation_.opened.status =
          conversation_.was_human ? ConversationStatus::kOpen : ConversationStatus::kBot;
    }
    if (conversation_.is_closed() || !message.is_public) {
      return;
    }
    if (is_customer && conversation_.opened.customer.id.empty()) {
      conversation_.opened.customer.id = message.author.id;
      conversation_.opened.customer.name = message.author.name;
    }
    conversation_.messages.push_back({message, event_.time, event_.conv_seq});
    if (conversation_.messages.size() > kSnapshotMessages) {
      conversation_.messages.pop_front();
    }
  }

  void operator()(const qa::MessageEdited& edited) const {
    for (SimulatedMessage& known : conversation_.messages) {
      if (known.message.id == edited.message_id) {
        known.message.content = edited.content;
      }
    }
  }

  void operator()(const qa::MessageRecalled& recalled) const { drop(recalled.message_id); }

  void operator()(const qa::MessageFailed& failed) const { drop(failed.message_id); }

 private:
  void own(const std::optional<qa::Actor>& to) const {
    conversation_.opened.assignee = is_human(to) ? to : std::nullopt;
    if (conversation_.is_closed()) {
      return;
    }
    conversation_.opened.status =
        is_human(to) ? ConversationStatus::kOpen : ConversationStatus::kQueued;
    conversation_.was_human = true;
  }

  void drop(const std::string& message) const {
    auto& messages = conversation_.messages;
    messages.erase(
        std::remove_if(messages.begin(), messages.end(),
                       [&](const SimulatedMessage& known) { return known.message.id == message; }),
        messages.end());
  }

  SimulatedConversation& conversation_;
  const qa::Event& event_;
};

std::string message_json(const SimulatedMessage& known) {
  const qa::MessageCreated& message = known.message;
  JsonObject content;
  content.text("kind", message.content.kind).text_if_any("text", message.content.text);
  if (message.content.product) {
    content.raw("product", product_json(*message.content.product));
  }
  return JsonObject()
      .text("id", message.id)
      .integer("conv_seq", known.conv_seq)
      .raw("author", actor_json(message.author))
      .text("visibility", "public")
      .flag_if_set("auto", message.is_automatic)
      .flag_if_set("assisted", message.is_assisted)
      .flag_if_set("truncated", message.is_truncated)
      .raw("content", content.str())
      .text_if_any("reply_to", message.reply_to)
      .time("time", known.time)
      .str();
}

std::string conversation_json(const SimulatedConversation& known) {
  const qa::Opened& opened = known.opened;
  JsonObject conversation;
  conversation.text("id", known.id)
      .text_if_any("channel", opened.channel)
      .text_if_any("shop", opened.shop)
      .text("status", name_of_status(opened.status));
  if (!opened.customer.id.empty()) {
    conversation.raw("customer", JsonObject()
                                     .text("id", opened.customer.id)
                                     .text_if_any("name", opened.customer.name)
                                     .flag_if_set("blocked", opened.customer.is_blocked)
                                     .flag_if_set("internal", opened.customer.is_internal)
                                     .str());
  }
  conversation.raw("assignee", opened.assignee ? actor_json(*opened.assignee) : "null");
  if (opened.product) {
    conversation.raw("product", product_json(*opened.product));
  }
  if (!opened.attributes.empty()) {
    JsonObject attributes;
    for (const auto& [key, value] : opened.attributes) {
      attributes.text(key, value);
    }
    conversation.raw("attrs", attributes.str());
  }
  return conversation.time("opened_at", known.opened_at).integer("conv_seq", known.conv_seq).str();
}

std::string messages_json(const SimulatedConversation& known) {
  std::vector<std::string> newest;
  std::size_t room = kRoomForMessages;
  for (auto message = known.messages.rbegin(); message != known.messages.rend(); ++message) {
    newest.push_back(message_json(*message));
    if (newest.back().size() + 1 > room) {
      newest.pop_back();
      break;
    }
    room -= newest.back().size() + 1;
  }
  JsonArray messages;
  for (auto json = newest.rbegin(); json != newest.rend(); ++json) {
    messages.raw(*json);
  }
  return messages.str();
}

}  // namespace

std::string SimulatedConversation::owner() const {
  return opened.assignee ? opened.assignee->id : std::string{};
}

void SimulatedConversations::learn(const std::optional<qa::Actor>& actor) {
  if (is_human(actor) && !actor->name.empty()) {
    names_[actor->id] = actor->name;
  }
}

void SimulatedConversations::apply(const qa::Event& event) {
  if (const auto* const status = std::get_if<qa::AgentStatus>(&event.data)) {
    learn(status->agent);
  } else if (const auto* const message = std::get_if<qa::MessageCreated>(&event.data)) {
    learn(message->author);
  } else if (const auto* const assigned = std::get_if<qa::Assigned>(&event.data)) {
    learn(assigned->to);
  } else if (const auto* const transferred = std::get_if<qa::Transferred>(&event.data)) {
    learn(transferred->to);
  }
  if (!qa::is_about_conversation(event)) {
    return;
  }
  const auto [found, is_new] = conversations_.try_emplace(event.subject);
  SimulatedConversation& conversation = found->second;
  if (is_new) {
    conversation.id = event.subject;
    conversation.opened_at = event.time;
    conversation.opened.status = ConversationStatus::kOpen;
  }
  conversation.conv_seq = std::max(conversation.conv_seq, event.conv_seq);
  std::visit(Change(conversation, event), event.data);
}

const SimulatedConversation* SimulatedConversations::find(std::string_view id) const {
  const auto found = conversations_.find(id);
  return found == conversations_.end() ? nullptr : &found->second;
}

std::vector<const SimulatedConversation*> SimulatedConversations::not_closed(
    const std::string& agent) const {
  std::vector<const SimulatedConversation*> open;
  for (const auto& [id, conversation] : conversations_) {
    const std::string owner = conversation.owner();
    if (!conversation.is_closed() && (agent.empty() || owner.empty() || owner == agent)) {
      open.push_back(&conversation);
    }
  }
  return open;
}

std::string SimulatedConversations::name_of(const std::string& agent) const {
  const auto found = names_.find(agent);
  return found == names_.end() ? agent : found->second;
}

std::vector<std::string> snapshot_frames(
    const std::vector<const SimulatedConversation*>& conversations, const std::string& stream,
    std::int64_t at_seq) {
  std::vector<std::string> frames;
  for (std::size_t i = 0; i < conversations.size(); ++i) {
    frames.push_back(JsonObject()
                         .text("op", "snapshot")
                         .text("stream", stream)
                         .integer("at_seq", at_seq)
                         .integer("index", static_cast<std::int64_t>(i))
                         .flag("more", i + 1 < conversations.size())
                         .raw("conversation", conversation_json(*conversations[i]))
                         .raw("messages", messages_json(*conversations[i]))
                         .str());
  }
  frames.push_back(JsonObject()
                       .text("op", "snapshot_end")
                       .text("stream", stream)
                       .integer("at_seq", at_seq)
                       .integer("conversations", static_cast<std::int64_t>(conversations.size()))
                       .str());
  return frames;
}

}  // namespace plugin::workstation
