// SPDX-License-Identifier: GPL-3.0-or-later
#include "toolchain/probe.h"

#include <algorithm>

#include "base/text.h"

namespace distcc {
namespace {

// The line markers give the symbol table the same file name, whatever the file is called.
#define DISTCC_PROBE_C                                                         \
  "extern int outside(int, const char *);\n"                                   \
  "extern int shared;\n"                                                       \
  "static const double factors[4] = {0.1, 2.5, 1e10, 3.0};\n"                  \
  "struct record { char tag; long number; short rest : 5; double weight; };\n" \
  "double total(const struct record *records, int count) {\n"                  \
  "  double sum = 0;\n"                                                        \
  "  int i;\n"                                                                 \
  "  for (i = 0; i < count; ++i) sum += records[i].weight * factors[i & 3];\n" \
  "  return sum / 7;\n"                                                        \
  "}\n"                                                                        \
  "int walk(const struct record *records, int count, int (*each)(int)) {\n"    \
  "  char name[64];\n"                                                         \
  "  int sum = shared;\n"                                                      \
  "  int i;\n"                                                                 \
  "  for (i = 0; i < count; ++i) {\n"                                          \
  "    name[i & 63] = records[i].tag;\n"                                       \
  "    switch (records[i].rest) {\n"                                           \
  "      case 0: sum += each((int)records[i].number); break;\n"                \
  "      case 1: sum -= outside(i, name); break;\n"                            \
  "      case 2: sum *= 10; break;\n"                                          \
  "      case 3: sum /= 10; break;\n"                                          \
  "      case 4: sum ^= i; break;\n"                                           \
  "      default: sum += outside(sum, \"default\");\n"                         \
  "    }\n"                                                                    \
  "  }\n"                                                                      \
  "  return name[0] < 0 ? -sum : sum;\n"                                       \
  "}\n"

constexpr std::string_view c_text = "# 1 \"distcc-probe.c\"\n" DISTCC_PROBE_C;
constexpr std::string_view cxx_text =
    "# 1 \"distcc-probe.cc\"\n" DISTCC_PROBE_C
    "struct task { virtual ~task(); virtual int run(int); };\n"
    "struct twice : task { int run(int n) { return task::run(n) + task::run(n); } };\n"
    "int attempt(task &one) {\n"
    "  static twice other;\n"
    "  try { return one.run(1) + other.run(2); } catch (int code) { return code; }\n"
    "}\n";
#undef DISTCC_PROBE_C

constexpr std::string_view object_name = "distcc-probe.o";

std::string_view source_name(bool cxx) {
  return cxx ? "distcc-probe.ii" : "distcc-probe.i";
}

bool is_printable(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f;
}

}  // namespace

ProbedCompiler probed_compiler(const CompileJob& job) {
  const bool cxx = job.language == Language::cxx || job.language == Language::objective_cxx;
  return {job.words.front(), job.family, cxx};
}

std::string_view probe_text(bool cxx) {
  return cxx ? cxx_text : c_text;
}

std::vector<std::string> probe_words_for_host(const ProbedCompiler& compiler,
                                              const RemoteNames& names) {
  CompileJob job;
  job.family = compiler.family;
  job.language = compiler.cxx ? Language::cxx : Language::c;
  job.input = source_name(compiler.cxx);
  job.output = object_name;
  job.preprocessed = true;
  job.words = {compiler.word, "-O2", "-c", job.input};
  job.input_word = 3;
  return remote_command(job, names);
}

std::vector<std::string> probe_words_here(const ProbedCompiler& compiler,
                                          const std::string& directory) {
  return {compiler.word,          "-O2", "-c", probe_source(compiler, directory), "-o",
          probe_object(directory)};
}

std::string probe_source(const ProbedCompiler& compiler, const std::string& directory) {
  return cat(directory, "/", source_name(compiler.cxx));
}

std::string probe_object(const std::string& directory) {
  return cat(directory, "/", object_name);
}

std::string compiler_ident(std::string_view object) {
  for (const std::string_view mark : {"GCC: (", "clang version "}) {
    const std::size_t found = object.find(mark);
    if (found == std::string_view::npos) continue;
    std::size_t start = found;
    while (start > 0 && is_printable(object[start - 1])) --start;
    const auto end = std::find_if_not(object.begin() + static_cast<std::ptrdiff_t>(found),
                                      object.end(), is_printable);
    return std::string(object.begin() + static_cast<std::ptrdiff_t>(start), end).substr(0, 120);
  }
  return {};
}

std::string probe_difference(std::string_view ours, std::string_view theirs) {
  if (ours == theirs) return {};
  const std::string here = compiler_ident(ours);
  const std::string there = compiler_ident(theirs);
  if (here != there) {
    return cat("its compiler is ", there.empty() ? "another" : there, ", here it is ",
               here.empty() ? "another" : here);
  }
  return cat("its compiler makes other code than the one here, though both call themselves ",
             here.empty() ? "nothing" : here);
}

}  // namespace distcc
