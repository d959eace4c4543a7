// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/preprocess.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/files.h"
#include "base/log.h"
#include "base/scratch.h"
#include "base/text.h"
#include "command/rewrite.h"

namespace distcc {
namespace {

constexpr std::size_t longest_diagnostics = 64 << 20;

Result<PreprocessedText> open_preprocessed(const std::string& path) {
  PreprocessedText text;
  text.file = Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!text.file) return fail_errno(cat("cannot open ", path), ExitCode::no_such_file);
  text.mapped = TRY_VALUE(MappedFile::map(text.file.get()));
  return text;
}

/// DISTCC_SAVE_TEMPS: a copy that stays.
void save_text(const CompileJob& job, std::string_view text) {
  const std::string_view suffix = job.language == Language::c ? ".i" : ".ii";
  const std::string path = cat(temporary_directory(), "/distcc_", ::getpid(), suffix);
  if (replace_file(path, text))
    log_notice(cat("preprocessed text of ", job.input, " is in ", path));
}

}  // namespace

Result<PreprocessedText> preprocess(const World& world, const CompileJob& job,
                                    const std::string& program) {
  if (job.preprocessed) return open_preprocessed(job.input);
  const Clock::time_point start = Clock::now();
  PreprocessedText text;
  text.file = TRY_VALUE(make_memory_file("distcc preprocessed text"));
  const Fd messages = TRY_VALUE(make_memory_file("distcc preprocessor messages"));
  const Fd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  ChildSettings settings;
  settings.words = preprocess_command(job);
  settings.program = program;
  settings.words.front() = program;  // as in local.cpp: gcc looks for its parts from there
  settings.environment = {safeguard_for_children(world)};
  settings.stdin_fd = null.get();
  settings.stdout_fd = text.file.get();
  settings.stderr_fd = messages.get();
  if (is_logged(LogLevel::info)) {
    log_info(cat("exec on localhost: ", shell_line(settings.words)));
  }
  Child child = TRY_VALUE(Child::start(settings));
  text.status = child.wait();
  if (::lseek(messages.get(), 0, SEEK_END) > 0) {
    ::lseek(messages.get(), 0, SEEK_SET);
    text.diagnostics = TRY_VALUE(read_to_end(messages.get(), longest_diagnostics));
  }
  text.mapped = TRY_VALUE(MappedFile::map(text.file.get()));
  if (is_logged(LogLevel::info)) {
    log_info(cat("cpp ", job.input, " on localhost ", text.status.describe()));
    log_debug(
        cat(text.text().size(), " bytes preprocessed in ", fixed(seconds_since(start), 4), "s"));
  }
  if (world.options.save_temps) save_text(job, text.text());
  return text;
}

}  // namespace distcc
