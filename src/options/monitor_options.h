// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "options/setting.h"

namespace distcc {

/// What distccmon-text is told by its command line.
struct TextMonitorOptions {
  Presence live;
  Presence plain;
  Presence json;
  std::string directory;  ///< of another user; empty: that of the environment
  double delay = 0;       ///< seconds between two looks; 0: one look
};

/// The rows of its options; DELAY is a word without one.
std::span<const Setting<TextMonitorOptions>> text_monitor_settings();
/// `arguments` is argv without argv[0].
Result<TextMonitorOptions> load_text_monitor_options(const std::vector<std::string>& arguments);

/// What distccmon-gui is told by its command line.
struct WindowMonitorOptions {
  Presence help;
  Presence version;
  Presence dark;
  std::string directory;
};

std::span<const Setting<WindowMonitorOptions>> window_monitor_settings();
/// Words that are no options are errors.
Result<WindowMonitorOptions> load_window_monitor_options(const std::vector<std::string>& arguments);

}  // namespace distcc
