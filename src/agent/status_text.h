// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "agent/answer.h"

namespace distcc {

struct AgentStatus {
  std::chrono::seconds uptime{0};
  Answerer::Statistics counters;
};

/// What --status shows: "name: value" lines about this process, then the counters.
std::string text_of(const AgentStatus& status);
/// The same as one JSON object, and a newline.
std::string json_of(const AgentStatus& status);

/// Has the file of this program been replaced, or removed, since it was started?
bool is_program_replaced();

/// Does this text describe an agent that should make room for this program: an older version, or
/// one whose program file has been replaced?
bool is_outdated(std::string_view status_text);

/// Is version `a` ("4.10.1") older than `b`?
bool is_older(std::string_view a, std::string_view b);

}  // namespace distcc
