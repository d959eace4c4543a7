// SPDX-License-Identifier: GPL-3.0-or-later
//
// One small case a construct. Each is scanned and really compiled, by gcc and by clang: every file
// that the compiler opened must be in the closure, and so must the files that it would open under
// other conditions. docs/scanner.md names the cases.
#include <gtest/gtest.h>

#include "source_tree.h"

namespace distcc {
namespace {

struct Construct {
  std::string name;
  std::vector<std::pair<std::string, std::string>> files;  ///< a text "-> x" makes a link to x
  std::vector<std::string> wanted;                         ///< must be in the closure too
  std::vector<std::string> words = {};                     ///< after "gcc -c"
  std::vector<std::string> unwanted = {};
  std::string source = "a.c";
  JobEnvironment environment = {};
  std::string directory = {};
};

void PrintTo(const Construct& construct, std::ostream* out) {
  *out << construct.name;
}

const std::string nested_angle = "#define HDR(x) <inc/x.h>\n#include HDR(one)\n";

const std::vector<Construct>& constructs() {
  static const std::vector<Construct> all = {
      {"both_sides_of_conditionals",
       {{"a.c",
         "#if X\n#include \"x.h\"\n#elif Y\n#include \"y.h\"\n#else\n#include \"z.h\"\n#endif\n"
         "#if 0\n#include \"never.h\"\n#endif\n#ifdef Q\n#else\n#include \"q.h\"\n#endif\n"},
        {"x.h", ""},
        {"y.h", ""},
        {"z.h", ""},
        {"never.h", ""},
        {"q.h", ""}},
       {"x.h", "y.h", "z.h", "never.h", "q.h"}},
      {"quoted_looks_beside_the_includer_first",
       {{"a.c", "#include \"sub/x.h\"\n"},
        {"sub/x.h", "#include \"y.h\"\n"},
        {"sub/y.h", ""},
        {"inc/y.h", ""}},
       {"sub/y.h"},
       {"-Iinc"},
       {"inc/y.h"}},
      {"angled_does_not_look_beside_the_includer",
       {{"a.c", "#include <x.h>\n"}, {"x.h", ""}, {"inc/x.h", ""}},
       {"inc/x.h"},
       {"-Iinc"},
       {"x.h"}},
      {"system_headers",
       {{"a.c", "#include <stdio.h>\n#include <limits.h>\n#include <stddef.h>\n"}},
       {"/usr/include/stdio.h"}},
      {"cxx_headers",
       {{"a.cc", "#include <vector>\n#include <cstdlib>\n#include <cmath>\n#include <string>\n"}},
       {"/usr/include/stdlib.h"},
       {},
       {},
       "a.cc"},
      {"objective_c_import",
       {{"a.m", "#import \"x.h\"\n#import <y.h>\n"}, {"x.h", ""}, {"inc/y.h", ""}},
       {"x.h", "inc/y.h"},
       {"-Iinc", "-w"},
       {},
       "a.m"},
      {"computed_by_several_values",
       {{"a.c",
         "#if A\n#define H \"x.h\"\n#elif B\n#define H <y.h>\n#else\n#define H \"z.h\"\n"
         "#endif\n#include H\n"},
        {"x.h", ""},
        {"inc/y.h", ""},
        {"z.h", ""}},
       {"x.h", "inc/y.h", "z.h"},
       {"-Iinc"}},
      {"computed_through_a_function_like_macro",
       {{"a.c", nested_angle}, {"inc/one.h", ""}},
       {"inc/one.h"},
       {"-I."}},
      {"computed_by_stringizing",
       {{"a.c",
         "#define STR(x) #x\n#define XSTR(x) STR(x)\n#define NAME x.h\n"
         "#include XSTR(NAME)\n"},
        {"x.h", ""}},
       {"x.h"}},
      {"computed_by_pasting",
       {{"a.c",
         "#define CAT(a, b) a##b\n#define XCAT(a, b) CAT(a, b)\n#define H_1 \"one.h\"\n"
         "#define H_2 \"two.h\"\n#if X\n#define N 1\n#else\n#define N 2\n#endif\n"
         "#include XCAT(H_, N)\n"},
        {"one.h", ""},
        {"two.h", ""}},
       {"one.h", "two.h"}},
      {"computed_from_a_macro_of_the_command",
       {{"a.c", "#include H\n"}, {"x.h", ""}},
       {"x.h"},
       {"-DH=\"x.h\""}},
      {"computed_from_a_macro_with_parameters_of_the_command",
       {{"a.c", "#include H(x)\n"}, {"x.h", ""}},
       {"x.h"},
       {"-DH(n)=<n.h>", "-I."}},
      {"computed_when_a_component_may_be_a_macro",
       {{"a.c", "#define HDR(x) <sys/x.h>\n#if X\n#define local 1\n#endif\n#include HDR(local)\n"},
        {"sys/local.h", ""},
        {"sys/1.h", ""}},
       {"sys/local.h", "sys/1.h"},
       {"-I."}},
      {"computed_from_a_header_found_by_a_computed_name",
       {{"a.c", "#include \"first.h\"\n#include FIRST\n#include SECOND\n"},
        {"first.h", "#define FIRST \"second.h\"\n"},
        {"second.h", "#define SECOND \"third.h\"\n"},
        {"third.h", ""}},
       {"third.h"}},
      {"computed_from_predefined_macros",
       {{"a.c", "#define STR(x) #x\n#define XSTR(x) STR(x)\n#include XSTR(v/__SIZEOF_INT__.h)\n"},
        {"v/4.h", ""}},
       {"v/4.h"}},
      {"computed_include_next",
       {{"a.c", "#include <x.h>\n"},
        {"one/x.h", "#define N <x.h>\n#include_next N\n"},
        {"two/x.h", ""}},
       {"two/x.h"},
       {"-Ione", "-Itwo"}},
      {"include_next",
       {{"a.c", "#include <x.h>\n"},
        {"one/x.h", "#include_next <x.h>\n"},
        {"two/x.h", "#include_next <x.h>\n"},
        {"three/x.h", ""}},
       {"two/x.h", "three/x.h"},
       {"-Ione", "-Itwo", "-Ithree"}},
      {"include_next_in_a_quoted_header",
       {{"a.c", "#include \"x.h\"\n"}, {"x.h", "#include_next \"x.h\"\n"}, {"one/x.h", ""}},
       {"one/x.h"},
       {"-Ione"}},
      {"has_include",
       {{"a.c",
         "#if __has_include(\"x.h\") && __has_include(<y.h>)\nint both;\n#endif\n"
         "#ifdef __has_include\n# if __has_include (<gone.h>)\n#  include <gone.h>\n"
         "# endif\n#endif\n"},
        {"x.h", ""},
        {"inc/y.h", ""}},
       {"x.h", "inc/y.h"},
       {"-Iinc"}},
      {"has_include_next",
       {{"a.c", "#include <x.h>\n"},
        {"one/x.h", "#if __has_include_next(<x.h>)\nint x;\n#endif\n"},
        {"two/x.h", ""}},
       {"two/x.h"},
       {"-Ione", "-Itwo"}},
      {"has_include_of_a_macro",
       {{"a.c", "#define H <x.h>\n#if __has_include(H)\nint x;\n#endif\n"}, {"inc/x.h", ""}},
       {"inc/x.h"},
       {"-Iinc"}},
      {"has_include_within_a_macro",
       {{"a.c", "#define HAS_X __has_include(<x.h>)\n#if HAS_X\nint x;\n#endif\n"},
        {"inc/x.h", ""}},
       {"inc/x.h"},
       {"-Iinc", "-Wno-expansion-to-defined"}},
      {"has_include_by_a_call_of_a_macro",
       {{"a.c",
         "#define HAS(x) __has_include(x)\n#define H <y.h>\n#if HAS(<x.h>)\nint x;\n#endif\n"
         "#define HAS2(x) HAS(x)\n#if HAS2(H)\nint y;\n#endif\n"},
        {"inc/x.h", ""},
        {"inc/y.h", ""}},
       {"inc/x.h", "inc/y.h"},
       {"-Iinc"}},
      {"dependency_pragma",
       {{"a.c", "#pragma GCC dependency \"x.y\"\n"}, {"x.y", ""}},
       {"x.y"},
       {"-w"}},
      {"include_option",
       {{"a.c", ""}, {"x.h", "#include \"y.h\"\n"}, {"y.h", ""}},
       {"x.h", "y.h"},
       {"-include", "x.h"}},
      {"include_option_through_the_search_path",
       {{"a.c", ""}, {"inc/x.h", ""}},
       {"inc/x.h"},
       {"-includex.h", "-Iinc"}},
      {"include_option_beside_the_current_directory_not_the_source",
       {{"sub/a.c", ""}, {"x.h", ""}, {"sub/x.h", ""}},
       {"x.h"},
       {"-include", "x.h"},
       {"sub/x.h"},
       "sub/a.c"},
      {"imacros_option",
       {{"a.c", "#include H\n"}, {"m.h", "#define H \"x.h\"\n"}, {"x.h", ""}},
       {"m.h", "x.h"},
       {"-imacros", "m.h"}},
      {"include_of_dev_null", {{"a.c", ""}}, {}, {"-include", "/dev/null"}},
      {"response_file",
       {{"a.c", "#include <x.h>\n"}, {"flags.response", "-Iinc\n"}, {"inc/x.h", ""}},
       {"inc/x.h"},
       {"@flags.response"}},
      {"options_for_the_preprocessor",
       {{"a.c", "#include <x.h>\n#include H\n"}, {"inc/x.h", ""}, {"inc/y.h", ""}},
       {"inc/x.h", "inc/y.h"},
       {"-Wp,-Iinc,-DH=<y.h>"}},
      {"preprocessor_words_one_by_one",
       {{"a.c", "#include <x.h>\n"}, {"inc/x.h", ""}},
       {"inc/x.h"},
       {"-Xpreprocessor", "-Iinc"}},
      {"trigraphs",
       {{"a.c", "?\?=include \"x.h\"\n#define A ?\?/\n 1\n// ?\?/\n#include \"y.h\"\n"},
        {"x.h", ""},
        {"y.h", ""}},
       {"x.h", "y.h"},
       {"-trigraphs", "-w"}},
      {"line_splices",
       {{"a.c", "#inc\\\nlude \"x.h\"\n#\\\n include \\\n \"y\\\n.h\"\n\\\n#include \"z.h\"\n"},
        {"x.h", ""},
        {"y.h", ""},
        {"z.h", ""}},
       {"x.h", "y.h", "z.h"}},
      {"line_splices_with_blanks_after_the_backslash",
       {{"a.c", "#include \\ \t \n\"x.h\"\n"}, {"x.h", ""}},
       {"x.h"},
       {"-w"}},
      {"lines_ended_like_dos",
       {{"a.c", "#include \"x.h\"\r\n#include \\\r\n <y.h>\r\n"}, {"x.h", ""}, {"inc/y.h", ""}},
       {"x.h", "inc/y.h"},
       {"-Iinc"}},
      {"byte_order_mark", {{"a.c", "\xef\xbb\xbf#include \"x.h\"\n"}, {"x.h", ""}}, {"x.h"}},
      {"comments_within_directives",
       {{"a.c",
         "/* one */ # /* two\n */ include /**/ \"x.h\" // three\n"
         "#include/*four*/<y.h>\n/*\n*/#include \"z.h\"\n"},
        {"x.h", ""},
        {"inc/y.h", ""},
        {"z.h", ""}},
       {"x.h", "inc/y.h", "z.h"},
       {"-Iinc"}},
      {"comments_hide_directives",
       {{"a.c", "/*\n#include \"x.h\"\n*/\n// \\\n#include \"y.h\"\n"}, {"x.h", ""}, {"y.h", ""}},
       {},
       {"-w"},
       {"x.h", "y.h"}},
      {"comment_openers_in_literals",
       {{"a.c",
         "const char* s = \"/*\";\nint c = '\"'; char d = '\\'';\n#include \"x.h\"\n"
         "const char* t = \"//\\\"/*\";\n#include \"y.h\"\n"},
        {"x.h", ""},
        {"y.h", ""}},
       {"x.h", "y.h"}},
      {"apostrophes_in_skipped_text",
       {{"a.c", "#if 0\nit's /* here\n#endif\n#include \"x.h\"\n#if 0\n*/\n#endif\n"}, {"x.h", ""}},
       {"x.h"},
       {"-w"}},
      {"digit_separators",
       {{"a.cc",
         "int n = 1'000; /* ' */\n#include \"x.h\"\nint m = 0x1'0'0; // '\n"
         "#include \"y.h\"\n"},
        {"x.h", ""},
        {"y.h", ""}},
       {"x.h", "y.h"},
       {"-std=c++17"},
       {},
       "a.cc"},
      {"raw_strings",
       {{"a.cc",
         "auto s = R\"(\" /* )\";\n#include \"x.h\"\nauto t = u8R\"ab(\n)\" '\n)ab\";\n"
         "#include \"y.h\"\n"},
        {"x.h", ""},
        {"y.h", ""}},
       {"x.h", "y.h"},
       {"-std=c++17"},
       {},
       "a.cc"},
      {"raw_strings_that_are_none",
       {{"a.c",
         "#define R\nconst char* s = R\"x(\";\n#include \"x.h\"\nconst char* t = R\")x\";\n"},
        {"x.h", ""}},
       {"x.h"},
       {"-std=c99"}},
      {"digraphs",
       {{"a.c", "%:include \"x.h\"\n %: include <y.h>\n"}, {"x.h", ""}, {"inc/y.h", ""}},
       {"x.h", "inc/y.h"},
       {"-Iinc"}},
      {"names_with_commas_and_blanks",
       {{"a.c", "#include \"my dir/x,1.h\"\n#include <y (2).h>\n"},
        {"my dir/x,1.h", ""},
        {"an, other/y (2).h", ""}},
       {"my dir/x,1.h", "an, other/y (2).h"},
       {"-Ian, other"}},
      {"name_with_a_comment_opener",
       {{"a.c", "#include <x/*y.h>\n"}, {"inc/x/*y.h", ""}},
       {"inc/x/*y.h"},
       {"-Iinc"}},
      {"linked_directory",
       {{"a.c", "#include <x.h>\n"},
        {"real/x.h", "#include \"y.h\"\n"},
        {"real/y.h", ""},
        {"inc", "-> real"}},
       {"real/x.h", "real/y.h"},
       {"-Iinc"}},
      {"linked_header_looks_beside_the_link",
       {{"a.c", "#include \"inc/x.h\"\n"},
        {"real/x.h", "#include \"y.h\"\n"},
        {"inc/y.h", ""},
        {"real/y.h", ""},
        {"inc/x.h", "-> ../real/x.h"}},
       {"real/x.h", "inc/y.h"}},
      {"one_header_by_two_names",
       {{"a.c", "#include \"one/x.h\"\n#include \"two/x.h\"\n"},
        {"one/x.h", "#include \"y.h\"\n"},
        {"one/y.h", ""},
        {"two/y.h", ""},
        {"two/x.h", "-> ../one/x.h"}},
       {"one/y.h", "two/y.h"}},
      {"parent_through_a_link",
       {{"a.c", "#include \"inc/../x.h\"\n"},
        {"other/x.h", ""},
        {"other/real/z.h", ""},
        {"x.h", ""},
        {"inc", "-> other/real"}},
       {"other/x.h"},
       {},
       {"x.h"}},
      {"absolute_link",
       {{"a.c", "#include <x.h>\n"}, {"inc/x.h", "-> /usr/include/errno.h"}},
       {"/usr/include/errno.h"},
       {"-Iinc"}},
      {"parent_of_the_includer",
       {{"a.c", "#include \"sub/x.h\"\n"},
        {"sub/x.h",
         "#pragma once\n#include \"../sub/x.h\"\n"
         "#include \"../y.h\"\n"},
        {"y.h", ""}},
       {"y.h"}},
      {"link_to_its_own_directory",
       {{"a.c", "#include \"x.h\"\n"},
        {"x.h", "#pragma once\n#include \"self/x.h\"\n"},
        {"self", "-> ."}},
       {"x.h"}},
      {"missing_directories",
       {{"a.c", "#include <x.h>\n"}, {"inc/x.h", ""}},
       {"inc/x.h"},
       {"-Igone", "-Iinc", "-isystem", "gone/too"}},
      {"directory_in_place_of_a_header",
       {{"a.c", "#include <x.h>\n"}, {"one/x.h/y", ""}, {"two/x.h", ""}},
       {"two/x.h"},
       {"-Ione", "-Itwo"}},
      {"order_of_lists",
       {{"a.c", "#include \"q.h\"\n#include <i.h>\n#include <s.h>\n#include <d.h>\n"},
        {"quote/q.h", ""},
        {"plain/q.h", ""},
        {"plain/i.h", ""},
        {"system/i.h", ""},
        {"system/s.h", ""},
        {"after/s.h", ""},
        {"after/d.h", ""}},
       {"quote/q.h", "plain/i.h", "system/s.h", "after/d.h"},
       {"-idirafter", "after", "-isystem", "system", "-Iplain", "-iquote", "quote"},
       {"plain/q.h", "system/i.h", "after/s.h"}},
      {"quote_list_is_not_for_angles",
       {{"a.c", "#include <x.h>\n"}, {"quote/x.h", ""}, {"inc/x.h", ""}},
       {"inc/x.h"},
       {"-iquote", "quote", "-Iinc"},
       {"quote/x.h"}},
      {"prefixed_directories",
       {{"a.c", "#include <x.h>\n#include <y.h>\n"}, {"p/one/x.h", ""}, {"p/two/y.h", ""}},
       {"p/one/x.h", "p/two/y.h"},
       {"-iprefix", "p/", "-iwithprefix", "one", "-iwithprefixbefore", "two"}},
      {"directory_given_twice",
       {{"a.c", "#include <x.h>\n"}, {"one/x.h", ""}, {"two/x.h", ""}},
       {"one/x.h", "two/x.h"},
       {"-Ione", "-Itwo", "-isystem", "one"}},
      {"sysroot",
       {{"a.c", "#include <x.h>\n"}, {"root/usr/include/x.h", ""}},
       {"root/usr/include/x.h"},
       {"--sysroot=root"}},
      {"directory_below_the_sysroot",
       {{"a.c", "#include <x.h>\n"}, {"root/opt/x.h", ""}},
       {"root/opt/x.h"},
       {"--sysroot=root", "-I=/opt"}},
      {"no_standard_directories",
       {{"a.c", "#include <stdio.h>\n"}, {"inc/stdio.h", ""}},
       {"inc/stdio.h"},
       {"-nostdinc", "-Iinc"},
       {"/usr/include/stdio.h"}},
      {"paths_of_the_environment",
       {{"a.c", "#include <x.h>\n#include <y.h>\n"},
        {"one/x.h", ""},
        {"two/y.h", ""},
        {"two/x.h", ""}},
       {"one/x.h", "two/y.h"},
       {},
       {},
       "a.c",
       {{"CPATH", "gone:one"}, {"C_INCLUDE_PATH", "two"}, {"CPLUS_INCLUDE_PATH", "three"}}},
      {"empty_path_of_the_environment",
       {{"sub/a.c", "#include <x.h>\n"}, {"x.h", ""}},
       {"x.h"},
       {},
       {},
       "sub/a.c",
       {{"CPATH", "gone:"}}},
      {"absolute_include",
       {{"a.c", "#include \"/usr/include/errno.h\"\n"}},
       {"/usr/include/errno.h"}},
      {"source_in_another_directory",
       {{"../src/a.c", "#include \"x.h\"\n#include <y.h>\n"}, {"../src/x.h", ""}, {"inc/y.h", ""}},
       {"../src/x.h", "inc/y.h"},
       {"-Iinc"},
       {},
       "../src/a.c"},
      {"current_directory_through_a_link",
       {{"a.c", "#include \"../x.h\"\n"}, {"../x.h", ""}, {"../elsewhere", "-> work"}},
       {"../x.h"},
       {},
       {},
       "a.c",
       {},
       "../elsewhere"},
      {"extra_tokens_and_unused_macros",
       {{"a.c",
         "#define BODY { int x; }\n#define PICK(a, b) b\n#include PICK(BODY, \"x.h\") extra\n"},
        {"x.h", ""}},
       {"x.h"},
       {"-w"}},
      {"variadic_macros",
       {{"a.c",
         "#define LAST(a, ...) __VA_ARGS__\n#define H(...) <__VA_ARGS__>\n"
         "#include LAST(1, \"x.h\")\n#include H(y.h)\n"},
        {"x.h", ""},
        {"y.h", ""}},
       {"x.h", "y.h"},
       {"-I."}},
      {"macro_cycles",
       {{"a.c",
         "#define A B\n#define B A\n#define F(x) x F\n#include \"x.h\"\n#if A\n#endif\n"
         "#ifdef NEVER\n#include A\n#include F(F)(1)\n#endif\n"},
        {"x.h", ""}},
       {"x.h"}},
      {"include_cycles",
       {{"a.c", "#include \"x.h\"\n"},
        {"x.h", "#pragma once\n#include \"y.h\"\n"},
        {"y.h", "#include \"x.h\"\n"}},
       {"x.h", "y.h"}},
      {"assembler_incbin",
       {{"a.c", "__asm__(\".section .rodata\\n.incbin \\\"data.bin\\\"\\n.text\");\n"},
        {"data.bin", "x"}},
       {"data.bin"}},
      {"assembler_include",
       {{"a.c", "__asm__(\".include \\\"x.inc\\\"\");\n"}, {"inc/x.inc", "nop\n"}},
       {"inc/x.inc"},
       {"-Iinc"}},
  };
  return all;
}

using ConstructAndCompiler = std::tuple<Construct, std::string>;

class Constructs : public testing::TestWithParam<ConstructAndCompiler> {
 protected:
  void SetUp() override {
    const Construct& construct = this->construct();
    for (const auto& [name, text] : construct.files) {
      if (text.starts_with("-> ")) {
        tree_.link(name, text.substr(3));
      } else {
        tree_.write(name, text);
      }
    }
    if (!construct.directory.empty()) tree_.set_directory(construct.directory);
    JobEnvironment environment = construct.environment;
    environment["PATH"] = std::getenv("PATH");
    tree_.set_environment(environment);
  }

  static const Construct& construct() { return std::get<0>(GetParam()); }
  static std::string compiler() {
    const std::string& family = std::get<1>(GetParam());
    if (!construct().source.ends_with(".cc")) return family;
    return family == "gcc" ? "g++" : "clang++";
  }
  static std::vector<std::string> words() {
    std::vector<std::string> words = {compiler(), "-c", construct().source, "-o", "a.o"};
    words.insert(words.end(), construct().words.begin(), construct().words.end());
    return words;
  }

  std::string real(const std::string& name) const {
    const std::string path = real_path(tree_.path(name));
    return path.empty() ? tree_.path(name) : path;
  }

  static bool compiles_objective_c() {
    return std::system((compiler() + " -E -x objective-c /dev/null >/dev/null 2>&1").c_str()) == 0;
  }

  SourceTree tree_;
  Scanner scanner_;
};

TEST_P(Constructs, ClosureHoldsWhatTheCompilerOpensAndMore) {
  if (!can_run(compiler())) GTEST_SKIP() << compiler() << " is not installed";
  if (construct().source.ends_with(".m") && !compiles_objective_c()) {
    GTEST_SKIP() << compiler() << " has no Objective-C";
  }
  const auto closure = tree_.scan(scanner_, words());
  ASSERT_TRUE(closure) << closure.error().describe();
  const std::set<std::string> paths = paths_of(*closure);
  for (const std::string& name : construct().wanted) {
    EXPECT_TRUE(paths.contains(real(name))) << "missing: " << name;
  }
  for (const std::string& name : construct().unwanted) {
    EXPECT_FALSE(paths.contains(real(name))) << "not asked for: " << name;
  }
  if (!can_run("strace")) GTEST_SKIP() << "strace is not installed";
  int status = 0;
  const std::set<std::string> opened = tree_.opened(words(), status);
  if (opened.empty()) GTEST_SKIP() << "strace may not trace here";
  EXPECT_TRUE(opened.contains(real(construct().source)));
  for (const std::string& path : opened) {
    if (path.ends_with(".response")) continue;  // its words are part of the job
    EXPECT_TRUE(paths.contains(path)) << compiler() << " opened " << path;
  }
}

std::string name_of(const testing::TestParamInfo<ConstructAndCompiler>& info) {
  return std::get<0>(info.param).name + "_" + std::get<1>(info.param);
}

INSTANTIATE_TEST_SUITE_P(All, Constructs,
                         testing::Combine(testing::ValuesIn(constructs()),
                                          testing::Values("gcc", "clang")),
                         name_of);

}  // namespace
}  // namespace distcc
