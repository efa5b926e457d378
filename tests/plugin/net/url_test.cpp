#include "plugin/net/url.h"

#include <gtest/gtest.h>

namespace {

using plugin::net::parse_url;

TEST(Url, TakesASecureAddressApart) {
  const auto url = parse_url("wss://desk.example:8443/kefu/v1/stream?shop=1");
  ASSERT_TRUE(url);
  EXPECT_TRUE(url->is_secure);
  EXPECT_EQ(url->host, "desk.example");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->target, "/kefu/v1/stream?shop=1");
}

TEST(Url, FillsInPortAndPath) {
  EXPECT_EQ(parse_url("wss://a")->port, 443);
  EXPECT_EQ(parse_url("ws://a")->port, 80);
  EXPECT_EQ(parse_url("ws://a")->target, "/");
  EXPECT_EQ(parse_url("ws://a?x=1")->target, "/?x=1");
}

TEST(Url, KnowsLoopback) {
  EXPECT_TRUE(parse_url("ws://127.0.0.1:9300/")->is_loopback());
  EXPECT_TRUE(parse_url("ws://localhost/")->is_loopback());
  EXPECT_TRUE(parse_url("ws://[::1]:9300/")->is_loopback());
  EXPECT_FALSE(parse_url("ws://192.0.2.1/")->is_loopback());
  EXPECT_FALSE(parse_url("ws://127.example.org/")->is_loopback());
  EXPECT_FALSE(parse_url("ws://127.0.0.1.example.org/")->is_loopback());
}

TEST(Url, RefusesWhatIsNoWebsocketAddress) {
  for (const char* text :
       {"", "http://a/", "wss://", "wss://:443/", "wss://user:pw@a/", "ws://a:0/", "ws://a:65536/",
        "ws://a:/", "ws://[::1/", "ws://a/ b", "ws://a/#x"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
}

}  // namespace
