// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/frame.h"

#include <algorithm>

#include "base/text.h"
#include "monitor/cells.h"

namespace distcc {
namespace {

/// What follows "ESC [" to begin a style. The sixteen colours that every terminal has, as its
/// user chose them; phases have the hues of the window's chart.
std::string_view begin_of(Style style) {
  switch (style) {
    case Style::plain:
      return "0m";
    case Style::title:
      return "0;1m";
    case Style::heading:
      return "0;4m";
    case Style::faint:
      return "0;2m";
    case Style::good:
      return "0;32m";
    case Style::bad:
      return "0;31m";
    case Style::startup:
      return "0;37m";
    case Style::blocked:
      return "0;31m";
    case Style::connect:
      return "0;36m";
    case Style::preprocess:
      return "0;34m";
    case Style::send:
      return "0;33m";
    case Style::compile:
      return "0;32m";
    case Style::receive:
      return "0;35m";
  }
  return "0m";
}

/// Without colours titles are still bold and headings underlined: that is no colour.
bool is_colour(Style style) {
  return style != Style::plain && style != Style::title && style != Style::heading &&
         style != Style::faint;
}

}  // namespace

Style style_of(Phase phase) {
  switch (phase) {
    case Phase::startup:
    case Phase::done:
      return Style::startup;
    case Phase::blocked:
      return Style::blocked;
    case Phase::connect:
      return Style::connect;
    case Phase::preprocess:
      return Style::preprocess;
    case Phase::send:
      return Style::send;
    case Phase::compile:
      return Style::compile;
    case Phase::receive:
      return Style::receive;
  }
  return Style::plain;
}

Line& Line::add(Style style, std::string_view text) {
  if (!text.empty()) spans_.push_back({style, harmless(text)});
  return *this;
}

std::size_t Line::cells() const {
  std::size_t cells = 0;
  for (const Span& span : spans_) cells += cells_of(span.text);
  return cells;
}

std::string Line::text() const {
  std::string text;
  for (const Span& span : spans_) text += span.text;
  return text;
}

Line Line::cut(std::size_t width) const {
  if (cells() <= width) return *this;
  Line line;
  std::size_t left = width;
  for (const Span& span : spans_) {
    const std::size_t wanted = cells_of(span.text);
    if (wanted > left) {
      line.add(span.style, left_aligned(span.text, left));
      break;
    }
    line.add(span.style, span.text);
    left -= wanted;
  }
  return line;
}

std::string drawing(const Frame& frame, Size size, bool colours) {
  // Terminals that know mode 2026 show what is between its two ends at once; others ignore it.
  std::string bytes = "\x1b[?2026h\x1b[H";
  const std::size_t count = std::min(frame.size(), size.rows);
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) bytes += "\r\n";
    const Line line = frame[i].cut(size.columns);
    for (const Line::Span& span : line.spans()) {
      const Style style = colours || !is_colour(span.style) ? span.style : Style::plain;
      bytes += cat("\x1b[", begin_of(style), span.text);
    }
    // A line that is full to the edge has nothing to erase, and the cursor would erase its end.
    bytes += line.cells() < size.columns ? "\x1b[0m\x1b[K" : "\x1b[0m";
  }
  if (count == 0) bytes += "\x1b[J";
  if (count > 0 && count < size.rows) bytes += "\r\n\x1b[J";
  return bytes + "\x1b[?2026l";
}

}  // namespace distcc
