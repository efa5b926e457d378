#pragma once

#include <optional>
#include <string>
#include <variant>

#include "qa/event.h"
#include "qa/metrics_group.h"

namespace qa {

/// What an event calls agents and products: `told(cut, id, name)` for each, with Cut::kAgent or
/// Cut::kProduct. Names that are empty and those of customers are passed over.
template <class Told>
void for_each_name(const Event& event, const Told& told) {
  const auto actor = [&told](const Actor& named) {
    if (named.kind != ActorKind::kCustomer && !named.name.empty()) {
      told(Cut::kAgent, named.id, named.name);
    }
  };
  const auto maybe = [&actor](const std::optional<Actor>& named) {
    if (named) {
      actor(*named);
    }
  };
  if (const auto* opened = std::get_if<Opened>(&event.data)) {
    maybe(opened->assignee);
    if (opened->product && !opened->product->name.empty()) {
      told(Cut::kProduct, opened->product->id, opened->product->name);
    }
  } else if (const auto* assigned = std::get_if<Assigned>(&event.data)) {
    maybe(assigned->to);
  } else if (const auto* transferred = std::get_if<Transferred>(&event.data)) {
    maybe(transferred->to);
  } else if (const auto* said = std::get_if<MessageCreated>(&event.data)) {
    actor(said->author);
  }
}

/// A name as it was told. Of several the one of the latest event holds, of equal times the one with
/// the greater id.
struct Label {
  GroupId group;  ///< of an agent or a product
  std::string name;
  Time at{};
  std::string event;  ///< that told it

  bool operator==(const Label&) const = default;
};

/// True where `told` takes the place of `known`.
inline bool supersedes(const Label& told, const Label& known) {
  return told.at != known.at ? told.at > known.at : told.event > known.event;
}

}  // namespace qa
