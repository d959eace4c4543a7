// SPDX-License-Identifier: GPL-3.0-or-later
//
// Requests of protocol 3, which bring files and links instead of a source.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/wire/pieces.h"
#include "wire/lzo.h"
#include "wire/request.h"

namespace distcc {
namespace {

using Words = std::vector<std::string>;

/// Keeps what came, in order.
class RecordingFiles : public FilesSink {
 public:
  struct Entry {
    std::string name;
    std::string body;    ///< of a file, as sent
    std::string target;  ///< of a link
    std::size_t announced = 0;
    bool operator==(const Entry&) const = default;
  };
  Result<void> begin_files(std::size_t count) override {
    announced = count;
    ++begun;
    return {};
  }
  Result<void> begin_file(std::string_view name, std::size_t size) override {
    if (name == refused) return fail(Fault::this_machine, ExitCode::io_error, "no room");
    entries.push_back({std::string(name), "", "", size});
    return {};
  }
  Result<void> append_to_file(std::string_view piece) override {
    entries.back().body += piece;
    last_piece = piece.data();
    return {};
  }
  Result<void> take_link(std::string_view name, std::string_view target) override {
    entries.push_back({std::string(name), "", std::string(target)});
    return {};
  }
  std::vector<Entry> entries;
  std::size_t announced = 0;
  int begun = 0;
  std::string refused;
  const char* last_piece = nullptr;
};

struct Fed {
  explicit Fed(std::string_view bytes, const WireLimits& limits = {})
      : decoder(limits, source, &files) {
    outcome = decoder.feed(bytes);
  }
  RecordingSink source;
  RecordingFiles files;
  RequestDecoder decoder;
  Result<void> outcome;
};

void expect_refused(const std::string& bytes, const std::string& text, WireLimits limits = {}) {
  for (const auto& pieces : cuts_of(bytes)) {
    RecordingSink source;
    RecordingFiles files;
    RequestDecoder decoder(limits, source, &files);
    const auto outcome = feed_all(decoder, pieces);
    ASSERT_FALSE(outcome) << bytes;
    EXPECT_EQ(outcome.error().code, ExitCode::protocol_error);
    EXPECT_NE(outcome.error().text.find(text), std::string::npos) << outcome.error().text;
    EXPECT_FALSE(decoder.complete());
  }
}

const Words words = {"gcc", "-c", "a.c"};

std::string file_entry(std::string_view name, std::string_view plain) {
  const std::string block = lzo_compress(plain);
  return file_header(name, block.size()) + block;
}

std::string encoded_again(const RequestDecoder& decoder, const RecordingFiles& files) {
  std::string bytes = files_head(decoder.directory(), decoder.words(), files.entries.size());
  for (const auto& entry : files.entries) {
    bytes += entry.target.empty() ? file_header(entry.name, entry.body.size()) + entry.body
                                  : link_entry(entry.name, entry.target);
  }
  return bytes;
}

class CapturedFiles : public testing::TestWithParam<const char*> {};

TEST_P(CapturedFiles, AreDecodedHoweverTheyAreCutAndEncodedToTheSameBytes) {
  const std::string bytes = golden(std::string(GetParam()) + ".request");
  for (const auto& pieces : cuts_of(bytes)) {
    RecordingSink source;
    RecordingFiles files;
    RequestDecoder decoder({}, source, &files);
    ASSERT_TRUE(feed_all(decoder, pieces));
    ASSERT_TRUE(decoder.complete());
    EXPECT_EQ(decoder.version(), 3U);
    EXPECT_EQ(decoder.directory(), "/w");
    EXPECT_EQ(source.begun, 0);
    EXPECT_EQ(files.announced, files.entries.size());
    EXPECT_EQ(encoded_again(decoder, files), bytes);
  }
}

INSTANTIATE_TEST_SUITE_P(Request, CapturedFiles,
                         testing::Values("pump_ok", "pump_error", "pump_assembly"));

TEST(FilesRequest, KnowsWhatTheCaptureHolds) {
  const Fed fed(golden("pump_ok.request"));
  EXPECT_EQ(fed.decoder.words().front(), "x86_64-linux-gnu-gcc");
  ASSERT_EQ(fed.files.entries.size(), 7U);
  EXPECT_EQ(fed.files.entries[0].name, "/w/hello.c");
  EXPECT_EQ(*lzo_decompress(fed.files.entries[0].body, 1000),
            "#include \"inc/l.h\"\nint foo(void) { return VALUE; }\n");
  EXPECT_EQ(fed.files.entries[4].name, "/usr/include");
  EXPECT_TRUE(fed.files.entries[4].target.ends_with("../usr/include"));
  EXPECT_EQ(fed.files.entries[5].target, "/w/inc/real.h");
  EXPECT_EQ(fed.files.entries[6].announced, 0U);
}

TEST(FilesRequest, TellsWhatIsKnownWhileItArrives) {
  Fed fed("DIST00000003CDIR00000002/");
  EXPECT_TRUE(fed.decoder.version_known());
  EXPECT_FALSE(fed.decoder.words_known());
  ASSERT_TRUE(fed.decoder.feed("wARGC00000001ARGV00000001"));
  EXPECT_EQ(fed.decoder.directory(), "/w");
  EXPECT_FALSE(fed.decoder.words_known());
  ASSERT_TRUE(fed.decoder.feed("c"));
  EXPECT_TRUE(fed.decoder.words_known());
  EXPECT_EQ(fed.files.begun, 0);
  ASSERT_TRUE(fed.decoder.feed("NFIL00000001"));
  EXPECT_EQ(fed.files.begun, 1);
  ASSERT_TRUE(fed.decoder.feed("NAME00000002/aFILE0000000"));
  EXPECT_FALSE(fed.decoder.complete());
  ASSERT_TRUE(fed.decoder.feed("0"));
  EXPECT_TRUE(fed.decoder.complete());
}

TEST(FilesRequest, HandsOnTheCallersOwnBytes) {
  const std::string body(1 << 20, 'x');
  Fed fed(files_head("/w", words, 1) + file_header("/w/a.c", body.size()));
  ASSERT_TRUE(fed.decoder.feed(body));
  EXPECT_EQ(fed.files.last_piece, body.data());
  EXPECT_TRUE(fed.decoder.complete());
}

TEST(FilesRequest, MayHaveNoFiles) {
  const Fed fed(files_head("/", words, 0));
  ASSERT_TRUE(fed.outcome);
  EXPECT_TRUE(fed.decoder.complete());
  EXPECT_EQ(fed.files.begun, 1);
}

TEST(FilesRequest, FilesAndLinksMayComeInAnyOrder) {
  const std::string bytes = files_head("/w", words, 4) + link_entry("/w/l", "a") +
                            file_entry("/w/empty", "") + file_entry("/w/a.c", "int x;") +
                            link_entry("/w/m", "/w/a.c") + "DIST00000009";
  for (const auto& pieces : cuts_of(bytes)) {
    RecordingSink source;
    RecordingFiles files;
    RequestDecoder decoder({}, source, &files);
    ASSERT_TRUE(feed_all(decoder, pieces));
    EXPECT_TRUE(decoder.complete());
    ASSERT_EQ(files.entries.size(), 4U);
    EXPECT_EQ(files.entries[0], (RecordingFiles::Entry{"/w/l", "", "a"}));
    EXPECT_EQ(files.entries[1], (RecordingFiles::Entry{"/w/empty", "", ""}));
    EXPECT_EQ(*lzo_decompress(files.entries[2].body, 100), "int x;");
    EXPECT_EQ(files.entries[3], (RecordingFiles::Entry{"/w/m", "", "/w/a.c"}));
  }
}

TEST(FilesRequest, NamesTheTokenThatItExpected) {
  const std::string head = files_head("/w", words, 1);
  expect_refused("DIST00000003ARGC00000001", "expected token \"CDIR\"");
  expect_refused(head.substr(0, head.size() - 12) + "DOTI00000000", "expected token \"NFIL\"");
  expect_refused(head + "FILE00000000", "expected token \"NAME\"");
  expect_refused(head + "NAME00000001aDOTI00000000", "expected token \"FILE\"");
}

TEST(FilesRequest, NamesAreNeitherEmptyNorHaveANul) {
  const std::string head = files_head("/w", words, 1);
  const std::string_view nul("a\0b", 3);
  expect_refused("DIST00000003CDIR00000000", "directory is empty");
  expect_refused(head + "NAME00000000", "name of a file is empty");
  expect_refused(head + "NAME00000001aLINK00000000", "target of a link is empty");
  expect_refused("DIST00000003" + with_body("CDIR", nul), "directory has a NUL");
  expect_refused(head + with_body("NAME", nul), "name of a file has a NUL");
  expect_refused(head + link_entry("a", nul), "target of a link has a NUL");
}

TEST(FilesRequest, LimitsAreEnforcedBeforeTheBytesCome) {
  WireLimits limits;
  limits.files = 2;
  limits.name_bytes = 10;
  limits.all_name_bytes = 15;
  limits.body_bytes = 100;
  limits.all_file_bytes = 150;
  const std::string head = files_head("/w", words, 2);
  expect_refused(files_head("/w", words, 3), "3 files are more than 2", limits);
  expect_refused("DIST00000003CDIR0000000b", "11 bytes is longer than 10", limits);
  expect_refused(head + "NAME0000000b", "longer than 10", limits);
  expect_refused(head + "NAME00000001aLINK0000000b", "longer than 10", limits);
  expect_refused(head + link_entry("0123456789", "01234") + "NAME00000001", "names of the files",
                 limits);
  expect_refused(head + "NAME0000000a0123456789LINK00000006", "names of the files", limits);
  expect_refused(head + file_header("a", 101), "larger than 100", limits);
  expect_refused(head + file_header("a", 100) + std::string(100, 'x') + file_header("b", 51),
                 "the files exceed 150", limits);
}

TEST(FilesRequest, WhatIsJustWithinTheLimitsPasses) {
  WireLimits limits;
  limits.files = 2;
  limits.name_bytes = 10;
  limits.all_name_bytes = 12;
  limits.body_bytes = 4;
  limits.all_file_bytes = 6;
  const Fed fed(files_head("/w/1234567", words, 2) + file_header("0123456789", 4) + "abcd" +
                    file_header("ab", 2) + "xy",
                limits);
  EXPECT_TRUE(fed.outcome);
  EXPECT_TRUE(fed.decoder.complete());
}

TEST(FilesRequest, ClaimsOfGigabytesAreRefusedByDefault) {
  const std::string head = files_head("/w", words, 1);
  expect_refused(files_head("/w", words, 1'000'000), "1000000 files are more than");
  expect_refused("DIST00000003CDIRffffffff", "longer than");
  expect_refused(head + "NAMEffffffff", "longer than");
  expect_refused(head + "NAME00000001aFILEffffffff", "larger than");
  expect_refused(head + "NAME00000001aLINKffffffff", "longer than");
}

TEST(FilesRequest, TheSinkMayRefuseAFile) {
  RecordingSink source;
  RecordingFiles files;
  files.refused = "/b";
  RequestDecoder decoder({}, source, &files);
  const auto outcome =
      decoder.feed(files_head("/", words, 3) + file_entry("/a", "x") + file_entry("/b", "y"));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().text, "no room");
  EXPECT_EQ(files.entries.size(), 1U);
  EXPECT_FALSE(decoder.complete());
}

}  // namespace
}  // namespace distcc
