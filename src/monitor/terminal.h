// SPDX-License-Identifier: GPL-3.0-or-later
//
// A terminal that a program fills, and gives back as it was: on every way out, stopped by Ctrl-Z
// and ended by a signal included. Signals are read from a descriptor, so there is no handler.
#pragma once

#include <termios.h>

#include <chrono>
#include <string>
#include <string_view>

#include "base/environment.h"
#include "base/fd.h"
#include "base/result.h"
#include "monitor/frame.h"

namespace distcc {

enum class Key { none, quit, up, down, page_up, page_down, home, end, all_hosts, other };

/// The keys in what a terminal sent. `bytes` keeps the beginning of a sequence that is not whole.
Key take_key(std::string& bytes);

/// Can this be filled: a terminal on both sides, that understands more than lines?
bool is_capable_terminal(int input, int output, const Environment& environment);

class Terminal {
 public:
  /// Takes the terminal: no echo, no line editing, the second screen.
  static Result<Terminal> take(int input, int output);
  Terminal(Terminal&& other) noexcept;
  Terminal& operator=(Terminal&&) = delete;
  ~Terminal();

  [[nodiscard]] Size size() const;
  Result<void> draw(std::string_view bytes);

  /// What ended a wait.
  struct Event {
    Key key = Key::none;
    bool resized = false;
    int ended_by = 0;  ///< a signal that asks to end
  };
  /// The next event, or an empty one when `longest` has passed.
  Event wait(std::chrono::milliseconds longest);
  /// Gives the terminal back.
  void restore();

 private:
  Terminal(int input, int output, Fd signals, const termios& before);
  void enter();
  void suspend();
  Event read_signal();

  int input_;
  int output_;
  Fd signals_;
  termios before_;
  bool taken_ = false;
  std::string typed_;
};

}  // namespace distcc
