#include <gtest/gtest.h>
#include <stdlib.h>

#include "certificates.h"
#include "peers.h"

namespace {

using net_test::Authority;
using net_test::Client;
using net_test::pump;
using net_test::Server;
using net_test::to;
using plugin::net::Loop;

class WebsocketTls : public testing::Test {
 protected:
  /// Connects to a server that shows `pair`; the outcome is in `client`.
  void connect(const Authority::Pair& pair, const std::string& ca_file,
               const std::string& host = "localhost") {
    plugin::net::WebsocketServerOptions options;
    options.certificate_file = pair.certificate_file;
    options.key_file = pair.key_file;
    server.emplace(loop, options);
    auto wanted = to(*server, host, true);
    wanted.ca_file = ca_file;
    client.emplace(loop, wanted);
    ASSERT_TRUE(pump(loop, [&] { return client->is_open || client->closed; }));
  }

  void expect_refused(const std::string& why) {
    ASSERT_TRUE(client->closed);
    EXPECT_TRUE(client->closed->is_tls_failure);
    EXPECT_FALSE(client->closed->was_open);
    EXPECT_NE(client->closed->error.find(why), std::string::npos) << client->closed->error;
  }

  Loop loop;
  Authority authority;
  std::optional<Server> server;
  std::optional<Client> client;
};

TEST_F(WebsocketTls, ATrustedCertificateForTheNameIsTaken) {
  connect(authority.issue("localhost", 3600), authority.certificate_file());
  ASSERT_TRUE(client->is_open) << client->closed->error;
  const std::string text(60'000, 'x');
  client->socket->send(text);
  ASSERT_TRUE(pump(loop, [&] { return !client->texts.empty(); }));
  EXPECT_EQ(client->texts.front(), text);
  server->session->close(4005, "slow");
  ASSERT_TRUE(pump(loop, [&] { return client->closed.has_value(); }));
  EXPECT_EQ(client->closed->code, 4005);
}

TEST_F(WebsocketTls, AnAddressIsCheckedAsAnAddress) {
  connect(authority.issue("127.0.0.1", 3600), authority.certificate_file(), "127.0.0.1");
  EXPECT_TRUE(client->is_open);
}

TEST_F(WebsocketTls, ACertificateForAnotherNameIsRefused) {
  connect(authority.issue("desk.example", 3600), authority.certificate_file());
  expect_refused("the certificate of localhost:");
}

TEST_F(WebsocketTls, AnAddressNotNamedIsRefused) {
  connect(authority.issue("localhost", 3600), authority.certificate_file(), "127.0.0.1");
  expect_refused("the certificate of 127.0.0.1:");
}

TEST_F(WebsocketTls, ASelfSignedCertificateIsRefused) {
  connect(authority.issue("localhost", 3600, true), "");
  expect_refused("self-signed certificate");
}

TEST_F(WebsocketTls, AnUnknownAuthorityIsRefused) {
  connect(authority.issue("localhost", 3600), "");
  expect_refused("unable to get local issuer certificate");
}

TEST_F(WebsocketTls, AnAuthorityOfOnesOwnTakesThePlaceOfTheSystems) {
  const Authority own;
  // Where OpenSSL looks for the system's authorities (SSL_CTX_set_default_verify_paths(3)).
  ::setenv("SSL_CERT_FILE", authority.certificate_file().c_str(), 1);
  connect(authority.issue("localhost", 3600), "");
  EXPECT_TRUE(client->is_open);
  client.reset();
  connect(authority.issue("localhost", 3600), own.certificate_file());
  ::unsetenv("SSL_CERT_FILE");
  expect_refused("certificate signature failure");  // both authorities have the same name
}

TEST_F(WebsocketTls, AnExpiredCertificateIsRefused) {
  connect(authority.issue("localhost", -3600), authority.certificate_file());
  expect_refused("certificate has expired");
}

TEST_F(WebsocketTls, AMissingAuthorityFileIsNamed) {
  connect(authority.issue("localhost", 3600), "/nonexistent/ca.pem");
  expect_refused("/nonexistent/ca.pem");
}

TEST_F(WebsocketTls, APlainServerIsNoTlsServer) {
  server.emplace(loop);
  client.emplace(loop, to(*server, "localhost", true));
  ASSERT_TRUE(pump(loop, [&] { return client->closed.has_value(); }));
  expect_refused("TLS handshake with localhost:");
}

TEST_F(WebsocketTls, ADroppedLineIsReportedOnce) {
  connect(authority.issue("localhost", 3600), authority.certificate_file());
  ASSERT_TRUE(client->is_open);
  ASSERT_TRUE(pump(loop, [&] { return server->session != nullptr; }));
  server->session->abort();
  ASSERT_TRUE(pump(loop, [&] { return client->closed.has_value(); }));
  EXPECT_EQ(client->closed->code, 0);
  EXPECT_EQ(client->closings, 1);
}

}  // namespace
