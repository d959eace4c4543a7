// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/packed_files.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <thread>

#include "transport/agent_call.h"

namespace distcc {
namespace {

PackedFiles two_ranges() {
  PackedFiles files;
  files.count = 3;
  files.ranges = {{0, 10}, {70, 5}};
  return files;
}

TEST(PackedFilesText, IsReadInPiecesOfAnySize) {
  const std::string text = packed_text(two_ranges());
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    PackedFilesReader reader;
    for (std::size_t at = 0; at < text.size(); at += piece) {
      EXPECT_FALSE(reader.complete());
      ASSERT_TRUE(reader.feed(std::string_view(text).substr(at, piece)));
    }
    ASSERT_TRUE(reader.complete()) << piece;
    EXPECT_EQ(reader.files().count, 3U);
    EXPECT_EQ(reader.files().ranges, two_ranges().ranges);
  }
}

TEST(PackedFilesText, NoFilesAreAnAnswer) {
  PackedFilesReader reader;
  ASSERT_TRUE(reader.feed(packed_text({})));
  EXPECT_TRUE(reader.complete());
  EXPECT_EQ(reader.files().count, 0U);
}

TEST(PackedFilesText, NonsenseIsRefused) {
  const auto refused = [](std::string_view text) {
    PackedFilesReader reader;
    const auto fed = reader.feed(text);
    return !fed && fed.error().fault == Fault::protocol;
  };
  EXPECT_TRUE(refused("PACK00000001RANGffffffff"));
  EXPECT_TRUE(refused("PACK00000001RANG00000007"));
  EXPECT_TRUE(refused("PACKffffffffRANG00000000"));
  EXPECT_TRUE(refused("ARGC00000000RANG00000000"));
  PackedFiles files = two_ranges();
  for (const PackedRange& wrong : {PackedRange{0, 0}, PackedRange{0, std::uint64_t{1} << 40},
                                   PackedRange{~std::uint64_t{0}, 10}}) {
    files.ranges[1] = wrong;
    EXPECT_TRUE(refused(packed_text(files))) << wrong.offset << " " << wrong.size;
  }
}

/// An agent that says `text`, with a descriptor or without, to a client that asks it.
Result<PackedFiles> asked(const std::string& text, bool with_file) {
  int ends[2];
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  const Fd client(ends[0]);
  Fd agent(ends[1]);
  const Fd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  EXPECT_TRUE(send_answer(agent.get(), text, with_file ? &file : nullptr));
  ::shutdown(agent.get(), SHUT_WR);
  AgentRequest request;
  request.kind = AgentRequest::Kind::packed;
  request.directory = "/w";
  return ask_for_packed(client, request, Deadline::after(Milliseconds(10'000)));
}

TEST(AskForPacked, TheDescriptorComesWithTheAnswer) {
  const auto files = asked(packed_text(two_ranges()), true);
  ASSERT_TRUE(files) << files.error().text;
  EXPECT_GE(files->content->get(), 0);
  EXPECT_EQ(::fcntl(files->content->get(), F_GETFD), FD_CLOEXEC);
  EXPECT_EQ(files->ranges, two_ranges().ranges);
}

TEST(AskForPacked, FilesWithoutADescriptorAreRefused) {
  EXPECT_FALSE(asked(packed_text(two_ranges()), false));
  const auto none = asked(packed_text({}), false);
  ASSERT_TRUE(none);
  EXPECT_EQ(none->count, 0U);
}

TEST(AskForPacked, AnAnswerThatBreaksOffIsAnError) {
  const std::string text = packed_text(two_ranges());
  const auto files = asked(text.substr(0, text.size() - 1), true);
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, ExitCode::truncated);
}

}  // namespace
}  // namespace distcc
