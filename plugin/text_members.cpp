#include "plugin/text_members.h"

#include <simdjson.h>

namespace plugin {

bool read_texts(std::string_view json,
                std::initializer_list<std::pair<const char*, std::string*>> members) {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  if (parser.parse(json.data(), json.size()).get(document) != simdjson::SUCCESS) {
    return false;
  }
  for (const auto& [key, value] : members) {
    std::string_view text;
    if (document[key].get(text) != simdjson::SUCCESS) {
      return false;
    }
    *value = text;
  }
  return true;
}

}  // namespace plugin
