// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/plan.h"

#include <algorithm>

#include "base/files.h"
#include "base/paths.h"
#include "client/native_tuning.h"
#include "command/understand.h"
#include "scan/assembler_text.h"
#include "scan/source_text.h"

namespace distcc {
namespace {

constexpr std::size_t longest_response_file = 16 << 20;

/// Neither the preprocessor nor a host's compiler has the terminal before it that decides whether
/// messages are coloured here.
bool decides_about_colours(const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return word.starts_with("-f") && (word.find("diagnostics-color") != std::string::npos ||
                                      word.find("color-diagnostics") != std::string::npos ||
                                      word == "-fdiagnostics-plain-output");
  });
}

/// The user's own preprocessed text may have lines that are spliced, also within words.
bool makes_assembler_read(const CompileJob& job, std::string_view text) {
  if (!job.preprocessed) return reads_file_in_assembler(text);
  const std::vector<std::string> readings = readings_of(text);
  return std::any_of(readings.begin(), readings.end(), reads_file_in_assembler);
}

}  // namespace

expected<CompileJob, Reason> plan_job(const World& world, const std::vector<std::string>& words) {
  CommandContext context;
  context.read_response_file = [](const std::string& path) {
    return read_file(path, longest_response_file);
  };
  context.real_compiler_name = [&world](const std::string& name) {
    return real_compiler_name(name, world.surroundings.search_path);
  };
  context.dependencies_by_environment = world.dependencies_by_environment;
  auto job = understand(words, context);
  if (job && !job->native_words.empty()) job = resolve_native_tuning(world, *job);
  if (job && world.environment_reason) return unexpected(*world.environment_reason);
  if (job && world.colours && !decides_about_colours(words)) {
    job->words.emplace_back("-fdiagnostics-color=always");
  }
  return job;
}

std::optional<Reason> reason_in_environment(const Environment& environment) {
  for (const char* name :
       {"COMPILER_PATH", "GCC_EXEC_PREFIX", "GCC_COMPARE_DEBUG", "CCC_OVERRIDE_OPTIONS"}) {
    if (environment.has(name)) return Reason{Outcome::other_programs, name};
  }
  return std::nullopt;
}

std::optional<Reason> reason_in_text(const CompileJob& job, std::string_view text) {
  const std::string source(base_name(job.input));
  if (makes_assembler_read(job, text)) return Reason{Outcome::reads_file_in_assembler, source};
  const bool directory_matters = job.debug_info && job.family == CompilerFamily::gcc;
  if (job.preprocessed && directory_matters && !names_its_directory(text)) {
    return Reason{Outcome::directory_not_in_text, source};
  }
  return std::nullopt;
}

bool names_its_directory(std::string_view text) {
  // The marker is the second line that gcc writes: # 1 "/the/directory//"
  for (int line = 0; line < 3 && text.starts_with("# "); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (text.substr(0, end).find("//\"") != std::string_view::npos) return true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

}  // namespace distcc
