// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/native_tuning.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <functional>

#include "base/files.h"
#include "base/io.h"
#include "base/log.h"
#include "base/process.h"
#include "base/text.h"
#include "command/native.h"

namespace distcc {
namespace {

constexpr std::size_t longest_answer = 1 << 20;

/// Everything that the meaning depends on, as one text.
std::string question_key(const std::string& compiler, const std::vector<std::string>& question) {
  struct stat status {};
  if (::stat(compiler.c_str(), &status) != 0) return {};
  const auto boot = read_file("/proc/sys/kernel/random/boot_id", 100);
  return cat(compiler, "\n", status.st_size, " ", status.st_mtim.tv_sec, ".",
             status.st_mtim.tv_nsec, " ", status.st_ino, "\n", boot.value_or("?"),
             shell_line(question), "\n");
}

/// The words a compiler prints to standard error when asked.
Result<std::string> ask_compiler(const World& world, const std::string& compiler,
                                 const std::vector<std::string>& question) {
  Pipe pipe = TRY_VALUE(make_pipe());
  const Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  ChildSettings settings;
  settings.words = question;
  settings.program = compiler;
  settings.environment = {safeguard_for_children(world), "LC_ALL=C"};
  settings.stdin_fd = null.get();
  settings.stdout_fd = null.get();
  settings.stderr_fd = pipe.write_end.get();
  Child child = TRY_VALUE(Child::start(settings));
  pipe.write_end.reset();
  std::string answer = TRY_VALUE(read_to_end(pipe.read_end.get(), longest_answer));
  if (!child.wait().success()) {
    return fail(Fault::this_machine, ExitCode::failed, "the compiler failed when asked");
  }
  return answer;
}

/// A remembered meaning: the key, an empty line, then a word a line.
std::vector<std::string> recall(const std::string& path, const std::string& key) {
  const auto content = read_file(path, longest_answer);
  if (!content || !content->starts_with(key)) return {};
  return split_words(std::string_view(*content).substr(key.size()), "\n");
}

}  // namespace

expected<CompileJob, Reason> resolve_native_tuning(const World& world, const CompileJob& job) {
  const std::string& word = job.words[job.native_words.front()];
  const auto question = native_question(job);
  const std::string compiler =
      find_compiler(question.front(), world.surroundings.search_path).value_or(std::string());
  const std::string key = question_key(compiler, question);
  const std::string path = cat(world.options.directory, "/native/", std::hash<std::string>()(key));
  std::vector<std::string> meaning;
  if (!key.empty() && !world.options.directory.empty()) meaning = recall(path, key);
  if (meaning.empty()) {
    const auto answer = ask_compiler(world, compiler, question);
    const auto parsed = answer ? parse_native_answer(job.family, *answer)
                               : Result<std::vector<std::string>>(unexpected(answer.error()));
    if (!parsed) {
      return unexpected(Reason{Outcome::native_not_resolved, cat(word, ": ", parsed.error().text)});
    }
    meaning = *parsed;
    const bool one_line_words = std::none_of(meaning.begin(), meaning.end(), [](const auto& part) {
      return part.empty() || part.find('\n') != std::string::npos;
    });
    if (one_line_words && !key.empty() &&
        make_directories(cat(world.options.directory, "/native"))) {
      (void)replace_file(path, cat(key, join(meaning, "\n"), "\n"));
    }
  }
  log_debug(cat(word, " means ", join(meaning, " ")));
  return with_native_resolved(job, meaning);
}

}  // namespace distcc
