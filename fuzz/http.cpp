// SPDX-License-Identifier: GPL-3.0-or-later
//
// Requests of browsers, and of whoever else connects to a page's port.
#include "web/http.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace distcc;
  const std::string_view received(reinterpret_cast<const char*>(data), size);
  const std::size_t length = http_head_length(received);
  if (length > size) std::abort();
  const auto request = parse_http_request(received.substr(0, length));
  if (!request) return 0;
  // What was let through names a host and a path, and nothing in it can break an answer.
  if (request->host.empty() || !request->path.starts_with('/')) std::abort();
  if (request->path.find_first_of(" \r\n") != std::string::npos) std::abort();
  return 0;
}
