// SPDX-License-Identifier: GPL-3.0-or-later
//
// The server's look at the words of a request. Clients of any age send words that our own client
// would keep local, and a server must not turn them away for that; it finds the source and the
// output, and names the words that would run another program or read files of the server.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace distcc {

/// Where the two names are that the server replaces by its own.
struct ServedCommand {
  std::size_t input_word = 0;
  std::optional<std::size_t> output_word;  ///< the word that holds the name; none: to be appended
  bool output_glued = false;               ///< the word is "-oNAME"
  std::string input_extension;             ///< of the source, without dot: "c", "cc", "i"
  std::string preprocessed_extension;      ///< "i", "ii", "mi" or "mii" (distcc-compat.md 5.4)
};

/// Why the words are not served.
struct RefusedWords {
  enum class Kind { malformed, forbidden_option };
  Kind kind = Kind::malformed;
  std::string
      text;  ///< one line for the client's user and the log: "option -wrapper is not allowed"
};

/// The scan of distcc-compat.md 5.2 as a server needs it, and its list of forbidden words (6.4,
/// with all that is "not covered" there: -wrapper, -B, -specs and --specs in every form, plugins,
/// @file, -Xclang -load, --config and relatives).
tl::expected<ServedCommand, RefusedWords> scan_request(const std::vector<std::string>& words);

}  // namespace distcc
