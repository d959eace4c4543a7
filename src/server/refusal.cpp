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
    {Kind::address_not_allowed, "address_not_allowed", other, ExitCode::access_denied, false},
    {Kind::not_distcc, "not_distcc", bad_request, ExitCode::protocol_error, false},
    {Kind::pump_mode, "pump_mode", bad_request, ExitCode::protocol_error, true},
    {Kind::malformed_request, "malformed_request", bad_request, ExitCode::protocol_error, true},
    {Kind::request_too_large, "request_too_large", bad_request, ExitCode::protocol_error, true},
    {Kind::damaged_text, "damaged_text", bad_request, ExitCode::protocol_error, true},
    {Kind::system_file, "system_file", bad_request, ExitCode::protocol_error, true},
    {Kind::malformed_command, "malformed_command", bad_request, ExitCode::protocol_error, true},
    {Kind::bad_compiler_name, "bad_compiler_name", bad_request, ExitCode::access_denied, true},
    {Kind::compiler_not_allowed, "compiler_not_allowed", bad_request, ExitCode::access_denied,
     true},
    {Kind::command_list_unreadable, "command_list_unreadable", bad_request, ExitCode::access_denied,
     true},
    {Kind::compiler_missing, "compiler_missing", other, ExitCode::compiler_missing, true},
    {Kind::forbidden_option, "forbidden_option", bad_request, ExitCode::access_denied, true},
    {Kind::too_busy, "too_busy", overload, ExitCode::busy, true},
    {Kind::too_slow, "too_slow", other, ExitCode::timed_out, true},
    {Kind::disk_full, "disk_full", other, ExitCode::io_error, true},
    {Kind::server_trouble, "server_trouble", other, ExitCode::io_error, true},
    {Kind::client_gone, "client_gone", disconnected, ExitCode::io_error, false},
    {Kind::server_ending, "server_ending", other, ExitCode::gone, false},
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
