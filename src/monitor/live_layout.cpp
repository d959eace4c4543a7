// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/live_layout.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.h"
#include "monitor/cells.h"
#include "monitor/order.h"

namespace distcc {
namespace {

constexpr Phase shown_phases[] = {Phase::blocked, Phase::connect, Phase::preprocess,
                                  Phase::send,    Phase::compile, Phase::receive};

// Columns that narrow windows go without, least important first.
constexpr std::size_t width_for_done = 60;
constexpr std::size_t width_for_pid = 70;
constexpr std::size_t width_for_seconds = 40;

std::size_t count_at(const Totals& totals, Place place) {
  const auto found = totals.by_place.find(place);
  return found == totals.by_place.end() ? 0 : found->second;
}

Line title_line(const Snapshot& snapshot) {
  Line line;
  line.add(Style::title, cat(snapshot.running(), " of ", snapshot.slots(), " slots"));
  if (!snapshot.waiting.empty()) {
    line.add(Style::blocked, cat(", ", snapshot.waiting.size(), " waiting"));
  }
  line.add(Style::plain, cat(", ", fixed(snapshot.rate, 1), " jobs/s"));
  return line.add(Style::faint, cat("   ", snapshot.directory));
}

Line build_line(const Snapshot& snapshot) {
  const Totals& totals = snapshot.totals;
  Line line;
  line.add(Style::plain, cat(totals.jobs, " jobs in ", fixed(snapshot.build_seconds, 1), " s: "));
  line.add(Style::good, cat(count_at(totals, Place::on_a_host), " on hosts"));
  line.add(Style::plain, cat(", ", count_at(totals, Place::local_by_rule), " here by rule"));
  const std::size_t fallen_back = count_at(totals, Place::local_by_fallback);
  line.add(fallen_back > 0 ? Style::bad : Style::plain, cat(", ", fallen_back, " after trouble"));
  if (totals.failed > 0) line.add(Style::bad, cat(", ", totals.failed, " failed"));
  return line.add(Style::faint, cat("   build ", snapshot.build));
}

Line outcome_line(const Totals& totals) {
  Line line;
  for (const auto& [outcome, count] : ordered_outcomes(totals)) {
    const OutcomeRow& row = row_of(outcome);
    const Style style = row.place == Place::on_a_host       ? Style::good
                        : row.place == Place::local_by_rule ? Style::plain
                                                            : Style::bad;
    line.add(style, cat(row.key, " ", count, "  "));
  }
  return line;
}

Line legend_line() {
  Line line;
  for (const Phase phase : shown_phases) {
    line.add(style_of(phase), cat(letter_of(phase), " ", phase_name(phase), "  "));
  }
  return line.add(Style::faint, ". free");
}

Frame header_of(const Snapshot& snapshot) {
  Frame header{title_line(snapshot)};
  if (!snapshot.build.empty()) {
    header.push_back(build_line(snapshot));
    header.push_back(outcome_line(snapshot.totals));
  }
  if (!snapshot.trouble.empty()) header.push_back(Line().add(Style::bad, snapshot.trouble));
  header.push_back(legend_line());
  header.emplace_back();
  return header;
}

/// Each job in the place of its slot; where that is taken or out of sight, in the next free one.
std::vector<std::optional<Phase>> slots_of(const HostNow& host, std::size_t room) {
  std::vector<std::optional<Phase>> slots(std::min(host.width(), room));
  for (const RunningJob& job : host.jobs) {
    const auto slot = static_cast<std::size_t>(std::max(job.task.slot, 0));
    auto place =
        slot < slots.size() ? slots.begin() + static_cast<std::ptrdiff_t>(slot) : slots.begin();
    if (place == slots.end()) break;
    if (*place) place = std::find(slots.begin(), slots.end(), std::nullopt);
    if (place != slots.end()) *place = job.task.phase;
  }
  return slots;
}

void add_strip(Line& line, const HostNow& host, std::size_t room) {
  for (const auto& slot : slots_of(host, room)) {
    if (slot) {
      line.add(style_of(*slot), std::string(1, letter_of(*slot)));
    } else {
      line.add(Style::faint, ".");
    }
  }
}

/// The widths of the columns of both tables, for one window.
struct Columns {
  std::size_t host;
  std::size_t file;
  bool done;
  bool pid;
  bool seconds;
};

Columns columns_for(const Snapshot& snapshot, std::size_t width) {
  std::size_t longest = 4;
  for (const HostNow& host : snapshot.hosts) longest = std::max(longest, cells_of(host.name));
  Columns columns{};
  columns.done = width >= width_for_done;
  columns.pid = width >= width_for_pid;
  columns.seconds = width >= width_for_seconds;
  columns.host = std::min(longest, std::max<std::size_t>(width / 3, 4));
  const std::size_t others =
      12 + columns.host + 6 + (columns.seconds ? 9 : 0) + (columns.pid ? 9 : 0);
  columns.file = width > others + 8 ? width - others : 8;
  return columns;
}

Line host_heading(const Columns& columns) {
  std::string text = cat(left_aligned("Host", columns.host), "  ", right_aligned("Slots", 9));
  if (columns.done) text += right_aligned("Ended", 8);
  return Line().add(Style::heading, text + "  Now");
}

Line host_line(const HostNow& host, const Columns& columns, std::size_t width) {
  const bool in_trouble = host.state == HostState::down || host.state == HostState::backed_off;
  Line line;
  line.add(in_trouble ? Style::bad : Style::plain, left_aligned(harmless(host.name), columns.host));
  const std::string slots = host.slots > 0 ? cat(host.slots) : std::string("?");
  line.add(Style::plain, cat("  ", right_aligned(cat(host.jobs.size(), "/", slots), 9)));
  if (columns.done) line.add(Style::plain, right_aligned(cat(host.done), 8));
  line.add(Style::plain, "  ");
  if (in_trouble) line.add(Style::bad, cat(host_state_name(host.state), " "));
  const std::size_t used = line.cells();
  if (used < width) add_strip(line, host, width - used);
  return line;
}

/// All hosts in the order of the list where there is room for them. Else the busiest first, and
/// one line for the others.
Frame host_lines(const Snapshot& snapshot, const Columns& columns, std::size_t width,
                 std::size_t room) {
  const bool fit = snapshot.hosts.size() <= room;
  const auto hosts = ordered_hosts(snapshot, !fit);
  const std::size_t shown = fit ? hosts.size() : room - std::min<std::size_t>(room, 1);
  Frame lines{host_heading(columns)};
  for (std::size_t i = 0; i < shown; ++i) lines.push_back(host_line(*hosts[i], columns, width));
  if (shown < hosts.size()) {
    const auto busy = static_cast<std::size_t>(
        std::count_if(hosts.begin() + static_cast<std::ptrdiff_t>(shown), hosts.end(),
                      [](const HostNow* host) { return !host->jobs.empty(); }));
    lines.push_back(Line().add(Style::faint, cat("and ", hosts.size() - shown, " more, ", busy,
                                                 " of them busy (a shows all)")));
  }
  return lines;
}

Line job_line(const RunningJob& job, const Columns& columns, bool waits) {
  Line line;
  if (columns.seconds) {
    line.add(Style::plain, right_aligned(job.seconds ? fixed(*job.seconds, 1) : "?", 7) + "  ");
  }
  line.add(style_of(job.task.phase), left_aligned(phase_name(job.task.phase), 10) + "  ");
  line.add(Style::plain, left_aligned(harmless(job.task.file), columns.file) + "  ");
  const std::string place = waits ? std::string("-") : cat(job.task.host, "[", job.task.slot, "]");
  line.add(Style::plain, left_aligned(harmless(place), columns.host + 4));
  if (columns.pid) line.add(Style::faint, right_aligned(cat(job.task.pid), 9));
  return line;
}

Frame job_lines(const Snapshot& snapshot, const Columns& columns) {
  Frame lines;
  lines.emplace_back();
  std::string heading = columns.seconds ? right_aligned("Seconds", 7) + "  " : std::string();
  heading += cat(left_aligned("Phase", 10), "  ", left_aligned("File", columns.file), "  ",
                 left_aligned("Host", columns.host + 4));
  if (columns.pid) heading += right_aligned("Process", 9);
  lines.push_back(Line().add(Style::heading, heading));
  const std::size_t running = snapshot.running();
  for (const RunningJob* job : ordered_jobs(snapshot)) {
    const bool waits = lines.size() >= running + 2;  // after those that run, and the heading
    lines.push_back(job_line(*job, columns, waits));
  }
  return lines;
}

Line footer_line(std::size_t first, std::size_t page, std::size_t all) {
  Line line;
  line.add(Style::faint, "q quit   arrows, page keys: scroll   a: all hosts");
  if (all > page) {
    line.add(Style::faint,
             cat("   lines ", first + 1, "-", std::min(first + page, all), " of ", all));
  }
  return line;
}

/// So many host lines that the jobs get what they need, or at least half of the window.
std::size_t room_for_hosts(std::size_t page, std::size_t jobs) {
  constexpr std::size_t least = 3;
  constexpr std::size_t heading = 1;
  const std::size_t left = page > jobs + heading ? page - jobs - heading : 0;
  return std::max({least, page / 2, left});
}

}  // namespace

char letter_of(Phase phase) {
  switch (phase) {
    case Phase::startup:
      return 'u';
    case Phase::blocked:
      return 'b';
    case Phase::connect:
      return 'n';
    case Phase::preprocess:
      return 'p';
    case Phase::send:
      return 's';
    case Phase::compile:
      return 'C';
    case Phase::receive:
      return 'r';
    case Phase::done:
      break;
  }
  return '?';
}

LivePicture lay_out(const Snapshot& snapshot, Size size, const LiveView& view) {
  LivePicture picture;
  Frame header = header_of(snapshot);
  const Columns columns = columns_for(snapshot, size.columns);
  const std::size_t fixed_lines = header.size() + 1;
  picture.page = size.rows > fixed_lines ? size.rows - fixed_lines : 0;
  const Frame jobs = job_lines(snapshot, columns);
  const std::size_t room =
      view.all_hosts ? snapshot.hosts.size() : room_for_hosts(picture.page, jobs.size());
  Frame body = host_lines(snapshot, columns, size.columns, room);
  body.insert(body.end(), jobs.begin(), jobs.end());

  picture.scroll_limit = body.size() > picture.page ? body.size() - picture.page : 0;
  const std::size_t first = std::min(view.scroll, picture.scroll_limit);
  picture.frame = std::move(header);
  for (std::size_t i = 0; i < picture.page; ++i) {
    picture.frame.push_back(first + i < body.size() ? body[first + i] : Line());
  }
  picture.frame.push_back(footer_line(first, picture.page, body.size()));
  if (picture.frame.size() > size.rows) picture.frame.resize(size.rows);
  for (Line& line : picture.frame) line = line.cut(size.columns);
  return picture;
}

}  // namespace distcc
