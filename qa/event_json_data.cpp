#include "qa/event_json_data.h"

#include <algorithm>
#include <utility>

#include "qa/event_json_text.h"

namespace qa::event_json {
namespace {

/// One pass over the members of `data`. What concerns every type is read here; the rest goes to the
/// type's own reader, one of the functions below.
struct Pass {
  Fields& fields;
  Event& event;
  bool is_internal = false;
};

using OnMember = bool (*)(Pass&, std::string_view key, Value&, const Path&);
using OnEnd = bool (*)(Pass&, const Path& data);

template <typename Data>
Data& data_of(Pass& pass) {
  return std::get<Data>(pass.event.data);
}

bool missing(Pass& pass, const Path& parent, std::string_view name) {
  return pass.fields.fail(Path{&parent, name}, "missing");
}

bool nothing_more(Pass&, const Path&) {
  return true;
}

/// Owners are people: a bot or a queue as the new owner means nobody owns it.
void keep_human(std::optional<Actor>& actor) {
  if (actor && actor->kind != ActorKind::kHuman) {
    actor.reset();
  }
}

bool read_visibility(Pass& pass, Value& value, const Path&) {
  std::string_view visibility;
  const bool is_string = value.type().value_unsafe() == simdjson::ondemand::json_type::string;
  if (!is_string) {
    pass.is_internal = true;  // whatever it is, it does not say public
    return pass.fields.skip(value);
  }
  if (!pass.fields.read_view(value, Path{}, visibility)) {
    return false;
  }
  pass.is_internal = pass.is_internal || visibility != "public";
  return true;
}

// conversation.*

bool read_status(Pass& pass, Value& value, const Path& path, ConversationStatus& out) {
  std::string_view name;
  if (!pass.fields.read_view(value, path, name)) {
    return false;
  }
  const auto* found = std::find_if(std::begin(kStatusNames), std::end(kStatusNames),
                                   [name](const StatusName& known) { return known.name == name; });
  if (found == std::end(kStatusNames)) {
    return pass.fields.fail(path, "expected bot, queued, open, snoozed or closed");
  }
  out = found->status;
  return true;
}

bool read_customer(Pass& pass, Value& value, const Path& path, Customer& out) {
  out = Customer{};
  if (Fields::is_null(value)) {
    return true;
  }
  Fields& fields = pass.fields;
  const auto on_member = [&](std::string_view key, Value& member, const Path& at) {
    if (key == "id") {
      return fields.read_id(member, at, out.id);
    }
    if (key == "name") {
      return fields.read_text(member, at, out.name);
    }
    if (key == "blocked") {
      return fields.read_flag(member, at, out.is_blocked);
    }
    if (key == "internal") {
      return fields.read_flag(member, at, out.is_internal);
    }
    return fields.skip(member);
  };
  return fields.each_member(value, path, on_member) &&
         (!out.id.empty() || missing(pass, path, "id"));
}

bool read_attributes(Pass& pass, Value& value, const Path& path,
                     std::map<std::string, std::string>& out) {
  out.clear();
  if (Fields::is_null(value)) {
    return true;
  }
  return pass.fields.each_member(value, path,
                                 [&](std::string_view key, Value& member, const Path&) {
                                   // The key is the workstation's, never quoted in a problem.
                                   std::string& text = out[std::string(key)];
                                   return pass.fields.read_text(member, path, text);
                                 });
}

bool read_opened(Pass& pass, std::string_view name, Value& value, const Path& path) {
  Fields& fields = pass.fields;
  if (name != "conversation") {
    return fields.skip(value);
  }
  auto& opened = pass.event.data.emplace<Opened>();
  bool has_status = false;
  const auto on_member = [&](std::string_view key, Value& member, const Path& at) {
    if (key == "status") {
      has_status = true;
      return read_status(pass, member, at, opened.status);
    }
    if (key == "channel") {
      return fields.read_word(member, at, opened.channel);
    }
    if (key == "shop") {
      return fields.read_word(member, at, opened.shop);
    }
    if (key == "customer") {
      return read_customer(pass, member, at, opened.customer);
    }
    if (key == "assignee") {
      return fields.read_actor(member, at, opened.assignee);
    }
    if (key == "product") {
      return fields.read_product(member, at, opened.product);
    }
    if (key == "attrs") {
      return read_attributes(pass, member, at, opened.attributes);
    }
    return fields.skip(member);
  };
  if (!fields.each_member(value, path, on_member)) {
    return false;
  }
  keep_human(opened.assignee);
  return has_status || missing(pass, path, "status");
}

bool end_opened(Pass& pass, const Path& data) {
  return std::holds_alternative<Opened>(pass.event.data) || missing(pass, data, "conversation");
}

bool read_queued(Pass& pass, std::string_view key, Value& value, const Path& path) {
  auto& queued = data_of<Queued>(pass);
  if (key == "reason") {
    return pass.fields.read_text(value, path, queued.reason);
  }
  return key == "busy" ? pass.fields.read_flag(value, path, queued.is_busy)
                       : pass.fields.skip(value);
}

template <typename Data>
bool read_move(Pass& pass, std::string_view key, Value& value, const Path& path) {
  auto& move = data_of<Data>(pass);
  if (key == "from") {
    return pass.fields.read_actor(value, path, move.from);
  }
  if (key == "to") {
    if (!pass.fields.read_actor(value, path, move.to)) {
      return false;
    }
    keep_human(move.to);
    return true;
  }
  if (key == "by") {
    return pass.fields.read_actor(value, path, move.by);
  }
  if constexpr (std::is_same_v<Data, Transferred>) {
    if (key == "reason") {
      return pass.fields.read_text(value, path, move.reason);
    }
  }
  return pass.fields.skip(value);
}

template <typename Data>
bool read_by(Pass& pass, std::string_view key, Value& value, const Path& path) {
  if (key == "by") {
    return pass.fields.read_actor(value, path, data_of<Data>(pass).by);
  }
  return pass.fields.skip(value);
}

bool read_closed(Pass& pass, std::string_view key, Value& value, const Path& path) {
  if (key == "reason") {
    return pass.fields.read_text(value, path, data_of<Closed>(pass).reason);
  }
  if (key == kInferred) {
    return pass.fields.read_flag(value, path, data_of<Closed>(pass).is_inferred);
  }
  return read_by<Closed>(pass, key, value, path);
}

// message.*

bool read_content(Pass& pass, Value& value, const Path& path, Content& out, bool& is_cut) {
  out = Content{};
  out.kind.clear();
  Fields& fields = pass.fields;
  const auto on_member = [&](std::string_view key, Value& member, const Path& at) {
    if (key == "kind") {
      return fields.read_id(member, at, out.kind);
    }
    if (key == "text") {
      return fields.read_text(member, at, out.text, &is_cut);
    }
    if (key == "product") {
      return fields.read_product(member, at, out.product);
    }
    return fields.skip(member);
  };
  return fields.each_member(value, path, on_member) &&
         (!out.kind.empty() || missing(pass, path, "kind"));
}

bool read_created(Pass& pass, std::string_view name, Value& value, const Path& path) {
  Fields& fields = pass.fields;
  if (name != "message") {
    return fields.skip(value);
  }
  auto& message = pass.event.data.emplace<MessageCreated>();
  bool has_author = false;
  bool has_content = false;
  bool is_cut = false;
  const auto on_member = [&](std::string_view key, Value& member, const Path& at) {
    if (key == "id") {
      return fields.read_id(member, at, message.id);
    }
    if (key == "author") {
      has_author = true;
      return fields.read_actor(member, at, message.author);
    }
    if (key == "visibility") {
      return read_visibility(pass, member, at);
    }
    if (key == "content") {
      has_content = true;
      return read_content(pass, member, at, message.content, is_cut);
    }
    if (key == "auto") {
      return fields.read_flag(member, at, message.is_automatic);
    }
    if (key == "assisted") {
      return fields.read_flag(member, at, message.is_assisted);
    }
    if (key == "truncated") {
      return fields.read_flag(member, at, message.is_truncated);
    }
    if (key == "reply_to") {
      return fields.read_word(member, at, message.reply_to);
    }
    return fields.skip(member);
  };
  if (!fields.each_member(value, path, on_member)) {
    return false;
  }
  message.is_truncated = message.is_truncated || is_cut;
  return (!message.id.empty() || missing(pass, path, "id")) &&
         (has_author || missing(pass, path, "author")) &&
         (has_content || missing(pass, path, "content"));
}

bool end_created(Pass& pass, const Path& data) {
  return std::holds_alternative<MessageCreated>(pass.event.data) || missing(pass, data, "message");
}

template <typename Data>
bool end_with_message_id(Pass& pass, const Path& data) {
  return !data_of<Data>(pass).message_id.empty() || missing(pass, data, "message_id");
}

bool read_edited(Pass& pass, std::string_view key, Value& value, const Path& path) {
  auto& edited = data_of<MessageEdited>(pass);
  if (key == "message_id") {
    return pass.fields.read_id(value, path, edited.message_id);
  }
  if (key == "content") {
    bool is_cut = false;
    return read_content(pass, value, path, edited.content, is_cut);
  }
  return pass.fields.skip(value);
}

bool end_edited(Pass& pass, const Path& data) {
  return end_with_message_id<MessageEdited>(pass, data) &&
         (!data_of<MessageEdited>(pass).content.kind.empty() || missing(pass, data, "content"));
}

bool read_recalled(Pass& pass, std::string_view key, Value& value, const Path& path) {
  if (key == "message_id") {
    return pass.fields.read_id(value, path, data_of<MessageRecalled>(pass).message_id);
  }
  return read_by<MessageRecalled>(pass, key, value, path);
}

bool read_failed(Pass& pass, std::string_view key, Value& value, const Path& path) {
  auto& failed = data_of<MessageFailed>(pass);
  if (key == "message_id") {
    return pass.fields.read_id(value, path, failed.message_id);
  }
  return key == "reason" ? pass.fields.read_text(value, path, failed.reason)
                         : pass.fields.skip(value);
}

// rating, order, agent

bool read_tags(Pass& pass, Value& value, const Path& path, std::vector<std::string>& out) {
  out.clear();
  if (Fields::is_null(value)) {
    return true;
  }
  simdjson::ondemand::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) {
    return pass.fields.fail(path, "expected an array of strings");
  }
  for (auto element : array) {
    Value tag;
    if (std::move(element).get(tag) != simdjson::SUCCESS) {
      return pass.fields.fail_json();
    }
    if (!pass.fields.read_text(tag, path, out.emplace_back())) {
      return false;
    }
  }
  return true;
}

bool read_star(Pass& pass, Value& value, const Path& path, std::int64_t highest, std::int32_t& out,
               std::string_view wanted) {
  std::int64_t number = 0;
  if (!pass.fields.read_integer(value, path, 1, number)) {
    return false;
  }
  if (number > highest) {
    return pass.fields.fail(path, wanted);
  }
  out = static_cast<std::int32_t>(number);
  return true;
}

bool read_rating(Pass& pass, std::string_view name, Value& value, const Path& path) {
  auto& rating = data_of<RatingSubmitted>(pass);
  Fields& fields = pass.fields;
  if (name == "agent") {
    return fields.read_actor(value, path, rating.agent);
  }
  if (name != "rating") {
    return fields.skip(value);
  }
  constexpr std::int64_t kMostRevisions = 2'147'483'647;
  const auto on_member = [&](std::string_view key, Value& member, const Path& at) {
    if (key == "score") {
      return read_star(pass, member, at, 5, rating.score, "expected 1 to 5");
    }
    if (key == "scale") {
      std::int64_t scale = 0;
      return fields.read_integer(member, at, 1, scale) &&
             (scale == 5 || fields.fail(at, "expected 5, the only scale kefu.v1 has"));
    }
    if (key == "revision") {
      return read_star(pass, member, at, kMostRevisions, rating.revision, "expected below 2^31");
    }
    if (key == "tags") {
      return read_tags(pass, member, at, rating.tags);
    }
    if (key == "comment") {
      return fields.read_text(member, at, rating.comment);
    }
    return fields.skip(member);
  };
  return fields.each_member(value, path, on_member);
}

bool end_rating(Pass& pass, const Path& data) {
  const Path rating{&data, "rating"};
  return data_of<RatingSubmitted>(pass).score > 0 || missing(pass, rating, "score");
}

bool read_currency(Pass& pass, Value& value, const Path& path, std::string& out) {
  if (!pass.fields.read_id(value, path, out)) {
    return false;
  }
  const bool is_code = out.size() == 3 && std::all_of(out.begin(), out.end(), [](char letter) {
                         return letter >= 'A' && letter <= 'Z';
                       });
  return is_code || pass.fields.fail(path, "expected an ISO 4217 code like CNY");
}

bool read_order_object(Pass& pass, Value& value, const Path& path) {
  auto& order = data_of<OrderPlaced>(pass);
  Fields& fields = pass.fields;
  bool has_amount = false;
  const auto on_member = [&](std::string_view key, Value& member, const Path& at) {
    if (key == "id") {
      return fields.read_id(member, at, order.id);
    }
    if (key == "amount_minor") {
      has_amount = true;
      return fields.read_integer(member, at, -kLargestInteger, order.amount_minor);
    }
    if (key == "currency") {
      return read_currency(pass, member, at, order.currency);
    }
    if (key == "product") {
      return fields.read_product(member, at, order.product);
    }
    return fields.skip(member);
  };
  return fields.each_member(value, path, on_member) &&
         (!order.id.empty() || missing(pass, path, "id")) &&
         (has_amount || missing(pass, path, "amount_minor")) &&
         (!order.currency.empty() || missing(pass, path, "currency"));
}

bool read_order(Pass& pass, std::string_view name, Value& value, const Path& path) {
  auto& order = data_of<OrderPlaced>(pass);
  if (name == "order") {
    return read_order_object(pass, value, path);
  }
  if (name == "customer") {
    std::optional<Actor> customer;
    if (!pass.fields.read_actor(value, path, customer)) {
      return false;
    }
    order.customer_id = customer ? std::move(customer->id) : std::string{};
    return true;
  }
  return pass.fields.skip(value);
}

bool end_order(Pass& pass, const Path& data) {
  return !data_of<OrderPlaced>(pass).id.empty() || missing(pass, data, "order");
}

bool read_agent_status(Pass& pass, std::string_view key, Value& value, const Path& path) {
  auto& status = data_of<AgentStatus>(pass);
  if (key == "agent") {
    return pass.fields.read_actor(value, path, status.agent);
  }
  return key == "status" ? pass.fields.read_id(value, path, status.status)
                         : pass.fields.skip(value);
}

bool end_agent_status(Pass& pass, const Path& data) {
  const auto& status = data_of<AgentStatus>(pass);
  return (!status.agent.id.empty() || missing(pass, data, "agent")) &&
         (!status.status.empty() || missing(pass, data, "status"));
}

// The table of types.

template <typename Data>
void make(Event& event) {
  event.data.emplace<Data>();
}

/// Without a kind, so that its end can tell missing content.
void make_edited(Event& event) {
  event.data.emplace<MessageEdited>().content.kind.clear();
}

/// Stays Unknown until its one object was read, so that its end can tell a missing one.
void make_later(Event& event) {
  event.data.emplace<Unknown>();
}

struct TypeReader {
  std::string_view type;
  void (*make)(Event&);
  OnMember on_member;
  OnEnd on_end;
};

constexpr TypeReader kTypes[] = {
    {"message.created", make_later, read_created, end_created},
    {"message.edited", make_edited, read_edited, end_edited},
    {"message.recalled", make<MessageRecalled>, read_recalled,
     end_with_message_id<MessageRecalled>},
    {"message.failed", make<MessageFailed>, read_failed, end_with_message_id<MessageFailed>},
    {"conversation.opened", make_later, read_opened, end_opened},
    {"conversation.queued", make<Queued>, read_queued, nothing_more},
    {"conversation.assigned", make<Assigned>, read_move<Assigned>, nothing_more},
    {"conversation.transferred", make<Transferred>, read_move<Transferred>, nothing_more},
    {"conversation.snoozed", make<Snoozed>, read_by<Snoozed>, nothing_more},
    {"conversation.reopened", make<Reopened>, read_by<Reopened>, nothing_more},
    {"conversation.closed", make<Closed>, read_closed, nothing_more},
    {"rating.submitted", make<RatingSubmitted>, read_rating, end_rating},
    {"order.placed", make<OrderPlaced>, read_order, end_order},
    {"agent.status", make<AgentStatus>, read_agent_status, end_agent_status},
};

/// Of a type nobody knows only the visibility of a message it may carry matters.
bool read_unknown(Pass& pass, std::string_view name, Value& value, const Path& path) {
  const bool is_object = value.type().value_unsafe() == simdjson::ondemand::json_type::object;
  if (name != "message" || !is_object) {
    return pass.fields.skip(value, 1);
  }
  return pass.fields.each_member(value, path,
                                 [&](std::string_view key, Value& member, const Path& at) {
                                   return key == "visibility" ? read_visibility(pass, member, at)
                                                              : pass.fields.skip(member, 2);
                                 });
}

bool pass_over(Pass& pass, Object object, const Path& data, OnMember on_member) {
  return pass.fields.each_member(
      object, data, [&](std::string_view key, Value& member, const Path& at) {
        if (key == "conv_seq") {
          return pass.fields.read_integer(member, at, 0, pass.event.conv_seq);
        }
        if (key == "visibility") {
          return read_visibility(pass, member, at);
        }
        if (key == kFromSnapshot) {
          return pass.fields.read_flag(member, at, pass.event.is_from_snapshot);
        }
        return on_member(pass, key, member, at);
      });
}

/// Keeps the object as it was written, then passes over it like any other: what is stored verbatim
/// must be JSON through and through.
bool read_unknown_object(Pass& pass, Object object, const Path& data) {
  std::string_view raw;
  bool is_empty = false;
  if (object.raw_json().get(raw) != simdjson::SUCCESS ||
      object.reset().get(is_empty) != simdjson::SUCCESS) {
    return pass.fields.fail_json();
  }
  // The span ends where the next token begins; only blanks lie between.
  raw = raw.substr(0, raw.rfind('}') + 1);
  pass.event.data.emplace<Unknown>().data_json = raw;
  return pass_over(pass, object, data, read_unknown);
}

}  // namespace

DataRead read_data(Fields& fields, Value& value, Event& event) {
  const Path data{nullptr, "data"};
  Pass pass{fields, event};
  event.conv_seq = 0;
  event.is_from_snapshot = false;
  Object object;
  if (!fields.read_object(value, data, object)) {
    return {};
  }
  const auto* known =
      std::find_if(std::begin(kTypes), std::end(kTypes),
                   [&event](const TypeReader& reader) { return reader.type == event.type; });
  bool is_read = false;
  if (known == std::end(kTypes)) {
    is_read = read_unknown_object(pass, object, data);
  } else {
    known->make(event);
    is_read = pass_over(pass, object, data, known->on_member) && known->on_end(pass, data);
  }
  return {is_read, pass.is_internal};
}

}  // namespace qa::event_json
