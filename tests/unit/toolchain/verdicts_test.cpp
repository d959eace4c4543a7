// SPDX-License-Identifier: GPL-3.0-or-later
#include "toolchain/verdicts.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <utime.h>

#include <ctime>
#include <filesystem>

#include "base/files.h"
#include "base/scratch.h"
#include "base/text.h"

namespace distcc {
namespace {

using Kind = Verdict::Kind;

class VerdictsTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(replace_file(program_, "a compiler").has_value()); }

  [[nodiscard]] Verdicts verdicts() const { return {scratch_.path(), compiler_, program_}; }

  /// Every file that is remembered was written `seconds` ago.
  void age(long seconds) const {
    const std::time_t then = std::time(nullptr) - seconds;
    const utimbuf times{then, then};
    for (const auto& entry : std::filesystem::directory_iterator(scratch_.path() + "/compilers")) {
      ASSERT_EQ(::utime(entry.path().c_str(), &times), 0);
    }
  }

  ScratchDirectory scratch_ = *ScratchDirectory::create(temporary_directory(), "verdicts_");
  std::string program_ = scratch_.path() + "/gcc";
  ProbedCompiler compiler_{"gcc", CompilerFamily::gcc, false};
};

TEST_F(VerdictsTest, KnowNothingAtFirst) {
  EXPECT_TRUE(verdicts().usable());
  EXPECT_FALSE(verdicts().of_host("tcp_a_1", 0));
  EXPECT_FALSE(verdicts().object_here());
}

TEST_F(VerdictsTest, AreRememberedForEachHost) {
  verdicts().note("tcp_a_1", {});
  verdicts().note("tcp_b_1", {Kind::differs, "its compiler is older"});
  EXPECT_EQ(verdicts().of_host("tcp_a_1", 0)->kind, Kind::same);
  const auto differing = verdicts().of_host("tcp_b_1", 0);
  ASSERT_TRUE(differing);
  EXPECT_EQ(differing->kind, Kind::differs);
  EXPECT_EQ(differing->text, "its compiler is older");
}

TEST_F(VerdictsTest, AreForgottenAfterADay) {
  verdicts().note("tcp_a_1", {});
  verdicts().note_object("object");
  age(23 * 60 * 60);
  EXPECT_TRUE(verdicts().of_host("tcp_a_1", 0));
  EXPECT_EQ(verdicts().object_here(), "object");
  age(25 * 60 * 60);
  EXPECT_FALSE(verdicts().of_host("tcp_a_1", 0));
  EXPECT_FALSE(verdicts().object_here());
  age(-25 * 60 * 60);  // the clock was set back
  EXPECT_FALSE(verdicts().of_host("tcp_a_1", 0));
}

TEST_F(VerdictsTest, AreForgottenWhenTheCompilerIsReplaced) {
  verdicts().note("tcp_a_1", {});
  ASSERT_TRUE(replace_file(program_, "another compiler").has_value());
  EXPECT_FALSE(verdicts().of_host("tcp_a_1", 0));
}

TEST_F(VerdictsTest, OfOtherLanguagesAndNamesAreApart) {
  verdicts().note("tcp_a_1", {});
  EXPECT_FALSE(Verdicts(scratch_.path(), {"gcc", CompilerFamily::gcc, true}, program_)
                   .of_host("tcp_a_1", 0));
  EXPECT_FALSE(Verdicts(scratch_.path(), {"cc", CompilerFamily::gcc, false}, program_)
                   .of_host("tcp_a_1", 0));
}

TEST_F(VerdictsTest, OfAFailureCountForThoseWhoWaited) {
  const long before = std::time(nullptr) - 10;
  verdicts().note("tcp_a_1", {Kind::failed, "connection refused"});
  EXPECT_FALSE(verdicts().of_host("tcp_a_1", 0));
  EXPECT_FALSE(verdicts().of_host("tcp_a_1", std::time(nullptr) + 10));
  const auto failed = verdicts().of_host("tcp_a_1", before);
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->text, "connection refused");
  verdicts().forget("tcp_a_1");
  EXPECT_FALSE(verdicts().of_host("tcp_a_1", before));
}

TEST_F(VerdictsTest, OfARefusalCountAsLongAsWhoAsksWants) {
  verdicts().note("tcp_a_1", {Kind::refused, "not in the white list"});
  age(60);
  EXPECT_FALSE(verdicts().of_host("tcp_a_1", 0));
  EXPECT_FALSE(verdicts().of_host("tcp_a_1", std::time(nullptr) - 30));
  const auto refused = verdicts().of_host("tcp_a_1", std::time(nullptr) - 90);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->kind, Kind::refused);
  EXPECT_EQ(refused->text, "not in the white list");
}

TEST_F(VerdictsTest, ThatNothingIsKnownIsNotRemembered) {
  verdicts().note("tcp_a_1", {Kind::unknown, ""});
  EXPECT_FALSE(verdicts().of_host("tcp_a_1", 1));
}

TEST_F(VerdictsTest, KeepAHostOutThatDiffersOrRefuses) {
  EXPECT_TRUE((Verdict{Kind::differs, "", false}.keeps_out()));
  EXPECT_TRUE((Verdict{Kind::refused, "", false}.keeps_out()));
  for (const Kind kind : {Kind::same, Kind::unknown, Kind::failed}) {
    EXPECT_FALSE((Verdict{kind, "", false}.keeps_out()));
  }
}

TEST_F(VerdictsTest, AreOfNoUseWithoutADirectoryOrACompiler) {
  EXPECT_FALSE(Verdicts("", compiler_, program_).usable());
  EXPECT_FALSE(Verdicts(scratch_.path(), compiler_, "").usable());
  EXPECT_FALSE(Verdicts(scratch_.path(), compiler_, scratch_.path() + "/missing").usable());
}

}  // namespace
}  // namespace distcc
