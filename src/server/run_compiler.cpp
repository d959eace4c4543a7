// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/run_compiler.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/io.h"
#include "base/log.h"
#include "base/text.h"
#include "server/client_watch.h"

namespace distcc {
namespace {

using Kind = Refusal::Kind;

unexpected<Refusal> client_gone(std::string_view when) {
  return unexpected(Refusal{Kind::client_gone, cat("the client closed the connection ", when)});
}

unexpected<Refusal> server_ending() {
  return unexpected(Refusal{Kind::server_ending, "the server is ending"});
}

/// The beginning of what a compiler wrote to one of its outputs.
std::string text_of(int file, std::size_t limit) {
  struct stat status {};
  if (::fstat(file, &status) != 0 || status.st_size <= 0) return {};
  const auto size = static_cast<std::size_t>(status.st_size);
  std::string text(std::min(size, limit), '\0');
  const ssize_t got = ::pread(file, text.data(), text.size(), 0);
  text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  if (size > limit) text += "\ndistccd: the rest of the compiler's output was cut off\n";
  return text;
}

Refusal refusal_for_start(const Error& error) {
  if (error.code == ExitCode::compiler_missing) {
    return {Kind::compiler_missing, cat("the compiler cannot be executed (", error.text,
                                        "); repair its installation or, when it is in a hidden "
                                        "place such as /home, start distccd "
                                        "with --sandbox-show=DIRECTORY")};
  }
  return {Kind::server_trouble,
          cat("the compiler cannot be started (", error.text, "); see the server's log")};
}

/// Why the wait for a compiler was over.
enum class Over { compiler_ended, client_gone, time_is_up, server_ending };

Over watch(const RunningCompiler& compiler, World& world, const Stream& stream) {
  ClientWatch client(stream.poll_fd());
  const Milliseconds lifetime = world.limits.job_lifetime;
  const Deadline deadline = lifetime.count() > 0 ? Deadline::after(lifetime) : Deadline::never();
  while (true) {
    pollfd fds[] = {
        {compiler.poll_fd(), POLLIN, 0}, client.entry(), {world.ending.hurry_fd(), POLLIN, 0}};
    if (poll_until(fds, std::size(fds), deadline) == 0) return Over::time_is_up;
    if (fds[0].revents != 0) return Over::compiler_ended;
    if (fds[1].revents != 0 && client.is_gone(fds[1].revents)) return Over::client_gone;
    if (fds[2].revents != 0) return Over::server_ending;
  }
}

void take_object(const JobDirectory& directory, CompilerEnd& end) {
  if (!end.status.success()) return;
  end.object = directory.open_file(object_name);
  struct stat status {};
  if (!end.object || ::fstat(end.object.get(), &status) != 0) return;
  end.object_bytes = static_cast<std::size_t>(status.st_size);
}

/// The dependency file, whole: part of one would hide prerequisites from the client's make.
expected<std::string, Refusal> take_dependencies(const JobDirectory& directory, std::size_t limit) {
  const Fd file = directory.open_file(dependencies_name);
  if (!file) return std::string();  // this compile has none, of text that is preprocessed already
  auto text = read_to_end(file.get(), limit + 1);
  if (!text) return unexpected(storage_refusal(text.error(), errno));
  if (text->size() <= limit) return std::move(*text);
  return unexpected(Refusal{Kind::server_trouble,
                            cat("the dependency file is larger than ", limit >> 20, " MB")});
}

CompilerRun describe_run(const World& world, const IncomingRequest& request) {
  CompilerRun run;
  run.program = request.admitted().program;
  run.words = request.admitted().words;
  run.environment = world.compiler_environment;
  run.job_directory = request.directory().path();
  run.environment.push_back(cat("TMPDIR=", world.sandbox.path_inside(run.job_directory)));
  run.limits.file_bytes = world.limits.object_bytes;
  if (request.is_pump()) {
    run.client_root = client_root_name;
    run.directory = request.client_directory();
    run.environment.push_back(cat("PWD=", run.directory));
  }
  return run;
}

}  // namespace

expected<JobQueue::Place, Refusal> wait_for_slot(World& world, const Stream& stream) {
  auto place = world.queue.enter();
  if (!place) {
    return unexpected(Refusal{Kind::too_busy,
                              "all job slots and all places in the queue are taken; use more "
                              "servers, or start distccd with a larger --queue"});
  }
  if (!place->has_slot()) log_info("all job slots are taken; the job waits in the queue");
  ClientWatch client(stream.poll_fd());
  while (!place->has_slot()) {
    pollfd fds[] = {
        {place->poll_fd(), POLLIN, 0}, client.entry(), {world.ending.begun_fd(), POLLIN, 0}};
    poll_until(fds, std::size(fds), Deadline::never());
    if (fds[1].revents != 0 && client.is_gone(fds[1].revents)) {
      return client_gone("while its job was waiting for a slot");
    }
    if (fds[2].revents != 0) return server_ending();
  }
  return std::move(*place);
}

expected<CompilerEnd, Refusal> run_compiler(World& world, const Stream& stream,
                                            const IncomingRequest& request) {
  const JobDirectory& directory = request.directory();
  const auto diagnostics = directory.create_unnamed_file();
  if (!diagnostics) return unexpected(storage_refusal(diagnostics.error(), errno));
  const auto output = directory.create_unnamed_file();
  if (!output) return unexpected(storage_refusal(output.error(), errno));

  CompilerRun run = describe_run(world, request);
  run.stdout_fd = output->get();
  run.stderr_fd = diagnostics->get();
  auto compiler = world.sandbox.start(run);
  if (!compiler) return unexpected(refusal_for_start(compiler.error()));

  const Over over = watch(*compiler, world, stream);
  if (over != Over::compiler_ended) compiler->kill();
  CompilerEnd end;
  end.status = compiler->wait();
  if (over == Over::client_gone) return client_gone("while its compiler was running");
  if (over == Over::server_ending) return server_ending();

  end.diagnostics = text_of(diagnostics->get(), world.limits.compiler_text_bytes);
  end.standard_output = text_of(output->get(), world.limits.compiler_text_bytes);
  end.timed_out = over == Over::time_is_up;
  if (end.timed_out) {
    end.status = WaitStatus::exited(to_int(ExitCode::timed_out));
    end.diagnostics += cat("distccd[", ::getpid(), "] Compilation takes too long, timeout.\n");
  }
  take_object(directory, end);
  if (end.status.success() && request.is_pump()) {
    end.dependencies = TRY_VALUE(take_dependencies(directory, world.limits.compiler_text_bytes));
  }
  return end;
}

}  // namespace distcc
