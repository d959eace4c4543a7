// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/progress.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "base/files.h"
#include "base/paths.h"
#include "base/text.h"

namespace distcc {
namespace {

std::string state_path(const std::string& directory) {
  return directory.empty() ? std::string() : cat(directory, "/state/binstate_", ::getpid());
}

/// The lock tells a monitor that this client lives even where its pid means nothing, because one of
/// the two is in a pid namespace, as builds of Portage are. It goes with the file, and is never
/// waited for.
Fd open_state(const std::string& path) {
  Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (file) (void)::flock(file.get(), LOCK_SH | LOCK_NB);
  return file;
}

}  // namespace

Progress::Progress(const std::string& directory, const std::string& source)
    : path_(state_path(directory)), guard_(path_) {
  state_.pid = ::getpid();
  state_.file = base_name(source);
  state_.host = "localhost";
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  record_.began = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  record_.pid = state_.pid;
  record_.session = ::getsid(0);
  record_.file = source;
}

Progress::~Progress() {
  if (file_) ::unlink(path_.c_str());
}

void Progress::at(const std::string& host, int slot) {
  state_.host = host;
  state_.slot = slot;
}

void Progress::phase(Phase phase) {
  state_.phase = phase;
  record_.spans.push_back({phase, elapsed(), state_.slot, state_.host});
  write();
}

void Progress::refresh() {
  file_.reset();  // a monitor may have removed it meanwhile
  write();
}

std::int64_t Progress::elapsed() const {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start_).count();
}

void Progress::outcome(const Reason& reason) {
  record_.outcome = reason.outcome;
  record_.subject = reason.subject;
}

void Progress::answered(const std::string& definition, std::size_t sent, std::size_t received) {
  answering_ = definition;
  record_.sent = sent;
  record_.received = received;
}

JobRecord Progress::record(int exit_code) const {
  JobRecord record = record_;
  record.lasted = elapsed();
  record.exit_code = exit_code;
  const bool remote = row_of(record.outcome).place == Place::on_a_host && !answering_.empty();
  record.host = remote ? answering_ : "localhost";
  return record;
}

void Progress::write() {
  if (path_.empty()) return;
  if (!file_) {
    file_ = open_state(path_);
    if (!file_ && errno == ENOENT && make_directories(std::string(directory_name(path_)))) {
      file_ = open_state(path_);
    }
    if (!file_) {
      path_.clear();
      return;
    }
  }
  const auto bytes = encode_task_state(state_);
  if (::pwrite(file_.get(), bytes.data(), bytes.size(), 0) < 0) path_.clear();
}

}  // namespace distcc
