#include "plugin/workstation/connection.h"

#include "kefu_fixture.h"
#include "plugin/config.h"
#include "plugin/net/websocket_server.h"

namespace {

using plugin::net::Loop;
using plugin::net::SessionClosed;
using plugin::net::UpgradeAnswer;
using plugin::net::WebsocketServer;
using plugin::net::WebsocketSession;
using plugin::workstation::LinkOptions;
using plugin::workstation::LinkState;
using workstation_test::message;
using workstation_test::Recorder;
using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

/// A workstation of few words on a real socket; every back-off is zero.
class Connection : public testing::Test {
 protected:
  static constexpr const char* kHello =
      R"({"op":"hello","v":1,"server":{"name":"demo"},"heartbeat_ms":20000,"max_inflight":512,)"
      R"("features":["resume","nudge"]})";

  Connection() : server(loop, server_options(), server_handlers()) { make(); }

  static plugin::net::WebsocketServerOptions server_options() {
    plugin::net::WebsocketServerOptions options;
    options.paths = {"/kefu/v1/stream"};
    options.subprotocol = "kefu.v1.json";
    return options;
  }

  plugin::net::WebsocketServerHandlers server_handlers() {
    plugin::net::WebsocketServerHandlers handlers;
    handlers.on_upgrade = [this](const plugin::net::HttpRequest&, UpgradeAnswer& answer) {
      ++upgrades;
      if (change_upgrade) {
        change_upgrade(answer);
      }
    };
    handlers.on_session = [this](const std::shared_ptr<WebsocketSession>& opened) {
      session = opened;
      ++sessions;
      session->on_text = [this](std::string_view text) {
        texts.emplace_back(text);
        if (text.starts_with(R"({"op":"auth")") && after_auth) {
          after_auth();
        }
      };
      session->on_closed = [this](const SessionClosed& end) { closed = end; };
      session->send(std::string(kHello));
    };
    return handlers;
  }

  void make() {
    LinkOptions options;
    options.url = "ws://127.0.0.1:" + std::to_string(server.port()) + "/kefu/v1/stream";
    options.token = "kst_secret";
    options.instance = "i_1";
    options.client_version = "1.0";
    options.source = "desk";
    options.log = [this](plugin::LogLevel, std::string_view text) { logged.emplace_back(text); };
    options.random = [] { return 0.0; };
    link = plugin::workstation::make_connection(loop, std::move(options), recorder);
  }

  void ready_after_auth() {
    after_auth = [this] {
      session->send(R"({"op":"ready","session":"s","stream":"st_1","resumed":true,"head_seq":100,)"
                    R"("features":["resume","nudge"],"agent":{"id":"a_2","name":"小李"}})");
    };
  }

  bool pump(const std::function<bool()>& is_done) {
    while (!is_done()) {
      if (!loop.run_one(10s)) {
        return false;
      }
    }
    return true;
  }

  LinkState state() const {
    return recorder.statuses.empty() ? LinkState::kConnecting : recorder.statuses.back().state;
  }

  void go_live() {
    ready_after_auth();
    link->start(store::Cursor{"desk", "st_1", 100});
    ASSERT_TRUE(pump([&] { return state() == LinkState::kLive; }));
  }

  void TearDown() override {
    for (const std::string& line : logged) {
      EXPECT_EQ(line.find("kst_secret"), std::string::npos) << line;
    }
  }

  Loop loop;
  std::function<void(UpgradeAnswer&)> change_upgrade;
  std::function<void()> after_auth;
  std::shared_ptr<WebsocketSession> session;
  int upgrades = 0;
  int sessions = 0;
  Texts texts;
  Texts logged;
  std::optional<SessionClosed> closed;
  WebsocketServer server;
  Recorder recorder;
  std::unique_ptr<plugin::workstation::Link> link;
};

TEST_F(Connection, GoesLiveAndSaysAsWhom) {
  go_live();
  EXPECT_EQ(recorder.statuses.back().detail, "connected to demo as 小李");
  EXPECT_EQ(recorder.statuses.back().agent_id, "a_2");
  EXPECT_EQ(link->stream(), "st_1");
}

TEST_F(Connection, BringsEventsAndAcknowledgesWhatIsStored) {
  go_live();
  session->send(message(101));
  ASSERT_TRUE(pump([&] { return recorder.seqs.size() == 1; }));
  link->stored(101);
  ASSERT_TRUE(pump([&] { return texts.back() == R"({"op":"ack","seq":101})"; }));
}

TEST_F(Connection, ComesBackAfterAResetAndResumesAtWhatIsStored) {
  go_live();
  session->send(message(101));
  ASSERT_TRUE(pump([&] { return recorder.seqs.size() == 1; }));
  link->stored(101);
  session->abort();
  ASSERT_TRUE(pump([&] { return sessions == 2 && state() == LinkState::kLive; }));
  bool resumed = false;
  for (const std::string& text : texts) {
    resumed = resumed || text.find(R"("resume":{"stream":"st_1","seq":101})") != std::string::npos;
  }
  EXPECT_TRUE(resumed);
}

TEST_F(Connection, AGapCloses4010AndComesBack) {
  go_live();
  session->send(message(105));
  ASSERT_TRUE(pump([&] { return closed.has_value(); }));
  EXPECT_EQ(closed->code, 4010);
  ASSERT_TRUE(pump([&] { return sessions == 2 && state() == LinkState::kLive; }));
  EXPECT_TRUE(recorder.seqs.empty());
}

TEST_F(Connection, RefusedCredentialsStopItForAPerson) {
  after_auth = [this] {
    session->send(R"({"op":"error","code":"auth_failed","fatal":true,"message":"token expired"})");
    session->close(4001, "refused");
  };
  link->start(std::nullopt);
  ASSERT_TRUE(pump([&] { return state() == LinkState::kStopped; }));
  EXPECT_TRUE(recorder.statuses.back().needs_person);
  EXPECT_EQ(recorder.statuses.back().detail, "credentials refused (4001): token expired");
  EXPECT_EQ(sessions, 1);
}

TEST_F(Connection, ASecondProtocolErrorStopsItForAPerson) {
  ready_after_auth();
  recorder.after_status = [this](const plugin::workstation::LinkStatus& status) {
    if (status.state == LinkState::kLive) {
      session->send_binary("x");
    }
  };
  link->start(store::Cursor{"desk", "st_1", 100});
  ASSERT_TRUE(pump([&] { return state() == LinkState::kStopped; }));
  EXPECT_EQ(sessions, 2);
  EXPECT_TRUE(recorder.statuses.back().needs_person);
  EXPECT_NE(recorder.statuses.back().detail.find("twice in a row: protocol error (1002)"),
            std::string::npos);
}

TEST_F(Connection, AWrongSubprotocolTwiceStopsIt) {
  change_upgrade = [](UpgradeAnswer& answer) { answer.subprotocol = "kefu.v9"; };
  link->start(std::nullopt);
  ASSERT_TRUE(pump([&] { return state() == LinkState::kStopped; }));
  EXPECT_EQ(upgrades, 2);
  EXPECT_TRUE(texts.empty());
}

TEST_F(Connection, AnOversizedFrameCloses1009) {
  go_live();
  session->send(R"({"op":"x.big","pad":")" + std::string(256 * 1024, 'x') + "\"}");
  ASSERT_TRUE(pump([&] { return state() == LinkState::kWaiting; }));
  EXPECT_NE(recorder.statuses.back().detail.find("1009"), std::string::npos);
}

TEST_F(Connection, ARefusedUpgradeIsTriedAgain) {
  change_upgrade = [this](UpgradeAnswer& answer) {
    if (upgrades < 3) {
      answer.refusal.emplace().status = 503;
    }
  };
  go_live();
  EXPECT_EQ(upgrades, 3);
}

TEST_F(Connection, StopSaysGoodbyeAndDoesNotComeBack) {
  go_live();
  link->stop();
  ASSERT_TRUE(pump([&] { return state() == LinkState::kStopped && closed.has_value(); }));
  EXPECT_EQ(closed->code, 1000);
  EXPECT_FALSE(recorder.statuses.back().needs_person);
  EXPECT_EQ(sessions, 1);
}

TEST_F(Connection, StopWhileWaitingIsReportedToo) {
  change_upgrade = [](UpgradeAnswer& answer) {
    answer.refusal.emplace().status = 503;
    answer.refusal->headers = {{"Retry-After", "3600"}};
  };
  link->start(std::nullopt);
  ASSERT_TRUE(pump([&] { return state() == LinkState::kWaiting; }));
  EXPECT_EQ(recorder.statuses.back().retry_in, std::chrono::hours(1));
  link->stop();
  ASSERT_TRUE(pump([&] { return state() == LinkState::kStopped; }));
}

TEST_F(Connection, MayBeDestroyedAtAnyMoment) {
  link->start(std::nullopt);
  loop.run_one(10s);
  link.reset();
  make();
  go_live();
  link.reset();
  ASSERT_TRUE(pump([&] { return closed.has_value(); }));
}

TEST_F(Connection, PausedReadingHoldsEventsBack) {
  go_live();
  link->pause_reading(true);
  session->send(message(101));
  bool drained = false;
  session->on_drained = [&] { drained = true; };
  ASSERT_TRUE(pump([&] { return drained; }));
  EXPECT_TRUE(recorder.seqs.empty());
  link->pause_reading(false);
  ASSERT_TRUE(pump([&] { return recorder.seqs.size() == 1; }));
}

TEST_F(Connection, PlainBeyondLoopbackStopsItForAPerson) {
  LinkOptions options;
  options.url = "ws://192.0.2.1/kefu/v1/stream";
  auto plain = plugin::workstation::make_connection(loop, std::move(options), recorder);
  plain->start(std::nullopt);
  ASSERT_TRUE(pump([&] { return state() == LinkState::kStopped; }));
  EXPECT_TRUE(recorder.statuses.back().needs_person);
}

TEST_F(Connection, AnAddressThatIsNoneIsRefusedAtOnce) {
  LinkOptions options;
  options.url = "https://desk.example/";
  EXPECT_THROW(plugin::workstation::make_connection(loop, std::move(options), recorder),
               std::invalid_argument);
}

}  // namespace
