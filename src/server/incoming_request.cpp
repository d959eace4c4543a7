// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/incoming_request.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <memory>
#include <utility>

#include "base/io.h"
#include "base/paths.h"
#include "base/text.h"
#include "server/client_tree.h"
#include "wire/handshake.h"
#include "wire/lzo.h"

namespace distcc {
namespace {

using Kind = Refusal::Kind;

constexpr std::size_t most_in_memory = 512 << 10;
constexpr std::size_t read_size = 64 << 10;
constexpr const char* compressed_name = "sent.lzo";

/// The size of the source or files is judged here, with a refusal of its own.
WireLimits limits_of_words() {
  WireLimits limits;
  limits.body_bytes = std::numeric_limits<std::size_t>::max();
  limits.all_file_bytes = limits.body_bytes;
  return limits;
}

Refusal refusal_for_size(std::string_view what, std::size_t limit) {
  return {Kind::request_too_large, cat(what, " larger than ", limit >> 20,
                                       " MB; start distccd with a larger --request-limit")};
}

Refusal refusal_for_block(const Error& error, std::string_view what, std::size_t limit) {
  return {Kind::damaged_text, cat(error.text, "; the client is at fault, or its ", what,
                                  " larger than --request-limit allows (", limit >> 20, " MB)")};
}

}  // namespace

IncomingRequest::IncomingRequest(World& world, Stream& stream, LiveConnection& connection)
    : world_(world),
      stream_(stream),
      connection_(connection),
      // The compiler of a client in pump mode needs a root of its own, hence to be confined.
      decoder_(limits_of_words(), *this, world.sandbox.confines() ? this : nullptr) {}

std::optional<std::uint32_t> IncomingRequest::answer_version() const {
  if (!decoder_.version_known()) return std::nullopt;
  if (decoder_.version() > static_cast<std::uint32_t>(Protocol::pump)) return std::nullopt;
  return decoder_.version();
}

bool IncomingRequest::is_pump() const {
  return decoder_.version() == static_cast<std::uint32_t>(Protocol::pump);
}

bool IncomingRequest::is_compressed_body() const {
  return decoder_.version() >= static_cast<std::uint32_t>(Protocol::lzo);
}

expected<void, Refusal> IncomingRequest::receive() {
  const auto buffer = std::make_unique_for_overwrite<char[]>(read_size);
  bool first = true;
  while (!decoder_.complete()) {
    const auto got = stream_.read(buffer.get(), read_size, next_deadline());
    if (!got && got.error().code == ExitCode::timed_out) {
      return unexpected(refusal_for_silence());
    }
    if (!got || *got == 0) return unexpected(refusal_for_end());
    connection_.note_progress();
    if (std::exchange(first, false) && buffer[0] == handshake_greeting) {
      return unexpected(refusal_for_greeting());
    }

    auto fed = decoder_.feed({buffer.get(), *got});
    if (fed && decoder_.words_known()) fed = admit_once();
    if (!fed) return unexpected(refusal_for(fed.error()));
  }
  if (admitted_) connection_.note_compiler(std::string(base_name(admitted_->asked_compiler)));
  connection_.note_stage(Stage::waiting);
  return {};
}

Deadline IncomingRequest::next_deadline() const {
  const ServingLimits& limits = world_.limits;
  const auto patience =
      decoder_.version_known() ? limits.silence : std::min(limits.first_bytes, limits.silence);
  const auto used = std::chrono::ceil<Milliseconds>(Clock::now() - start_);
  return Deadline::after(std::min(patience, limits.whole_request - used));
}

/// The client waits for its greeting to be returned, and could wait for long.
Refusal IncomingRequest::refusal_for_greeting() {
  return {
      Kind::authentication_not_offered,
      "the client wants to authenticate; start distccd with --auth, or take \",auth\" from this "
      "server's entry in the host list"};
}

Refusal IncomingRequest::refusal_for_silence() const {
  return {Kind::too_slow,
          cat("the request did not arrive in time; see to the network, or set a larger "
              "DISTCC_IO_TIMEOUT for distccd (now ",
              world_.limits.silence.count() / 1000, " s)")};
}

Refusal IncomingRequest::refusal_for_end() const {
  if (world_.ending.has_begun()) return {Kind::server_ending, "the server is ending"};
  if (connection_.was_let_go()) {
    return {Kind::too_slow,
            "the server is full, and of all its clients this one had been silent "
            "for the longest time"};
  }
  return {Kind::client_gone, "the client closed the connection before its request was whole"};
}

Refusal IncomingRequest::refusal_for(const Error& error) const {
  if (refusal_) return *refusal_;
  if (!answer_version()) return {Kind::not_distcc, error.text};
  if (is_compressed_body() && !has_lzo) {
    return {Kind::compression,
            "this server was built without LZO and takes no compressed request; take \",lzo\" and "
            "\",cpp\" from its entry in the host list, or build it with LZO"};
  }
  if (is_pump() && !world_.sandbox.confines()) {
    return {Kind::pump_mode,
            "pump mode is not served here, because compilers are not confined on this server; take "
            "\",cpp\" from its entry in the host list"};
  }
  return {Kind::malformed_request, cat(error.text, "; the client is at fault")};
}

Result<void> IncomingRequest::refuse(Refusal refusal) {
  refusal_ = std::move(refusal);
  return fail(Fault::that_host, row_of(refusal_->kind).status, refusal_->text);
}

Result<void> IncomingRequest::refuse_storage(const Error& error) {
  return refuse(storage_refusal(error, errno));
}

Result<void> IncomingRequest::admit_once() {
  if (admitted_) return {};
  if (standing_refusal_) return refuse(*standing_refusal_);
  if (is_compressed_body() && !has_lzo) return fail_protocol("a compressed request");
  auto admitted = (is_pump() ? admit_pump : admit)(decoder_.words(), *world_.compilers.get(),
                                                   world_.program_files);
  if (!admitted) return refuse(std::move(admitted).error());
  if (world_.queue.is_full()) {
    return refuse({Kind::too_busy,
                   "all job slots and all places in the queue are taken; use more "
                   "servers, or start distccd with a larger --queue"});
  }
  admitted_ = std::move(*admitted);
  return {};
}

Result<void> IncomingRequest::make_job_directory() {
  auto directory = JobDirectory::create(world_.jobs_directory, world_.keep_job_directories);
  if (!directory) return refuse_storage(directory.error());
  directory_ = std::move(*directory);
  return {};
}

Result<void> IncomingRequest::begin_files(std::size_t /*count*/) {
  TRY(admit_once());
  return make_job_directory();
}

Result<void> IncomingRequest::begin_file(std::string_view name, std::size_t size) {
  files_bytes_ += size;
  if (files_bytes_ > world_.limits.source_bytes) {
    return refuse(refusal_for_size("the files are", world_.limits.source_bytes));
  }
  entries_.push_back({std::string(name), "", size});
  return {};
}

Result<void> IncomingRequest::append_to_file(std::string_view piece) {
  return append(piece);
}

Result<void> IncomingRequest::take_link(std::string_view name, std::string_view target) {
  entries_.push_back({std::string(name), std::string(target), 0});
  return {};
}

Result<void> IncomingRequest::begin(std::size_t size) {
  TRY(admit_once());
  if (size > world_.limits.source_bytes) {
    return refuse(refusal_for_size("the source is", world_.limits.source_bytes));
  }
  TRY(make_job_directory());
  if (is_compressed_body()) return {};
  auto file = directory_->create_file(admitted_->source_name);
  if (!file) return refuse_storage(file.error());
  source_ = std::move(*file);
  return {};
}

Result<void> IncomingRequest::append(std::string_view piece) {
  if (is_compressed_body() && !source_) {
    block_ += piece;
    return block_.size() > most_in_memory ? spill(std::exchange(block_, {})) : Result<void>{};
  }
  const auto written = write_all(source_.get(), piece);
  return written ? Result<void>{} : refuse_storage(written.error());
}

Result<void> IncomingRequest::spill(std::string_view piece) {
  auto file = directory_->create_file(compressed_name);
  if (!file) return refuse_storage(file.error());
  source_ = std::move(*file);
  return append(piece);
}

expected<MappedFile, Refusal> IncomingRequest::map_spilled() const {
  if (!source_) return MappedFile();
  auto map = MappedFile::map(source_.get());
  if (!map) return unexpected(storage_refusal(map.error(), errno));
  return std::move(*map);
}

expected<void, Refusal> IncomingRequest::unpack() {
  if (!is_compressed_body()) {
    source_.reset();  // a file that is open for writing is busy for some file systems
    return {};
  }
  const auto mapped = map_spilled();
  if (!mapped) return unexpected(mapped.error());
  const std::string_view bytes = source_ ? mapped->bytes() : std::string_view(block_);
  return is_pump() ? lay_out_files(bytes) : unpack_source(bytes);
}

expected<void, Refusal> IncomingRequest::unpack_source(std::string_view block) {
  const std::size_t limit = world_.limits.source_bytes;
  const auto text = lzo_unpacked(block, limit);
  if (!text) return unexpected(refusal_for_block(text.error(), "source is", limit));
  auto file = directory_->create_file(admitted_->source_name);
  auto written = file ? write_all(file->get(), text->bytes()) : unexpected(file.error());
  if (!written) return unexpected(storage_refusal(written.error(), errno));
  return {};
}

expected<void, Refusal> IncomingRequest::lay_out_files(std::string_view blocks) {
  auto tree =
      ClientTree::create(directory_->path_of(client_root_name), world_.sandbox.system_places());
  if (!tree) return unexpected(std::move(tree).error());
  const std::size_t limit = world_.limits.source_bytes;
  std::size_t room = limit;
  for (const Entry& entry : entries_) {
    if (!entry.target.empty()) {
      TRY(tree->add_link(entry.name, entry.target));
      continue;
    }
    const auto content = lzo_unpacked(blocks.substr(0, entry.block_bytes), room);
    if (!content) return unexpected(refusal_for_block(content.error(), "files are", limit));
    blocks.remove_prefix(entry.block_bytes);
    room -= content->bytes().size();
    TRY(tree->add_file(entry.name, content->bytes()));
  }
  return tree->add_directory(client_directory());
}

}  // namespace distcc
