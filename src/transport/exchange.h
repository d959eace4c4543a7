// SPDX-License-Identifier: GPL-3.0-or-later
//
// One job on a connection, in protocol 1 or 2: its words, its preprocessed text, the answer.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "job/compile_result.h"
#include "transport/connection.h"
#include "wire/classic.h"

namespace distcc {

/// Sends the words. With `hold_back` they may wait a moment for the text, to share its packets.
Result<void> send_words(Connection& connection, Protocol protocol,
                        const std::vector<std::string>& words, bool hold_back);

/// Sends the source text: `text` is the whole content of `file`.
Result<void> send_source(Connection& connection, Protocol protocol, int file,
                         std::string_view text);

/// Receives the answer; the object is written to `object_file`. `while_waiting` is called about
/// every 20 s until the answer begins. An answer that breaks the protocol, or ends early, is an
/// error.
Result<CompileResult> receive_answer(Connection& connection, Protocol protocol, int object_file,
                                     const std::function<void()>& while_waiting);

}  // namespace distcc
