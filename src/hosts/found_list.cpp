// SPDX-License-Identifier: GPL-3.0-or-later
#include "hosts/found_list.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/fd.h"
#include "base/io.h"
#include "base/text.h"
#include "hosts/lock_directory.h"

namespace distcc {
namespace {

constexpr std::string_view takes = " # takes ";
constexpr std::size_t longest_list = 1 << 20;

/// A stock browser empties the file and then writes it, with a lock held; ours puts a new file in
/// its place. Waits for the former, though not for one that stopped in the middle.
void wait_for_writer(int file) {
  struct flock range {};
  range.l_type = F_RDLCK;
  range.l_whence = SEEK_SET;
  for (int round = 0; round < 50 && ::fcntl(file, F_SETLK, &range) != 0; ++round) {
    if (errno != EAGAIN && errno != EACCES) return;
    ::usleep(2000);
  }
}

std::string entry_of(std::string_view line) {
  const std::size_t mark = line.find(takes);
  if (mark == std::string_view::npos) return std::string(line);
  std::string entry(line.substr(0, mark));
  bool lzo = false;
  bool cpp = false;
  for (const std::string_view word : split_fields(line.substr(mark + takes.size()), ',')) {
    lzo = lzo || word == "lzo";
    cpp = cpp || word == "cpp";
  }
  if (lzo) entry += cpp ? ",lzo,cpp" : ",lzo";
  return entry;
}

}  // namespace

std::string line_of(const FoundServer& server) {
  const bool bracketed = server.address.find(':') != std::string::npos;
  std::string line = cat(bracketed ? "[" : "", server.address, bracketed ? "]" : "", ":",
                         server.port, "/", server.slots);
  if (server.lzo) line += cat(takes, server.cpp ? "lzo,cpp" : "lzo");
  return line + "\n";
}

std::string entries_of(std::string_view list) {
  std::string entries;
  for (const std::string_view line : split_fields(list, '\n')) entries += cat(entry_of(line), "\n");
  return entries;
}

FoundList::FoundList(const std::string& directory) : directory_(cat(directory, "/zeroconf")) {}

std::string FoundList::hosts_path() const {
  return cat(directory_, "/", hosts_name);
}

std::string FoundList::lock_path() const {
  return cat(directory_, "/", lock_name);
}

bool FoundList::is_kept() const {
  return LockDirectory(directory_).is_locked(lock_name);
}

Result<std::string> FoundList::read() const {
  const Fd file(::open(hosts_path().c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) return fail_errno(cat("cannot open ", hosts_path()), ExitCode::no_such_file);
  wait_for_writer(file.get());
  std::string text = TRY_VALUE(read_to_end(file.get(), longest_list));
  return text;
}

}  // namespace distcc
