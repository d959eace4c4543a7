// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/macro_expansion.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "scan/directives.h"
#include "scan/literal_names.h"
#include "scan/macro_index.h"
#include "scan/name_pattern.h"

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

TEST(MacroExpansion, ManyPlainValuesStayTogether) {
  const std::string values =
      "#define V a\n#define V b\n#define V c.h\n#define V W/d\n#define W w\n";
  const auto found = expansions(values + "#define S(x) #x\n#define T(x) S(x)\n", "T(p/V)");
  ASSERT_EQ(found.size(), 1U);
  ASSERT_TRUE(is_pattern(found[0]));
  EXPECT_EQ(texts_of(found[0], 100),
            (Texts{"\"p/V\"", "\"p/a\"", "\"p/b\"", "\"p/c.h\"", "\"p/W/d\"", "\"p/w/d\""}));
  EXPECT_TRUE(texts_of(found[0], 3).empty());
}

TEST(MacroExpansion, ManyPlainValuesArePastedOneByOne) {
  const std::string values =
      "#define V 1\n#define V 2\n#define V 3\n#define V 4\n#define H_3 <x>\n";
  const auto found = expansions(values + "#define C(a, b) a##b\n#define D(a, b) C(a, b)\n",
                                "D(H_, V)", ExpansionGoal::header_name);
  EXPECT_EQ(found, Texts{"<x>"});
}

TEST(NamePatterns, AreTakenApartAtSlashesOutsideOfAlternatives) {
  const std::string pattern = "a/" + alternatives_of({"b", "c/d"}) + ".h/e";
  std::string_view rest = pattern;
  EXPECT_EQ(take_component(rest), "a");
  EXPECT_EQ(texts_of(take_component(rest), 9), (Texts{"b.h", "c/d.h"}));
  EXPECT_EQ(take_component(rest), "e");
  EXPECT_TRUE(rest.empty());
}

TEST(LiteralNames, StandInTheBodiesThatATextReaches) {
  const auto names = [](std::string_view definitions, std::string_view text) {
    const Directives directives = read_directives(definitions);
    const FindMacro find = [&](std::string_view name) {
      std::vector<MacroValue> values;
      for (const Definition& one : directives.definitions()) {
        if (directives.text(one.name) == name) values.push_back(value_of(directives, one));
      }
      return values;
    };
    const FindMacrosByPrefix by_prefix = [&](std::string_view prefix) {
      Texts found;
      for (const Definition& one : directives.definitions()) {
        if (directives.text(one.name).starts_with(prefix)) {
          found.emplace_back(directives.text(one.name));
        }
      }
      return found;
    };
    const auto found = literal_names(text, find, by_prefix);
    Texts result;
    if (!found) return Texts{"none"};
    for (const HeaderName& name : *found) result.push_back(name.name);
    return result;
  };
  EXPECT_EQ(names("#define A B(1)\n#define B(x) \"b.h\"\n#define C \"c.h\"\n", "A"), Texts{"b.h"});
  EXPECT_EQ(names("#define C(a, b) a##b\n#define H_1 <x.h>\n#define G_1 <y.h>\n", "C(H_, 1)"),
            Texts{"x.h"});
  EXPECT_EQ(names("#define S(x) #x\n", "S(a)"), Texts{"none"});
  EXPECT_EQ(names("#define F(x) <x.h>\n", "F(a)"), Texts{"none"});
  EXPECT_EQ(names("#define A __FILE__\n", "A"), Texts{"none"});
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
