#include "plugin/workstation/simulator_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "desk_peer.h"
#include "plugin/demo_schedule.h"
#include "plugin/net/loop.h"
#include "plugin/net/websocket_client.h"

namespace plugin::workstation {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// A plug-in on a real socket that authenticates by itself and acknowledges everything.
class SocketPeer {
 public:
  SocketPeer(net::Loop& loop, const SimulatorServer& server) {
    net::WebsocketClientOptions options;
    options.url = *net::parse_url(server.url());
    options.subprotocol = "kefu.v1.json";
    net::WebsocketClientHandlers handlers;
    handlers.on_open = [this](std::string_view chosen) { subprotocol = chosen; };
    handlers.on_text = [this](std::string_view text) { take(text); };
    handlers.on_binary = [this](std::size_t) { ++binaries; };
    handlers.on_closed = [this](const net::WebsocketClosed& how) { closed = how; };
    client_ = std::make_unique<net::WebsocketClient>(loop, options, handlers);
  }

  void send(std::string frame) { client_->send(std::move(frame)); }

  std::size_t count(std::string_view op) const {
    std::size_t found = 0;
    for (const SentFrame& frame : frames) {
      found += frame.op() == op ? 1U : 0U;
    }
    return found;
  }

  std::string subprotocol;
  std::vector<SentFrame> frames;
  std::optional<net::WebsocketClosed> closed;
  int binaries = 0;

 private:
  void take(std::string_view text) {
    frames.emplace_back(std::string(text));
    const std::string op = frames.back().op();
    if (op == "hello") {
      send(R"({"op":"auth","v":1,"token":"sim-desk","client":{"name":"t","instance":"i"},)"
           R"("features":["nudge","draft"],"resume":null})");
    } else if (op == "event") {
      send(fmt::format(R"({{"op":"ack","seq":{}}})", frames.back().integer("/seq")));
    }
  }

  std::unique_ptr<net::WebsocketClient> client_;
};

class SimulatorServerTest : public ::testing::Test {
 protected:
  void serve(SimulatorServerOptions options = {}, std::vector<PlayedSource> sources = {}) {
    server = std::make_unique<SimulatorServer>(loop, std::move(options), std::move(sources));
  }

  SocketPeer& connect() {
    peers.push_back(std::make_unique<SocketPeer>(loop, *server));
    return *peers.back();
  }

  SocketPeer& attach() {
    SocketPeer& peer = connect();
    until([&] { return peer.count("snapshot_end") == 1; });
    return peer;
  }

  /// Pumps the loop until it is so; fails after ten seconds without anything happening.
  void until(const std::function<bool()>& is_so) {
    while (!is_so()) {
      ASSERT_TRUE(loop.run_one(milliseconds(10'000))) << "nothing happened any more";
    }
  }

  net::Loop loop;
  std::unique_ptr<SimulatorServer> server;
  std::vector<std::unique_ptr<SocketPeer>> peers;
};

TEST_F(SimulatorServerTest, AttachesOverARealSocketAndEchoesTheSubprotocol) {
  serve();
  SocketPeer& peer = attach();
  EXPECT_EQ(peer.subprotocol, "kefu.v1.json");
  EXPECT_EQ(peer.frames.at(1).op(), "ready");
  EXPECT_TRUE(server->has_client());
}

TEST_F(SimulatorServerTest, PlaysTheWholeDemoAndGetsItAcknowledged) {
  const auto script = parse_demo(demo_text()).script;
  DemoSchedule schedule;
  schedule.live = kStart;
  auto events = std::make_shared<std::vector<qa::Event>>(demo_events(script, schedule));
  const std::size_t expected = events->size();
  auto next = std::make_shared<std::size_t>(0);
  SimulatorServerOptions options;
  options.play = {0, PlayTimes::kKeep};
  options.waits_for_client = true;
  options.desk.max_inflight = 16;
  serve(std::move(options), {{[events, next]() -> std::optional<qa::Event> {
                                return *next < events->size() ? std::optional((*events)[(*next)++])
                                                              : std::nullopt;
                              },
                              std::nullopt}});
  SocketPeer& peer = connect();
  until([&] { return server->has_client() && server->is_over(); });
  EXPECT_EQ(peer.count("event"), expected);
  EXPECT_THAT(server->record().violations, IsEmpty());
  EXPECT_LE(server->record().connections.at(0).largest_ack_step, 16);
}

TEST_F(SimulatorServerTest, ClosesAndDropsReachTheSocket) {
  serve();
  SocketPeer& replaced = attach();
  server->inject("replaced");
  until([&] { return replaced.closed.has_value(); });
  EXPECT_EQ(replaced.closed->code, 4004);
  SocketPeer& dropped = attach();
  server->inject("drop");
  until([&] { return dropped.closed.has_value(); });
  EXPECT_EQ(dropped.closed->code, 0);
  SocketPeer& hung_up = attach();
  server->inject("drop", R"({"how":"fin"})");
  until([&] { return hung_up.closed.has_value(); });
  EXPECT_EQ(hung_up.closed->code, 0);
  SocketPeer& cut = attach();
  server->inject("drop", R"({"how":"cut"})");
  until([&] { return cut.closed.has_value(); });
  EXPECT_EQ(cut.closed->code, 0);
}

TEST_F(SimulatorServerTest, ARestartIsUnreachableAndThenBack) {
  serve();
  SocketPeer& peer = attach();
  server->inject("restart", R"({"down_ms":200})");
  until([&] { return peer.closed.has_value(); });
  EXPECT_EQ(peer.closed->code, 1012);
  EXPECT_EQ(peer.count("bye"), 1U);
  SocketPeer& early = connect();
  until([&] { return early.closed.has_value(); });
  EXPECT_FALSE(early.closed->was_open);
  std::vector<SocketPeer*> tries{&connect()};
  until([&] {
    if (tries.back()->closed) {
      tries.push_back(&connect());
    }
    return tries.back()->count("ready") == 1;
  });
}

TEST_F(SimulatorServerTest, RawBadFramesArriveAsTheyAre) {
  serve();
  SocketPeer& binary = attach();
  server->inject("raw", R"({"kind":"binary"})");
  until([&] { return binary.binaries == 1; });
  SocketPeer& broken = connect();
  until([&] { return broken.count("ready") == 1; });
  server->inject("raw", R"({"kind":"invalid_utf8"})");
  until([&] { return broken.closed.has_value(); });
  EXPECT_EQ(broken.closed->sent_code, 1007);
  SocketPeer& large = attach();
  server->inject("raw", R"({"kind":"oversize"})");
  until([&] { return large.closed.has_value(); });
  EXPECT_EQ(large.closed->sent_code, 1009);
}

TEST_F(SimulatorServerTest, TheSubprotocolCanBeMissingAndTheUpgradeRefused) {
  serve();
  server->inject("wrong_protocol");
  SocketPeer& odd = attach();
  EXPECT_EQ(odd.subprotocol, "");
  server->inject("http", R"({"status":503,"retry_after":2})");
  SocketPeer& refused = connect();
  until([&] { return refused.closed.has_value(); });
  EXPECT_EQ(refused.closed->http_status, 503);
  EXPECT_EQ(refused.closed->retry_after, std::chrono::seconds(2));
}

TEST_F(SimulatorServerTest, ClientFramesThatAreTooLongCloseWith1009) {
  serve();
  SocketPeer& peer = attach();
  peer.send(R"({"op":"x","a":")" + std::string(kMaxFrameUp, 'x') + "\"}");
  until([&] { return peer.closed.has_value(); });
  EXPECT_EQ(peer.closed->code, 1009);
}

TEST_F(SimulatorServerTest, StoppingSaysGoodbye) {
  serve();
  SocketPeer& peer = attach();
  server->stop();
  until([&] { return peer.closed.has_value(); });
  EXPECT_EQ(peer.closed->code, 1001);
}

TEST_F(SimulatorServerTest, RunsOnAClockOfItsOwn) {
  qa::Time now = kStart;
  SimulatorServerOptions options;
  options.clock = [&now] { return now; };
  serve(std::move(options));
  SocketPeer& peer = attach();
  EXPECT_EQ(peer.frames.at(0).text("/time"), "2026-11-22T02:00:00.000Z");
  EXPECT_THAT(server->url(), HasSubstr("ws://127.0.0.1:"));
}

}  // namespace
}  // namespace plugin::workstation
