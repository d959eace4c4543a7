// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/lzo.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace distcc {
namespace {

std::string random_text(std::size_t size, unsigned symbols) {
  std::mt19937 random(static_cast<unsigned>(size));
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(random() % symbols);
  return text;
}

TEST(Lzo, RoundTripsTextsOfAllSorts) {
  for (const std::size_t size : {1U, 2U, 3U, 4U, 100U, 237U, 238U, 239U, 49151U, 49152U, 300000U}) {
    for (const unsigned symbols : {1U, 2U, 256U}) {
      const std::string text = random_text(size, symbols);
      const auto plain = lzo_decompress(lzo_compress(text), size);
      ASSERT_TRUE(plain) << size << " " << symbols << ": " << plain.error().text;
      EXPECT_EQ(*plain, text);
    }
  }
}

TEST(Lzo, EmptyIsEmpty) {
  EXPECT_EQ(lzo_compress(""), "");
  EXPECT_EQ(*lzo_decompress("", 0), "");
}

TEST(Lzo, BlocksEndWithTheStandardMarker) {
  const std::string block = lzo_compress("hello");
  EXPECT_EQ(block.substr(block.size() - 3), std::string("\x11\0\0", 3));
}

TEST(Lzo, ALiteralBlockOfAnyEncoderIsAccepted) {
  const std::string block = std::string("\x16") + "hello" + std::string("\x11\0\0", 3);
  EXPECT_EQ(*lzo_decompress(block, 100), "hello");
}

TEST(Lzo, StoredBlocksAreReadByTheLibrary) {
  EXPECT_EQ(lzo_store(""), "");
  EXPECT_EQ(lzo_store("hello"), std::string("\x16") + "hello" + std::string("\x11\0\0", 3));
  for (const std::size_t size :
       {1U, 3U, 4U, 237U, 238U, 239U, 272U, 273U, 274U, 528U, 529U, 100000U}) {
    const std::string text = random_text(size, 256);
    const auto plain = lzo_decompress(lzo_store(text), size);
    ASSERT_TRUE(plain) << size << ": " << plain.error().text;
    EXPECT_EQ(*plain, text);
  }
}

TEST(Lzo, TextMuchLargerThanTheFirstGuessIsAccepted) {
  const std::string text(3'000'000, 'x');
  const std::string block = lzo_compress(text);
  ASSERT_LT(block.size() * 100, text.size());
  EXPECT_EQ(*lzo_decompress(block, text.size()), text);
}

TEST(Lzo, OneByteBeyondTheLimitIsRefused) {
  for (const std::size_t size : {10U, 1000U, 100000U}) {
    const std::string block = lzo_compress(std::string(size, 'x'));
    EXPECT_TRUE(lzo_decompress(block, size));
    const auto plain = lzo_decompress(block, size - 1);
    ASSERT_FALSE(plain);
    EXPECT_EQ(plain.error().fault, Fault::protocol);
    EXPECT_NE(plain.error().text.find("holds more than"), std::string::npos);
  }
}

TEST(Lzo, DamagedBlocksAreRefused) {
  const std::string good = lzo_compress(random_text(1000, 4));
  for (const std::string& block :
       {good.substr(0, good.size() - 1), good.substr(0, good.size() / 2), good + "x",
        std::string("rubbish"), std::string(1, '\0'), std::string("\x11\0", 2)}) {
    const auto plain = lzo_decompress(block, 1 << 20);
    ASSERT_FALSE(plain);
    EXPECT_NE(plain.error().text.find("damaged LZO block"), std::string::npos)
        << plain.error().text;
  }
}

}  // namespace
}  // namespace distcc
