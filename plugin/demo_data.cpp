#include "plugin/demo_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

namespace plugin {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Cuts the first word off `text`.
std::string_view take_word(std::string_view& text) {
  text = trimmed(text);
  const auto end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text = trimmed(text.substr(end));
  return word;
}

std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    if (const auto part = trimmed(text.substr(0, end)); !part.empty()) {
      parts.push_back(part);
    }
    text.remove_prefix(std::min(end + separator.size(), text.size()));
  }
  return parts;
}

std::optional<std::int64_t> read_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) {
    return std::nullopt;
  }
  return value;
}

/// "1:36", minutes without an upper limit.
std::optional<qa::Duration> read_span(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || text.size() != colon + 3) {
    return std::nullopt;
  }
  const auto minutes = read_number(text.substr(0, colon));
  const auto seconds = read_number(text.substr(colon + 1));
  if (!minutes || !seconds || *minutes > 24 * 60 || *seconds > 59) {
    return std::nullopt;
  }
  return std::chrono::minutes(*minutes) + std::chrono::seconds(*seconds);
}

/// "199.00" → 19900.
std::optional<std::int64_t> read_amount(std::string_view text) {
  const auto point = text.find('.');
  if (point == std::string_view::npos || text.size() != point + 3) {
    return std::nullopt;
  }
  const auto whole = read_number(text.substr(0, point));
  const auto cents = read_number(text.substr(point + 1));
  if (!whole || !cents || *whole > 10'000'000) {
    return std::nullopt;
  }
  return *whole * 100 + *cents;
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 48 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

struct VerbName {
  std::string_view word;
  DemoVerb verb;
  qa::ActorKind speaker;
};

constexpr std::array<VerbName, 22> kVerbs{{
    {"customer", DemoVerb::kMessage, qa::ActorKind::kCustomer},
    {"agent", DemoVerb::kMessage, qa::ActorKind::kHuman},
    {"auto", DemoVerb::kMessage, qa::ActorKind::kHuman},
    {"note", DemoVerb::kMessage, qa::ActorKind::kHuman},
    {"bot", DemoVerb::kMessage, qa::ActorKind::kBot},
    {"assisted", DemoVerb::kMessage, qa::ActorKind::kBot},
    {"system", DemoVerb::kMessage, qa::ActorKind::kSystem},
    {"queued", DemoVerb::kQueued, qa::ActorKind::kSystem},
    {"assign", DemoVerb::kAssign, qa::ActorKind::kSystem},
    {"transfer", DemoVerb::kTransfer, qa::ActorKind::kHuman},
    {"edit", DemoVerb::kEdit, qa::ActorKind::kHuman},
    {"recall", DemoVerb::kRecall, qa::ActorKind::kHuman},
    {"failed", DemoVerb::kFailed, qa::ActorKind::kHuman},
    {"snooze", DemoVerb::kSnooze, qa::ActorKind::kHuman},
    {"reopen", DemoVerb::kReopen, qa::ActorKind::kHuman},
    {"close", DemoVerb::kClose, qa::ActorKind::kHuman},
    {"rating", DemoVerb::kRating, qa::ActorKind::kCustomer},
    {"order", DemoVerb::kOrder, qa::ActorKind::kCustomer},
    {"online", DemoVerb::kStatus, qa::ActorKind::kHuman},
    {"busy", DemoVerb::kStatus, qa::ActorKind::kHuman},
    {"away", DemoVerb::kStatus, qa::ActorKind::kHuman},
    {"offline", DemoVerb::kStatus, qa::ActorKind::kHuman},
}};

class Parser {
 public:
  ParsedDemo parse(std::string_view text);

 private:
  void read_line(std::string_view line);
  void begin_conversation(std::string_view name);
  void read_general(std::string_view key, std::string_view value);
  void read_header(std::string_view key, std::string_view value);
  void read_attributes(std::string_view value);
  void read_start(std::string_view value);
  void read_event(std::string_view text);
  void read_rest(DemoLine& line, std::string_view word, std::string_view rest);
  void read_words(DemoLine& line, std::string_view rest);
  void read_speaker(DemoLine& line, std::string_view& rest);
  void read_rating(DemoLine& line, std::string_view rest);
  void read_order(DemoLine& line, std::string_view rest);
  void check_agent(std::string_view name);
  void end_conversation();

  void mistake(std::string message) { parsed_.mistakes.push_back({line_, std::move(message)}); }

  ParsedDemo parsed_;
  std::set<std::string, std::less<>> names_;
  DemoConversation* conversation_ = nullptr;
  int line_ = 0;
};

ParsedDemo Parser::parse(std::string_view text) {
  while (!text.empty()) {
    ++line_;
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    if (!line.empty() && line.front() != '#') {
      read_line(line);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  end_conversation();
  if (parsed_.script.conversations.empty()) {
    mistake("there is no conversation (== NAME)");
  }
  return std::move(parsed_);
}

void Parser::read_line(std::string_view line) {
  if (line.starts_with("==")) {
    begin_conversation(trimmed(line.substr(2)));
    return;
  }
  const auto space = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, space);
  if (word.ends_with(':')) {
    const auto key = word.substr(0, word.size() - 1);
    const auto value = trimmed(line.substr(space));
    conversation_ == nullptr ? read_general(key, value) : read_header(key, value);
  } else if (conversation_ == nullptr) {
    mistake("expected shop:, bot:, agents: or == NAME");
  } else {
    read_event(line);
  }
}

void Parser::begin_conversation(std::string_view name) {
  end_conversation();
  if (!is_id(name)) {
    mistake(fmt::format("'{}' is no name: use lower-case letters, digits, - and _", name));
  } else if (!names_.emplace(name).second) {
    mistake(fmt::format("there is a conversation '{}' already", name));
  }
  conversation_ = &parsed_.script.conversations.emplace_back();
  conversation_->name = name;
  conversation_->line = line_;
}

void Parser::end_conversation() {
  if (conversation_ == nullptr) {
    return;
  }
  if (conversation_->lines.empty()) {
    mistake(fmt::format("conversation '{}' has no lines", conversation_->name));
  }
  if (conversation_->customer.name.empty()) {
    mistake(fmt::format("conversation '{}' has no customer:", conversation_->name));
  }
}

void Parser::read_general(std::string_view key, std::string_view value) {
  if (key == "shop") {
    parsed_.script.shop = value;
  } else if (key == "bot") {
    const std::string_view id = take_word(value);
    parsed_.script.bot = {qa::ActorKind::kBot, std::string(id), std::string(value)};
  } else if (key == "agents") {
    for (std::string_view agent : split(value, ",")) {
      const std::string_view id = take_word(agent);
      if (!is_id(id) || agent.empty()) {
        mistake("expected agents: ID NAME, ID NAME …");
      }
      parsed_.script.agents.push_back({qa::ActorKind::kHuman, std::string(id), std::string(agent)});
    }
  } else {
    mistake(fmt::format("unknown key '{}:'", key));
  }
}

void Parser::read_header(std::string_view key, std::string_view value) {
  DemoConversation& to = *conversation_;
  if (!to.lines.empty()) {
    mistake(fmt::format("'{}:' must stand before the first event", key));
  } else if (key == "customer") {
    const std::string_view name = take_word(value);
    to.customer.name = name;
    to.customer.is_blocked = value == "blocked";
    to.customer.is_internal = value == "internal";
    if (!value.empty() && !to.customer.is_blocked && !to.customer.is_internal) {
      mistake(fmt::format("'{}': expected blocked or internal", value));
    }
  } else if (key == "channel") {
    to.channel = value;
  } else if (key == "product") {
    const std::string_view id = take_word(value);
    to.product = qa::Product{std::string(id), std::string(value)};
  } else if (key == "agent") {
    check_agent(value);
    to.agent = value;
  } else if (key == "opens") {
    to.opens = value == "bot"    ? qa::ConversationStatus::kBot
               : value == "open" ? qa::ConversationStatus::kOpen
                                 : qa::ConversationStatus::kQueued;
    if (value != "bot" && value != "open" && value != "queued") {
      mistake(fmt::format("'{}': expected bot, queued or open", value));
    }
  } else if (key == "starts") {
    read_start(value);
  } else if (key == "attrs") {
    read_attributes(value);
  } else {
    mistake(fmt::format("unknown key '{}:'", key));
  }
}

void Parser::read_attributes(std::string_view value) {
  for (const std::string_view pair : split(value, ",")) {
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) {
      mistake(fmt::format("'{}': expected key=value", pair));
      continue;
    }
    conversation_->attributes.emplace(trimmed(pair.substr(0, equals)),
                                      trimmed(pair.substr(equals + 1)));
  }
}

void Parser::read_start(std::string_view value) {
  const bool is_before = value.starts_with("live-");
  const auto span = is_before || value.starts_with("live+") ? read_span(value.substr(5))
                                                            : std::optional<qa::Duration>{};
  if (!span) {
    mistake(fmt::format("'{}': expected live-m:ss or live+m:ss", value));
    return;
  }
  conversation_->from_live = is_before ? -*span : *span;
}

void Parser::check_agent(std::string_view name) {
  const auto& agents = parsed_.script.agents;
  if (std::none_of(agents.begin(), agents.end(),
                   [&](const qa::Actor& agent) { return agent.name == name; })) {
    mistake(fmt::format("'{}' is not among agents:", name));
  }
}

void Parser::read_event(std::string_view text) {
  std::string_view word = take_word(text);
  DemoLine line;
  if (const auto slash = word.find('/'); slash != std::string_view::npos) {
    line.agent = word.substr(slash + 1);
    word = word.substr(0, slash);
    check_agent(line.agent);
  }
  const auto* const found =
      std::find_if(kVerbs.begin(), kVerbs.end(), [&](const VerbName& v) { return v.word == word; });
  if (found == kVerbs.end()) {
    mistake(fmt::format("unknown verb '{}'", word));
    return;
  }
  if (!line.agent.empty() &&
      (found->verb != DemoVerb::kMessage || found->speaker != qa::ActorKind::kHuman)) {
    mistake(fmt::format("'{}' takes no /NAME", word));
  }
  line.verb = found->verb;
  line.speaker = found->speaker;
  const std::string_view time = take_word(text);
  const auto at = read_span(time);
  if (!at) {
    mistake(fmt::format("'{}': expected a time m:ss", time));
    return;
  }
  line.at = *at;
  if (!conversation_->lines.empty() && *at < conversation_->lines.back().at) {
    mistake(fmt::format("{} is before the line above", time));
  }
  read_rest(line, word, text);
  conversation_->lines.push_back(std::move(line));
}

void Parser::read_rest(DemoLine& line, std::string_view word, std::string_view rest) {
  switch (line.verb) {
    case DemoVerb::kMessage:
      line.is_automatic = word == "auto";
      line.is_assisted = word == "assisted";
      line.is_note = word == "note";
      read_words(line, rest);
      return;
    case DemoVerb::kEdit:
      read_speaker(line, rest);
      read_words(line, rest);
      return;
    case DemoVerb::kRecall:
    case DemoVerb::kReopen:
      read_speaker(line, rest);
      return;
    case DemoVerb::kQueued:
      line.is_busy = rest == "busy" || rest.starts_with("busy ");
      if (line.is_busy) {
        take_word(rest);
      }
      line.text = rest;
      return;
    case DemoVerb::kAssign:
    case DemoVerb::kStatus:
    case DemoVerb::kTransfer:
      line.agent = take_word(rest);
      if (!line.agent.empty() || line.verb == DemoVerb::kTransfer) {
        check_agent(line.agent);
      } else if (conversation_->agent.empty()) {
        mistake("whose? the conversation has no agent:");
      }
      line.text = line.verb == DemoVerb::kStatus ? word : rest;
      return;
    case DemoVerb::kFailed:
    case DemoVerb::kClose:
      line.text = rest;
      if (rest.empty()) {
        mistake("expected a reason");
      }
      return;
    case DemoVerb::kRating:
      read_rating(line, rest);
      return;
    case DemoVerb::kOrder:
      read_order(line, rest);
      return;
    case DemoVerb::kSnooze:
      return;
  }
}

void Parser::read_words(DemoLine& line, std::string_view rest) {
  line.kind = "text";
  if (rest.starts_with('<')) {
    const auto end = rest.find('>');
    line.kind = rest.substr(1, end == std::string_view::npos ? end : end - 1);
    rest = end == std::string_view::npos ? std::string_view{} : trimmed(rest.substr(end + 1));
    constexpr std::array<std::string_view, 7> kKinds{"image", "voice", "video", "card",
                                                     "order", "emoji", "file"};
    if (std::find(kKinds.begin(), kKinds.end(), line.kind) == kKinds.end()) {
      mistake(fmt::format("unknown content kind '{}'", line.kind));
    }
  }
  line.text = rest;
  if (rest.empty()) {
    mistake("a message needs words");
  }
  const bool is_own = line.verb == DemoVerb::kMessage && line.agent.empty() &&
                      line.speaker == qa::ActorKind::kHuman;
  if (is_own && conversation_->agent.empty()) {
    mistake("whose words? the conversation has no agent:");
  }
}

void Parser::read_speaker(DemoLine& line, std::string_view& rest) {
  const std::string_view who = take_word(rest);
  if (who == "customer") {
    line.speaker = qa::ActorKind::kCustomer;
  } else if (who != "agent") {
    mistake(fmt::format("'{}': expected customer or agent", who));
  }
}

void Parser::read_rating(DemoLine& line, std::string_view rest) {
  const auto stars = read_number(take_word(rest));
  if (!stars || *stars < 1 || *stars > 5) {
    mistake("expected 1 to 5 stars");
    return;
  }
  line.stars = static_cast<int>(*stars);
  const auto bar = std::min(rest.find('|'), rest.size());
  for (const std::string_view tag : split(rest.substr(0, bar), ",")) {
    line.tags.emplace_back(tag);
  }
  line.text = bar < rest.size() ? trimmed(rest.substr(bar + 1)) : std::string_view{};
}

void Parser::read_order(DemoLine& line, std::string_view rest) {
  const auto amount = read_amount(take_word(rest));
  if (!amount) {
    mistake("expected an amount like 199.00");
    return;
  }
  line.amount_minor = *amount;
  line.product.id = take_word(rest);
  line.product.name = rest;
  if (!is_id(line.product.id)) {
    mistake("expected a product: ID NAME");
  }
}

}  // namespace

ParsedDemo parse_demo(std::string_view text) {
  return Parser{}.parse(text);
}

}  // namespace plugin
