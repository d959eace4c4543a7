// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/people.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>

#include "base/text.h"

namespace distcc {

std::string owner_of(const std::string& directory) {
  struct stat status {};
  const uid_t user = ::stat(directory.c_str(), &status) == 0 ? status.st_uid : ::geteuid();
  const passwd* const entry = ::getpwuid(user);
  return entry != nullptr ? std::string(entry->pw_name) : cat(user);
}

std::string this_machine() {
  char name[HOST_NAME_MAX + 1] = {};
  if (::gethostname(name, HOST_NAME_MAX) != 0) return "localhost";
  const std::string whole = name;
  return whole.substr(0, whole.find('.'));
}

}  // namespace distcc
