// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/agent_call.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "base/io.h"
#include "base/paths.h"
#include "base/text.h"

namespace distcc {
namespace {

constexpr int backlog = 1024;
constexpr WireLimits limits;

/// The address of `path`; of a long one by way of its open `directory`.
Result<sockaddr_un> address_of(std::string path, Fd& directory) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    directory =
        Fd(::open(std::string(directory_name(path)).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!directory) return fail_errno(cat("cannot open the directory of ", path));
    path = cat("/proc/self/fd/", directory.get(), "/", base_name(path));
  }
  if (path.size() >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return fail_errno(path);
  }
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

Result<Fd> make_socket() {
  Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return fail_errno("cannot make a socket");
  return socket;
}

Result<void> send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return fail_errno("cannot ask the agent");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

/// Room for one descriptor beside a message.
union DescriptorRoom {
  cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(int))];
};

/// Takes the descriptor out of a received message, if there is one.
Fd descriptor_in(msghdr& message) {
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS ||
      header->cmsg_len != CMSG_LEN(sizeof(int))) {
    return {};
  }
  int descriptor = -1;
  std::memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
  return Fd(descriptor);
}

/// Some bytes of an answer; an error at its end. A descriptor that comes with them goes to `file`;
/// without `file` none is taken.
Result<std::string_view> receive_some(int socket, char (&buffer)[1 << 16], Deadline deadline,
                                      Fd* file = nullptr) {
  pollfd waiting{socket, POLLIN, 0};
  if (poll_until(&waiting, 1, deadline) == 0) {
    return fail(Fault::this_machine, ExitCode::timed_out, "the agent does not answer");
  }
  iovec piece{buffer, sizeof buffer};
  DescriptorRoom room{};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  if (file != nullptr) {
    message.msg_control = &room;
    message.msg_controllen = sizeof room;
  }
  const ssize_t count = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  if (count < 0) return fail_errno("cannot hear the agent");
  if (file != nullptr && !*file) *file = descriptor_in(message);
  if (count == 0) {
    return fail(Fault::this_machine, ExitCode::truncated, "the agent broke off");
  }
  return std::string_view(buffer, static_cast<std::size_t>(count));
}

}  // namespace

std::string AgentPlace::socket_path() const {
  return cat(directory, "/", name, ".socket");
}
std::string AgentPlace::lock_path() const {
  return cat(directory, "/", name, ".lock");
}
std::string AgentPlace::log_path() const {
  return cat(directory, "/", name, ".log");
}
std::string AgentPlace::failure_path() const {
  return cat(directory, "/", name, ".failed");
}
std::string AgentPlace::discrepancies_path() const {
  return cat(directory, "/", name, ".discrepancies");
}

Result<AgentPlace> agent_place(const Environment& environment,
                               const std::string& distcc_directory) {
  struct stat status {};
  if (::stat("/proc/self/ns/mnt", &status) != 0) return fail_errno("cannot tell the namespace");
  AgentPlace place{{}, cat("agent-", status.st_ino)};
  const std::string runtime = environment.get("XDG_RUNTIME_DIR").value_or("");
  if (is_absolute(runtime) && ::stat(runtime.c_str(), &status) == 0 &&
      status.st_uid == ::geteuid()) {
    place.directory = cat(runtime, "/distcc-agent");
  } else if (!distcc_directory.empty()) {
    place.directory = cat(absolute_path(distcc_directory, real_path(".")), "/agent");
  } else {
    return fail(Fault::this_machine, ExitCode::bad_arguments,
                "none of XDG_RUNTIME_DIR, DISTCC_DIR and HOME says where the agent can listen");
  }
  return place;
}

Result<Fd> connect_to_socket(const std::string& path) {
  Fd directory;
  const sockaddr_un address = TRY_VALUE(address_of(path, directory));
  Fd socket = TRY_VALUE(make_socket());
  const timeval longest_send{10, 0};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &longest_send, sizeof longest_send);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return fail_errno(cat("no agent at ", path), ExitCode::connect_failed);
  }
  return socket;
}

Result<Fd> listen_on_socket(const std::string& path) {
  Fd directory;
  const sockaddr_un address = TRY_VALUE(address_of(path, directory));
  Fd socket = TRY_VALUE(make_socket());
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(socket.get(), backlog) != 0) {
    return fail_errno(cat("cannot listen at ", path), ExitCode::bind_failed);
  }
  return socket;
}

bool is_peer_of_this_user(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == ::geteuid() || peer.uid == 0;
}

Result<Fd> connect_to_agent(const std::string& socket_path) {
  Fd socket = TRY_VALUE(connect_to_socket(socket_path));
  if (is_peer_of_this_user(socket.get())) return socket;
  return fail(Fault::this_machine, ExitCode::access_denied,
              cat("another user listens at ", socket_path));
}

Result<std::string> ask_agent(const std::string& socket_path, const AgentRequest& request,
                              Deadline deadline) {
  const Fd socket = TRY_VALUE(connect_to_agent(socket_path));
  TRY(send_all(socket.get(), request_text(request)));
  HeaderReader header;
  std::string text;
  std::size_t size = 0;
  bool sized = false;
  char buffer[1 << 16];
  while (!sized || text.size() < size) {
    std::string_view bytes = TRY_VALUE(receive_some(socket.get(), buffer, deadline));
    if (!sized && header.take(bytes)) {
      size = TRY_VALUE(header.number("TEXT"));
      if (size > limits.word_bytes) return fail_protocol("the agent's answer is too long");
      sized = true;
    }
    if (sized) text += bytes.substr(0, size - text.size());
  }
  return text;
}

Result<std::vector<std::string>> ask_for_paths(const Fd& socket, const AgentRequest& request,
                                               Deadline deadline) {
  TRY(send_all(socket.get(), request_text(request)));
  WordsReader reader(file_names(limits));
  char buffer[1 << 16];
  while (!reader.complete()) {
    std::string_view bytes = TRY_VALUE(receive_some(socket.get(), buffer, deadline));
    TRY(reader.feed(bytes));
  }
  return std::move(reader.words());
}

Result<PackedFiles> ask_for_packed(const Fd& socket, const AgentRequest& request,
                                   Deadline deadline) {
  TRY(send_all(socket.get(), request_text(request)));
  PackedFilesReader reader;
  Fd content;
  char buffer[1 << 16];
  while (!reader.complete()) {
    const std::string_view bytes =
        TRY_VALUE(receive_some(socket.get(), buffer, deadline, &content));
    TRY(reader.feed(bytes));
  }
  if (reader.files().count > 0 && !content) {
    return fail_protocol("the agent answers without its files");
  }
  reader.files().content = std::make_shared<const Fd>(std::move(content));
  return std::move(reader.files());
}

bool send_answer(int socket, std::string_view bytes, const Fd* file) {
  if (file == nullptr) return static_cast<bool>(send_all(socket, bytes));
  iovec piece{const_cast<char*>(bytes.data()), bytes.size()};
  DescriptorRoom room{};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = &room;
  message.msg_controllen = sizeof room;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  const int descriptor = file->get();
  std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  ssize_t sent = -1;
  do {
    sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0) return false;
  return static_cast<bool>(send_all(socket, bytes.substr(static_cast<std::size_t>(sent))));
}

}  // namespace distcc
