#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "qa/event_json.h"
#include "qa/ids.h"
#include "qa/metrics_number.h"
#include "qa/time.h"

namespace plugin::report {

/// Writes members in the order they are told, with the commas between them.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& open(char bracket) {
    out_ += bracket;
    is_first_ = true;
    return *this;
  }

  JsonWriter& close(char bracket) {
    out_ += bracket;
    is_first_ = false;
    return *this;
  }

  /// The key of the member that follows.
  JsonWriter& key(std::string_view name) {
    item();
    qa::append_json_string(out_, name);
    out_ += ':';
    return *this;
  }

  /// Makes room for the next element of an array.
  JsonWriter& item() {
    out_ += is_first_ ? "" : ",";
    is_first_ = false;
    return *this;
  }

  void text(std::string_view value) { qa::append_json_string(out_, value); }

  void flag(bool value) { out_ += value ? "true" : "false"; }

  void whole(std::int64_t value) { out_ += std::to_string(value); }

  void whole(const std::optional<std::int64_t>& value) {
    out_ += value ? std::to_string(*value) : "null";
  }

  /// The members that name a conversation, of an object that is open.
  void conversation(const qa::ConversationKey& conversation) {
    key("shop").text(conversation.shop);
    key("source").text(conversation.source);
    key("conversation").text(conversation.id);
  }

  void number(const std::optional<double>& value) {
    if (value && std::isfinite(*value)) {
      qa::append_number(out_, *value);
    } else {
      out_ += "null";
    }
  }

  void time(qa::Time value) {
    out_ += '"';
    qa::append_time(out_, value);
    out_ += '"';
  }

 private:
  std::string& out_;
  bool is_first_ = true;
};

}  // namespace plugin::report
