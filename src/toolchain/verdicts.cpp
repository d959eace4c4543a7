// SPDX-License-Identifier: GPL-3.0-or-later
#include "toolchain/verdicts.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <ctime>
#include <utility>

#include "base/files.h"
#include "base/text.h"

namespace distcc {
namespace {

constexpr std::string_view same_text = "same\n";
/// What the line of any other verdict begins with.
constexpr std::pair<Verdict::Kind, std::string_view> beginnings[] = {
    {Verdict::Kind::differs, "differs: "},
    {Verdict::Kind::refused, "refused: "},
    {Verdict::Kind::failed, "failed: "},
};
constexpr std::time_t lifetime = std::time_t{24} * 60 * 60;
constexpr std::size_t longest_verdict = 4096;
constexpr std::size_t largest_object = 1 << 20;

/// Changes when the probe does, so that no old object is held against a new one.
constexpr std::string_view probe_version = "1";

std::string hashed(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return cat(hash);
}

/// Names a compiler and the words that begin its commands; empty when the program is not there.
std::string key_of(const ProbedCompiler& compiler, const std::string& program) {
  struct stat status {};
  if (::stat(program.c_str(), &status) != 0) return {};
  return hashed(cat(probe_version, "\n", program, "\n", compiler.word, "\n",
                    compiler.cxx ? "c++" : "c", "\n", status.st_size, " ", status.st_mtim.tv_sec,
                    ".", status.st_mtim.tv_nsec, " ", status.st_ino));
}

/// What stands in the file of a host; empty for what is not to be remembered.
std::string content_of(const Verdict& verdict) {
  if (verdict.kind == Verdict::Kind::same) return std::string(same_text);
  for (const auto& [kind, beginning] : beginnings) {
    if (kind == verdict.kind) return cat(beginning, verdict.text, "\n");
  }
  return {};
}

std::optional<Verdict> verdict_in(std::string_view line) {
  for (const auto& [kind, beginning] : beginnings) {
    if (line.starts_with(beginning)) {
      return Verdict{kind, std::string(line.substr(beginning.size()))};
    }
  }
  return std::nullopt;
}

/// A time in the future (a clock was set back) counts as old.
bool is_fresh(const struct stat& status) {
  const std::time_t age = ::time(nullptr) - status.st_mtime;
  return age < lifetime && age > -lifetime;
}

}  // namespace

Verdicts::Verdicts(const std::string& directory, const ProbedCompiler& compiler,
                   const std::string& program)
    : directory_(cat(directory, "/compilers")),
      key_(directory.empty() ? std::string() : key_of(compiler, program)) {}

std::string Verdicts::path_of(const std::string& host) const {
  return cat(directory_, "/", key_, "_", host);
}

std::optional<Verdict> Verdicts::of_host(const std::string& host, long since) const {
  const std::string path = path_of(host);
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !is_fresh(status)) return std::nullopt;
  if (static_cast<std::size_t>(status.st_size) == same_text.size()) return Verdict{};
  const auto content = read_file(path, longest_verdict);
  if (!content) return std::nullopt;
  auto verdict = verdict_in(std::string_view(*content).substr(0, content->find('\n')));
  const bool lasts = verdict && verdict->kind == Verdict::Kind::differs;
  const bool counts = lasts || (since > 0 && status.st_mtime >= since);
  return counts ? std::move(verdict) : std::nullopt;
}

void Verdicts::note(const std::string& host, const Verdict& verdict) const {
  const std::string content = content_of(verdict);
  if (!content.empty() && make_directories(directory_)) (void)replace_file(path_of(host), content);
}

void Verdicts::forget(const std::string& host) const {
  ::unlink(path_of(host).c_str());
}

std::optional<std::string> Verdicts::object_here() const {
  const std::string path = cat(directory_, "/", key_, ".o");
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !is_fresh(status)) return std::nullopt;
  auto object = read_file(path, largest_object);
  return object ? std::optional<std::string>(std::move(*object)) : std::nullopt;
}

void Verdicts::note_object(std::string_view object) const {
  if (make_directories(directory_)) (void)replace_file(cat(directory_, "/", key_, ".o"), object);
}

std::string Verdicts::lock_of_host(const std::string& host) const {
  return cat("probe_", key_, "_", host);
}

std::string Verdicts::lock_of_object() const {
  return cat("probe_", key_);
}

}  // namespace distcc
