// SPDX-License-Identifier: GPL-3.0-or-later
#include "job/outcome.h"

#include <array>

#include "base/text.h"

namespace distcc {
namespace {

constexpr OutcomeRow rows[] = {
    {Outcome::compiled_remotely, "compiled_remotely", Place::on_a_host, "compiled on a host", ""},
    {Outcome::rejected_remotely, "rejected_remotely", Place::on_a_host,
     "the compiler on the host rejected the source, and DISTCC_SKIP_LOCAL_RETRY is set", ""},
    {Outcome::scan_unknown_construct, "scan_unknown_construct", Place::on_a_host,
     "reads files in a way that only the preprocessor can follow, so it was run here", ""},
    {Outcome::scan_budget, "scan_budget", Place::on_a_host,
     "computes a file's name from macros in too many ways, so it was preprocessed here", ""},
    {Outcome::not_a_compile, "not_a_compile", Place::local_by_rule,
     "does not compile one source to an object (neither -c nor -S)",
     "only compiles are distributed; links always run here"},
    {Outcome::only_preprocess, "only_preprocess", Place::local_by_rule, "only preprocesses", ""},
    {Outcome::only_dependencies, "only_dependencies", Place::local_by_rule,
     "only lists dependencies", "use -MD or -MMD to get them as a by-product of the compile"},
    {Outcome::no_input, "no_input", Place::local_by_rule, "names no source file", ""},
    {Outcome::several_inputs, "several_inputs", Place::local_by_rule,
     "names more than one source file", "compile one file a command"},
    {Outcome::several_outputs, "several_outputs", Place::local_by_rule,
     "names more than one output", ""},
    {Outcome::input_from_stdin, "input_from_stdin", Place::local_by_rule,
     "reads its source from standard input", ""},
    {Outcome::output_to_stdout, "output_to_stdout", Place::local_by_rule,
     "writes its output to standard output", ""},
    {Outcome::configure_probe, "configure_probe", Place::local_by_rule,
     "looks like a test of configure, which is faster here", ""},
    {Outcome::assembler_source, "assembler_source", Place::local_by_rule,
     "assembles, which costs less than sending it", ""},
    {Outcome::unknown_language, "unknown_language", Place::local_by_rule,
     "is in a language that is not distributed", ""},
    {Outcome::header_as_input, "header_as_input", Place::local_by_rule,
     "compiles a header on its own", ""},
    {Outcome::unknown_option, "unknown_option", Place::local_by_rule,
     "has an option that this version does not know", "report it: an option is one row in a table"},
    {Outcome::not_from_preprocessed, "not_from_preprocessed", Place::local_by_rule,
     "has an option whose effect is lost when preprocessed text is compiled", ""},
    {Outcome::unreadable_response_file, "unreadable_response_file", Place::local_by_rule,
     "names a response file that cannot be read", ""},
    {Outcome::side_output, "side_output", Place::local_by_rule,
     "writes a further file, which this protocol cannot return", ""},
    {Outcome::assembler_listing, "assembler_listing", Place::local_by_rule,
     "asks the assembler for a listing or a file", ""},
    {Outcome::profile, "profile", Place::local_by_rule,
     "writes or reads profile data beside the object", ""},
    {Outcome::plugin, "plugin", Place::local_by_rule, "loads a plugin into the compiler", ""},
    {Outcome::modules, "modules", Place::local_by_rule, "writes or reads compiled modules", ""},
    {Outcome::precompiled_header, "precompiled_header", Place::local_by_rule,
     "writes or reads a precompiled header", ""},
    {Outcome::file_read_by_compiler, "file_read_by_compiler", Place::local_by_rule,
     "names a file that the compiler itself reads, after preprocessing", ""},
    {Outcome::other_programs, "other_programs", Place::local_by_rule,
     "chooses the programs or the specs that the compiler uses", ""},
    {Outcome::offload, "offload", Place::local_by_rule, "compiles for a device as well", ""},
    {Outcome::several_architectures, "several_architectures", Place::local_by_rule,
     "compiles for several architectures at once", ""},
    {Outcome::native_not_resolved, "native_not_resolved", Place::local_by_rule,
     "is tuned for this machine, and the compiler did not tell what that means", ""},
    {Outcome::dependencies_by_environment, "dependencies_by_environment", Place::local_by_rule,
     "writes dependencies as the environment says",
     "unset DEPENDENCIES_OUTPUT and SUNPRO_DEPENDENCIES, and use -MD"},
    {Outcome::reads_file_in_assembler, "reads_file_in_assembler", Place::local_by_rule,
     "reads a file from assembler code (.incbin or .include)", ""},
    {Outcome::directory_not_in_text, "directory_not_in_text", Place::local_by_rule,
     "has debug information, and its preprocessed text does not name the directory it came from",
     "preprocess with -g as well"},
    {Outcome::unknown_compiler, "unknown_compiler", Place::local_by_rule,
     "is not a command of a known C or C++ compiler",
     "name the compiler directly: gcc, g++, cc, c++, clang, clang++, with prefix or version"},
    {Outcome::host_is_localhost, "host_is_localhost", Place::local_by_rule,
     "the next free host in the list is localhost", ""},
    {Outcome::no_host_list, "no_host_list", Place::local_by_fallback, "no host list is set",
     "set DISTCC_HOSTS, or write names to ~/.distcc/hosts or /etc/distcc/hosts"},
    {Outcome::bad_host_list, "bad_host_list", Place::local_by_fallback,
     "the host list cannot be understood", "run: distcc --show-hosts"},
    {Outcome::no_usable_host, "no_usable_host", Place::local_by_fallback,
     "no host of the list can take this job", ""},
    {Outcome::all_hosts_backed_off, "all_hosts_backed_off", Place::local_by_fallback,
     "all hosts failed within the back-off period",
     "look for their errors in the log; DISTCC_BACKOFF_PERIOD is the time in seconds"},
    {Outcome::hosts_failed, "hosts_failed", Place::local_by_fallback,
     "the hosts that were tried failed", "the lines before this one say how"},
    {Outcome::no_slot_directory, "no_slot_directory", Place::local_by_fallback,
     "the directory for slots cannot be used", "make DISTCC_DIR (default ~/.distcc) writable"},
    {Outcome::preprocessor_failed, "preprocessor_failed", Place::local_by_fallback,
     "the preprocessor failed", ""},
    {Outcome::remote_error_same_here, "remote_error_same_here", Place::local_by_fallback,
     "the compiler reported errors on the host and here", ""},
    {Outcome::remote_error_not_here, "remote_error_not_here", Place::local_by_fallback,
     "the compiler failed on the host but not here",
     "compare the compilers of both machines: gcc --version"},
    {Outcome::remote_killed, "remote_killed", Place::local_by_fallback,
     "the compiler was killed on the host", "the host may be short of memory"},
    {Outcome::output_not_writable, "output_not_writable", Place::local_by_fallback,
     "the output of the host could not be written here", ""},
    {Outcome::fallback_forbidden, "fallback_forbidden", Place::nowhere,
     "failed to distribute, and DISTCC_FALLBACK=0 forbids compiling here", ""},
    {Outcome::recursive_call, "recursive_call", Place::nowhere, "distcc was called by itself",
     "take the masquerade directory out of PATH once"},
    {Outcome::compiler_missing, "compiler_missing", Place::nowhere,
     "the compiler is not on this machine", ""},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    if (static_cast<std::size_t>(rows[i].outcome) != i) return false;
  }
  return true;
}
static_assert(in_order(), "a row for each outcome, in the order of the enumeration");
static_assert(std::size(rows) == static_cast<std::size_t>(Outcome::compiler_missing) + 1);

}  // namespace

std::span<const OutcomeRow> outcome_rows() {
  return rows;
}

const OutcomeRow& row_of(Outcome outcome) {
  return rows[static_cast<std::size_t>(outcome)];
}

std::string Reason::describe() const {
  const OutcomeRow& row = row_of(outcome);
  if (subject.empty()) return cat(row.key, ": ", row.text);
  return cat(row.key, " (", subject, "): ", row.text);
}

}  // namespace distcc
