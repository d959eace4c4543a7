// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/statistics_page.h"

#include <array>
#include <cmath>

#include "base/text.h"
#include "web/http.h"
#include "web/metrics.h"

namespace distcc {
namespace {

constexpr Milliseconds patience{5000};

template <class Value>
std::string line(std::string_view name, const Value& value) {
  return cat(name, " ", value, "\n");
}

std::string counter_lines(const Statistics::Counts& counts) {
  return line("dcc_tcp_accept", counts.connections) + line("dcc_rej_bad_req", counts.bad_requests) +
         line("dcc_rej_overload", counts.overloads) + line("dcc_compile_ok", counts.compiled) +
         line("dcc_compile_error", counts.compile_errors) +
         line("dcc_compile_timeout", counts.compile_timeouts) +
         line("dcc_cli_disconnect", counts.clients_gone) + line("dcc_other", counts.others) +
         line("dcc_longest_job", counts.longest_source) +
         line("dcc_longest_job_compiler", counts.longest_compiler) +
         line("dcc_longest_job_time_msecs", counts.longest_time.count());
}

std::string machine_lines(const MachineState& machine) {
  return line("dcc_num_procstate_D", machine.processes_in_disk_wait) +
         line("dcc_max_RSS", machine.largest_rss_kb) +
         line("dcc_max_RSS_name", machine.largest_rss_name) + line("dcc_io_rate", machine.io_rate) +
         line("dcc_free_space", cat(machine.free_space_mb, " MB")) +
         line("dcc_free_mem", cat(machine.free_memory_mb, " MB"));
}

std::string refusal_lines(const Statistics::Counts& counts) {
  std::string lines;
  for (const RefusalRow& row : refusal_rows()) {
    lines +=
        line(cat("dcc_refused_", row.key), counts.refusals[static_cast<std::size_t>(row.kind)]);
  }
  return lines;
}

}  // namespace

std::string statistics_page(const Statistics::Counts& counts, const MachineState& machine,
                            int jobs) {
  const std::array windows = {&counts.last_1_minute, &counts.last_5_minutes,
                              &counts.last_15_minutes};
  std::string page =
      "HTTP/1.0 200 OK\nContent-Type: text/plain\nConnection: close\n\n"
      "argv /distccd\n<distccstats>\n";
  page += counter_lines(counts);
  page += line("dcc_max_kids", jobs);
  for (std::size_t i = 0; i < 3; ++i) {
    page += line(cat("dcc_avg_kids", i + 1), std::lround(windows[i]->busy_jobs));
  }
  page += line("dcc_current_load", counts.running);
  for (std::size_t i = 0; i < 3; ++i) {
    page += line(cat("dcc_load", i + 1), fixed(machine.load[i], 2));
  }
  for (std::size_t i = 0; i < 3; ++i) {
    page += line(cat("dcc_num_compiles", i + 1), windows[i]->compiles);
  }
  return page + machine_lines(machine) + refusal_lines(counts) + "</distccstats>\n";
}

void serve_statistics(const std::function<ServerFacts()>& look, Stream& stream) {
  std::array<char, 4096> request;
  const auto got = stream.read(request.data(), request.size(), Deadline::after(patience));
  if (!got) return;
  const ServerFacts facts = look();
  const auto asked = parse_http_request({request.data(), *got});
  const std::string page =
      asked && asked->path == "/metrics"
          ? http_answer_bytes({HttpStatus::ok, metrics_type, metrics_of(facts)}, asked->head_only)
          : statistics_page(facts.counts, facts.machine, facts.jobs);
  if (stream.write(page, patience)) stream.finish(request.size(), Deadline::after(patience));
}

}  // namespace distcc
