// SPDX-License-Identifier: GPL-3.0-or-later
#include "activity/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/io.h"
#include "base/log.h"
#include "base/text.h"

namespace distcc {
namespace {

std::string present_path(const std::string& directory) {
  return cat(directory, "/journal");
}

std::string old_path(const std::string& directory) {
  return cat(directory, "/journal.old");
}

/// Is the file still the one at `path`?
bool is_at(int fd, const std::string& path) {
  struct stat open {};
  struct stat named {};
  return ::fstat(fd, &open) == 0 && ::stat(path.c_str(), &named) == 0 &&
         open.st_ino == named.st_ino && open.st_dev == named.st_dev;
}

/// Of the clients that see a full journal at once, the one with its lock renames it.
void set_aside(int fd, const std::string& directory) {
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) return;
  const std::string path = present_path(directory);
  if (is_at(fd, path)) (void)::rename(path.c_str(), old_path(directory).c_str());
}

/// Takes the whole lines off the beginning of `text`.
void take_lines(std::string& text, std::vector<JobRecord>& records) {
  std::string_view rest = text;
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    auto record = decode_job_record(rest.substr(0, end));
    if (record) records.push_back(std::move(*record));
    rest.remove_prefix(end + 1);
  }
  // What is longer than a line without having an end is none.
  text = rest.size() < longest_job_line ? std::string(rest) : std::string();
}

}  // namespace

void append_to_journal(const std::string& directory, const JobRecord& record, std::int64_t limit) {
  const std::string path = present_path(directory);
  const Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666));
  if (!file) {
    log_debug(cat("cannot open ", path));
    return;
  }
  // One write to a file opened for appending: lines of clients that end together do not mix.
  const std::string line = encode_job_record(record);
  if (::write(file.get(), line.data(), line.size()) < 0) log_debug(cat("cannot write to ", path));
  if (::lseek(file.get(), 0, SEEK_CUR) > limit) set_aside(file.get(), directory);
}

JournalReader JournalReader::from_now_on(std::string directory) {
  JournalReader reader(std::move(directory));
  reader.old_read_ = true;
  if (reader.open_present()) ::lseek(reader.file_.get(), 0, SEEK_END);
  return reader;
}

bool JournalReader::open_present() {
  file_ = Fd(::open(present_path(directory_).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  return static_cast<bool>(file_);
}

void JournalReader::read_file(const std::string& path, std::vector<JobRecord>& records) {
  file_ = Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  read_present(records);
  file_.reset();
}

void JournalReader::read_present(std::vector<JobRecord>& records) {
  if (!file_) return;
  constexpr std::size_t step = std::size_t{256} << 10;
  // A journal somebody else made may be of any size: only what clients leave is worth reading.
  std::int64_t left = 2 * journal_limit;
  std::string buffer(step, '\0');
  while (left > 0) {
    const ssize_t got = ::read(file_.get(), buffer.data(), buffer.size());
    if (got <= 0) break;
    left -= got;
    partial_.append(buffer, 0, static_cast<std::size_t>(got));
    take_lines(partial_, records);
  }
}

std::vector<JobRecord> JournalReader::read_new() {
  std::vector<JobRecord> records;
  if (!std::exchange(old_read_, true)) {
    read_file(old_path(directory_), records);
    partial_.clear();
  }
  if (!file_ && !open_present()) return records;
  // A client may still have written to the journal that another has just set aside.
  const bool replaced = !is_at(file_.get(), present_path(directory_));
  read_present(records);
  if (replaced) {
    partial_.clear();
    if (open_present()) read_present(records);
  }
  std::stable_sort(records.begin(), records.end(),
                   [](const JobRecord& a, const JobRecord& b) { return a.ended() < b.ended(); });
  return records;
}

}  // namespace distcc
