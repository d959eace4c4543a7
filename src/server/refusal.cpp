// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/refusal.h"

#include "base/text.h"

namespace distcc {
namespace {

using Kind = Refusal::Kind;

constexpr std::string_view bad_request = "REJ_BAD_REQ";
constexpr std::string_view overload = "REJ_OVERLOAD";
constexpr std::string_view other = "OTHER";
constexpr std::string_view disconnected = "CLI_DISCONN";

constexpr RefusalRow rows[] = {
    {Kind::address_not_allowed, "address_not_allowed", other, ExitCode::access_denied, false,
     "the address is in no --allow", "add --allow=NETWORK if this client is yours"},
    {Kind::authentication_missing, "authentication_missing", other, ExitCode::access_denied, true,
     "the client does not authenticate",
     "mark this server with \",auth\" in the client's host list"},
    {Kind::authentication_failed, "authentication_failed", other, ExitCode::authentication_failed,
     false, "the client could not prove who it is, or did not believe who this server is",
     "look at the log here and there: a ticket, the name of the service, the keytab, the clocks"},
    {Kind::authentication_not_offered, "authentication_not_offered", bad_request,
     ExitCode::protocol_error, false, "the client wants to authenticate, and --auth is not given",
     "start with --auth, or take \",auth\" from the client's host list"},
    {Kind::principal_not_allowed, "principal_not_allowed", other, ExitCode::access_denied, false,
     "--blacklist or --whitelist keeps this user out", "change the list, then send SIGHUP"},
    {Kind::not_distcc, "not_distcc", bad_request, ExitCode::protocol_error, false,
     "what came is no request of distcc",
     "something else talks to this port: a port scan, a browser, a monitoring probe"},
    {Kind::pump_mode, "pump_mode", bad_request, ExitCode::protocol_error, true,
     "pump mode needs compilers that are confined",
     "let the sandbox work: the log says at the start what it lacks"},
    {Kind::compression, "compression", bad_request, ExitCode::protocol_error, true,
     "the request is compressed, and this server was built without LZO",
     "take \",lzo\" from its entry in the host list, or build it with LZO"},
    {Kind::malformed_request, "malformed_request", bad_request, ExitCode::protocol_error, true,
     "the request breaks the protocol",
     "look which client it is; a damaged connection or a broken client"},
    {Kind::request_too_large, "request_too_large", bad_request, ExitCode::protocol_error, true,
     "the source is larger than --request-limit", "raise --request-limit if such sources are real"},
    {Kind::damaged_text, "damaged_text", bad_request, ExitCode::protocol_error, true,
     "the compressed text cannot be unpacked",
     "look at the network between, or the memory of the client"},
    {Kind::system_file, "system_file", bad_request, ExitCode::protocol_error, true,
     "a file in a place of the system differs from the one here",
     "install the same packages on both machines, or let the client preprocess"},
    {Kind::malformed_command, "malformed_command", bad_request, ExitCode::protocol_error, true,
     "the words make no compile of one file", ""},
    {Kind::bad_compiler_name, "bad_compiler_name", bad_request, ExitCode::access_denied, true,
     "the compiler is named by a path, or by no name at all",
     "let clients call the compiler by its bare name"},
    {Kind::compiler_not_allowed, "compiler_not_allowed", bad_request, ExitCode::access_denied, true,
     "the compiler is not in the white list",
     "run update-distcc-symlinks, or add it to the file of DISTCC_CMDLIST"},
    {Kind::command_list_unreadable, "command_list_unreadable", bad_request, ExitCode::access_denied,
     true, "the file of DISTCC_CMDLIST cannot be read", "mend the file and send SIGHUP"},
    {Kind::compiler_missing, "compiler_missing", other, ExitCode::compiler_missing, true,
     "the compiler is allowed but not installed", "install it, or run update-distcc-symlinks"},
    {Kind::forbidden_option, "forbidden_option", bad_request, ExitCode::access_denied, true,
     "an option would read or run files of this machine", "let the client compile this one itself"},
    {Kind::too_busy, "too_busy", overload, ExitCode::busy, true,
     "all jobs were taken and the queue was full",
     "raise --jobs or --queue, or lower the limits in the host lists of the clients"},
    {Kind::too_slow, "too_slow", other, ExitCode::timed_out, true,
     "the client sent nothing for too long",
     "look at the network; DISTCC_IO_TIMEOUT is the time in seconds"},
    {Kind::disk_full, "disk_full", other, ExitCode::io_error, true,
     "there is no space for the files of a job", "make room in TMPDIR"},
    {Kind::server_trouble, "server_trouble", other, ExitCode::io_error, true,
     "the server could not do its part", "the log says what failed"},
    {Kind::client_gone, "client_gone", disconnected, ExitCode::io_error, false,
     "the client went away before its job was done", "usual when a build is interrupted"},
    {Kind::server_ending, "server_ending", other, ExitCode::gone, false, "the server was ending",
     ""},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    if (static_cast<std::size_t>(rows[i].kind) != i) return false;
  }
  return std::size(rows) == static_cast<std::size_t>(Kind::server_ending) + 1;
}
static_assert(in_order(), "every kind of refusal has its row, in the order of the enumeration");

}  // namespace

std::span<const RefusalRow> refusal_rows() {
  return rows;
}

const RefusalRow& row_of(Refusal::Kind kind) {
  return rows[static_cast<std::size_t>(kind)];
}

std::string answer_text(const Refusal& refusal, int pid) {
  return cat("distccd[", pid, "] refused (", row_of(refusal.kind).key, "): ", refusal.text, "\n");
}

}  // namespace distcc
