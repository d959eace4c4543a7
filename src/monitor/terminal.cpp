// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/terminal.h"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <utility>

#include "base/clock.h"
#include "base/io.h"

namespace distcc {
namespace {

// The second screen, no cursor, no wrapping at the right edge; and the way back.
constexpr std::string_view begin_screen = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2J";
constexpr std::string_view end_screen = "\x1b[?2026l\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l";

constexpr int watched_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH};

sigset_t watched_set() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int number : watched_signals) ::sigaddset(&set, number);
  return set;
}

struct Sequence {
  std::string_view bytes;
  Key key;
};

constexpr Sequence sequences[] = {
    {"\x1b[A", Key::up},
    {"\x1bOA", Key::up},
    {"k", Key::up},
    {"\x1b[B", Key::down},
    {"\x1bOB", Key::down},
    {"j", Key::down},
    {"\x1b[5~", Key::page_up},
    {"\x1b[6~", Key::page_down},
    {" ", Key::page_down},
    {"\x1b[H", Key::home},
    {"\x1bOH", Key::home},
    {"\x1b[1~", Key::home},
    {"\x1b[F", Key::end},
    {"\x1bOF", Key::end},
    {"\x1b[4~", Key::end},
    {"g", Key::home},
    {"G", Key::end},
    {"a", Key::all_hosts},
    {"q", Key::quit},
    {"Q", Key::quit},
    {"\x03", Key::quit},
};

}  // namespace

Key take_key(std::string& bytes) {
  if (bytes.empty()) return Key::none;
  for (const Sequence& sequence : sequences) {
    if (!bytes.starts_with(sequence.bytes)) continue;
    bytes.erase(0, sequence.bytes.size());
    return sequence.key;
  }
  // An unknown sequence is passed over whole; its letters are no commands.
  if (bytes.size() >= 2 && bytes[0] == '\x1b' && (bytes[1] == '[' || bytes[1] == 'O')) {
    const std::size_t last =
        bytes.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz~", 2);
    if (last == std::string::npos) {
      if (bytes.size() > 32) bytes.clear();
      return Key::none;
    }
    bytes.erase(0, last + 1);
  } else {
    bytes.erase(0, 1);
  }
  return Key::other;
}

bool is_capable_terminal(int input, int output, const Environment& environment) {
  const std::string kind = environment.get("TERM").value_or("");
  return !kind.empty() && kind != "dumb" && ::isatty(input) == 1 && ::isatty(output) == 1;
}

Terminal::Terminal(int input, int output, Fd signals, const termios& before)
    : input_(input), output_(output), signals_(std::move(signals)), before_(before) {}

Terminal::Terminal(Terminal&& other) noexcept
    : input_(other.input_),
      output_(other.output_),
      signals_(std::move(other.signals_)),
      before_(other.before_),
      taken_(std::exchange(other.taken_, false)),
      typed_(std::move(other.typed_)) {}

Terminal::~Terminal() {
  restore();
}

Result<Terminal> Terminal::take(int input, int output) {
  termios before{};
  if (::tcgetattr(input, &before) != 0) return fail_errno("cannot ask the terminal for its state");
  const sigset_t set = watched_set();
  if (::sigprocmask(SIG_BLOCK, &set, nullptr) != 0) return fail_errno("cannot block signals");
  Fd signals(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals) return fail_errno("cannot watch signals");
  Terminal terminal(input, output, std::move(signals), before);
  terminal.enter();
  return terminal;
}

void Terminal::enter() {
  termios raw = before_;
  raw.c_lflag &= static_cast<tcflag_t>(~(ICANON | ECHO));
  raw.c_cc[VMIN] = 0;  // a read never waits; poll does
  raw.c_cc[VTIME] = 0;
  ::tcsetattr(input_, TCSADRAIN, &raw);
  (void)write_all(output_, begin_screen);
  taken_ = true;
}

void Terminal::restore() {
  if (!std::exchange(taken_, false)) return;
  (void)write_all(output_, end_screen);
  ::tcsetattr(input_, TCSADRAIN, &before_);
}

/// Ctrl-Z: the shell gets its terminal, and stops us by the default way. On return we go on.
void Terminal::suspend() {
  restore();
  sigset_t stop;
  ::sigemptyset(&stop);
  ::sigaddset(&stop, SIGTSTP);
  ::raise(SIGTSTP);
  ::sigprocmask(SIG_UNBLOCK, &stop, nullptr);  // here it stops
  ::sigprocmask(SIG_BLOCK, &stop, nullptr);
  enter();
}

Size Terminal::size() const {
  winsize size{};
  if (::ioctl(output_, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {size.ws_col, size.ws_row};
}

Result<void> Terminal::draw(std::string_view bytes) {
  return write_all(output_, bytes);
}

Terminal::Event Terminal::read_signal() {
  signalfd_siginfo signal{};
  if (::read(signals_.get(), &signal, sizeof signal) != sizeof signal) return {};
  const int number = static_cast<int>(signal.ssi_signo);
  if (number == SIGTSTP) suspend();
  if (number == SIGTSTP || number == SIGCONT || number == SIGWINCH) return {Key::none, true, 0};
  return {Key::none, false, number};
}

Terminal::Event Terminal::wait(std::chrono::milliseconds longest) {
  const Deadline deadline = Deadline::after(longest);
  while (true) {
    if (const Key key = take_key(typed_); key != Key::none) return {key, false, 0};
    pollfd watched[] = {{signals_.get(), POLLIN, 0}, {input_, POLLIN, 0}};
    if (poll_until(watched, 2, deadline) == 0) {
      typed_.clear();  // an escape that nothing followed was the key itself
      return {};
    }
    if ((watched[0].revents & POLLIN) != 0) return read_signal();
    char bytes[256];
    const ssize_t got = ::read(input_, bytes, sizeof bytes);
    if (got <= 0) return {Key::quit, false, 0};  // the terminal has gone
    typed_.append(bytes, static_cast<std::size_t>(got));
  }
}

}  // namespace distcc
