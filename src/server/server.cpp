// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/server.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <memory>
#include <utility>

#include "base/io.h"
#include "base/log.h"
#include "base/text.h"
#include "server/serve.h"
#include "server/statistics_page.h"
#include "web/visitor.h"

namespace distcc {
namespace {

/// How long to stop accepting when the process is out of descriptors or threads.
constexpr Milliseconds breather{100};

/// Lets one client in, and out again, so that it goes elsewhere at once. False when there is
/// trouble with the socket.
bool turn_away(int listener) {
  const Fd client(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
  if (client) log_info("a client was turned away, because the server is ending");
  return client || errno == EAGAIN || errno == EINTR || errno == ECONNABORTED;
}

}  // namespace

Server::Server(World& world, ServerSettings settings, Fd signals, ServiceManager service_manager)
    : world_(world),
      settings_(std::move(settings)),
      signals_(std::move(signals)),
      service_manager_(std::move(service_manager)),
      lifetime_(settings_.lifetime.count() > 0 ? Deadline::after(settings_.lifetime)
                                               : Deadline::never()),
      machine_(world.jobs_directory),
      page_([this] { return facts(); }, world.jobs_directory) {}

void Server::serve_listeners(std::vector<Fd> listeners, Fd statistics_listener) {
  service_manager_.tell_ready(status());
  while (!lifetime_.passed()) {
    std::vector<pollfd> fds = {{signals_.get(), POLLIN, 0}, {statistics_listener.get(), POLLIN, 0}};
    for (const Fd& listener : listeners) fds.push_back({listener.get(), POLLIN, 0});
    // A standstill of this loop is one of the service, so the signs of life come from here.
    service_manager_.give_sign_of_life();
    const Deadline wake = earlier(lifetime_, service_manager_.next_sign_of_life());
    if (poll_until(fds.data(), fds.size(), wake) == 0) continue;
    if (fds[0].revents != 0 && handle_signal() == Event::end) break;
    if (fds[1].revents != 0) accept_statistics_reader(fds[1].fd);
    for (std::size_t i = 2; i < fds.size(); ++i) {
      if (fds[i].revents != 0) accept_client(fds[i].fd);
    }
  }
  settings_.leave();
  // From here on clients find nobody, and go elsewhere. Where the socket stays, they would wait for
  // whoever listens next, so they are turned away one by one.
  if (!settings_.sockets_are_kept) listeners.clear();
  end(std::move(listeners));
}

Result<void> Server::show_page(Fd listener) {
  HttpSettings settings;
  settings.answer = [this](const HttpRequest& request) { return page_.answer(request); };
  settings.admits = [this](const sockaddr_storage& address) {
    const Peer peer = peer_of(address);
    return (peer.address && peer.address->is_loopback()) || world_.access.get()->allows(peer);
  };
  settings.names = {own_host_name()};
  page_server_ = TRY_VALUE(HttpServer::start(std::move(listener), std::move(settings)));
  return {};
}

ServerFacts Server::facts() const {
  ServerFacts facts;
  facts.host = own_host_name();
  facts.started = started_;
  facts.now = std::chrono::system_clock::now();
  facts.jobs = settings_.jobs;
  facts.queue = settings_.queue;
  facts.counts = world_.statistics.counts();
  facts.history = world_.statistics.history();
  facts.requests = connections_.requests();
  return facts;
}

void Server::serve_one(int in, int out) {
  const Fd done(::eventfd(0, EFD_CLOEXEC));
  const Peer peer = peer_of(in);
  if (!world_.access.get()->allows(peer)) {
    return deny(peer);
  }
  for (const int fd : {in, out}) ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
  const bool started = threads_.run([&] {
    Stream stream(in, out, world_.ending);
    ConnectionTable::Entry entry(connections_, in, peer.text);
    serve_client(world_, stream, peer.text, entry.connection());
    ::eventfd_write(done.get(), 1);
  });
  if (!started) return log_error("cannot make a thread");
  pollfd fds[] = {{done.get(), POLLIN, 0}, {signals_.get(), POLLIN, 0}};
  while (poll_until(fds, 2, lifetime_) > 0 && fds[0].revents == 0) {
    if (handle_signal() == Event::end) break;
  }
  end({});
}

Server::Event Server::handle_signal() {
  signalfd_siginfo information{};
  if (::read(signals_.get(), &information, sizeof information) <= 0) return Event::none;
  if (information.ssi_signo != SIGHUP) return Event::end;
  reload();
  return Event::none;
}

void Server::reload() {
  service_manager_.tell_reloading();
  settings_.reload();
  service_manager_.tell_ready(status());
}

std::string Server::status() const {
  return cat("compiling up to ", settings_.jobs, " jobs at once");
}

bool Server::accept(int listener, Accepted& accepted) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  accepted.socket = Fd(::accept4(listener, reinterpret_cast<sockaddr*>(&address), &size,
                                 SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!accepted.socket) {
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) make_room();
    return false;
  }
  accepted.peer = peer_of(address);
  if (world_.access.get()->allows(accepted.peer)) return true;
  deny(accepted.peer);
  return false;
}

void Server::deny(const Peer& peer) {
  log_error(cat("connection from client '", peer.text, "' denied by access list"));
  world_.statistics.record_denied();
}

/// Not one more connection can be taken now: the most silent client goes, and the kernel keeps the
/// new ones for a moment.
void Server::make_room() {
  log_warning("too many connections; letting go of the client that has been silent longest");
  connections_.let_go_most_silent();
  pollfd signal{signals_.get(), POLLIN, 0};
  poll_until(&signal, 1, Deadline::after(breather));
}

void Server::accept_client(int listener) {
  Accepted accepted;
  if (!accept(listener, accepted)) return;
  world_.statistics.record_connection();
  const int on = 1;
  ::setsockopt(accepted.socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (threads_.busy() >= settings_.most_connections) connections_.let_go_most_silent();

  // A function object must be copyable, and a descriptor is not.
  const auto shared = std::make_shared<Accepted>(std::move(accepted));
  const bool started = threads_.run([this, shared] {
    const int fd = shared->socket.get();
    Stream stream(std::move(shared->socket), world_.ending);
    ConnectionTable::Entry entry(connections_, fd, shared->peer.text);
    serve_client(world_, stream, shared->peer.text, entry.connection());
  });
  if (!started) make_room();
}

void Server::accept_statistics_reader(int listener) {
  Accepted accepted;
  if (!accept(listener, accepted)) return;
  const auto shared = std::make_shared<Accepted>(std::move(accepted));
  threads_.run([this, shared] {
    const int fd = shared->socket.get();
    Stream stream(std::move(shared->socket), world_.ending);
    ConnectionTable::Entry entry(connections_, fd);
    serve_statistics(
        [this] {
          ServerFacts now = facts();
          now.machine = machine_.look();
          return now;
        },
        stream);
  });
}

void Server::end(std::vector<Fd> listeners) {
  const std::size_t busy = threads_.busy();
  service_manager_.tell_stopping(cat("waiting for ", busy, busy == 1 ? " client" : " clients"));
  world_.ending.begin();
  wait_for_jobs(Deadline::after(settings_.stop_timeout), std::move(listeners));
  world_.ending.hurry();
  threads_.wait_until_idle();
}

/// Until all jobs are finished, the deadline or a second signal.
void Server::wait_for_jobs(Deadline deadline, std::vector<Fd> listeners) {
  while (threads_.busy() > 0 && !deadline.passed()) {
    std::vector<pollfd> fds = {{signals_.get(), POLLIN, 0}, {threads_.idle_fd(), POLLIN, 0}};
    for (const Fd& listener : listeners) fds.push_back({listener.get(), POLLIN, 0});
    service_manager_.give_sign_of_life();
    const Deadline wake = earlier(deadline, service_manager_.next_sign_of_life());
    if (poll_until(fds.data(), fds.size(), wake) == 0) continue;
    if (fds[0].revents != 0 && handle_signal() == Event::end) return;
    eventfd_t ended = 0;
    if (fds[1].revents != 0) ::eventfd_read(threads_.idle_fd(), &ended);
    for (std::size_t i = 2; i < fds.size(); ++i) {
      if (fds[i].revents == 0 || turn_away(fds[i].fd)) continue;
      listeners.clear();  // rather none than one that is always ready
      break;
    }
  }
}

}  // namespace distcc
