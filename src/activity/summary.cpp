// SPDX-License-Identifier: GPL-3.0-or-later
#include "activity/summary.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"

namespace distcc {
namespace {

std::string seconds(std::int64_t microseconds) {
  return cat(fixed(static_cast<double>(microseconds) / 1e6, 1), " s");
}

std::string megabytes(std::uint64_t bytes) {
  return cat(fixed(static_cast<double>(bytes) / 1e6, 1), " MB");
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::size_t count_at(const Totals& totals, Place place) {
  const auto found = totals.by_place.find(place);
  return found == totals.by_place.end() ? 0 : found->second;
}

std::string headline(const Build& build, const Totals& totals) {
  const std::size_t remote = count_at(totals, Place::on_a_host);
  std::string line =
      cat("distcc: ", counted(totals.jobs, "job"), " in ", seconds(build.ended - build.began), ": ",
          remote, " on hosts, ", count_at(totals, Place::local_by_rule), " here by rule, ",
          count_at(totals, Place::local_by_fallback), " here after trouble");
  if (totals.failed > 0) line += cat(", ", totals.failed, " failed");
  return line + '\n';
}

std::string host_lines(const Totals& totals) {
  std::size_t width = 0;
  for (const auto& [host, of_host] : totals.by_host) width = std::max(width, host.size());
  std::string lines;
  for (const auto& [host, of_host] : totals.by_host) {
    lines += cat("  ", padded(printable(host), width), "  ", counted(of_host.jobs, "job"), ", ",
                 seconds(of_host.busy), " of work");
    if (of_host.sent + of_host.received > 0) {
      lines +=
          cat(", ", megabytes(of_host.sent), " sent, ", megabytes(of_host.received), " received");
    }
    lines += '\n';
  }
  return lines;
}

/// The subject most jobs of an outcome share is the likeliest to explain it.
std::string commonest_subject(const Build& build, Outcome outcome) {
  std::map<std::string, std::size_t> counts;
  for (const JobRecord& job : build.jobs) {
    if (job.outcome == outcome && !job.subject.empty()) ++counts[job.subject];
  }
  const auto most =
      std::max_element(counts.begin(), counts.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counts.end() ? std::string() : most->first;
}

/// Why jobs did not run on a host, the commonest reason first.
std::string reason_lines(const Build& build, const Totals& totals) {
  std::vector<std::pair<std::size_t, Outcome>> reasons;
  for (const auto& [outcome, count] : totals.by_outcome) {
    if (outcome != Outcome::compiled_remotely) reasons.emplace_back(count, outcome);
  }
  std::sort(reasons.begin(), reasons.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::string lines;
  for (const auto& [count, outcome] : reasons) {
    const OutcomeRow& row = row_of(outcome);
    lines += cat("  ", count, ' ', row.key, ": ", row.text);
    const std::string subject = commonest_subject(build, outcome);
    if (!subject.empty()) lines += cat(" (", printable(subject), ")");
    lines += '\n';
    if (!row.advice.empty()) lines += cat("    ", row.advice, '\n');
  }
  return lines;
}

}  // namespace

std::string summary_text(const Build& build) {
  const Totals totals = totals_of(build.jobs);
  return cat(headline(build, totals), host_lines(totals), reason_lines(build, totals));
}

}  // namespace distcc
