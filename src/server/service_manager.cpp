// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/service_manager.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstring>

#include "base/text.h"

namespace distcc {
namespace {

constexpr int first_passed_socket = 3;
constexpr int most_passed_sockets = 64;
/// A manager whose queue of messages is full is waited for so long, so that "ready" is not lost.
constexpr timeval longest_wait{1, 0};

/// What the manager waits for between two signs of life; zero when it wants none of this process.
std::chrono::microseconds watchdog_limit(const Environment& environment) {
  const auto limit = parse_integer(environment.get("WATCHDOG_USEC").value_or(""));
  const auto pid = environment.get("WATCHDOG_PID");
  if (!limit || *limit <= 0 || (pid && parse_integer(*pid) != ::getpid())) return {};
  return std::chrono::microseconds(*limit);
}

}  // namespace

std::vector<Fd> sockets_of_service_manager(const Environment& environment) {
  std::vector<Fd> sockets;
  const auto pid = parse_integer(environment.get("LISTEN_PID").value_or(""));
  const auto count = parse_integer(environment.get("LISTEN_FDS").value_or(""));
  if (!pid || *pid != ::getpid() || !count || *count < 1 || *count > most_passed_sockets) return {};
  for (int fd = first_passed_socket; fd < first_passed_socket + static_cast<int>(*count); ++fd) {
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    sockets.emplace_back(fd);
  }
  return sockets;
}

ServiceManager ServiceManager::of(const Environment& environment) {
  ServiceManager manager;
  std::string address = environment.get("NOTIFY_SOCKET").value_or("");
  if (address.size() < 2 || address.size() >= sizeof(sockaddr_un::sun_path)) return manager;
  if (address[0] != '/' && address[0] != '@') return manager;
  if (address[0] == '@') address[0] = '\0';
  manager.socket_ = Fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!manager.socket_) return manager;
  ::setsockopt(manager.socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &longest_wait, sizeof longest_wait);
  manager.address_ = std::move(address);
  const auto limit = watchdog_limit(environment);
  if (limit.count() > 0) {
    // Half of the limit, as is the custom; a sign may come a little late then.
    manager.between_signs_ =
        std::max(Milliseconds(1), std::chrono::duration_cast<Milliseconds>(limit / 2));
    manager.next_sign_ = Deadline::after(Milliseconds(0));
  }
  return manager;
}

void ServiceManager::tell(std::string_view state) const {
  if (!socket_) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, address_.data(), address_.size());
  // The address is told each time: the manager may have been started anew.
  ::sendto(socket_.get(), state.data(), state.size(), MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr*>(&address),
           static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size()));
}

void ServiceManager::tell_ready(std::string_view status) const {
  tell(cat("READY=1\nSTATUS=", status));
}

void ServiceManager::tell_reloading() const {
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
      Clock::now().time_since_epoch());  // CLOCK_MONOTONIC, as the protocol wants it
  tell(cat("RELOADING=1\nMONOTONIC_USEC=", now.count()));
}

void ServiceManager::tell_stopping(std::string_view status) const {
  tell(cat("STOPPING=1\nSTATUS=", status));
}

void ServiceManager::give_sign_of_life() {
  if (!next_sign_.passed()) return;
  tell("WATCHDOG=1");
  next_sign_ = Deadline::after(between_signs_);
}

}  // namespace distcc
