// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/small_job.h"

#include <unistd.h>

#include "base/fd.h"
#include "base/io.h"
#include "transport/exchange.h"

namespace distcc {

Result<SmallAnswer> compile_small(Connection& connection, Protocol protocol,
                                  const std::vector<std::string>& words, std::string_view text) {
  const Fd source = TRY_VALUE(make_memory_file("distcc small source"));
  const Fd object = TRY_VALUE(make_memory_file("distcc small object"));
  TRY(write_all(source.get(), text));
  TRY(send_words(connection, protocol, words, true));
  // A server that refuses the job may stop reading. Its answer, read next, says why.
  (void)send_source(connection, protocol, source.get(), text);
  SmallAnswer answer;
  answer.result = TRY_VALUE(receive_answer(connection, protocol, object.get(), [] {}));
  const auto mapped = TRY_VALUE(MappedFile::map(object.get()));
  answer.object = mapped.bytes();
  return answer;
}

}  // namespace distcc
