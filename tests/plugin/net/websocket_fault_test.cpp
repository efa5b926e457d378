#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "peers.h"

namespace {

using net_test::Client;
using net_test::pump;
using net_test::Server;
using net_test::to;
using plugin::net::Loop;

class WebsocketFault : public testing::Test {
 protected:
  void SetUp() override {
    client.emplace(loop, to(server));
    ASSERT_TRUE(pump(loop, [&] { return client->is_open && server.session; }));
  }

  void wait_for_end() {
    ASSERT_TRUE(pump(loop, [&] { return client->closed.has_value(); }));
    EXPECT_EQ(client->closings, 1);
  }

  Loop loop;
  Server server{loop};
  std::optional<Client> client;
};

TEST_F(WebsocketFault, AFrameCutInTheMiddleEndsWithoutACode) {
  server.session->send("whole");
  server.session->cut(R"({"op":"event","seq")", 5000);
  wait_for_end();
  EXPECT_EQ(client->texts, std::vector<std::string>{"whole"});
  EXPECT_EQ(client->closed->code, 0);
  EXPECT_EQ(client->closed->sent_code, 0);
  EXPECT_NE(client->closed->error, "");
  ASSERT_TRUE(pump(loop, [&] { return server.closed.has_value(); }));
}

TEST_F(WebsocketFault, ResetEndsWithoutACode) {
  server.session->abort();
  wait_for_end();
  EXPECT_EQ(client->closed->code, 0);
  EXPECT_EQ(client->closed->error, "Connection reset by peer");
}

TEST_F(WebsocketFault, HangUpWithoutCloseIsSaidInWords) {
  server.session->hang_up();
  wait_for_end();
  EXPECT_EQ(client->closed->code, 0);
  EXPECT_EQ(client->closed->error, "the peer hung up");
}

TEST_F(WebsocketFault, BrokenUtf8IsAnsweredWith1007) {
  server.session->send_raw(std::string("\x81\x03\xc3\x28\xff", 5));
  wait_for_end();
  EXPECT_EQ(client->closed->sent_code, 1007);
  ASSERT_TRUE(pump(loop, [&] { return server.closed.has_value(); }));
  EXPECT_EQ(server.closed->code, 1007);
}

TEST_F(WebsocketFault, ReservedBitsAreAnsweredWith1002) {
  server.session->send_raw(std::string("\xf1\x01x", 3));
  wait_for_end();
  EXPECT_EQ(client->closed->sent_code, 1002);
  ASSERT_TRUE(pump(loop, [&] { return server.closed.has_value(); }));
  EXPECT_EQ(server.closed->code, 1002);
}

TEST_F(WebsocketFault, BinaryIsReportedAndNotPassedOn) {
  server.session->send_binary("12345");
  ASSERT_TRUE(pump(loop, [&] { return client->binary == 5; }));
  EXPECT_TRUE(client->texts.empty());
  EXPECT_FALSE(client->closed);
}

TEST_F(WebsocketFault, ALineThatDropsWhilePausedIsNoticedOnResume) {
  client->socket->pause_reading(true);
  server.session->abort();
  client->socket->pause_reading(false);
  wait_for_end();
  EXPECT_EQ(client->closed->code, 0);
}

TEST_F(WebsocketFault, RefusingServerDropsNewcomersOnly) {
  server.listener.refuse_connections(true);
  Client late(loop, to(server));
  ASSERT_TRUE(pump(loop, [&] { return late.closed.has_value(); }));
  EXPECT_FALSE(late.closed->was_open);
  EXPECT_FALSE(client->closed);
}

/// A socket that accepts in the kernel and never says a word.
struct MutePeer {
  MutePeer() : fd(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(fd, 1);
    socklen_t size = sizeof address;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
  }

  ~MutePeer() { ::close(fd); }

  int fd;
  std::uint16_t port = 0;
};

TEST_F(WebsocketFault, AServerThatNeverAnswersTheUpgradeTimesOut) {
  const MutePeer mute;
  auto options = to(server);
  options.url.port = mute.port;
  options.connect_timeout = std::chrono::milliseconds(20);
  Client waiting(loop, options);
  ASSERT_TRUE(pump(loop, [&] { return waiting.closed.has_value(); }));
  EXPECT_TRUE(waiting.closed->is_timeout);
  EXPECT_EQ(waiting.closed->error,
            "127.0.0.1:" + std::to_string(mute.port) + " was not ready within 20 ms");
}

/// Asks the server over a plain socket, from a thread of its own.
std::string ask(Loop& loop, std::uint16_t port, const std::string& request) {
  std::string answer;
  bool is_done = false;
  std::thread asking([&] {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
        ::send(fd, request.data(), request.size(), MSG_NOSIGNAL) > 0) {
      char buffer[4096];
      ssize_t got = 0;
      while ((got = ::recv(fd, buffer, sizeof buffer, 0)) > 0) {
        answer.append(buffer, static_cast<std::size_t>(got));
      }
    }
    ::close(fd);
    loop.post([&] { is_done = true; });
  });
  pump(loop, [&] { return is_done; });
  asking.join();
  return answer;
}

TEST_F(WebsocketFault, PlainRequestsGoToTheHttpHandler) {
  const std::string answer =
      ask(loop, server.listener.port(),
          "POST /inject/drop?x=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
          "Connection: close\r\n\r\n{}");
  EXPECT_NE(answer.find("HTTP/1.1 200 OK"), std::string::npos) << answer;
  EXPECT_NE(answer.find("POST /inject/drop?x=1 {}"), std::string::npos) << answer;
}

TEST_F(WebsocketFault, ABodyOverTheLimitIs413) {
  const std::string answer =
      ask(loop, server.listener.port(),
          "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\nxx");
  EXPECT_NE(answer.find("HTTP/1.1 413"), std::string::npos) << answer;
}

}  // namespace
