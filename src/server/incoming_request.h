// SPDX-License-Identifier: GPL-3.0-or-later
//
// One request while it arrives. It is admitted or refused as soon as its words are known, because
// a client preprocesses for seconds between its words and its source, and the sooner it hears of a
// refusal the better. What it brings goes to disk while it arrives; in memory a request takes no
// more than a bounded buffer, however much its client announces.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"
#include "base/io.h"
#include "server/admit.h"
#include "server/connection_table.h"
#include "server/job_directory.h"
#include "server/refusal.h"
#include "server/stream.h"
#include "server/world.h"
#include "wire/request.h"

namespace distcc {

class IncomingRequest final : private BodySink, private FilesSink {
 public:
  IncomingRequest(World& world, Stream& stream, LiveConnection& connection);

  /// Whatever the request is, it is refused, as soon as that can be said in an answer.
  void refuse_in_any_case(Refusal refusal) { standing_refusal_ = std::move(refusal); }
  /// Reads until the request is whole and admitted.
  expected<void, Refusal> receive();
  /// Puts the plain source in its file, or the client's files in its root. A compressed one may
  /// become 250 times as long, so this is for the time when the request holds a job slot.
  expected<void, Refusal> unpack();

  /// The version that an answer must have; nothing while there is none that could be understood.
  [[nodiscard]] std::optional<std::uint32_t> answer_version() const;
  [[nodiscard]] bool is_pump() const;
  /// Valid once received. In pump mode, the working directory that the compiler shall have.
  [[nodiscard]] const std::string& client_directory() const { return decoder_.directory(); }
  [[nodiscard]] const Admitted& admitted() const { return *admitted_; }
  [[nodiscard]] const JobDirectory& directory() const { return *directory_; }

 private:
  Result<void> begin(std::size_t size) override;
  Result<void> append(std::string_view piece) override;
  Result<void> begin_files(std::size_t count) override;
  Result<void> begin_file(std::string_view name, std::size_t size) override;
  Result<void> append_to_file(std::string_view piece) override;
  Result<void> take_link(std::string_view name, std::string_view target) override;
  Result<void> admit_once();
  Result<void> refuse(Refusal refusal);
  Result<void> refuse_storage(const Error& error);
  Result<void> make_job_directory();
  expected<MappedFile, Refusal> map_spilled() const;
  expected<void, Refusal> unpack_source(std::string_view block);
  expected<void, Refusal> lay_out_files(std::string_view blocks);
  Result<void> spill(std::string_view piece);
  [[nodiscard]] Deadline next_deadline() const;
  [[nodiscard]] Refusal refusal_for_end() const;
  [[nodiscard]] static Refusal refusal_for_greeting();
  [[nodiscard]] Refusal refusal_for_silence() const;
  [[nodiscard]] Refusal refusal_for(const Error& error) const;
  [[nodiscard]] bool is_compressed_body() const;

  /// A file or link of the client. The blocks of all files lie one behind the other.
  struct Entry {
    std::string name;
    std::string target;  ///< empty for a file
    std::size_t block_bytes = 0;
  };

  World& world_;
  Stream& stream_;
  LiveConnection& connection_;
  RequestDecoder decoder_;
  Clock::time_point start_ = Clock::now();
  std::optional<Refusal> standing_refusal_;
  std::optional<Refusal> refusal_;
  std::optional<Admitted> admitted_;
  std::optional<JobDirectory> directory_;
  std::vector<Entry> entries_;
  std::size_t files_bytes_ = 0;  ///< as sent
  Fd source_;          ///< the plain source, or what is compressed once it outgrew `block_`
  std::string block_;  ///< the compressed source or files while they are small
};

}  // namespace distcc
