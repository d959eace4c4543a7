// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/probe.h"

#include <cerrno>
#include <cstring>

#include "base/fd.h"
#include "base/io.h"
#include "base/process.h"
#include "base/text.h"
#include "wire/answer.h"
#include "wire/lzo.h"
#include "wire/request.h"

namespace distcc {
namespace {

constexpr std::string_view test_source = "int foo(){return 0;}";

unexpected<Error> host_fails(std::string why) {
  return fail(Fault::that_host, ExitCode::connect_failed, std::move(why));
}

/// Waits until `fd` is ready for `events`.
Result<void> await(const Fd& fd, short events, Deadline deadline, std::string_view doing) {
  pollfd waiting{fd.get(), events, 0};
  if (poll_until(&waiting, 1, deadline) > 0) return {};
  return host_fails(cat("timed out while ", doing));
}

Result<Fd> connect_to(const Address& address, Deadline deadline) {
  Fd fd(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return fail_errno("cannot make a socket");
  const void* start = &address.storage;
  if (::connect(fd.get(), static_cast<const sockaddr*>(start), address.size) == 0) return fd;
  if (errno != EINPROGRESS) return host_fails(std::strerror(errno));
  TRY(await(fd, POLLOUT, deadline, "connecting"));
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return host_fails(std::strerror(error));
  return fd;
}

Result<void> send_all(const Fd& fd, std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    TRY(await(fd, POLLOUT, deadline, "sending the test compile"));
    const ssize_t sent = ::send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return host_fails(std::strerror(errno));
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

/// Only whether an object comes matters, not what is in it.
class Unread : public BodySink {
 public:
  Result<void> begin(std::size_t /*size*/) override { return {}; }
  Result<void> append(std::string_view /*piece*/) override { return {}; }
};

/// Reads the answer up to the end of the connection.
Result<void> judge_answer(const Fd& fd, Protocol protocol, Deadline deadline) {
  Unread object;
  AnswerDecoder answer(protocol, WireLimits{.body_bytes = 16 << 20, .text_bytes = 1 << 20}, object);
  char buffer[16384];
  while (true) {
    TRY(await(fd, POLLIN, deadline, "waiting for the test compile"));
    const ssize_t got = ::recv(fd.get(), buffer, sizeof buffer, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got < 0) return host_fails(std::strerror(errno));
    if (got == 0) break;
    TRY(answer.feed({buffer, static_cast<std::size_t>(got)}));
  }
  if (!answer.started()) return host_fails("closed the connection without an answer");
  if (!answer.complete()) return host_fails("closed the connection in the middle of its answer");
  if (answer.wait_status() == 0) return {};
  return host_fails(cat("test compile ", WaitStatus(answer.wait_status()).describe()));
}

}  // namespace

std::string test_request(Protocol protocol, const std::string& compiler) {
  const std::vector<std::string> words = {compiler, "-c", "hello.c", "-o", "hello.o"};
  const std::string body =
      is_compressed(protocol) ? lzo_compress(test_source) : std::string(test_source);
  if (protocol == Protocol::pump) {
    return cat(files_head("/", words, 1), file_header("/hello.c", body.size()), body);
  }
  return cat(request_head(protocol, words), source_header(body.size()), body);
}

Result<void> probe(const Address& address, const SurveyOptions& options) {
  const Fd fd = TRY_VALUE(connect_to(address, Deadline::after(Milliseconds(options.connect_ms))));
  if (!options.wants_test_compile()) return {};
  const auto protocol = static_cast<Protocol>(options.protocol);
  const Deadline deadline = Deadline::after(Milliseconds(options.compile_ms));
  TRY(send_all(fd, test_request(protocol, options.compiler), deadline));
  return judge_answer(fd, protocol, deadline);
}

}  // namespace distcc
