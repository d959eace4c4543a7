// SPDX-License-Identifier: GPL-3.0-or-later
#include "doctor/examine_hosts.h"

#include <cerrno>
#include <cstring>
#include <map>

#include "base/paths.h"
#include "base/text.h"

namespace distcc {
namespace {

using Kind = CompileFacts::Kind;
using Stage = HostFacts::Stage;

/// The command that puts a compiler into the white list that a server's refusal is about.
std::string white_list_command(const std::string& refusal, const std::string& word) {
  constexpr std::string_view before = "add its path to ";
  const std::size_t start = refusal.find(before);
  const std::size_t end = refusal.find(" (DISTCC_CMDLIST)");
  if (start == std::string::npos || end == std::string::npos || end < start) {
    return "update-distcc-symlinks";
  }
  const std::size_t path = start + before.size();
  return cat("sh -c 'command -v ", word, " >> ", refusal.substr(path, end - path), "'");
}

/// The name that says the version of our compiler: gcc-12 for "GCC: (Debian 12.2.0-14) 12.2.0".
std::string versioned_name(const CompilerFacts& compiler) {
  const std::string ident = compiler_ident(compiler.object);
  const std::string version = ident.substr(ident.rfind(' ') + 1);
  return cat(base_name(compiler.compiler.word), "-", version.substr(0, version.find('.')));
}

/// Judges one host.
class Examination {
 public:
  Examination(const HereFacts& here, const HostFacts& facts, Findings& findings)
      : here_(here), facts_(facts), findings_(findings) {}

  void run() {
    const Host& host = facts_.host;
    if (host.way == Host::Way::local) return;
    if (!host.usable()) {
      add(Severity::note, "not_used", host.down ? "is marked ,down" : "has no slots", "");
      return;
    }
    if (!examine_way()) return;
    for (std::size_t i = 0; i < facts_.compiles.size(); ++i) {
      if (!examine_compile(here_.compilers[i], facts_.compiles[i])) break;
    }
    examine_pump();
    examine_rest();
  }

 private:
  void add(Severity severity, std::string_view key, std::string what, std::string mend) {
    findings_.push_back({severity, key, facts_.host.definition, std::move(what), std::move(mend)});
  }

  /// A command that has to be run there.
  [[nodiscard]] std::string there(const std::string& command) const {
    const std::string& name = facts_.host.name;
    const bool here = name.starts_with("127.") || name == "::1" || name == "localhost";
    return here ? cat("sudo ", command) : cat("ssh ", name, " sudo ", command);
  }

  [[nodiscard]] std::string us() const {
    return facts_.our_address.empty() ? "ADDRESS-OF-THIS-MACHINE" : facts_.our_address;
  }

  [[nodiscard]] std::string start_command() const {
    const int port = facts_.host.port;
    const bool own = facts_.addresses.size() == 1 && facts_.addresses[0].starts_with("127.");
    return there(cat("distccd --daemon", port == 3632 ? "" : cat(" --port ", port), " --allow ",
                     own ? facts_.addresses[0] : us()));
  }

  bool examine_way();
  bool examine_connection();
  bool examine_compile(const CompilerFacts& compiler, const CompileFacts& compile);
  bool examine_refusal(const std::string& word, Severity severity, const std::string& text);
  void examine_pump();
  void examine_rest();

  const HereFacts& here_;
  const HostFacts& facts_;
  Findings& findings_;
};

/// False when there is nobody to talk to.
bool Examination::examine_way() {
  if (!facts_.lookup_error.empty()) {
    add(Severity::error, "name_unknown",
        cat("the name ", facts_.host.name, " has no address: ", facts_.lookup_error),
        cat("getent hosts ", facts_.host.name, ", then mend the name in ", here_.list_origin));
    return false;
  }
  if (facts_.connect_error != 0) return examine_connection();
  if (facts_.closed_at_once) {
    add(Severity::error, "not_allowed",
        "takes the connection and hangs up: it does not allow this client (or wants it to "
        "authenticate, ,auth)",
        there(cat("distccd --daemon",
                  facts_.host.port == 3632 ? "" : cat(" --port ", facts_.host.port), " --allow ",
                  us())));
    return false;
  }
  if (facts_.stage == Stage::looking_up || facts_.stage == Stage::connecting) {
    add(Severity::error, facts_.stage == Stage::looking_up ? "name_service_slow" : "unreachable",
        facts_.stage == Stage::looking_up ? "the name service did not answer in time"
                                          : "no answer to the attempt to connect",
        facts_.stage == Stage::looking_up ? cat("getent hosts ", facts_.host.name)
                                          : cat("ping -c 1 ", facts_.host.name));
    return false;
  }
  return true;
}

bool Examination::examine_connection() {
  const std::string why = std::strerror(facts_.connect_error);
  const std::string& name = facts_.host.name;
  if (facts_.connect_error == ECONNREFUSED) {
    const bool loopback = name.starts_with("127.");
    add(Severity::error, "connection_refused",
        cat("nothing listens on port ", facts_.host.port, " (", why, ")",
            loopback ? "; 127.0.0.1 is a distccd on this machine, localhost is none" : ""),
        loopback ? cat(start_command(), ", or write localhost in ", here_.list_origin)
                 : start_command());
    return false;
  }
  const bool silent = facts_.connect_error == ETIMEDOUT;
  add(Severity::error, silent ? "unreachable" : "cannot_connect",
      silent ? "does not answer: it is down, or a firewall drops what comes for its port" : why,
      cat("ping -c 1 ", name, "; ",
          there(cat("iptables -I INPUT -p tcp --dport ", facts_.host.port, " -j ACCEPT"))));
  return false;
}

/// False when the others would only repeat it.
bool Examination::examine_refusal(const std::string& word, Severity severity,
                                  const std::string& text) {
  if (text.find("authentication_missing") != std::string::npos) {
    add(Severity::error, "authentication_missing", text,
        cat("write ", facts_.host.definition, ",auth in ", here_.list_origin, ", and run kinit"));
    return false;
  }
  const bool by_list = text.find("not_allowed") != std::string::npos;
  add(severity, by_list ? "compiler_not_allowed" : "refused",
      by_list ? cat(word, " is not in its white list: ", text) : text,
      there(by_list ? white_list_command(text, word) : "journalctl -u distccd"));
  return true;
}

/// False when the others would only repeat it.
bool Examination::examine_compile(const CompilerFacts& compiler, const CompileFacts& compile) {
  const std::string& word = compiler.compiler.word;
  const Severity severity = compiler.asked_for ? Severity::error : Severity::note;
  const bool lost = compile.kind == Kind::failed || compile.kind == Kind::hung_up;
  if (lost && facts_.host.way == Host::Way::ssh) {
    const Host& host = facts_.host;
    add(Severity::error, "ssh_fails", compile.text,
        cat(here_.options.ssh, " ", host.user, host.user.empty() ? "" : "@", host.name, " ",
            host.remote_command.empty() ? "distccd" : host.remote_command, " --version"));
    return false;
  }
  switch (compile.kind) {
    case Kind::same:
      return true;
    case Kind::not_tried:
      if (facts_.stage == Stage::finished) return true;
      add(Severity::error, "too_slow", cat("did not compile a small text with ", word, " in time"),
          there("uptime"));
      return false;
    case Kind::differs:
      add(severity, "compiler_differs", cat(word, ": ", compile.text),
          cat(there(cat("apt-get install ", versioned_name(compiler))), ", and compile with ",
              versioned_name(compiler)));
      return true;
    case Kind::no_compiler:
      add(severity, "compiler_missing", cat(word, " is not installed there: ", compile.text),
          there(cat("apt-get install ", word)));
      return true;
    case Kind::refused:
      return examine_refusal(word, severity, compile.text);
    case Kind::hung_up:
      add(severity, "compiler_not_allowed",
          cat("hangs up when asked for ", word, ": it is not in its white list"),
          there("update-distcc-symlinks"));
      return true;
    case Kind::failed:
      break;
  }
  add(severity, "compile_fails", cat(word, ": ", compile.text), there("journalctl -u distccd"));
  return true;
}

void Examination::examine_pump() {
  if (!facts_.pump || facts_.pump->kind == Kind::same) return;
  add(Severity::warning, "no_pump_mode",
      cat("does not compile in pump mode",
          facts_.pump->text.empty() ? "" : cat(": ", facts_.pump->text)),
      cat("take ,cpp off ", facts_.host.definition, " in ", here_.list_origin));
}

void Examination::examine_rest() {
  if (facts_.backed_off.count() > 0 && is_well(here_, facts_)) {
    add(Severity::warning, "stale_back_off",
        cat("works now, but failed lately and is left out for ", facts_.backed_off.count(),
            " s more"),
        cat("rm ", facts_.back_off_file));
  }
  if (const auto which = facts_.remembered_other;
      which && *which < facts_.compiles.size() && facts_.compiles[*which].kind == Kind::same) {
    add(Severity::warning, "stale_verdict",
        cat("its ", here_.compilers[*which].compiler.word,
            " is the same as here by now, but is remembered as another"),
        cat("rm -r ", here_.options.directory, "/compilers"));
  }
  constexpr double slow = 1.0;
  if (facts_.lookup_seconds > slow) {
    add(Severity::warning, "name_service_slow",
        cat("looking up its name takes ", fixed(facts_.lookup_seconds, 1), " s, for each job"),
        cat("write ", facts_.addresses.empty() ? "its address" : facts_.addresses.front(),
            " instead of the name in ", here_.list_origin));
  }
  if (facts_.connect_seconds > slow) {
    add(Severity::warning, "network_slow",
        cat("connecting takes ", fixed(facts_.connect_seconds, 1), " s, for each job"),
        cat("ping -c 5 ", facts_.host.name));
  }
  if (facts_.jobs && facts_.host.slots > *facts_.jobs) {
    add(Severity::note, "more_slots_than_jobs",
        cat("gets up to ", facts_.host.slots, " jobs at once from here, and runs ", *facts_.jobs),
        cat("write ", facts_.host.name, "/", *facts_.jobs, " in ", here_.list_origin));
  }
}

/// Two entries that are one machine: it gets the jobs of both.
void find_twins(const HereFacts& here, const std::vector<HostFacts>& hosts, Findings& findings) {
  std::map<std::string, const Host*> known;
  for (const HostFacts& facts : hosts) {
    if (facts.addresses.size() != 1) continue;
    const auto [place, is_new] =
        known.emplace(cat(facts.addresses[0], " ", facts.host.port), &facts.host);
    if (is_new || place->second->lock_name() == facts.host.lock_name()) continue;
    findings.push_back(
        {Severity::warning, "same_machine_twice", facts.host.definition,
         cat("is the same server as ", place->second->definition, ", which gets the jobs of both"),
         cat("take one of them out of ", here.list_origin)});
  }
}

}  // namespace

bool is_well(const HereFacts& here, const HostFacts& host) {
  if (host.stage != Stage::finished || !host.lookup_error.empty() || host.connect_error != 0 ||
      host.closed_at_once) {
    return false;
  }
  for (std::size_t i = 0; i < host.compiles.size(); ++i) {
    const bool matters = here.compilers[i].asked_for && !here.compilers[i].object.empty();
    if (matters && host.compiles[i].kind != Kind::same) return false;
  }
  return true;
}

Findings examine_hosts(const HereFacts& here, const std::vector<HostFacts>& hosts) {
  Findings findings;
  for (const HostFacts& facts : hosts) Examination(here, facts, findings).run();
  find_twins(here, hosts, findings);
  return findings;
}

}  // namespace distcc
