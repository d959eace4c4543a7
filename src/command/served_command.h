// SPDX-License-Identifier: GPL-3.0-or-later
//
// The server's look at the words of a request. Clients of any age send words that our own client
// would keep local, and a server must not turn them away for that; it finds the source and the
// output, and names the words that would run another program or read files of the server.
//
// Forbidden, wherever they stand (as a word, as its operand, after -Xclang and its like, between
// the commas of -Wp, and -Wa,), because each names code to run or where to find it:
//   -wrapper                       runs any command in place of each stage
//   -B --prefix --gcc-toolchain    where cc1, as and their like are looked for
//   --gcc-install-dir -ccc-*       the same, for clang
//   -specs --specs                 specs name programs and their words
//   -fplugin --plugin -plugin -fpass-plugin -load -add-plugin -iplugindir   code to load
//   --config* --driver-mode        files of options; another kind of program
//   @file                          reads words from a file, and shows them in errors
//   -Wa,-o -Wa,--MD -Wa,-a…=FILE   the assembler writing where it likes
// Not forbidden: --sysroot and search paths (they choose headers, which preprocessed text has
// behind it), -fuse-ld and all that only a link reads, and side outputs (they stay in the job's
// directory and go with it).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/expected.h"

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
  /// One line for the client's user and the log: "option -wrapper is not allowed".
  std::string text;
};

/// The scan of distcc-compat.md 5.2 as a server needs it, and the list of forbidden words.
expected<ServedCommand, RefusedWords> scan_request(const std::vector<std::string>& words);

}  // namespace distcc
