#include <array>
#include <charconv>

#include "qa/event_json.h"
#include "qa/event_json_data.h"

namespace qa {
namespace {

using event_json::kStatusNames;

/// Appends the members of one object: a comma before each but the first.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }

  std::string& name(std::string_view name) {
    if (!is_first_) {
      out_ += ',';
    }
    is_first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\":";
    return out_;
  }

  void text(std::string_view key, std::string_view value) { append_json_string(name(key), value); }

  void text_if_any(std::string_view key, std::string_view value) {
    if (!value.empty()) {
      text(key, value);
    }
  }

  /// For a name that is not ours and may need escapes.
  void quoted(std::string_view key, std::string_view value) {
    if (!is_first_) {
      out_ += ',';
    }
    is_first_ = false;
    append_json_string(out_, key);
    out_ += ':';
    append_json_string(out_, value);
  }

  void integer(std::string_view key, std::int64_t value) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    name(key).append(digits.data(), end);
  }

  void flag_if_set(std::string_view key, bool value) {
    if (value) {
      name(key) += "true";
    }
  }

  void null(std::string_view key) { name(key) += "null"; }

  void end() { out_ += '}'; }

 private:
  std::string& out_;
  bool is_first_ = true;
};

void append_actor(std::string& out, const Actor& actor) {
  ObjectWriter object(out);
  object.text("kind", to_string(actor.kind));
  object.text_if_any("id", actor.id);
  object.text_if_any("name", actor.name);
  object.end();
}

void append_actor_if_any(ObjectWriter& parent, std::string_view key,
                         const std::optional<Actor>& actor) {
  if (actor) {
    append_actor(parent.name(key), *actor);
  }
}

void append_actor_or_null(ObjectWriter& parent, std::string_view key,
                          const std::optional<Actor>& actor) {
  if (actor) {
    append_actor(parent.name(key), *actor);
  } else {
    parent.null(key);
  }
}

void append_product_if_any(ObjectWriter& parent, const std::optional<Product>& product) {
  if (!product) {
    return;
  }
  ObjectWriter object(parent.name("product"));
  object.text("id", product->id);
  object.text_if_any("name", product->name);
  object.end();
}

void append_content(std::string& out, const Content& content, bool with_text) {
  ObjectWriter object(out);
  object.text("kind", content.kind);
  if (with_text) {
    object.text_if_any("text", content.text);
  }
  append_product_if_any(object, content.product);
  object.end();
}

void append_customer_if_any(ObjectWriter& parent, const Customer& customer) {
  if (customer.id.empty()) {
    return;
  }
  ObjectWriter object(parent.name("customer"));
  object.text("id", customer.id);
  object.text_if_any("name", customer.name);
  object.flag_if_set("blocked", customer.is_blocked);
  object.flag_if_set("internal", customer.is_internal);
  object.end();
}

std::string_view name_of(ConversationStatus status) {
  for (const auto& known : kStatusNames) {
    if (known.status == status) {
      return known.name;
    }
  }
  return "bot";
}

/// One overload a type: the members of `data` beside `conv_seq`.
class DataWriter {
 public:
  DataWriter(ObjectWriter& data, const Event& event, bool with_text)
      : data_(data), event_(event), with_text_(with_text) {}

  void operator()(const Unknown&) const {}

  void operator()(const Opened& opened) const {
    ObjectWriter object(data_.name("conversation"));
    object.text("id", event_.subject);
    object.text_if_any("channel", opened.channel);
    object.text_if_any("shop", opened.shop);
    object.text("status", name_of(opened.status));
    append_customer_if_any(object, opened.customer);
    append_actor_or_null(object, "assignee", opened.assignee);
    append_product_if_any(object, opened.product);
    if (!opened.attributes.empty()) {
      ObjectWriter attributes(object.name("attrs"));
      for (const auto& [key, value] : opened.attributes) {
        attributes.quoted(key, value);
      }
      attributes.end();
    }
    object.end();
  }

  void operator()(const Queued& queued) const {
    data_.text_if_any("reason", queued.reason);
    data_.flag_if_set("busy", queued.is_busy);
  }

  void operator()(const Assigned& assigned) const { append_move(assigned); }

  void operator()(const Transferred& transferred) const {
    append_move(transferred);
    data_.text_if_any("reason", transferred.reason);
  }

  void operator()(const Snoozed& snoozed) const { append_actor_if_any(data_, "by", snoozed.by); }

  void operator()(const Reopened& reopened) const { append_actor_if_any(data_, "by", reopened.by); }

  void operator()(const Closed& closed) const {
    append_actor_if_any(data_, "by", closed.by);
    data_.text_if_any("reason", closed.reason);
    data_.flag_if_set(event_json::kInferred, closed.is_inferred);
  }

  void operator()(const MessageCreated& message) const {
    ObjectWriter object(data_.name("message"));
    object.text("id", message.id);
    append_actor(object.name("author"), message.author);
    object.text("visibility", message.is_public ? "public" : "internal");
    object.flag_if_set("auto", message.is_automatic);
    object.flag_if_set("assisted", message.is_assisted);
    object.flag_if_set("truncated", message.is_truncated);
    append_content(object.name("content"), message.content, with_text_);
    object.text_if_any("reply_to", message.reply_to);
    object.end();
  }

  void operator()(const MessageEdited& edited) const {
    data_.text("message_id", edited.message_id);
    append_content(data_.name("content"), edited.content, with_text_);
  }

  void operator()(const MessageRecalled& recalled) const {
    data_.text("message_id", recalled.message_id);
    append_actor_if_any(data_, "by", recalled.by);
  }

  void operator()(const MessageFailed& failed) const {
    data_.text("message_id", failed.message_id);
    data_.text_if_any("reason", failed.reason);
  }

  void operator()(const RatingSubmitted& rating) const {
    ObjectWriter object(data_.name("rating"));
    object.integer("score", rating.score);
    object.integer("scale", rating.scale);
    std::string& tags = object.name("tags");
    tags += '[';
    for (std::size_t i = 0; i < rating.tags.size(); ++i) {
      tags += i == 0 ? "" : ",";
      append_json_string(tags, rating.tags[i]);
    }
    tags += ']';
    object.text_if_any("comment", rating.comment);
    object.integer("revision", rating.revision);
    object.end();
    append_actor_if_any(data_, "agent", rating.agent);
  }

  void operator()(const OrderPlaced& order) const {
    ObjectWriter object(data_.name("order"));
    object.text("id", order.id);
    object.integer("amount_minor", order.amount_minor);
    object.text("currency", order.currency);
    append_product_if_any(object, order.product);
    object.end();
    if (!order.customer_id.empty()) {
      append_actor(data_.name("customer"), Actor{ActorKind::kCustomer, order.customer_id, {}});
    }
  }

  void operator()(const AgentStatus& status) const {
    append_actor(data_.name("agent"), status.agent);
    data_.text("status", status.status);
  }

 private:
  template <typename Move>
  void append_move(const Move& move) const {
    append_actor_or_null(data_, "from", move.from);
    append_actor_or_null(data_, "to", move.to);
    append_actor_if_any(data_, "by", move.by);
  }

  ObjectWriter& data_;
  const Event& event_;
  bool with_text_;
};

bool must_escape(unsigned char byte) {
  return byte < 0x20 || byte == '"' || byte == '\\' || byte == 0xe2;
}

/// Appends the escape of `byte`, which stands at `at`; answers how many bytes of `text` it covers.
std::size_t append_escape(std::string& out, std::string_view text, std::size_t at) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(text[at]);
  switch (byte) {
    case '"':
      out += "\\\"";
      return 1;
    case '\\':
      out += "\\\\";
      return 1;
    case '\n':
      out += "\\n";
      return 1;
    case '\r':
      out += "\\r";
      return 1;
    case '\t':
      out += "\\t";
      return 1;
    case 0xe2: {
      const std::string_view three = text.substr(at, 3);
      if (three == "\xe2\x80\xa8" || three == "\xe2\x80\xa9") {
        out += three[2] == '\xa8' ? "\\u2028" : "\\u2029";
        return 3;
      }
      out += text[at];
      return 1;
    }
    default:
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 0xf];
      return 1;
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (!must_escape(static_cast<unsigned char>(text[i]))) {
      ++i;
      continue;
    }
    out.append(text.substr(copied, i - copied));
    i += append_escape(out, text, i);
    copied = i;
  }
  out.append(text.substr(copied));
  out += '"';
}

void append_event_json(std::string& out, const Event& event, bool with_text) {
  ObjectWriter object(out);
  object.text("specversion", "1.0");
  object.text("id", event.id);
  object.text_if_any("source", event.origin);
  object.text("type", event.type);
  object.text("subject", event.subject);
  out += ",\"time\":\"";
  append_time(out, event.time);
  out += "\",\"data\":";
  if (const auto* unknown = std::get_if<Unknown>(&event.data)) {
    out += unknown->data_json;
  } else {
    ObjectWriter data(out);
    if (event.conv_seq != 0) {
      data.integer("conv_seq", event.conv_seq);
    }
    data.flag_if_set(event_json::kFromSnapshot, event.is_from_snapshot);
    std::visit(DataWriter(data, event, with_text), event.data);
    data.end();
  }
  out += '}';
}

}  // namespace qa
