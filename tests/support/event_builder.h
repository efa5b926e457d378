#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qa/event.h"

namespace support {

/// An instant of the local day `date` ("2026-11-22") at `clock` ("10:10", "10:10:15",
/// "10:10:15.500", or "24:10:00" and on for the day after) in Asia/Shanghai, which keeps UTC+8.
/// @throws std::invalid_argument for anything else.
qa::Time shanghai(std::string_view date, std::string_view clock);

/// Writes conversations down event by event, the way they read aloud:
///
///   EventBuilder().conversation("c_1").opened().at("10:10:15").customer("在吗")
///       .at("10:18:10").reply("a_1", "在的").closed("a_1").take();
///
/// at() and after() move the builder's clock: every event that follows is stamped with it. Event
/// ids ("c_1#3"), message ids ("c_1.m1", "c_1.m2" …) and conv_seq (1, 2 …) are counted per
/// conversation. Local date 2026-11-22, shop "shop_1", source "desk" and 10:00:00 unless said.
class EventBuilder {
 public:
  explicit EventBuilder(std::string_view date = "2026-11-22");

  EventBuilder& shop(std::string_view shop);
  EventBuilder& source(std::string_view source);

  // The clock.
  EventBuilder& day(std::string_view date);
  EventBuilder& at(std::string_view clock);
  EventBuilder& at(qa::Time time);
  EventBuilder& after(qa::Duration span);

  qa::Time now() const { return now_; }

  // What the next events belong to and are called.
  EventBuilder& conversation(std::string_view id);
  /// Id of the next message.
  EventBuilder& named(std::string_view message_id);
  /// Id of the next event.
  EventBuilder& event_id(std::string_view id);
  /// conv_seq of the next event; those after it count on from there.
  EventBuilder& seq(std::int64_t conv_seq);

  // conversation.*
  EventBuilder& opened(qa::ConversationStatus status = qa::ConversationStatus::kQueued,
                       std::string_view customer = "u_1");
  EventBuilder& opened(qa::Opened opened);
  EventBuilder& queued(bool is_busy = false);
  EventBuilder& assigned(std::string_view agent);
  EventBuilder& unassigned();
  EventBuilder& transferred(std::string_view from, std::string_view to);
  EventBuilder& snoozed(std::string_view agent);
  EventBuilder& reopened(std::string_view agent = {});
  /// By the system where no agent is named.
  EventBuilder& closed(std::string_view agent = {}, std::string_view reason = "resolved");

  // message.*
  EventBuilder& customer(std::string_view text);
  EventBuilder& customer_sends(std::string_view kind);
  EventBuilder& reply(std::string_view agent, std::string_view text = "在的");
  EventBuilder& bot(std::string_view text = "您好,我是机器人");
  EventBuilder& assisted(std::string_view text = "亲,有货的哦");
  EventBuilder& automatic(std::string_view agent, std::string_view text = "您好,请稍等");
  EventBuilder& system(std::string_view text = "客服已接入");
  EventBuilder& message(qa::MessageCreated message);
  /// Of the message made last where none is named; so with the next two.
  EventBuilder& edited(std::string_view text, std::string_view message_id = {});
  EventBuilder& recalled(std::string_view message_id = {});
  EventBuilder& failed(std::string_view reason = "failed", std::string_view message_id = {});

  // The rest.
  EventBuilder& rated(std::int32_t score, std::vector<std::string> tags = {},
                      std::int32_t revision = 1);
  EventBuilder& ordered(std::int64_t amount_minor, std::string_view customer = "u_1");
  EventBuilder& agent_status(std::string_view agent, std::string_view status);
  EventBuilder& add(std::string_view type, qa::EventData data);

  const std::vector<qa::Event>& events() const { return events_; }

  const qa::Event& last() const { return events_.back(); }

  const std::string& last_message() const { return here().last_message; }

  std::vector<qa::Event> take();

 private:
  struct Here {
    std::int64_t seq = 0;
    int messages = 0;
    std::string customer = "u_1";
    std::string last_message;
  };

  Here& here() { return conversations_[conversation_]; }

  const Here& here() const { return conversations_.at(conversation_); }

  qa::Event event(std::string_view type, qa::EventData data);
  EventBuilder& say(qa::Actor author, std::string_view text);
  std::string or_last(std::string_view message_id) const;

  std::string date_;
  qa::Time now_;
  std::string shop_ = "shop_1";
  std::string source_ = "desk";
  std::string conversation_ = "c_1";
  std::string next_message_;
  std::string next_event_;
  std::map<std::string, Here, std::less<>> conversations_;
  std::vector<qa::Event> events_;
};

}  // namespace support
