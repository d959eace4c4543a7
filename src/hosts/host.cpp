// SPDX-License-Identifier: GPL-3.0-or-later
//
// The grammar of one entry is that of stock distcc, but for what follows. Stock stops reading an
// entry where it has what it wants and ignores the rest; we read all of it, so that a slip of the
// pen is found.
//   - Limit, port and options may come in any order: in "h,lzo/8" stock ignores the 8, which nobody
//     can have meant. "localhost/3,lzo" stays a local entry whose rest has no meaning, as the
//     manual's readers know it.
//   - "h/3x", "[::1]x", "h,lzo2" and "h,lzocpp" are errors. Stock cuts numbers and options short
//     and takes them silently.
//   - A port is 1 to 65535. Stock takes "h:" as port 0 and 70000 as 4464.
//   - A slot limit fits an int. Stock lets it wrap around.
//   - ssh hosts may have an address in brackets, "u@[::1]". Stock cuts it at the first colon.
//   - No host or user may begin with "-": ssh would read it as an option.
// Negative limits stay what they are in stock: a host that is listed and never used.
#include "hosts/host.h"

#include <algorithm>
#include <climits>
#include <utility>

#include "base/text.h"

namespace distcc {
namespace {

constexpr int default_local_slots = 2;
constexpr std::int64_t largest_port = 65535;
constexpr const char* ipv6_hint = "an IPv6 address needs brackets, as in [::1]:3632";

unexpected<Error> bad_entry(std::string text) {
  return fail(Fault::this_machine, ExitCode::bad_host_specification, std::move(text));
}

/// The front of `rest` up to one of `ends`, taken off it.
std::string_view take_until(std::string_view& rest, std::string_view ends) {
  const std::string_view front = rest.substr(0, rest.find_first_of(ends));
  rest.remove_prefix(front.size());
  return front;
}

Result<void> check_name(std::string_view name) {
  if (name.empty()) return bad_entry("the name of the host is missing");
  if (name.front() == '-') return bad_entry("a name cannot begin with \"-\"");
  const bool printable =
      std::all_of(name.begin(), name.end(), [](char c) { return (c & 0xe0) != 0 && c != 0x7f; });
  if (!printable) return bad_entry("there is a control character in the name");
  return {};
}

/// NAME or [ADDRESS] from the front of `rest`.
Result<std::string> take_name(std::string_view& rest) {
  const bool bracketed = !rest.empty() && rest.front() == '[';
  if (bracketed) rest.remove_prefix(1);
  const std::string_view name = take_until(rest, bracketed ? "]/" : "/:,");
  if (rest.substr(0, 2) == "::") return bad_entry(ipv6_hint);
  TRY(check_name(name));
  if (!bracketed) return std::string(name);
  if (rest.empty() || rest.front() != ']') {
    return bad_entry("the bracket of the IPv6 address is not closed");
  }
  rest.remove_prefix(1);
  return std::string(name);
}

Result<int> parse_port(std::string_view text) {
  const auto port = parse_integer(text);
  if (port && *port >= 1 && *port <= largest_port) return static_cast<int>(*port);
  const std::string what = cat("\"", text, "\" is not a port (1 to ", largest_port, ")");
  return bad_entry(text.find(':') == std::string_view::npos ? what : ipv6_hint);
}

Result<void> set_option(Host& host, std::string_view option) {
  constexpr std::string_view auth = "auth";
  if (option == "lzo") {
    host.lzo = true;
  } else if (option == "cpp") {
    host.cpp = true;
  } else if (option == "down") {
    host.down = true;
  } else if (option.substr(0, option.find('=')) == auth) {
    host.auth = true;
    host.auth_name = option.size() > auth.size() ? option.substr(auth.size() + 1) : "";
  } else {
    return bad_entry(cat("\",", option, "\" is not an option (,lzo ,cpp ,auth ,auth=NAME ,down)"));
  }
  return {};
}

/// What follows the name: "/LIMIT", "=LIMIT", ":PORT" or ":COMMAND", ",OPTION".
Result<void> take_suffix(Host& host, std::string_view& rest) {
  const char kind = rest.front();
  rest.remove_prefix(1);
  if (kind == ',') return set_option(host, take_until(rest, ",/:"));
  if (kind == '/' || kind == '=') {
    host.slots = TRY_VALUE(parse_slot_limit(take_until(rest, ",/:=")));
    return {};
  }
  if (kind != ':') return bad_entry(cat("there is \"", kind, rest, "\" after the name"));
  if (host.way == Host::Way::ssh) {
    host.remote_command = take_until(rest, ",");
  } else {
    host.port = TRY_VALUE(parse_port(take_until(rest, ",/=")));
  }
  return {};
}

Result<Host> parse_local(std::string_view entry, std::string_view rest) {
  Host host;
  host.definition = entry;
  host.way = Host::Way::local;
  host.name = "localhost";
  host.slots = default_local_slots;
  if (rest.empty()) return host;
  rest.remove_prefix(1);
  host.slots = TRY_VALUE(parse_slot_limit(take_until(rest, ",/:=")));
  return host;
}

}  // namespace

std::string Host::lock_name() const {
  if (way == Way::local) return "localhost";
  return way == Way::ssh ? cat("ssh_", name) : cat("tcp_", name, "_", port);
}

Result<int> parse_slot_limit(std::string_view text) {
  const auto limit = parse_integer(text);
  if (limit && *limit != 0 && *limit >= INT_MIN && *limit <= INT_MAX) {
    return static_cast<int>(*limit);
  }
  return bad_entry(cat("\"", text, "\" is not a number of slots"));
}

Result<Host> parse_host(std::string_view entry) {
  constexpr std::string_view local = "localhost";
  std::string_view rest = entry;
  if (entry == local || entry.substr(0, local.size() + 1) == "localhost/") {
    return parse_local(entry, entry.substr(local.size()));
  }
  Host host;
  host.definition = entry;
  if (const std::size_t at = entry.find('@'); at != std::string_view::npos) {
    host.way = Host::Way::ssh;
    host.user = entry.substr(0, at);
    if (!host.user.empty()) TRY(check_name(host.user));
    rest.remove_prefix(at + 1);
  }
  host.name = TRY_VALUE(take_name(rest));
  while (!rest.empty()) TRY(take_suffix(host, rest));
  if (host.cpp && !host.lzo) {
    return bad_entry("pump mode (',cpp') requires compression (',lzo')");
  }
  return host;
}

}  // namespace distcc
