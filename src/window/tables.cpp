// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/tables.h"

#include <glibmm/main.h>
#include <gtkmm/adjustment.h>
#include <gtkmm/singleselection.h>

#include <algorithm>
#include <string>

#include "base/text.h"
#include "monitor/cells.h"
#include "monitor/order.h"
#include "window/columns.h"
#include "window/strip.h"

namespace distcc {
namespace {

constexpr int strip_height = 18;

template <class Rows>
void set_up(Gtk::ColumnView& view, const Rows& rows) {
  const auto selection = Gtk::SingleSelection::create(rows.store());
  selection->set_autoselect(false);
  selection->set_can_unselect(true);
  view.set_model(selection);
  view.set_show_row_separators(false);
  view.add_css_class("data-table");
}

void add(Gtk::ColumnView& view, const Glib::RefPtr<Gtk::ColumnViewColumn>& column, int width = 0) {
  column->set_resizable(true);
  if (width > 0) column->set_fixed_width(width);
  if (width < 0) column->set_expand(true);
  view.append_column(column);
}

constexpr int takes_the_rest = -1;

Glib::ustring shown(std::string_view text) {
  return harmless(text);
}

Glib::ustring style_of_state(HostState state) {
  return state == HostState::down || state == HostState::backed_off ? "trouble" : "";
}

std::string slots_text(const HostNow& host) {
  return host.slots > 0 ? cat(host.jobs.size(), " / ", host.slots) : cat(host.jobs.size());
}

/// Left alone, a table whose rows were sorted anew keeps the row in sight that was at the top. Its
/// list is asked itself, since the adjustment still has the old place until all is laid out again.
void hold_top(Gtk::ColumnView& view) {
  if (auto* const list = view.get_last_child()) {
    list->activate_action("list.scroll-to-item", Glib::Variant<guint32>::create(0));
  }
}

}  // namespace

HostTable::HostTable() {
  set_up(view_, rows_);
  add_columns();
}

void HostTable::add_columns() {
  add(view_,
      text_column<Row>({"Host", [](const Row& row) { return shown(row.host.name); }, false,
                        [](const Row& row) { return style_of_state(row.host.state); }}),
      160);
  add(view_,
      text_column<Row>({"State",
                        [](const Row& row) { return shown(host_state_name(row.host.state)); },
                        false, [](const Row& row) { return style_of_state(row.host.state); }}),
      90);
  add(view_,
      text_column<Row>({"Slots", [](const Row& row) { return shown(slots_text(row.host)); }, true}),
      80);
  add(view_,
      text_column<Row>({"Ended", [](const Row& row) { return shown(cat(row.host.done)); }, true}),
      70);
  const auto make = [] {
    auto* const strip = new Strip(false);
    strip->set_content_height(strip_height);
    strip->set_hexpand(true);
    return strip;
  };
  const auto show = [](Strip& strip, const Row& row) {
    strip.show_samples(row.samples,
                       static_cast<std::size_t>(std::max<std::int64_t>(row.host.slots, 0)));
  };
  add(view_, column_of<Strip, Row>("Slots over time", make, show), takes_the_rest);
}

void HostTable::show(const Snapshot& snapshot, const History& history, bool busiest_first) {
  std::vector<std::pair<std::string, Row>> rows;
  for (const HostNow* host : ordered_hosts(snapshot, busiest_first)) {
    rows.emplace_back(host->name, Row{*host, history.of(host->name)});
  }
  const auto scrolling = view_.get_vadjustment();
  const bool at_top = scrolling && scrolling->get_value() < 1;
  if (rows_.show(std::move(rows)) && at_top) hold_top(view_);
}

JobTable::JobTable() {
  set_up(view_, rows_);
  const auto seconds = [](const Row& row) {
    return shown(row.job.seconds ? fixed(*row.job.seconds, 1) : "?");
  };
  const auto host = [](const Row& row) {
    return shown(row.waits ? std::string("waits for a slot") : row.job.task.host);
  };
  const auto slot = [](const Row& row) {
    return shown(row.waits ? std::string() : cat(row.job.task.slot));
  };
  add(view_, text_column<Row>({"Seconds", seconds, true}), 90);
  const auto show_phase = [](PhaseMark& mark, const Row& row) {
    mark.show_phase(row.job.task.phase);
  };
  add(view_,
      column_of<PhaseMark, Row>(
          "Phase", [] { return new PhaseMark(); }, show_phase),
      120);
  add(view_, text_column<Row>({"File", [](const Row& row) { return shown(row.job.task.file); }}),
      takes_the_rest);
  add(view_, text_column<Row>({"Host", host}), 220);
  add(view_, text_column<Row>({"Slot", slot, true}), 60);
  add(view_,
      text_column<Row>(
          {"Process", [](const Row& row) { return shown(cat(row.job.task.pid)); }, true}),
      90);
}

void JobTable::show(const Snapshot& snapshot) {
  const std::size_t running = snapshot.running();
  std::vector<std::pair<long, Row>> rows;
  for (const RunningJob* job : ordered_jobs(snapshot)) {
    rows.emplace_back(job->task.pid, Row{*job, rows.size() >= running});
  }
  rows_.show(std::move(rows));
}

OutcomeTable::OutcomeTable() {
  set_up(view_, rows_);
  const auto style = [](const Row& row) -> Glib::ustring {
    const Place place = row_of(row.outcome).place;
    if (place == Place::on_a_host) return "well";
    return place == Place::local_by_rule ? "" : "trouble";
  };
  add(view_, text_column<Row>({"Jobs", [](const Row& row) { return shown(cat(row.count)); }, true}),
      60);
  add(view_,
      text_column<Row>(
          {"Outcome", [](const Row& row) { return shown(row_of(row.outcome).key); }, false, style}),
      170);
  add(view_,
      text_column<Row>(
          {"What happened", [](const Row& row) { return shown(row_of(row.outcome).text); }}),
      takes_the_rest);
}

void OutcomeTable::show(const Totals& totals) {
  std::vector<std::pair<Outcome, Row>> rows;
  for (const auto& [outcome, count] : ordered_outcomes(totals)) {
    rows.emplace_back(outcome, Row{outcome, count});
  }
  rows_.show(std::move(rows));
}

}  // namespace distcc
