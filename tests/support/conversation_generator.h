#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "qa/event.h"

/// Whole days of a shop's conversations, made from a seed: the same options give the same events
/// on every machine. Every event type and every oddity a platform has been seen to send is in
/// them. For tests, benchmarks and comparisons; needs no test framework.
namespace support {

/// How often each oddity occurs, as a fraction of conversations unless said otherwise.
struct OddityShares {
  double bot_only = 0.10;        ///< the customer never asks for a person
  double human_in_bot = 0.03;    ///< an agent answers while the bot still owns it
  double assisted = 0.05;        ///< assisted robot replies in the human phase
  double never_assigned = 0.04;  ///< nobody takes it up
  double busy_queue = 0.10;
  double transferred = 0.10;
  double transferred_to_nobody = 0.02;
  double unserved = 0.04;  ///< closed on a question that stands
  double never_closed = 0.03;
  double reopened = 0.08;
  double snoozed = 0.03;
  double begins_midway = 0.02;  ///< no `opened`
  double blocked = 0.01;        ///< or an internal customer, the same share again
  double rated = 0.40;
  double revised_rating = 0.10;  ///< of the rated
  double ordered = 0.25;
  double private_notes = 0.08;  ///< only with `with_private_notes`
  double unknown_events = 0.04;
  // Of messages.
  double recalled = 0.02;
  double failed = 0.015;  ///< of agents' messages: half `failed`, half `blocked`
  double edited = 0.01;
  double forbidden = 0.03;  ///< of agents' messages: words no rule book allows
  double complaint = 0.05;  ///< of customers' messages
  double not_text = 0.06;   ///< image, voice, card …
  // Of events.
  double same_millisecond = 0.02;   ///< stamped like the event before
  double clock_steps_back = 0.005;  ///< stamped before the event before
  double late = 0.02;               ///< arrives after later ones of its conversation
  double duplicate = 0.01;          ///< arrives twice
};

struct GeneratorOptions {
  std::uint64_t seed = 1;
  std::string day = "2026-11-22";  ///< local date, Asia/Shanghai; some conversations pass midnight
  int conversations = 500;
  int agents = 12;
  int shops = 1;
  int most_rounds = 6;  ///< of a human phase; 6 make about 14 messages a conversation, 3 ten
  std::string source = "desk";
  /// Put before every id: several days or seeds into one store without a clash.
  std::string id_prefix;
  /// Private notes are dropped where events come in, so a desk never meets one. Only files have
  /// them.
  bool with_private_notes = false;
  OddityShares shares;
};

/// The day's events in order of arrival. `shop` and `source` are filled as at the edge.
std::vector<qa::Event> generate_day(const GeneratorOptions& options = {});

/// The options of the day so many days after `options.day`, ids apart.
GeneratorOptions of_day(const GeneratorOptions& options, int day);

/// Days in a row from `options.day` on, each with `options.conversations`, ids apart.
std::vector<qa::Event> generate_days(const GeneratorOptions& options, int days);

}  // namespace support
