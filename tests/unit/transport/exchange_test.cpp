// SPDX-License-Identifier: GPL-3.0-or-later
//
// The client's half of a job against a peer that is a script: the bytes it says and when it hangs
// up. The peer's end of the socket is filled before the exchange starts, so nothing waits.
#include "transport/exchange.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/io.h"
#include "base/text.h"
#include "wire/answer.h"
#include "wire/lzo.h"

namespace distcc {
namespace {

class Exchange : public testing::Test {
 protected:
  Exchange() {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    connection_.emplace(Fd(ends[0]), "peer", std::chrono::milliseconds(50));
    peer_ = Fd(ends[1]);
    object_ = make_memory_file("object").value();
  }
  void peer_says(const std::string& bytes) { ASSERT_TRUE(write_all(peer_.get(), bytes)); }
  void peer_hangs_up() { peer_.reset(); }
  Result<CompileResult> receive(Protocol protocol) {
    return receive_answer(*connection_, protocol, object_.get(), [] {});
  }
  [[nodiscard]] std::string object() const {
    return std::string(MappedFile::map(object_.get())->bytes());
  }
  static Fd file_with(const std::string& text) {
    Fd file = make_memory_file("text").value();
    EXPECT_TRUE(write_all(file.get(), text));
    return file;
  }

  std::optional<Connection> connection_;
  Fd peer_;
  Fd object_;
};

TEST_F(Exchange, DeliversAPlainAnswer) {
  peer_says(answer_head(1, 0, "a warning\n", "", 6) + "object");
  const auto result = receive(Protocol::plain);
  ASSERT_TRUE(result) << result.error().text;
  EXPECT_TRUE(result->status.success());
  EXPECT_EQ(result->diagnostics, "a warning\n");
  EXPECT_EQ(object(), "object");
  EXPECT_EQ(result->object_bytes, 6u);
}

TEST_F(Exchange, UnpacksACompressedAnswer) {
  const std::string plain(5000, 'o');
  const std::string block = lzo_compress(plain);
  peer_says(answer_head(2, 0, "", "said", block.size()) + block);
  const auto result = receive(Protocol::lzo);
  ASSERT_TRUE(result) << result.error().text;
  EXPECT_EQ(result->standard_output, "said");
  EXPECT_EQ(object(), plain);
}

TEST_F(Exchange, TellsTheStatusOfAFailedCompile) {
  peer_says(answer_head(1, 1 << 8, "error\n", "", 0));
  const auto result = receive(Protocol::plain);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status.exit_code(), 1);
}

TEST_F(Exchange, BlamesAHostThatHangsUpWithoutAnAnswer) {
  peer_hangs_up();
  const auto result = receive(Protocol::plain);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::that_host);
  EXPECT_EQ(result.error().code, ExitCode::gone);
}

TEST_F(Exchange, BlamesAHostThatHangsUpInTheMiddle) {
  peer_says(answer_head(1, 0, "", "", 600) + "object");
  peer_hangs_up();
  const auto result = receive(Protocol::plain);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ExitCode::truncated);
}

TEST_F(Exchange, GivesUpAHostThatStaysSilent) {
  int ticks = 0;
  const auto result =
      receive_answer(*connection_, Protocol::plain, object_.get(), [&] { ++ticks; });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ExitCode::timed_out);
  EXPECT_GE(ticks, 1);
}

TEST_F(Exchange, RefusesRubbish) {
  peer_says("HTTP/1.0 400 Bad request\r\n\r\n");
  const auto result = receive(Protocol::plain);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::protocol);
}

TEST_F(Exchange, SendsTheTextBehindTheWords) {
  const std::string text = "int x;\n";
  const Fd file = file_with(text);
  ASSERT_TRUE(send_words(*connection_, Protocol::plain, {"gcc", "-c", "a.c"}, false));
  ASSERT_TRUE(send_source(*connection_, Protocol::plain, file.get(), text));
  connection_.reset();
  EXPECT_EQ(read_to_end(peer_.get(), 1000).value(),
            "DIST00000001ARGC00000003ARGV00000003gccARGV00000002-cARGV00000003a.c"
            "DOTI00000007int x;\n");
}

TEST_F(Exchange, SendsAnEmptyText) {
  const Fd file = file_with("");
  ASSERT_TRUE(send_source(*connection_, Protocol::lzo, file.get(), ""));
  ASSERT_TRUE(send_source(*connection_, Protocol::plain, file.get(), ""));
  connection_.reset();
  EXPECT_EQ(read_to_end(peer_.get(), 1000).value(), "DOTI00000000DOTI00000000");
}

TEST_F(Exchange, ReportsAHostThatWentAwayWhileSending) {
  peer_hangs_up();
  const auto sent = send_words(*connection_, Protocol::plain, {"gcc"}, false);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().fault, Fault::that_host);
}

}  // namespace
}  // namespace distcc
