#pragma once

#include <string>
#include <string_view>

#include "qa/event.h"
#include "tests/support/random.h"

/// Words for generated conversations: sentences of shop talk with their blanks filled in. Written
/// for this project; nobody said them.
namespace support {

qa::Product product(Random& random);

std::string question(Random& random, const qa::Product& product);
/// "在吗", "好的谢谢", "嗯嗯" …
std::string short_line(Random& random);
std::string complaint(Random& random, const qa::Product& product);

std::string answer(Random& random, const qa::Product& product);
/// What no agent should write: private contact, paid praise, abuse, empty promises …
std::string forbidden_answer(Random& random);
std::string greeting(Random& random);
std::string farewell(Random& random);
std::string bot_answer(Random& random, const qa::Product& product);
std::string private_note(Random& random);

std::string_view rating_tag(Random& random, bool is_bad);
std::string_view rating_comment(Random& random, bool is_bad);

}  // namespace support
