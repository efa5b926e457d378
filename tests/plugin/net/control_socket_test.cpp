#include "plugin/net/control_socket.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "pump.h"

namespace {

using net_test::pump;
using plugin::net::control_request;
using plugin::net::ControlAnswer;
using plugin::net::ControlReply;
using plugin::net::ControlSocket;
using plugin::net::Loop;

class Control : public testing::Test {
 protected:
  Control() {
    std::string name = (std::filesystem::temp_directory_path() / "sandglass-sock-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    path = folder / "desk.db.sock";
  }

  ~Control() override { std::filesystem::remove_all(folder); }

  /// Asks from another thread while this one turns the loop.
  ControlAnswer ask(const std::string& method, const std::string& target, const std::string& body) {
    ControlAnswer answer;
    bool is_done = false;
    std::thread asking([&] {
      answer = control_request(path, method, target, body);
      loop.post([&] { is_done = true; });
    });
    pump(loop, [&] { return is_done; });
    asking.join();
    return answer;
  }

  static void echo(std::string_view method, std::string_view target, std::string_view body,
                   const ControlReply& reply) {
    reply({201, std::string(method) + " " + std::string(target) + " " + std::string(body)});
  }

  Loop loop;
  std::filesystem::path folder;
  std::string path;
};

TEST_F(Control, AnswersWithStatusAndBody) {
  const ControlSocket socket(loop, path, echo);
  const ControlAnswer answer = ask("POST", "/api/rules?x=1", std::string(300'000, 'y'));
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, "POST /api/rules?x=1 " + std::string(300'000, 'y'));
}

TEST_F(Control, TheFileIsItsOwnersOnlyAndGoesWithIt) {
  {
    const ControlSocket socket(loop, path, echo);

    struct stat status {};

    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(Control, WhatTheHandlerThrowsIsA500) {
  const ControlSocket socket(loop, path, [](auto, auto, auto, const ControlReply&) {
    throw std::runtime_error("disk full");
  });
  const ControlAnswer answer = ask("GET", "/", "");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body, R"({"error":"disk full"})");
}

TEST_F(Control, OthersAreAnsweredWhileAnAnswerIsStillToCome) {
  ControlReply later;
  const ControlSocket socket(loop, path,
                             [&](auto, std::string_view target, auto, const ControlReply& reply) {
                               if (target == "/slow") {
                                 later = reply;
                               } else {
                                 reply({200, "quick"});
                               }
                             });
  ControlAnswer slow;
  bool is_slow_done = false;
  std::thread asking([&] {
    slow = control_request(path, "POST", "/slow");
    loop.post([&] { is_slow_done = true; });
  });
  pump(loop, [&] { return later != nullptr; });
  EXPECT_EQ(ask("GET", "/quick", "").body, "quick");
  EXPECT_FALSE(is_slow_done);
  later({200, "slow"});
  later({500, "only the first answer counts"});
  pump(loop, [&] { return is_slow_done; });
  asking.join();
  EXPECT_EQ(slow.body, "slow");
}

TEST_F(Control, TheFileMayLieDeeperThanTheSystemsNamesForSocketsReach) {
  const std::filesystem::path deep = folder / std::string(120, 'd') / std::string(120, 'e');
  std::filesystem::create_directories(deep);
  path = deep / (std::string(200, 'f') + ".db.sock");
  {
    const ControlSocket socket(loop, path, echo);
    EXPECT_EQ(ask("GET", "/", "").status, 201);
    EXPECT_THROW(ControlSocket(loop, path, echo), std::system_error);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(deep), {}), 1);
  }
  EXPECT_TRUE(std::filesystem::is_empty(deep));
}

TEST_F(Control, AnAnswerThatComesAfterTheEndGoesNowhere) {
  ControlReply later;
  std::optional<ControlSocket> socket;
  socket.emplace(loop, path, [&](auto, auto, auto, const ControlReply& reply) { later = reply; });
  bool is_done = false;
  std::thread asking([&] {
    EXPECT_THROW(control_request(path, "GET", "/"), std::system_error);
    loop.post([&] { is_done = true; });
  });
  pump(loop, [&] { return later != nullptr; });
  socket.reset();
  pump(loop, [&] { return is_done; });
  asking.join();
  later({200, "too late"});
}

TEST_F(Control, AStaleFileIsReplaced) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::close(fd);
  const ControlSocket socket(loop, path, echo);
  EXPECT_EQ(ask("GET", "/", "").status, 201);
}

TEST_F(Control, ALiveSocketIsNotTaken) {
  const ControlSocket first(loop, path, echo);
  EXPECT_THROW(ControlSocket(loop, path, echo), std::system_error);
  EXPECT_EQ(ask("GET", "/", "").status, 201);
}

TEST_F(Control, AFileThatIsNoSocketIsLeftAlone) {
  std::ofstream(path) << "notes";
  EXPECT_THROW(ControlSocket(loop, path, echo), std::system_error);
  EXPECT_EQ(std::filesystem::file_size(path), 5U);
}

TEST_F(Control, AskingNobodyIsAnErrorWithTheName) {
  try {
    control_request(path, "GET", "/");
    FAIL() << "nobody answered";
  } catch (const std::system_error& error) {
    EXPECT_NE(std::string(error.what()).find(path), std::string::npos);
  }
}

TEST_F(Control, AProcessThatDoesNotAnswerTimesOut) {
  const ControlSocket socket(loop, path, echo);  // its loop is not turning
  try {
    control_request(path, "GET", "/", "", std::chrono::milliseconds(20));
    FAIL() << "an answer from a stopped loop";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code().value(), ETIMEDOUT);
  }
}

}  // namespace
