#include "plugin/workstation/simulator_faults.h"

#include <simdjson.h>

#include <charconv>

#include "plugin/workstation/simulator_frames.h"

namespace plugin::workstation {

std::optional<FaultArguments> FaultArguments::read(std::string_view json) {
  FaultArguments arguments;
  if (json.empty()) {
    return arguments;
  }
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(json.data(), json.size()).get(object) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  for (const auto& [key, value] : object) {
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS) {
      arguments.members_.emplace(key, text);
    } else {
      arguments.members_.emplace(key, simdjson::minify(value));
    }
  }
  return arguments;
}

std::int64_t FaultArguments::integer(const std::string& name, std::int64_t otherwise) const {
  const auto found = members_.find(name);
  if (found == members_.end()) {
    return otherwise;
  }
  const std::string& text = found->second;
  std::int64_t value = otherwise;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : otherwise;
}

std::string FaultArguments::text(const std::string& name, std::string_view otherwise) const {
  const auto found = members_.find(name);
  return found == members_.end() ? std::string(otherwise) : found->second;
}

bool FaultArguments::flag(const std::string& name, bool otherwise) const {
  const auto found = members_.find(name);
  return found == members_.end() ? otherwise : found->second == "true";
}

std::string FaultArguments::json(const std::string& name) const {
  return text(name, "");
}

std::optional<std::string> odd_frame(std::string_view kind) {
  if (kind == "oversize") {
    return R"({"op":"hint","kind":")" + std::string(kMaxFrameDown, 'x') +
           R"(","conversation":"c"})";
  }
  if (kind == "invalid_utf8") {
    return std::string("{\"op\":\"hint\",\"kind\":\"\xc3\x28\",\"conversation\":\"c\"}");
  }
  if (kind == "bad_json") {
    return R"({"op":"event","seq":)";
  }
  if (kind == "not_object") {
    return R"(["op","event"])";
  }
  if (kind == "no_op") {
    return R"({"seq":1})";
  }
  if (kind == "unknown") {
    return R"({"op":"weather","of":"tomorrow"})";
  }
  if (kind == "hint") {
    return R"({"op":"hint","kind":"typing","conversation":"c_hint","author":{"kind":"customer","id":"u_hint"},"on":true})";
  }
  if (kind == "deep") {
    return R"({"op":"hint","kind":)" + std::string(64, '[') + std::string(64, ']') +
           R"(,"conversation":"c"})";
  }
  return std::nullopt;
}

}  // namespace plugin::workstation
