// SPDX-License-Identifier: GPL-3.0-or-later
#include "doctor/look_here.h"

#include <dirent.h>
#include <fcntl.h>
#include <pwd.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/fd.h"
#include "base/files.h"
#include "base/io.h"
#include "base/paths.h"
#include "base/process.h"
#include "base/scratch.h"
#include "base/text.h"
#include "command/compiler_name.h"
#include "command/native.h"
#include "command/understand.h"
#include "doctor/search_path.h"
#include "toolchain/compile_here.h"

namespace distcc {
namespace {

constexpr std::size_t longest_list = 1 << 20;

std::string user_name(uid_t user) {
  const passwd* entry = ::getpwuid(user);
  return entry != nullptr ? entry->pw_name : cat(user);
}

/// The owner of `path`, or of the nearest directory above it that exists.
std::string owner_of(std::string path) {
  struct stat status {};
  while (::stat(path.c_str(), &status) != 0) {
    if (path == "/" || path == ".") return {};
    path = directory_name(path);
  }
  return user_name(status.st_uid);
}

/// A file of the directory that this user may not write.
std::string blocked_file_in(const std::string& directory) {
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(::opendir(directory.c_str()), ::closedir);
  if (!listing) return {};
  while (const dirent* entry = ::readdir(listing.get())) {
    std::string path = cat(directory, "/", entry->d_name);
    if (::access(path.c_str(), W_OK) != 0 && errno == EACCES) return path;
  }
  return {};
}

DirectoryFacts try_to_write_in(const std::string& directory, bool make) {
  DirectoryFacts facts{directory, 0, owner_of(directory), ""};
  if (make) {
    errno = 0;
    if (!make_directories(directory)) {
      facts.error = errno != 0 ? errno : EACCES;
      return facts;
    }
  }
  std::string path = cat(directory, "/doctor_XXXXXX");
  const Fd file(::mkstemp(path.data()));
  if (!file) {
    facts.error = errno;
    return facts;
  }
  ::unlink(path.c_str());
  facts.blocked_file = blocked_file_in(directory);
  return facts;
}

std::optional<DirectoryFacts> look_at_log(const std::string& path) {
  if (path.empty()) return std::nullopt;
  const bool was_there = file_exists(path);
  const Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  if (file) {
    if (!was_there) ::unlink(path.c_str());
    return std::nullopt;
  }
  return DirectoryFacts{path, errno, owner_of(path), ""};
}

void read_list(HereFacts& facts, const Environment& environment) {
  auto source = find_host_list(environment, facts.options.directory, DISTCC_SYSCONFDIR "/distcc");
  if (!source) {
    facts.list_error = source.error();
    return;
  }
  facts.list_origin = source->origin;
  const std::string zeroconf =
      read_file(cat(facts.options.directory, "/zeroconf/hosts"), longest_list)
          .value_or(std::string());
  auto list = parse_host_list(source->text, zeroconf, 0, source->origin);
  if (list) {
    facts.list = std::move(*list);
  } else {
    facts.list_error = list.error();
  }
}

void take_list_from(HereFacts& facts, const std::vector<std::string>& words) {
  facts.hosts_by_words = true;
  facts.list_origin = "the command line";
  auto list = parse_host_list(join(words, " "), "", 0, facts.list_origin);
  if (list) {
    facts.list = std::move(*list);
  } else {
    facts.list_error = list.error();
  }
}

/// The compiler that CC or CXX names, behind distcc and ccache; empty when it names none.
std::string compiler_of(const std::string& variable) {
  for (const std::string& word : split_words(variable)) {
    const std::string_view name = base_name(word);
    if (name != "distcc" && name != "ccache" && name != "sccache") return word;
  }
  return {};
}

void add_compiler(HereFacts& facts, const std::string& word, bool cxx, bool asked_for,
                  const std::string& search_path) {
  const std::string program = real_compiler(word, search_path);
  if (program.empty() && !asked_for) return;
  CompilerFacts found;
  const auto name = understand_compiler_name(word, [&](const std::string& bare) {
    return std::string(base_name(real_path(real_compiler(bare, search_path))));
  });
  found.compiler = {word, name ? name->family : CompilerFamily::gcc, cxx};
  found.program = program;
  found.called = called_compiler(word, search_path);
  found.asked_for = asked_for || cxx;
  if (!program.empty()) {
    found.object = compile_probe_here(found.compiler, program, {"_DISTCC_SAFEGUARD=1", "LC_ALL=C"})
                       .value_or(std::string());
  }
  facts.compilers.push_back(std::move(found));
}

/// CC and CXX, or what they are by default; and clang, when it is there.
void look_at_compilers(HereFacts& facts, const std::string& search_path) {
  const std::string cc = compiler_of(facts.cc);
  const std::string cxx = compiler_of(facts.cxx);
  const bool has_gcc = !real_compiler("gcc", search_path).empty();
  const bool has_clang = !real_compiler("clang", search_path).empty();
  const std::string usual = has_gcc || !has_clang ? "gcc" : "clang";
  add_compiler(facts, cc.empty() ? usual : cc, false, true, search_path);
  const std::string usual_cxx = usual == "gcc" ? "g++" : "clang++";
  const bool cxx_asked_for = !cxx.empty();
  add_compiler(facts, cxx_asked_for ? cxx : usual_cxx, true, cxx_asked_for, search_path);
  if (cc.empty() && usual == "gcc") add_compiler(facts, "clang", false, false, search_path);
}

/// Whether the compiler tells what its native words mean.
bool resolves_native(const CompileJob& job, const std::string& program) {
  auto pipe = make_pipe();
  if (!pipe) return false;
  const Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  ChildSettings settings;
  settings.words = native_question(job);
  settings.program = program;
  settings.environment = {"LC_ALL=C"};
  settings.stdin_fd = null.get();
  settings.stdout_fd = null.get();
  settings.stderr_fd = pipe->write_end.get();
  auto child = Child::start(settings);
  if (!child) return false;
  pipe->write_end.reset();
  const auto answer = read_to_end(pipe->read_end.get(), longest_list);
  return child->wait().success() && answer && parse_native_answer(job.family, *answer).has_value();
}

void look_at_flags(HereFacts& facts, const Environment& environment) {
  for (const char* variable : {"CFLAGS", "CXXFLAGS"}) {
    const std::string value = environment.get(variable).value_or("");
    if (value.empty()) continue;
    const bool cxx = std::string_view(variable) == "CXXFLAGS";
    std::vector<std::string> words = split_words(value);
    const auto compiler =
        std::find_if(facts.compilers.begin(), facts.compilers.end(),
                     [cxx](const CompilerFacts& one) { return one.compiler.cxx == cxx; });
    if (compiler == facts.compilers.end() || compiler->program.empty()) continue;
    words.insert(words.begin(), compiler->compiler.word);
    words.insert(words.end(), {"-c", cxx ? "a.cc" : "a.c"});
    CommandContext context;
    context.read_response_file = [](const std::string& path) {
      return read_file(path, longest_list);
    };
    context.real_compiler_name = [](const std::string&) { return std::string("gcc"); };
    const auto job = understand(words, context);
    FlagFacts flags{variable, value, std::nullopt};
    if (!job) {
      flags.reason = job.error();
    } else if (!job->native_words.empty() && !resolves_native(*job, compiler->program)) {
      flags.reason = Reason{Outcome::native_not_resolved, job->words[job->native_words.front()]};
    }
    facts.flags.push_back(std::move(flags));
  }
}

int cpu_count() {
  cpu_set_t set;
  return ::sched_getaffinity(0, sizeof set, &set) == 0 ? std::max(1, CPU_COUNT(&set)) : 1;
}

}  // namespace

HereFacts look_here(ClientOptions options, const Environment& environment,
                    const std::vector<std::string>& host_words) {
  HereFacts facts;
  facts.options = std::move(options);
  facts.user = user_name(::geteuid());
  facts.cpus = cpu_count();
  if (host_words.empty()) {
    read_list(facts, environment);
  } else {
    take_list_from(facts, host_words);
  }
  if (!facts.options.directory.empty()) {
    facts.slots = try_to_write_in(cat(facts.options.directory, "/lock"), true);
  }
  facts.temporary = try_to_write_in(temporary_directory(), false);
  facts.log = look_at_log(facts.options.log_file);
  const std::string search_path = environment.get("PATH").value_or("/usr/bin:/bin");
  facts.search_path = look_at_search_path(search_path);
  facts.ccache_prefix = environment.get("CCACHE_PREFIX").value_or("");
  facts.cc = environment.get("CC").value_or("");
  facts.cxx = environment.get("CXX").value_or("");
  facts.include_server = environment.has("INCLUDE_SERVER_PORT");
  look_at_compilers(facts, search_path);
  look_at_flags(facts, environment);
  return facts;
}

}  // namespace distcc
