// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/discrepancy.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <tuple>

#include "base/io.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/process.h"
#include "base/text.h"
#include "client/include_server.h"
#include "client/pump.h"

namespace distcc {
namespace {

/// What stock distcc writes there, by which people sort their mail.
constexpr std::string_view subject = "distcc-pump email";
constexpr std::size_t most_messages = 64 << 10;
constexpr Milliseconds mailing_limit{10'000};

bool is_older(const timespec& left, const timespec& right) {
  return std::tie(left.tv_sec, left.tv_nsec) < std::tie(right.tv_sec, right.tv_nsec);
}

std::string find_sendmail(const World& world) {
  return find_program("sendmail", cat(world.surroundings.search_path, ":/usr/sbin:/usr/lib"));
}

/// Hands the mail over to sendmail, which has to take it within a time.
Result<void> send_mail(const std::string& sendmail, std::string_view mail) {
  const auto failed = [](std::string text) {
    return fail(Fault::this_machine, ExitCode::failed, std::move(text));
  };
  const Fd input = TRY_VALUE(make_memory_file("mail"));
  TRY(write_all(input.get(), mail));
  ::lseek(input.get(), 0, SEEK_SET);
  const Fd null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  ChildSettings settings;
  settings.words = {sendmail, "-t", "-i"};
  settings.stdin_fd = input.get();
  settings.stdout_fd = settings.stderr_fd = null.get();
  Child child = TRY_VALUE(Child::start(settings));
  const Fd process(static_cast<int>(::syscall(SYS_pidfd_open, child.pid(), 0)));
  pollfd end{process.get(), POLLIN, 0};
  if (poll_until(&end, 1, Deadline::after(mailing_limit)) == 0) {
    return failed(cat(sendmail, " does not end"));
  }
  const WaitStatus status = child.wait();
  if (!status.success()) return failed(cat(sendmail, " ", status.describe()));
  return {};
}

/// What the job read, on this machine.
std::vector<std::string> names_of_inputs(const World& world, const std::vector<std::string>& words,
                                         const Dispatched& done) {
  if (!done.pump_names.empty() || world.include_server.empty()) return done.pump_names;
  return ask_for_inputs(world, words).value_or(std::vector<std::string>());
}

}  // namespace

std::optional<std::string> changed_since(const std::string& start_mark,
                                         const std::vector<std::string>& files,
                                         const std::string& excluded) {
  struct stat start {};
  if (::lstat(start_mark.c_str(), &start) != 0) return std::nullopt;
  for (const std::string& file : files) {
    struct stat found {};
    if (::stat(file.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) continue;
    if (is_older(found.st_ctim, start.st_mtim)) continue;
    if (excluded.empty() || ::fnmatch(excluded.c_str(), file.c_str(), 0) != 0) return file;
  }
  return std::nullopt;
}

std::string discrepancy_mail(const std::string& recipient, const World& world,
                             const std::vector<std::string>& words, const Dispatched& done,
                             int local_code) {
  std::string to = recipient;
  std::replace_if(
      to.begin(), to.end(), [](unsigned char c) { return c < ' '; }, ' ');
  return cat("To: ", to, "\nSubject: ", subject, "\n\n",
             "A compile failed on a host in pump mode, and not on the machine of its user.\n\n",
             "host:       ", done.reason.subject, "\ndirectory:  ", world.directory,
             "\ncommand:    ", shell_line(words), "\nstatus:     ", done.result.status.exit_code(),
             " there, ", local_code, " here", "\n\nWhat the compiler said there:\n\n",
             std::string_view(done.result.diagnostics).substr(0, most_messages));
}

std::string report_discrepancy(const World& world, const std::vector<std::string>& words,
                               const Dispatched& done, int local_code) {
  if (!done.pumped) return {};
  note_discrepancy(world);
  const ClientOptions& options = world.options;
  const auto changed = changed_since(world.include_server, names_of_inputs(world, words, done),
                                     options.exclude_fresh_files);
  if (changed) return cat("; file '", *changed, "', which it reads, changed during the build");
  if (!options.discrepancy_mail) return {};
  const std::string sendmail = find_sendmail(world);
  if (sendmail.empty()) return "; there is no program sendmail to mail that with";
  const auto sent = send_mail(
      sendmail, discrepancy_mail(options.discrepancy_recipient, world, words, done, local_code));
  if (!sent) return cat("; it could not be mailed: ", sent.error().text);
  log_info(cat("mailed to ", options.discrepancy_recipient));
  return {};
}

}  // namespace distcc
