// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/addresses.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <unistd.h>

#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include "base/environment.h"
#include "base/text.h"
#include "monitor/detached_thread.h"

namespace distcc {
namespace {

constexpr int most_tries = 5;

/// The bytes of an address, most significant first.
std::string_view network_bytes(const Address& address) {
  const void* start = &address.storage;
  if (address.storage.ss_family == AF_INET) {
    return {reinterpret_cast<const char*>(&static_cast<const sockaddr_in*>(start)->sin_addr), 4};
  }
  return {reinterpret_cast<const char*>(&static_cast<const sockaddr_in6*>(start)->sin6_addr), 16};
}

/// One answer of the resolver: addresses, none for good, or nothing because it was out of order.
using Answer = std::optional<std::vector<Address>>;

Answer ask_resolver(const std::string& name, int port, int flags) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int status = ::getaddrinfo(name.c_str(), cat(port).c_str(), &wanted, &found);
  if (status == EAI_AGAIN || status == EAI_SYSTEM || status == EAI_MEMORY) return std::nullopt;
  std::vector<Address> addresses;
  if (status != 0) return addresses;
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, ::freeaddrinfo);
  for (const addrinfo* info = found; info != nullptr; info = info->ai_next) {
    Address& address = addresses.emplace_back();
    std::memcpy(&address.storage, info->ai_addr, info->ai_addrlen);
    address.size = info->ai_addrlen;
  }
  return addresses;
}

/// What the tries of one lookup share; the last of them frees it.
struct Tries {
  std::mutex mutex;
  std::condition_variable changed;
  Answer answer;
  int failed = 0;
};

void try_once(const std::shared_ptr<Tries>& tries, const std::string& name, int port) {
  Answer answer = ask_resolver(name, port, 0);
  const std::lock_guard lock(tries->mutex);
  if (answer) {
    tries->answer = std::move(answer);
  } else {
    ++tries->failed;
  }
  tries->changed.notify_all();
}

}  // namespace

std::string Address::text() const {
  char text[INET6_ADDRSTRLEN] = "";
  ::inet_ntop(storage.ss_family, network_bytes(*this).data(), text, sizeof text);
  return storage.ss_family == AF_INET6 ? cat("[", text, "]") : text;
}

bool Address::shares_network(const Address& other, int bits) const {
  if (bits == 0) return true;
  if (storage.ss_family != other.storage.ss_family) return false;
  const std::string_view ours = network_bytes(*this);
  const std::string_view theirs = network_bytes(other);
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (ours.substr(0, whole) != theirs.substr(0, whole)) return false;
  const int rest = bits % 8;
  return rest == 0 || ((ours[whole] ^ theirs[whole]) & 0xff) >> (8 - rest) == 0;
}

std::vector<Address> look_up(const std::string& name, int port,
                             std::chrono::milliseconds retry_after) {
  const bool bracketed = name.size() > 2 && name.front() == '[' && name.back() == ']';
  const std::string bare = bracketed ? name.substr(1, name.size() - 2) : name;
  if (auto numeric = ask_resolver(bare, port, AI_NUMERICHOST); numeric && !numeric->empty()) {
    return *numeric;
  }
  const auto tries = std::make_shared<Tries>();
  const int most = retry_after.count() == 0 ? 1 : most_tries;
  std::unique_lock lock(tries->mutex);
  for (int started = 1; started <= most && !tries->answer; ++started) {
    const auto due = std::chrono::steady_clock::now() + retry_after;
    if (!start_detached([tries, bare, port] { try_once(tries, bare, port); })) break;
    const auto answered = [&] { return tries->answer || tries->failed >= started; };
    if (retry_after.count() == 0) {
      tries->changed.wait(lock, answered);
    } else {
      tries->changed.wait_until(lock, due, answered);
    }
  }
  return tries->answer.value_or(std::vector<Address>());
}

std::string domain_of_this_machine() {
  const Environment environment = Environment::of_process();
  char own_name[256] = "";
  ::gethostname(own_name, sizeof own_name - 1);
  std::string longest;
  for (const std::string& name :
       {environment.get("HOST").value_or(""), environment.get("HOSTNAME").value_or(""),
        std::string(own_name)}) {
    if (name.find('.') != name.npos && name.size() > longest.size()) longest = name;
  }
  return longest.empty() ? longest : longest.substr(longest.find('.') + 1);
}

}  // namespace distcc
