// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/task_state.h"

#include <gtest/gtest.h>

#include <bit>
#include <string>

#include "unit/wire/pieces.h"

namespace distcc {
namespace {

std::string encoded(const TaskState& state) {
  const auto bytes = encode_task_state(state);
  return {bytes.data(), bytes.size()};
}

const TaskState of_stock = {6534, "hello.c", "localhost", 0, Phase::compile};

class GoldenTaskState : public testing::Test {
 protected:
  void SetUp() override {
    if (sizeof(long) != 8 || std::endian::native != std::endian::little) {
      GTEST_SKIP() << "the captured state file is of a 64-bit little-endian machine";
    }
  }
};

TEST_F(GoldenTaskState, IsDecoded) {
  const auto state = decode_task_state(golden("binstate_lp64"));
  ASSERT_TRUE(state);
  EXPECT_EQ(state->pid, of_stock.pid);
  EXPECT_EQ(state->file, of_stock.file);
  EXPECT_EQ(state->host, of_stock.host);
  EXPECT_EQ(state->slot, of_stock.slot);
  EXPECT_EQ(state->phase, of_stock.phase);
}

TEST_F(GoldenTaskState, IsWhatWeWrite) {
  EXPECT_EQ(encoded(of_stock), golden("binstate_lp64"));
}

TEST(TaskState, RoundTrips) {
  const auto state = decode_task_state(encoded({1, "a.cc", "h", 7, Phase::done}));
  ASSERT_TRUE(state);
  EXPECT_EQ(state->pid, 1);
  EXPECT_EQ(state->file, "a.cc");
  EXPECT_EQ(state->host, "h");
  EXPECT_EQ(state->slot, 7);
  EXPECT_EQ(state->phase, Phase::done);
}

TEST(TaskState, LongNamesAreCut) {
  const auto state = decode_task_state(encoded({1, std::string(500, 'f'), std::string(128, 'h')}));
  ASSERT_TRUE(state);
  EXPECT_EQ(state->file, std::string(127, 'f'));
  EXPECT_EQ(state->host, std::string(127, 'h'));
}

TEST(TaskState, NamesWithoutAnEndAreReadToTheEndOfTheirField) {
  std::string bytes = encoded({1, "", "h"});
  bytes.replace(3 * sizeof(long), 128, std::string(128, 'f'));
  const auto state = decode_task_state(bytes);
  ASSERT_TRUE(state);
  EXPECT_EQ(state->file, std::string(128, 'f'));
  EXPECT_EQ(state->host, "h");
}

TEST(TaskState, OtherSizesAreRefused) {
  const std::string bytes = encoded(of_stock);
  EXPECT_FALSE(decode_task_state(""));
  EXPECT_FALSE(decode_task_state(bytes.substr(1)));
  EXPECT_FALSE(decode_task_state(bytes + "x"));
}

TEST(TaskState, AnotherSizeMagicOrPhaseIsRefused) {
  for (const std::size_t at : {std::size_t{0}, sizeof(long), 3 * sizeof(long) + 260}) {
    std::string bytes = encoded(of_stock);
    bytes[at] = static_cast<char>(bytes[at] ^ 0x40);
    EXPECT_FALSE(decode_task_state(bytes)) << at;
  }
}

TEST(TaskState, PhasesAreCalledAsMonitorsShowThem) {
  EXPECT_EQ(phase_name(Phase::startup), "Startup");
  EXPECT_EQ(phase_name(Phase::preprocess), "Preprocess");
  EXPECT_EQ(phase_name(Phase::compile), "Compile");
  EXPECT_EQ(phase_name(Phase::done), "Done");
}

}  // namespace
}  // namespace distcc
