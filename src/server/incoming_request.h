// SPDX-License-Identifier: GPL-3.0-or-later
//
// One request while it arrives. It is admitted or refused as soon as its words are known, because
// a client preprocesses for seconds between its words and its source, and the sooner it hears of a
// refusal the better. The source goes to disk while it arrives; in memory a request takes no more
// than a bounded buffer, however much its client announces.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "server/admit.h"
#include "server/connection_table.h"
#include "server/job_directory.h"
#include "server/refusal.h"
#include "server/stream.h"
#include "server/world.h"
#include "wire/request.h"

namespace distcc {

class IncomingRequest final : private BodySink {
 public:
  IncomingRequest(World& world, Stream& stream, LiveConnection& connection);

  /// Reads until the request is whole and admitted.
  tl::expected<void, Refusal> receive();
  /// Puts the plain source in its file. A compressed one may become 250 times as long, so this is
  /// for the time when the request holds a job slot.
  tl::expected<void, Refusal> unpack();

  /// The version that an answer must have; nothing while there is none that could be understood.
  [[nodiscard]] std::optional<std::uint32_t> answer_version() const;
  /// Valid once received.
  [[nodiscard]] const Admitted& admitted() const { return *admitted_; }
  [[nodiscard]] const JobDirectory& directory() const { return *directory_; }

 private:
  Result<void> begin(std::size_t size) override;
  Result<void> append(std::string_view piece) override;
  Result<void> admit_once();
  Result<void> refuse(Refusal refusal);
  Result<void> refuse_storage(const Error& error);
  Result<void> spill(std::string_view piece);
  [[nodiscard]] Deadline next_deadline() const;
  [[nodiscard]] Refusal refusal_for_end() const;
  [[nodiscard]] Refusal refusal_for_silence() const;
  [[nodiscard]] Refusal refusal_for(const Error& error) const;
  [[nodiscard]] bool is_compressed_body() const;

  World& world_;
  Stream& stream_;
  LiveConnection& connection_;
  RequestDecoder decoder_;
  Clock::time_point start_ = Clock::now();
  std::optional<Refusal> refusal_;
  std::optional<Admitted> admitted_;
  std::optional<JobDirectory> directory_;
  Fd source_;          ///< the plain source, or the compressed one once it outgrew `block_`
  std::string block_;  ///< the compressed source while it is small
};

}  // namespace distcc
