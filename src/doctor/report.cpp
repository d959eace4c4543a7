// SPDX-License-Identifier: GPL-3.0-or-later
#include "doctor/report.h"

#include <algorithm>
#include <cstring>

#include "base/json.h"
#include "base/text.h"
#include "doctor/examine_hosts.h"
#include "toolchain/probe.h"

namespace distcc {
namespace {

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      break;
  }
  return "note";
}

std::string_view name_of(CompileFacts::Kind kind) {
  switch (kind) {
    case CompileFacts::Kind::not_tried:
      return "not_tried";
    case CompileFacts::Kind::same:
      return "same";
    case CompileFacts::Kind::differs:
      return "differs";
    case CompileFacts::Kind::refused:
      return "refused";
    case CompileFacts::Kind::no_compiler:
      return "no_compiler";
    case CompileFacts::Kind::hung_up:
      return "hung_up";
    case CompileFacts::Kind::failed:
      break;
  }
  return "failed";
}

std::size_t count(const Findings& findings, Severity severity) {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [severity](const Finding& one) { return one.severity == severity; }));
}

std::size_t wells(const HereFacts& here, const std::vector<HostFacts>& hosts) {
  return static_cast<std::size_t>(std::count_if(
      hosts.begin(), hosts.end(), [&](const HostFacts& host) { return is_well(here, host); }));
}

int slots_of(const HereFacts& here, const std::vector<HostFacts>& hosts) {
  int slots = 0;
  for (const HostFacts& facts : hosts) {
    const bool counts = facts.host.way == Host::Way::local || is_well(here, facts);
    if (counts && facts.host.usable()) slots += facts.host.slots;
  }
  return slots;
}

std::string last_line(const HereFacts& here, const std::vector<HostFacts>& hosts,
                      const Findings& findings, double seconds) {
  const std::size_t servers = static_cast<std::size_t>(
      std::count_if(hosts.begin(), hosts.end(),
                    [](const HostFacts& facts) { return facts.host.way != Host::Way::local; }));
  std::string line = has_problems(findings) ? "looked at " : "all is well: looked at ";
  line += cat(counted(servers, "host"), " in ", fixed(seconds, 1), " s, ", wells(here, hosts),
              " ready");
  if (const int slots = slots_of(here, hosts); slots > 0) line += cat(", make -j", slots);
  for (const CompilerFacts& one : here.compilers) {
    const std::string ident = compiler_ident(one.object);
    if (one.asked_for && !ident.empty()) line += cat("; ", one.compiler.word, " is ", ident);
  }
  if (!findings.empty()) {
    line += cat("; ", counted(count(findings, Severity::error), "error"), ", ",
                counted(count(findings, Severity::warning), "warning"), ", ",
                counted(count(findings, Severity::note), "note"));
  }
  return line;
}

void write_host(JsonWriter& json, const HereFacts& here, const HostFacts& facts) {
  json.begin_object().member("host", facts.host.definition);
  json.member("ready", is_well(here, facts)).member("slots", facts.host.slots);
  json.key("addresses").begin_array();
  for (const std::string& address : facts.addresses) json.value(address);
  json.end_array();
  json.member("connect_seconds", facts.connect_seconds);
  if (facts.connect_error != 0) json.member("connect_error", std::strerror(facts.connect_error));
  if (facts.jobs) json.member("jobs", *facts.jobs);
  json.key("compilers").begin_array();
  for (std::size_t i = 0; i < facts.compiles.size(); ++i) {
    json.begin_object().member("name", here.compilers[i].compiler.word);
    json.member("language", here.compilers[i].compiler.cxx ? "c++" : "c");
    json.member("verdict", name_of(facts.compiles[i].kind));
    json.member("text", facts.compiles[i].text).end_object();
  }
  json.end_array().end_object();
}

}  // namespace

Findings worst_first(Findings findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return static_cast<int>(a.severity) < static_cast<int>(b.severity);
  });
  return findings;
}

bool has_problems(const Findings& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& one) { return one.severity != Severity::note; });
}

std::string report_text(const HereFacts& here, const std::vector<HostFacts>& hosts,
                        const Findings& findings, double seconds) {
  std::string text;
  if (!has_problems(findings)) text = cat(last_line(here, hosts, findings, seconds), "\n");
  for (const Finding& one : findings) {
    text += cat(name_of(one.severity), ": ", one.where, ": ", one.what);
    if (!one.mend.empty()) text += cat("; mend: ", one.mend);
    text += "\n";
  }
  if (has_problems(findings)) text += cat(last_line(here, hosts, findings, seconds), "\n");
  return text;
}

std::string report_json(const HereFacts& here, const std::vector<HostFacts>& hosts,
                        const Findings& findings, double seconds) {
  JsonWriter json;
  json.begin_object().member("healthy", !has_problems(findings)).member("seconds", seconds);
  json.key("findings").begin_array();
  for (const Finding& one : findings) {
    json.begin_object().member("severity", name_of(one.severity)).member("key", one.key);
    json.member("where", one.where).member("what", one.what).member("mend", one.mend);
    json.end_object();
  }
  json.end_array().key("hosts").begin_array();
  for (const HostFacts& facts : hosts) write_host(json, here, facts);
  json.end_array().end_object();
  return cat(json.text(), "\n");
}

}  // namespace distcc
