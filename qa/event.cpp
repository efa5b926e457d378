#include "qa/event.h"

namespace qa {

std::string_view to_string(ActorKind kind) {
  switch (kind) {
    case ActorKind::kCustomer:
      return "customer";
    case ActorKind::kHuman:
      return "human";
    case ActorKind::kBot:
      return "bot";
    case ActorKind::kSystem:
      break;
  }
  return "system";
}

bool is_about_conversation(const Event& event) {
  if (std::holds_alternative<AgentStatus>(event.data)) {
    return false;
  }
  if (!std::holds_alternative<Unknown>(event.data)) {
    return true;
  }
  const std::string_view type = event.type;
  return type.starts_with("conversation.") || type.starts_with("message.") ||
         type.starts_with("rating.") || type.starts_with("order.");
}

}  // namespace qa
