// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/scanner.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "base/paths.h"
#include "base/text.h"
#include "scan/closure_walk.h"
#include "scan/compiler_answer.h"
#include "scan/directives.h"
#include "scan/search_list.h"

namespace distcc {
namespace {

// Build systems with a set of flags for each of a thousand libraries stay below.
constexpr std::size_t most_compilers = 4000;

std::string environment_key(const JobEnvironment& environment) {
  std::string key;
  for (const auto& [name, value] : environment) key += cat(name, "=", value, '\0');
  return key;
}

std::string question_key(const ScanRequest& request, const SearchWords& words) {
  std::string key = cat(request.compiler, '\0', environment_key(request.environment));
  if (words.question_is_relative) key += request.directory;
  for (const std::string& word : words.question) key += cat('\0', word);
  return key;
}

bool is_there(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

}  // namespace

/// What one compiler told, and the facts that its answer rests on.
struct Scanner::Compiler {
  Stamp program;
  CompilerAnswer answer;
  std::vector<std::string> watched;  ///< directories that it left out since they are not there
  Directives macros;
  std::string key;
};

/// All that is dropped at once when it has grown too large.
struct Scanner::Learnt {
  FileTree tree;
  ComputedNames computed{tree};
  std::unordered_map<std::string, std::unique_ptr<IncludeGraph>> graphs;
};

Scanner::Scanner(std::size_t memory_limit)
    : memory_limit_(memory_limit), learnt_(std::make_unique<Learnt>()) {}

Scanner::~Scanner() = default;

Result<std::shared_ptr<const Scanner::Compiler>> Scanner::ask(const ScanRequest& request,
                                                              const SearchWords& words) {
  struct stat status {};
  if (::stat(request.compiler.c_str(), &status) != 0) return fail_errno(request.compiler);
  const Stamp program = stamp_of(status);
  const std::string key = question_key(request, words);
  const std::lock_guard lock(compilers_mutex_);
  const auto known = compilers_.find(key);
  if (known != compilers_.end() && known->second->program == program &&
      std::none_of(known->second->watched.begin(), known->second->watched.end(), is_there)) {
    return known->second;
  }
  CompilerQuestion question{request.compiler, words.question, request.directory, {}};
  for (const auto& [name, value] : request.environment) {
    question.environment.push_back(cat(name, "=", value));
  }
  auto compiler = std::make_shared<Compiler>();
  compiler->program = program;
  compiler->answer = TRY_VALUE(ask_compiler(question));
  compiler->macros = read_directives(compiler->answer.macros);
  compiler->answer.macros.clear();
  compiler->key = key;
  for (const std::string& path : compiler->answer.missing) {
    compiler->watched.push_back(absolute_path(path, request.directory));
  }
  if (compilers_.size() >= most_compilers) compilers_.clear();
  compilers_[key] = compiler;
  ++questions_;
  return std::shared_ptr<const Compiler>(compiler);
}

expected<Closure, Reason> Scanner::closure(const ScanRequest& request) {
  auto words = search_words(request.job, request.environment);
  if (!words) {
    const std::lock_guard lock(learnt_mutex_);
    ++statistics_.refusals;
    return unexpected(words.error());
  }
  const auto compiler = ask(request, *words);
  if (!compiler) {
    return unexpected(Reason{Outcome::scan_unknown_construct, compiler.error().text});
  }
  const std::lock_guard lock(learnt_mutex_);
  auto result = scan(request, *words, **compiler);
  ++statistics_.scans;
  if (!result) ++statistics_.refusals;
  statistics_.memory = learnt_->tree.memory();
  if (statistics_.memory > memory_limit_) {
    learnt_ = std::make_unique<Learnt>();
    ++statistics_.clearings;
  }
  return result;
}

expected<Closure, Reason> Scanner::scan(const ScanRequest& request, const SearchWords& words,
                                        const Compiler& compiler) {
  SearchList list = make_search_list(words, compiler.answer, request.directory);
  std::unique_ptr<IncludeGraph>& graph = learnt_->graphs[list.key()];
  const TreeScan scan(learnt_->tree);
  if (graph == nullptr) {
    graph = std::make_unique<IncludeGraph>(learnt_->tree, learnt_->computed, std::move(list));
  }
  const Directives given = read_directives(words.definitions);
  learnt_->computed.begin_scan({&given, &compiler.macros},
                               cat(compiler.key, '\0', words.definitions));
  Closure closure =
      TRY_VALUE(graph->closure({request.job.input, words.read_first, request.job.language}));
  closure.compiler_directories = compiler.answer.directories;
  return closure;
}

ScanStatistics Scanner::statistics() {
  const std::lock_guard lock(learnt_mutex_);
  ScanStatistics statistics = statistics_;
  statistics.questions = questions_;
  return statistics;
}

}  // namespace distcc
