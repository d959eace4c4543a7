// SPDX-License-Identifier: GPL-3.0-or-later
#include "doctor/host_call.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

#include "base/fd.h"
#include "base/io.h"
#include "base/text.h"
#include "transport/exchange.h"
#include "transport/small_job.h"
#include "wire/lzo.h"
#include "wire/request.h"

namespace distcc {
namespace {

constexpr Milliseconds connect_patience{2000};
constexpr Milliseconds knock_patience{1000};
constexpr int statistics_port = 3633;

Milliseconds left(Deadline deadline, Milliseconds most) {
  return std::clamp(Milliseconds(deadline.poll_timeout()), Milliseconds(1), most);
}

struct Addresses {
  explicit Addresses(const std::string& name, int port, int flags) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    error = ::getaddrinfo(name.c_str(), cat(port).c_str(), &hints, &found);
    list.reset(error == 0 ? found : nullptr);
  }
  int error = 0;
  std::unique_ptr<addrinfo, void (*)(addrinfo*)> list{nullptr, ::freeaddrinfo};
};

std::string text_of(const sockaddr* address, socklen_t size) {
  char name[NI_MAXHOST] = "?";
  ::getnameinfo(address, size, name, sizeof name, nullptr, 0, NI_NUMERICHOST);
  return name;
}

/// A connected socket, or errno with its sign turned.
std::pair<Fd, int> connect_to_address(const std::string& address, int port, Milliseconds patience) {
  const Addresses numeric(address, port, AI_NUMERICHOST);
  if (!numeric.list) return {Fd(), EADDRNOTAVAIL};
  const addrinfo& info = *numeric.list;
  Fd socket(::socket(info.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return {Fd(), errno};
  if (::connect(socket.get(), info.ai_addr, info.ai_addrlen) == 0) return {std::move(socket), 0};
  if (errno != EINPROGRESS) return {Fd(), errno};
  pollfd entry{socket.get(), POLLOUT, 0};
  if (poll_until(&entry, 1, Deadline::after(patience)) <= 0) return {Fd(), ETIMEDOUT};
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  return {error == 0 ? std::move(socket) : Fd(), error};
}

std::string own_address(const Fd& socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  void* start = &storage;
  ::getsockname(socket.get(), static_cast<sockaddr*>(start), &size);
  return text_of(static_cast<const sockaddr*>(start), size);
}

/// A connection for one job.
Result<Connection> open_connection(const HostFacts& facts, ConnectSettings settings,
                                   Deadline deadline) {
  const Milliseconds patience = left(deadline, Milliseconds(60'000));
  if (facts.host.way == Host::Way::tcp && !facts.host.auth) {
    auto [socket, error] =
        connect_to_address(facts.addresses.front(), facts.host.port, connect_patience);
    if (error == 0) return Connection(std::move(socket), facts.host.definition, patience);
    return fail(Fault::that_host, ExitCode::connect_failed, "cannot connect any more");
  }
  settings.connect_timeout = connect_patience;
  settings.io_timeout =
      std::max(std::chrono::seconds(1), std::chrono::ceil<std::chrono::seconds>(patience));
  return connect_to(facts.host, settings);
}

CompileFacts facts_of_error(const Error& error) {
  const bool hung_up = error.code == ExitCode::gone;
  return {hung_up ? CompileFacts::Kind::hung_up : CompileFacts::Kind::failed, error.text};
}

/// What a status other than 0 means.
CompileFacts facts_of_status(const CompileResult& result) {
  std::string text = result.diagnostics.substr(0, result.diagnostics.find('\n'));
  if (text.empty()) text = cat("the compiler ", result.status.describe());
  const int code = result.status.exit_code();
  if (result.status.signalled()) return {CompileFacts::Kind::failed, std::move(text)};
  if (code == to_int(ExitCode::compiler_missing)) {
    return {CompileFacts::Kind::no_compiler, std::move(text)};
  }
  const bool refused = is_infrastructure_status(code);
  return {refused ? CompileFacts::Kind::refused : CompileFacts::Kind::failed, std::move(text)};
}

}  // namespace

void look_up_addresses(HostFacts& facts) {
  const Clock::time_point start = Clock::now();
  const Addresses numeric(facts.host.name, facts.host.port, AI_NUMERICHOST);
  const Addresses found = numeric.list ? Addresses(facts.host.name, facts.host.port, AI_NUMERICHOST)
                                       : Addresses(facts.host.name, facts.host.port, 0);
  facts.lookup_seconds = seconds_since(start);
  if (!found.list) facts.lookup_error = ::gai_strerror(found.error);
  for (const addrinfo* info = found.list.get(); info != nullptr; info = info->ai_next) {
    facts.addresses.push_back(text_of(info->ai_addr, info->ai_addrlen));
  }
}

void try_to_connect(HostFacts& facts, Deadline deadline) {
  for (const std::string& address : facts.addresses) {
    const Clock::time_point start = Clock::now();
    auto [socket, error] =
        connect_to_address(address, facts.host.port, left(deadline, connect_patience));
    facts.connect_error = error;
    facts.connect_seconds = seconds_since(start);
    if (error != 0) continue;
    facts.our_address = own_address(socket);
    facts.addresses = {address};
    return;
  }
}

bool closes_at_once(const HostFacts& facts, Deadline deadline) {
  auto [socket, error] = connect_to_address(facts.addresses.front(), facts.host.port,
                                            left(deadline, connect_patience));
  if (error != 0) return false;
  // Some servers are only told of a connection that has bytes.
  std::string start;
  append_header(start, "DIST", 1);
  if (::send(socket.get(), start.data(), start.size(), MSG_NOSIGNAL) < 0) return true;
  pollfd entry{socket.get(), POLLIN, 0};
  if (poll_until(&entry, 1, Deadline::after(left(deadline, knock_patience))) <= 0) return false;
  char byte = 0;
  return ::recv(socket.get(), &byte, 1, MSG_DONTWAIT) <= 0;
}

CompileFacts compile_on(const HostFacts& facts, const std::vector<std::string>& words,
                        const CompilerFacts& compiler, const ConnectSettings& settings,
                        Deadline deadline) {
  auto connection = open_connection(facts, settings, deadline);
  if (!connection) return facts_of_error(connection.error());
  const Protocol protocol = facts.host.lzo && has_lzo ? Protocol::lzo : Protocol::plain;
  const auto answer =
      compile_small(*connection, protocol, words, probe_text(compiler.compiler.cxx));
  if (!answer) return facts_of_error(answer.error());
  if (!answer->result.status.success()) return facts_of_status(answer->result);
  if (compiler.object.empty()) return {};
  std::string difference = probe_difference(compiler.object, answer->object);
  if (difference.empty()) return {CompileFacts::Kind::same, ""};
  return {CompileFacts::Kind::differs, std::move(difference)};
}

CompileFacts pump_on(const HostFacts& facts, const std::string& compiler,
                     const ConnectSettings& settings, Deadline deadline) {
  auto connection = open_connection(facts, settings, deadline);
  if (!connection) return facts_of_error(connection.error());
  const std::vector<std::string> words = {compiler, "-c", "probe.c", "-o", "probe.o"};
  const std::string body = lzo_compress("int probe;\n");
  const auto sent =
      connection->send(cat(files_head("/", words, 1), file_header("/probe.c", body.size()), body));
  auto object = make_memory_file("distcc small object");
  if (!object) return {};
  const auto answer = receive_answer(*connection, Protocol::pump, object->get(), [] {});
  if (!answer) return facts_of_error(sent ? answer.error() : sent.error());
  if (!answer->status.success()) return facts_of_status(*answer);
  return {CompileFacts::Kind::same, ""};
}

std::optional<int> jobs_by_statistics(const HostFacts& facts, Deadline deadline) {
  auto [socket, error] =
      connect_to_address(facts.addresses.front(), statistics_port, left(deadline, knock_patience));
  if (error != 0) return std::nullopt;
  Connection connection(std::move(socket), "statistics", left(deadline, knock_patience));
  if (!connection.send("GET / HTTP/1.0\r\n\r\n")) return std::nullopt;
  std::string page;
  char buffer[4096];
  constexpr std::size_t longest_page = 64 << 10;
  while (page.size() < longest_page) {
    const auto got = connection.receive(buffer, sizeof buffer);
    if (!got || *got == 0) break;
    page.append(buffer, *got);
  }
  constexpr std::string_view name = "\ndcc_max_kids ";
  const std::size_t at = page.find(name);
  if (at == std::string::npos) return std::nullopt;
  const std::size_t start = at + name.size();
  const auto number = parse_integer(page.substr(start, page.find('\n', start) - start));
  if (!number || *number < 1 || *number > 100'000) return std::nullopt;
  return static_cast<int>(*number);
}

}  // namespace distcc
