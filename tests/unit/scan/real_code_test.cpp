// SPDX-License-Identifier: GPL-3.0-or-later
//
// The closures of real translation units against what compilers truly open, and what scans cost.
// tests/interop/scan_real_code.py fetches the projects and names a list of units in
// DISTCC_SCAN_UNITS: a line for each, directory and words with tabs between.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>

#include "source_tree.h"

namespace distcc {
namespace {

struct Unit {
  std::string directory;
  std::vector<std::string> words;
};

std::vector<Unit> listed_units() {
  std::vector<Unit> units;
  const char* list = std::getenv("DISTCC_SCAN_UNITS");
  if (list == nullptr) return units;
  std::ifstream lines(list);
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> words = split_words(line, "\t");
    if (words.size() < 2) continue;
    const std::string directory = words.front();
    words.erase(words.begin());
    units.push_back({directory, std::move(words)});
  }
  return units;
}

double cpu_milliseconds() {
  rusage own{};
  rusage children{};
  ::getrusage(RUSAGE_SELF, &own);
  ::getrusage(RUSAGE_CHILDREN, &children);
  auto sum = [](const rusage& usage) {
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
  };
  return sum(own) + sum(children);
}

class RealCode : public testing::Test {
 protected:
  void SetUp() override {
    units_ = listed_units();
    if (units_.empty()) GTEST_SKIP() << "DISTCC_SCAN_UNITS names no units";
  }

  expected<Closure, Reason> scan(const Unit& unit) {
    tree_.set_directory(unit.directory);
    return tree_.scan(scanner_, unit.words);
  }

  /// The same compile as far as the preprocessor goes: it opens the same files.
  static std::vector<std::string> preprocessing(std::vector<std::string> words) {
    std::replace(words.begin(), words.end(), std::string("-c"), std::string("-E"));
    words.insert(words.end(), {"-o", "/dev/null"});
    return words;
  }

  std::vector<Unit> units_;
  SourceTree tree_;
  Scanner scanner_;
};

TEST_F(RealCode, ClosuresHoldWhatTheCompilersOpen) {
  if (!can_run("strace")) GTEST_SKIP() << "strace is not installed";
  std::size_t all_files = 0;
  std::size_t all_opened = 0;
  std::size_t refused = 0;
  std::size_t broken = 0;  ///< want the headers of a library that is not there
  std::size_t silent = 0;  ///< include nothing
  for (const Unit& unit : units_) {
    const auto closure = scan(unit);
    if (!closure) {
      ++refused;
      std::printf("refused: %s: %s\n", unit.words.back().c_str(),
                  closure.error().describe().c_str());
      continue;
    }
    int status = 0;
    const std::set<std::string> opened = tree_.opened(preprocessing(unit.words), status);
    const std::set<std::string> paths = paths_of(*closure);
    if (status != 0) {
      ++broken;
      std::printf("does not preprocess: %s\n", unit.words.back().c_str());
    }
    silent += opened.empty() ? 1 : 0;
    for (const std::string& path : opened) {
      EXPECT_TRUE(paths.contains(path)) << path << " by " << shell_line(unit.words);
    }
    all_files += paths.size();
    all_opened += opened.size();
  }
  EXPECT_LE(refused * 10, units_.size());
  EXPECT_LE(broken * 50, units_.size());
  EXPECT_LE(silent * 50, units_.size());
  std::printf(
      "units %zu, refused %zu, opened %zu, in closures %zu (%.2f times)\n", units_.size(), refused,
      all_opened, all_files,
      static_cast<double>(all_files) / static_cast<double>(std::max<std::size_t>(all_opened, 1)));
}

TEST_F(RealCode, Cost) {
  const auto count = static_cast<double>(units_.size());
  for (const char* pass : {"cold", "warm", "warm again"}) {
    const double before = cpu_milliseconds();
    std::size_t files = 0;
    for (const Unit& unit : units_) {
      const auto closure = scan(unit);
      if (closure) files += closure->files.size();
    }
    const double spent = (cpu_milliseconds() - before) / count;
    std::printf("%s: %.3f ms CPU a unit, %.0f files a unit\n", pass, spent,
                static_cast<double>(files) / count);
  }
  const ScanStatistics statistics = scanner_.statistics();
  std::printf("memory %.1f MB, questions %zu, clearings %zu\n",
              static_cast<double>(statistics.memory) / 1e6, statistics.questions,
              statistics.clearings);
  EXPECT_EQ(statistics.scans, 3 * units_.size());
}

}  // namespace
}  // namespace distcc
