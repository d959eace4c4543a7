// SPDX-License-Identifier: GPL-3.0-or-later
#include "options/monitor_options.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

TEST(TextMonitorOptions, TakesOptionsAndOneDelayInAnyOrder) {
  const auto options = load_text_monitor_options({"0.5", "--dir", "/var/d", "--json"});
  ASSERT_TRUE(options);
  EXPECT_DOUBLE_EQ(options->delay, 0.5);
  EXPECT_EQ(options->directory, "/var/d");
  EXPECT_TRUE(options->json.present);
  EXPECT_EQ(load_text_monitor_options({"--dir=/a", "2"})->directory, "/a");
  EXPECT_DOUBLE_EQ(load_text_monitor_options({})->delay, 0);
}

TEST(TextMonitorOptions, RefusesTheRest) {
  using Words = std::vector<std::string>;
  for (const Words& words : {Words{"abc"},
                             {"-1"},
                             {"1x"},
                             {"inf"},
                             {"nan"},
                             {"1", "2"},
                             {""},
                             {"1e300"},
                             {"--live", "--plain"},
                             {"--dir"},
                             {"--unknown"}}) {
    EXPECT_FALSE(load_text_monitor_options(words)) << words[0];
  }
}

TEST(WindowMonitorOptions, TakesNoOtherWords) {
  EXPECT_TRUE(load_window_monitor_options({"--dark", "--dir", "/a"})->dark.present);
  EXPECT_FALSE(load_window_monitor_options({"/a"}));
}

}  // namespace
}  // namespace distcc
