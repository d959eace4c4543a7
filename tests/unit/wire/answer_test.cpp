// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/answer.h"

#include <gtest/gtest.h>

#include <string>

#include "unit/wire/pieces.h"
#include "wire/lzo.h"

namespace distcc {
namespace {

struct Fed {
  explicit Fed(std::string_view bytes, Protocol protocol = Protocol::plain,
               const WireLimits& limits = {})
      : decoder(protocol, limits, sink) {
    outcome = decoder.feed(bytes);
  }
  RecordingSink sink;
  AnswerDecoder decoder;
  Result<void> outcome;
};

const std::string plain_start = "DONE00000001STAT00000000";

/// Every way of cutting `bytes` must end in an error whose text has `text`.
void expect_refused(const std::string& bytes, const std::string& text,
                    Protocol protocol = Protocol::plain, WireLimits limits = {}) {
  for (const auto& pieces : cuts_of(bytes)) {
    RecordingSink sink;
    AnswerDecoder decoder(protocol, limits, sink);
    const auto outcome = feed_all(decoder, pieces);
    ASSERT_FALSE(outcome) << bytes;
    EXPECT_EQ(outcome.error().fault, Fault::protocol);
    EXPECT_EQ(outcome.error().code, ExitCode::protocol_error);
    EXPECT_NE(outcome.error().text.find(text), std::string::npos) << outcome.error().text;
    EXPECT_FALSE(decoder.complete());
  }
}

struct Row {
  const char* name;
  int wait_status;
  const char* diagnostic;  ///< part of it; empty when there is none
};

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.name;
}

class CapturedAnswer : public testing::TestWithParam<Row> {
 protected:
  std::string name_ = GetParam().name;
  Protocol protocol_ = name_.find("lzo") == 0    ? Protocol::lzo
                       : name_.find("pump") == 0 ? Protocol::pump
                                                 : Protocol::plain;
};

TEST_P(CapturedAnswer, IsDecodedHoweverItIsCutAndEncodedToTheSameBytes) {
  const std::string bytes = golden(name_ + ".answer");
  for (const auto& pieces : cuts_of(bytes)) {
    RecordingSink object;
    AnswerDecoder decoder(protocol_, {}, object);
    ASSERT_TRUE(feed_all(decoder, pieces));
    ASSERT_TRUE(decoder.complete());
    EXPECT_EQ(decoder.wait_status(), GetParam().wait_status);
    EXPECT_NE(decoder.diagnostics().find(GetParam().diagnostic), std::string::npos);
    EXPECT_EQ(decoder.diagnostics().empty(), GetParam().diagnostic[0] == '\0');
    EXPECT_EQ(decoder.standard_output(), "");
    EXPECT_EQ(object.begun, GetParam().wait_status == 0 ? 1 : 0);
    EXPECT_EQ(object.body.empty(), GetParam().wait_status != 0);
    std::string again =
        answer_head(static_cast<std::uint32_t>(protocol_), decoder.wait_status(),
                    decoder.diagnostics(), decoder.standard_output(), object.body.size()) +
        object.body;
    if (protocol_ == Protocol::pump && decoder.wait_status() == 0) {
      again += dependencies_part(decoder.dependencies());
    }
    EXPECT_EQ(again, bytes);
  }
}

INSTANTIATE_TEST_SUITE_P(Answer, CapturedAnswer,
                         testing::Values(Row{"plain_ok", 0, ""}, Row{"lzo_ok", 0, ""},
                                         Row{"plain_error", 0x100, "undeclared"},
                                         Row{"lzo_error", 0x100, "undeclared"},
                                         Row{"plain_warning", 0, "unused variable"},
                                         Row{"lzo_warning", 0, "unused variable"},
                                         Row{"plain_clang", 0, ""}, Row{"pump_ok", 0, ""},
                                         Row{"pump_error", 0x100, "undeclared"},
                                         Row{"pump_assembly", 0, ""}));

TEST(AnswerDecoder, TheDependencyFileOfProtocolThreeIsPlainText) {
  const Fed fed(golden("pump_ok.answer"), Protocol::pump);
  EXPECT_EQ(fed.decoder.dependencies(), "hello.o: hello.c inc/l.h\n");
  const Fed none(answer_head(3, 0, "", "", 0) + dependencies_part(""), Protocol::pump);
  EXPECT_TRUE(none.decoder.complete());
  EXPECT_EQ(none.decoder.dependencies(), "");
}

TEST(AnswerDecoder, ProtocolThreeIsWholeOnlyWithItsDependencyFile) {
  Fed fed(answer_head(3, 0, "", "", 2) + "xy", Protocol::pump);
  ASSERT_TRUE(fed.outcome);
  EXPECT_FALSE(fed.decoder.complete());
  ASSERT_TRUE(fed.decoder.feed("DOTD00000000"));
  EXPECT_TRUE(fed.decoder.complete());
  expect_refused(answer_head(3, 0, "", "", 0) + "DOTO00000000", "expected token \"DOTD\"",
                 Protocol::pump);
  expect_refused(answer_head(3, 0, "", "", 0) + "DOTDffffffff", "dependency file", Protocol::pump);
}

TEST(AnswerDecoder, AFailedCompileOfProtocolThreeHasNoDependencyFile) {
  const Fed fed(answer_head(3, 0x100, "", "", 0), Protocol::pump);
  ASSERT_TRUE(fed.outcome);
  EXPECT_TRUE(fed.decoder.complete());
}

TEST(AnswerDecoder, TheCompressedObjectIsTheElfFileOfThePlainOne) {
  const Fed plain(golden("plain_ok.answer"));
  const Fed lzo(golden("lzo_ok.answer"), Protocol::lzo);
  EXPECT_EQ(plain.sink.body.substr(0, 4),
            "\x7f"
            "ELF");
  EXPECT_EQ(*lzo_decompress(lzo.sink.body, 1 << 20), plain.sink.body);
}

TEST(AnswerDecoder, TellsWhatIsKnownWhileItArrives) {
  RecordingSink object;
  AnswerDecoder decoder(Protocol::plain, {}, object);
  EXPECT_FALSE(decoder.started());
  ASSERT_TRUE(decoder.feed("DONE0000000"));
  EXPECT_FALSE(decoder.started());
  ASSERT_TRUE(decoder.feed("1STAT0000008bSERR00000003a"));
  EXPECT_TRUE(decoder.started());
  EXPECT_EQ(decoder.wait_status(), 0x8b);
  ASSERT_TRUE(decoder.feed("bcSOUT00000002xyDOTO0000000"));
  EXPECT_EQ(decoder.diagnostics(), "abc");
  EXPECT_EQ(decoder.standard_output(), "xy");
  EXPECT_FALSE(decoder.complete());
  ASSERT_TRUE(decoder.feed("0"));
  EXPECT_TRUE(decoder.complete());
}

TEST(AnswerDecoder, HandsOnTheCallersOwnBytes) {
  const std::string body(1 << 20, 'x');
  Fed fed(answer_head(1, 0, "", "", body.size()));
  ASSERT_TRUE(fed.decoder.feed(body));
  EXPECT_EQ(fed.sink.pieces, 1);
  EXPECT_EQ(fed.sink.last_piece, body.data());
  EXPECT_TRUE(fed.decoder.complete());
}

TEST(AnswerDecoder, AnEmptyObjectIsAnObject) {
  const Fed fed(answer_head(1, 0, "", "", 0));
  EXPECT_TRUE(fed.decoder.complete());
  EXPECT_EQ(fed.sink.begun, 1);
  EXPECT_EQ(fed.sink.announced, 0U);
}

TEST(AnswerDecoder, CompressedTextsComeOutPlain) {
  const std::string errors(5000, 'e');
  const std::string bytes = answer_head(2, 0x100, errors, "out", 0);
  for (const auto& pieces : cuts_of(bytes)) {
    RecordingSink object;
    AnswerDecoder decoder(Protocol::lzo, {}, object);
    ASSERT_TRUE(feed_all(decoder, pieces));
    EXPECT_TRUE(decoder.complete());
    EXPECT_EQ(decoder.diagnostics(), errors);
    EXPECT_EQ(decoder.standard_output(), "out");
  }
}

TEST(AnswerDecoder, AnotherVersionIsRefused) {
  expect_refused("DONE00000002", "got version 2 not 1 in response from server");
  expect_refused("DONE00000001", "got version 1 not 2 in response from server", Protocol::lzo);
  expect_refused("DONE00000000", "got version 0 not 1 in response from server");
}

TEST(AnswerDecoder, AnObjectInSpiteOfAFailureIsRefused) {
  expect_refused("DONE00000001STAT00000100SERR00000000SOUT00000000DOTO00000001x",
                 "remote compiler failed but also returned output");
}

TEST(AnswerDecoder, NamesTheTokenThatItExpected) {
  expect_refused("SSH-2.0-OpenSSH_9.2", "expected token \"DONE\", got \"SSH-2.0-Open\"");
  expect_refused("DONE00000001DONE00000001", "expected token \"STAT\"");
  expect_refused(plain_start + "SOUT00000000", "expected token \"SERR\"");
  expect_refused(plain_start + "SERR00000000SERR00000000", "expected token \"SOUT\"");
  expect_refused(plain_start + "SERR00000000SOUT00000000DOTD00000000", "expected token \"DOTO\"");
}

TEST(AnswerDecoder, ClaimsBeyondTheLimitsAreRefusedBeforeTheBytesCome) {
  WireLimits limits;
  limits.text_bytes = 10;
  limits.body_bytes = 100;
  expect_refused(plain_start + "SERR0000000b", "longer than 10", Protocol::plain, limits);
  expect_refused(plain_start + "SERR00000000SOUT0000000b", "longer than 10", Protocol::plain,
                 limits);
  expect_refused(plain_start + "SERR00000000SOUT00000000DOTO00000065", "larger than 100",
                 Protocol::plain, limits);
  expect_refused(plain_start + "SERRffffffff", "longer than");
  expect_refused(plain_start + "SERR00000000SOUT00000000DOTOffffffff", "larger than");
}

TEST(AnswerDecoder, ATextThatUnpacksBeyondTheLimitIsRefused) {
  WireLimits limits;
  limits.text_bytes = 1000;
  expect_refused(
      "DONE00000002STAT00000000" + with_body("SERR", lzo_compress(std::string(2000, 'x'))),
      "holds more than 1000", Protocol::lzo, limits);
}

TEST(AnswerDecoder, ADamagedTextIsRefused) {
  expect_refused("DONE00000002STAT00000000" + with_body("SERR", "rubbish"), "damaged LZO block",
                 Protocol::lzo);
}

TEST(AnswerDecoder, AnErrorIsFinal) {
  Fed fed("RUBBISH00000");
  ASSERT_FALSE(fed.outcome);
  EXPECT_FALSE(fed.decoder.feed(golden("plain_ok.answer")));
}

TEST(AnswerDecoder, BytesAfterTheAnswerAreIgnored) {
  Fed fed(golden("plain_ok.answer") + "DOTD00000000");
  ASSERT_TRUE(fed.outcome);
  EXPECT_TRUE(fed.decoder.feed("more"));
  EXPECT_EQ(fed.sink.body.size(), fed.sink.announced);
}

TEST(AnswerDecoder, TheSinkMayRefuseTheObject) {
  RecordingSink object;
  object.refuses = true;
  AnswerDecoder decoder(Protocol::plain, {}, object);
  const auto outcome = decoder.feed(golden("plain_ok.answer"));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().fault, Fault::this_machine);
  EXPECT_EQ(object.pieces, 0);
}

TEST(AnswerHead, EchoesVersionZeroInPlainText) {
  EXPECT_EQ(answer_head(0, 0x6e00, "no", "", 0),
            "DONE00000000STAT00006e00SERR00000002noSOUT00000000DOTO00000000");
}

}  // namespace
}  // namespace distcc
