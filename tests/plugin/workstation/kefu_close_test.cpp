#include "plugin/workstation/kefu_close.h"

#include <gtest/gtest.h>

namespace {

using plugin::net::WebsocketClosed;
using plugin::workstation::judge_kefu_close;
using plugin::workstation::KefuBye;
using plugin::workstation::KefuError;
using plugin::workstation::KefuFarewell;
using plugin::workstation::Parting;
using Next = Parting::Next;

WebsocketClosed by_server(std::uint16_t code, std::string reason = {}) {
  WebsocketClosed end;
  end.was_open = true;
  end.code = code;
  end.reason = std::move(reason);
  return end;
}

WebsocketClosed by_us(std::uint16_t code) {
  WebsocketClosed end;
  end.was_open = true;
  end.sent_code = code;
  end.code = 1000;
  return end;
}

struct Row {
  std::uint16_t code;
  Next next;
  bool resumes;
};

class CloseTable : public testing::TestWithParam<Row> {};

TEST_P(CloseTable, IsKeptForBothSides) {
  const auto [code, next, resumes] = GetParam();
  for (const WebsocketClosed& end : {by_server(code), by_us(code)}) {
    const Parting parting = judge_kefu_close(end, {});
    EXPECT_EQ(parting.next, next) << code;
    EXPECT_EQ(parting.forgets_cursor, !resumes) << code;
    EXPECT_NE(parting.text.find(std::to_string(code)), std::string::npos) << parting.text;
  }
}

INSTANTIATE_TEST_SUITE_P(
    KefuClose, CloseTable,
    testing::Values(Row{1000, Next::kReconnect, true}, Row{1001, Next::kReconnect, true},
                    Row{1002, Next::kReconnectOnce, true}, Row{1007, Next::kReconnectOnce, true},
                    Row{1009, Next::kReconnectOnce, true}, Row{1012, Next::kReconnect, true},
                    Row{4001, Next::kStop, true}, Row{4002, Next::kReconnect, true},
                    Row{4003, Next::kStop, true}, Row{4004, Next::kStop, true},
                    Row{4005, Next::kReconnect, true}, Row{4007, Next::kReconnect, true},
                    Row{4008, Next::kReconnect, true}, Row{4009, Next::kReconnect, false},
                    Row{4010, Next::kReconnect, true}, Row{1011, Next::kReconnect, true},
                    Row{4999, Next::kReconnect, true}),
    [](const auto& each) { return std::to_string(each.param.code); });

TEST(KefuClose, ADroppedLineComesBackWithItsCursor) {
  WebsocketClosed end;
  end.was_open = true;
  end.error = "Connection reset by peer";
  const Parting parting = judge_kefu_close(end, {});
  EXPECT_EQ(parting.next, Next::kReconnect);
  EXPECT_FALSE(parting.forgets_cursor);
  EXPECT_EQ(parting.text, "the connection was lost: Connection reset by peer");
}

TEST(KefuClose, ByeSetsTheLeastWait) {
  KefuFarewell farewell;
  farewell.bye = KefuBye{"server_restart", true, true, qa::Duration{1500}};
  for (const int code : {1000, 1001, 1012, 0}) {
    const Parting parting = judge_kefu_close(by_server(static_cast<std::uint16_t>(code)), farewell);
    EXPECT_EQ(parting.next, Next::kReconnect);
    EXPECT_EQ(parting.minimum, qa::Duration{1500}) << code;
  }
}

TEST(KefuClose, ByeMaySayNotToResume) {
  KefuFarewell farewell;
  farewell.bye = KefuBye{"server_restart", true, false, std::nullopt};
  EXPECT_TRUE(judge_kefu_close(by_server(1012), farewell).forgets_cursor);
}

TEST(KefuClose, ByeMaySayNotToComeBack) {
  KefuFarewell farewell;
  farewell.bye = KefuBye{"account closed", false, true, std::nullopt};
  const Parting parting = judge_kefu_close(by_server(1000), farewell);
  EXPECT_EQ(parting.next, Next::kStop);
  EXPECT_EQ(parting.text, "the workstation said goodbye for good: account closed");
}

TEST(KefuClose, RateLimitedWaitsAsLongAsTheErrorSaid) {
  KefuFarewell farewell;
  farewell.error = KefuError{"rate_limited", true, "", "", qa::Duration{6000}};
  EXPECT_EQ(judge_kefu_close(by_server(4007), farewell).minimum, qa::Duration{6000});
}

TEST(KefuClose, RefusedCredentialsSayWhyInTheWorkstationsWords) {
  KefuFarewell farewell;
  farewell.error = KefuError{"auth_failed", true, "", "token expired", std::nullopt};
  EXPECT_EQ(judge_kefu_close(by_server(4001), farewell).text,
            "credentials refused (4001): token expired");
}

TEST(KefuClose, AFatalErrorSpeaksWhereTheCodeIsMissing) {
  KefuFarewell farewell;
  farewell.error = KefuError{"auth_failed", true, "", "token expired", std::nullopt};
  EXPECT_EQ(judge_kefu_close(by_server(0), farewell).next, Next::kStop);
  EXPECT_EQ(judge_kefu_close(by_server(1000), farewell).next, Next::kStop);
  farewell.error->code = "internal";
  EXPECT_EQ(judge_kefu_close(by_server(0), farewell).next, Next::kReconnect);
}

TEST(KefuClose, ARefusedUpgradeWaitsForRetryAfter) {
  WebsocketClosed end;
  end.error = "127.0.0.1:9300 answered HTTP 503";
  end.http_status = 503;
  end.retry_after = std::chrono::seconds(7);
  const Parting parting = judge_kefu_close(end, {});
  EXPECT_EQ(parting.next, Next::kReconnect);
  EXPECT_EQ(parting.minimum, qa::Duration{7000});
  EXPECT_EQ(parting.text, "127.0.0.1:9300 answered HTTP 503");
}

}  // namespace
