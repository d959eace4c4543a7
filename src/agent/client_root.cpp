// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/client_root.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "agent/packed_copy.h"
#include "base/files.h"
#include "base/paths.h"
#include "base/text.h"

namespace distcc {
namespace {

using Verdict = ClientRoot::Verdict;

constexpr std::string_view name_prefix = "distcc-agent-";
/// An empty root younger than this may not have its lock yet.
constexpr std::int64_t youngest_swept = std::int64_t{60} * 1'000'000'000;

std::string suffix_of(const MirrorFile& file) {
  return file.line_name.empty() ? ".lzo" : ".lzo.abs";
}

void remove_if_abandoned(const std::string& path) {
  const Fd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (!directory || ::fstat(directory.get(), &status) != 0) return;
  const bool young = wall_clock() - stamp_of(status).changed < youngest_swept;
  const bool has_directories = status.st_nlink > 2;
  if (status.st_uid != ::geteuid() || (young && !has_directories)) return;
  if (::flock(directory.get(), LOCK_EX | LOCK_NB) == 0) remove_tree(path);
}

}  // namespace

std::string client_root_base(const std::string& wished) {
  std::string base = lexically_normal(wished);
  const auto components = std::count(base.begin(), base.end(), '/');
  if (is_absolute(base) && base.size() > 1 && components <= 2) return base;
  return ::access("/dev/shm", R_OK | W_OK | X_OK) == 0 ? "/dev/shm" : "/tmp";
}

Result<ClientRoot> ClientRoot::create(const std::string& base, unsigned number) {
  std::string owned = cat(base, "/", name_prefix, ::getpid(), "-", number, ".XXXXXX");
  if (::mkdtemp(owned.data()) == nullptr) return fail_errno(cat("cannot make ", owned));
  Fd lock(::open(owned.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!lock || ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) return fail_errno(owned);
  std::string path = owned;
  if (std::count(base.begin(), base.end(), '/') == 1) {
    path += "/padding";
    TRY(make_directories(path));
  }
  return ClientRoot(std::move(owned), std::move(path), std::move(lock));
}

void ClientRoot::sweep(const std::string& base) {
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(base.c_str()), ::closedir);
  if (directory == nullptr) return;
  while (const dirent* entry = ::readdir(directory.get())) {
    const std::string_view name(entry->d_name);
    if (name.starts_with(name_prefix)) remove_if_abandoned(cat(base, "/", name));
  }
}

ClientRoot::~ClientRoot() {
  if (lock_) remove_tree(owned_);
}

Result<Verdict> ClientRoot::hold(const MirrorPlan& plan, std::vector<std::string>& paths) {
  paths.clear();
  std::string copy_path;
  for (const MirrorFile& file : plan.files) {
    const Verdict verdict = TRY_VALUE(hold_file(file, copy_path));
    if (verdict != Verdict::done) return verdict;
    paths.push_back(std::move(copy_path));
  }
  for (const auto* links : {&plan.system_links, &plan.links}) {
    for (const ClosureLink& link : *links) {
      const Verdict verdict = TRY_VALUE(hold_link(link));
      if (verdict != Verdict::done) return verdict;
      paths.push_back(path_ + link.path);
    }
  }
  for (const std::string& directory : plan.placeholders) {
    const Verdict verdict = TRY_VALUE(hold_placeholder(directory));
    if (verdict != Verdict::done) return verdict;
    paths.push_back(cat(path_, directory, "/", placeholder_name));
  }
  return Verdict::done;
}

Result<Verdict> ClientRoot::hold_directory(const std::string& directory) {
  if (directory == "/") return Verdict::done;
  const auto known = names_.find(directory);
  if (known != names_.end()) {
    return known->second.empty() ? Verdict::done : Verdict::root_outdated;
  }
  const Verdict above = TRY_VALUE(hold_directory(std::string(directory_name(directory))));
  if (above != Verdict::done) return above;
  const std::string path = path_ + directory;
  if (::mkdir(path.c_str(), 0777) != 0) return fail_errno(cat("cannot make ", path));
  names_.emplace(directory, "");
  return Verdict::done;
}

Result<Verdict> ClientRoot::hold_link(const ClosureLink& link) {
  const auto known = names_.find(link.path);
  if (known != names_.end()) {
    return known->second == link.target ? Verdict::done : Verdict::root_outdated;
  }
  const Verdict above = TRY_VALUE(hold_directory(std::string(directory_name(link.path))));
  if (above != Verdict::done) return above;
  const std::string path = path_ + link.path;
  if (::symlink(link.target.c_str(), path.c_str()) != 0)
    return fail_errno(cat("cannot make ", path));
  names_.emplace(link.path, link.target);
  return Verdict::done;
}

Result<Verdict> ClientRoot::hold_placeholder(const std::string& directory) {
  const Verdict above = TRY_VALUE(hold_directory(directory));
  if (above != Verdict::done) return above;
  const std::string path = cat(directory, "/", placeholder_name);
  if (files_.count(path) != 0) return Verdict::done;
  TRY(replace_file(path_ + path, ""));
  files_.emplace(path, Copy{});
  return Verdict::done;
}

Result<Verdict> ClientRoot::hold_file(const MirrorFile& planned, std::string& copy_path) {
  const auto file = with_stamp(planned);
  if (!file) return Verdict::file_changed;
  const std::string name = file->path + suffix_of(*file);
  copy_path = path_ + name;
  const auto known = files_.find(name);
  if (known != files_.end()) {
    Copy& copy = known->second;
    if (copy.line_name != file->line_name) return Verdict::spelt_in_two_ways;
    if (copy.settled && copy.stamp == file->stamp) return Verdict::done;
    return write_copy(*file, copy_path, copy);
  }
  const Verdict above = TRY_VALUE(hold_directory(std::string(directory_name(file->path))));
  if (above != Verdict::done) return above;
  Copy copy;
  const Verdict verdict = TRY_VALUE(write_copy(*file, copy_path, copy));
  if (verdict == Verdict::done) files_.emplace(name, std::move(copy));
  return verdict;
}

Result<Verdict> ClientRoot::write_copy(const MirrorFile& file, const std::string& copy_path,
                                       Copy& copy) {
  const auto packed = TRY_VALUE(packed_copy(file));
  if (!packed) return Verdict::file_changed;
  const std::string_view block = packed->block.bytes();
  TRY(replace_file(copy_path, block));
  bytes_ += block.size() - copy.size;
  copy = {packed->stamp, packed->settled, file.line_name, block.size()};
  return Verdict::done;
}

}  // namespace distcc
