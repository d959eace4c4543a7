// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/connect.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/text.h"

namespace distcc {
namespace {

Host ssh_host(std::string user, std::string name, std::string command) {
  Host host;
  host.way = Host::Way::ssh;
  host.user = std::move(user);
  host.name = std::move(name);
  host.remote_command = std::move(command);
  return host;
}

TEST(SshCommand, NamesTheUserOnlyWhenThereIsOne) {
  EXPECT_EQ(join(ssh_command(ssh_host("", "red", ""), "ssh"), " "),
            "ssh red distccd --inetd --enable-tcp-insecure");
  EXPECT_EQ(join(ssh_command(ssh_host("build", "red", ""), "ssh"), " "),
            "ssh -l build red distccd --inetd --enable-tcp-insecure");
}

TEST(SshCommand, TakesTheRemoteCommandAndTheWordsOfTheProgram) {
  EXPECT_EQ(
      join(ssh_command(ssh_host("", "red", "/opt/distccd"), "ssh -o BatchMode=yes -p  22"), "|"),
      "ssh|-o|BatchMode=yes|-p|22|red|/opt/distccd|--inetd|--enable-tcp-insecure");
}

/// A bound loopback port; listening or not.
class LoopbackPort {
 public:
  explicit LoopbackPort(bool listening)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    if (listening) ::listen(socket_.get(), 4);
  }
  [[nodiscard]] Host host() const {
    Host host;
    host.name = "127.0.0.1";
    host.port = port_;
    host.definition = cat("127.0.0.1:", port_);
    return host;
  }
  [[nodiscard]] int fd() const { return socket_.get(); }

 private:
  Fd socket_;
  int port_ = 0;
};

TEST(ConnectTo, ReachesAListeningPort) {
  const LoopbackPort port(true);
  auto connection = connect_to(port.host(), {});
  ASSERT_TRUE(connection) << connection.error().text;
  const Fd accepted(::accept(port.fd(), nullptr, nullptr));
  ASSERT_TRUE(connection->send("hello"));
  char buffer[8] = {};
  EXPECT_EQ(::recv(accepted.get(), buffer, 5, MSG_WAITALL), 5);
  EXPECT_STREQ(buffer, "hello");
  EXPECT_EQ(connection->bytes_sent(), 5u);
}

TEST(ConnectTo, BlamesTheHostForAClosedPort) {
  const LoopbackPort port(false);
  const auto connection = connect_to(port.host(), {});
  ASSERT_FALSE(connection);
  EXPECT_EQ(connection.error().fault, Fault::that_host);
  EXPECT_EQ(connection.error().code, ExitCode::connect_failed);
  EXPECT_NE(connection.error().text.find("failed: Connection refused"), std::string::npos);
}

TEST(ConnectTo, BlamesTheHostForAnUnknownName) {
  Host host;
  host.name = "no-such-host.invalid";
  host.definition = host.name;
  const auto connection = connect_to(host, {});
  ASSERT_FALSE(connection);
  EXPECT_EQ(connection.error().code, ExitCode::connect_failed);
  EXPECT_NE(connection.error().text.find("failed to resolve host no-such-host.invalid"),
            std::string::npos);
}

TEST(ConnectTo, TellsWhenTheSshProgramIsMissing) {
  const auto connection = connect_to(ssh_host("", "red", ""), {.ssh = "no-such-program-at-all"});
  ASSERT_FALSE(connection);
  EXPECT_EQ(connection.error().fault, Fault::that_host);
}

TEST(ConnectTo, CarriesBytesThroughTheSshProgram) {
  // cat stands in for ssh: what is sent comes back. Its operands must not be files.
  Host host = ssh_host("", "--", "-");
  auto connection = connect_to(host, {.ssh = "sh -c cat"});
  ASSERT_TRUE(connection) << connection.error().text;
  ASSERT_TRUE(connection->send("echo"));
  char buffer[4];
  std::string got;
  while (got.size() < 4) got.append(buffer, connection->receive(buffer, sizeof buffer).value());
  EXPECT_EQ(got, "echo");
}

}  // namespace
}  // namespace distcc
