// SPDX-License-Identifier: GPL-3.0-or-later
//
// Columns of a table whose cells follow their rows. A table has a handful of cell widgets and moves
// them from row to row while the user scrolls: a cell is bound to a row and let go again.
#pragma once

#include <gtkmm/columnview.h>
#include <gtkmm/columnviewcolumn.h>
#include <gtkmm/label.h>
#include <gtkmm/listitem.h>
#include <gtkmm/signallistitemfactory.h>

#include <functional>
#include <memory>

#include "window/items.h"

namespace distcc {

/// A column whose cells are `Widget`s made by `make`; `show` puts a row's content into one.
template <class Widget, class Content>
Glib::RefPtr<Gtk::ColumnViewColumn> column_of(const Glib::ustring& title,
                                              std::function<Widget*()> make,
                                              std::function<void(Widget&, const Content&)> show) {
  using Connections = std::map<Gtk::ListItem*, sigc::connection>;
  const auto connections = std::make_shared<Connections>();
  const auto factory = Gtk::SignalListItemFactory::create();
  factory->signal_setup().connect(
      [make](const Glib::RefPtr<Gtk::ListItem>& cell) { cell->set_child(*Gtk::manage(make())); });
  factory->signal_bind().connect([show, connections](const Glib::RefPtr<Gtk::ListItem>& cell) {
    const auto row = std::dynamic_pointer_cast<Item<Content>>(cell->get_item());
    auto* const widget = dynamic_cast<Widget*>(cell->get_child());
    if (!row || widget == nullptr) return;
    show(*widget, row->content);
    // The row may outlive the binding, but is never told of while unbound.
    const auto* const content = &row->content;
    (*connections)[cell.get()] =
        row->changed.connect([show, widget, content] { show(*widget, *content); });
  });
  factory->signal_unbind().connect([connections](const Glib::RefPtr<Gtk::ListItem>& cell) {
    const auto found = connections->find(cell.get());
    if (found == connections->end()) return;
    found->second.disconnect();
    connections->erase(found);
  });
  return Gtk::ColumnViewColumn::create(title, factory);
}

/// What a text column says about a row.
template <class Content>
struct TextColumn {
  Glib::ustring title;
  std::function<Glib::ustring(const Content&)> text;
  bool is_number = false;  ///< right-aligned, in figures of one width
  /// The style class for the text of a row; may be empty.
  std::function<Glib::ustring(const Content&)> style = {};
};

template <class Content>
Glib::RefPtr<Gtk::ColumnViewColumn> text_column(const TextColumn<Content>& column) {
  const auto make = [number = column.is_number] {
    auto* const label = new Gtk::Label();
    label->set_xalign(number ? 1.0F : 0.0F);
    label->set_ellipsize(number ? Pango::EllipsizeMode::NONE : Pango::EllipsizeMode::END);
    label->set_single_line_mode(true);
    if (number) label->add_css_class("numeric");
    return label;
  };
  const auto show = [column](Gtk::Label& label, const Content& content) {
    const Glib::ustring now = column.text(content);
    if (label.get_text().compare(now) != 0) {
      label.set_text(now);
      if (!column.is_number) label.set_tooltip_text(now);  // it may be cut
    }
    if (!column.style) return;
    std::vector<Glib::ustring> classes;
    if (const auto name = column.style(content); !name.empty()) classes.push_back(name);
    if (label.get_css_classes() != classes) label.set_css_classes(classes);
  };
  return column_of<Gtk::Label, Content>(column.title, make, show);
}

}  // namespace distcc
