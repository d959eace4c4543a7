// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/strip.h"

#include <gtkmm/stylecontext.h>

#include <string>

#include "base/text.h"

namespace distcc {
namespace {

Gdk::RGBA text_colour(const Gtk::Widget& widget) {
  // Asking for the style of a widget changes nothing in it, but is not declared so.
  return const_cast<Gtk::Widget&>(widget).get_style_context()->get_color();
}

void set_source(const Cairo::RefPtr<Cairo::Context>& context, const Colour& colour) {
  context->set_source_rgb(colour.red, colour.green, colour.blue);
}

void set_faint_source(const Cairo::RefPtr<Cairo::Context>& context, const Gtk::Widget& widget,
                      double alpha) {
  const Gdk::RGBA text = text_colour(widget);
  context->set_source_rgba(text.get_red(), text.get_green(), text.get_blue(), alpha);
}

constexpr int step = 2;  // pixels a sample
constexpr int legend_square = 12;
constexpr int legend_gap = 6;
constexpr int legend_height = 22;

/// What a screen reader says of a drawing.
void call(Gtk::Widget& widget, const Glib::ustring& name) {
  Glib::Value<Glib::ustring> value;
  value.init(Glib::Value<Glib::ustring>::value_type());
  value.set(name);
  widget.update_property(Gtk::Accessible::Property::LABEL, value);
}

struct Place {
  int x;
  int width;  ///< of the whole widget
  int height;
};

/// A square in the colour of the phase, and its name. The width it took; 0: there is no room.
int draw_phase(Gtk::Widget& widget, const Cairo::RefPtr<Cairo::Context>& context, Phase phase,
               const Place& place) {
  const auto layout = widget.create_pango_layout(std::string(phase_name(phase)));
  int text_width = 0;
  int text_height = 0;
  layout->get_pixel_size(text_width, text_height);
  const int used = legend_square + legend_gap + text_width;
  if (place.x + used > place.width) return 0;
  set_source(context, colour_of(phase, is_dark(widget)));
  context->rectangle(place.x, (place.height - legend_square) / 2.0, legend_square, legend_square);
  context->fill();
  set_faint_source(context, widget, 1);
  context->move_to(place.x + legend_square + legend_gap, (place.height - text_height) / 2.0);
  layout->show_in_cairo_context(context);
  return used;
}

}  // namespace

bool is_dark(const Gtk::Widget& widget) {
  const Gdk::RGBA text = text_colour(widget);
  return luminance_of({text.get_red(), text.get_green(), text.get_blue()}) > 0.5;
}

Strip::Strip(bool scale_lines) : scale_lines_(scale_lines) {
  set_draw_func(sigc::mem_fun(*this, &Strip::draw));
}

void Strip::show_samples(const Samples& samples, std::size_t slots) {
  if (samples == samples_ && slots == slots_) return;
  samples_ = samples;
  slots_ = slots;
  const std::size_t busy = samples.empty() ? 0 : samples.back().total();
  call(*this, cat(busy, " jobs, ", slots, " slots"));
  queue_draw();
}

void Strip::draw(const Cairo::RefPtr<Cairo::Context>& context, int width, int height) {
  context->set_antialias(Cairo::ANTIALIAS_NONE);
  set_faint_source(context, *this, 0.06);
  context->paint();
  const Chart chart = chart_of(samples_, slots_, width, height, step);
  const bool dark = is_dark(*this);
  for (const Phase phase : stacking) {
    for (const Bar& bar : chart.bars) {
      if (bar.phase == phase) context->rectangle(bar.x, bar.y, bar.width, bar.height);
    }
    set_source(context, colour_of(phase, dark));
    context->fill();
  }
  if (!scale_lines_) return;
  draw_minutes(context, width, height);
  draw_scale(context, chart, width, height);
}

void Strip::draw_minutes(const Cairo::RefPtr<Cairo::Context>& context, int width, int height) {
  constexpr int minute = samples_a_minute * step;
  const auto layout = create_pango_layout("");
  for (int minutes = 1; minutes * minute < width; ++minutes) {
    const int x = width - minutes * minute;
    set_faint_source(context, *this, 0.15);
    context->rectangle(x, 0, 1, height);
    context->fill();
    layout->set_text(cat("-", minutes, " min"));
    int text_width = 0;
    int text_height = 0;
    layout->get_pixel_size(text_width, text_height);
    set_faint_source(context, *this, 0.6);
    context->move_to(x + 4, height - text_height - 2);
    layout->show_in_cairo_context(context);
  }
}

/// A line at the number of slots, another at half of it, each with its number.
void Strip::draw_scale(const Cairo::RefPtr<Cairo::Context>& context, const Chart& chart, int width,
                       int height) {
  if (slots_ == 0) return;
  const auto layout = create_pango_layout("");
  for (const std::size_t jobs : {slots_, slots_ / 2}) {
    if (jobs == 0) continue;
    const double y = static_cast<double>(height) *
                     (1 - static_cast<double>(jobs) / static_cast<double>(chart.scale));
    set_faint_source(context, *this, 0.25);
    context->rectangle(0, static_cast<int>(y), width, 1);
    context->fill();
    layout->set_text(cat(jobs, jobs == slots_ ? " slots" : ""));
    set_faint_source(context, *this, 0.85);
    context->move_to(4, y + 2);
    layout->show_in_cairo_context(context);
  }
}

Legend::Legend() {
  set_content_height(legend_height);
  set_draw_func(sigc::mem_fun(*this, &Legend::draw));
}

void Legend::draw(const Cairo::RefPtr<Cairo::Context>& context, int width, int height) {
  int x = 0;
  for (const Phase phase : stacking) {
    const int used = draw_phase(*this, context, phase, {x, width, height});
    if (used == 0) break;
    x += used + 3 * legend_gap;
  }
}

PhaseMark::PhaseMark() {
  set_content_height(legend_square + 2);
  set_draw_func(sigc::mem_fun(*this, &PhaseMark::draw));
}

void PhaseMark::show_phase(Phase phase) {
  if (phase == phase_) return;
  phase_ = phase;
  call(*this, std::string(phase_name(phase)));
  queue_draw();
}

void PhaseMark::draw(const Cairo::RefPtr<Cairo::Context>& context, int width, int height) {
  draw_phase(*this, context, phase_, {0, width, height});
}

}  // namespace distcc
