// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/principal_list.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

using Basis = PrincipalRules::Basis;
constexpr const char* listed = "# who\n\nalice\r\n  bob@HERE.TEST\t\ncarol/admin\n";

TEST(PrincipalRules, WithoutAListAllAreServed) {
  EXPECT_TRUE(PrincipalRules().allow("mallory@ELSEWHERE.TEST"));
}

TEST(PrincipalRules, ALineWithoutRealmMeansAllRealms) {
  const auto rules = PrincipalRules::parse(Basis::only_listed, listed);
  EXPECT_TRUE(rules.allow("alice@HERE.TEST"));
  EXPECT_TRUE(rules.allow("alice@THERE.TEST"));
  EXPECT_TRUE(rules.allow("carol/admin@HERE.TEST"));
  EXPECT_FALSE(rules.allow("carol@HERE.TEST"));
  EXPECT_FALSE(rules.allow("alic@HERE.TEST"));
  EXPECT_FALSE(rules.allow("#@HERE.TEST"));
  EXPECT_FALSE(rules.allow("@HERE.TEST"));
}

TEST(PrincipalRules, ALineWithRealmMeansThatOne) {
  const auto rules = PrincipalRules::parse(Basis::only_listed, listed);
  EXPECT_TRUE(rules.allow("bob@HERE.TEST"));
  EXPECT_FALSE(rules.allow("bob@THERE.TEST"));
}

TEST(PrincipalRules, ABlacklistIsTheOppositeOfAWhitelist) {
  const auto white = PrincipalRules::parse(Basis::only_listed, listed);
  const auto black = PrincipalRules::parse(Basis::all_but_listed, listed);
  for (const char* client : {"alice@HERE.TEST", "bob@HERE.TEST", "bob@THERE.TEST", "dave@X"}) {
    EXPECT_NE(white.allow(client), black.allow(client)) << client;
  }
}

TEST(PrincipalRules, AnUnreadableListIsAnError) {
  ServerOptions options;
  options.whitelist = "/nonexistent/list";
  const auto rules = PrincipalRules::read(options);
  ASSERT_FALSE(rules);
  EXPECT_EQ(rules.error().code, ExitCode::authentication_failed);
}

}  // namespace
}  // namespace distcc
