// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/client_tree.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/io.h"
#include "base/paths.h"
#include "base/text.h"
#include "server/job_directory.h"

namespace distcc {
namespace {

using Kind = Refusal::Kind;

constexpr std::size_t most_components = 128;
constexpr int most_links_on_the_way = 40;
/// What an include server sends to have a directory made (distcc-compat.md 7.2).
constexpr std::string_view placeholder = "forcing_technique_271828";

unexpected<Refusal> refuse(std::string_view what) {
  return unexpected(Refusal{Kind::malformed_request, cat(what, "; the client is at fault")});
}

unexpected<Refusal> refuse_system_file(std::string_view name, std::string_view why) {
  return unexpected(Refusal{
      Kind::system_file,
      cat(name, " ", why,
          "; install the same packages on server and client, or take \",cpp\" from this server's "
          "entry in the host list")});
}

unexpected<Refusal> refuse_storage(std::string what) {
  const int error = errno;
  return unexpected(storage_refusal(Result<void>(fail_errno(std::move(what))).error(), error));
}

expected<void, Refusal> check_name(std::string_view name) {
  const auto shown = [name] { return name.substr(0, 200); };
  if (!is_absolute(name)) return refuse(cat("the name ", shown(), " is not absolute"));
  const auto components = split_fields(name, '/');
  if (components.size() > most_components) return refuse(cat("the name ", shown(), " is too deep"));
  if (std::find(components.begin(), components.end(), "..") != components.end()) {
    return refuse(cat("the name ", shown(), " has \"..\" in it"));
  }
  return {};
}

/// "../../../usr/include" is how an include server says "your own /usr/include".
bool names_itself(std::string_view name, std::string_view target) {
  bool climbs = false;
  for (; target.starts_with("../"); target.remove_prefix(3)) climbs = true;
  return climbs && name.substr(1) == target;
}

/// An include server puts a #line with a file's name in front of those that it found by an absolute
/// path, because a stock server has them elsewhere; the rest is the file. Here they are where they
/// belong, and clang takes no checksum of a file with such a line.
std::string_view without_line_marker(std::string_view name, std::string_view content) {
  constexpr std::string_view start = "#line 1 \"";
  if (!content.starts_with(start)) return content;
  const std::size_t end = content.find("\"\n", start.size());
  if (end == std::string_view::npos) return content;
  const std::string_view marked = content.substr(start.size(), end - start.size());
  if (lexically_normal(marked) != lexically_normal(name)) return content;
  return content.substr(end + 2);
}

/// Whether the server's own file is the one that the client has.
ClientTree::Done compare_with_own(const std::string& place, std::string_view content) {
  if (content.empty() && base_name(place) == placeholder) return {};
  const Fd file(::open(place.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status {};
  // Only of what everybody may read is a stranger told whether it is the same.
  const bool readable = file && ::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode) &&
                        (status.st_mode & S_IROTH) != 0;
  if (!readable) return refuse_system_file(place, "is not on this server");
  const auto own = MappedFile::map(file.get());
  if (own && own->bytes() == content) return {};
  return refuse_system_file(place, "is another file on this server");
}

ClientTree::Done compare_link_with_own(const std::string& place, const std::string& target) {
  if (names_itself(place, target)) return {};
  const std::string own = real_path(place);
  if (!own.empty() && own == real_path(absolute_path(target, directory_name(place)))) return {};
  return refuse_system_file(place, "leads elsewhere on this server");
}

}  // namespace

expected<ClientTree, Refusal> ClientTree::create(const std::string& root,
                                                 const SystemPlaces& places,
                                                 std::size_t most_directories) {
  if (::mkdir(root.c_str(), 0700) != 0) return refuse_storage(cat("cannot make ", root));
  if (const auto prepared = places.prepare(root); !prepared) {
    return unexpected(storage_refusal(prepared.error(), errno));
  }
  Fd directory(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!directory) return refuse_storage(cat("cannot open ", root));
  return ClientTree(std::move(directory), places, most_directories);
}

Fd ClientTree::open_place(const std::string& place, int flags) const {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags) | O_CLOEXEC | O_NOFOLLOW;
  how.mode = (flags & O_CREAT) != 0 ? 0600 : 0;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  const char* const relative = place.size() > 1 ? place.c_str() + 1 : ".";
  return Fd(static_cast<int>(::syscall(SYS_openat2, root_.get(), relative, &how, sizeof how)));
}

expected<std::string, Refusal> ClientTree::resolve(std::string_view name, bool follow_last) const {
  const auto push = [](std::vector<std::string>& pending, std::string_view path) {
    const auto components = split_words(path, "/");
    pending.insert(pending.end(), components.rbegin(), components.rend());
  };
  std::vector<std::string> pending;  // the next one last
  push(pending, name);
  std::string place;
  int followed = 0;
  while (!pending.empty()) {
    const std::string component = std::exchange(pending.back(), {});
    pending.pop_back();
    if (component == ".") continue;
    if (component == "..") {
      place.resize(place.empty() ? 0 : place.rfind('/'));
      continue;
    }
    const std::string next = cat(place, "/", component);
    const auto link = links_.find(next);
    if (link == links_.end() || (pending.empty() && !follow_last)) {
      place = next;
      continue;
    }
    if (++followed > most_links_on_the_way) return refuse(cat("links go in circles at ", next));
    if (is_absolute(link->second)) place.clear();
    push(pending, link->second);
  }
  if (place.size() >= PATH_MAX) return refuse("links make a name too long");
  return place.empty() ? "/" : place;
}

ClientTree::Done ClientTree::make_directory(const std::string& place) {
  if (place == "/" || directories_.count(place) > 0) return {};
  const std::string parent(directory_name(place));
  TRY(make_directory(parent));
  if (directories_.size() >= most_directories_) {
    return refuse(cat("there are more than ", most_directories_, " directories"));
  }
  const Fd above = open_place(parent, O_PATH | O_DIRECTORY);
  if (!above) return refuse(cat(parent, " is not a directory"));
  const std::string name(base_name(place));
  if (::mkdirat(above.get(), name.c_str(), 0700) != 0 && errno != EEXIST) {
    return refuse_storage(cat("cannot make ", place));
  }
  directories_.insert(place);
  return {};
}

ClientTree::Done ClientTree::add_directory(std::string_view name) {
  TRY(check_name(name));
  const std::string place = TRY_VALUE(resolve(name, true));
  if (!places_->hold(place)) return make_directory(place);
  struct stat status {};
  const bool there = ::stat(place.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  return there ? Done{} : refuse_system_file(place, "is not on this server");
}

ClientTree::Done ClientTree::add_file(std::string_view name, std::string_view content) {
  TRY(check_name(name));
  content = without_line_marker(name, content);
  const std::string place = TRY_VALUE(resolve(name, true));
  if (places_->hold(place)) return compare_with_own(place, content);
  TRY(make_directory(std::string(directory_name(place))));
  const Fd file = open_place(place, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK);
  if (!file && (errno == EISDIR || errno == ELOOP || errno == ENOTDIR)) {
    return refuse(cat(place, " is sent as a file and as something else"));
  }
  if (!file) return refuse_storage(cat("cannot make ", place));
  const auto written = write_all(file.get(), content);
  if (!written) return unexpected(storage_refusal(written.error(), errno));
  return {};
}

ClientTree::Done ClientTree::add_link(std::string_view name, std::string_view target) {
  TRY(check_name(name));
  const std::string place = TRY_VALUE(resolve(name, false));
  if (places_->hold(place)) return compare_link_with_own(place, std::string(target));
  if (names_itself(place, target)) return {};  // a directory of another compiler than ours
  if (const auto link = links_.find(place); link != links_.end() && link->second == target) {
    return {};
  }
  const std::string parent(directory_name(place));
  TRY(make_directory(parent));
  const Fd above = open_place(parent, O_PATH | O_DIRECTORY);
  if (!above) return refuse(cat(parent, " is not a directory"));
  const std::string base(base_name(place));
  if (::symlinkat(std::string(target).c_str(), above.get(), base.c_str()) != 0) {
    if (errno == EEXIST) return refuse(cat(place, " is sent as a link and as something else"));
    return refuse_storage(cat("cannot make ", place));
  }
  links_.emplace(place, target);
  return {};
}

}  // namespace distcc
