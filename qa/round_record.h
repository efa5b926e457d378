#pragma once

#include "qa/ledger.h"
#include "qa/profile.h"
#include "qa/round.h"

namespace qa {

/// The record of a round as it stands, revision 0.
/// @param state  as reported (Conversation::reported_state).
RoundRecord make_round_record(const Round& round, RoundState state, const Ledger& ledger,
                              const ConversationKey& key, const Profile& profile,
                              const LocalTime& local);

/// The round a stored record tells of, for saying later that it is gone. Not equal to any round of
/// a pass: it names no opening event.
Round round_of(const RoundRecord& record, NamePool& names);

}  // namespace qa
