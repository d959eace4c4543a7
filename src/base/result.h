// SPDX-License-Identifier: GPL-3.0-or-later
//
// Errors as values. An Error says whose fault it is, because that decides what happens next: the
// user's source is reported, trouble of this machine means a local compile, trouble of a host means
// the next host (and only that reaches the back-off memory), a protocol error means the same with
// a louder line in the log.
#pragma once

#include <string>
#include <utility>

#include "base/exit_code.h"
#include "base/expected.h"

namespace distcc {

enum class Fault { user_source, this_machine, that_host, protocol };

struct Error {
  Fault fault = Fault::this_machine;
  ExitCode code = ExitCode::failed;
  std::string text;  ///< one line, no final full stop, no newline
};

template <class T>
using Result = expected<T, Error>;

inline unexpected<Error> fail(Fault fault, ExitCode code, std::string text) {
  return unexpected<Error>(Error{fault, code, std::move(text)});
}

/// Trouble of this machine described by `what` and the current errno.
unexpected<Error> fail_errno(std::string what, ExitCode code = ExitCode::io_error,
                             Fault fault = Fault::this_machine);

}  // namespace distcc

/// Returns the error of `expression` from the enclosing function, or goes on.
#define TRY(expression)                                                \
  do {                                                                 \
    auto try_result = (expression);                                    \
    if (!try_result) return unexpected(std::move(try_result).error()); \
  } while (false)

/// The value of `expression`; its error is returned from the enclosing function. Not for a later
/// element of a braced list: gcc then leaves the earlier ones undestroyed.
#define TRY_VALUE(expression)                                          \
  __extension__({                                                      \
    auto try_result = (expression);                                    \
    if (!try_result) return unexpected(std::move(try_result).error()); \
    std::move(*try_result);                                            \
  })
