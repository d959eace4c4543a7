// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/response_file.h"

#include <gtest/gtest.h>

#include <map>

#include "base/text.h"

namespace distcc {
namespace {

using Words = std::vector<std::string>;

TEST(ResponseFile, SplitsAtWhiteSpace) {
  EXPECT_EQ(split_response_file(" -c\ta.c\n\r\n\f-O2\v "), (Words{"-c", "a.c", "-O2"}));
  EXPECT_EQ(split_response_file(""), Words{});
  EXPECT_EQ(split_response_file(" \n"), Words{});
}

TEST(ResponseFile, QuotesHoldWhiteSpace) {
  EXPECT_EQ(split_response_file("'a b' \"c d\" e'f g'h"), (Words{"a b", "c d", "ef gh"}));
  EXPECT_EQ(split_response_file("'a\"b' \"a'b\""), (Words{"a\"b", "a'b"}));
}

TEST(ResponseFile, EmptyQuotesAreAWord) {
  EXPECT_EQ(split_response_file("'' \"\""), (Words{"", ""}));
}

TEST(ResponseFile, BackslashTakesTheNextCharacter) {
  EXPECT_EQ(split_response_file("a\\ b \"c\\\"d\" 'e\\'f' \\\\"),
            (Words{"a b", "c\"d", "e'f", "\\"}));
}

TEST(ResponseFile, AnOpenQuoteEndsWithTheText) {
  EXPECT_EQ(split_response_file("'a b"), Words{"a b"});
  EXPECT_EQ(split_response_file("a\\"), Words{"a"});
}

expected<Words, Reason> expand(const Words& words,
                               const std::map<std::string, std::string>& files) {
  return expand_response_files(words, [&](const std::string& path) -> Result<std::string> {
    const auto found = files.find(path);
    if (found != files.end()) return found->second;
    return fail(Fault::this_machine, ExitCode::no_such_file, "no such file");
  });
}

TEST(ResponseFile, WordsTakeThePlaceOfTheFile) {
  EXPECT_EQ(*expand({"gcc", "@d/x", "-o", "@"}, {{"d/x", "-c 'a b.c'"}}),
            (Words{"gcc", "-c", "a b.c", "-o", "@"}));
}

TEST(ResponseFile, FilesNest) {
  EXPECT_EQ(*expand({"@x"}, {{"x", "a @y b"}, {"y", "c"}}), (Words{"a", "c", "b"}));
}

TEST(ResponseFile, AMissingFileIsTheReason) {
  const auto words = expand({"gcc", "@x"}, {{"x", "a @y"}});
  ASSERT_FALSE(words);
  EXPECT_EQ(words.error().outcome, Outcome::unreadable_response_file);
  EXPECT_EQ(words.error().subject, "@y");
}

TEST(ResponseFile, LoopsEnd) {
  EXPECT_FALSE(expand({"@x"}, {{"x", "@x"}}));
  EXPECT_FALSE(expand({"@x"}, {{"x", "a a a a a a a a a a @x @x @x @x"}}));
}

TEST(ResponseFile, TooManyWordsAreRefused) {
  std::string many;
  for (int i = 0; i < 70000; ++i) many += "a b c ";
  EXPECT_FALSE(expand({"@x"}, {{"x", many}}));
}

}  // namespace
}  // namespace distcc
