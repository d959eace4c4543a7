// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lines of the journal, which any process of the user may have written.
#include "wire/job_record.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  const auto record = distcc::decode_job_record(line);
  if (!record) return 0;
  const std::string again = distcc::encode_job_record(*record);
  if (again.size() > distcc::longest_job_line) std::abort();
  const auto second =
      distcc::decode_job_record(std::string_view(again).substr(0, again.size() - 1));
  if (!second || second->file.size() > record->file.size()) std::abort();
  return 0;
}
