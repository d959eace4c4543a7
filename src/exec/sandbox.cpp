// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/sandbox.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <optional>
#include <utility>

#include "base/paths.h"
#include "base/scratch.h"
#include "base/text.h"
#include "exec/view.h"

namespace distcc {

struct Sandbox::State {
  std::optional<Namespaces> namespaces;  ///< empty: compilers are not confined
  bool mounts_proc = false;
  SystemPlaces places;
  std::string jobs;
  std::vector<int> changed_signals;
  std::string description;
  Fd null;

  /// The place below the mount point of all jobs; nothing when the job is not among them.
  [[nodiscard]] std::optional<std::string> in_view(const std::string& job_directory) const;
  Result<LaunchedProcesses> launch_trial() const;
  void confine(ViewSettings settings);
};

std::optional<std::string> Sandbox::State::in_view(const std::string& job_directory) const {
  const std::string path = lexically_normal(job_directory);
  if (path.size() <= jobs.size() || path.compare(0, jobs.size(), jobs) != 0 ||
      path[jobs.size()] != '/') {
    return std::nullopt;
  }
  return cat(job_mount_point, path.substr(jobs.size()));
}

Result<LaunchedProcesses> Sandbox::State::launch_trial() const {
  LaunchSettings trial;
  for (int& fd : trial.redirect) fd = null.get();
  trial.namespaces = &*namespaces;
  trial.job_in_view = job_mount_point;
  trial.directory = job_mount_point;
  trial.mounts_proc = mounts_proc;
  return launch(trial);
}

/// Tries the whole way of a compiler; where the kernel refuses only a /proc, goes without.
void Sandbox::State::confine(ViewSettings settings) {
  std::string refusal;
  for (const bool with_proc : {true, false}) {
    settings.shows_proc = with_proc;
    mounts_proc = with_proc;
    auto made = make_view(settings);
    if (made) {
      namespaces = std::move(*made);
      auto trial = launch_trial();
      if (trial) {
        RunningCompiler(std::move(*trial)).wait();
        places = SystemPlaces(settings);
        description = cat("compilers are confined: read-only view, own processes, no network",
                          with_proc ? "" : cat("; without /proc (", refusal, ")"),
                          ::geteuid() == 0 ? "; as root, which has no limit of processes" : "");
        return;
      }
      refusal = trial.error().text;
    } else {
      refusal = made.error().text;
    }
    namespaces.reset();
  }
  mounts_proc = false;
  description = cat("compilers are NOT confined: ", refusal);
}

namespace {

/// Real paths, because the view resolves no links of directories that it hides.
std::vector<std::string> real_paths(const std::vector<std::string>& directories) {
  std::vector<std::string> real;
  for (const std::string& directory : directories) {
    std::string path = real_path(directory);
    if (!path.empty()) real.push_back(std::move(path));
  }
  return real;
}

}  // namespace

Sandbox::Sandbox(std::unique_ptr<State> state) : state_(std::move(state)) {}
Sandbox::Sandbox(Sandbox&&) noexcept = default;
Sandbox::~Sandbox() = default;

Sandbox Sandbox::prepare(const SandboxSettings& settings) {
  auto state = std::make_unique<State>();
  state->changed_signals = changed_signals();
  state->jobs = lexically_normal(settings.jobs.empty() ? temporary_directory() : settings.jobs);
  state->null = Fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (settings.wanted) {
    // A daemon that has changed its user would else find its /proc/self to be root's.
    ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    state->confine(
        {real_path(state->jobs), real_paths(settings.visible), real_paths(settings.writable)});
  } else {
    state->description = "compilers are NOT confined: turned off";
  }
  return Sandbox(std::move(state));
}

bool Sandbox::confines() const {
  return state_->namespaces.has_value();
}

const std::string& Sandbox::describe() const {
  return state_->description;
}

const SystemPlaces& Sandbox::system_places() const {
  return state_->places;
}

std::string Sandbox::path_inside(const std::string& job_directory) const {
  return confines() ? job_mount_point : job_directory;
}

Result<RunningCompiler> Sandbox::start(const CompilerRun& run) const {
  const auto words = pointers_to(run.words);
  const auto environment = pointers_to(run.environment);
  const std::string directory =
      run.client_root.empty() ? path_inside(run.job_directory) : run.directory;
  std::optional<ClientRoot> client_root;
  const auto in_view = state_->in_view(run.job_directory);
  LaunchSettings settings;
  settings.program = run.program.c_str();
  settings.words = words.data();
  settings.environment = environment.data();
  settings.redirect[0] = state_->null.get();
  settings.redirect[1] = run.stdout_fd;
  settings.redirect[2] = run.stderr_fd;
  settings.directory = directory.c_str();
  settings.limits = run.limits;
  settings.changed_signals = state_->changed_signals;
  if (confines()) {
    if (!in_view) {
      return fail(Fault::this_machine, ExitCode::failed,
                  cat(run.job_directory, " is not below ", state_->jobs));
    }
    settings.namespaces = &*state_->namespaces;
    settings.job_in_view = in_view->c_str();
    settings.mounts_proc = state_->mounts_proc;
    if (!run.client_root.empty()) {
      client_root.emplace(state_->places, cat(job_mount_point, "/", run.client_root));
      settings.client_root = &*client_root;
    }
  }
  return RunningCompiler(TRY_VALUE(launch(settings)));
}

}  // namespace distcc
