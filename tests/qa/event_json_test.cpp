#include "qa/event_json.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/conversation_generator.h"

namespace {

using qa::EventReader;
using qa::ReadEvent;
using qa::ReadKind;

ReadEvent read(std::string_view json) {
  EventReader reader;
  return reader.read(json);
}

/// A bare event of `type` with `data`.
std::string bare(std::string_view type, std::string_view data) {
  return R"({"specversion":"1.0","id":"e1","source":"/desk/a","type":")" + std::string(type) +
         R"(","subject":"c_1","time":"2026-11-22T04:34:23.611Z","data":)" + std::string(data) + "}";
}

std::string customer_says(std::string_view text_json) {
  return bare("message.created",
              R"({"conv_seq":2,"message":{"id":"m_1","author":{"kind":"customer","id":"u_1"},)"
              R"("visibility":"public","content":{"kind":"text","text":)" +
                  std::string(text_json) + "}}}");
}

std::string frame(std::string_view event) {
  return R"({"op":"event","seq":1043,"event":)" + std::string(event) + "}";
}

template <typename Data>
Data data_of(const ReadEvent& read) {
  EXPECT_EQ(read.kind, ReadKind::kEvent) << read.problem;
  const auto* data = std::get_if<Data>(&read.event.data);
  EXPECT_NE(data, nullptr) << read.problem;
  return data != nullptr ? *data : Data{};
}

TEST(EventJson, ReadsAMessageWithEverythingItMayHold) {
  const ReadEvent got = read(frame(bare(
      "message.created",
      R"({"conv_seq":5,"message":{"id":"m_1","author":{"kind":"bot","id":"b_1","name":"小助手"},)"
      R"("visibility":"public","auto":true,"assisted":true,"truncated":true,"reply_to":"m_0",)"
      R"("content":{"kind":"card","text":"羽绒服\n有货\ud83d\ude00","product":{"id":"p_7","name":"羽绒服"}}}})")));
  const auto message = data_of<qa::MessageCreated>(got);
  EXPECT_EQ(got.op, "event");
  EXPECT_EQ(got.seq, 1043);
  EXPECT_EQ(got.event.id, "e1");
  EXPECT_EQ(got.event.origin, "/desk/a");
  EXPECT_EQ(got.event.subject, "c_1");
  EXPECT_EQ(qa::format_time(got.event.time), "2026-11-22T04:34:23.611Z");
  EXPECT_EQ(got.event.conv_seq, 5);
  EXPECT_EQ(message.id, "m_1");
  EXPECT_EQ(message.author, (qa::Actor{qa::ActorKind::kBot, "b_1", "小助手"}));
  EXPECT_TRUE(message.is_automatic && message.is_assisted && message.is_truncated);
  EXPECT_EQ(message.reply_to, "m_0");
  EXPECT_EQ(message.content.kind, "card");
  EXPECT_EQ(message.content.text, "羽绒服\n有货😀");
  EXPECT_EQ(message.content.product, (qa::Product{"p_7", "羽绒服"}));
}

TEST(EventJson, ReadsAConversationThatOpens) {
  const auto opened = data_of<qa::Opened>(read(bare(
      "conversation.opened",
      R"({"conv_seq":1,"conversation":{"id":"c_1","channel":"feige","shop":"shop_12","status":"queued",)"
      R"("customer":{"id":"u_11","name":"陈女士","blocked":true,"internal":true},"assignee":{"kind":"human","id":"a_1"},)"
      R"("product":{"id":"p_7"},"attrs":{"level":"gold"}}})")));
  EXPECT_EQ(opened.status, qa::ConversationStatus::kQueued);
  EXPECT_EQ(opened.channel, "feige");
  EXPECT_EQ(opened.shop, "shop_12");
  EXPECT_EQ(opened.customer, (qa::Customer{"u_11", "陈女士", true, true}));
  EXPECT_EQ(opened.assignee->id, "a_1");
  EXPECT_EQ(opened.product->id, "p_7");
  EXPECT_EQ(opened.attributes.at("level"), "gold");
}

TEST(EventJson, MembersMayStandInAnyOrder) {
  const ReadEvent got = read(
      R"({"event":{"data":{"message":{"visibility":"public","id":"m_1","content":{"text":"在吗","kind":"text"},)"
      R"("author":{"id":"u_1","kind":"customer"}},"conv_seq":2},"id":"e1","subject":"c_1",)"
      R"("time":"2026-11-22T04:34:23.611Z","type":"message.created"},"op":"event","seq":7})");
  EXPECT_EQ(data_of<qa::MessageCreated>(got).content.text, "在吗");
  EXPECT_EQ(got.seq, 7);
  EXPECT_EQ(got.op, "event");
}

TEST(EventJson, AnotherFrameIsNoEvent) {
  EventReader reader;
  const ReadEvent got = reader.read(R"({"op":"pong","n":17,"head_seq":1052,"time":"x"})");
  EXPECT_EQ(got.kind, ReadKind::kOther);
  EXPECT_EQ(got.op, "pong");
}

TEST(EventJson, AnotherFrameIsNoEventWhereverItsOpStands) {
  EventReader reader;
  const ReadEvent got = reader.read(R"({"id":5,"data":[],"op":"hint"})");
  EXPECT_EQ(got.kind, ReadKind::kOther);
  EXPECT_EQ(got.op, "hint");
}

TEST(EventJson, AnUnpairedSurrogateIsRepairedAndCounted) {
  const ReadEvent got = read(customer_says(R"("x\ud83d y\uDE00\\ud83d\ud83d\ude00")"));
  EXPECT_EQ(data_of<qa::MessageCreated>(got).content.text, "x\uFFFD y\uFFFD\\ud83d😀");
  EXPECT_EQ(got.repaired, 2);
}

TEST(EventJson, BrokenUtf8IsRepairedAndCounted) {
  const ReadEvent got = read(customer_says("\"ab\xff\xe4\xbd c\""));
  EXPECT_EQ(data_of<qa::MessageCreated>(got).content.text, "ab\uFFFD\uFFFD c");
  EXPECT_EQ(got.repaired, 2);
}

TEST(EventJson, APrivateNoteIsDroppedWithItsWords) {
  const ReadEvent got = read(bare(
      "message.created",
      R"({"conv_seq":5,"message":{"id":"m_1","author":{"kind":"human","id":"a_1"},"visibility":"internal",)"
      R"("content":{"kind":"text","text":"这个客户很难缠"}}})"));
  EXPECT_EQ(got.kind, ReadKind::kInternal);
  EXPECT_EQ(got.event.id, "e1");
  EXPECT_EQ(got.event.conv_seq, 5);
  EXPECT_TRUE(std::holds_alternative<qa::Unknown>(got.event.data));
}

TEST(EventJson, AnUnknownTypeIsKeptAsItCame) {
  const std::string data = R"({ "conv_seq": 9, "x" : [1, 2.50, {"y":null}] })";
  const ReadEvent got = read(bare("conversation.tagged", data));
  EXPECT_EQ(data_of<qa::Unknown>(got).data_json, data);
  EXPECT_EQ(got.event.conv_seq, 9);
  EXPECT_TRUE(qa::is_about_conversation(got.event));
}

TEST(EventJson, WhatIsWrittenReadsTheSame) {
  const ReadEvent first = read(customer_says(R"("在吗 \"\u2028\u0000\ud83d\ude00")"));
  std::string json;
  qa::append_event_json(json, first.event);
  EXPECT_NE(json.find("\\u2028"), std::string::npos);
  const auto again = data_of<qa::MessageCreated>(read(json));
  EXPECT_EQ(again.content.text, data_of<qa::MessageCreated>(first).content.text);
}

TEST(EventJson, ReadsEveryKnownType) {
  const auto queued = data_of<qa::Queued>(
      read(bare("conversation.queued", R"({"conv_seq":3,"reason":"转人工","busy":true})")));
  EXPECT_EQ(queued.reason, "转人工");
  EXPECT_TRUE(queued.is_busy);
  const auto assigned = data_of<qa::Assigned>(read(bare(
      "conversation.assigned",
      R"({"from":null,"to":{"kind":"human","id":"a_2"},"by":{"kind":"system","id":"router"}})")));
  EXPECT_FALSE(assigned.from.has_value());
  EXPECT_EQ(assigned.to->id, "a_2");
  EXPECT_EQ(assigned.by->kind, qa::ActorKind::kSystem);
  const auto moved = data_of<qa::Transferred>(read(bare(
      "conversation.transferred",
      R"({"from":{"kind":"human","id":"a_1"},"to":{"kind":"human","id":"a_2"},"reason":"售后"})")));
  EXPECT_EQ(moved.from->id, "a_1");
  EXPECT_EQ(moved.reason, "售后");
  const auto snoozed = data_of<qa::Snoozed>(
      read(bare("conversation.snoozed", R"({"by":{"kind":"human","id":"a_1"}})")));
  EXPECT_EQ(snoozed.by->id, "a_1");
  const auto closed = data_of<qa::Closed>(read(
      bare("conversation.closed", R"({"by":{"kind":"human","id":"a_3"},"reason":"resolved"})")));
  EXPECT_EQ(closed.reason, "resolved");
  EXPECT_FALSE(closed.is_inferred);
  const auto edited = data_of<qa::MessageEdited>(read(
      bare("message.edited", R"({"message_id":"m_1","content":{"kind":"text","text":"7 天"}})")));
  EXPECT_EQ(edited.message_id, "m_1");
  EXPECT_EQ(edited.content.text, "7 天");
  const auto recalled = data_of<qa::MessageRecalled>(read(
      bare("message.recalled", R"({"message_id":"m_1","by":{"kind":"customer","id":"u_1"}})")));
  EXPECT_EQ(recalled.by->id, "u_1");
  const auto failed = data_of<qa::MessageFailed>(
      read(bare("message.failed", R"({"message_id":"m_1","reason":"blocked"})")));
  EXPECT_EQ(failed.reason, "blocked");
  const auto rating = data_of<qa::RatingSubmitted>(read(bare(
      "rating.submitted",
      R"({"rating":{"score":2,"scale":5,"tags":["回复慢","态度差"],"comment":"慢","revision":3},)"
      R"("agent":{"kind":"human","id":"a_3"}})")));
  EXPECT_EQ(rating.score, 2);
  EXPECT_EQ(rating.tags, (std::vector<std::string>{"回复慢", "态度差"}));
  EXPECT_EQ(rating.comment, "慢");
  EXPECT_EQ(rating.revision, 3);
  EXPECT_EQ(rating.agent->id, "a_3");
  const auto order = data_of<qa::OrderPlaced>(read(
      bare("order.placed",
           R"({"order":{"id":"o_1","amount_minor":19900,"currency":"CNY","product":{"id":"p_7"}},)"
           R"("customer":{"kind":"customer","id":"u_11"}})")));
  EXPECT_EQ(order.amount_minor, 19900);
  EXPECT_EQ(order.currency, "CNY");
  EXPECT_EQ(order.customer_id, "u_11");
  const ReadEvent status =
      read(bare("agent.status", R"({"agent":{"kind":"human","id":"a_2"},"status":"away"})"));
  EXPECT_EQ(data_of<qa::AgentStatus>(status).status, "away");
  EXPECT_FALSE(qa::is_about_conversation(status.event));
}

TEST(EventJson, WhatMayBeMissingIsFilledPlainly) {
  const ReadEvent reopened = read(bare("conversation.reopened", "{}"));
  EXPECT_FALSE(data_of<qa::Reopened>(reopened).by.has_value());
  EXPECT_EQ(reopened.event.conv_seq, 0);
  const auto message = data_of<qa::MessageCreated>(
      read(bare("message.created",
                R"({"message":{"id":"m","author":{"kind":"system"},"content":{"kind":"sticker"},)"
                R"("reply_to":null,"auto":null}})")));
  EXPECT_TRUE(message.is_public);
  EXPECT_EQ(message.content.kind, "sticker");
  EXPECT_EQ(message.content.text, "");
  EXPECT_EQ(message.reply_to, "");
  const auto opened = data_of<qa::Opened>(
      read(bare("conversation.opened",
                R"({"conversation":{"status":"snoozed","customer":null,"attrs":null}})")));
  EXPECT_EQ(opened.status, qa::ConversationStatus::kSnoozed);
  EXPECT_EQ(opened.customer, qa::Customer{});
  const auto rating =
      data_of<qa::RatingSubmitted>(read(bare("rating.submitted", R"({"rating":{"score":4}})")));
  EXPECT_EQ(rating.scale, 5);
  EXPECT_EQ(rating.revision, 1);
}

TEST(EventJson, OnlyPeopleOwnConversations) {
  const auto assigned = data_of<qa::Assigned>(
      read(bare("conversation.assigned", R"({"to":{"kind":"bot","id":"b_1"}})")));
  EXPECT_FALSE(assigned.to.has_value());
  const auto opened = data_of<qa::Opened>(
      read(bare("conversation.opened",
                R"({"conversation":{"status":"bot","assignee":{"kind":"bot","id":"b_1"}}})")));
  EXPECT_FALSE(opened.assignee.has_value());
}

TEST(EventJson, WhatNobodyAskedForIsIgnored) {
  const ReadEvent got = read(
      R"({"op":"event","seq":1,"trace":{"a":[1,2,{"b":null}],"c":true},"event":)" +
      bare(
          "conversation.snoozed",
          R"({"conv_seq":4,"by":{"kind":"human","id":"a_1","team":["x"]},"mood":-1.5e3,"why":"\u00e9"})") +
      "}");
  EXPECT_EQ(data_of<qa::Snoozed>(got).by->id, "a_1");
}

TEST(EventJson, OfAMemberWrittenTwiceTheLastCounts) {
  const ReadEvent got = read(
      R"({"id":"e0","id":"e1","type":"conversation.closed","type":"conversation.snoozed","subject":"c_1",)"
      R"("time":"2026-11-22T04:34:23Z","data":{"by":null},"data":{"by":{"kind":"human","id":"a_0","id":"a_1"}}})");
  EXPECT_EQ(got.event.id, "e1");
  EXPECT_EQ(data_of<qa::Snoozed>(got).by->id, "a_1");
}

TEST(EventJson, ATypeThatChangesAfterTheDataIsReadAgain) {
  const ReadEvent got = read(
      R"({"id":"e1","type":"conversation.closed","subject":"c_1","time":"2026-11-22T04:34:23Z",)"
      R"("data":{"message_id":"m_1"},"type":"message.recalled"})");
  EXPECT_EQ(data_of<qa::MessageRecalled>(got).message_id, "m_1");
}

TEST(EventJson, NamesMayBeWrittenWithEscapes) {
  const ReadEvent got =
      read(R"({"\u0069d":"e1","typ\u0065":"conversation.snoozed","subject":"c_1",)"
           R"("time":"2026-11-22T04:34:23Z","data":{"by":{"kind":"hum\u0061n","id":"a_1"}}})");
  EXPECT_EQ(data_of<qa::Snoozed>(got).by->kind, qa::ActorKind::kHuman);
}

TEST(EventJson, NumbersMayBeWrittenAsDecimals) {
  EXPECT_EQ(read(bare("conversation.snoozed", R"({"conv_seq":7.0})")).event.conv_seq, 7);
  EXPECT_EQ(read(bare("conversation.snoozed", R"({"conv_seq":9007199254740991})")).event.conv_seq,
            9'007'199'254'740'991);
}

TEST(EventJson, TextIsCutAtTwentyThousandCodePoints) {
  std::string just_right;
  for (int i = 0; i < 20'000; ++i) {
    just_right += "😀";
  }
  const auto whole = data_of<qa::MessageCreated>(read(customer_says('"' + just_right + '"')));
  EXPECT_EQ(whole.content.text, just_right);
  EXPECT_FALSE(whole.is_truncated);
  const auto cut = data_of<qa::MessageCreated>(read(customer_says('"' + just_right + "好\"")));
  EXPECT_EQ(cut.content.text, just_right);
  EXPECT_TRUE(cut.is_truncated);
}

TEST(EventJson, AnIdHoldsUpTo128BytesAndAnyCharacter) {
  const std::string longest(128, 'x');
  const std::string json = R"({"id":")" + longest +
                           R"(","type":"conversation.snoozed","subject":"c\u0000😀",)"
                           R"("time":"2026-11-22T04:34:23Z","data":{}})";
  const ReadEvent got = read(json);
  EXPECT_EQ(got.kind, ReadKind::kEvent) << got.problem;
  EXPECT_EQ(got.event.id, longest);
  EXPECT_EQ(got.event.subject, std::string("c\0😀", 6));
}

struct BadInput {
  std::string_view name;
  std::string json;
  std::string_view problem;
};

void PrintTo(const BadInput& input, std::ostream* out) {
  *out << input.name;
}

std::string with_top(std::string_view from, std::string_view to) {
  std::string json = customer_says(R"("绝密的话")");
  json.replace(json.find(from), from.size(), to);
  return json;
}

std::string message_with(std::string_view from, std::string_view to) {
  return with_top(from, to);
}

std::string opened_with(std::string_view conversation) {
  return bare("conversation.opened", R"({"conversation":)" + std::string(conversation) + "}");
}

std::string rating_with(std::string_view rating) {
  return bare("rating.submitted", R"({"rating":)" + std::string(rating) + "}");
}

std::string order_with(std::string_view order) {
  return bare("order.placed", R"({"order":)" + std::string(order) + "}");
}

std::vector<BadInput> bad_inputs() {
  constexpr std::string_view kId = "expected an id of 1 to 128 bytes";
  const std::string too_long = '"' + std::string(129, 'x') + '"';
  static const std::string id_problem = "id: " + std::string(kId);
  static const std::string message_id_problem = "data.message.id: " + std::string(kId);
  const std::string deep = std::string(5'000, '[') + std::string(5'000, ']');
  return {
      {"Empty", "", "not valid JSON"},
      {"Blank", "  \n ", "not valid JSON"},
      {"Garbage", "hello", "not valid JSON"},
      {"HalfAWord", "nul", "not valid JSON"},
      {"AnArray", "[1,2]", "expected a JSON object"},
      {"AString", "\"event\"", "expected a JSON object"},
      {"ANull", "null", "expected a JSON object"},
      {"CutOff", customer_says("\"x\"").substr(0, 150), "not valid JSON"},
      {"CutOffAtTheEnd", customer_says("\"x\"").substr(0, customer_says("\"x\"").size() - 1),
       "not valid JSON"},
      {"SomethingBehind", customer_says("\"x\"") + "{}", "not valid JSON"},
      {"ControlCharacter", customer_says("\"a\x01z\""), "not valid JSON"},
      {"UnknownEscape", customer_says(R"("a\q")"), "not valid JSON"},
      {"BrokenUnicodeEscape", customer_says(R"("a\u12g4")"), "not valid JSON"},
      {"BadExtraMember", bare("conversation.snoozed", R"({"x":tru})"), "not valid JSON"},
      {"AlmostNullAside", bare("conversation.snoozed", R"({"x":nope})"), "not valid JSON"},
      {"AlmostNullActor", bare("conversation.snoozed", R"({"by":nul})"),
       "data.by: expected an object"},
      {"AlmostNullText", message_with(R"("绝密的话")", "nil"),
       "data.message.content.text: expected a string"},
      {"AlmostNullFlag", message_with(R"("visibility")", R"("auto":nul,"visibility")"),
       "data.message.auto: expected true or false"},
      {"BadNumberAside", bare("conversation.snoozed", R"({"x":01})"), "not valid JSON"},
      {"TooDeepAside", bare("conversation.snoozed", R"({"x":)" + deep + "}"), "nested too deeply"},
      {"TooDeepUnknown", bare("team.moved", R"({"x":)" + deep + "}"), "nested too deeply"},
      {"NoType", R"({"id":"e"})", "type: missing"},
      {"NoId", with_top(R"("id":"e1",)", ""), "id: missing"},
      {"NoSubject", with_top(R"("subject":"c_1",)", ""), "subject: missing"},
      {"NoTime", with_top(R"("time":"2026-11-22T04:34:23.611Z",)", ""), "time: missing"},
      {"NoData", R"({"id":"e","type":"t","subject":"s","time":"2026-11-22T04:34:23Z"})",
       "data: missing"},
      {"EmptyId", with_top(R"("id":"e1")", R"("id":"")"), id_problem},
      {"LongId", with_top(R"("e1")", too_long), id_problem},
      {"NumberAsId", with_top(R"("e1")", "17"), "id: expected a string"},
      {"NumberAsType", with_top(R"("message.created")", "1"), "type: expected a string"},
      {"TimeIsNoTime", with_top("2026-11-22T04:34:23.611Z", "gestern"),
       "time: expected an instant like 2026-11-22T04:34:23.611Z"},
      {"TimeIsImpossible", with_top("2026-11-22", "2026-02-30"),
       "time: expected an instant like 2026-11-22T04:34:23.611Z"},
      {"TimeIsANumber", with_top(R"("2026-11-22T04:34:23.611Z")", "1795322063611"),
       "time: expected a string"},
      {"TimeTooEarly", with_top("2026-11-22T04", "1999-12-31T04"),
       "time: outside 2000-01-01 to 2100-01-01"},
      {"TimeTooLate", with_top("2026-11-22T04", "2100-01-01T04"),
       "time: outside 2000-01-01 to 2100-01-01"},
      {"DataIsAList", bare("conversation.snoozed", "[]"), "data: expected an object"},
      {"UnknownDataIsAList", bare("team.moved", "[]"), "data: expected an object"},
      {"SeqIsNegative", with_top(R"("conv_seq":2)", R"("conv_seq":-1)"),
       "data.conv_seq: expected 0 or more"},
      {"SeqIsABitMuch", with_top(R"("conv_seq":2)", R"("conv_seq":9007199254740992)"),
       "data.conv_seq: expected an integer below 2^53"},
      {"SeqIsHuge", with_top(R"("conv_seq":2)", R"("conv_seq":99999999999999999999999)"),
       "data.conv_seq: expected an integer below 2^53"},
      {"SeqIsAFraction", with_top(R"("conv_seq":2)", R"("conv_seq":2.5)"),
       "data.conv_seq: expected an integer"},
      {"SeqIsText", with_top(R"("conv_seq":2)", R"("conv_seq":"2")"),
       "data.conv_seq: expected an integer"},
      {"NoMessage", bare("message.created", "{}"), "data.message: missing"},
      {"MessageIsText", bare("message.created", R"({"message":"绝密的话"})"),
       "data.message: expected an object"},
      {"NoMessageId", message_with(R"("id":"m_1",)", ""), "data.message.id: missing"},
      {"EmptyMessageId", message_with(R"("m_1")", R"("")"), message_id_problem},
      {"NoAuthor", message_with(R"("author":{"kind":"customer","id":"u_1"},)", ""),
       "data.message.author: missing"},
      {"NoAuthorId", message_with(R"(,"id":"u_1")", ""),
       "data.message.author.id: expected an id of 1 to 128 bytes"},
      {"NoAuthorKind", message_with(R"("kind":"customer",)", ""),
       "data.message.author.kind: missing"},
      {"UnknownAuthor", message_with("customer", "visitor"),
       "data.message.author.kind: expected customer, human, bot or system"},
      {"NoContent", message_with(R"(,"content":{"kind":"text","text":"绝密的话"})", ""),
       "data.message.content: missing"},
      {"NoContentKind", message_with(R"("kind":"text",)", ""),
       "data.message.content.kind: missing"},
      {"TextIsANumber", message_with(R"("绝密的话")", "5"),
       "data.message.content.text: expected a string"},
      {"FlagIsText", message_with(R"("visibility")", R"("auto":"yes","visibility")"),
       "data.message.auto: expected true or false"},
      {"EditOfNothing", bare("message.edited", R"({"content":{"kind":"text"}})"),
       "data.message_id: missing"},
      {"EditWithNothing", bare("message.edited", R"({"message_id":"m"})"), "data.content: missing"},
      {"RecallOfNothing", bare("message.recalled", "{}"), "data.message_id: missing"},
      {"FailureOfNothing", bare("message.failed", R"({"reason":"failed"})"),
       "data.message_id: missing"},
      {"NoConversation", bare("conversation.opened", "{}"), "data.conversation: missing"},
      {"NoStatus", opened_with("{}"), "data.conversation.status: missing"},
      {"UnknownStatus", opened_with(R"({"status":"lost"})"),
       "data.conversation.status: expected bot, queued, open, snoozed or closed"},
      {"CustomerWithoutId", opened_with(R"({"status":"bot","customer":{"name":"陈"}})"),
       "data.conversation.customer.id: missing"},
      {"ProductWithoutId", opened_with(R"({"status":"bot","product":{}})"),
       "data.conversation.product.id: missing"},
      {"AttributeIsANumber", opened_with(R"({"status":"bot","attrs":{"绝密的话":1}})"),
       "data.conversation.attrs: expected a string"},
      {"ShopIsLong", opened_with(R"({"status":"bot","shop":)" + too_long + "}"),
       "data.conversation.shop: expected at most 128 bytes"},
      {"OwnerIsText", bare("conversation.assigned", R"({"to":"a_1"})"),
       "data.to: expected an object"},
      {"NoScore", rating_with(R"({"scale":5})"), "data.rating.score: missing"},
      {"NoRating", bare("rating.submitted", "{}"), "data.rating.score: missing"},
      {"ScoreIsZero", rating_with(R"({"score":0,"scale":5})"),
       "data.rating.score: expected 1 or more"},
      {"ScoreIsSix", rating_with(R"({"score":6,"scale":5})"), "data.rating.score: expected 1 to 5"},
      {"ScoreIsHalf", rating_with(R"({"score":4.5,"scale":5})"),
       "data.rating.score: expected an integer"},
      {"ScaleIsTen", rating_with(R"({"score":5,"scale":10})"),
       "data.rating.scale: expected 5, the only scale kefu.v1 has"},
      {"RevisionIsZero", rating_with(R"({"score":5,"scale":5,"revision":0})"),
       "data.rating.revision: expected 1 or more"},
      {"TagsAreText", rating_with(R"({"score":5,"scale":5,"tags":"慢"})"),
       "data.rating.tags: expected an array of strings"},
      {"TagIsANumber", rating_with(R"({"score":5,"scale":5,"tags":[1]})"),
       "data.rating.tags: expected a string"},
      {"NoOrder", bare("order.placed", "{}"), "data.order: missing"},
      {"NoAmount", order_with(R"({"id":"o","currency":"CNY"})"),
       "data.order.amount_minor: missing"},
      {"NoCurrency", order_with(R"({"id":"o","amount_minor":1})"), "data.order.currency: missing"},
      {"CurrencyIsASign", order_with(R"({"id":"o","amount_minor":1,"currency":"¥"})"),
       "data.order.currency: expected an ISO 4217 code like CNY"},
      {"AmountIsAFraction", order_with(R"({"id":"o","amount_minor":19.9,"currency":"CNY"})"),
       "data.order.amount_minor: expected an integer"},
      {"NoAgent", bare("agent.status", R"({"status":"away"})"), "data.agent: missing"},
      {"NoAgentStatus", bare("agent.status", R"({"agent":{"kind":"human","id":"a"}})"),
       "data.status: missing"},
      {"FrameWithoutEvent", R"({"op":"event","seq":1})", "event: missing"},
      {"FrameWithoutSeq", R"({"op":"event","event":)" + customer_says("\"x\"") + "}",
       "seq: missing"},
      {"FrameWithBadSeq", R"({"op":"event","seq":1.5,"event":{}})", "seq: expected an integer"},
      {"EventIsAList", R"({"op":"event","seq":1,"event":[]})", "event: expected an object"},
      {"LateOpIsANumber", R"({"n":1,"op":2})", "op: expected a string"},
      {"OpIsANumber", R"({"op":1})", "op: expected a string"},
  };
}

class BadEventJson : public testing::TestWithParam<BadInput> {};

TEST_P(BadEventJson, IsMalformedWithItsPlaceAndWithoutItsWords) {
  const ReadEvent got = read(GetParam().json);
  EXPECT_EQ(got.kind, ReadKind::kMalformed);
  EXPECT_EQ(got.problem, GetParam().problem);
  EXPECT_EQ(got.problem.find("绝密"), std::string::npos);
  EXPECT_TRUE(std::holds_alternative<qa::Unknown>(got.event.data));
}

INSTANTIATE_TEST_SUITE_P(EventJson, BadEventJson, testing::ValuesIn(bad_inputs()),
                         [](const testing::TestParamInfo<BadInput>& tested) {
                           return std::string(tested.param.name);
                         });

TEST(EventJson, ABadEventStillTellsTheNumberOfItsFrame) {
  const std::string bad = bare("message.recalled", "{}");
  const ReadEvent first = read(R"({"op":"event","seq":41,"event":)" + bad + "}");
  const ReadEvent last = read(R"({"op":"event","event":)" + bad + R"(,"seq":42})");
  EXPECT_EQ(first.kind, ReadKind::kMalformed);
  EXPECT_EQ(first.seq, 41);
  EXPECT_EQ(first.event.id, "e1");
  EXPECT_EQ(last.seq, 42);
}

TEST(EventJson, ABadLineLeavesTheReaderFit) {
  EventReader reader;
  for (const BadInput& input : bad_inputs()) {
    EXPECT_EQ(reader.read(input.json).kind, ReadKind::kMalformed) << input.name;
    EXPECT_EQ(reader.read(customer_says("\"x\"")).kind, ReadKind::kEvent) << input.name;
  }
}

TEST(EventJson, AVeryLongDocumentLeavesTheReaderFit) {
  EventReader reader;
  const std::string padded = R"({"padding":")" + std::string(std::size_t{3} << 20, 'x') + "\"," +
                             customer_says("\"长\"").substr(1);
  EXPECT_EQ(data_of<qa::MessageCreated>(reader.read(padded)).content.text, "长");
  EXPECT_EQ(data_of<qa::MessageCreated>(reader.read(customer_says("\"短\""))).content.text, "短");
  EXPECT_EQ(data_of<qa::MessageCreated>(reader.read(padded)).content.text, "长");
}

TEST(EventJson, WhateverDoesNotSayPublicIsInternal) {
  for (const std::string_view visibility :
       {R"("internal")", R"("Public")", R"("")", "null", "true", R"(["public"])"}) {
    const std::string json =
        message_with(R"("visibility":"public")", R"("visibility":)" + std::string(visibility));
    EXPECT_EQ(read(json).kind, ReadKind::kInternal) << visibility;
  }
  EXPECT_EQ(read(bare("message.edited",
                      R"({"message_id":"m","visibility":"internal","content":{"kind":"text"}})"))
                .kind,
            ReadKind::kInternal);
  EXPECT_EQ(
      read(bare("message.reacted", R"({"message":{"visibility":"internal","text":"绝密"}})")).kind,
      ReadKind::kInternal);
}

TEST(EventJson, AnInternalFrameTellsItsNumberWhereverItStands) {
  const std::string note = message_with(R"("visibility":"public")", R"("visibility":"internal")");
  const ReadEvent got = read(R"({"event":)" + note + R"(,"op":"event","seq":9})");
  EXPECT_EQ(got.kind, ReadKind::kInternal);
  EXPECT_EQ(got.seq, 9);
  EXPECT_EQ(got.event.type, "message.created");
  EXPECT_EQ(got.event.subject, "");
}

TEST(EventJson, WhatOnlyWeKnowComesBackFromTheStore) {
  qa::Event event = read(bare("conversation.closed", R"({"conv_seq":3,"reason":"timeout"})")).event;
  std::get<qa::Closed>(event.data).is_inferred = true;
  event.is_from_snapshot = true;
  std::string json;
  qa::append_event_json(json, event);
  const ReadEvent again = read(json);
  EXPECT_TRUE(data_of<qa::Closed>(again).is_inferred);
  EXPECT_TRUE(again.event.is_from_snapshot);
}

TEST(EventJson, WordsCanBeLeftOut) {
  const qa::Event event = read(customer_says(R"("绝密的话")")).event;
  std::string json;
  qa::append_event_json(json, event, false);
  EXPECT_EQ(json.find("绝密"), std::string::npos);
  EXPECT_EQ(data_of<qa::MessageCreated>(read(json)).content.kind, "text");
}

TEST(EventJson, GeneratedDaysComeBackAsTheyWere) {
  EventReader reader;
  std::string once;
  std::string twice;
  for (const std::uint64_t seed : {11U, 12U}) {
    support::GeneratorOptions options;
    options.seed = seed;
    options.conversations = 200;
    options.id_prefix = "前缀\"\\\n_";
    for (const qa::Event& event : support::generate_day(options)) {
      once.clear();
      twice.clear();
      qa::append_event_json(once, event);
      const ReadEvent got = reader.read(once);
      ASSERT_EQ(got.kind, ReadKind::kEvent) << "seed " << seed << ": " << got.problem << once;
      ASSERT_EQ(got.event.data.index(), event.data.index()) << "seed " << seed << ": " << once;
      ASSERT_EQ(got.event.time, event.time);
      ASSERT_EQ(got.event.id, event.id);
      qa::append_event_json(twice, got.event);
      ASSERT_EQ(once, twice) << "seed " << seed;
    }
  }
}

TEST(JsonString, EscapesWhatMustBe) {
  std::string out;
  qa::append_json_string(out, std::string_view("\"\\/\b\f\n\r\t\0\x1f", 10));
  EXPECT_EQ(out, R"("\"\\/\u0008\u000c\n\r\t\u0000\u001f")");
  out.clear();
  qa::append_json_string(out, "a\u2028b\u2029c\u2027d羽😀");
  EXPECT_EQ(out, "\"a\\u2028b\\u2029c\u2027d羽😀\"");
}

TEST(JsonString, BytesThatAreNoUtf8AreCopiedAndNothingBehindThemIsRead) {
  std::string out;
  qa::append_json_string(out, std::string_view("x\xe2\x80\xa8", 3));
  EXPECT_EQ(out, "\"x\xe2\x80\"");
}

TEST(RepairedUtf8, ReplacesEachBrokenSequence) {
  const auto repaired = [](std::string_view bytes) {
    int count = 0;
    const std::string text = qa::repaired_utf8(bytes, count);
    return std::pair(text, count);
  };
  EXPECT_EQ(repaired("羽a😀"), std::pair(std::string("羽a😀"), 0));
  EXPECT_EQ(repaired("\xc0\xaf"), std::pair(std::string("\uFFFD\uFFFD"), 2));            // overlong
  EXPECT_EQ(repaired("\xed\xa0\x80"), std::pair(std::string("\uFFFD\uFFFD\uFFFD"), 3));  // half
  EXPECT_EQ(repaired("\xf0\x9f\x98"), std::pair(std::string("\uFFFD"), 1));              // cut off
  EXPECT_EQ(repaired("\xf4\x90\x80\x80").second, 4);  // beyond U+10FFFF
  EXPECT_EQ(repaired("\xe7\xbe\x80z"), std::pair(std::string("\xe7\xbe\x80z"), 0));
}

}  // namespace
