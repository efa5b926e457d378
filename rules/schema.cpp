#include "rules/schema.h"

#include <fmt/format.h>

#include "rules/diagnostic.h"
#include "rules/vocabulary.h"

namespace rules {
namespace {

/// A reference to one of the definitions below.
std::string ref(std::string_view name) {
  return fmt::format(R"({{"$ref":"#/$defs/{}"}})", name);
}

std::string list_of(const std::string& shape) {
  return fmt::format(R"({{"type":"array","items":{}}})", shape);
}

/// One of the named values of the key; true and false are no texts in YAML.
std::string named_value(Key key) {
  std::string words;
  for (const std::string_view word : values_of(key)) {
    const bool is_truth = word == "true" || word == "false";
    words += (words.empty() ? "" : ",") + (is_truth ? std::string(word) : json_quoted(word));
  }
  return fmt::format(R"({{"enum":[{}]}})", words);
}

std::string shape_of(Key key) {
  switch (key) {
    case Key::kRules:
      return list_of(fmt::format(R"({{"anyOf":[{},{}]}})", ref("rule"), ref("override")));
    case Key::kWords:
      return fmt::format(R"({{"type":"object","additionalProperties":{}}})", ref("texts"));
    case Key::kTests:
    case Key::kTestsPlus:
      return ref("tests");
    case Key::kAfter:
    case Key::kBefore:
    case Key::kExpect:
      return ref("message");
    case Key::kCustomerSaid:
      return fmt::format(R"({{"anyOf":[{},{}]}})", ref("texts"), ref("message"));
    case Key::kSteps:
      return list_of(ref("message"));
    case Key::kAllOf:
    case Key::kAnyOf:
    case Key::kNoneOf:
      return list_of(ref("nested"));
    case Key::kNear:
      return ref("near");
    case Key::kLike:
      return ref("like");
    case Key::kCount:
      return ref("count");
    case Key::kRepeat:
      return ref("repeat");
    case Key::kApplies:
      return ref("applies");
    case Key::kAttrs:
      return R"({"type":"object"})";
    case Key::kEntity:
      return fmt::format(R"({{"anyOf":[{},{}]}})", named_value(key), list_of(named_value(key)));
    case Key::kReview:
      return R"({"type":"string"})";
    default:
      return values_of(key).empty() ? ref("texts") : named_value(key);
  }
}

/// An object with exactly the keys of one scope.
std::string object_of(Scope scope) {
  std::string properties;
  for (const KeyWord& word : key_words()) {
    if ((word.scopes & static_cast<unsigned>(scope)) == 0) {
      continue;
    }
    // The same key asks for a number under `count` and for an object in a clause.
    const bool is_object = word.key == Key::kAtLeast && scope != Scope::kCount;
    const std::string shape = is_object ? ref("at_least") : shape_of(word.key);
    for (const std::string_view name : {word.english, word.chinese}) {
      properties +=
          fmt::format("{}\n      {}: {}", properties.empty() ? "" : ",", json_quoted(name), shape);
    }
  }
  return fmt::format(
      "{{\n      \"type\": \"object\",\n      \"additionalProperties\": false,\n"
      "      \"properties\": {{{}\n      }}\n    }}",
      properties);
}

}  // namespace

std::string rule_schema() {
  std::string definitions =
      "    \"texts\": {\"anyOf\":[{\"type\":[\"string\",\"number\",\"boolean\"]},"
      "{\"type\":\"array\",\"items\":{\"type\":[\"string\",\"number\",\"boolean\"]}}]}";
  const std::pair<std::string_view, Scope> scopes[] = {
      {"rule", Scope::kRule},       {"message", Scope::kMessage},  {"nested", Scope::kNested},
      {"tests", Scope::kTests},     {"at_least", Scope::kAtLeast}, {"near", Scope::kNear},
      {"like", Scope::kLike},       {"count", Scope::kCount},      {"repeat", Scope::kRepeat},
      {"applies", Scope::kApplies}, {"override", Scope::kOverride}};
  for (const auto& [name, scope] : scopes) {
    definitions += fmt::format(",\n    {}: {}", json_quoted(name), object_of(scope));
  }
  return fmt::format(
      "{{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
      "  \"title\": \"Sandglass rule pack\",\n  \"allOf\": [{}],\n  \"$defs\": {{\n"
      "    \"pack\": {},\n{}\n  }}\n}}\n",
      ref("pack"), object_of(Scope::kPackFile), definitions);
}

}  // namespace rules
