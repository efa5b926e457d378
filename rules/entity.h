#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "rules/text.h"

/// Things a text can hold that have a form of their own, and a checksum where there is one.
namespace rules {

enum class Entity : std::uint8_t {
  kPhone,     ///< Chinese mobile (1[3-9] and nine digits) or fixed line with area code (0…)
  kUrl,       ///< with a scheme or www., or a bare domain of a common top-level domain
  kEmail,     ///< name@domain
  kBankCard,  ///< 16 to 19 digits of a card scheme used in China, check digit right (Luhn)
  kIdCard,    ///< 18 characters of a resident id: date of birth and check digit right (GB 11643)
  kQq,        ///< 5 to 11 digits behind a word for QQ
  kWechatId,  ///< wxid_…, or a WeChat name (6 to 20, letter first; of letters alone only behind 号,
              ///< id, a colon, 是 or 为) or mobile behind a word for it
};
inline constexpr int kEntities = 7;

/// The view the entity is looked for in: numbers in `digits`, the rest in `norm`. A rule's own
/// `view` does not matter.
View view_of(Entity entity);

/// Bytes of the view, ascending, not overlapping.
struct EntityPlace {
  std::size_t begin = 0;
  std::size_t end = 0;

  bool operator==(const EntityPlace&) const = default;
};

/// Every place of `text`, which is in view_of(entity). Linear in the text. Any thread.
std::vector<EntityPlace> find_entities(Entity entity, std::string_view text);

}  // namespace rules
