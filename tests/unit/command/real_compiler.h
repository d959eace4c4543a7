// SPDX-License-Identifier: GPL-3.0-or-later
//
// Running the real compilers of this machine in a directory of the case's own. Some facts can only
// be had from them: which object, which dependency file, which words for "native".
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/paths.h"
#include "base/text.h"
#include "command/rewrite.h"
#include "command/understand.h"

namespace distcc {

inline bool is_installed(const std::string& compiler) {
  const char* path = std::getenv("PATH");
  return path != nullptr && !find_program(compiler, path).empty();
}

#define SKIP_WITHOUT(compiler) \
  if (!is_installed(compiler)) GTEST_SKIP() << (compiler) << " is not installed"

/// Two directories: the client's, which holds the sources, and the server's.
class RealCompilerTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/command_XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root_ = std::filesystem::canonical(pattern).string();
    client_ = root_ + "/client";
    server_ = root_ + "/server";
    for (const char* directory : {"/client/sub", "/client/out", "/server"}) {
      std::filesystem::create_directories(root_ + directory);
    }
    write("a.c",
          "#include \"h.h\"\n#define MAX(a, b) ((a) > (b) ? (a) : (b))\n"
          "static int table[10];\nint g = 3;\n"
          "const char* name(void) { return __FILE__; }\n"
          "double sum(const double* p, int n) {\n"
          "  double s = 0;\n  for (int i = 0; i < n; ++i) s += p[i] * 2;\n  return s;\n}\n"
          "int f(int x) { return table[x % 10] + h(MAX(x, g)); }\n");
    write("h.h", "static inline int h(int x) { return x * 2 + 1; }\n");
    write("sub/a.c", "#include \"h.h\"\nint f(int x) { return h(x); }\n");
    write("sub/h.h", "static inline int h(int x) { return x * 2 + 1; }\n");
    write("b.cc",
          "#include \"h.h\"\n"
          "struct A { virtual ~A(); virtual int v(int); int x; };\n"
          "int A::v(int n) { try { if (n > 5) throw n; } catch (int) { return 1; }\n"
          "  return h(x); }\n"
          "A::~A() {}\n"
          "const char* where(const char* p = __builtin_FILE()) { return p; }\n"
          "const char* here() { return where(); }\n");
  }

  void TearDown() override { std::filesystem::remove_all(root_); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(client_ + "/" + name) << text;
  }

  static std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  /// Runs `words` in `directory`; standard output to `output`, errors to "errors" below the root.
  int run(const std::vector<std::string>& words, const std::string& directory,
          const std::string& output = "/dev/null") const {
    const std::string line =
        cat("cd ", shell_line({directory}), " && exec ", shell_line(words), " >",
            shell_line({output}), " 2>", shell_line({errors()}), " </dev/null");
    return std::system(line.c_str());
  }

  [[nodiscard]] std::string errors() const { return root_ + "/errors"; }

  [[nodiscard]] CompileJob understood(const std::vector<std::string>& words) const {
    const auto job = understand(words, CommandContext());
    EXPECT_TRUE(job) << job.error().describe();
    return job ? *job : CompileJob();
  }

  [[nodiscard]] RemoteNames names() const {
    RemoteNames names;
    names.directory = client_;
    names.triple = DISTCC_TRIPLE;
    names.is_on_path = is_installed;
    return names;
  }

  /// Does what the two ends of the classic path do: preprocesses in the client's directory,
  /// compiles in `directory` under a temporary name. The object, or nothing.
  std::string compile_remotely(const CompileJob& job, const std::string& directory) const {
    const bool cxx = job.language == Language::cxx && !job.input.ends_with(".c");
    const std::string text = directory + (cxx ? "/distccd_1.ii" : "/distccd_1.i");
    EXPECT_EQ(run(preprocess_command(job), client_, text), 0) << content(errors());
    std::vector<std::string> words = remote_command(job, names());
    for (std::string& word : words) {
      if (word == job.input) word = text;
    }
    words.back() = directory + "/distccd_1.o";
    EXPECT_EQ(run(words, directory), 0) << join(words, " ") << "\n" << content(errors());
    std::string object = content(words.back());
    std::filesystem::remove(words.back());
    return object;
  }

  std::string compile_locally(const std::vector<std::string>& words, const CompileJob& job) const {
    EXPECT_EQ(run(words, client_), 0) << content(errors());
    std::string object = content(client_ + "/" + job.output);
    std::filesystem::remove(client_ + "/" + job.output);
    return object;
  }

  std::string root_;
  std::string client_;
  std::string server_;
};

}  // namespace distcc
