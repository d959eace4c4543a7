// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/rewrite.h"

#include "real_compiler.h"

namespace distcc {
namespace {

struct Rewriting {
  const char* command;
  const char* expected;
};

void PrintTo(const Rewriting& rewriting, std::ostream* out) {
  *out << rewriting.command;
}

CommandContext context() {
  CommandContext context;
  context.real_compiler_name = [](const std::string& name) -> std::string {
    return name == "cc" ? "gcc" : name == "c++" ? "clang++-14" : "";
  };
  return context;
}

CompileJob job_of(const char* command) {
  const auto job = understand(split_words(command), context());
  EXPECT_TRUE(job) << command << ": " << job.error().describe();
  return job ? *job : CompileJob();
}

class Remote : public testing::TestWithParam<Rewriting> {};

TEST_P(Remote, Words) {
  RemoteNames names;
  names.directory = "/d";
  names.triple = "x86_64-linux-gnu";
  names.is_on_path = [](const std::string& name) { return name == "x86_64-linux-gnu-gcc"; };
  names.real_compiler_name = context().real_compiler_name;
  EXPECT_EQ(join(remote_command(job_of(GetParam().command), names), " "), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Words, Remote,
    testing::Values(
        Rewriting{"gcc -c a.c", "x86_64-linux-gnu-gcc -c a.c -o a.o"},
        Rewriting{"gcc a.c -S", "x86_64-linux-gnu-gcc a.c -S -o a.s"},
        Rewriting{"gcc -c -S a.c", "x86_64-linux-gnu-gcc -S a.c -o a.s"},
        Rewriting{"gcc --compile a.c", "x86_64-linux-gnu-gcc -c a.c -o a.o"},
        Rewriting{"gcc -O2 -c a.c -oout/b.o", "x86_64-linux-gnu-gcc -O2 -c a.c -o out/b.o"},
        Rewriting{"g++ -c a.cc", "g++ -c a.cc -o a.o"},
        Rewriting{"/usr/bin/gcc -c a.c", "/usr/bin/gcc -c a.c -o a.o"},
        Rewriting{"ccache gcc -c a.c", "x86_64-linux-gnu-gcc -c a.c -o a.o"},
        Rewriting{"cc -c a.c", "x86_64-linux-gnu-gcc -c a.c -o a.o"},
        Rewriting{"c++ -c a.cc", "clang++-14 -c a.cc --target=x86_64-pc-linux-gnu -o a.o"},
        Rewriting{"arm-none-eabi-gcc -c a.c", "arm-none-eabi-gcc -c a.c -o a.o"},
        Rewriting{"gcc -DX -D Y -I. -I inc -include x.h -isystem y -MD -MF x.d -MT z -c a.c",
                  "x86_64-linux-gnu-gcc -c a.c -o a.o"},
        Rewriting{"gcc -Wp,-MMD,x.d -Xpreprocessor -DX -Wl,-z,now -lfoo -L. -c a.c",
                  "x86_64-linux-gnu-gcc -c a.c -o a.o"},
        Rewriting{"gcc -iquote . --sysroot=/ -isysroot / -nostdinc -c a.c",
                  "x86_64-linux-gnu-gcc -c a.c -o a.o"},
        Rewriting{"gcc -x c++ -c a.c", "x86_64-linux-gnu-gcc -c -x c++-cpp-output a.c -o a.o"},
        Rewriting{"gcc -xc -c a.cc", "x86_64-linux-gnu-gcc -c -x cpp-output a.cc -o a.o"},
        Rewriting{"gcc -x c -c a.c", "x86_64-linux-gnu-gcc -c a.c -o a.o"},
        Rewriting{"g++ -c a.c", "g++ -c -x c++-cpp-output a.c -o a.o"},
        Rewriting{"gcc -x objective-c -c a.c",
                  "x86_64-linux-gnu-gcc -c -x objective-c-cpp-output a.c -o a.o"},
        Rewriting{"gcc -x c++-cpp-output -c a.ii", "x86_64-linux-gnu-gcc -c a.ii -o a.o"},
        Rewriting{"gcc -Wa,--noexecstack -g -c a.c",
                  "x86_64-linux-gnu-gcc -Wa,--noexecstack -g -c a.c -o a.o"},
        Rewriting{"gcc -ffile-prefix-map=/a=/b -c a.c",
                  "x86_64-linux-gnu-gcc -ffile-prefix-map=/a=/b -c a.c -o a.o"},
        Rewriting{"clang -ffile-prefix-map=/a=/b --target=x -c a.c",
                  "clang -ffile-prefix-map=/a=/b -Xclang -fmacro-prefix-map=/a=/b --target=x -c "
                  "a.c -o a.o"},
        Rewriting{"clang -target x -c a.c", "clang -target x -c a.c -o a.o"},
        Rewriting{"clang-14 -c a.c", "clang-14 -c a.c --target=x86_64-pc-linux-gnu -o a.o"},
        Rewriting{"/usr/bin/clang -c a.c", "/usr/bin/clang -c a.c -o a.o"},
        Rewriting{"/usr/bin/clang -g -c a.c",
                  "/usr/bin/clang -g -c a.c -fdebug-compilation-dir=/d -o a.o"},
        Rewriting{"/usr/bin/clang -g -g0 -c a.c", "/usr/bin/clang -g -g0 -c a.c -o a.o"},
        Rewriting{"/usr/bin/clang -g -ffile-compilation-dir=. -c a.c",
                  "/usr/bin/clang -g -ffile-compilation-dir=. -c a.c -o a.o"},
        Rewriting{"/usr/bin/clang -flto -c a.c", "/usr/bin/clang -flto=full -c a.c -o a.o"},
        Rewriting{"/usr/bin/clang -Xclang -include -Xclang x.h -Xclang -O3 -c a.c",
                  "/usr/bin/clang -Xclang -O3 -c a.c -o a.o"}));

TEST(Remote, NoTripleWhenToldSo) {
  RemoteNames names;
  names.with_triple = false;
  names.triple = "x86_64-linux-gnu";
  names.is_on_path = [](const std::string&) { return true; };
  EXPECT_EQ(join(remote_command(job_of("gcc -c a.c"), names), " "), "gcc -c a.c -o a.o");
  EXPECT_EQ(join(remote_command(job_of("clang -c a.c"), names), " "), "clang -c a.c -o a.o");
}

TEST(Remote, OtherTriplesStayAsTheyAre) {
  RemoteNames names;
  names.triple = "aarch64-linux-gnu";
  EXPECT_EQ(join(remote_command(job_of("clang -c a.c"), names), " "),
            "clang -c a.c --target=aarch64-linux-gnu -o a.o");
}

class Preprocess : public testing::TestWithParam<Rewriting> {};

TEST_P(Preprocess, Words) {
  EXPECT_EQ(join(preprocess_command(job_of(GetParam().command)), " "), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Words, Preprocess,
    testing::Values(
        Rewriting{"gcc -c a.c -o b.o", "gcc -E a.c"}, Rewriting{"gcc -S -oa.s a.c", "gcc -E a.c"},
        Rewriting{"ccache gcc -O2 -DX -c a.c", "gcc -E -O2 -DX a.c"},
        Rewriting{"gcc -x c++ -c a.c", "gcc -E -x c++ a.c"},
        Rewriting{"gcc -MD -c a.c", "gcc -E -MD a.c -MF a.d"},
        Rewriting{"gcc -MD -c a.c -o out/b.o", "gcc -E -MD a.c -MF out/b.d -MQ out/b.o"},
        Rewriting{"gcc -MD -MT x -c a.c -o out/b.o", "gcc -E -MD -MT x a.c -MF out/b.d"},
        Rewriting{"gcc -MMD -MF x.d -c a.c -o b.o", "gcc -E -MMD -MF x.d a.c -MQ b.o"},
        Rewriting{"gcc -Wp,-MD,x.d -c a.c -o b.o", "gcc -E -Wp,-MD,x.d a.c"},
        Rewriting{"clang -Wp,-MD,x.d -c a.c -o b.o", "clang -E -Wp,-MD,x.d a.c -MQ b.o"},
        Rewriting{"gcc -MF x.d -c a.c -o b.o", "gcc -E -MF x.d a.c"}));

// -- With real compilers

struct Dependencies {
  const char* compiler;
  const char* words;
};

void PrintTo(const Dependencies& form, std::ostream* out) {
  *out << form.compiler << " " << form.words;
}

class DependencyFileTest : public RealCompilerTest,
                           public testing::WithParamInterface<Dependencies> {};

TEST_P(DependencyFileTest, IsThatOfTheWholeCompile) {
  SKIP_WITHOUT(GetParam().compiler);
  const auto words = split_words(cat(GetParam().compiler, " ", GetParam().words));
  const CompileJob job = understood(words);
  ASSERT_TRUE(job.dependencies.wanted);
  const std::string path = client_ + "/" + job.dependencies.path;
  ASSERT_EQ(run(words, client_), 0) << content(errors());
  const std::string expected = content(path);
  ASSERT_NE(expected, "") << "the compiler did not write " << path;
  std::filesystem::remove(path);
  ASSERT_EQ(run(preprocess_command(job), client_), 0) << content(errors());
  EXPECT_EQ(content(path), expected);
  EXPECT_EQ(content(errors()), "");
}

constexpr const char* dependency_forms[] = {
    "-MD -c a.c",
    "-MD -c sub/a.c",
    "-MD -c a.c -o out/b.o",
    "-MMD -c a.c -o out/b.x.o",
    "-MD -c a.c -o out/b",
    "-MD -S a.c",
    "-MD -S a.c -o out/b.s",
    "-MMD -MF out/z.P -c a.c -o out/b.o",
    "-MMD -MFout/z.P -c sub/a.c",
    "-MD -MT x -c a.c -o out/b.o",
    "-MD -MT x -MQ y$ -c a.c -o out/b.o",
    "-MD -MP -c a.c -o out/b$.o",
    "-MMD -MP -MF x.d -MT out/b.o -c a.c -o out/b.o",
    "-Wp,-MD,z.P -c a.c",
    "-Wp,-MMD,z.P -c sub/a.c -o out/b.o",
    "-Wp,-MD,z.P -Wp,-MT,foo -c a.c -o out/b.o",
    "-x c -MD -c a.c -o ./b.o",
};

std::vector<Dependencies> dependency_cases() {
  std::vector<Dependencies> cases;
  for (const char* compiler : {"gcc", "clang"}) {
    for (const char* words : dependency_forms) cases.push_back({compiler, words});
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Forms, DependencyFileTest, testing::ValuesIn(dependency_cases()));

struct Compile {
  const char* compiler;
  const char* words;
  bool equals_local;  ///< else: equals a compile of the same text in the client's directory
};

void PrintTo(const Compile& compile, std::ostream* out) {
  *out << compile.compiler << " " << compile.words;
}

class ObjectTest : public RealCompilerTest, public testing::WithParamInterface<Compile> {};

TEST_P(ObjectTest, IsThatOfALocalCompile) {
  SKIP_WITHOUT(GetParam().compiler);
  const auto words = split_words(cat(GetParam().compiler, " ", GetParam().words));
  const CompileJob job = understood(words);
  const std::string remote = compile_remotely(job, server_);
  EXPECT_EQ(content(errors()), "");
  ASSERT_NE(remote, "");
  const std::string expected =
      GetParam().equals_local ? compile_locally(words, job) : compile_remotely(job, client_);
  EXPECT_TRUE(remote == expected) << "the objects differ";
  EXPECT_EQ(remote.find(server_), std::string::npos) << "the object names the server's directory";
  if (job.debug_info) {
    EXPECT_NE(remote.find(client_), std::string::npos) << "comp_dir is not the client's";
  }
}

INSTANTIATE_TEST_SUITE_P(
    WithoutDebugInfo, ObjectTest,
    testing::Values(
        Compile{"gcc", "-O2 -c a.c", true}, Compile{"gcc", "-O0 -Wall -DX -c a.c", true},
        Compile{"gcc", "-O3 -fPIC -mavx2 -c a.c", true}, Compile{"gcc", "-S -O2 -c a.c", true},
        Compile{"gcc", "-x c++ -O1 -c a.c", true}, Compile{"g++", "-O2 -c b.cc", true},
        Compile{"g++", "-O1 -c a.c", true}, Compile{"g++", "-g -g0 -c b.cc", true},
        Compile{"g++", "-fmacro-prefix-map=b=/x -c b.cc", true},
        Compile{"gcc", "-finput-charset=latin1 -fexec-charset=utf-8 -c a.c", true},
        Compile{"clang", "-O2 -c a.c", true}, Compile{"clang", "-O0 -DX -Wall -I. -c a.c", true},
        Compile{"clang", "-flto -c a.c", true}, Compile{"clang", "-S -emit-llvm -c a.c", true},
        Compile{"clang", "-x c++ -O1 -c a.c", true}, Compile{"clang++", "-O2 -c b.cc", true},
        Compile{"clang++", "-ffile-prefix-map=b=/x -fmacro-prefix-map=b=/y -c b.cc", true},
        Compile{"clang++", "-x c++ -O1 -c a.c", true}));

INSTANTIATE_TEST_SUITE_P(
    WithDebugInfo, ObjectTest,
    testing::Values(Compile{"gcc", "-g -c a.c", false}, Compile{"gcc", "-O2 -g -c a.c", false},
                    Compile{"gcc", "-ggdb3 -c a.c", false}, Compile{"g++", "-g1 -c b.cc", false},
                    Compile{"gcc", "-gdwarf-4 -c a.c", false}, Compile{"clang", "-g -c a.c", false},
                    Compile{"clang", "-O2 -gdwarf-4 -c a.c", false},
                    Compile{"clang++", "-ggdb3 -c b.cc", false},
                    Compile{"clang++", "-gline-tables-only -c b.cc", false}));

}  // namespace
}  // namespace distcc
