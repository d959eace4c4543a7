// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service_manager.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include "base/scratch.h"
#include "base/text.h"

namespace distcc {
namespace {

/// A socket that messages come to, as a service manager has it.
class Ear {
 public:
  explicit Ear(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  /// The next message, "" when there is none.
  std::string next() {
    char text[256];
    const ssize_t size = ::recv(socket_.get(), text, sizeof text, MSG_DONTWAIT);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
  }

 private:
  Fd socket_;
};

class TellServiceManager : public testing::Test {
 protected:
  void SetUp() override {
    auto made = ScratchDirectory::create(temporary_directory(), "service_manager_test_");
    ASSERT_TRUE(made);
    directory_.emplace(std::move(*made));
    path_ = cat(directory_->path(), "/notify");
    ear_.emplace(path_);
  }
  std::optional<ScratchDirectory> directory_;
  std::string path_;
  std::optional<Ear> ear_;
};

TEST_F(TellServiceManager, SpeaksItsProtocol) {
  const auto manager = ServiceManager::of(Environment::of({{"NOTIFY_SOCKET", path_}}));
  manager.tell_ready("all is well");
  EXPECT_EQ(ear_->next(), "READY=1\nSTATUS=all is well");
  manager.tell_reloading();
  EXPECT_TRUE(ear_->next().starts_with("RELOADING=1\nMONOTONIC_USEC="));
  manager.tell_stopping("soon");
  EXPECT_EQ(ear_->next(), "STOPPING=1\nSTATUS=soon");
  EXPECT_TRUE(manager.next_sign_of_life().is_never());
}

TEST_F(TellServiceManager, GivesSignsOfLifeWhenTheyAreDueAndNotBefore) {
  auto manager = ServiceManager::of(
      Environment::of({{"NOTIFY_SOCKET", path_}, {"WATCHDOG_USEC", "3600000000"}}));
  manager.give_sign_of_life();
  EXPECT_EQ(ear_->next(), "WATCHDOG=1");
  EXPECT_FALSE(manager.next_sign_of_life().passed());
  manager.give_sign_of_life();
  EXPECT_EQ(ear_->next(), "");
}

TEST_F(TellServiceManager, GivesNoneToAWatchdogOfAnother) {
  auto manager = ServiceManager::of(Environment::of(
      {{"NOTIFY_SOCKET", path_}, {"WATCHDOG_USEC", "1000"}, {"WATCHDOG_PID", "1"}}));
  manager.give_sign_of_life();
  EXPECT_EQ(ear_->next(), "");
}

TEST(ServiceManager, MayBeMissingOrGone) {
  for (const char* address : {"", "@", "relative/path", "/nonexistent/socket"}) {
    auto manager = ServiceManager::of(
        Environment::of({{"NOTIFY_SOCKET", address}, {"WATCHDOG_USEC", "1000"}}));
    manager.tell_ready("nobody hears this");
    manager.give_sign_of_life();
  }
}

TEST(SocketsOfServiceManager, AreNoneWithoutItsVariables) {
  EXPECT_TRUE(sockets_of_service_manager(Environment::of({})).empty());
  EXPECT_TRUE(
      sockets_of_service_manager(Environment::of({{"LISTEN_PID", "1"}, {"LISTEN_FDS", "1"}}))
          .empty());
}

}  // namespace
}  // namespace distcc
