#include "rules/text_tables.h"

namespace rules::text_tables {
namespace {

constexpr unsigned kBlockBits = 7;

#include "rules/text_tables.inc"

}  // namespace

const Entry& entry(char32_t code_point) {
  const std::uint16_t block = kBlockOf[code_point >> kBlockBits];
  const std::uint32_t offset = code_point & ((1U << kBlockBits) - 1U);
  return kEntries[kEntryOf[(static_cast<std::uint32_t>(block) << kBlockBits) + offset]];
}

std::span<const char32_t> replacement(const Entry& entry) {
  return {kPool + entry.first(), entry.length()};
}

const char* unicode_version() {
  return kUnicodeVersion;
}

}  // namespace rules::text_tables
