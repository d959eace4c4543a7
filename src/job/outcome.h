// SPDX-License-Identifier: GPL-3.0-or-later
//
// Why a job ran where it ran: one closed list. The same row is the log line, the counter, the
// monitor column, the --explain text and what tests assert.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace distcc {

enum class Outcome {
  // On a host.
  compiled_remotely,
  rejected_remotely,
  // On a host too, but preprocessed here: the scanner cannot tell which files the compile reads.
  scan_unknown_construct,
  scan_budget,
  // Local by rule: what the command asks for cannot, or need not, be distributed.
  not_a_compile,
  only_preprocess,
  only_dependencies,
  no_input,
  several_inputs,
  several_outputs,
  input_from_stdin,
  output_to_stdout,
  configure_probe,
  assembler_source,
  unknown_language,
  header_as_input,
  unknown_option,
  not_from_preprocessed,
  unreadable_response_file,
  side_output,
  assembler_listing,
  profile,
  plugin,
  modules,
  precompiled_header,
  file_read_by_compiler,
  other_programs,
  offload,
  several_architectures,
  native_not_resolved,
  dependencies_by_environment,
  reads_file_in_assembler,
  directory_not_in_text,
  unknown_compiler,
  host_is_localhost,
  // Meant for a host, compiled here after all.
  no_host_list,
  bad_host_list,
  no_server_found,
  no_usable_host,
  all_hosts_backed_off,
  hosts_failed,
  compiler_differs,
  no_slot_directory,
  preprocessor_failed,
  remote_error_same_here,
  remote_error_not_here,
  remote_killed,
  output_not_writable,
  // Not compiled at all.
  fallback_forbidden,
  recursive_call,
  compiler_missing,
};

enum class Place { on_a_host, local_by_rule, local_by_fallback, nowhere };

/// One row of the list.
struct OutcomeRow {
  Outcome outcome;
  std::string_view key;  ///< stable, for counters and tests: "side_output"
  Place place;
  std::string_view text;    ///< what happened, half a sentence for a person
  std::string_view advice;  ///< what to change, or why nothing can; empty: all is well
};

/// All rows, in the order of the enumeration.
std::span<const OutcomeRow> outcome_rows();
const OutcomeRow& row_of(Outcome outcome);

/// An outcome with what it was about: the option, the host, the file.
struct Reason {
  Outcome outcome = Outcome::compiled_remotely;
  std::string subject;

  /// "side_output (-gsplit-dwarf): writes a file that the protocol cannot return".
  [[nodiscard]] std::string describe() const;
};

}  // namespace distcc
