// SPDX-License-Identifier: GPL-3.0-or-later
#include "job/outcome.h"

#include <array>

#include "base/text.h"

namespace distcc {
namespace {

constexpr OutcomeRow rows[] = {
    {Outcome::compiled_remotely, "compiled_remotely", Place::on_a_host, "compiled on a host", ""},
    {Outcome::rejected_remotely, "rejected_remotely", Place::on_a_host,
     "the compiler on the host rejected the source, and DISTCC_SKIP_LOCAL_RETRY is set",
     "mend the source; unset DISTCC_SKIP_LOCAL_RETRY to hear what the compiler here says to it"},
    {Outcome::scan_unknown_construct, "scan_unknown_construct", Place::on_a_host,
     "reads files in a way that only the preprocessor can follow, so it was run here",
     "the subject says what it was; a plain #include with a fixed name is always followed"},
    {Outcome::scan_budget, "scan_budget", Place::on_a_host,
     "computes a file's name from macros in too many ways, so it was preprocessed here",
     "include that file by a fixed name, or by a macro with one value"},
    {Outcome::not_a_compile, "not_a_compile", Place::local_by_rule,
     "does not compile one source to an object (neither -c nor -S)",
     "only compiles are distributed; links always run here"},
    {Outcome::only_preprocess, "only_preprocess", Place::local_by_rule, "only preprocesses",
     "nothing to change: it is over sooner than it could be sent; -c makes a compile of it"},
    {Outcome::only_dependencies, "only_dependencies", Place::local_by_rule,
     "only lists dependencies", "use -MD or -MMD to get them as a by-product of the compile"},
    {Outcome::no_input, "no_input", Place::local_by_rule, "names no source file",
     "nothing to change when it only asks the compiler something; a compile names its source"},
    {Outcome::several_inputs, "several_inputs", Place::local_by_rule,
     "names more than one source file", "compile one file a command"},
    {Outcome::several_outputs, "several_outputs", Place::local_by_rule,
     "names more than one output", "name one output, with one -o"},
    {Outcome::input_from_stdin, "input_from_stdin", Place::local_by_rule,
     "reads its source from standard input", "compile a file: gcc -c NAME.c instead of a pipe"},
    {Outcome::output_to_stdout, "output_to_stdout", Place::local_by_rule,
     "writes its output to standard output", "write to a file: -o NAME.o"},
    {Outcome::configure_probe, "configure_probe", Place::local_by_rule,
     "looks like a test of configure, which is faster here",
     "nothing to change: sending takes longer than compiling; a source of another name would be "
     "sent"},
    {Outcome::assembler_source, "assembler_source", Place::local_by_rule,
     "assembles, which costs less than sending it",
     "nothing to change: preprocessing, which has to be done here, is most of its work"},
    {Outcome::unknown_language, "unknown_language", Place::local_by_rule,
     "is in a language that is not distributed",
     "name the source .c, .cc, .cpp, .cxx, .C, .m or .mm, or say -x c or -x c++; other languages "
     "compile here"},
    {Outcome::header_as_input, "header_as_input", Place::local_by_rule,
     "compiles a header on its own",
     "nothing to change for a precompiled header, which only fits the compiler that made it"},
    {Outcome::unknown_option, "unknown_option", Place::local_by_rule,
     "has an option that this version does not know",
     "leave the option out, or report it: to know one takes a row in a table"},
    {Outcome::not_from_preprocessed, "not_from_preprocessed", Place::local_by_rule,
     "has an option whose effect is lost when preprocessed text is compiled",
     "leave the option out where its effect is not needed; nothing else makes this compile the "
     "same elsewhere"},
    {Outcome::unreadable_response_file, "unreadable_response_file", Place::local_by_rule,
     "names a response file that cannot be read",
     "make the file readable, or write its options into the command"},
    {Outcome::side_output, "side_output", Place::local_by_rule,
     "writes a further file, which this protocol cannot return",
     "leave the option out where its file is not needed; without it the compile is distributed"},
    {Outcome::assembler_listing, "assembler_listing", Place::local_by_rule,
     "asks the assembler for a listing or a file",
     "leave out what -Wa asks for; objdump -dS makes a listing of the object"},
    {Outcome::profile, "profile", Place::local_by_rule,
     "writes or reads profile data beside the object",
     "nothing to change while profiles are made or used; other builds leave the option out"},
    {Outcome::plugin, "plugin", Place::local_by_rule, "loads a plugin into the compiler",
     "leave the plugin out where it is not needed; a server loads no code of its clients"},
    {Outcome::modules, "modules", Place::local_by_rule, "writes or reads compiled modules",
     "nothing to change: a compiled module only fits the compiler that made it; sources without "
     "modules are distributed"},
    {Outcome::precompiled_header, "precompiled_header", Place::local_by_rule,
     "writes or reads a precompiled header",
     "build without precompiled headers (in CMake: CMAKE_DISABLE_PRECOMPILE_HEADERS=ON)"},
    {Outcome::file_read_by_compiler, "file_read_by_compiler", Place::local_by_rule,
     "names a file that the compiler itself reads, after preprocessing",
     "leave the option out where it is not needed; the file is on this machine only"},
    {Outcome::other_programs, "other_programs", Place::local_by_rule,
     "chooses the programs or the specs that the compiler uses",
     "unset the variable or leave the option out; servers use the compilers that they have"},
    {Outcome::offload, "offload", Place::local_by_rule, "compiles for a device as well",
     "compile the code for the device apart from the code for this machine"},
    {Outcome::several_architectures, "several_architectures", Place::local_by_rule,
     "compiles for several architectures at once", "compile for one architecture a command"},
    {Outcome::native_not_resolved, "native_not_resolved", Place::local_by_rule,
     "is tuned for this machine, and the compiler did not tell what that means",
     "name the processor: gcc -march=native -Q --help=target shows what native means here"},
    {Outcome::dependencies_by_environment, "dependencies_by_environment", Place::local_by_rule,
     "writes dependencies as the environment says",
     "unset DEPENDENCIES_OUTPUT and SUNPRO_DEPENDENCIES, and use -MD"},
    {Outcome::reads_file_in_assembler, "reads_file_in_assembler", Place::local_by_rule,
     "reads a file from assembler code (.incbin or .include)",
     "nothing to change: the file is on this machine only; keep such code in a source of its own"},
    {Outcome::directory_not_in_text, "directory_not_in_text", Place::local_by_rule,
     "has debug information, and its preprocessed text does not name the directory it came from",
     "preprocess with -g as well"},
    {Outcome::unknown_compiler, "unknown_compiler", Place::local_by_rule,
     "is not a command of a known C or C++ compiler",
     "name the compiler directly: gcc, g++, cc, c++, clang, clang++, with prefix or version"},
    {Outcome::host_is_localhost, "host_is_localhost", Place::local_by_rule,
     "the next free host in the list is localhost",
     "write localhost later in the list, or with fewer slots, to have more compiled elsewhere"},
    {Outcome::no_host_list, "no_host_list", Place::local_by_fallback, "no host list is set",
     "set DISTCC_HOSTS, or write names to ~/.distcc/hosts or /etc/distcc/hosts"},
    {Outcome::bad_host_list, "bad_host_list", Place::local_by_fallback,
     "the host list cannot be understood", "run: distcc --doctor"},
    {Outcome::no_server_found, "no_server_found", Place::local_by_fallback,
     "no server is announced on the network now",
     "start some: distccd --zeroconf --allow-private; see them: avahi-browse -rt _distcc._tcp"},
    {Outcome::no_usable_host, "no_usable_host", Place::local_by_fallback,
     "no host of the list can take this job",
     "take ,down off a host, or give it a slot limit above 0; run: distcc --show-hosts"},
    {Outcome::all_hosts_backed_off, "all_hosts_backed_off", Place::local_by_fallback,
     "all hosts failed within the back-off period",
     "run: distcc --doctor; they are tried again after DISTCC_BACKOFF_PERIOD seconds"},
    {Outcome::hosts_failed, "hosts_failed", Place::local_by_fallback,
     "the hosts that were tried failed", "run: distcc --doctor"},
    {Outcome::compiler_differs, "compiler_differs", Place::local_by_fallback,
     "the compiler of each host that is up is another than the one here, or not to be had",
     "install the same compiler on both sides; run: distcc --doctor; DISTCC_CHECK_COMPILER=0 takes "
     "any compiler"},
    {Outcome::no_slot_directory, "no_slot_directory", Place::local_by_fallback,
     "the directory for slots cannot be used", "make DISTCC_DIR (default ~/.distcc) writable"},
    {Outcome::preprocessor_failed, "preprocessor_failed", Place::local_by_fallback,
     "the preprocessor failed", "mend what the preprocessor says; distcc takes no part in it"},
    {Outcome::remote_error_same_here, "remote_error_same_here", Place::local_by_fallback,
     "the compiler reported errors on the host and here",
     "mend the source; distcc takes no part in it"},
    {Outcome::remote_error_not_here, "remote_error_not_here", Place::local_by_fallback,
     "the compiler failed on the host but not here",
     "compare the compilers of both machines: distcc --doctor"},
    {Outcome::remote_killed, "remote_killed", Place::local_by_fallback,
     "the compiler was killed on the host", "the host may be short of memory"},
    {Outcome::output_not_writable, "output_not_writable", Place::local_by_fallback,
     "the output of the host could not be written here",
     "make the directory of the output writable, or free space in it"},
    {Outcome::fallback_forbidden, "fallback_forbidden", Place::nowhere,
     "failed to distribute, and DISTCC_FALLBACK=0 forbids compiling here",
     "unset DISTCC_FALLBACK, or find out what the hosts lack: distcc --doctor"},
    {Outcome::recursive_call, "recursive_call", Place::nowhere, "distcc was called by itself",
     "take the masquerade directory out of PATH once"},
    {Outcome::compiler_missing, "compiler_missing", Place::nowhere,
     "the compiler is not on this machine",
     "install the compiler here too, or name one that is installed: preprocessing is done here"},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    if (static_cast<std::size_t>(rows[i].outcome) != i) return false;
  }
  return true;
}
static_assert(in_order(), "a row for each outcome, in the order of the enumeration");

constexpr bool advise() {
  for (const OutcomeRow& row : rows) {
    if (row.advice.empty() != (row.outcome == Outcome::compiled_remotely)) return false;
  }
  return true;
}
static_assert(advise(), "what did not go as it should comes with advice, if only that none helps");
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
