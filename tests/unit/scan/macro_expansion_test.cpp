// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/macro_expansion.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "scan/directives.h"
#include "scan/macro_index.h"

namespace distcc {
namespace {

/// All expansions of `text` with the macros of `definitions`, sorted, as text.
std::vector<std::string> expansions(std::string_view definitions, std::string_view text,
                                    ExpansionGoal goal = ExpansionGoal::any) {
  const Directives directives = read_directives(definitions);
  const FindMacro find = [&](std::string_view name) {
    std::vector<MacroValue> values;
    for (const Definition& definition : directives.definitions()) {
      if (directives.text(definition.name) == name) {
        values.push_back(value_of(directives, definition));
      }
    }
    return values;
  };
  std::vector<std::string> results;
  for (const auto& result : expand_macros(text, find, goal).results) {
    results.push_back(spell(result, true));
  }
  std::sort(results.begin(), results.end());
  return results;
}

using Texts = std::vector<std::string>;

TEST(MacroExpansion, GivesEveryValueAndTheNameItself) {
  EXPECT_EQ(expansions("#define A 1\n#define A 2\n#define A 1\n", "A"), (Texts{"1", "2", "A"}));
}

TEST(MacroExpansion, AMacroHasOneValueWithinAnExpansion) {
  EXPECT_EQ(expansions("#define A 1\n#define A 2\n", "A A"), (Texts{"1 1", "2 2", "A A"}));
}

TEST(MacroExpansion, CallsAreAlwaysExpanded) {
  EXPECT_EQ(expansions("#define F(x) <x>\n", "F(a/b.h)"), Texts{"<a/b.h>"});
  EXPECT_EQ(expansions("#define F(x) <x>\n", "F x"), Texts{"F x"});
}

TEST(MacroExpansion, StringizesAndPastes) {
  EXPECT_EQ(expansions("#define S(x) #x\n", "S( a  \"b\" )"), Texts{"\"a \\\"b\\\"\""});
  EXPECT_EQ(expansions("#define C(a, b) a ## b\n#define XY <z>\n", "C(X, Y)"),
            (Texts{"<z>", "XY"}));
  EXPECT_EQ(expansions("#define C(a, b) <a##b>\n", "C(, x)"), Texts{"<x>"});
}

TEST(MacroExpansion, ArgumentsAreExpandedUnlessPasted) {
  EXPECT_EQ(expansions("#define S(x) #x\n#define T(x) S(x)\n#define N(a) a\n", "T(N(x.h))"),
            Texts{"\"x.h\""});
  EXPECT_EQ(expansions("#define S(x) #x\n#define N(a) a\n", "S(N(x.h))"), Texts{"\"N(x.h)\""});
}

TEST(MacroExpansion, ASelfReferenceEnds) {
  EXPECT_EQ(expansions("#define F(x) F(x) x\n", "F(1)"), Texts{"F(1) 1"});
  EXPECT_EQ(expansions("#define G(x) x G\n", "G(1)(2)"), Texts{"1 G(2)"});
}

TEST(MacroExpansion, VariadicMacros) {
  EXPECT_EQ(expansions("#define F(a, ...) <__VA_ARGS__>\n", "F(1, b, c)"), Texts{"<b, c>"});
  EXPECT_EQ(expansions("#define F(a, ...) a , ## __VA_ARGS__\n", "F(1)"), Texts{"1"});
  EXPECT_EQ(expansions("#define F(a...) <a>\n", "F(1,2)"), Texts{"<1,2>"});
  EXPECT_EQ(expansions("#define F(a, ...) a __VA_OPT__(<) x\n", "F(1) F(1, 2)"), Texts{"1 x 1< x"});
}

TEST(MacroExpansion, ACallThatDoesNotFitGivesNothing) {
  EXPECT_TRUE(expansions("#define F(a, b) a\n", "F(1)").empty());
}

TEST(MacroExpansion, UnusedArgumentsDoNotMatter) {
  EXPECT_EQ(expansions("#define B { x; }\n#define P(a, b) b\n", "P(B, \"x.h\")",
                       ExpansionGoal::header_name),
            Texts{"\"x.h\""});
}

TEST(MacroExpansion, GivesUpWhatCannotBeAHeaderName) {
  EXPECT_EQ(expansions("#define A \"x\"\n#define A y\n", "A", ExpansionGoal::header_name),
            Texts{"\"x\""});
}

TEST(HeaderNames, OfStringsAndAngles) {
  const auto names = [](std::string_view text) { return header_names(macro_tokens(text)); };
  EXPECT_EQ(names("\"a b\" junk"), (std::vector<HeaderName>{{false, "a b"}}));
  EXPECT_EQ(names("<a/b.h>"), (std::vector<HeaderName>{{true, "a/b.h"}}));
  EXPECT_EQ(names("<a /b>"), (std::vector<HeaderName>{{true, "a /b"}, {true, "a/b"}}));
  EXPECT_TRUE(names("<a").empty());
  EXPECT_TRUE(names("a").empty());
  EXPECT_TRUE(names("").empty());
}

}  // namespace
}  // namespace distcc
