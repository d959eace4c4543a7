// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/status_text.h"

#include <unistd.h>

#include <utility>
#include <vector>

#include "base/text.h"

namespace distcc {
namespace {

constexpr std::string_view version_label = "version: ";
constexpr std::string_view replaced_line = "program: replaced";

std::string_view program_state() {
  return is_program_replaced() ? "replaced" : "current";
}

/// The counters that are plain numbers.
std::vector<std::pair<std::string_view, std::size_t>> numbers_of(const AgentStatus& status) {
  const Answerer::Statistics& counters = status.counters;
  return {
      {"pid", static_cast<std::size_t>(::getpid())},
      {"uptime", static_cast<std::size_t>(status.uptime.count())},
      {"answers", counters.answers},
      {"scans", counters.scanner.scans},
      {"scanner_memory", counters.scanner.memory},
      {"scanner_clearings", counters.scanner.clearings},
      {"compiler_questions", counters.scanner.questions},
      {"mirrored_files", counters.mirror.files},
      {"mirrored_bytes", counters.mirror.bytes},
      {"client_roots", counters.mirror.roots},
      {"packed_entries", counters.packed.entries},
      {"packed_bytes", counters.packed.bytes},
  };
}

}  // namespace

bool is_program_replaced() {
  char buffer[4096];
  const ssize_t length = ::readlink("/proc/self/exe", buffer, sizeof buffer);
  const std::string_view path(buffer, length > 0 ? static_cast<std::size_t>(length) : 0);
  return path.ends_with(" (deleted)");
}

std::string text_of(const AgentStatus& status) {
  std::string text = cat(version_label, DISTCC_VERSION, "\nprogram: ", program_state(), "\n");
  for (const auto& [name, value] : numbers_of(status)) text += cat(name, ": ", value, "\n");
  for (const auto& [key, count] : status.counters.refusals) {
    text += cat("refused ", key, ": ", count, "\n");
  }
  return text;
}

std::string json_of(const AgentStatus& status) {
  std::string text =
      cat("{\"version\":\"", DISTCC_VERSION, "\",\"program\":\"", program_state(), "\"");
  for (const auto& [name, value] : numbers_of(status)) text += cat(",\"", name, "\":", value);
  text += ",\"refused\":{";
  std::string_view comma;
  for (const auto& [key, count] : status.counters.refusals) {
    text += cat(comma, "\"", key, "\":", count);
    comma = ",";
  }
  return text + "}}\n";
}

bool is_older(std::string_view a, std::string_view b) {
  const auto parts_of_a = split_fields(a, '.');
  const auto parts_of_b = split_fields(b, '.');
  for (std::size_t i = 0; i < parts_of_a.size() && i < parts_of_b.size(); ++i) {
    const auto x = parse_integer(parts_of_a[i]).value_or(0);
    const auto y = parse_integer(parts_of_b[i]).value_or(0);
    if (x != y) return x < y;
  }
  return parts_of_a.size() < parts_of_b.size();
}

bool is_outdated(std::string_view status_text) {
  for (const std::string_view line : split_fields(status_text, '\n')) {
    if (line == replaced_line) return true;
    if (!line.starts_with(version_label)) continue;
    if (is_older(line.substr(version_label.size()), DISTCC_VERSION)) return true;
  }
  return false;
}

}  // namespace distcc
