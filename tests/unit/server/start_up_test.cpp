// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/start_up.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

#include "base/files.h"
#include "base/scratch.h"
#include "base/text.h"
#include "server/build_world.h"

namespace distcc {
namespace {

using Basis = CompilerRules::Basis;

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

TEST(CompilerEnvironment, PassesOnWhatCompilersNeedAndNothingElse) {
  const auto environment = compiler_environment(
      {"LANG=de_DE.UTF-8", "LC_ALL=C", "CCACHE_DIR=/var/cache/ccache", "LD_LIBRARY_PATH=/opt/lib",
       "PATH=/elsewhere", "HOME=/root", "SECRET_TOKEN=x", "DISTCC_CMDLIST=/etc/x", "LANGUID=1"},
      "/usr/bin:/bin");
  for (const char* expected :
       {"PATH=/usr/bin:/bin", "_DISTCC_SAFEGUARD=1", "LANG=de_DE.UTF-8", "LC_ALL=C",
        "CCACHE_DIR=/var/cache/ccache", "LD_LIBRARY_PATH=/opt/lib"}) {
    EXPECT_TRUE(has(environment, expected)) << expected;
  }
  EXPECT_EQ(environment.size(), 6U);
}

TEST(ReadCompilerRules, AnUnreadableListAllowsNothing) {
  ServerOptions options;
  options.command_list = "/nonexistent/list";
  const auto rules = read_compiler_rules(options, Environment::of({}));
  ASSERT_TRUE(rules);
  EXPECT_EQ(rules->basis, Basis::unreadable_command_list);
}

TEST(ReadCompilerRules, TheListCountsEvenWhenInsecure) {
  const auto directory = ScratchDirectory::create(temporary_directory(), "start_up_test_");
  ASSERT_TRUE(directory);
  ServerOptions options;
  options.command_list = cat(directory->path(), "/list");
  options.insecure.present = true;
  ASSERT_TRUE(replace_file(*options.command_list, "/usr/bin/gcc\n/opt/cross/bin/gcc-9\n"));
  const auto rules = read_compiler_rules(options, Environment::of({}));
  ASSERT_TRUE(rules);
  EXPECT_EQ(rules->basis, Basis::command_list);
  EXPECT_EQ(rules->command_list->size(), 2U);
  EXPECT_EQ(rules->command_list->find("gcc-9"), "/opt/cross/bin/gcc-9");
}

TEST(ReadCompilerRules, InsecureAllowsAnything) {
  ServerOptions options;
  options.insecure.present = true;
  EXPECT_EQ(read_compiler_rules(options, Environment::of({}))->basis, Basis::anything);
}

struct PathRow {
  const char* path;
  const char* distccd_path;
  const char* searched;
};

TEST(ReadCompilerRules, SearchesWhereTheAdministratorSaysButNotAmongLinksToDistcc) {
  for (const PathRow& row : {PathRow{"/usr/bin:/bin", nullptr, "/usr/bin:/bin"},
                             PathRow{"/usr/lib/distcc:/usr/bin", nullptr, "/usr/bin"},
                             PathRow{"/usr/bin", "/opt/bin:/usr/lib/distcc", "/opt/bin"},
                             PathRow{"", nullptr, "/usr/local/bin:/usr/bin:/bin"}}) {
    ServerOptions options;
    options.insecure.present = true;
    if (row.distccd_path != nullptr) options.path = row.distccd_path;
    const auto rules = read_compiler_rules(options, Environment::of({{"PATH", row.path}}));
    EXPECT_EQ(rules->search_path, row.searched) << row.path;
  }
}

TEST(ChooseMode, InetdWinsOverDaemon) {
  ServerOptions options;
  options.daemon.present = true;
  EXPECT_EQ(choose_mode(options), Mode::daemon);
  options.inetd.present = true;
  EXPECT_EQ(choose_mode(options), Mode::inetd);
}

TEST(JobSlots, FollowTheOptions) {
  ServerOptions options;
  EXPECT_GE(job_slots(options), 1);
  options.jobs = 7;
  EXPECT_EQ(job_slots(options), 7);
  EXPECT_EQ(queue_places(options, 7), 32);
  EXPECT_EQ(queue_places(options, 20), 80);
  options.queue = 0;
  EXPECT_EQ(queue_places(options, 20), 0);
  options.no_fork.present = true;
  EXPECT_EQ(job_slots(options), 1);
}

TEST(ServingLimits, FollowTheOptions) {
  ServerOptions options;
  options.io_timeout = std::chrono::seconds(2);
  options.job_lifetime = std::chrono::seconds(-1);
  options.request_limit_mb = 3;
  const ServingLimits limits = serving_limits(options);
  EXPECT_EQ(limits.silence, Milliseconds(2000));
  EXPECT_EQ(limits.first_bytes, Milliseconds(2000));
  EXPECT_EQ(limits.job_lifetime, Milliseconds(0));
  EXPECT_EQ(limits.source_bytes, std::size_t{3} << 20);
}

TEST(PidFile, HoldsTheProcessIdWhileItLives) {
  const auto directory = ScratchDirectory::create(temporary_directory(), "start_up_test_");
  ASSERT_TRUE(directory);
  const std::string path = cat(directory->path(), "/pid");
  {
    const auto file = PidFile::create(path);
    ASSERT_TRUE(file);
    EXPECT_EQ(*read_file(path, 100), cat(::getpid(), "\n"));
  }
  EXPECT_FALSE(file_exists(path));
  EXPECT_FALSE(PidFile::create("/nonexistent/pid"));
}

}  // namespace
}  // namespace distcc
