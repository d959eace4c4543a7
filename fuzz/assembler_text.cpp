// SPDX-License-Identifier: GPL-3.0-or-later
//
// Preprocessed text of any kind, also cut off anywhere. What the search finds in a text by itself
// it must find behind other code too.
#include "scan/assembler_text.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const bool reads = distcc::reads_file_in_assembler(text);
  const std::string behind =
      "int x = 1'000; char c = '\"';\n# 1 \"asm.c\"\n" + std::string(200, '\n') + text;
  if (reads && !distcc::reads_file_in_assembler(behind)) std::abort();
  std::string_view rest = text;
  std::string value;
  if (distcc::take_literal(rest, value) && value.size() > size) std::abort();
  (void)distcc::may_read_file(text);
  return 0;
}
