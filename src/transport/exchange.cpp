// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/exchange.h"

#include <memory>

#include "base/io.h"
#include "base/text.h"
#include "wire/answer.h"
#include "wire/lzo.h"
#include "wire/request.h"

namespace distcc {
namespace {

constexpr std::size_t receive_room = std::size_t{256} << 10;
constexpr std::chrono::milliseconds waiting_tick{20'000};

/// Writes the object to its file: piece by piece as it arrives, or whole when it is compressed.
class ObjectSink : public BodySink {
 public:
  ObjectSink(Protocol protocol, int file) : compressed_(is_compressed(protocol)), file_(file) {}

  Result<void> begin(std::size_t /*size*/) override { return {}; }
  Result<void> append(std::string_view piece) override {
    if (!compressed_) {
      bytes_ += piece.size();
      return write_all(file_, piece);
    }
    block_ += piece;
    return {};
  }
  /// The whole object has arrived.
  Result<void> finish(std::size_t limit) {
    if (block_.empty()) return {};
    const LzoOutput object = TRY_VALUE(lzo_unpacked(block_, limit));
    bytes_ = object.bytes().size();
    return write_all(file_, object.bytes());
  }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  bool compressed_;
  int file_;
  std::string block_;
  std::size_t bytes_ = 0;
};

unexpected<Error> ended_early(Connection& connection, bool started) {
  const std::string words = connection.carrier_last_words();
  if (!words.empty()) {
    return fail(Fault::that_host, started ? ExitCode::truncated : ExitCode::gone, words);
  }
  if (started) {
    return fail(Fault::that_host, ExitCode::truncated, "server closed the connection mid-answer");
  }
  return fail(Fault::that_host, ExitCode::gone,
              "server provided no answer; it may not allow this client, want authentication, or "
              "lack the compiler: its log tells");
}

}  // namespace

Result<void> send_words(Connection& connection, Protocol protocol,
                        const std::vector<std::string>& words, bool hold_back) {
  return connection.send(request_head(protocol, words), hold_back);
}

Result<void> send_source(Connection& connection, Protocol protocol, int file,
                         std::string_view text) {
  if (is_compressed(protocol)) {
    const LzoOutput block = lzo_packed(text);
    TRY(connection.send(source_header(block.bytes().size()), true));
    return connection.send(block.bytes());
  }
  TRY(connection.send(source_header(text.size()), !text.empty()));
  return connection.send_file(file, text.size());
}

Result<CompileResult> receive_answer(Connection& connection, Protocol protocol, int object_file,
                                     const std::function<void()>& while_waiting) {
  const WireLimits limits;
  ObjectSink object(protocol, object_file);
  AnswerDecoder answer(protocol, limits, object);
  const auto buffer = std::make_unique_for_overwrite<char[]>(receive_room);
  TRY(connection.await_answer(waiting_tick, while_waiting));
  while (!answer.complete()) {
    const std::size_t got = TRY_VALUE(connection.receive(buffer.get(), receive_room));
    if (got == 0) return ended_early(connection, answer.started());
    TRY(answer.feed({buffer.get(), got}));
  }
  TRY(object.finish(limits.plain_bytes));
  CompileResult result;
  result.status = WaitStatus(answer.wait_status());
  result.diagnostics = answer.diagnostics();
  result.standard_output = answer.standard_output();
  result.dependencies = answer.dependencies();
  result.object_bytes = object.bytes();
  result.bytes_sent = connection.bytes_sent();
  result.bytes_received = connection.bytes_received();
  return result;
}

}  // namespace distcc
