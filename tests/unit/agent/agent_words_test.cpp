// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/agent_words.h"

#include <gtest/gtest.h>

#include <random>

#include "wire/include_conversation.h"

namespace distcc {
namespace {

using Kind = AgentRequest::Kind;

AgentRequest request(Kind kind, std::string directory = {}, std::vector<std::string> words = {}) {
  AgentRequest result;
  result.kind = kind;
  result.directory = std::move(directory);
  result.words = std::move(words);
  return result;
}

AgentRequest json_status() {
  AgentRequest result = request(Kind::status);
  result.json = true;
  return result;
}

TEST(AgentWords, RequestsAreReadInPiecesOfAnySize) {
  const AgentRequest requests[] = {
      request(Kind::files, "/w", {"gcc", "-c", "", "a b.c"}),
      request(Kind::files, "/", {}),
      request(Kind::packed, "/w", {"gcc", "-c", "a.c"}),
      request(Kind::inputs, "/w", {"gcc", "-c", "a.c"}),
      request(Kind::hold, "/tmp/x"),
      request(Kind::page, "/home/me/.distcc"),
      request(Kind::retire),
      request(Kind::stop),
      json_status(),
  };
  for (const AgentRequest& wanted : requests) {
    const std::string bytes = request_text(wanted);
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
      AgentRequestReader reader{WireLimits{}};
      for (std::size_t i = 0; i < bytes.size(); i += piece) {
        EXPECT_FALSE(reader.complete());
        ASSERT_TRUE(reader.feed(std::string_view(bytes).substr(i, piece)));
      }
      ASSERT_TRUE(reader.complete());
      EXPECT_EQ(reader.request().kind, wanted.kind);
      EXPECT_EQ(reader.request().directory, wanted.directory);
      EXPECT_EQ(reader.request().words, wanted.words);
      EXPECT_EQ(reader.request().json, wanted.json);
    }
  }
}

TEST(AgentWords, AQuestionOfAStockClient) {
  AgentRequestReader reader{WireLimits{}};
  ASSERT_TRUE(reader.feed("CDIR00000002/wARGC00000002ARGV00000003gccARGV00000003a.c"));
  ASSERT_TRUE(reader.complete());
  EXPECT_EQ(reader.request().directory, "/w");
  EXPECT_EQ(reader.request().words, (std::vector<std::string>{"gcc", "a.c"}));
}

TEST(AgentWords, TheAnswerIsWhatClientsUnderstand) {
  EXPECT_EQ(paths_text({}), "ARGC00000000");
  const std::vector<std::string> paths = {"/dev/shm/x/w/a.c.lzo", "/dev/shm/x/usr/include"};
  const std::string text = paths_text(paths);
  std::string_view bytes = text;
  WordsReader reader(file_names(WireLimits{}));
  ASSERT_TRUE(reader.feed(bytes));
  ASSERT_TRUE(reader.complete());
  EXPECT_EQ(reader.words(), paths);
}

TEST(AgentWords, WhatIsBeyondTheLimitsIsRefusedAtItsHeader) {
  WireLimits limits;
  limits.words = 3;
  limits.word_bytes = 10;
  limits.all_word_bytes = 12;
  limits.name_bytes = 5;
  for (const char* bytes :
       {"CDIR00000006", "CDIRffffffff", "CDIR00000000", "HOLD00000006", "CDIR00000001/ARGC00000004",
        "CDIR00000001/ARGCffffffff", "CDIR00000001/ARGC00000001ARGV0000000b",
        "CDIR00000001/ARGC00000002ARGV0000000a0123456789ARGV00000003", "NONE00000000",
        "CDIR0000000x", "CDIR00000001/ARGV00000001", "CDIR00000001/ARGC00000001ARGC00000001"}) {
    AgentRequestReader reader{limits};
    EXPECT_FALSE(reader.feed(bytes)) << bytes;
    EXPECT_FALSE(reader.complete());
  }
}

TEST(AgentWords, NulBytesAreRefused) {
  using std::string_literals::operator""s;
  for (const std::string& bytes :
       {"CDIR00000002/\0"s, "CDIR00000001/ARGC00000001ARGV00000002a\0"s}) {
    AgentRequestReader reader{WireLimits{}};
    EXPECT_FALSE(reader.feed(bytes));
  }
}

TEST(AgentWords, DamagedRequestsNeverGrowBeyondWhatCame) {
  const std::string whole = request_text(request(Kind::files, "/w", {"gcc", "-c", "a.c"}));
  std::mt19937 random(1);
  int completed = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = whole;
    for (int i = 0; i < 3; ++i) bytes[random() % bytes.size()] = "\0aF0/G"[random() % 6];
    bytes.resize(random() % (bytes.size() + 1));
    AgentRequestReader reader{WireLimits{}};
    if (!reader.feed(bytes) || !reader.complete()) continue;
    ++completed;
    std::size_t total = reader.request().directory.size();
    for (const std::string& word : reader.request().words) total += word.size();
    EXPECT_LE(total, bytes.size());
  }
  EXPECT_GT(completed, 0);
}

}  // namespace
}  // namespace distcc
