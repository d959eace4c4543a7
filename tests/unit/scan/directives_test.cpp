// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/directives.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"

namespace distcc {
namespace {

/// "include <x.h>" for each reference, in order.
std::vector<std::string> references(std::string_view text) {
  constexpr std::string_view mentions[] = {"include", "include_next",  "probe",  "probe_next",
                                           "embed",   "perhaps_probe", "incbin", "assembler"};
  const Directives directives = read_directives(text);
  std::vector<std::string> lines;
  for (const Reference& reference : directives.references()) {
    const std::string_view name = directives.text(reference.name);
    const std::string_view open = reference.form == NameForm::quoted   ? "\""
                                  : reference.form == NameForm::angled ? "<"
                                                                       : "";
    const std::string_view close = open == "<" ? ">" : open;
    lines.push_back(
        cat(mentions[static_cast<std::size_t>(reference.mention)], " ", open, name, close));
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST(Directives, NameFilesInEveryForm) {
  EXPECT_EQ(
      references("#include \"a\"\n#include <b>\n#import <c>\n#include_next <d>\n#include E(1)\n"),
      (Lines{"include \"a\"", "include <b>", "include <c>", "include_next <d>", "include E(1)"}));
}

TEST(Directives, NeedNoNewlineAtTheEnd) {
  EXPECT_EQ(references("#include <a>"), Lines{"include <a>"});
}

TEST(Directives, OnlyBeginALine) {
  EXPECT_EQ(references("x #include <a>\n\"\n#include <b>\n"), Lines{"include <b>"});
}

TEST(Directives, EmbedsAreNamed) {
  EXPECT_EQ(
      references("#embed \"a\" limit(4)\n#embed <b>\n#if __has_embed(<c> limit(1))\n#endif\n"),
      (Lines{"embed \"a\"", "embed <b>", "embed <c>"}));
}

TEST(Directives, ProbesAreNamedWhereverTheyStand) {
  EXPECT_EQ(references("#if defined(A) && __has_include(<a>) || __has_include_next ( \"b\" )\n"
                       "#elif __has_include(C(1))\n#endif\n"),
            (Lines{"probe <a>", "probe_next \"b\"", "probe C(1)"}));
}

TEST(Directives, CallsOfMacrosInConditionalsMayBeProbes) {
  EXPECT_EQ(references("#if HAS(<a.h>) && HAS(B) && C(1) && 1 < 2 && 3 > 2\n#endif\n"),
            (Lines{"probe <a.h>", "perhaps_probe HAS(<a.h>)", "perhaps_probe HAS(B)"}));
}

TEST(Directives, DefinitionsKeepWhatANameCanNeed) {
  const Directives directives = read_directives(
      "#define A\n#define B /* c */ <x.h> // d\n#define F(x, ...) #x\n#define S do { x; } "
      "while(0)\n");
  ASSERT_EQ(directives.definitions().size(), 4U);
  const auto& [a, b, f, s] = std::tie(directives.definitions()[0], directives.definitions()[1],
                                      directives.definitions()[2], directives.definitions()[3]);
  EXPECT_EQ(directives.text(a.body), "");
  EXPECT_EQ(directives.text(b.body), "<x.h>");
  EXPECT_FALSE(b.function_like);
  EXPECT_TRUE(f.function_like);
  EXPECT_EQ(directives.text(f.parameters), "x, ...");
  EXPECT_TRUE(s.opaque);
}

TEST(Directives, SeeBothReadingsOfRawStrings) {
  EXPECT_EQ(references("auto a = R\"(\n#include <a>\n)\";\n#include <b>\n"),
            (Lines{"include <b>", "include <a>", "include <b>"}));
}

TEST(Directives, AssemblerNamesEndWithTheirLiteral) {
  EXPECT_EQ(references("asm(\".incbin\\t\\\"a.bin\\\", 4\");\nobject.include = 1;\n"),
            Lines{"incbin \"a.bin\""});
  EXPECT_TRUE(read_directives("asm(\".incbin \" NAME);\n").refusal());
  EXPECT_FALSE(read_directives("x.include (\"a\");\n").refusal());
}

TEST(Directives, AssemblerNamesAreNoneInComments) {
  for (const char* text :
       {"// .incbin \"a\" and .include \"b\"\n", "int a; /* x\n .incbin \"a\" */ int b;\n",
        "/* a */ // .incbin F\n", "#if 0 // .incbin x\n#endif /* .include \"x\" */\n",
        "// it's /* open \n// .incbin \"a\"\n"}) {
    EXPECT_TRUE(references(text).empty()) << text;
    EXPECT_FALSE(read_directives(text).refusal()) << text;
  }
  // Comments that are none.
  const std::string code = "asm(\".incbin \\\"a\\\"\");\n";
  EXPECT_EQ(references(cat("char a[] = \"//\"; ", code)), Lines{"incbin \"a\""});
  EXPECT_EQ(references(cat("char a = '\"'; /* x */ ", code)), Lines{"incbin \"a\""});
  // Where raw strings may be some or none, it is read both ways.
  EXPECT_FALSE(references(cat("auto a = R\"(/*)\"; ", code, "/* */\n")).empty());
}

TEST(Directives, AssemblerDirectivesInPiecesAreRefused) {
  for (const char* text :
       {"asm(\".inc\" \"bin \\\"a\\\"\");\n", "asm(\"x: .in\" /* */ \"cbin \\\"a\\\"\");\n",
        "asm(\"\\n.\" \"include \\\"a\\\"\");\n", "#define A \".inc\"\nasm(A B);\n",
        "asm(\"\\x2eincbin \\\"a\\\"\");\n", "asm(\"\\56INCLUDE \\\"a\\\"\");\n",
        "asm(\".inc\" REST);\n", "asm(\".INCBIN \" NAME);\n"}) {
    ASSERT_TRUE(read_directives(text).refusal()) << text;
    EXPECT_EQ(read_directives(text).refusal()->outcome, Outcome::reads_file_in_assembler) << text;
  }
  for (const char* text :
       {"f(\"foo.inc\" X);\n", "f(\"The end.\" \"In the beginning\");\n", "f(\".inc\", 1);\n",
        "f(\"\\x41.c\");\n", "#include \"x.inc\"\n", "f(\".\", \"include \");\n"}) {
    EXPECT_FALSE(read_directives(text).refusal()) << text;
  }
}

TEST(Directives, ModulesAreToldFromOtherNames) {
  for (const char* text : {"module;\n", "export module a;\n", "import a;\n", "import <a>;\n",
                           "  import :part;\n", "@import A;\n", "export import a;\n"}) {
    EXPECT_TRUE(read_directives(text).declares_module()) << text;
  }
  for (const char* text : {"module = 1;\n", "import(a);\n", "modules x;\n", "module::f();\n",
                           "a import b;\n", "#import <a>\n", "// module;\n"}) {
    EXPECT_FALSE(read_directives(text).declares_module()) << text;
  }
}

TEST(Directives, SurviveEveryTruncation) {
  const std::string text =
      "%:include /* */ \"a\\\n\"\n#define F(x) R\"x(\n)x\" 'c' \"s\\\"\"\n#if __has_include(<x>) "
      "&& "
      "H(\"y\", (z))\n#pragma GCC dependency <d>\nimport a; asm(\".incbin \\\"x\\\"\"); "
      "1'0\n?\?=if "
      "?\?/\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const Directives directives = read_directives(std::string_view(text).substr(0, size));
    EXPECT_LE(directives.references().size(), 30U);
  }
}

}  // namespace
}  // namespace distcc
