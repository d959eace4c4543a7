// SPDX-License-Identifier: GPL-3.0-or-later
//
// A picture of the whole terminal as values: lines of spans, each with a style. What it looks like
// on a terminal, with or without colours, is decided only when it is turned into bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "wire/task_state.h"

namespace distcc {

enum class Style {
  plain,
  title,
  heading,
  faint,
  good,
  bad,
  startup,
  blocked,
  connect,
  preprocess,
  send,
  compile,
  receive,
};

Style style_of(Phase phase);

/// Text in cells, the style it has, one line long.
class Line {
 public:
  struct Span {
    Style style;
    std::string text;
  };

  /// Appends `text`; control characters become question marks.
  Line& add(Style style, std::string_view text);
  [[nodiscard]] const std::vector<Span>& spans() const { return spans_; }
  [[nodiscard]] std::size_t cells() const;
  /// Without styles.
  [[nodiscard]] std::string text() const;
  /// The part that fits into `width` cells.
  [[nodiscard]] Line cut(std::size_t width) const;

 private:
  std::vector<Span> spans_;
};

struct Size {
  std::size_t columns = 80;
  std::size_t rows = 24;
};

using Frame = std::vector<Line>;

/// The bytes that draw the frame over the one before, without a moment in which the terminal is
/// empty. At most as many lines as the terminal has rows.
std::string drawing(const Frame& frame, Size size, bool colours);

}  // namespace distcc
