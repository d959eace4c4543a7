// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/compiler_answer.h"

#include <fcntl.h>

#include <algorithm>
#include <iterator>

#include "base/fd.h"
#include "base/io.h"
#include "base/process.h"
#include "base/text.h"

namespace distcc {
namespace {

constexpr std::string_view quote_list_start = "#include \"...\" search starts here:";
constexpr std::string_view list_start = "#include <...> search starts here:";
constexpr std::string_view list_end = "End of search list.";
constexpr std::string_view missing_start = "ignoring nonexistent directory \"";
constexpr std::size_t longest_answer = std::size_t{4} << 20;

unexpected<Error> not_understood(std::string_view what) {
  return fail(Fault::this_machine, ExitCode::failed,
              cat("the compiler did not tell where it searches for includes: ", what));
}

Result<std::string> text_of(const Fd& file) {
  if (::lseek(file.get(), 0, SEEK_SET) != 0) return fail_errno("cannot read an answer");
  return read_to_end(file.get(), longest_answer);
}

std::vector<std::string> environment_for(const CompilerQuestion& question) {
  // Its messages in English; the job's own paths are added by us.
  constexpr std::string_view fixed[] = {"LC_ALL=C",           "CPATH=",
                                        "C_INCLUDE_PATH=",    "CPLUS_INCLUDE_PATH=",
                                        "OBJC_INCLUDE_PATH=", "OBJCPLUS_INCLUDE_PATH="};
  std::vector<std::string> environment(std::begin(fixed), std::end(fixed));
  for (const std::string& given : question.environment) {
    const std::string_view name = std::string_view(given).substr(0, given.find('=') + 1);
    const bool is_fixed = std::any_of(std::begin(fixed), std::end(fixed),
                                      [&](auto variable) { return variable.starts_with(name); });
    if (!is_fixed) environment.push_back(given);
  }
  return environment;
}

}  // namespace

Result<CompilerAnswer> parse_compiler_answer(std::string_view messages, std::string macros) {
  CompilerAnswer answer;
  if (macros.find("#define _MSC_VER ") != std::string::npos) {
    return not_understood("it searches like Microsoft's");
  }
  answer.macros = std::move(macros);
  bool told = false;
  bool within = false;
  for (const std::string_view line : split_fields(messages, '\n')) {
    if (line.starts_with(missing_start)) {
      const std::string_view rest = line.substr(missing_start.size());
      answer.missing.emplace_back(rest.substr(0, rest.rfind('"')));
    } else if (line == quote_list_start || line == list_start) {
      told = true;  // clang leaves the second headline out when nothing follows it
      within = line == list_start;
    } else if (told && line == list_end) {
      return answer;
    } else if (within && line.starts_with(' ')) {
      if (line.ends_with(" (framework directory)") || line.ends_with(" (headermap)")) {
        return not_understood(line);
      }
      answer.directories.emplace_back(line.substr(1));
    }
  }
  return not_understood("no list in its messages");
}

Result<CompilerAnswer> ask_compiler(const CompilerQuestion& question) {
  const Fd messages = TRY_VALUE(make_memory_file("compiler messages"));
  const Fd macros = TRY_VALUE(make_memory_file("compiler macros"));
  const Fd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  ChildSettings settings;
  // The shell's part is to go to the directory.
  settings.program = "/bin/sh";
  settings.words = {
      "sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", question.directory, question.compiler};
  settings.words.insert(settings.words.end(), question.words.begin() + 1, question.words.end());
  settings.environment = environment_for(question);
  settings.stdin_fd = nothing.get();
  settings.stdout_fd = macros.get();
  settings.stderr_fd = messages.get();
  settings.ends_with_parent = false;  // it ends by itself, and the asking thread may end first
  Child child = TRY_VALUE(Child::start(settings));
  const WaitStatus status = child.wait();
  if (!status.success()) return not_understood(status.describe());
  const std::string said = TRY_VALUE(text_of(messages));
  return parse_compiler_answer(said, TRY_VALUE(text_of(macros)));
}

}  // namespace distcc
