#include "qa/event_json.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

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

}  // namespace
