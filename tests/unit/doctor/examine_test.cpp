// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cerrno>
#include <functional>

#include "base/text.h"
#include "doctor/examine_here.h"
#include "doctor/examine_hosts.h"
#include "doctor/report.h"

namespace distcc {
namespace {

using Kind = CompileFacts::Kind;
using Stage = HostFacts::Stage;

/// A set-up without fault: one compiler, one host.
HereFacts healthy_here() {
  HereFacts here;
  here.user = "me";
  here.cpus = 4;
  here.options.directory = "/home/me/.distcc";
  here.list_origin = "/home/me/.distcc/hosts";
  here.list.hosts = {*parse_host("red/8,lzo"), *parse_host("localhost/2")};
  here.compilers = {{{"gcc", CompilerFamily::gcc, false},
                     "/usr/bin/gcc",
                     "/usr/bin/gcc",
                     "GCC: (Debian 12.2.0-14) 12.2.0",
                     true}};
  return here;
}

HostFacts healthy_host(const std::string& entry = "red/8,lzo") {
  HostFacts facts;
  facts.host = *parse_host(entry);
  facts.stage = Stage::finished;
  facts.addresses = {"192.0.2.7"};
  facts.our_address = "192.0.2.1";
  facts.compiles = {{Kind::same, ""}};
  return facts;
}

std::vector<std::string> keys(const Findings& findings) {
  std::vector<std::string> keys;
  for (const Finding& one : findings) keys.emplace_back(one.key);
  return keys;
}

using Keys = std::vector<std::string>;

TEST(ExamineHere, FindsNothingInAHealthySetUp) {
  EXPECT_EQ(keys(examine_here(healthy_here())), Keys{});
}

TEST(ExamineHere, TellsMissingFromBadLists) {
  HereFacts here = healthy_here();
  here.list_error = Error{Fault::this_machine, ExitCode::no_hosts, "no hostlist is set"};
  EXPECT_EQ(examine_here(here).front().key, "no_host_list");
  here.list_error->code = ExitCode::bad_host_specification;
  EXPECT_EQ(examine_here(here).front().key, "bad_host_list");
}

TEST(ExamineHere, WantsAHostBesideLocalhost) {
  HereFacts here = healthy_here();
  here.list.hosts = {*parse_host("localhost/4")};
  EXPECT_EQ(keys(examine_here(here)), Keys{"only_localhost"});
  here.list.hosts = {*parse_host("red,down"), *parse_host("localhost")};
  EXPECT_EQ(keys(examine_here(here)), Keys{"no_usable_host"});
}

TEST(ExamineHere, HoldsLocalSlotsAgainstCpus) {
  HereFacts here = healthy_here();
  here.list.hosts[1].slots = 8;
  EXPECT_EQ(keys(examine_here(here)), Keys{});
  here.list.hosts[1].slots = 9;
  EXPECT_EQ(keys(examine_here(here)), Keys{"too_many_local_slots"});
}

TEST(ExamineHere, NamesTheOwnerOfADirectory) {
  HereFacts here = healthy_here();
  here.slots = {"/home/me/.distcc/lock", EACCES, "root", ""};
  const Findings findings = examine_here(here);
  ASSERT_EQ(keys(findings), Keys{"distcc_dir_not_writable"});
  EXPECT_EQ(findings[0].mend, "sudo chown -R me /home/me/.distcc");
  here.slots = {"/home/me/.distcc/lock", EROFS, "root", ""};
  EXPECT_EQ(examine_here(here)[0].mend, "export DISTCC_DIR=$HOME/.distcc");
  here.slots = {"/home/me/.distcc/lock", 0, "me", "/home/me/.distcc/lock/cpu_tcp_red_3632_0"};
  EXPECT_EQ(examine_here(here)[0].where, "/home/me/.distcc/lock/cpu_tcp_red_3632_0");
}

TEST(ExamineHere, KnowsTheOrderOfThePath) {
  const PathEntry usr{"/usr/bin", PathEntry::Kind::compilers, "gcc", ""};
  const PathEntry links{"/usr/lib/distcc", PathEntry::Kind::masquerade, "gcc", ""};
  const PathEntry cache{"/usr/lib/ccache", PathEntry::Kind::ccache, "gcc", ""};
  HereFacts here = healthy_here();
  here.search_path = {links, usr};
  EXPECT_EQ(keys(examine_here(here)), Keys{});
  here.search_path = {usr, links};
  EXPECT_EQ(keys(examine_here(here)), Keys{"masquerade_behind_compiler"});
  here.search_path = {links, cache, usr};
  EXPECT_EQ(keys(examine_here(here)), Keys{"ccache_after_distcc"});
  here.search_path = {cache, links, usr};
  EXPECT_EQ(keys(examine_here(here)), Keys{});
  here.search_path = {cache, usr};
  EXPECT_EQ(keys(examine_here(here)), Keys{"ccache_without_distcc"});
  here.ccache_prefix = "distcc";
  EXPECT_EQ(keys(examine_here(here)), Keys{});
}

TEST(ExamineHere, MendsOptionsWithATypingError) {
  const auto mend = [](const std::string& entry) {
    return mend_for_entry(cat("/etc/distcc/hosts: bad entry \"", entry, "\": no option"),
                          "/etc/distcc/hosts");
  };
  EXPECT_EQ(mend("red/8,lzp"), "sed -i 's|red/8,lzp|red/8,lzo|' /etc/distcc/hosts");
  EXPECT_EQ(mend("red,lzo,cp"), "sed -i 's|red,lzo,cp|red,lzo,cpp|' /etc/distcc/hosts");
  EXPECT_EQ(mend("red/x"), "${EDITOR:-vi} /etc/distcc/hosts");
  EXPECT_EQ(mend("red,something"), "${EDITOR:-vi} /etc/distcc/hosts");
  EXPECT_EQ(mend("a';reboot;',lzp"), "${EDITOR:-vi} /etc/distcc/hosts");
}

TEST(ExamineHosts, FindsNothingInAHealthyHost) {
  EXPECT_EQ(keys(examine_hosts(healthy_here(), {healthy_host()})), Keys{});
  EXPECT_TRUE(is_well(healthy_here(), healthy_host()));
}

TEST(ExamineHosts, NamesEachKindOfTrouble) {
  const HereFacts here = healthy_here();
  struct Row {
    std::function<void(HostFacts&)> change;
    std::string_view key;
    std::string_view mend;
  };
  const Row rows[] = {
      {[](auto& facts) { facts.lookup_error = "unknown"; }, "name_unknown", "getent hosts red"},
      {[](auto& facts) { facts.connect_error = ECONNREFUSED; }, "connection_refused",
       "ssh red sudo distccd --daemon --allow 192.0.2.1"},
      {[](auto& facts) { facts.connect_error = ETIMEDOUT; }, "unreachable", "ping -c 1 red"},
      {[](auto& facts) { facts.closed_at_once = true; }, "not_allowed", "--allow 192.0.2.1"},
      {[](auto& facts) { facts.stage = Stage::looking_up; }, "name_service_slow", "getent"},
      {[](auto& facts) {
         facts.compiles = {{Kind::differs, "older"}};
       },
       "compiler_differs", "ssh red sudo apt-get install gcc-12, and compile with gcc-12"},
      {[](auto& facts) {
         facts.compiles = {{Kind::no_compiler, ""}};
       },
       "compiler_missing", "apt-get install gcc"},
      {[](auto& facts) {
         facts.compiles = {{Kind::hung_up, ""}};
       },
       "compiler_not_allowed", "ssh red sudo update-distcc-symlinks"},
      {[](auto& facts) {
         facts.backed_off = std::chrono::seconds(9);
         facts.back_off_file = "/f";
       },
       "stale_back_off", "rm /f"},
      {[](auto& facts) { facts.remembered_other = 0; }, "stale_verdict",
       "rm -r /home/me/.distcc/compilers"},
      {[](auto& facts) {
         facts.pump = CompileFacts{Kind::refused, "no"};
       },
       "no_pump_mode", "take ,cpp off"},
      {[](auto& facts) { facts.jobs = 4; }, "more_slots_than_jobs", "write red/4"},
  };
  for (const Row& row : rows) {
    HostFacts facts = healthy_host();
    row.change(facts);
    const Findings findings = examine_hosts(here, {facts});
    ASSERT_EQ(keys(findings), Keys{std::string(row.key)});
    EXPECT_NE(findings[0].mend.find(row.mend), std::string::npos) << findings[0].mend;
    EXPECT_EQ(findings[0].where, "red/8,lzo");
  }
}

TEST(ExamineHosts, DoesNotBlameAHostThatIsBackedOffAndDown) {
  HostFacts facts = healthy_host();
  facts.backed_off = std::chrono::seconds(9);
  facts.connect_error = ECONNREFUSED;
  EXPECT_EQ(keys(examine_hosts(healthy_here(), {facts})), Keys{"connection_refused"});
}

TEST(ExamineHosts, NoticesOneMachineUnderTwoNames) {
  EXPECT_EQ(keys(examine_hosts(healthy_here(), {healthy_host("red"), healthy_host("blue")})),
            Keys{"same_machine_twice"});
  EXPECT_EQ(keys(examine_hosts(healthy_here(), {healthy_host("red"), healthy_host("red/2")})),
            Keys{});
}

TEST(ExamineHosts, AsksForNothingOfACompilerThatNobodyUses) {
  HereFacts here = healthy_here();
  here.compilers.push_back(here.compilers[0]);
  here.compilers[1].asked_for = false;
  HostFacts facts = healthy_host();
  facts.compiles.push_back({Kind::no_compiler, ""});
  const Findings findings = examine_hosts(here, {facts});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].severity, Severity::note);
  EXPECT_FALSE(has_problems(findings));
  EXPECT_TRUE(is_well(here, facts));
}

TEST(Report, HasTheWorstFirst) {
  const Findings findings = worst_first({{Severity::note, "a", "x", "first", ""},
                                         {Severity::warning, "b", "x", "second", "do"},
                                         {Severity::error, "c", "y", "third", "mend it"},
                                         {Severity::error, "d", "z", "fourth", ""}});
  EXPECT_EQ(keys(findings), (Keys{"c", "d", "b", "a"}));
  const std::string text = report_text(healthy_here(), {healthy_host()}, findings, 0.25);
  EXPECT_TRUE(text.starts_with("error: y: third; mend: mend it\nerror: z: fourth\n")) << text;
  EXPECT_NE(text.find("looked at 1 host in 0.2 s, 1 ready"), std::string::npos) << text;
}

TEST(Report, GivesACleanBillFirst) {
  const std::string text = report_text(healthy_here(), {healthy_host()}, {}, 0.25);
  EXPECT_TRUE(text.starts_with("all is well: looked at 1 host ")) << text;
}

}  // namespace
}  // namespace distcc
