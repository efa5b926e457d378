#include "plugin/exchange/stand_in.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

namespace plugin::exchange {
namespace {

/// Sorts right behind the stand-in: the order is its own, and equal orders go by id.
std::string id_of_withdrawal(const qa::Event& stand_in) {
  return stand_in.id + "-withdrawn";
}

}  // namespace

bool is_stand_in(const qa::Event& event) {
  const auto* said = std::get_if<qa::MessageCreated>(&event.data);
  return said != nullptr && event.origin == "csv" &&
         (said->id == kStandInQuestion || said->id == kStandInReply);
}

StoredTalk stored_talk(const qa::History& stored) {
  StoredTalk talk;
  std::unordered_set<std::string> ids;
  for (const qa::Event& event : stored.events) {
    if (is_stand_in(event)) {
      talk.stand_ins.push_back(event);
    } else if (std::holds_alternative<qa::MessageCreated>(event.data)) {
      talk.has_messages = true;
    } else {
      ids.insert(event.id);
    }
  }
  talk.stand_ins.erase(
      std::remove_if(talk.stand_ins.begin(), talk.stand_ins.end(),
                     [&](const qa::Event& event) { return ids.contains(id_of_withdrawal(event)); }),
      talk.stand_ins.end());
  return talk;
}

qa::Event withdrawal_of(const qa::Event& stand_in) {
  const auto& said = std::get<qa::MessageCreated>(stand_in.data);
  qa::Event event = stand_in;
  event.id = id_of_withdrawal(stand_in);
  if (said.author.kind == qa::ActorKind::kCustomer) {
    event.type = "message.recalled";
    event.data = qa::MessageRecalled{said.id, said.author};
  } else {
    event.type = "message.failed";
    event.data = qa::MessageFailed{said.id, "failed"};
  }
  return event;
}

}  // namespace plugin::exchange
