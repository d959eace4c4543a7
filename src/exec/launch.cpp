// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/launch.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "exec/client_root.h"

#ifdef __SANITIZE_THREAD__
// ThreadSanitizer takes a clone() for a fork(), and the daemon for its own child from there on; it
// does not look at the C library's other name.
extern "C" int __clone(int (*)(void*), void*, int, void*, ...);
#endif

namespace distcc {
namespace {

constexpr std::size_t stack_bytes = std::size_t{32} << 10;

/// What the processes of one launch share, made before the first of them.
struct Launch {
  const LaunchSettings& settings;
  pid_t daemon;
  int daemon_fd;  ///< a pidfd
  char* init_stack = nullptr;
  char* compiler_stack = nullptr;
  std::string user_map;
  std::string group_map;
  int end_pipe = -1;  ///< without pidfds: held by the compiler, hung up by its end

  // Answers.
  pid_t init = -1;
  pid_t compiler = -1;
  const char* failed_step = "start";  ///< nullptr: executing the program
  int error = 0;
};

/// Whether a system call succeeded; the first that did not is remembered.
bool done(Launch& launch, const char* step, long result) {
  if (result >= 0) return true;
  launch.failed_step = step;
  launch.error = errno;
  return false;
}

pid_t spawn(int (*function)(void*), char* top_of_stack, int flags, void* argument) {
#ifdef __SANITIZE_THREAD__
  return ::__clone(function, top_of_stack, flags, argument);
#else
  return ::clone(function, top_of_stack, flags, argument);
#endif
}

char* top_of(char* stack) {
  return stack + stack_bytes;
}

int close_descriptors(unsigned first, unsigned last = ~0U) {
  // Before Linux 5.9 there is only close-on-exec, which all descriptors of ours have.
  const long result = ::syscall(SYS_close_range, first, last, 0U);
  return result < 0 && errno != ENOSYS ? -1 : 0;
}

// ---- init ----

/// The whole life of init: it sleeps until the daemon is no more. It runs while the daemon does, on
/// the same memory, thread-local variables included: so no call here may fail, since that would set
/// the daemon's errno. All signals are blocked.
__attribute__((no_sanitize("address", "thread", "undefined"))) int idle_as_init(void* argument) {
  pollfd daemon{static_cast<int>(reinterpret_cast<std::intptr_t>(argument)), POLLIN, 0};
  ::syscall(SYS_ppoll, &daemon, 1, nullptr, nullptr, 0);
  return 0;
}

// ---- compiler ----

/// For each limit: no more than we have ourselves; 0 is no limit of ours.
bool limit(Launch& launch, __rlimit_resource resource, rlim_t most) {
  rlimit present{};
  if (!done(launch, "read a limit", ::getrlimit(resource, &present))) return false;
  const rlim_t value = most < present.rlim_max ? most : present.rlim_max;
  const rlimit wanted{value, value};
  return done(launch, "set a limit", ::setrlimit(resource, &wanted));
}

bool set_limits(Launch& launch) {
  const RunLimits& limits = launch.settings.limits;
  if (!limit(launch, RLIMIT_CORE, 0)) return false;
  if (limits.memory_bytes != 0 && !limit(launch, RLIMIT_AS, limits.memory_bytes)) return false;
  if (limits.file_bytes != 0 && !limit(launch, RLIMIT_FSIZE, limits.file_bytes)) return false;
  return limits.processes == 0 ||
         limit(launch, RLIMIT_NPROC, static_cast<rlim_t>(limits.processes));
}

/// Standard input, output and error in place, all other descriptors closed.
bool arrange_descriptors(Launch& launch) {
  int high[4];
  const int wanted[4] = {launch.settings.redirect[0], launch.settings.redirect[1],
                         launch.settings.redirect[2], launch.end_pipe};
  const int count = launch.end_pipe >= 0 ? 4 : 3;
  for (int i = 0; i < count; ++i) {
    high[i] = ::fcntl(wanted[i], F_DUPFD_CLOEXEC, 8);  // out of the way of the places to fill
    if (!done(launch, "copy a descriptor", high[i])) return false;
  }
  for (int i = 0; i < count; ++i) {
    // Not by dup2(), which ThreadSanitizer takes for a change of the daemon's descriptors.
    if (!done(launch, "copy a descriptor", ::syscall(SYS_dup3, high[i], i, 0))) return false;
  }
  return done(launch, "close descriptors", close_descriptors(static_cast<unsigned>(count)));
}

/// No capability is left, nor a way to one: not by being root, and not by a set-user-id program or
/// one with capabilities of its own.
bool drop_privileges(Launch& launch) {
  ::prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |
                                 SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE |
                                 SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED);
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  for (int capability = 0; ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0; ++capability) {
  }
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const __user_cap_data_struct none[2] = {};
  return done(launch, "drop capabilities", ::syscall(SYS_capset, &header, none)) &&
         done(launch, "give up new privileges", ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

/// Signals as a new program expects them. They were all blocked until here, so that no handler of
/// the daemon ran in this process.
void reset_signals(const Launch& launch) {
  for (const int number : launch.settings.changed_signals) {
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    ::sigaction(number, &action, nullptr);
  }
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// An unconfined compiler dies with the thread that started it; a confined one with init.
bool tie_to_daemon(Launch& launch) {
  if (launch.settings.namespaces != nullptr) return true;
  if (!done(launch, "tie to the daemon", ::prctl(PR_SET_PDEATHSIG, SIGKILL))) return false;
  return ::getppid() == launch.daemon;
}

int become_compiler(void* argument) {
  Launch& launch = *static_cast<Launch*>(argument);
  const LaunchSettings& settings = launch.settings;
  const bool ready = done(launch, "start a session", ::setsid()) &&
                     (!settings.mounts_proc ||
                      done(launch, "mount /proc",
                           ::mount("proc", "/proc", "proc",
                                   MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr))) &&
                     done(launch, "enter the job's directory", ::chdir(settings.directory)) &&
                     set_limits(launch) && arrange_descriptors(launch) && drop_privileges(launch) &&
                     tie_to_daemon(launch);
  if (!ready || settings.program == nullptr) return 0;
  reset_signals(launch);
  launch.failed_step = nullptr;
  ::execve(settings.program, settings.words, settings.environment);
  launch.error = errno;
  return 0;
}

// ---- entrant ----

long write_text(const char* path, std::string_view text) {
  const int file = ::open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return -1;
  const long result = ::write(file, text.data(), text.size());
  const int error = errno;
  ::close(file);
  errno = error;
  return result;
}

/// A user namespace of the job's own, in which the kernel counts its processes apart from those
/// of other jobs, and no further one can be made. It takes a /proc to set one up.
bool unshare_namespaces(Launch& launch) {
  constexpr int kinds = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC;
  const bool with_users = launch.settings.mounts_proc;
  if (!done(launch, "make namespaces", ::unshare(with_users ? kinds | CLONE_NEWUSER : kinds))) {
    return false;
  }
  if (!with_users) return true;
  // Not every kernel has this one; the compiler has no capability to begin with.
  static_cast<void>(write_text("/proc/sys/user/max_user_namespaces", "0"));
  return done(launch, "map the user", write_text("/proc/self/uid_map", launch.user_map)) &&
         done(launch, "map the group", write_text("/proc/self/gid_map", launch.group_map));
}

bool enter_namespaces(Launch& launch) {
  const Namespaces& shared = *launch.settings.namespaces;
  return done(launch, "enter the user namespace", ::setns(shared.user.get(), CLONE_NEWUSER)) &&
         done(launch, "enter the network namespace", ::setns(shared.network.get(), CLONE_NEWNET)) &&
         done(launch, "enter the mount namespace", ::setns(shared.mounts.get(), CLONE_NEWNS)) &&
         unshare_namespaces(launch) &&
         // Recursive, since the trial at start takes all of TMPDIR, and mounts below it are locked
         // here.
         done(launch, "mount the job's directory",
              ::mount(launch.settings.job_in_view, job_mount_point, nullptr, MS_BIND | MS_REC,
                      nullptr));
}

bool show_at(const std::string& target, const char* source, unsigned long depth = MS_REC) {
  return ::mount(source, target.c_str(), nullptr, MS_BIND | depth, nullptr) == 0;
}

/// Nothing of the view can be reached from here on but what is mounted in the client's root.
bool enter_client_root(Launch& launch) {
  const ClientRoot* const place = launch.settings.client_root;
  if (place == nullptr) return true;
  bool mounted = show_at(place->root, place->root.c_str(), 0);
  for (const auto& [source, target] : place->mounts) {
    mounted = mounted && show_at(target, source.c_str());
  }
  mounted = mounted && show_at(place->job, job_mount_point, 0);
  return done(launch, "mount the client's root", mounted ? 0 : -1) &&
         done(launch, "enter the client's root", ::chdir(place->root.c_str())) &&
         done(launch, "turn to the client's root", ::syscall(SYS_pivot_root, ".", ".")) &&
         done(launch, "leave the view", ::umount2(".", MNT_DETACH));
}

int run_entrant(void* argument) {
  Launch& launch = *static_cast<Launch*>(argument);
  if (!enter_namespaces(launch) || !enter_client_root(launch)) return 0;
  // What init closes it would have to close without failing: so its table of descriptors is the
  // entrant's own, of which only that of the daemon is left below.
  launch.init = spawn(idle_as_init, top_of(launch.init_stack),
                      CLONE_VM | CLONE_FILES | CLONE_PARENT | SIGCHLD,
                      reinterpret_cast<void*>(std::intptr_t{launch.daemon_fd}));
  if (!done(launch, "start the first process", launch.init)) return 0;
  launch.compiler = spawn(become_compiler, top_of(launch.compiler_stack),
                          CLONE_VM | CLONE_VFORK | CLONE_PARENT | SIGCHLD, &launch);
  done(launch, "start the compiler", launch.compiler);
  const auto kept = static_cast<unsigned>(launch.daemon_fd);
  if (kept > 0) close_descriptors(0, kept - 1);
  close_descriptors(kept + 1);
  return 0;
}

// ---- daemon ----

void wait_for(pid_t pid) {
  while (pid > 0 && ::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

/// The first process of the launch, run until it (or the compiler) needs our memory no more.
void start_first(Launch& launch, char* stack) {
  const bool confined = launch.settings.namespaces != nullptr;
  sigset_t all;
  sigset_t present;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &present);
  const pid_t first = spawn(confined ? run_entrant : become_compiler, top_of(stack),
                            CLONE_VM | CLONE_VFORK | SIGCHLD, &launch);
  done(launch, "start a process", first);
  ::pthread_sigmask(SIG_SETMASK, &present, nullptr);
  if (confined) {
    wait_for(first);
  } else {
    launch.compiler = first;
  }
}

Fd open_pidfd(pid_t pid) {
  return Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

/// Something to poll for the end of the compiler.
Fd end_descriptor(const Launch& launch, Pipe end_pipe) {
  if (end_pipe.read_end) return std::move(end_pipe.read_end);
  return open_pidfd(launch.compiler);
}

unexpected<Error> launch_error(const Launch& launch) {
  if (launch.failed_step == nullptr) {
    return fail(Fault::this_machine, ExitCode::compiler_missing,
                cat("failed to exec ", launch.settings.program, ": ", std::strerror(launch.error)));
  }
  return fail(Fault::this_machine, ExitCode::failed,
              cat("cannot ", launch.failed_step, ": ", std::strerror(launch.error)));
}

}  // namespace

std::vector<int> changed_signals() {
  std::vector<int> changed;
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction present {};
    if (::sigaction(number, nullptr, &present) == 0 && present.sa_handler != SIG_DFL) {
      changed.push_back(number);
    }
  }
  return changed;
}

Result<LaunchedProcesses> launch(const LaunchSettings& settings) {
  Pipe end_pipe;
  const Fd daemon = open_pidfd(::getpid());
  if (!daemon) end_pipe = TRY_VALUE(make_pipe());
  LaunchedProcesses processes;
  processes.init_stack = std::make_unique_for_overwrite<char[]>(stack_bytes);
  // Not on our own stack: AddressSanitizer would take what is left of their frames for ours.
  const auto first_stack = std::make_unique_for_overwrite<char[]>(stack_bytes);
  const auto compiler_stack = std::make_unique_for_overwrite<char[]>(stack_bytes);
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  Launch launch{settings,
                ::getpid(),
                daemon.get(),
                processes.init_stack.get(),
                compiler_stack.get(),
                cat(user, " ", user, " 1"),
                cat(group, " ", group, " 1"),
                end_pipe.write_end.get()};
  start_first(launch, first_stack.get());
  if (launch.error != 0 || launch.compiler < 0) {
    wait_for(launch.compiler);
    if (launch.init > 0) ::kill(launch.init, SIGKILL);
    wait_for(launch.init);
    return launch_error(launch);
  }
  processes.compiler = launch.compiler;
  processes.namespace_init = launch.init;
  processes.end_fd = end_descriptor(launch, std::move(end_pipe));
  return processes;
}

}  // namespace distcc
