#include "plugin/refusal.h"

#include <simdjson.h>

#include "qa/event_json.h"

namespace plugin {

net::ControlAnswer refusal(int status, std::string_view why) {
  std::string body = "{\"error\":";
  qa::append_json_string(body, why);
  return {status, body + "}"};
}

std::string why_of(const net::ControlAnswer& answer) {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  std::string_view why;
  if (parser.parse(answer.body).get(document) != simdjson::SUCCESS ||
      document["error"].get(why) != simdjson::SUCCESS) {
    why = answer.body;
  }
  return std::string(why.substr(0, why.find_last_not_of('\n') + 1));
}

}  // namespace plugin
