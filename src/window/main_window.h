// SPDX-License-Identifier: GPL-3.0-or-later
//
// The window: what there is of slots, jobs and rates in words, all slots over time, then the hosts,
// the outcomes and the jobs as tables. It looks twice a second; when nothing happened for as long
// as the charts reach back, only a changed word is drawn.
#pragma once

#include <giomm/simpleaction.h>
#include <gtkmm/applicationwindow.h>
#include <gtkmm/box.h>
#include <gtkmm/filechoosernative.h>
#include <gtkmm/headerbar.h>
#include <gtkmm/label.h>
#include <gtkmm/menubutton.h>
#include <gtkmm/paned.h>
#include <gtkmm/togglebutton.h>

#include <optional>

#include "monitor/history.h"
#include "monitor/watch.h"
#include "window/strip.h"
#include "window/tables.h"

namespace distcc {

class MainWindow : public Gtk::ApplicationWindow {
 public:
  explicit MainWindow(WatchedPlace place);

 private:
  void add_actions();
  void add_header();
  void add_content();
  void choose_directory();
  void watch(WatchedPlace place);
  bool look();
  void show(const Snapshot& snapshot);
  void show_words(const Snapshot& snapshot);
  void show_trouble(const std::string& text);

  std::optional<Watch> watch_;
  History history_;
  std::size_t jobs_shown_ = 0;  ///< jobs of the build when the tables were last brought up to date
  bool stale_ = true;           ///< the tables must be brought up to date in any case

  Glib::RefPtr<Gio::SimpleAction> busiest_first_;
  Glib::RefPtr<Gtk::FileChooserNative> chooser_;
  Gtk::HeaderBar header_;
  Gtk::MenuButton menu_;
  Gtk::Box content_{Gtk::Orientation::VERTICAL};
  Gtk::Label now_;
  Gtk::Label build_;
  Gtk::Label place_;
  Gtk::Label trouble_;
  Strip strip_{true};
  Legend legend_;
  Gtk::Paned upper_and_lower_{Gtk::Orientation::VERTICAL};
  Gtk::Paned left_and_right_{Gtk::Orientation::HORIZONTAL};
  HostTable hosts_;
  OutcomeTable outcomes_;
  JobTable jobs_;
};

}  // namespace distcc
