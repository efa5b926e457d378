#include <gtest/gtest.h>

#include "peers.h"

namespace {

using net_test::Client;
using net_test::pump;
using net_test::Server;
using net_test::to;
using plugin::net::Loop;

class Websocket : public testing::Test {
 protected:
  void open() {
    client.emplace(loop, to(server));
    ASSERT_TRUE(pump(loop, [&] { return client->is_open && server.session; }));
  }

  void wait_for_close() {
    ASSERT_TRUE(pump(loop, [&] { return client->closed && server.closed; }));
  }

  Loop loop;
  Server server{loop};
  std::optional<Client> client;
};

TEST_F(Websocket, EchoesTextBothWays) {
  open();
  client->socket->send("您好😀");
  ASSERT_TRUE(pump(loop, [&] { return !client->texts.empty(); }));
  EXPECT_EQ(server.texts, std::vector<std::string>{"您好😀"});
  EXPECT_EQ(client->texts, std::vector<std::string>{"您好😀"});
  EXPECT_EQ(client->subprotocol, net_test::kSubprotocol);
}

TEST_F(Websocket, SendsNoCompressionOfferAndItsOwnHeaders) {
  auto options = to(server);
  options.headers = {{"Authorization", "Bearer t"}};
  options.user_agent = "sandglass/1";
  client.emplace(loop, options);
  ASSERT_TRUE(pump(loop, [&] { return client->is_open; }));
  EXPECT_EQ(server.upgrade->header("authorization"), "Bearer t");
  EXPECT_EQ(server.upgrade->header("User-Agent"), "sandglass/1");
  EXPECT_EQ(server.upgrade->header("Sec-WebSocket-Extensions"), "");
  EXPECT_EQ(server.upgrade->header("Host"), "127.0.0.1:" + std::to_string(server.listener.port()));
}

TEST_F(Websocket, KeepsTheOrderOfManyMessages) {
  open();
  for (int i = 0; i < 2000; ++i) {
    client->socket->send(std::to_string(i));
  }
  ASSERT_TRUE(pump(loop, [&] { return client->texts.size() == 2000; }));
  for (int i = 0; i < 2000; ++i) {
    ASSERT_EQ(client->texts[static_cast<std::size_t>(i)], std::to_string(i));
  }
}

TEST_F(Websocket, TakesAMessageOfExactlyTheLimitAndRefusesOneByteMore) {
  open();
  server.session->send(std::string(256 * 1024, 'x'));
  ASSERT_TRUE(pump(loop, [&] { return client->texts.size() == 1; }));
  server.session->send(std::string(256 * 1024 + 1, 'x'));
  wait_for_close();
  EXPECT_EQ(client->closed->sent_code, 1009);
  EXPECT_EQ(server.closed->code, 1009) << server.closed->error;
  EXPECT_EQ(client->texts.size(), 1U);
}

TEST_F(Websocket, CloseCodeAndReasonOfTheServerArrive) {
  open();
  server.session->close(4007, "rate limited");
  wait_for_close();
  EXPECT_EQ(client->closed->code, 4007);
  EXPECT_EQ(client->closed->reason, "rate limited");
  EXPECT_EQ(client->closed->sent_code, 0);
  EXPECT_TRUE(client->closed->was_open);
  EXPECT_EQ(client->closings, 1);
}

TEST_F(Websocket, CloseOfTheClientFollowsWhatIsQueued) {
  server.echoes = false;
  open();
  client->socket->send("last words");
  client->socket->close(4010, "gap");
  wait_for_close();
  EXPECT_EQ(server.texts, std::vector<std::string>{"last words"});
  EXPECT_EQ(server.closed->code, 4010);
  EXPECT_EQ(client->closed->sent_code, 4010);
  EXPECT_EQ(client->closed->code, 4010);
  EXPECT_EQ(client->closed->error, "");
}

TEST_F(Websocket, CloseWithoutACodeIsReportedAs1005) {
  open();
  server.session->send_raw(std::string("\x88\x00", 2));
  ASSERT_TRUE(pump(loop, [&] { return client->closed.has_value(); }));
  EXPECT_EQ(client->closed->code, 1005);
}

TEST_F(Websocket, TheServerMaySpeakFirst) {
  server.greeting = "hello";
  client.emplace(loop, to(server));
  ASSERT_TRUE(pump(loop, [&] { return !client->texts.empty(); }));
  EXPECT_EQ(client->texts.front(), "hello");
}

TEST_F(Websocket, TheServerMayCloseAtOnce) {
  server.greeting = "hello";
  server.refuses = true;
  client.emplace(loop, to(server));
  wait_for_close();
  EXPECT_EQ(client->texts, std::vector<std::string>{"hello"});
  EXPECT_EQ(client->closed->code, 4003);
}

TEST_F(Websocket, NothingIsHandedOverAfterClose) {
  open();
  server.session->send("one");
  server.session->send("two");
  client->on_text = [&] { client->socket->close(1000); };
  wait_for_close();
  EXPECT_EQ(client->texts, std::vector<std::string>{"one"});
}

TEST_F(Websocket, PausedClientKeepsMessagesForLater) {
  open();
  client->socket->pause_reading(true);
  server.session->send("one");
  server.session->send("two");
  bool drained = false;
  server.session->on_drained = [&] { drained = true; };
  ASSERT_TRUE(pump(loop, [&] { return drained; }));
  EXPECT_TRUE(client->texts.empty());
  client->socket->pause_reading(false);
  ASSERT_TRUE(pump(loop, [&] { return client->texts.size() == 2; }));
  EXPECT_EQ(client->texts, (std::vector<std::string>{"one", "two"}));
}

TEST_F(Websocket, PausedClientPushesBack) {
  open();
  client->socket->pause_reading(true);
  const std::string big(200 * 1024, 'x');
  for (int i = 0; i < 100; ++i) {
    server.session->send(big);
  }
  bool posted = false;
  for (int turn = 0; turn < 200; ++turn) {
    posted = false;
    loop.post([&] { posted = true; });
    ASSERT_TRUE(pump(loop, [&] { return posted; }));
  }
  EXPECT_GT(server.session->buffered(), 0U);
  EXPECT_TRUE(client->socket->has_unread());
  client->socket->pause_reading(false);
  ASSERT_TRUE(pump(loop, [&] { return client->texts.size() == 100; }));
  EXPECT_EQ(server.session->buffered(), 0U);
  EXPECT_FALSE(client->socket->has_unread());
}

TEST_F(Websocket, PausedClientCanStillClose) {
  open();
  client->socket->pause_reading(true);
  server.session->send("one");
  client->socket->close(1000, "bye");
  wait_for_close();
  EXPECT_EQ(server.closed->code, 1000);
  EXPECT_TRUE(client->texts.empty());
}

TEST_F(Websocket, CloseIsNotHeldUpByASilentServer) {
  server.is_deaf = true;
  auto options = to(server);
  options.close_timeout = std::chrono::milliseconds(20);
  client.emplace(loop, options);
  ASSERT_TRUE(pump(loop, [&] { return client->is_open && server.session; }));
  client->socket->close(4008, "silence");
  ASSERT_TRUE(pump(loop, [&] { return client->closed.has_value(); }));
  EXPECT_EQ(client->closed->sent_code, 4008);
  EXPECT_EQ(client->closed->code, 0);
  EXPECT_EQ(client->closed->error, "no answer to the close");
}

TEST_F(Websocket, DestroyedClientCallsNobody) {
  open();
  client->socket.reset();
  ASSERT_TRUE(pump(loop, [&] { return server.closed.has_value(); }));
  EXPECT_EQ(client->closings, 0);
}

TEST_F(Websocket, ClientMayBeDestroyedFromItsOwnCallback) {
  open();
  client->on_text = [&] { client->socket.reset(); };
  server.session->send("one");
  server.session->send("two");
  ASSERT_TRUE(pump(loop, [&] { return server.closed.has_value(); }));
  EXPECT_EQ(client->texts.size(), 1U);
}

TEST_F(Websocket, SessionsAreForgottenWhenTheyEnd) {
  open();
  EXPECT_EQ(server.listener.sessions(), 1U);
  client->socket->close(1000);
  wait_for_close();
  EXPECT_EQ(server.listener.sessions(), 0U);
}

TEST_F(Websocket, WrongPathAndMissingSubprotocolAreRefused) {
  auto options = to(server);
  options.url.target = "/elsewhere";
  Client lost(loop, options);
  ASSERT_TRUE(pump(loop, [&] { return lost.closed.has_value(); }));
  EXPECT_EQ(lost.closed->http_status, 404);
  options = to(server);
  options.subprotocol = "other.v1";
  Client stranger(loop, options);
  ASSERT_TRUE(pump(loop, [&] { return stranger.closed.has_value(); }));
  EXPECT_EQ(stranger.closed->http_status, 400);
  EXPECT_FALSE(stranger.closed->was_open);
}

TEST_F(Websocket, AnotherSubprotocolThanAskedForIsReported) {
  server.change_upgrade = [](auto& answer) { answer.subprotocol = "test.v9"; };
  open();
  EXPECT_EQ(client->subprotocol, "test.v9");
}

TEST_F(Websocket, RefusalCarriesStatusAndRetryAfter) {
  server.change_upgrade = [](auto& answer) {
    answer.refusal.emplace().status = 503;
    answer.refusal->headers = {{"Retry-After", "7"}};
  };
  client.emplace(loop, to(server));
  ASSERT_TRUE(pump(loop, [&] { return client->closed.has_value(); }));
  EXPECT_EQ(client->closed->http_status, 503);
  EXPECT_EQ(client->closed->retry_after, std::chrono::seconds(7));
  EXPECT_NE(client->closed->error.find("answered HTTP 503"), std::string::npos);
}

TEST_F(Websocket, RetryAfterAsADateIsLeftToTheBackOff) {
  server.change_upgrade = [](auto& answer) {
    answer.refusal.emplace().status = 429;
    answer.refusal->headers = {{"Retry-After", "Sun, 22 Nov 2026 08:00:00 GMT"}};
  };
  client.emplace(loop, to(server));
  ASSERT_TRUE(pump(loop, [&] { return client->closed.has_value(); }));
  EXPECT_EQ(client->closed->http_status, 429);
  EXPECT_FALSE(client->closed->retry_after);
}

TEST(WebsocketClient, RefusesPlainBeyondLoopbackUnlessAllowed) {
  Loop loop;
  plugin::net::WebsocketClientOptions options;
  options.url = *plugin::net::parse_url("ws://192.0.2.1:9/stream");
  Client client(loop, options);
  ASSERT_TRUE(pump(loop, [&] { return client.closed.has_value(); }));
  EXPECT_EQ(client.closed->error, "plain ws to 192.0.2.1 is refused: use wss");
}

TEST(WebsocketClient, NobodyListeningIsSaidInWords) {
  Loop loop;
  auto server = std::make_unique<Server>(loop);
  const auto options = to(*server);
  server.reset();
  Client client(loop, options);
  ASSERT_TRUE(pump(loop, [&] { return client.closed.has_value(); }));
  EXPECT_EQ(client.closed->error, "cannot connect to 127.0.0.1:" +
                                      std::to_string(options.url.port) + ": Connection refused");
  EXPECT_FALSE(client.closed->was_open);
}

TEST(WebsocketClient, AbortWhileConnectingEndsIt) {
  Loop loop;
  Server server(loop);
  Client client(loop, to(server));
  client.socket->abort();
  ASSERT_TRUE(pump(loop, [&] { return client.closed.has_value(); }));
  EXPECT_EQ(client.closed->error, "given up");
  EXPECT_EQ(client.closings, 1);
}

TEST(WebsocketServer, AnAddressInUseIsAnErrorWithItsName) {
  Loop loop;
  Server server(loop);
  plugin::net::WebsocketServerOptions options;
  options.port = server.listener.port();
  try {
    Server second(loop, options);
    FAIL() << "two servers on one port";
  } catch (const std::system_error& error) {
    EXPECT_NE(std::string(error.what())
                  .find("cannot listen on 127.0.0.1:" + std::to_string(options.port)),
              std::string::npos);
  }
}

}  // namespace
