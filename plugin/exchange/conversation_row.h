#pragma once

#include <string>
#include <vector>

#include "plugin/report/table_writer.h"
#include "qa/conversation_facts.h"
#include "qa/desk.h"
#include "qa/profile.h"

namespace plugin::exchange {

/// The columns of conversation_row(), without the transcript.
std::vector<std::string> conversation_columns();

/// One conversation in one row: what a platform's session details tell, and what was made of it.
/// Of a session that was imported without its messages, the numbers of messages are those the
/// platform told. What counts, counts as in a report of `instant`: no round outside the hours.
std::vector<report::TableCell> conversation_row(const qa::History& history,
                                                const qa::ConversationFacts& facts,
                                                const qa::Profile& profile,
                                                const qa::LocalTime& local, qa::Time instant);

/// All that was said, a line a message, as it reads now: "[2026-11-22 12:34:23] 客服小李: 您好".
std::string transcript_of(const qa::History& history, const qa::LocalTime& local);

}  // namespace plugin::exchange
