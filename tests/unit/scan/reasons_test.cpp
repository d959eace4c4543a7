// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the scanner does not follow: each is a reason to preprocess this one compile.
#include <gtest/gtest.h>

#include "source_tree.h"

namespace distcc {
namespace {

struct Refused {
  std::string name;
  Outcome outcome;
  std::string subject;  ///< part of the reason
  std::vector<std::pair<std::string, std::string>> files;
  std::vector<std::string> words = {};
  std::string source = "a.c";
  std::string compiler = "gcc";
};

void PrintTo(const Refused& refused, std::ostream* out) {
  *out << refused.name;
}

std::string doubling_macros() {
  std::string text = "#define D0 x\n";
  for (int i = 1; i < 40; ++i) text += cat("#define D", i, " D", i - 1, " D", i - 1, "\n");
  return text + "#define F(x) <x>\n#include F(D39)\n";
}

const std::vector<Refused>& refusals() {
  using enum Outcome;
  static const std::vector<Refused> all = {
      {"utf_16", scan_unknown_construct, "UTF-16", {{"a.c", std::string("\xff\xfe#\0", 4)}}},
      {"carriage_returns_alone",
       scan_unknown_construct,
       "carriage return",
       {{"a.c", "int a;\r#include \"x.h\"\r"}}},
      {"named_module", modules, "a.cc", {{"a.cc", "export module m;\n"}}, {}, "a.cc", "g++"},
      {"module_import", modules, "a.cc", {{"a.cc", "import <vector>;\n"}}, {}, "a.cc", "g++"},
      {"module_import_in_a_header",
       modules,
       "x.h",
       {{"a.cc", "#include \"x.h\"\n"}, {"x.h", "import m;\n"}},
       {},
       "a.cc",
       "g++"},
      {"objective_c_import_of_a_module",
       modules,
       "a.m",
       {{"a.m", "@import Foundation;\n"}},
       {},
       "a.m",
       "clang"},
      {"clang_module_pragma",
       modules,
       "a.cc",
       {{"a.cc", "#pragma clang module import m\n"}},
       {},
       "a.cc",
       "g++"},
      {"incbin_of_a_name_in_pieces",
       reads_file_in_assembler,
       ".incbin",
       {{"a.c", "#define F \"x\"\n__asm__(\".incbin \\\"\" F \"\\\"\");\n"}}},
      {"assembler_include_of_a_name_in_pieces",
       reads_file_in_assembler,
       ".include",
       {{"a.c", "#define F \"x\"\n__asm__(\".include \" F);\n"}}},
      {"precompiled_header",
       precompiled_header,
       "x.h.gch",
       {{"a.c", "#include \"x.h\"\n"}, {"x.h", ""}, {"x.h.gch", ""}}},
      {"directory_of_precompiled_headers",
       precompiled_header,
       "x.h.gch",
       {{"a.c", "#include <x.h>\n"}, {"inc/x.h", ""}, {"inc/x.h.gch/one", ""}},
       {"-Iinc"}},
      {"precompiled_header_without_its_header",
       precompiled_header,
       "x.h.gch",
       {{"a.c", "#include <x.h>\n"}, {"one/x.h.gch", ""}, {"two/x.h", ""}},
       {"-Ione", "-Itwo"}},
      {"precompiled_header_by_option",
       precompiled_header,
       "x.h",
       {{"a.c", ""}, {"x.h", ""}, {"x.h.pch", ""}},
       {"-include", "x.h"},
       "a.c",
       "clang"},
      {"precompiled_header_by_pragma",
       precompiled_header,
       "pch_preprocess",
       {{"a.c", "#pragma GCC pch_preprocess \"x.gch\"\n"}}},
      {"include_of_its_own_name",
       scan_unknown_construct,
       "__FILE__",
       {{"a.c", "#ifndef A\n#define A\n#include __FILE__\n#endif\n"}}},
      {"include_of_the_counter",
       scan_unknown_construct,
       "__COUNTER__",
       {{"a.c",
         "#define STR(x) #x\n#define X(x) STR(x)\n#define H <x/__COUNTER__>\n#include H\n"}}},
      {"macros_that_explode", scan_budget, "F(D39)", {{"a.c", doubling_macros()}}},
      {"unreadable_source", scan_unknown_construct, "gone.c", {{"a.c", ""}}, {}, "gone.c"},
      {"fifo_as_a_header",
       scan_unknown_construct,
       "pipe.h",
       {{"a.c", "#include \"pipe.h\"\n"}, {"pipe.h", "<fifo>"}}},
      {"framework", scan_unknown_construct, "-F", {{"a.c", ""}}, {"-F", "x"}, "a.c", "clang"},
      {"virtual_file_system",
       scan_unknown_construct,
       "-ivfsoverlay",
       {{"a.c", ""}},
       {"-ivfsoverlay", "x"},
       "a.c",
       "clang"},
      {"header_map_of_gcc", scan_unknown_construct, "-remap", {{"a.c", ""}}, {"-remap"}},
      {"header_map_of_clang",
       scan_unknown_construct,
       "names.hmap",
       {{"a.c", ""}, {"names.hmap", "hmap"}},
       {"-Inames.hmap"},
       "a.c",
       "clang"},
      {"input_charset",
       scan_unknown_construct,
       "-finput-charset",
       {{"a.c", ""}},
       {"-finput-charset=latin1"}},
      {"prefixed_directory_without_a_prefix",
       scan_unknown_construct,
       "-iwithprefix",
       {{"a.c", ""}},
       {"-iwithprefix", "x"}},
      {"directory_below_an_unknown_sysroot",
       scan_unknown_construct,
       "=/x",
       {{"a.c", ""}},
       {"-I=/x"}},
      {"search_words_for_clangs_inner_compiler",
       scan_unknown_construct,
       "-isystem",
       {{"a.c", ""}},
       {"-Xclang", "-isystem", "-Xclang", "x"},
       "a.c",
       "clang"},
      {"microsoft_compatibility",
       scan_unknown_construct,
       "-fms-compatibility",
       {{"a.c", ""}},
       {"-fms-compatibility"},
       "a.c",
       "clang"},
  };
  return all;
}

class Refusals : public testing::TestWithParam<Refused> {};

TEST_P(Refusals, AreReasonsToPreprocess) {
  const Refused& refused = GetParam();
  if (!can_run(refused.compiler)) GTEST_SKIP() << refused.compiler << " is not installed";
  SourceTree tree;
  for (const auto& [name, text] : refused.files) {
    if (text == "<fifo>") {
      ASSERT_EQ(::mkfifo(tree.path(name).c_str(), 0600), 0);
    } else {
      tree.write(name, text);
    }
  }
  std::vector<std::string> words = {refused.compiler, "-c", refused.source};
  words.insert(words.end(), refused.words.begin(), refused.words.end());
  Scanner scanner;
  const auto closure = tree.scan(scanner, words);
  ASSERT_FALSE(closure);
  EXPECT_EQ(row_of(closure.error().outcome).key, row_of(refused.outcome).key);
  EXPECT_NE(closure.error().subject.find(refused.subject), std::string::npos)
      << closure.error().describe();
}

INSTANTIATE_TEST_SUITE_P(All, Refusals, testing::ValuesIn(refusals()),
                         [](const auto& param_info) { return param_info.param.name; });

TEST(Refusals, UnreadableHeader) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  SourceTree tree;
  tree.write("a.c", "#include \"x.h\"\n");
  tree.write("x.h", "");
  ::chmod(tree.path("x.h").c_str(), 0);
  Scanner scanner;
  EXPECT_FALSE(tree.scan(scanner, {"gcc", "-c", "a.c"}));
}

TEST(Refusals, HeaderOfUnreasonableSize) {
  SourceTree tree;
  tree.write("a.c", "#include \"x.h\"\n");
  tree.write("x.h", "");
  ASSERT_EQ(::truncate(tree.path("x.h").c_str(), off_t{65} << 20), 0);  // a hole
  Scanner scanner;
  EXPECT_FALSE(tree.scan(scanner, {"gcc", "-c", "a.c"}));
}

TEST(Refusals, CompilerThatDoesNotAnswer) {
  SourceTree tree;
  tree.write("a.c", "");
  tree.write("gcc", "#!/bin/sh\nexit 1\n");
  ::chmod(tree.path("gcc").c_str(), 0700);
  auto request = tree.request({"gcc", "-c", "a.c"});
  ASSERT_TRUE(request);
  request->compiler = tree.path("gcc");
  Scanner scanner;
  EXPECT_FALSE(scanner.closure(*request));
  EXPECT_EQ(scanner.statistics().questions, 0U);
}

TEST(Refusals, LeaveOtherCompilesAlone) {
  SourceTree tree;
  tree.write("a.c", "#include __FILE__\n");
  tree.write("b.c", "int module;\nmodule_t import;\n");
  Scanner scanner;
  EXPECT_FALSE(tree.scan(scanner, {"gcc", "-c", "a.c"}));
  EXPECT_TRUE(tree.scan(scanner, {"gcc", "-c", "b.c"}));
  EXPECT_EQ(scanner.statistics().refusals, 1U);
}

}  // namespace
}  // namespace distcc
