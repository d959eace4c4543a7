// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/live.h"

#include <unistd.h>

#include <algorithm>

#include "base/clock.h"
#include "monitor/live_layout.h"
#include "monitor/terminal.h"

namespace distcc {
namespace {

void move(LiveView& view, const LivePicture& picture, Key key) {
  const std::size_t page = std::max<std::size_t>(picture.page, 1);
  const std::size_t here = std::min(view.scroll, picture.scroll_limit);
  switch (key) {
    case Key::up:
      view.scroll = here - std::min<std::size_t>(here, 1);
      break;
    case Key::down:
      view.scroll = std::min(here + 1, picture.scroll_limit);
      break;
    case Key::page_up:
      view.scroll = here - std::min(here, page);
      break;
    case Key::page_down:
      view.scroll = std::min(here + page, picture.scroll_limit);
      break;
    case Key::home:
      view.scroll = 0;
      break;
    case Key::end:
      view.scroll = picture.scroll_limit;
      break;
    case Key::all_hosts:
      view = {0, !view.all_hosts};
      break;
    case Key::none:
    case Key::quit:
    case Key::other:
      break;
  }
}

}  // namespace

Result<LiveEnd> show_live(Watch& watch, std::chrono::milliseconds delay, bool colours) {
  Terminal terminal = TRY_VALUE(Terminal::take(STDIN_FILENO, STDOUT_FILENO));
  LiveView view;
  while (true) {
    const Snapshot snapshot = TRY_VALUE(watch.look());
    const auto next_look = Clock::now() + delay;
    // Keys and a changed size redraw what is known; only time brings a new look.
    while (true) {
      const Size size = terminal.size();
      const LivePicture picture = lay_out(snapshot, size, view);
      TRY(terminal.draw(drawing(picture.frame, size, colours)));
      const auto left = std::chrono::ceil<Milliseconds>(next_look - Clock::now());
      const Terminal::Event event = terminal.wait(std::max(left, Milliseconds(0)));
      if (event.ended_by != 0) return LiveEnd{event.ended_by};
      if (event.key == Key::quit) return LiveEnd{};
      if (event.key == Key::none && !event.resized) break;
      move(view, picture, event.key);
    }
  }
}

}  // namespace distcc
