#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace qa {

/// Where the ids of a list stand in it: id → position, without the ids themselves (whoever asks
/// compares them). Eight bytes a slot, at most three of four taken, nothing at all while empty:
/// every conversation on the desk has several of these.
class IdIndex {
 public:
  /// The position added with an id of this text, as `is_it(position)` confirms it; nullopt: none.
  template <class IsIt>
  std::optional<std::uint32_t> find(std::string_view id, const IsIt& is_it) const {
    const Slot* slot = find_slot(hash_of(id), is_it);
    return slot == nullptr ? std::nullopt : std::optional(slot->position);
  }

  /// Adds an id that is not here.
  void add(std::string_view id, std::size_t position) {
    if (4 * (taken_ + 1) > 3 * slots_.size()) {
      grow();
    }
    ++taken_;
    put({hash_of(id), static_cast<std::uint32_t>(position)});
  }

  /// Moves the id found at `from` to `to`.
  void move(std::string_view id, std::size_t from, std::size_t to) {
    const auto stood_there = [&](std::uint32_t position) { return position == from; };
    if (const Slot* slot = find_slot(hash_of(id), stood_there)) {
      slots_[static_cast<std::size_t>(slot - slots_.data())].position =
          static_cast<std::uint32_t>(to);
    }
  }

  /// Something was put into the list at `position`: what stood there and after it stands one
  /// further on. Linear.
  void make_room(std::size_t position) {
    for (Slot& slot : slots_) {
      slot.position += slot.position != kFree && slot.position >= position ? 1U : 0U;
    }
  }

 private:
  static constexpr std::uint32_t kFree = UINT32_MAX;
  static constexpr std::size_t kFirstSlots = 8;

  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t position = kFree;
  };

  static std::uint32_t hash_of(std::string_view id) {
    return static_cast<std::uint32_t>(std::hash<std::string_view>{}(id));
  }

  std::size_t next(std::size_t slot) const { return (slot + 1) & (slots_.size() - 1); }

  std::size_t home(std::uint32_t hash) const { return hash & (slots_.size() - 1); }

  template <class IsIt>
  const Slot* find_slot(std::uint32_t hash, const IsIt& is_it) const {
    if (slots_.empty()) {
      return nullptr;
    }
    for (std::size_t i = home(hash); slots_[i].position != kFree; i = next(i)) {
      if (slots_[i].hash == hash && is_it(slots_[i].position)) {
        return &slots_[i];
      }
    }
    return nullptr;
  }

  void put(Slot slot) {
    std::size_t i = home(slot.hash);
    while (slots_[i].position != kFree) {
      i = next(i);
    }
    slots_[i] = slot;
  }

  void grow() {
    std::vector<Slot> old(slots_.empty() ? kFirstSlots : 2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.position != kFree) {
        put(slot);
      }
    }
  }

  std::vector<Slot> slots_;  ///< none, or a power of two
  std::size_t taken_ = 0;
};

}  // namespace qa
