// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/visitor.h"

#include <arpa/inet.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>

namespace distcc {
namespace {

bool is_address(const std::string& text) {
  in6_addr address{};
  return ::inet_pton(AF_INET, text.c_str(), &address) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

}  // namespace

bool is_name_of_this_machine(std::string_view host, std::span<const std::string> names) {
  if (host.find('\0') != std::string_view::npos) return false;
  return host == "localhost" || std::find(names.begin(), names.end(), host) != names.end() ||
         is_address(std::string(host));
}

std::string own_host_name() {
  char buffer[256] = {};
  if (::gethostname(buffer, sizeof buffer - 1) != 0) return "localhost";
  std::string name = buffer;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name;
}

Result<std::string> new_token() {
  static constexpr std::string_view digits = "0123456789abcdef";
  unsigned char bytes[16];
  if (::getrandom(bytes, sizeof bytes, 0) != static_cast<ssize_t>(sizeof bytes)) {
    return fail_errno("no random numbers");
  }
  std::string token;
  for (const unsigned char byte : bytes) {
    token += digits[byte >> 4];
    token += digits[byte & 15];
  }
  return token;
}

bool is_token(std::string_view guess, std::string_view token) {
  if (token.empty() || guess.size() != token.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < token.size(); ++i) {
    difference |= static_cast<unsigned>(static_cast<unsigned char>(guess[i])) ^
                  static_cast<unsigned char>(token[i]);
  }
  return difference == 0;
}

}  // namespace distcc
