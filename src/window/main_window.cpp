// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/main_window.h"

#include <giomm/menu.h>
#include <glibmm/main.h>
#include <gtkmm/button.h>
#include <gtkmm/cssprovider.h>
#include <gtkmm/dialog.h>
#include <gtkmm/scrolledwindow.h>
#include <gtkmm/settings.h>
#include <gtkmm/stylecontext.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "monitor/cells.h"
#include "window/people.h"

namespace distcc {
namespace {

constexpr unsigned look_every_ms = 60'000 / samples_a_minute;
constexpr int overview_height = 110;
constexpr int margin = 10;

/// Red and green as the theme's text is, lighter on dark and darker on light.
constexpr const char* style = R"(
.numeric { font-feature-settings: "tnum"; }
.trouble { color: mix(#d5380a, @theme_fg_color, 0.3); }
.well { color: mix(#00906a, @theme_fg_color, 0.3); }
.now { font-size: 150%; font-weight: bold; }
columnview.data-table > listview > row > cell { padding: 1px 8px; }
)";

/// The load of this machine, which is what slows preprocessing and local jobs down.
std::string load_text() {
  double load[3] = {};
  if (::getloadavg(load, 3) != 3) return {};
  return cat("load ", fixed(load[0], 2), " ", fixed(load[1], 2), " ", fixed(load[2], 2));
}

void set_text(Gtk::Label& label, const std::string& text) {
  const Glib::ustring now = harmless(text);
  if (label.get_text().compare(now) != 0) label.set_text(now);
}

std::size_t count_at(const Totals& totals, Place place) {
  const auto found = totals.by_place.find(place);
  return found == totals.by_place.end() ? 0 : found->second;
}

std::string now_text(const Snapshot& snapshot) {
  std::string text = cat(snapshot.running(), " of ", snapshot.slots(), " slots");
  if (!snapshot.waiting.empty()) text += cat(", ", snapshot.waiting.size(), " waiting");
  return cat(text, ", ", fixed(snapshot.rate, 1), " jobs/s");
}

std::string build_text(const Snapshot& snapshot) {
  const Totals& totals = snapshot.totals;
  if (snapshot.build.empty()) return "No job has ended here yet";
  std::string text = cat(totals.jobs, " jobs in ", fixed(snapshot.build_seconds, 0),
                         " s: ", count_at(totals, Place::on_a_host), " on hosts, ",
                         count_at(totals, Place::local_by_rule), " here by rule, ",
                         count_at(totals, Place::local_by_fallback), " after trouble");
  if (totals.failed > 0) text += cat(", ", totals.failed, " failed");
  return text;
}

/// The panes share their room as these least sizes relate.
Gtk::ScrolledWindow& scrolled(Gtk::Widget& widget, int least_width, int least_height) {
  auto* const window = Gtk::make_managed<Gtk::ScrolledWindow>();
  window->set_child(widget);
  window->set_min_content_width(least_width);
  window->set_min_content_height(least_height);
  window->set_has_frame(true);
  window->set_vexpand(true);
  window->set_hexpand(true);
  return *window;
}

void align_left(Gtk::Label& label) {
  label.set_xalign(0);
  label.set_ellipsize(Pango::EllipsizeMode::END);
  label.set_single_line_mode(true);
}

bool prefers_dark() {
  return Gtk::Settings::get_default()->property_gtk_application_prefer_dark_theme().get_value();
}

void prefer_dark(bool dark) {
  Gtk::Settings::get_default()->property_gtk_application_prefer_dark_theme().set_value(dark);
}

}  // namespace

MainWindow::MainWindow(WatchedPlace place) {
  set_default_size(1100, 800);
  set_icon_name("org.distcc.Monitor");
  const auto css = Gtk::CssProvider::create();
  css->load_from_data(style);
  Gtk::StyleContext::add_provider_for_display(get_display(), css,
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  add_actions();
  add_header();
  add_content();
  watch(std::move(place));
  Glib::signal_timeout().connect(sigc::mem_fun(*this, &MainWindow::look), look_every_ms);
}

void MainWindow::add_actions() {
  add_action("open", sigc::mem_fun(*this, &MainWindow::choose_directory));
  add_action("close", [this] { close(); });
  busiest_first_ = add_action_bool("busiest-first", [this] {
    bool on = false;
    busiest_first_->get_state(on);
    busiest_first_->set_state(Glib::Variant<bool>::create(!on));
    stale_ = true;
    look();
  });
  const auto dark = add_action_bool("dark", {}, prefers_dark());
  dark->signal_activate().connect([dark](const Glib::VariantBase&) {
    prefer_dark(!prefers_dark());
    dark->set_state(Glib::Variant<bool>::create(prefers_dark()));
  });
}

void MainWindow::add_header() {
  auto* const open = Gtk::make_managed<Gtk::Button>();
  open->set_icon_name("folder-open-symbolic");
  open->set_tooltip_text("Show another DISTCC_DIR (Ctrl+O)");
  open->set_action_name("win.open");
  header_.pack_start(*open);
  auto* const busiest = Gtk::make_managed<Gtk::ToggleButton>("Busiest first");
  busiest->set_tooltip_text("Sort the hosts by the jobs they run (Ctrl+B)");
  busiest->set_action_name("win.busiest-first");
  header_.pack_start(*busiest);
  const auto menu = Gio::Menu::create();
  menu->append("Show another _DISTCC_DIR…", "win.open");
  menu->append("_Busiest first", "win.busiest-first");
  menu->append("_Dark colours", "win.dark");
  menu->append("_Quit", "win.close");
  menu_.set_icon_name("open-menu-symbolic");
  menu_.set_tooltip_text("Menu (F10)");
  menu_.set_menu_model(menu);
  menu_.set_primary(true);
  header_.pack_end(menu_);
  set_titlebar(header_);
}

void MainWindow::add_content() {
  content_.set_margin(margin);
  content_.set_spacing(margin / 2);
  for (Gtk::Label* label : {&now_, &build_, &place_, &trouble_}) align_left(*label);
  now_.add_css_class("now");
  place_.add_css_class("dim-label");
  trouble_.add_css_class("trouble");
  trouble_.set_visible(false);
  strip_.set_content_height(overview_height);
  strip_.set_hexpand(true);
  for (Gtk::Widget* widget :
       std::initializer_list<Gtk::Widget*>{&now_, &build_, &trouble_, &strip_, &legend_}) {
    content_.append(*widget);
  }
  left_and_right_.set_start_child(scrolled(hosts_.widget(), 330, 90));
  left_and_right_.set_end_child(scrolled(outcomes_.widget(), 190, 90));
  upper_and_lower_.set_start_child(left_and_right_);
  upper_and_lower_.set_end_child(scrolled(jobs_.widget(), 300, 80));
  upper_and_lower_.set_vexpand(true);
  content_.append(upper_and_lower_);
  content_.append(place_);
  set_child(content_);
}

void MainWindow::choose_directory() {
  chooser_ =
      Gtk::FileChooserNative::create("Show another DISTCC_DIR", *this,
                                     Gtk::FileChooser::Action::SELECT_FOLDER, "_Show", "_Cancel");
  chooser_->set_modal(true);
  chooser_->signal_response().connect([this](int response) {
    const auto file = chooser_->get_file();
    if (response != Gtk::ResponseType::ACCEPT || !file) return;
    auto place = watched_place(Environment::of_process(), file->get_path());
    if (place) {
      watch(std::move(*place));
    } else {
      show_trouble(place.error().text);
    }
  });
  chooser_->show();
}

void MainWindow::watch(WatchedPlace place) {
  set_title(cat("distcc Monitor - ", owner_of(place.directory), "@", this_machine()));
  watch_.emplace(std::move(place));
  history_ = History();
  stale_ = true;
  look();
}

/// Called by the timer; true: again.
bool MainWindow::look() {
  const auto snapshot = watch_->look();
  if (snapshot) {
    show(*snapshot);
  } else {
    show_trouble(snapshot.error().text);
  }
  return true;
}

void MainWindow::show(const Snapshot& snapshot) {
  const bool was_quiet = history_.is_quiet();
  history_.add(snapshot);
  show_words(snapshot);
  const bool nothing_new =
      was_quiet && history_.is_quiet() && snapshot.totals.jobs == jobs_shown_ && !stale_;
  if (nothing_new) return;
  bool busiest_first = false;
  busiest_first_->get_state(busiest_first);
  strip_.show_samples(history_.of_all(),
                      static_cast<std::size_t>(std::max<std::int64_t>(snapshot.slots(), 0)));
  hosts_.show(snapshot, history_, busiest_first);
  jobs_.show(snapshot);
  outcomes_.show(snapshot.totals);
  jobs_shown_ = snapshot.totals.jobs;
  stale_ = false;
}

void MainWindow::show_words(const Snapshot& snapshot) {
  set_text(now_, now_text(snapshot));
  set_text(build_, build_text(snapshot));
  set_text(place_, cat(snapshot.directory, "    ", load_text()));
  show_trouble(snapshot.trouble);
}

void MainWindow::show_trouble(const std::string& text) {
  set_text(trouble_, text);
  trouble_.set_visible(!text.empty());
}

}  // namespace distcc
