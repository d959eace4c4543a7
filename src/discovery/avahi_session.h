// SPDX-License-Identifier: GPL-3.0-or-later
//
// A connection with this machine's Avahi daemon that outlives the daemon: it comes about when there
// is one, and again when that was started anew. All happens in one thread, the session's own.
#pragma once

#include <avahi-client/client.h>
#include <avahi-common/simple-watch.h>

#include <memory>
#include <string>
#include <thread>

#include "base/fd.h"
#include "base/result.h"

namespace distcc {

class AvahiSession {
 public:
  /// What is made anew with each daemon. Called in the thread of the session.
  class User {
   public:
    virtual ~User() = default;
    virtual void daemon_is_there(AvahiClient* client) = 0;
    /// All that was made with the client is about to go with it, or there was none.
    virtual void daemon_is_gone(const std::string& reason) = 0;
  };

  /// `user` must outlive the session.
  static Result<std::unique_ptr<AvahiSession>> create(User& user);
  ~AvahiSession();
  AvahiSession(const AvahiSession&) = delete;
  AvahiSession& operator=(const AvahiSession&) = delete;

  /// Calls `callback(fd, userdata)` in the thread when the descriptor can be read. Before start().
  void watch(int fd, void (*callback)(int fd, void* userdata), void* userdata);
  void start();

 private:
  struct Watch {
    void (*callback)(int fd, void* userdata);
    void* userdata;
  };
  struct FreePoll {
    void operator()(AvahiSimplePoll* poll) const { avahi_simple_poll_free(poll); }
  };
  struct FreeClient {
    void operator()(AvahiClient* client) const { avahi_client_free(client); }
  };

  AvahiSession(User& user, AvahiSimplePoll* poll, Fd end) noexcept;
  void run();
  void connect();
  void disconnect(const std::string& reason);
  void connect_after(unsigned milliseconds);
  void state_changed(AvahiClient* client, AvahiClientState state);

  User& user_;
  std::unique_ptr<AvahiSimplePoll, FreePoll> poll_;
  std::unique_ptr<AvahiClient, FreeClient> client_;
  AvahiTimeout* reconnect_ = nullptr;
  bool usable_ = false;  ///< the user has a client
  Fd end_;               ///< an eventfd, readable when the thread is to end
  std::vector<std::unique_ptr<Watch>> watches_;
  std::thread thread_;
};

/// What Avahi calls the error.
std::string avahi_error(AvahiClient* client);

}  // namespace distcc
