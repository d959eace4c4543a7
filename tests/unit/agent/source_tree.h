// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>
#include <string_view>

#include "agent/mirror_plan.h"
#include "base/files.h"
#include "base/scratch.h"
#include "base/text.h"

namespace distcc::agent_tests {

/// A directory with sources, for as long as it lives.
class SourceTree {
 public:
  [[nodiscard]] const std::string& path() const { return directory_.path(); }
  std::string write(const std::string& name, std::string_view text) const {
    std::string path = cat(directory_.path(), "/", name);
    EXPECT_TRUE(replace_file(path, text));
    return path;
  }

 private:
  ScratchDirectory directory_ =
      ScratchDirectory::create(temporary_directory(), "source_tree_").value();
};

/// The file as a scan finds it now.
inline MirrorFile scanned(const std::string& path, const std::string& line_name = {}) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0);
  return {path, stamp_of(status), line_name};
}

}  // namespace distcc::agent_tests
