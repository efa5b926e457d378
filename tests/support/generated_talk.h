#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "qa/event.h"
#include "tests/support/conversation_generator.h"
#include "tests/support/random.h"

namespace support {

/// An event and when it reaches us.
struct Arrival {
  qa::Event event;
  qa::Time at{};
};

/// Writes one conversation from its first word to whatever comes after the close.
class GeneratedTalk {
 public:
  /// @param number  of the conversation in its day, from 0: with the seed it settles everything.
  GeneratedTalk(const GeneratorOptions& options, int number, qa::Time start);

  /// In order of the conversation; sort by `at` for the order of arrival.
  std::vector<Arrival> take();

 private:
  // Acts.
  void open();
  void bot_phase();
  void hand_over();
  void human_phase();
  void close();
  void after_close();

  // Turns of the human phase.
  void ask(bool is_first);
  void answer();
  void interlude();
  void transfer();
  void give_to_nobody();

  // Single events.
  void customer_message();
  void agent_message(std::string text, bool is_automatic = false);
  void bot_message(bool is_assisted);
  void note();
  void recall(std::string_view message, const qa::Actor& by);
  void rate();
  void order();
  std::string say(qa::MessageCreated message);  ///< its id
  void add(std::string_view type, qa::EventData data);

  void wait(std::int64_t least_ms, std::int64_t most_ms);
  qa::Duration reply_delay();
  qa::Actor agent() const;
  qa::Actor some_agent();
  qa::Actor customer() const;

  const GeneratorOptions& options_;
  Random random_;
  qa::Time now_;
  qa::Time last_stamp_;
  std::string id_;
  std::string shop_;
  std::string customer_;
  std::string agent_;  // owner; empty: nobody
  qa::Product product_;
  std::string last_customer_message_;
  std::string last_agent_message_;
  std::int64_t seq_ = 0;
  int messages_ = 0;
  bool has_assistant_ = false;
  bool is_midway_ = false;
  bool is_bot_only_ = false;
  std::vector<Arrival> arrivals_;
};

}  // namespace support
