#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "qa/event.h"
#include "qa/event_json.h"
#include "qa/time.h"

/// How the simulated workstation writes JSON: objects and arrays put together member by member.
namespace plugin::workstation {

class JsonObject {
 public:
  JsonObject& raw(std::string_view key, std::string_view json) {
    begin(key);
    out_ += json;
    return *this;
  }

  JsonObject& text(std::string_view key, std::string_view value) {
    begin(key);
    qa::append_json_string(out_, value);
    return *this;
  }

  JsonObject& integer(std::string_view key, std::int64_t value) {
    return raw(key, std::to_string(value));
  }

  JsonObject& flag(std::string_view key, bool value) { return raw(key, value ? "true" : "false"); }

  JsonObject& time(std::string_view key, qa::Time value) {
    return text(key, qa::format_time(value));
  }

  JsonObject& text_if_any(std::string_view key, std::string_view value) {
    return value.empty() ? *this : text(key, value);
  }

  JsonObject& flag_if_set(std::string_view key, bool value) {
    return value ? flag(key, true) : *this;
  }

  JsonObject& integer_or_null(std::string_view key, std::optional<std::int64_t> value) {
    return value ? integer(key, *value) : raw(key, "null");
  }

  /// The object so far, closed.
  std::string str() const { return out_ + '}'; }

 private:
  void begin(std::string_view key) {
    if (out_.size() > 1) {
      out_ += ',';
    }
    qa::append_json_string(out_, key);
    out_ += ':';
  }

  std::string out_ = "{";
};

class JsonArray {
 public:
  JsonArray& raw(std::string_view json) {
    if (out_.size() > 1) {
      out_ += ',';
    }
    out_ += json;
    return *this;
  }

  JsonArray& text(std::string_view value) {
    std::string quoted;
    qa::append_json_string(quoted, value);
    return raw(quoted);
  }

  std::string str() const { return out_ + ']'; }

  std::size_t size() const { return out_.size(); }

 private:
  std::string out_ = "[";
};

inline std::string actor_json(const qa::Actor& actor) {
  return JsonObject()
      .text("kind", qa::to_string(actor.kind))
      .text("id", actor.id)
      .text_if_any("name", actor.name)
      .str();
}

inline std::string product_json(const qa::Product& product) {
  return JsonObject().text("id", product.id).text_if_any("name", product.name).str();
}

}  // namespace plugin::workstation
