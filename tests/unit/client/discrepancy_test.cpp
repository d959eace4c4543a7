// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/discrepancy.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/files.h"
#include "base/scratch.h"
#include "base/text.h"

namespace distcc {
namespace {

class Discrepancy : public ::testing::Test {
 protected:
  /// Makes a file, and gives its path.
  std::string file(const std::string& name) {
    const std::string path = cat(scratch_.path(), "/", name);
    EXPECT_TRUE(replace_file(path, "text"));
    return path;
  }
  static void set_time_of_mark(const std::string& mark, int seconds_from_now) {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    now.tv_sec += seconds_from_now;
    const timespec times[2] = {now, now};
    ASSERT_EQ(::utimensat(AT_FDCWD, mark.c_str(), times, 0), 0);
  }
  ScratchDirectory scratch_ = std::move(*ScratchDirectory::create(temporary_directory(), "dis_"));
};

TEST_F(Discrepancy, NamesTheFirstFileThatChanged) {
  const std::string mark = file("socket");
  const std::vector<std::string> files = {"/nonexistent", "/", file("a.c"), file("b.h")};
  set_time_of_mark(mark, 3600);
  EXPECT_FALSE(changed_since(mark, files, ""));
  set_time_of_mark(mark, -3600);
  EXPECT_EQ(changed_since(mark, files, ""), files[2]);
}

TEST_F(Discrepancy, LeavesOutWhatTheGlobMatches) {
  const std::string mark = file("socket");
  const std::vector<std::string> files = {file("a.c"), file("b.h")};
  set_time_of_mark(mark, -3600);
  EXPECT_EQ(changed_since(mark, files, "*.c"), files[1]);
  EXPECT_EQ(changed_since(mark, files, "a.c"), files[0]);  // it is held against the whole path
  EXPECT_FALSE(changed_since(mark, files, cat(scratch_.path(), "/*")));
}

TEST_F(Discrepancy, WithoutAMarkNothingIsKnown) {
  EXPECT_FALSE(changed_since("", {file("a.c")}, ""));
}

TEST_F(Discrepancy, TheMailHasNoHeaderOfARecipientsMaking) {
  World world;
  world.directory = "/w";
  Dispatched done;
  done.reason = {Outcome::rejected_remotely, "red"};
  done.result.status = WaitStatus::exited(1);
  done.result.diagnostics = std::string(1 << 20, 'x');
  const std::string mail =
      discrepancy_mail("a@b.test\nBcc: c@d.test", world, {"gcc", "-c", "a b.c"}, done, 0);
  EXPECT_TRUE(mail.starts_with("To: a@b.test Bcc: c@d.test\nSubject: distcc-pump email\n\n"));
  EXPECT_NE(mail.find("gcc -c 'a b.c'"), std::string::npos);
  EXPECT_NE(mail.find("1 there, 0 here"), std::string::npos);
  EXPECT_LT(mail.size(), 70'000U);
}

}  // namespace
}  // namespace distcc
