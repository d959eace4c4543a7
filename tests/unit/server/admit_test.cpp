// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admit.h"

#include <gtest/gtest.h>

#include <map>

namespace distcc {
namespace {

using Basis = CompilerRules::Basis;
using Kind = Refusal::Kind;

/// A machine whose programs are a table: path and what it leads to.
ProgramFiles files_of(std::map<std::string, std::string> programs) {
  return {[programs](const std::string& path) { return programs.count(path) > 0; },
          [programs](const std::string& path) {
            const auto found = programs.find(path);
            return found == programs.end() ? std::string() : found->second;
          }};
}

const ProgramFiles machine = files_of({
    {"/usr/bin/gcc", "/usr/bin/x86_64-linux-gnu-gcc-12"},
    {"/usr/bin/clang", "/usr/lib/llvm-14/bin/clang"},
    {"/usr/bin/false", "/usr/bin/false"},
    {"/opt/cross/gcc", "/opt/cross/gcc"},
    {"/usr/lib/ccache/gcc", "/usr/bin/ccache"},
    {"/usr/lib/distcc/gcc", "/usr/bin/distcc"},
    {"/usr/lib/distcc/gone", "/usr/bin/distcc"},
    {"/masquerade/gcc", "/usr/bin/distcc"},
});

CompilerRules link_rules(std::string search_path = "/usr/bin") {
  CompilerRules rules;
  rules.basis = Basis::link_directories;
  rules.link_directories = {"/usr/local/lib/distcc", "/usr/lib/distcc"};
  rules.search_path = std::move(search_path);
  return rules;
}

CompilerRules list_rules(std::string_view text, int compared = 1) {
  CompilerRules rules;
  rules.basis = Basis::command_list;
  rules.command_list = CommandList(text, compared);
  rules.command_list_path = "/etc/distcc/commands";
  rules.search_path = "/usr/bin";
  return rules;
}

std::vector<std::string> compile(const std::string& compiler) {
  return {compiler, "-c", "src/main.c", "-o", "out/main.o"};
}

struct NameRow {
  const char* name;
  const char* program;  ///< "" when refused
  Kind refusal;
};

class LinkRules : public testing::TestWithParam<NameRow> {};

TEST_P(LinkRules, DecideAboutTheName) {
  const NameRow& row = GetParam();
  const auto program = find_compiler(row.name, link_rules(), machine);
  if (*row.program != '\0') {
    ASSERT_TRUE(program) << program.error().text;
    EXPECT_EQ(*program, row.program);
  } else {
    ASSERT_FALSE(program) << *program;
    EXPECT_EQ(program.error().kind, row.refusal) << program.error().text;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, LinkRules,
    testing::Values(
        NameRow{"gcc", "/usr/bin/gcc", {}}, NameRow{"/usr/bin/gcc", "/usr/bin/gcc", {}},
        NameRow{"/bin/gcc", "/usr/bin/gcc", {}}, NameRow{"/USR/BIN/gcc", "/usr/bin/gcc", {}},
        NameRow{"/usr/local/bin/gcc", "", Kind::compiler_not_allowed},
        NameRow{"/opt/cross/gcc", "", Kind::compiler_not_allowed},
        NameRow{"bin/gcc", "", Kind::compiler_not_allowed},
        NameRow{"false", "", Kind::compiler_not_allowed},
        NameRow{"clang", "", Kind::compiler_not_allowed},
        NameRow{"gone", "", Kind::compiler_missing}, NameRow{"./gcc", "", Kind::bad_compiler_name},
        NameRow{"/usr/bin/../bin/gcc", "", Kind::bad_compiler_name},
        NameRow{"..", "", Kind::bad_compiler_name}, NameRow{"", "", Kind::bad_compiler_name},
        NameRow{"/usr/bin/", "", Kind::bad_compiler_name}));

TEST(FindCompiler, NeverRunsALinkToDistcc) {
  const auto program = find_compiler("gcc", link_rules("/masquerade:/usr/bin"), machine);
  ASSERT_TRUE(program);
  EXPECT_EQ(*program, "/usr/bin/gcc");
  EXPECT_FALSE(find_compiler("gcc", link_rules("/masquerade"), machine));
}

TEST(FindCompiler, TakesACcacheInFront) {
  const auto program = find_compiler("gcc", link_rules("/usr/lib/ccache:/usr/bin"), machine);
  ASSERT_TRUE(program);
  EXPECT_EQ(*program, "/usr/lib/ccache/gcc");
}

TEST(FindCompiler, IgnoresRelativeEntriesOfTheSearchPath) {
  const auto program = find_compiler("gcc", link_rules(".::/usr/bin"), machine);
  ASSERT_TRUE(program);
  EXPECT_EQ(*program, "/usr/bin/gcc");
}

TEST(FindCompiler, RunsAnythingWhenTheAdministratorSaysSo) {
  CompilerRules rules;
  rules.basis = Basis::anything;
  rules.search_path = "/usr/bin";
  EXPECT_EQ(*find_compiler("false", rules, machine), "/usr/bin/false");
  EXPECT_EQ(*find_compiler("/opt/cross/gcc", rules, machine), "/opt/cross/gcc");
  EXPECT_EQ(*find_compiler("/not/there/clang", rules, machine), "/usr/bin/clang");
  EXPECT_EQ(find_compiler("../bin/false", rules, machine).error().kind, Kind::bad_compiler_name);
  EXPECT_EQ(find_compiler("icc", rules, machine).error().kind, Kind::compiler_missing);
}

TEST(CommandList, ReplacesTheNameByTheListedPath) {
  const auto rules = list_rules("/usr/bin/clang\n/opt/cross/gcc\n");
  EXPECT_EQ(*find_compiler("gcc", rules, machine), "/opt/cross/gcc");
  EXPECT_EQ(*find_compiler("/usr/bin/gcc", rules, machine), "/opt/cross/gcc");
  EXPECT_EQ(find_compiler("false", rules, machine).error().kind, Kind::compiler_not_allowed);
}

TEST(CommandList, ComparesAsManyComponentsAsTold) {
  const auto rules = list_rules("/opt/cross/gcc\r\n", 2);
  EXPECT_EQ(*find_compiler("/home/me/cross/gcc", rules, machine), "/opt/cross/gcc");
  EXPECT_EQ(*find_compiler("cross/gcc", rules, machine), "/opt/cross/gcc");
  EXPECT_FALSE(find_compiler("gcc", rules, machine));
  EXPECT_FALSE(find_compiler("/usr/bin/gcc", rules, machine));
}

TEST(CommandList, NamesWhatIsListedButMissing) {
  const auto program = find_compiler("icc", list_rules("/opt/intel/icc"), machine);
  ASSERT_FALSE(program);
  EXPECT_EQ(program.error().kind, Kind::compiler_missing);
}

TEST(CommandList, AListedLinkToDistccIsNotRun) {
  EXPECT_FALSE(find_compiler("gcc", list_rules("/masquerade/gcc"), machine));
}

TEST(CommandList, UnreadableAllowsNothing) {
  CompilerRules rules;
  rules.basis = Basis::unreadable_command_list;
  rules.command_list_path = "/etc/distcc/commands";
  rules.search_path = "/usr/bin";
  const auto program = find_compiler("gcc", rules, machine);
  ASSERT_FALSE(program);
  EXPECT_EQ(program.error().kind, Kind::command_list_unreadable);
  EXPECT_NE(program.error().text.find("/etc/distcc/commands"), std::string::npos);
}

TEST(Admit, PutsOurNamesInPlaceOfTheClients) {
  const auto admitted = admit(compile("gcc"), link_rules(), machine);
  ASSERT_TRUE(admitted) << admitted.error().text;
  const std::vector<std::string> words = {"/usr/bin/gcc", "-c", "source.i", "-o", "object.o"};
  EXPECT_EQ(admitted->words, words);
  EXPECT_EQ(admitted->program, "/usr/bin/gcc");
  EXPECT_EQ(admitted->source_name, "source.i");
  EXPECT_EQ(admitted->asked_compiler, "gcc");
  EXPECT_EQ(admitted->asked_source, "src/main.c");
  EXPECT_EQ(admitted->asked_object, "out/main.o");
}

TEST(Admit, TakesAGluedOutput) {
  const auto admitted = admit({"gcc", "-c", "a.cc", "-oa.o"}, link_rules(), machine);
  ASSERT_TRUE(admitted) << admitted.error().text;
  EXPECT_EQ(admitted->words.back(), "-oobject.o");
  EXPECT_EQ(admitted->source_name, "source.ii");
  EXPECT_EQ(admitted->asked_object, "a.o");
}

TEST(Admit, AddsAnOutputWhereTheClientNamedNone) {
  const auto admitted = admit({"gcc", "-c", "a.c"}, link_rules(), machine);
  ASSERT_TRUE(admitted) << admitted.error().text;
  const std::vector<std::string> words = {"/usr/bin/gcc", "-c", "source.i", "-o", "object.o"};
  EXPECT_EQ(admitted->words, words);
}

TEST(AdmitPump, KeepsTheSourceAndAsksForDependencies) {
  const auto admitted = admit_pump(compile("gcc"), link_rules(), machine);
  ASSERT_TRUE(admitted) << admitted.error().text;
  const std::vector<std::string> words = {
      "/usr/bin/gcc",           "-c",  "src/main.c", "-o", "/distcc/object.o", "-MMD", "-MF",
      "/distcc/dependencies.d", "-MQ", "out/main.o"};
  EXPECT_EQ(admitted->words, words);
  EXPECT_EQ(admitted->program, "/usr/bin/gcc");
  EXPECT_EQ(admitted->asked_source, "src/main.c");
  EXPECT_EQ(admitted->asked_object, "out/main.o");
}

struct DependencyRow {
  const char* name;
  std::vector<std::string> words;
  std::vector<std::string> added;  ///< after the client's words
};

void PrintTo(const DependencyRow& row, std::ostream* out) {
  *out << row.name;
}

class DependencyWords : public testing::TestWithParam<DependencyRow> {};

TEST_P(DependencyWords, AreThoseOfALocalCompile) {
  auto words = GetParam().words;
  const auto admitted = admit_pump(words, link_rules(), machine);
  ASSERT_TRUE(admitted) << admitted.error().text;
  words.front() = "/usr/bin/gcc";
  for (std::string& word : words) {
    if (word == "a.o") word = "/distcc/object.o";
    if (word == "-oa.o") word = "-o/distcc/object.o";
  }
  words.insert(words.end(), GetParam().added.begin(), GetParam().added.end());
  EXPECT_EQ(admitted->words, words);
}

const std::string to_file = "/distcc/dependencies.d";

INSTANTIATE_TEST_SUITE_P(
    Table, DependencyWords,
    testing::Values(
        DependencyRow{
            "asked", {"gcc", "-c", "-MD", "a.c", "-o", "a.o"}, {"-MF", to_file, "-MQ", "a.o"}},
        DependencyRow{"user_only",
                      {"gcc", "-MMD", "-MF", "x.d", "-c", "a.c", "-oa.o"},
                      {"-MF", to_file, "-MQ", "a.o"}},
        DependencyRow{
            "target", {"gcc", "-MD", "-MT", "x y", "-c", "a.c", "-o", "a.o"}, {"-MF", to_file}},
        DependencyRow{
            "quoted", {"gcc", "-MQ", "x", "-c", "a.c", "-o", "a.o"}, {"-MMD", "-MF", to_file}},
        DependencyRow{"no_output",
                      {"gcc", "-c", "src/a.cc"},
                      {"-o", "/distcc/object.o", "-MMD", "-MF", to_file, "-MQ", "a.o"}},
        DependencyRow{"assembly",
                      {"gcc", "-S", "src/a.cc"},
                      {"-o", "/distcc/object.o", "-MMD", "-MF", to_file, "-MQ", "a.s"}}));

TEST(AdmitPump, RefusesWhatIsRefusedAnywhere) {
  const auto forbidden = admit_pump({"gcc", "-c", "a.c", "-B/x"}, link_rules(), machine);
  ASSERT_FALSE(forbidden);
  EXPECT_EQ(forbidden.error().kind, Kind::forbidden_option);
  EXPECT_EQ(admit_pump({"icc", "-c", "a.c"}, link_rules(), machine).error().kind,
            Kind::compiler_not_allowed);
  EXPECT_EQ(admit_pump({"gcc", "a.c"}, link_rules(), machine).error().kind,
            Kind::malformed_command);
}

struct WordsRow {
  std::vector<std::string> words;
  Kind refusal;
};

class RefusedCommand : public testing::TestWithParam<WordsRow> {};

TEST_P(RefusedCommand, IsRefusedWithItsKind) {
  const auto admitted = admit(GetParam().words, link_rules(), machine);
  ASSERT_FALSE(admitted);
  EXPECT_EQ(admitted.error().kind, GetParam().refusal) << admitted.error().text;
  EXPECT_FALSE(admitted.error().text.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedCommand,
    testing::Values(WordsRow{{}, Kind::malformed_command},
                    WordsRow{{"gcc"}, Kind::malformed_command},
                    WordsRow{{"gcc", "-c"}, Kind::malformed_command},
                    WordsRow{{"gcc", "-c", "a.c", "b.c"}, Kind::malformed_command},
                    WordsRow{{"gcc", "-c", "a.c", "-wrapper", "sh,-c,id"}, Kind::forbidden_option},
                    WordsRow{{"gcc", "-c", "a.c", "-specs=x"}, Kind::forbidden_option},
                    WordsRow{{"gcc", "-c", "a.c", "-fplugin=x.so"}, Kind::forbidden_option},
                    WordsRow{{"gcc", "-c", "a.c", "-B", "/tmp"}, Kind::forbidden_option},
                    WordsRow{{"gcc", "-c", "a.c", "@/etc/passwd"}, Kind::forbidden_option},
                    WordsRow{{"sh", "-c", "a.c"}, Kind::compiler_not_allowed}));

}  // namespace
}  // namespace distcc
