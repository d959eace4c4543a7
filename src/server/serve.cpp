// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/serve.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/io.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/text.h"
#include "server/incoming_request.h"
#include "server/run_compiler.h"
#include "wire/answer.h"
#include "wire/lzo.h"

namespace distcc {
namespace {

using JobResult = JobSummary::Result;

constexpr auto lzo_version = static_cast<std::uint32_t>(Protocol::lzo);
constexpr auto pump_version = static_cast<std::uint32_t>(Protocol::pump);

Result<void> answer_plain(Stream& stream, const std::string& head, const CompilerEnd& end,
                          const ServingLimits& limits) {
  const Milliseconds patience = limits.silence;
  TRY(stream.write(head, patience, limits.fills_packets && end.object_bytes > 0));
  if (end.object_bytes == 0) return {};
  return stream.send_file(end.object.get(), end.object_bytes, patience);
}

Result<void> answer(const World& world, Stream& stream, std::uint32_t version,
                    const CompilerEnd& end) {
  const Milliseconds patience = world.limits.silence;
  const auto head_for = [&](std::size_t object_bytes) {
    return answer_head(version, end.status.raw(), end.diagnostics, end.standard_output,
                       object_bytes);
  };
  if (version < lzo_version) {
    return answer_plain(stream, head_for(end.object_bytes), end, world.limits);
  }
  MappedFile object;
  if (end.object_bytes > 0) object = TRY_VALUE(MappedFile::map(end.object.get()));
  std::string rest = lzo_compress(object.bytes());
  const std::string head = head_for(rest.size());
  if (version == pump_version && end.status.success()) {
    rest += dependencies_part(end.dependencies);
  }
  TRY(stream.write(head, patience, world.limits.fills_packets && !rest.empty()));
  return stream.write(rest, patience);
}

/// A refusal is an answer like any other, so that every client prints its text.
void answer_refusal(const World& world, Stream& stream, std::uint32_t version,
                    const Refusal& refusal) {
  const WaitStatus status = WaitStatus::exited(to_int(row_of(refusal.kind).status));
  const std::string whole =
      answer_head(version, status.raw(), answer_text(refusal, ::getpid()), "", 0);
  const ServingLimits& limits = world.limits;
  if (!stream.write(whole, limits.silence)) return;
  stream.finish(limits.source_bytes, Deadline::after(limits.silence));
}

void log_compile(const Admitted& job, const CompilerEnd& end) {
  if (!is_logged(LogLevel::info)) return;
  const std::string_view source = base_name(job.asked_source);
  log_info(cat("compile from ", source, " to ", base_name(job.asked_object)));
  log_info(cat(job.asked_compiler, " ", source, " on localhost ", end.status.describe()));
}

/// With --auth, finds out who the client is. One that does not know about that hears of it in an
/// answer to its request.
expected<void, Refusal> know_client(const World& world, Stream& stream, IncomingRequest& request) {
  if (!world.authentication) return {};
  const auto patience = std::min(world.limits.first_bytes, world.limits.silence);
  const auto client = authenticate(*world.authentication, stream, Deadline::after(patience));
  if (client) {
    log_info(cat("authenticated ", *client));
    return {};
  }
  if (client.error().kind == Refusal::Kind::authentication_missing) {
    request.refuse_in_any_case(client.error());
    TRY(request.receive());
  }
  return unexpected(client.error());
}

/// From the first byte to the end of the compiler. Fills in `summary` on the way.
expected<CompilerEnd, Refusal> work_on(World& world, Stream& stream, IncomingRequest& request,
                                       LiveConnection& connection, JobSummary& summary) {
  TRY(know_client(world, stream, request));
  TRY(request.receive());
  // From here on the command is admitted, and all of the source is on this machine.
  const auto place = wait_for_slot(world, stream);
  if (!place) return unexpected(place.error());
  // From here on a job slot is held, until the compiler has ended.
  connection.note_stage(Stage::compiling);
  TRY(request.unpack());
  const auto running = world.statistics.job_running();
  auto end = run_compiler(world, stream, request);
  if (!end) return end;

  summary.compiler = request.admitted().asked_compiler;
  summary.source = request.admitted().asked_source;
  summary.status = end->status;
  summary.result = end->timed_out          ? JobResult::compile_timeout
                   : end->status.success() ? JobResult::compile_ok
                                           : JobResult::compile_error;
  log_compile(request.admitted(), *end);
  return end;
}

void note_refusal(JobSummary& summary, Refusal refusal) {
  const bool gone = refusal.kind == Refusal::Kind::client_gone;
  summary.result = gone ? JobResult::client_gone : JobResult::refused;
  log_line(gone ? LogLevel::error : LogLevel::warning,
           cat("refused (", row_of(refusal.kind).key, ") ", summary.client, ": ", refusal.text));
  summary.refusal = std::move(refusal);
}

}  // namespace

void serve_client(World& world, Stream& stream, const std::string& client,
                  LiveConnection& connection) {
  const auto start = Clock::now();
  log_info(cat("connection from ", client));
  JobSummary summary;
  summary.client = client;
  const auto finish_summary = [&] {
    summary.time = std::chrono::duration_cast<Milliseconds>(Clock::now() - start);
    log_notice(summary.line());
    world.statistics.record(summary);
  };

  IncomingRequest request(world, stream, connection);
  auto end = work_on(world, stream, request, connection, summary);
  if (!end) {
    const Refusal refusal = end.error();
    note_refusal(summary, refusal);
    finish_summary();
    const auto version = request.answer_version();
    if (version && row_of(refusal.kind).answered) answer_refusal(world, stream, *version, refusal);
    return;
  }
  connection.note_stage(Stage::answering);
  const auto sent = answer(world, stream, request.answer_version().value_or(1), *end);
  if (!sent) note_refusal(summary, {Refusal::Kind::client_gone, sent.error().text});
  finish_summary();
  log_info("job complete");
}

}  // namespace distcc
