// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/agent.h"

#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <thread>

#include "agent/status_text.h"
#include "base/files.h"
#include "base/io.h"
#include "base/log.h"
#include "base/text.h"

namespace distcc {
namespace {

constexpr int thread_count = 8;
constexpr Milliseconds longest_request{10'000};
constexpr Milliseconds look_around_every{5'000};
constexpr Milliseconds pause_after_trouble{20};
/// What a build announced is kept for so long, at most, without anybody asking.
constexpr std::chrono::hours longest_hold{24};

ino_t inode_at(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

void wake(const Fd& event) {
  (void)::eventfd_write(event.get(), 1);
}

/// A whole request, or nothing when the client is not quick or not sensible.
Result<AgentRequest> read_request(const Fd& client) {
  AgentRequestReader reader{WireLimits{}};
  const Deadline deadline = Deadline::after(longest_request);
  char buffer[1 << 14];
  while (!reader.complete()) {
    pollfd waiting{client.get(), POLLIN, 0};
    if (poll_until(&waiting, 1, deadline) == 0) return fail_protocol("a client is silent");
    const ssize_t count = ::recv(client.get(), buffer, sizeof buffer, 0);
    if (count < 0) return fail_errno("cannot hear a client");
    if (count == 0) return fail_protocol("a client broke off");
    TRY(reader.feed({buffer, static_cast<std::size_t>(count)}));
  }
  return reader.request();
}

/// A reply, and the open file that goes with it; a client that does not take it is its own loss.
void send_reply(const Fd& client, std::string_view reply, const Fd* file = nullptr) {
  const timeval longest_send{30, 0};
  ::setsockopt(client.get(), SOL_SOCKET, SO_SNDTIMEO, &longest_send, sizeof longest_send);
  (void)send_answer(client.get(), reply, file);
}

Result<Fd> watch_signals() {
  sigset_t ending;
  sigemptyset(&ending);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&ending, number);
  Fd signals(::signalfd(-1, &ending, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals) return fail_errno("cannot watch for signals");
  return signals;
}

}  // namespace

Agent::Agent(AgentSettings settings, Fd listener)
    : settings_(std::move(settings)),
      listener_(std::move(listener)),
      end_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      answerer_(settings_.client_root_base),
      pages_(
          settings_.page, [this] { return answerer_.statistics(); },
          [this] { note_page_reader(); }) {
  note_activity();
}

Result<std::unique_ptr<Agent>> Agent::create(AgentSettings settings) {
  // Under a name of its own first, so that there is no moment without an agent at the place.
  const std::string path = settings.place.socket_path();
  const std::string temporary = cat(path, ".", ::getpid());
  ::unlink(temporary.c_str());
  Fd listener = TRY_VALUE(listen_on_socket(temporary));
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    auto error = fail_errno(cat("cannot listen at ", path));
    ::unlink(temporary.c_str());
    return error;
  }
  ClientRoot::sweep(settings.client_root_base);
  std::unique_ptr<Agent> agent(new Agent(std::move(settings), std::move(listener)));
  agent->inode_ = inode_at(path);
  return agent;
}

Agent::~Agent() {
  give_up_name();
}

/// Who asks from here on finds no agent, and starts one if it needs one.
void Agent::give_up_name() {
  if (whose_name() == Name::ours) ::unlink(settings_.place.socket_path().c_str());
}

void Agent::stop() {
  stopped_ = true;
  give_up_name();
  wake(end_);
}

/// Somebody who looks at a page wants the agent to stay, but not an outdated one.
void Agent::note_page_reader() {
  if (!retired_) note_activity();
}

void Agent::note_activity() {
  last_activity_ = Clock::now().time_since_epoch().count();
}

Agent::Name Agent::whose_name() const {
  const ino_t inode = inode_at(settings_.place.socket_path());
  if (inode == inode_) return Name::ours;
  return inode == 0 ? Name::gone : Name::anothers;
}

/// Is a build under way that counts on this agent?
bool Agent::is_held() {
  const std::lock_guard lock(holds_mutex_);
  holds_.erase(std::remove_if(holds_.begin(), holds_.end(),
                              [](const std::string& path) { return !file_exists(path); }),
               holds_.end());
  return !holds_.empty();
}

bool Agent::has_reason_to_end() {
  if (stopped_) return true;
  const Name name = whose_name();
  if (name == Name::gone && !retired_) {
    log_notice("the socket is gone");
    return true;
  }
  if (name == Name::ours && is_program_replaced()) {
    log_notice("the program was replaced");
    give_up_name();  // the next client starts the new program
    if (!retired_.exchange(true)) lists_.give_up();
  }
  if (name == Name::anothers && !retired_.exchange(true)) lists_.give_up();
  if (busy_ > 0) return false;
  const auto last =
      std::max(Clock::duration(last_activity_.load()), lists_.last_read().time_since_epoch());
  const auto idle = Clock::now().time_since_epoch() - last;
  if (idle < settings_.idle) return false;
  if (!retired_ && is_held() && idle < longest_hold) return false;
  log_notice(retired_ ? "another agent took this place" : "idle for long");
  return true;
}

Result<void> Agent::run(const std::function<void()>& serving) {
  const Fd signals = TRY_VALUE(watch_signals());
  std::vector<std::thread> threads;
  threads.reserve(thread_count);
  for (int i = 0; i < thread_count; ++i) threads.emplace_back([this] { work(); });
  pages_.keep_served();
  serving();
  const auto tick = std::min(look_around_every, Milliseconds(settings_.idle));
  bool ended = false;
  while (!ended) {
    pollfd waiting[] = {{signals.get(), POLLIN, 0}, {end_.get(), POLLIN, 0}};
    const bool called = poll_until(waiting, 2, Deadline::after(tick)) > 0;
    ended = called || has_reason_to_end();
    if (!ended && !retired_) pages_.keep_served();
  }
  ::shutdown(listener_.get(), SHUT_RDWR);  // ends accept(2) in all threads
  for (std::thread& thread : threads) thread.join();
  return {};
}

/// Waits in accept(2), where a client wakes one of the threads and not all of them.
void Agent::work() {
  while (true) {
    const Fd client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client && (errno == EINVAL || errno == EBADF)) return;
    if (!client) {
      // Out of descriptors or memory, most likely: not to be asked about all the time.
      pollfd waiting{end_.get(), POLLIN, 0};
      poll_until(&waiting, 1, Deadline::after(pause_after_trouble));
      continue;
    }
    ++busy_;
    serve(client);
    --busy_;
  }
}

void Agent::serve(const Fd& client) {
  if (!is_peer_of_this_user(client.get())) {
    log_warning("turned a client of another user away");
    return;
  }
  const auto request = read_request(client);
  if (!request) {
    log_info(request.error().text);
    return;
  }
  if (request->kind == AgentRequest::Kind::packed) return reply_packed(*request, client);
  if (request->kind == AgentRequest::Kind::stop) stop();
  send_reply(client, reply_to(*request, client));
}

std::string Agent::reply_to(const AgentRequest& request, const Fd& client) {
  switch (request.kind) {
    case AgentRequest::Kind::files:
      return files_reply(request, client);
    case AgentRequest::Kind::packed:
      break;  // goes with a descriptor
    case AgentRequest::Kind::inputs:
      return inputs_reply(request, client);
    case AgentRequest::Kind::status:
      return status_text(status(request.json));
    case AgentRequest::Kind::hold: {
      note_activity();
      const std::lock_guard lock(holds_mutex_);
      holds_.push_back(request.directory);
      return status_text("held");
    }
    case AgentRequest::Kind::browse: {
      note_activity();
      const auto kept = lists_.keep(request.directory);
      return status_text(kept ? "" : kept.error().text);
    }
    case AgentRequest::Kind::page:
      return status_text(page_reply(request.directory));
    case AgentRequest::Kind::retire:
      retired_ = true;
      lists_.give_up();
      pages_.close();
      log_notice("retired");
      return status_text("retired");
    case AgentRequest::Kind::stop:
      return status_text("stopped");
  }
  return {};
}

void Agent::log_refusal(const AgentRequest& request, const Reason& reason) {
  log_notice(cat("to be preprocessed: ", reason.describe(), ": ", shell_line(request.words)));
}

std::string Agent::files_reply(const AgentRequest& request, const Fd& client) {
  const auto paths = answerer_.files(request, environment_of_peer(client.get()));
  note_activity();
  if (paths) return paths_text(*paths);
  log_refusal(request, paths.error());
  return paths_text({});
}

void Agent::reply_packed(const AgentRequest& request, const Fd& client) {
  const auto files = answerer_.packed(request, environment_of_peer(client.get()));
  note_activity();
  if (!files) {
    log_refusal(request, files.error());
    return send_reply(client, packed_text({}));
  }
  send_reply(client, packed_text(*files), files->content.get());
}

/// The address alone, or a line that is none.
std::string Agent::page_reply(const std::string& directory) {
  note_activity();
  const auto address = pages_.address_of(directory);
  return address ? cat(*address, "\n") : cat("error: ", address.error().text, "\n");
}

std::string Agent::inputs_reply(const AgentRequest& request, const Fd& client) {
  auto paths = answerer_.inputs(request, environment_of_peer(client.get()));
  note_activity();
  if (!paths) return paths_text({paths.error().describe()});
  paths->insert(paths->begin(), std::string());
  return paths_text(*paths);
}

std::string Agent::status(bool json) {
  AgentStatus status;
  status.uptime = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - started_);
  status.counters = answerer_.statistics();
  return json ? json_of(status) : text_of(status);
}

}  // namespace distcc
