// SPDX-License-Identifier: GPL-3.0-or-later
//
// The three tables of the window: hosts with their strips, running jobs, outcomes of the build.
#pragma once

#include <gtkmm/columnview.h>

#include <string>

#include "monitor/history.h"
#include "window/items.h"

namespace distcc {

class HostTable {
 public:
  HostTable();
  Gtk::Widget& widget() { return view_; }
  void show(const Snapshot& snapshot, const History& history, bool busiest_first);

 private:
  struct Row {
    HostNow host;
    Samples samples;
  };
  void add_columns();

  Rows<std::string, Row> rows_;
  Gtk::ColumnView view_;
};

class JobTable {
 public:
  JobTable();
  Gtk::Widget& widget() { return view_; }
  void show(const Snapshot& snapshot);

 private:
  struct Row {
    RunningJob job;
    bool waits = false;
  };

  Rows<long, Row> rows_;
  Gtk::ColumnView view_;
};

class OutcomeTable {
 public:
  OutcomeTable();
  Gtk::Widget& widget() { return view_; }
  void show(const Totals& totals);

 private:
  struct Row {
    Outcome outcome = Outcome::compiled_remotely;
    std::size_t count = 0;
  };

  Rows<Outcome, Row> rows_;
  Gtk::ColumnView view_;
};

}  // namespace distcc
