// SPDX-License-Identifier: GPL-3.0-or-later
#include "options/server_options.h"

#include "options/command_line.h"

namespace distcc {
namespace {

using Options = ServerOptions;

constexpr Setting<ServerOptions> rows[] = {
    setting<&Options::help>({"--help", '?', "", "", "show this help and exit", ""}),
    setting<&Options::version>({"--version", 0, "", "", "show the version and exit", ""}),
    setting<&Options::show_config>(
        {"--show-config", 0, "", "", "show every setting in force and exit", ""}),
    setting<&Options::daemon>(
        {"--daemon", 0, "", "unless standard input is a socket",
         "listen and serve until told to end",
         "Listen on a port and serve many clients at once. It goes to the background as soon as "
         "it listens, unless --no-detach is given."}),
    setting<&Options::inetd>(
        {"--inetd", 0, "", "when standard input is a socket", "serve one job on standard input",
         "Serve the one client on standard input and output, then end. This is how inetd, xinetd "
         "and ssh start it."}),
    setting<&Options::allow>(
        {"--allow", 'a', "IP[/BITS]", "this machine only", "let clients from here connect",
         "Clients with this address, or in this network, may connect. It may be given many times. "
         "Without it, and without --allow-private, only this machine may."}),
    setting<&Options::allow_private>(
        {"--allow-private", 0, "", "", "let clients from private networks connect",
         "Clients from 192.168.0.0/16, 10.0.0.0/8, 172.16.0.0/12, 127.0.0.0/8, fe80::/10, fc00::/7 "
         "and ::1 may connect."}),
    setting<&Options::auth>(
        {"--auth", 0, "", "", "serve authenticated clients only",
         "Clients have to prove by GSS-API (Kerberos) who they are, and the server proves to them "
         "that it is the service DISTCCD_PRINCIPAL. It is not encryption: the job itself travels "
         "as it always does. See AUTHENTICATION."}),
    setting<&Options::blacklist>(
        {"--blacklist", 0, "FILE", "", "authenticated clients that are not served",
         "A file with one principal a line, such as alice, or alice@REALM for that of one realm "
         "only. With --auth, these are not served, and all others are."}),
    setting<&Options::whitelist>({"--whitelist", 0, "FILE", "",
                                  "authenticated clients that alone are served",
                                  "The same, the other way round: only these are served."}),
    setting<&Options::show_principal>(
        {"--show-principal", 0, "", "", "show DISTCCD_PRINCIPAL and exit", ""}),
    setting<&Options::allow_file>(
        {"--allow-file", 0, "FILE", "", "let clients connect that this file names",
         "A file with one value of --allow a line; '#' begins a comment. It is read again on a HUP "
         "signal, so that clients can be allowed or turned away without a restart."}),
    setting<&Options::listen>({"--listen", 0, "ADDRESS", "all addresses", "address to listen on",
                               "The address to listen on, IPv4 or IPv6, or a name for it."}),
    setting<&Options::port>({"--port", 'p', "PORT", "3632", "TCP port to listen on",
                             "With 0 it is any free one; the log tells which."}),
    setting<&Options::jobs>({"--jobs", 'j', "N", "the number of CPUs", "compilers that run at once",
                             "So many compilers run at once. Further requests wait in the queue."}),
    setting<&Options::queue>(
        {"--queue", 0, "N", "four for each job, at least 32", "requests that wait for a compiler",
         "So many requests may wait while all jobs are taken. One more is refused at once, so that "
         "its client can go elsewhere."}),
    setting<&Options::nice>(
        {"--nice", 'N', "N", "5", "lower the priority of compilers by this", ""}),
    setting<&Options::user>(
        {"--user", 0, "USER", DISTCC_USER, "user to run as when started by root",
         "When root starts the server, it becomes this user. Without such an account it becomes "
         "nobody, and says so."}),
    setting<&Options::pid_file>({"--pid-file", 'P', "FILE", "", "write the process id here", ""}),
    setting<&Options::no_detach>({"--no-detach", 0, "", "", "stay in the foreground",
                                  "Stay in the foreground, for a service manager or a terminal."}),
    setting<&Options::log_file>(
        {"--log-file", 0, "FILE", "syslog", "append log lines to this file",
         "The file that log lines are appended to. When it cannot be opened they go to syslog, "
         "and a line says so."}),
    setting<&Options::log_level>(
        {"--log-level", 0, "LEVEL", "notice", "least severity that is logged",
         "One of emergency, alert, critical, error, warning, notice, info and debug."}),
    setting<&Options::log_stderr>({"--log-stderr", 0, "", "", "log to standard error", ""}),
    setting<&Options::verbose>({"--verbose", 0, "", "", "log everything", ""}),
    setting<&Options::job_lifetime>(
        {"--job-lifetime", 0, "SECONDS", "0, no limit", "kill a compiler after this time",
         "A compiler that runs longer is killed, and its client is told."}),
    setting<&Options::lifetime>(
        {"--lifetime", 0, "SECONDS", "0, no limit", "end the server after this time", ""}),
    setting<&Options::stop_timeout>(
        {"--stop-timeout", 0, "SECONDS", "20", "time for running jobs after the order to end",
         "After a TERM signal compilers that run already may finish within this time; all other "
         "clients are turned away at once, so that they go elsewhere. A second TERM ends it."}),
    setting<&Options::stats>(
        {"--stats", 0, "", "", "serve statistics over HTTP",
         "Answer HTTP requests on the statistics port with counters, one a line."}),
    setting<&Options::stats_port>(
        {"--stats-port", 0, "PORT", "3633", "TCP port for statistics", ""}),
    setting<&Options::web>(
        {"--web", 0, "", "", "show a page of what the server does",
         "Serve a page for browsers, and /metrics for Prometheus: load, jobs, queue, clients, and "
         "what was refused and why. It names addresses and compilers, never files."}),
    setting<&Options::web_listen>(
        {"--web-listen", 0, "ADDRESS", "127.0.0.1", "address for the page",
         "The IP address where the page is served. Beside this machine, clients that may compile "
         "may read it there."}),
    setting<&Options::web_port>({"--web-port", 0, "PORT", "3634", "TCP port for the page",
                                 "With 0 it is any free one; the log tells which."}),
    setting<&Options::insecure>(
        {"--enable-tcp-insecure", 0, "", "", "run any compiler a client names",
         "Do not look for the compiler in the list of allowed ones. The access list and the "
         "sandbox stay in force. Connections over ssh use it, because ssh has already decided who "
         "the client is. It is also known as --make-me-a-botnet."}),
    setting<&Options::sandbox>(
        {"--sandbox", 0, "auto|strict|off", "auto", "how compilers are confined",
         "With auto a compiler is confined as far as the kernel allows, and a line at the start "
         "says what is missing. With strict the server does not start unless all of it works. "
         "With off compilers are plain processes."}),
    setting<&Options::sandbox_show>(
        {"--sandbox-show", 0, "DIR", "", "let compilers read this directory",
         "A directory that compilers need although it lies in a place that is hidden from them "
         "(/home, /root, /run, /var, /tmp and the like). It may be given many times."}),
    setting<&Options::sandbox_write>(
        {"--sandbox-write", 0, "DIR", "", "let compilers write to this directory",
         "A directory that compilers may write to, such as the cache of a ccache in front of "
         "them. It may be given many times."}),
    setting<&Options::request_limit_mb>(
        {"--request-limit", 0, "MB", "1024", "largest source text taken",
         "A request with a longer source text, or in pump mode with more files altogether, as sent "
         "or unpacked, is refused."}),
    setting<&Options::zeroconf>(
        {"--zeroconf", 0, "", "", "announce this server on the local network",
         "Announce this server through the Avahi daemon of this machine, so that clients with "
         "+zeroconf in their host list and the same cc find it. When there is no daemon, or it is "
         "started anew, the server is announced as soon as there is one. Say with --allow who may "
         "connect."}),
    setting<&Options::wizard>({"--wizard", 'W', "", "",
                               "for debugging: foreground, log everything to standard error", ""}),
    setting<&Options::no_fork>({"--no-fork", 0, "", "", "for debugging: one job at a time", ""}),
    setting<&Options::no_fifo>({"--no-fifo", 0, "", "", "accepted for old scripts, no effect", ""}),
    setting<&Options::allowed_servers>(
        {"ALLOWED_SERVERS", 0, "IP[/BITS]...", "", "more clients that may connect",
         "Further values of --allow, with blanks or commas between them: for service files and "
         "their overrides."}),
    setting<&Options::path>({"DISTCCD_PATH", 0, "PATH", "PATH", "where compilers are looked for",
                             "Replaces PATH in the search for compilers."}),
    setting<&Options::command_list>(
        {"DISTCC_CMDLIST", 0, "FILE", "", "file that lists the allowed compilers",
         "A file with the path of one allowed compiler a line. What a client asks for is compared "
         "with the last words of each path, and the listed path is run. It replaces the list of "
         "links that update-distcc-symlinks makes. A file that cannot be read allows nothing."}),
    setting<&Options::command_list_words>(
        {"DISTCC_CMDLIST_NUMWORDS", 0, "N", "1", "path components that are compared", ""}),
    setting<&Options::principal>(
        {"DISTCCD_PRINCIPAL", 0, "NAME", "", "what --auth proves this server to be",
         "The server's Kerberos name, as service@HOST or as a principal such as distcc/HOST. Its "
         "key is in the keytab that KRB5_KTNAME names."}),
    setting<&Options::save_temps>(
        {"DISTCC_SAVE_TEMPS", 0, "0|1", "0", "keep the directories of finished jobs", ""}),
    setting<&Options::tcp_cork>(
        {"DISTCC_TCP_CORK", 0, "0|1", "1", "fill packets when answering",
         "0 sends the head of an answer at once, instead of together with the object."}),
    setting<&Options::tcp_defer_accept>({"DISTCC_TCP_DEFER_ACCEPT", 0, "0|1", "1",
                                         "wake up only for clients that say something", ""}),
    setting<&Options::io_timeout>(
        {"DISTCC_IO_TIMEOUT", 0, "SECONDS", "300", "longest wait for a silent client", ""}),
};

Result<void> check(ServerOptions& options) {
  const auto bad = [](std::string text) {
    return fail(Fault::this_machine, ExitCode::bad_arguments, std::move(text));
  };
  const auto is_port = [](int port) { return port >= 0 && port <= 65535; };
  if (!is_port(options.port)) return bad("--port: must be from 0 to 65535");
  if (!is_port(options.stats_port)) return bad("--stats-port: must be from 0 to 65535");
  if (!is_port(options.web_port)) return bad("--web-port: must be from 0 to 65535");
  if (options.jobs && *options.jobs < 1) return bad("--jobs: must be at least 1");
  if (options.sandbox != "auto" && options.sandbox != "strict" && options.sandbox != "off") {
    return bad("--sandbox: must be auto, strict or off");
  }
  if (options.io_timeout.count() <= 0) return bad("DISTCC_IO_TIMEOUT: must be at least 1 second");
  if (options.request_limit_mb < 1) return bad("--request-limit: must be at least 1");
  if (options.command_list_words < 1) return bad("DISTCC_CMDLIST_NUMWORDS: must be at least 1");
  if (options.wizard.present) {
    options.log_stderr = options.daemon = options.no_detach = options.no_fork = Presence{true};
    options.verbose = Presence{true};
  }
  if (!options.blacklist.empty() && !options.whitelist.empty()) {
    return bad("--blacklist and --whitelist: only one of them can be given");
  }
  if (options.stop_timeout.count() < 0) return bad("--stop-timeout: must not be negative");
  if (options.queue && *options.queue < 0) return bad("--queue: must not be negative");
  return {};
}

}  // namespace

std::span<const Setting<ServerOptions>> server_settings() {
  return rows;
}

Result<ServerOptions> load_server_options(const Environment& environment,
                                          const std::vector<std::string>& arguments) {
  ServerOptions options;
  TRY(read_environment(server_settings(), environment, options));
  std::vector<std::string> words = arguments;
  for (std::string& word : words) {
    if (word == "--make-me-a-botnet") word = "--enable-tcp-insecure";
  }
  TRY(read_command_line(server_settings(), words, options));
  TRY(check(options));
  return options;
}

}  // namespace distcc
