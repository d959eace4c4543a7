// SPDX-License-Identifier: GPL-3.0-or-later
#include "hosts/host_list.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/scratch.h"
#include "base/text.h"

namespace distcc {
namespace {

/// The definitions of the hosts, then the local limits where given: "a b/2 |3 |7".
std::string describe(const HostList& list) {
  std::vector<std::string> words;
  for (const Host& host : list.hosts) words.push_back(host.definition);
  if (list.local_slots != 0) words.push_back(cat("|", list.local_slots));
  if (list.local_cpp_slots != 0) words.push_back(cat("||", list.local_cpp_slots));
  return join(words, " ");
}

struct Row {
  std::string text;
  std::string understood;
};

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.text;
}

class GoodList : public testing::TestWithParam<Row> {};

TEST_P(GoodList, IsUnderstood) {
  const auto list = parse_host_list(GetParam().text, "10.0.0.1:3632/4\n[fe80::1]:3632/8\n", 1);
  ASSERT_TRUE(list) << list.error().text;
  EXPECT_EQ(describe(*list), GetParam().understood);
}

const std::vector<Row> good_lists = {
    {"a b c", "a b c"},
    {"  a\tb\n c\f\r\n", "a b c"},
    {"a\r\nb\r\n", "a b"},
    {"# all of them\na # the first\n#b\nc", "a c"},
    {"a #b c\nd", "a d"},
    {"a#b c\nd", "a d"},
    {"a,lzo#b\nc", "a,lzo c"},
    {"a/3#b\nc", "a/3 c"},
    {"a:80#b", "a:80"},
    {"u@h:cmd#x\nb", "u@h:cmd b"},
    {"localhost#x", "localhost"},
    {"##\n#\na", "a"},
    {"a a a/3", "a a a/3"},
    {"--localslots=3 a", "a |3"},
    {"--localslots/3 a", "a |3"},
    {"a --localslots=3", "a |3"},
    {"--localslots=3 --localslots=5 a", "a |5"},
    {"--localslots a", "a"},
    {"--localslots_cpp=6 a", "a ||6"},
    {"--localslots_cpp/6 a", "a ||6"},
    {"--localslots_cpp a", "a"},
    {"--localslots=2 --localslots_cpp=6 a b", "a b |2 ||6"},
    {"--randomize a", "a"},
    {"--randomizeX a", "a"},
    {"a --randomize", "a"},
    {"+zeroconf", "10.0.0.1:3632/4 [fe80::1]:3632/8"},
    {"a +zeroconf b", "a 10.0.0.1:3632/4 [fe80::1]:3632/8 b"},
    {"+zeroconf +zeroconf", "10.0.0.1:3632/4 [fe80::1]:3632/8"},
};

INSTANTIATE_TEST_SUITE_P(HostList, GoodList, testing::ValuesIn(good_lists));

class BadList : public testing::TestWithParam<Row> {};

TEST_P(BadList, IsRefusedWithItsOriginAndEntry) {
  const auto list = parse_host_list(GetParam().text, "", 1, "hosts.txt");
  ASSERT_FALSE(list) << describe(*list);
  EXPECT_EQ(list.error().code, ExitCode::bad_host_specification);
  EXPECT_EQ(list.error().text.find("hosts.txt"), 0U) << list.error().text;
  EXPECT_NE(list.error().text.find(GetParam().understood), std::string::npos) << list.error().text;
}

const std::vector<Row> bad_lists = {
    {"", "contained no hosts; can't distribute work"},
    {" \n\t", "contained no hosts"},
    {"# a", "contained no hosts"},
    {"--randomize", "contained no hosts"},
    {"--localslots=3", "contained no hosts"},
    {"a b/0 c", "bad entry \"b/0\""},
    {"a ::1", "bad entry \"::1\": an IPv6 address needs brackets"},
    {"a /3", "bad entry \"/3\""},
    {"a :80", "bad entry \":80\""},
    {"--localslots=0 a", "bad entry \"--localslots=0\""},
    {"--localslots=-1 a", "at least 1 slot"},
    {"--localslots=3x a", "not a number"},
    {"--localslots= a", "not a number"},
    {"--localslotsx=3 a", "unknown keyword"},
    {"--localslots_cpp=0 a", "not a number"},
    {"--bogus a", "unknown keyword (--randomize"},
    {"-a", "unknown keyword"},
    {"+zeroconfx a", "unknown keyword"},
    {"+zeroconf,lzo a", "unknown keyword"},
};

INSTANTIATE_TEST_SUITE_P(HostList, BadList, testing::ValuesIn(bad_lists));

TEST(HostList, ZeroconfThatFoundNobodyAddsNothing) {
  EXPECT_EQ(describe(*parse_host_list("+zeroconf a", "", 1)), "a");
}

TEST(HostList, ZeroconfMayFindNobodyForNow) {
  const auto list = parse_host_list("+zeroconf", "", 1);
  ASSERT_TRUE(list);
  EXPECT_TRUE(list->hosts.empty());
  EXPECT_TRUE(list->has_found);
  EXPECT_FALSE(parse_host_list("a", "", 1)->has_found);
}

TEST(HostList, KnowsWhichHostsWereFound) {
  const auto list = parse_host_list("a +zeroconf b", "c", 1);
  ASSERT_EQ(list->hosts.size(), 3U);
  EXPECT_FALSE(list->hosts[0].found);
  EXPECT_TRUE(list->hosts[1].found);
  EXPECT_FALSE(list->hosts[2].found);
}

TEST(HostList, NamesZeroconfAsAWord) {
  EXPECT_TRUE(names_zeroconf("a\n+zeroconf # all of them"));
  EXPECT_FALSE(names_zeroconf("a # +zeroconf"));
  EXPECT_FALSE(names_zeroconf("a+zeroconf +zeroconfx"));
}

TEST(HostList, ZeroconfDoesNotPutItselfIn) {
  EXPECT_EQ(describe(*parse_host_list("+zeroconf", "a +zeroconf b", 1)), "a b");
}

TEST(HostList, RandomizeKeepsEveryHostAndIsRepeatable) {
  const std::string text = "--randomize a b c d e f g h i j k l m n o p";
  const auto first = parse_host_list(text, "", 7);
  EXPECT_EQ(describe(*first), describe(*parse_host_list(text, "", 7)));
  EXPECT_NE(describe(*first), describe(*parse_host_list(text, "", 8)));
  std::string sorted = describe(*first);
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(sorted, "               abcdefghijklmnop");
}

TEST(HostList, RandomizePutsEveryHostFirstAtSomeTime) {
  std::string seen;
  for (unsigned seed = 0; seed < 200; ++seed) {
    const auto list = parse_host_list("--randomize a b c d", "", seed);
    const std::string& first = list->hosts.front().name;
    if (seen.find(first) == std::string::npos) seen += first;
  }
  EXPECT_EQ(seen.size(), 4U);
}

class FindHostList : public testing::Test {
 protected:
  void write(const std::string& directory, std::string_view text) {
    ASSERT_TRUE(make_directories(directory));
    ASSERT_TRUE(replace_file(directory + "/hosts", text));
  }
  ScratchDirectory case_ = *ScratchDirectory::create(temporary_directory(), "hosts_");
  std::string own_ = case_.path() + "/own";
  std::string system_ = case_.path() + "/system";
  Environment nothing_ = Environment::of({});
};

TEST_F(FindHostList, TheVariableComesFirst) {
  write(own_, "b");
  const auto found = find_host_list(Environment::of({{"DISTCC_HOSTS", "a"}}), own_, system_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->text, "a");
  EXPECT_EQ(found->origin, "$DISTCC_HOSTS");
}

TEST_F(FindHostList, AnEmptyVariableIsAList) {
  write(own_, "b");
  const auto found = find_host_list(Environment::of({{"DISTCC_HOSTS", ""}}), own_, system_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->text, "");
}

TEST_F(FindHostList, ThenTheFileOfTheUser) {
  write(own_, "b\n");
  write(system_, "c\n");
  const auto found = find_host_list(nothing_, own_, system_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->text, "b\n");
  EXPECT_EQ(found->origin, own_ + "/hosts");
}

TEST_F(FindHostList, ThenTheFileOfTheSystem) {
  write(system_, "c\n");
  for (const std::string& directory : {own_, std::string()}) {
    const auto found = find_host_list(nothing_, directory, system_);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->text, "c\n");
  }
}

TEST_F(FindHostList, NoneIsAnError) {
  const auto found = find_host_list(nothing_, own_, system_);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ExitCode::no_hosts);
  EXPECT_EQ(found.error().text, "no hostlist is set; can't distribute work");
}

TEST_F(FindHostList, AFileOfMoreThanAMegabyteIsRefused) {
  write(own_, std::string((1 << 20) + 1, '\n'));
  const auto found = find_host_list(nothing_, own_, system_);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ExitCode::bad_host_specification);
}

}  // namespace
}  // namespace distcc
