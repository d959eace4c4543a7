// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/assembler_text.h"

#include <gtest/gtest.h>

#include <string>

#include "base/text.h"

namespace distcc {
namespace {

class ReadsFile : public testing::TestWithParam<const char*> {};

TEST_P(ReadsFile, IsSeen) {
  EXPECT_TRUE(reads_file_in_assembler(GetParam())) << GetParam();
  // Wherever it stands in a long text, and behind what may confuse a reader.
  const std::string before = cat("char a[] = \"/* asm(\", b = '\"'; // it's\nlong c = 1'000;\n",
                                 "auto d = R\"x(asm(\".\n)x\";\n# 12 \"asm.h\" 3 4\n");
  for (const std::size_t size : {0, 100, 127, 128, 129, 5000}) {
    const std::string text = cat(before, std::string(size, ' '), GetParam(), "\nint e;\n");
    EXPECT_TRUE(reads_file_in_assembler(text)) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Texts, ReadsFile,
    testing::Values(
        R"(asm(".incbin \"data.bin\"");)", R"(asm("x: .incbin\t\"data.bin\",0,4");)",
        R"(asm(".include \"macros.inc\"");)", "asm(R\"(.incbin \"data.bin\")\");",
        R"(__asm__ volatile ("nop\n\t.incbin \"f\"" : : "i"('"'));)",
        R"(__asm goto(".incbin \"f\"" : : : : out);)", R"(asm inline volatile(".incbin \"f\"");)",
        "asm\n(\n# 3 \"x.c\"\n\".incbin \\\"f\\\"\");", R"(asm(".inc" "bin \"f\"");)",
        "asm(\".in\"\n# 7 \"x.c\"\n \"clude \\\"f\\\"\");", R"(asm(".incbin " "\"f\"");)",
        R"(asm("\x2eincbin \"f\"");)", R"(asm("\56\151ncbin \"f\"");)",
        R"(asm("\u002eincbin \"f\"");)", R"(asm("\x{2e}incbin \"f\"");)",
        R"(asm(u8".incbin \"f\"");)", R"(asm(".INCBIN \"f\"");)", R"(asm(".IncLude \"f\"");)",
        R"(asm(".macro m a\n.\\a \"f\"\n.endm\nm incbin");)",
        R"(asm(".macro m a\n.inc\\a \"f\"\n.endm\nm bin");)",
        R"(asm(".macro m a, b\n \\a\\b \"f\"\n.endm\nm .inc, bin");)",
        R"(asm(".macro m a, b\n\\a()\\b \"f\"\n.endm\nm .inc, bin");)",
        R"(asm(".macro m f\n.incbin \\f\n.endm\nm \"f\"");)", R"(int x asm("x\n.incbin \"f\"");)",
        R"(int x __attribute__((section(".a,\"a\"\n.incbin \"f\"#")));)",
        R"([[gnu::section("a\n.incbin \"f\"")]] int x;)", "#ident \"a\\\"\\n.incbin \\\"f\"",
        R"(constexpr const char* c() { return ".incbin \"f\""; } asm((c()));)",
        R"(/* .incbin */ asm /* a */ (/* b */ ".incbin \"f\"");)", R"(asm(".incbin \"f)"));

class ReadsNoFile : public testing::TestWithParam<const char*> {};

TEST_P(ReadsNoFile, IsSeen) {
  const std::string long_text =
      cat(std::string(1000, '\n'), GetParam(), "\nint x;\n", std::string(1000, ' '));
  EXPECT_FALSE(reads_file_in_assembler(GetParam())) << GetParam();
  EXPECT_FALSE(reads_file_in_assembler(long_text)) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(
    Texts, ReadsNoFile,
    testing::Values("", "int main() { return 0; }", "a.include(b); c.includes(d); x.increment();",
                    R"(const char* s = "a.inc";)", ".inc", ".incbin", "asm", "asm(",
                    R"(const char* s = "asm(\".incbin \\\"data.bin\\\"\");";)",
                    R"(puts(".section .rodata\n.incbin \"x\"\n");)",
                    "auto s = R\"(asm(\".incbin \"x\"\"))\";",
                    R"(f(".include \"x\""); asm("nop"); g(".incbin \"x\"");)",
                    R"(asm("" "__isoc99_sscanf"); plasm(".incbin \"x\""); asm_(".incbin \"x\"");)",
                    R"(asm("mov\t%0, %1\n\tfoo.include.bar" : "=r"(a) : "r"(s.includes));)",
                    R"(asm(".includes \"x\"\n.incbins");)", "# 1 \"a.incbin\" \"b\"\nint x;",
                    R"(// asm(".incbin \"x\"");)", R"(/* asm(".incbin \"x\""); */)",
                    R"(asm(".macro m a\n mov \\a, %eax\n.endm");)"));

TEST(Literals, StandForTheirCharacters) {
  struct Case {
    const char* text;
    const char* value;
    const char* rest;
  };
  for (const Case& one : {Case{"\"a\\n\\t\\\\\\\"b\" c", "a\n\t\\\"b", " c"},
                          Case{"\"\\x41\\102\\u0043\\x{44}\\o{105}\"", "ABCDE", ""},
                          Case{"LR\"d(a\\n)d\"x", "a\\n", "x"}, Case{"u8\"a\"", "a", ""},
                          Case{"\"unfinished\nx", "unfinished", "\nx"}}) {
    std::string_view text = one.text;
    std::string value;
    ASSERT_TRUE(take_literal(text, value)) << one.text;
    EXPECT_EQ(value, one.value);
    EXPECT_EQ(text, one.rest);
  }
  for (std::string_view text : {"", "x\"a\"", "LL\"a\"", "'a'", "R", "longer\"a\""}) {
    std::string value;
    EXPECT_FALSE(take_literal(text, value)) << text;
  }
}

TEST(AssemblerText, SurvivesEveryTruncation) {
  const std::string text =
      "/* c */ asm volatile(R\"x(.inc)x\" \"\\x2e\\56\\u00\" : \"=r\"('\\'') /* */ // \n);"
      "int x [[gnu::section(\"a\\\n.inc\")]]; # 1 \"f\"\n#ident \"x\"\n1'0.5e'x asm((\"\"));\\a\\b";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const std::string piece = text.substr(0, size);
    (void)reads_file_in_assembler(piece);
    EXPECT_FALSE(reads_file_in_assembler(cat(piece.substr(0, 0), "int x;"))) << size;
  }
}

}  // namespace
}  // namespace distcc
