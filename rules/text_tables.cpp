#include "rules/text_tables.h"

namespace rules::text_tables {

#include "rules/text_tables.inc"

const char* unicode_version() {
  return kUnicodeVersion;
}

}  // namespace rules::text_tables
