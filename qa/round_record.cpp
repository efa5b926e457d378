#include "qa/round_record.h"

namespace qa {

RoundRecord make_round_record(const Round& round, RoundState state, const Ledger& ledger,
                              const ConversationKey& key, const Profile& profile,
                              const LocalTime& local) {
  const NamePool& names = ledger.names();
  RoundRecord record;
  record.conversation = key;
  record.opened_by = names.string(round.opened_by);
  record.round = round.ordinal;
  record.state = state;
  record.opened_at = round.opened_at;
  if (round.state == RoundState::kAnswered) {
    record.answered_at = round.ended_at;
  }
  record.ended_at = round.ended_at;
  record.wait = round.wait();
  record.counted = round.counted(profile);
  record.owner = names.string(round.owner);
  record.owner_at_end = names.string(round.owner_at_end);
  record.responder = names.string(round.responder);
  record.responder_is_bot = round.responder_is_bot;
  record.closer = names.string(round.closer);
  record.customer_messages = round.customer_messages;
  record.in_window = local.in_window(round.opened_at);
  record.reason = round.reason;
  record.product = names.string(round.product);
  record.phase = round.phase;
  record.phase_started_at = round.phase_started_at;
  record.profile_version = profile.version;
  return record;
}

Round round_of(const RoundRecord& record, NamePool& names) {
  Round round;
  round.opened_by = names.add(record.opened_by);
  round.ordinal = record.round;
  round.state = record.state;
  round.opened_at = record.opened_at;
  round.ended_at = record.ended_at;
  round.owner = names.intern(record.owner);
  round.owner_at_end = names.intern(record.owner_at_end);
  round.responder = names.intern(record.responder);
  round.closer = names.intern(record.closer);
  round.product = names.intern(record.product);
  round.customer_messages = record.customer_messages;
  round.phase = record.phase;
  round.phase_started_at = record.phase_started_at;
  round.reason = record.reason;
  round.responder_is_bot = record.responder_is_bot;
  return round;
}

}  // namespace qa
