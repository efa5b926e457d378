#include "tests/store/random_batches.h"

#include <string>
#include <utility>

namespace store_test {
namespace {

std::string numbered(const char* prefix, int number) {
  return prefix + std::to_string(number);
}

qa::Time instant(int number) {
  return qa::from_ms(1'795'312'800'000) + qa::Duration{number * 137};
}

}  // namespace

int RandomBatches::upto(int most) {
  return std::uniform_int_distribution<int>(0, most)(random_);
}

qa::ConversationKey RandomBatches::key() {
  return {numbered("shop_", upto(1)), numbered("desk_", upto(1)), numbered("c_", upto(11))};
}

qa::EventData RandomBatches::data(std::string& type) {
  const qa::Actor human{qa::ActorKind::kHuman, numbered("a_", upto(3)), "小李"};
  const qa::Actor customer{qa::ActorKind::kCustomer, numbered("u_", upto(3)), ""};
  const std::string message = numbered("m_", upto(40));
  switch (upto(9)) {
    case 0: {
      type = "conversation.opened";
      qa::Opened opened;
      opened.status = static_cast<qa::ConversationStatus>(upto(4));
      opened.customer.id = customer.id;
      opened.channel = "app";
      return opened;
    }
    case 1:
      type = "conversation.queued";
      return qa::Queued{"忙", one_in(2)};
    case 2:
      type = "conversation.assigned";
      return qa::Assigned{std::nullopt, human, std::nullopt};
    case 3:
      type = "conversation.closed";
      return qa::Closed{human, "resolved", one_in(5)};
    case 4:
      type = "message.edited";
      return qa::MessageEdited{message, {"text", numbered("改成 ", upto(999)), std::nullopt}};
    case 5:
      type = "rating.submitted";
      return qa::RatingSubmitted{upto(4) + 1, 5, {"回复慢"}, one_in(2) ? "太慢" : "", 1, human};
    case 6:
      type = "conversation.merged";
      return qa::Unknown{"{\"note\":\"" + numbered("n", upto(99)) + "\"}"};
    default: {
      type = "message.created";
      qa::MessageCreated created;
      created.id = message;
      created.author = one_in(2) ? human : customer;
      created.content.text = numbered("第几条 ", upto(999));
      return created;
    }
  }
}

qa::Event RandomBatches::event() {
  if (!sent_.empty() && one_in(12)) {
    return sent_[static_cast<std::size_t>(upto(static_cast<int>(sent_.size()) - 1))];
  }
  const qa::ConversationKey where = key();
  qa::Event event;
  event.id = numbered("e_", events_++);
  event.shop = where.shop;
  event.source = where.source;
  event.subject = where.id;
  event.time = instant(events_ + upto(40));
  event.conv_seq = one_in(10) ? 0 : events_ + upto(6);
  event.data = data(event.type);
  if (one_in(20)) {
    event.type = "agent.status";
    event.subject = "a_1";
    event.conv_seq = 0;
    event.data = qa::AgentStatus{{qa::ActorKind::kHuman, "a_1", ""}, "busy"};
  }
  sent_.push_back(event);
  return event;
}

void RandomBatches::add_conclusions(store::Batch& batch) {
  qa::RoundRecord round;
  round.conversation = key();
  round.opened_by = numbered("m_", upto(3));
  round.round = upto(3);
  round.revision = upto(5);
  round.owner = numbered("a_", upto(99));
  batch.rounds.push_back(round);
  qa::NudgeRecord nudge;
  nudge.conversation = key();
  nudge.opened_by = numbered("m_", upto(3));
  nudge.stage = static_cast<qa::Stage>(upto(3));
  nudge.is_escalation = one_in(4);
  nudge.agent = numbered("a_", upto(99));
  batch.nudges.push_back(nudge);
  qa::FindingRecord finding;
  finding.conversation = key();
  finding.message = numbered("m_", upto(5));
  finding.rule = numbered("r_", upto(2));
  finding.at = instant(upto(200));
  finding.is_withdrawn = one_in(3);
  finding.spans = {{1, 2}};
  batch.findings.push_back(finding);
  qa::IntentRecord intent;
  intent.conversation = key();
  intent.message = numbered("m_", upto(5));
  intent.is_withdrawn = one_in(3);
  intent.intent = intent.is_withdrawn ? "" : numbered("i_", upto(2));
  intent.at = instant(upto(200));
  batch.intents.push_back(intent);
  batch.anomalies.push_back({"shop_0", "desk_0", "", "", "bad_frame", "", instant(upto(200))});
  store::DraftRecord draft;
  draft.conversation = key();
  draft.draft = numbered("d_", upto(3));
  draft.at = instant(upto(200));
  draft.choice = one_in(2) ? "adopt" : "";
  batch.drafts.push_back(draft);
}

store::Batch RandomBatches::next() {
  store::Batch batch;
  for (int i = upto(30); i > 0; --i) {
    batch.events.push_back(event());
  }
  for (int i = upto(3); i > 0; --i) {
    add_conclusions(batch);
  }
  if (one_in(4)) {
    batch.forget_cursor_of = numbered("desk_", upto(1));
  }
  if (one_in(2)) {
    batch.cursor = store::Cursor{numbered("desk_", upto(1)), "s_1", upto(1'000)};
  }
  if (one_in(8)) {
    batch.audit.push_back({instant(upto(9)), "system", "test", "", "{}"});
  }
  if (one_in(8)) {
    batch.gaps.push_back({"shop_0", "desk_0", instant(upto(3)), instant(5 + upto(3)), "gone"});
  }
  return batch;
}

}  // namespace store_test
