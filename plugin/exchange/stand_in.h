#pragma once

#include <string_view>
#include <vector>

#include "qa/desk.h"
#include "qa/event.h"

/// Stand-ins: the question and the answer without words that a session row proves. Where the
/// messages themselves are stored too, those count and the stand-ins do not, whichever file came
/// first.
namespace plugin::exchange {

inline constexpr std::string_view kStandInQuestion = "csv:question";  ///< id of the message
inline constexpr std::string_view kStandInReply = "csv:reply";

/// Of an imported conversation.
struct StoredTalk {
  bool has_messages = false;         ///< others than stand-ins
  std::vector<qa::Event> stand_ins;  ///< that still count
};

StoredTalk stored_talk(const qa::History& stored);

bool is_stand_in(const qa::Event& event);

/// After it the stand-in never was: a question is taken back before anybody could answer, an
/// answer was never delivered. The same event whenever it is asked for.
qa::Event withdrawal_of(const qa::Event& stand_in);

}  // namespace plugin::exchange
