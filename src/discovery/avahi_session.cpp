// SPDX-License-Identifier: GPL-3.0-or-later
#include "discovery/avahi_session.h"

#include <avahi-common/error.h>
#include <avahi-common/timeval.h>
#include <sys/eventfd.h>

#include <utility>

#include "base/text.h"

namespace distcc {
namespace {

/// Without a message bus nobody tells when one appears.
constexpr unsigned look_for_bus_every = 2'000;

std::string no_answer(int error) {
  return cat("the Avahi daemon does not answer (", avahi_strerror(error), ")");
}

}  // namespace

std::string avahi_error(AvahiClient* client) {
  return avahi_strerror(avahi_client_errno(client));
}

AvahiSession::AvahiSession(User& user, AvahiSimplePoll* poll, Fd end) noexcept
    : user_(user), poll_(poll), end_(std::move(end)) {}

Result<std::unique_ptr<AvahiSession>> AvahiSession::create(User& user) {
  Fd end(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  AvahiSimplePoll* poll = end ? avahi_simple_poll_new() : nullptr;
  if (poll == nullptr) return fail_errno("cannot wait for the Avahi daemon");
  return std::unique_ptr<AvahiSession>(new AvahiSession(user, poll, std::move(end)));
}

AvahiSession::~AvahiSession() {
  ::eventfd_write(end_.get(), 1);
  if (thread_.joinable()) thread_.join();
}

void AvahiSession::watch(int fd, void (*callback)(int, void*), void* userdata) {
  watches_.push_back(std::make_unique<Watch>(Watch{callback, userdata}));
  const AvahiPoll* api = avahi_simple_poll_get(poll_.get());
  api->watch_new(
      api, fd, AVAHI_WATCH_IN,
      [](AvahiWatch*, int ready, AvahiWatchEvent, void* data) {
        const Watch& one = *static_cast<const Watch*>(data);
        one.callback(ready, one.userdata);
      },
      watches_.back().get());
}

void AvahiSession::start() {
  watch(
      end_.get(),
      [](int, void* poll) { avahi_simple_poll_quit(static_cast<AvahiSimplePoll*>(poll)); },
      poll_.get());
  thread_ = std::thread([this] { run(); });
}

void AvahiSession::run() {
  const AvahiPoll* api = avahi_simple_poll_get(poll_.get());
  reconnect_ = api->timeout_new(
      api, nullptr, [](AvahiTimeout*, void* self) { static_cast<AvahiSession*>(self)->connect(); },
      this);
  connect();
  while (avahi_simple_poll_iterate(poll_.get(), -1) == 0) {
  }
  usable_ = false;
  client_.reset();
}

void AvahiSession::connect() {
  disconnect("");
  int error = 0;
  // The callback is called from within already, before the result is known.
  client_.reset(avahi_client_new(
      avahi_simple_poll_get(poll_.get()), AVAHI_CLIENT_NO_FAIL,
      [](AvahiClient* client, AvahiClientState state, void* self) {
        static_cast<AvahiSession*>(self)->state_changed(client, state);
      },
      this, &error));
  if (client_) return;
  disconnect(no_answer(error));
  connect_after(look_for_bus_every);
}

void AvahiSession::disconnect(const std::string& reason) {
  if (std::exchange(usable_, false) || !reason.empty()) user_.daemon_is_gone(reason);
  client_.reset();
}

void AvahiSession::connect_after(unsigned milliseconds) {
  timeval moment{};
  avahi_elapse_time(&moment, milliseconds, 0);
  avahi_simple_poll_get(poll_.get())->timeout_update(reconnect_, &moment);
}

/// A client that is no longer good for anything is replaced, but not from within its own callback.
void AvahiSession::state_changed(AvahiClient* client, AvahiClientState state) {
  if (state == AVAHI_CLIENT_S_RUNNING) {
    if (!std::exchange(usable_, true)) user_.daemon_is_there(client);
    return;
  }
  if (state == AVAHI_CLIENT_FAILURE || usable_) {
    if (std::exchange(usable_, false)) user_.daemon_is_gone(no_answer(avahi_client_errno(client)));
    connect_after(0);
    return;
  }
  if (state == AVAHI_CLIENT_CONNECTING) user_.daemon_is_gone(no_answer(AVAHI_ERR_NO_DAEMON));
}

}  // namespace distcc
