// SPDX-License-Identifier: GPL-3.0-or-later
#include "discovery/browser.h"

#include <avahi-client/lookup.h>
#include <avahi-common/error.h>
#include <net/if.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <climits>
#include <condition_variable>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/log.h"
#include "base/text.h"
#include "discovery/avahi_session.h"
#include "discovery/found_servers.h"
#include "discovery/own_compiler.h"
#include "hosts/back_off.h"
#include "hosts/lock_directory.h"

namespace distcc {
namespace {

std::string this_machine() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

/// The address as a host list has it. Empty when another machine claims to be this one.
std::string address_text(const AvahiAddress& address, AvahiIfIndex interface, bool own) {
  std::array<char, AVAHI_ADDRESS_STR_MAX> buffer{};
  avahi_address_snprint(buffer.data(), buffer.size(), &address);
  std::string text = buffer.data();
  const bool loopback = text.starts_with("127.") || text == "::1";
  if (loopback && !own) return {};
  std::array<char, IF_NAMESIZE> name{};
  if (text.starts_with("fe80:") &&
      ::if_indextoname(static_cast<unsigned>(interface), name.data()) != nullptr) {
    text += cat("%", name.data());
  }
  return text;
}

std::vector<std::string> records_of(AvahiStringList* list) {
  std::vector<std::string> records;
  for (; list != nullptr; list = avahi_string_list_get_next(list)) {
    records.emplace_back(reinterpret_cast<const char*>(avahi_string_list_get_text(list)),
                         avahi_string_list_get_size(list));
  }
  return records;
}

class AvahiBrowser : public Browser, private AvahiSession::User {
 public:
  AvahiBrowser(const std::string& directory, Fd lock, std::string kind)
      : list_(directory),
        back_off_(directory, std::chrono::hours(1)),
        lock_(std::move(lock)),
        kind_(std::move(kind)),
        client_(this_machine()) {
    note_read();
  }

  Result<void> start();
  Result<void> wait_for_list(Deadline deadline) override;
  [[nodiscard]] bool is_keeper() const override;
  [[nodiscard]] Clock::time_point last_read() const override {
    return Clock::time_point(Clock::duration(last_read_.load()));
  }

 private:
  enum class State { looking, listed, no_daemon };

  /// One sighting, whose server's address was asked for; it goes on being told of changes.
  struct Resolver {
    AvahiBrowser* browser = nullptr;
    Sighting sighting;
    AvahiServiceResolver* handle = nullptr;
    bool answered = false;
  };

  void daemon_is_there(AvahiClient* client) override;
  void daemon_is_gone(const std::string& reason) override;
  void service_changed(AvahiServiceBrowser* browser, AvahiBrowserEvent event,
                       const Sighting& sighting, const char* domain);
  void appeared(AvahiClient* client, const Sighting& sighting, const char* domain);
  void disappeared(const Sighting& sighting);
  void resolved(Resolver& resolver, const AvahiAddress& address, int port, AvahiStringList* records,
                bool own);
  void unresolved(Resolver& resolver);
  void forgive(const FoundServer& server) const;
  [[nodiscard]] bool is_due(const std::string& text) const;
  void update();
  void set_state(State state, const std::string& reason = {});
  void note_read() { last_read_ = Clock::now().time_since_epoch().count(); }
  void note_reads(int inotify);

  const FoundList list_;
  const BackOff back_off_;
  const Fd lock_;
  const std::string kind_;    ///< of service that is looked for
  const std::string client_;  ///< this machine's name, for the order of the list
  FoundServers servers_;
  std::map<Sighting, Resolver> resolvers_;
  bool all_told_ = false;  ///< the daemon has told of all servers that it knows of for now
  bool renewed_ = false;   ///< the list is of an earlier daemon, and good until all is told anew
  bool written_ = false;
  std::string text_;  ///< of the list, as written
  Fd inotify_;
  std::atomic<Clock::rep> last_read_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  State state_ = State::looking;
  std::string reason_;
  std::unique_ptr<AvahiSession> session_;  ///< last: its thread ends before the rest goes
};

Result<void> AvahiBrowser::start() {
  // Of an earlier browser; nobody may take it for the present one's.
  ::unlink(list_.hosts_path().c_str());
  session_ = TRY_VALUE(AvahiSession::create(*this));
  inotify_ = Fd(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (inotify_ && ::inotify_add_watch(inotify_.get(), list_.directory().c_str(),
                                      IN_CLOSE_NOWRITE | IN_CLOSE_WRITE) >= 0) {
    session_->watch(
        inotify_.get(),
        [](int fd, void* self) { static_cast<AvahiBrowser*>(self)->note_reads(fd); }, this);
  }
  session_->start();
  return {};
}

/// Every client, stock ones too, looks at the lock and at the list.
void AvahiBrowser::note_reads(int inotify) {
  alignas(inotify_event) std::array<char, 4096> buffer{};
  ssize_t count = 0;
  while ((count = ::read(inotify, buffer.data(), buffer.size())) > 0) {
    for (ssize_t at = 0; at < count;) {
      const auto* event =
          reinterpret_cast<const inotify_event*>(&buffer[static_cast<std::size_t>(at)]);
      const std::string_view name(event->len > 0 ? event->name : "");
      if (name == FoundList::lock_name || name == FoundList::hosts_name) note_read();
      at += static_cast<ssize_t>(sizeof *event + event->len);
    }
  }
}

bool AvahiBrowser::is_keeper() const {
  struct stat held {};
  struct stat seen {};
  return ::fstat(lock_.get(), &held) == 0 && ::stat(list_.lock_path().c_str(), &seen) == 0 &&
         held.st_ino == seen.st_ino && held.st_dev == seen.st_dev;
}

Result<void> AvahiBrowser::wait_for_list(Deadline deadline) {
  std::unique_lock lock(mutex_);
  const auto known = [this] { return state_ != State::looking; };
  const Milliseconds longest(deadline.poll_timeout());
  changed_.wait_for(lock, longest, known);
  if (state_ != State::no_daemon) return {};
  return fail(Fault::this_machine, ExitCode::failed, cat("+zeroconf: ", reason_));
}

void AvahiBrowser::set_state(State state, const std::string& reason) {
  {
    const std::lock_guard lock(mutex_);
    state_ = state;
    reason_ = reason;
  }
  changed_.notify_all();
}

void AvahiBrowser::daemon_is_there(AvahiClient* client) {
  renewed_ = written_;
  constexpr AvahiLookupFlags no_flags{};
  const AvahiServiceBrowser* browser = avahi_service_browser_new(
      client, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, kind_.c_str(), nullptr, no_flags,
      [](AvahiServiceBrowser* changed, AvahiIfIndex interface, AvahiProtocol protocol,
         AvahiBrowserEvent event, const char* name, const char*, const char* domain,
         AvahiLookupResultFlags, void* self) {
        const Sighting sighting{name == nullptr ? "" : name, interface, protocol};
        static_cast<AvahiBrowser*>(self)->service_changed(changed, event, sighting, domain);
      },
      this);
  if (browser != nullptr) return;
  log_warning(cat("+zeroconf: cannot look for servers: ", avahi_error(client)));
  set_state(State::no_daemon, avahi_error(client));
}

void AvahiBrowser::daemon_is_gone(const std::string& reason) {
  servers_.clear();
  resolvers_.clear();  // the handles go with the client
  all_told_ = false;
  if (!written_) set_state(State::no_daemon, reason);
}

void AvahiBrowser::service_changed(AvahiServiceBrowser* browser, AvahiBrowserEvent event,
                                   const Sighting& sighting, const char* domain) {
  switch (event) {
    case AVAHI_BROWSER_NEW:
      appeared(avahi_service_browser_get_client(browser), sighting, domain);
      break;
    case AVAHI_BROWSER_REMOVE:
      disappeared(sighting);
      break;
    case AVAHI_BROWSER_ALL_FOR_NOW:
      all_told_ = true;
      update();
      break;
    case AVAHI_BROWSER_FAILURE:
      log_warning(cat("+zeroconf: ", avahi_error(avahi_service_browser_get_client(browser))));
      break;
    case AVAHI_BROWSER_CACHE_EXHAUSTED:
      break;
  }
}

void AvahiBrowser::appeared(AvahiClient* client, const Sighting& sighting, const char* domain) {
  Resolver& resolver = resolvers_[sighting];
  if (resolver.handle != nullptr) return;
  resolver.browser = this;
  resolver.sighting = sighting;
  constexpr AvahiLookupFlags no_flags{};
  resolver.handle = avahi_service_resolver_new(
      client, sighting.interface, sighting.protocol, sighting.service.c_str(), service_type, domain,
      sighting.protocol, no_flags,
      [](AvahiServiceResolver*, AvahiIfIndex, AvahiProtocol, AvahiResolverEvent event, const char*,
         const char*, const char*, const char*, const AvahiAddress* address, std::uint16_t port,
         AvahiStringList* records, AvahiLookupResultFlags flags, void* data) {
        auto* self = static_cast<Resolver*>(data);
        if (event == AVAHI_RESOLVER_FOUND && address != nullptr) {
          const bool own = (flags & (AVAHI_LOOKUP_RESULT_LOCAL | AVAHI_LOOKUP_RESULT_OUR_OWN)) != 0;
          self->browser->resolved(*self, *address, port, records, own);
        } else {
          self->browser->unresolved(*self);
        }
      },
      &resolver);
  if (resolver.handle == nullptr) {
    log_warning(cat("+zeroconf: cannot ask for the address of a server: ", avahi_error(client)));
    resolvers_.erase(sighting);
  }
}

void AvahiBrowser::disappeared(const Sighting& sighting) {
  const auto found = resolvers_.find(sighting);
  if (found != resolvers_.end()) {
    avahi_service_resolver_free(found->second.handle);
    resolvers_.erase(found);
  }
  servers_.remove(sighting);
  update();
}

void AvahiBrowser::resolved(Resolver& resolver, const AvahiAddress& address, int port,
                            AvahiStringList* records, bool own) {
  const std::string text = address_text(address, resolver.sighting.interface, own);
  if (text.empty() || port == 0) return unresolved(resolver);
  const Offer offer = read_offer(records_of(records));
  const FoundServer server{text, port, offer.slots, offer.lzo, offer.cpp};
  if (!std::exchange(resolver.answered, true)) forgive(server);
  servers_.put(resolver.sighting, server);
  update();
}

void AvahiBrowser::unresolved(Resolver& resolver) {
  resolver.answered = true;
  servers_.remove(resolver.sighting);
  update();
}

/// A server that comes is not held to what happened when it last went.
void AvahiBrowser::forgive(const FoundServer& server) const {
  Host host;
  host.name = server.address;
  host.port = server.port;
  back_off_.worked(host);
}

/// Is it time for the first list of a daemon? Clients wait for the very first one: it is written as
/// soon as it has a server, or when there seems to be none. One of an earlier daemon stays until
/// the new one has told all.
bool AvahiBrowser::is_due(const std::string& text) const {
  const bool settled = std::all_of(resolvers_.begin(), resolvers_.end(),
                                   [](const auto& entry) { return entry.second.answered; });
  if (renewed_ || text.empty()) return all_told_ && settled;
  return all_told_ || settled;
}

/// Writes the list when it changed.
void AvahiBrowser::update() {
  const std::string text = servers_.list(client_);
  if ((!written_ || renewed_) && !is_due(text)) return;
  renewed_ = false;
  if (!written_ || text != text_) {
    if (const auto done = replace_file(list_.hosts_path(), text); !done) {
      log_warning(cat("+zeroconf: ", done.error().text));
      return;
    }
    text_ = text;
    written_ = true;
    log_info(cat("servers on the network: ", text.empty() ? "none" : text));
  }
  set_state(State::listed);
}

}  // namespace

Result<std::unique_ptr<Browser>> Browser::start(const std::string& distcc_directory,
                                                const std::string& search_path) {
  const FoundList list(distcc_directory);
  Fd lock = TRY_VALUE(LockDirectory(list.directory()).lock(FoundList::lock_name));
  if (!lock) return std::unique_ptr<Browser>();
  std::string kind = service_subtype(own_compiler(search_path));
  if (kind.empty()) {
    return fail(Fault::this_machine, ExitCode::compiler_missing,
                "+zeroconf: there is no cc that tells its version, so no server can be said to "
                "have the same");
  }
  auto browser = std::make_unique<AvahiBrowser>(distcc_directory, std::move(lock), std::move(kind));
  TRY(browser->start());
  return browser;
}

}  // namespace distcc
