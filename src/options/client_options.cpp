// SPDX-License-Identifier: GPL-3.0-or-later
#include "options/client_options.h"

namespace distcc {
namespace {

using Options = ClientOptions;

constexpr Setting<ClientOptions> rows[] = {
    setting<&Options::hosts>(
        {"DISTCC_HOSTS", 0, "LIST", "the hosts files", "hosts to compile on, best first",
         "The host list. When it is set, even to nothing, the files ~/.distcc/hosts and "
         "/etc/distcc/hosts are not read. See HOST LIST."}),
    setting<&Options::directory>(
        {"DISTCC_DIR", 0, "PATH", "$HOME/.distcc", "where hosts, slots and states are kept",
         "The directory of this user's hosts file, slot locks and state files. Let several builds "
         "share one, so that they share the slots of the hosts."}),
    setting<&Options::verbose>({"DISTCC_VERBOSE", 0, "0|1", "0", "log everything",
                                "1 logs every step, to standard error or the log file."}),
    setting<&Options::log_file>(
        {"DISTCC_LOG", 0, "PATH", "standard error", "log file, appended to",
         "The file that log lines are appended to. Without it only warnings and errors are "
         "written, to standard error."}),
    setting<&Options::uncached_err_fd>(
        {"UNCACHED_ERR_FD", 0, "FD", "2", "descriptor for messages when there is no log file",
         "Set by ccache: the descriptor of the real standard error, so that messages of distcc do "
         "not end up in the cache."}),
    setting<&Options::fallback>(
        {"DISTCC_FALLBACK", 0, "0|1", "1", "compile here when no host could",
         "0 makes a job fail that could not be distributed, rather than compiling it here. Jobs "
         "that are local by rule still run here."}),
    setting<&Options::skip_local_retry>(
        {"DISTCC_SKIP_LOCAL_RETRY", 0, "1", "", "report a failed remote compile as it is",
         "When set, a compile that failed on a host is reported at once. Otherwise it is repeated "
         "here, and the result of this machine is the one that counts."}),
    setting<&Options::back_off_period>(
        {"DISTCC_BACKOFF_PERIOD", 0, "SECONDS", "60", "how long a failed host is left out",
         "For so many seconds a host that failed is not tried again. 0 remembers no failures; a "
         "host is then tried once a job."}),
    setting<&Options::io_timeout>(
        {"DISTCC_IO_TIMEOUT", 0, "SECONDS", "300", "longest wait for a silent host",
         "A host that takes or sends nothing for so many seconds is given up, and the job goes to "
         "the next one."}),
    setting<&Options::pause_time>(
        {"DISTCC_PAUSE_TIME_MSEC", 0, "MS", "1000", "longest wait between two looks for a slot",
         "Free slots are noticed at once. Where they cannot be watched (a DISTCC_DIR on NFS), they "
         "are looked for once in so many milliseconds."}),
    setting<&Options::save_temps>(
        {"DISTCC_SAVE_TEMPS", 0, "0|1", "0", "keep the preprocessed text",
         "1 keeps a copy of the preprocessed text of each job in TMPDIR."}),
    setting<&Options::tcp_cork>(
        {"DISTCC_TCP_CORK", 0, "0|1", "1", "fill packets when sending",
         "0 sends the head of a request at once, instead of together with the text that follows."}),
    setting<&Options::ssh>(
        {"DISTCC_SSH", 0, "COMMAND", "ssh", "command for ssh hosts",
         "The program, with options separated by blanks, that reaches hosts written with an @. No "
         "shell is involved."}),
    setting<&Options::ssh_reuse>(
        {"DISTCC_SSH_REUSE", 0, "0|1", "1", "share ssh connections among jobs",
         "Five slots of an ssh host share a connection, which ends a minute after its last job. "
         "It takes OpenSSH, and is left to you when your ssh configuration or DISTCC_SSH says "
         "anything about ControlMaster or ControlPath. 0 makes a connection for each job."}),
    setting<&Options::principal>(
        {"DISTCC_PRINCIPAL", 0, "NAME", "host", "service that ,auth hosts have to be",
         "The Kerberos service that hosts written with ,auth have to prove that they are: "
         "NAME/HOST, where HOST is the name of the host's address, or what ,auth=HOST says."}),
    setting<&Options::socks_proxy>(
        {"DISTCC_SOCKS_PROXY", 0, "/PATH|HOST[:PORT]", "", "reach TCP hosts through this proxy",
         "A SOCKS5 proxy that asks for no password: the path of its Unix socket, or its host and "
         "port (1080). It resolves the names of hosts. Portage sets it, because its builds have "
         "no network of their own."}),
    setting<&Options::no_rewrite_cross>(
        {"DISTCC_NO_REWRITE_CROSS", 0, "1", "", "send compiler names as they are",
         "When set, hosts are asked for gcc, g++ and clang under just that name. Otherwise the "
         "target of this machine is made part of it, so that a host of another kind runs the "
         "right cross compiler."}),
    setting<&Options::max_discrepancy>(
        {"DISTCC_MAX_DISCREPANCY", 0, "N", "1", "pump mode's patience",
         "After so many jobs that failed on a host in pump mode and did not fail here, the rest of "
         "the build is preprocessed here. Without pump, jobs are for DISTCC_BACKOFF_PERIOD."}),
    setting<&Options::check_compiler>(
        {"DISTCC_CHECK_COMPILER", 0, "0|1", "1", "leave out hosts whose compiler is another",
         "Once a day, before a host gets a job for a compiler, both compile the same small text. "
         "Where the objects differ, the host is left out for that compiler, and one line says so. "
         "0 sends jobs to any compiler of the right name."}),
    setting<&Options::exclude_fresh_files>(
        {"DISTCC_EXCLUDE_FRESH_FILES", 0, "GLOB", "", "generated files that may be newer",
         "When a job failed on a host in pump mode and did not fail here, the first file that it "
         "reads and that changed during the build is named, because that explains it. Files that "
         "match this pattern, where * stands for slashes too, are not."}),
    setting<&Options::discrepancy_mail>(
        {"DISTCC_ENABLE_DISCREPANCY_EMAIL", 0, "0|1", "0", "mail such failures to somebody",
         "1 mails the command and what the host's compiler said, through the program sendmail, "
         "unless a file that changed explains it."}),
    setting<&Options::discrepancy_recipient>(
        {"DCC_EMAILLOG_WHOM_TO_BLAME", 0, "ADDRESS", "distcc-pump-errors", "whom to mail", ""}),
    setting<&Options::discrepancy_recipient>({"DISTCC_EMAILLOG_WHOM_TO_BLAME", 0, "ADDRESS",
                                              "distcc-pump-errors", "whom to mail",
                                              "Where both names are set, this one counts."}),
    setting<&Options::journal>(
        {"DISTCC_JOURNAL", 0, "0|1", "1", "remember the jobs that ended",
         "A line for each job that ended is appended to the file journal in DISTCC_DIR, for "
         "summaries, traces and monitors. It is set aside when it is 8 MB long, in place of the "
         "one before. 0 writes none."}),
    setting<&Options::build>(
        {"DISTCC_BUILD", 0, "NAME", "", "which build the jobs belong to",
         "A name for the build, which the journal keeps with each of its jobs. pump sets one. "
         "Without a name, jobs of one session with no pause of a minute between them are taken "
         "for one build."}),
    setting<&Options::summary>(
        {"DISTCC_SUMMARY", 0, "0|1", "0", "tell at the end of a build what ran where",
         "1 makes the end of the build be watched for, which is when the make, ninja or other "
         "program ends that started the first job, and then writes to its standard error how many "
         "jobs ran on which host, how many here, and why. distcc --summary shows the same later."}),
    setting<&Options::agent_timeout>(
        {"DISTCC_AGENT_TIMEOUT", 0, "SECONDS", "10", "longest wait for the agent",
         "A job for a ,cpp host is preprocessed here when the agent has not started, or not said "
         "which files the job reads, within so many seconds. The agent is then left alone for "
         "DISTCC_BACKOFF_PERIOD."}),
};

}  // namespace

std::span<const Setting<ClientOptions>> client_settings() {
  return rows;
}

Result<ClientOptions> load_client_options(const Environment& environment) {
  ClientOptions options;
  for (const auto& row : rows) {
    const auto value = environment.get(row.name.data());
    if (!value || row.parse(options, *value)) continue;
    return fail(Fault::this_machine, ExitCode::bad_arguments,
                cat(row.name, "=", *value, " is not valid: it takes ", row.value));
  }
  if (options.io_timeout.count() <= 0) {
    return fail(Fault::this_machine, ExitCode::bad_arguments,
                "DISTCC_IO_TIMEOUT must be at least 1 second");
  }
  if (options.agent_timeout.count() <= 0) {
    return fail(Fault::this_machine, ExitCode::bad_arguments,
                "DISTCC_AGENT_TIMEOUT must be at least 1 second");
  }
  if (options.max_discrepancy <= 0) {
    return fail(Fault::this_machine, ExitCode::bad_arguments,
                "DISTCC_MAX_DISCREPANCY must be at least 1");
  }
  if (options.ssh.empty()) options.ssh = "ssh";
  if (options.discrepancy_recipient.empty()) options.discrepancy_recipient = "distcc-pump-errors";
  if (options.directory.empty()) {
    const auto home = environment.get("HOME");
    if (home && !home->empty()) options.directory = cat(*home, "/.distcc");
  }
  return options;
}

}  // namespace distcc
