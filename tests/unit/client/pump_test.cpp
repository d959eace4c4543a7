// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/pump.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "base/files.h"
#include "base/io.h"
#include "base/scratch.h"
#include "base/text.h"
#include "client/include_server.h"

namespace distcc {
namespace {

struct PathCase {
  const char* path;
  const char* name;
  bool placeholder;
};

class PumpPaths : public testing::TestWithParam<PathCase> {};

TEST_P(PumpPaths, LoseTheClientRootAndTheSuffix) {
  const auto file = read_pump_path(GetParam().path);
  ASSERT_TRUE(file) << file.error().text;
  EXPECT_EQ(file->name, GetParam().name);
  EXPECT_EQ(file->placeholder, GetParam().placeholder);
  EXPECT_EQ(file->path, GetParam().path);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, PumpPaths,
    testing::Values(PathCase{"/dev/shm/tmpX.include_server-1-1/w/a.c.lzo", "/w/a.c", false},
                    PathCase{"/tmp/tmpX.include_server-1-1/padding/w/inc/abs.h.lzo.abs",
                             "/w/inc/abs.h", false},
                    PathCase{"/dev/shm/t/usr/include", "/usr/include", false},
                    PathCase{"/dev/shm/t/w/sub/forcing_technique_271828",
                             "/w/sub/forcing_technique_271828", true}));

TEST(PumpPaths, AboveTheClientRootAreRefused) {
  for (const char* path : {"", "/", "/dev", "/dev/shm/t", "/dev/shm/t/", "relative/a/b/c"}) {
    EXPECT_FALSE(read_pump_path(path)) << path;
  }
}

TEST(ObstacleToPump, IsWhatTheIncludeServerCannotKnow) {
  World world;
  CompileJob job;
  const Environment plain = Environment::of({});
  EXPECT_EQ(obstacle_to_pump(world, job, plain), "");
  world.include_server = "/run/pump/socket";
  EXPECT_EQ(obstacle_to_pump(world, job, plain), "");
  EXPECT_NE(obstacle_to_pump(world, job, Environment::of({{"CPATH", ""}})), "");
  job.words = {"gcc", "-Wp,-MD,a.d", "-c", "a.c"};
  EXPECT_NE(obstacle_to_pump(world, job, plain), "");
  job.words.clear();
  job.preprocessed = true;
  EXPECT_NE(obstacle_to_pump(world, job, plain), "");
}

class PumpDirectory : public testing::Test {
 protected:
  PumpDirectory() : directory_(ScratchDirectory::create("/tmp", "distcc_unit_").value()) {}
  [[nodiscard]] std::string path(const char* name) const { return cat(directory_.path(), name); }
  ScratchDirectory directory_;
};

TEST_F(PumpDirectory, ADiscrepancyEndsPumpModeForTheBuild) {
  World world;
  world.include_server = path("/socket");
  EXPECT_EQ(obstacle_to_pump(world, CompileJob(), Environment::of({})), "");
  note_discrepancy(world);
  EXPECT_EQ(read_file(path("/discrepancy_counter"), 10).value(), "@");
  EXPECT_NE(obstacle_to_pump(world, CompileJob(), Environment::of({})), "");
  world.options.max_discrepancy = 2;
  EXPECT_EQ(obstacle_to_pump(world, CompileJob(), Environment::of({})), "");
}

TEST_F(PumpDirectory, FilesLinksAndPlaceholdersAreSent) {
  ASSERT_TRUE(replace_file(path("/a.c.lzo"), "block"));
  ASSERT_EQ(::symlink("../usr/include", path("/include").c_str()), 0);
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  Fd peer(ends[1]);
  {
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    Connection connection(Fd(ends[0]), "peer", std::chrono::seconds(1));
    World world;
    world.directory = "/w";
    const std::vector<PumpFile> files = {{path("/a.c.lzo"), "/w/a.c", false},
                                         {path("/include"), "/usr/include", false},
                                         {path("/none"), "/w/sub/forcing_technique_271828", true}};
    ASSERT_TRUE(send_files(connection, world, {"gcc"}, {files, {}}));
  }
  EXPECT_EQ(read_to_end(peer.get(), 10000).value(),
            "DIST00000003CDIR00000002/wARGC00000001ARGV00000003gccNFIL00000003"
            "NAME00000006/w/a.cFILE00000005block"
            "NAME0000000c/usr/includeLINK0000000e../usr/include"
            "NAME0000001f/w/sub/forcing_technique_271828FILE00000000");
}

TEST_F(PumpDirectory, WhatTheAgentPackedIsSentFromItsFile) {
  ASSERT_TRUE(replace_file(path("/packed"), cat("skipped", std::string(300'000, 'a'), "b")));
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  Fd peer(ends[1]);
  PumpContent content;
  content.packed.count = 3;
  content.packed.ranges = {{7, 300'000}, {300'007, 1}};
  content.packed.content =
      std::make_shared<const Fd>(::open(path("/packed").c_str(), O_RDONLY | O_CLOEXEC));
  World world;
  world.directory = "/w";
  std::thread client([&] {
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    Connection connection(Fd(ends[0]), "peer", std::chrono::seconds(10));
    EXPECT_TRUE(send_files(connection, world, {"gcc"}, content));
    content.packed.ranges.push_back({300'008, 1});
    const auto beyond = send_files(connection, world, {"gcc"}, content);
    EXPECT_TRUE(!beyond && beyond.error().fault == Fault::this_machine);
  });
  const std::string wanted =
      cat("DIST00000003CDIR00000002/wARGC00000001ARGV00000003gccNFIL00000003",
          std::string(300'000, 'a'), "b");
  const std::string sent = read_to_end(peer.get(), 1'000'000).value();
  client.join();
  EXPECT_EQ(sent.substr(0, wanted.size()), wanted);
}

TEST_F(PumpDirectory, AFileThatIsGoneIsThisMachinesTrouble) {
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  const Fd peer(ends[1]);
  Connection connection(Fd(ends[0]), "peer", std::chrono::seconds(1));
  const auto sent =
      send_files(connection, World(), {"gcc"}, {{{path("/gone.lzo"), "/w/gone", false}}, {}});
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().fault, Fault::this_machine);
}

}  // namespace
}  // namespace distcc
