// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtkmm/drawingarea.h>

#include "monitor/chart.h"

namespace distcc {

/// Samples a strip is given in a minute.
constexpr int samples_a_minute = 120;

/// A strip chart: the slots of a host, or of all, over time, one colour a phase.
class Strip : public Gtk::DrawingArea {
 public:
  /// With `scale_lines` the chart says how many jobs its height stands for, and where a minute
  /// ends.
  explicit Strip(bool scale_lines);

  /// What it shows from now on. It is drawn anew only when that differs.
  void show_samples(const Samples& samples, std::size_t slots);

 private:
  void draw(const Cairo::RefPtr<Cairo::Context>& context, int width, int height);
  void draw_minutes(const Cairo::RefPtr<Cairo::Context>& context, int width, int height);
  void draw_scale(const Cairo::RefPtr<Cairo::Context>& context, const Chart& chart, int width,
                  int height);

  bool scale_lines_;
  Samples samples_;
  std::size_t slots_ = 0;
};

/// The names of the phases, each with its colour.
class Legend : public Gtk::DrawingArea {
 public:
  Legend();

 private:
  void draw(const Cairo::RefPtr<Cairo::Context>& context, int width, int height);
};

/// The name of one phase with its colour, as the legend has it.
class PhaseMark : public Gtk::DrawingArea {
 public:
  PhaseMark();
  void show_phase(Phase phase);

 private:
  void draw(const Cairo::RefPtr<Cairo::Context>& context, int width, int height);
  Phase phase_ = Phase::startup;
};

/// Whether the widget's theme writes light on dark.
bool is_dark(const Gtk::Widget& widget);

}  // namespace distcc
