// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/request.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/wire/pieces.h"
#include "wire/lzo.h"

namespace distcc {
namespace {

using Words = std::vector<std::string>;

const Words gcc_words = {"x86_64-linux-gnu-gcc", "-O2", "-c", "hello.c", "-o", "hello.o"};
const std::string minimal =
    "DIST00000001ARGC00000005ARGV00000003gccARGV00000002-cARGV00000007hello.cARGV00000002-o"
    "ARGV00000007hello.oDOTI00000014int foo(){return 0;}";

struct Fed {
  explicit Fed(std::string_view bytes, const WireLimits& limits = {}) : decoder(limits, sink) {
    outcome = decoder.feed(bytes);
  }
  RecordingSink sink;
  RequestDecoder decoder;
  Result<void> outcome;
};

/// Every way of cutting `bytes` must end in an error whose text has `text`.
void expect_refused(const std::string& bytes, const std::string& text, WireLimits limits = {}) {
  for (const auto& pieces : cuts_of(bytes)) {
    RecordingSink sink;
    RequestDecoder decoder(limits, sink);
    const auto outcome = feed_all(decoder, pieces);
    ASSERT_FALSE(outcome) << bytes;
    EXPECT_EQ(outcome.error().fault, Fault::protocol);
    EXPECT_EQ(outcome.error().code, ExitCode::protocol_error);
    EXPECT_NE(outcome.error().text.find(text), std::string::npos) << outcome.error().text;
    EXPECT_FALSE(decoder.complete());
  }
}

TEST(RequestDecoder, DecodesTheMinimalRequestHoweverItIsCut) {
  for (const auto& pieces : cuts_of(minimal)) {
    RecordingSink source;
    RequestDecoder decoder({}, source);
    ASSERT_TRUE(feed_all(decoder, pieces));
    EXPECT_TRUE(decoder.complete());
    EXPECT_EQ(decoder.version(), 1U);
    EXPECT_EQ(decoder.words(), (Words{"gcc", "-c", "hello.c", "-o", "hello.o"}));
    EXPECT_EQ(source.body, "int foo(){return 0;}");
    EXPECT_EQ(source.announced, 20U);
    EXPECT_EQ(source.begun, 1);
  }
}

class CapturedRequest : public testing::TestWithParam<const char*> {};

TEST_P(CapturedRequest, IsDecodedHoweverItIsCutAndEncodedToTheSameBytes) {
  const std::string bytes = golden(std::string(GetParam()) + ".request");
  for (const auto& pieces : cuts_of(bytes)) {
    RecordingSink source;
    RequestDecoder decoder({}, source);
    ASSERT_TRUE(feed_all(decoder, pieces));
    ASSERT_TRUE(decoder.complete());
    const auto protocol = static_cast<Protocol>(decoder.version());
    EXPECT_EQ(
        request_head(protocol, decoder.words()) + source_header(source.body.size()) + source.body,
        bytes);
    std::string text = source.body;
    if (is_compressed(protocol)) {
      text = *lzo_decompress(source.body, 1 << 20);
      EXPECT_EQ(lzo_compress(text), source.body);
    }
    EXPECT_NE(text.find("int foo(void)"), std::string::npos);
  }
}

INSTANTIATE_TEST_SUITE_P(Request, CapturedRequest,
                         testing::Values("plain_ok", "plain_error", "plain_warning", "plain_clang",
                                         "lzo_ok", "lzo_error", "lzo_warning"));

TEST(RequestDecoder, KnowsTheWordsOfTheCapture) {
  const Fed fed(golden("lzo_ok.request"));
  EXPECT_EQ(fed.decoder.version(), 2U);
  EXPECT_EQ(fed.decoder.words(), gcc_words);
}

TEST(RequestDecoder, TellsWhatIsKnownWhileItArrives) {
  RecordingSink source;
  RequestDecoder decoder({}, source);
  EXPECT_FALSE(decoder.version_known());
  EXPECT_EQ(decoder.version(), 0U);
  ASSERT_TRUE(decoder.feed("DIST0000000"));
  EXPECT_FALSE(decoder.version_known());
  ASSERT_TRUE(decoder.feed("2ARGC00000001ARGV00000003gc"));
  EXPECT_TRUE(decoder.version_known());
  EXPECT_FALSE(decoder.words_known());
  ASSERT_TRUE(decoder.feed("c"));
  EXPECT_TRUE(decoder.words_known());
  ASSERT_TRUE(decoder.feed("DOTI00000001"));
  EXPECT_TRUE(decoder.words_known());
  EXPECT_FALSE(decoder.complete());
  ASSERT_TRUE(decoder.feed("x"));
  EXPECT_TRUE(decoder.complete());
  EXPECT_TRUE(decoder.words_known());
}

TEST(RequestDecoder, HandsOnTheCallersOwnBytes) {
  const std::string head = request_head(Protocol::plain, gcc_words) + source_header(1 << 20);
  const std::string body(1 << 20, 'x');
  Fed fed(head);
  ASSERT_TRUE(fed.decoder.feed(body));
  EXPECT_EQ(fed.sink.pieces, 1);
  EXPECT_EQ(fed.sink.last_piece, body.data());
  EXPECT_TRUE(fed.decoder.complete());
}

TEST(RequestDecoder, AnEmptySourceIsASource) {
  const Fed fed(request_head(Protocol::lzo, gcc_words) + source_header(0));
  ASSERT_TRUE(fed.outcome);
  EXPECT_TRUE(fed.decoder.complete());
  EXPECT_EQ(fed.sink.begun, 1);
  EXPECT_EQ(fed.sink.pieces, 0);
}

TEST(RequestDecoder, EmptyWordsAreWords) {
  const Words words = {"", "-c", ""};
  const std::string bytes = request_head(Protocol::plain, words);
  for (const auto& pieces : cuts_of(bytes)) {
    RecordingSink source;
    RequestDecoder decoder({}, source);
    ASSERT_TRUE(feed_all(decoder, pieces));
    EXPECT_TRUE(decoder.words_known());
    EXPECT_EQ(decoder.words(), words);
  }
}

TEST(RequestDecoder, WordsMayHaveAnyByteButNul) {
  const Words words = {"g\xff\x01\n c", std::string(300, 'a')};
  EXPECT_EQ(Fed(request_head(Protocol::plain, words)).decoder.words(), words);
  expect_refused("DIST00000001ARGC00000001" + with_body("ARGV", std::string_view("a\0b", 3)),
                 "word 1 of the command has a NUL in it");
}

TEST(RequestDecoder, BytesAfterTheRequestAreIgnored) {
  Fed fed(minimal + "DIST00000009");
  ASSERT_TRUE(fed.outcome);
  EXPECT_TRUE(fed.decoder.feed("more"));
  EXPECT_TRUE(fed.decoder.complete());
  EXPECT_EQ(fed.sink.body, "int foo(){return 0;}");
}

TEST(RequestDecoder, VersionZeroIsServedLikeOne) {
  const Fed fed("DIST00000000" + minimal.substr(12));
  ASSERT_TRUE(fed.outcome);
  EXPECT_TRUE(fed.decoder.version_known());
  EXPECT_EQ(fed.decoder.version(), 0U);
  EXPECT_TRUE(fed.decoder.complete());
}

TEST(RequestDecoder, VersionThreeIsKnownAndRefusedWhereNobodyTakesFiles) {
  const Fed fed("DIST00000003CDIR00000001/");
  ASSERT_FALSE(fed.outcome);
  EXPECT_TRUE(fed.decoder.version_known());
  EXPECT_EQ(fed.decoder.version(), 3U);
  expect_refused("DIST00000003", "pump mode");
}

TEST(RequestDecoder, UnknownVersionsAreRefused) {
  expect_refused("DIST00000004", "protocol version 4 is not known");
  expect_refused("DISTffffffff", "protocol version 4294967295 is not known");
}

TEST(RequestDecoder, AnErrorIsFinal) {
  Fed fed("RUBBISH00000");
  ASSERT_FALSE(fed.outcome);
  const auto again = fed.decoder.feed(minimal);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().text, fed.outcome.error().text);
}

TEST(RequestDecoder, NamesTheTokenThatItExpected) {
  struct Row {
    std::string bytes;
    const char* expected;
  };
  const Row rows[] = {
      {"GET / HTTP/1.1\r\n", "expected token \"DIST\", got \"GET / HTTP/1\""},
      {"DIST00000001ARGV00000001", "expected token \"ARGC\""},
      {"DIST00000001ARGC00000001DOTI00000000", "expected token \"ARGV\""},
      {"DIST00000001ARGC00000001ARGV00000001aARGV00000001", "expected token \"DOTI\""},
      {"DIST0000000z", "expected a hexadecimal number after token \"DIST\""},
  };
  for (const Row& row : rows) expect_refused(row.bytes, row.expected);
}

TEST(RequestDecoder, ARequestHasACommand) {
  expect_refused("DIST00000001ARGC00000000", "no command");
}

TEST(RequestDecoder, LimitsAreEnforcedBeforeTheBytesCome) {
  WireLimits limits;
  limits.words = 3;
  limits.word_bytes = 10;
  limits.all_word_bytes = 15;
  limits.body_bytes = 100;
  expect_refused("DIST00000001ARGC00000004", "4 words, more than 3", limits);
  expect_refused("DIST00000001ARGCffffffff", "more than 3", limits);
  expect_refused("DIST00000001ARGC00000001ARGV0000000b", "longer than 10", limits);
  expect_refused("DIST00000001ARGC00000002ARGV0000000a0123456789ARGV00000006", "longer than 15",
                 limits);
  expect_refused("DIST00000001ARGC00000001ARGV00000001aDOTI00000065", "larger than 100", limits);
}

TEST(RequestDecoder, WhatIsJustWithinTheLimitsPasses) {
  WireLimits limits;
  limits.words = 2;
  limits.word_bytes = 10;
  limits.all_word_bytes = 15;
  limits.body_bytes = 4;
  const Fed fed(request_head(Protocol::plain, {"0123456789", "01234"}) + source_header(4) + "abcd",
                limits);
  EXPECT_TRUE(fed.outcome);
  EXPECT_TRUE(fed.decoder.complete());
}

TEST(RequestDecoder, ClaimsOfGigabytesAreRefusedByDefault) {
  expect_refused("DIST00000001ARGC7fffffff", "more than 100000");
  expect_refused("DIST00000001ARGC00000001ARGVffffffff", "longer than");
  expect_refused("DIST00000001ARGC00000001ARGV-0000001", "longer than");
  expect_refused("DIST00000001ARGC00000001ARGV00000001aDOTIffffffff", "larger than");
}

TEST(RequestDecoder, TheSinkMayRefuseTheSource) {
  RecordingSink source;
  source.refuses = true;
  RequestDecoder decoder({}, source);
  const auto outcome = decoder.feed(minimal);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().text, "no room");
  EXPECT_EQ(source.pieces, 0);
  EXPECT_FALSE(decoder.complete());
}

}  // namespace
}  // namespace distcc
