// SPDX-License-Identifier: GPL-3.0-or-later
#include "activity/tasks.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/files.h"
#include "base/process.h"
#include "base/scratch.h"
#include "base/text.h"

namespace distcc {
namespace {

using std::chrono::seconds;
using std::chrono::system_clock;

class Tasks : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(::mkdir(states_.c_str(), 0700), 0); }

  std::string put(const std::string& name, std::string_view bytes) {
    const std::string path = cat(states_, "/", name);
    EXPECT_TRUE(replace_file(path, bytes));
    return path;
  }
  std::string put(const std::string& name, const TaskState& task) {
    const auto bytes = encode_task_state(task);
    return put(name, std::string_view(bytes.data(), bytes.size()));
  }
  /// A process id that was in use and is no more.
  static long dead_pid() {
    ChildSettings settings;
    settings.words = {"/bin/true"};
    auto child = Child::start(settings);
    EXPECT_TRUE(child);
    const long pid = child->pid();
    child->wait();
    return pid;
  }
  /// The files of the running tasks, as they are sorted, seen `later` from now.
  std::string files(seconds later = seconds(0)) {
    const auto tasks = running_tasks(scratch_.path(), system_clock::now() + later);
    EXPECT_TRUE(tasks);
    std::vector<std::string> names;
    for (const TaskState& task : *tasks) names.push_back(task.file);
    return join(names, " ");
  }

  ScratchDirectory scratch_ = *ScratchDirectory::create(temporary_directory(), "monitor_test_");
  std::string states_ = cat(scratch_.path(), "/state");
  long own_ = ::getpid();
};

TEST_F(Tasks, NoStateDirectoryMeansNoTasks) {
  const auto tasks = running_tasks(cat(scratch_.path(), "/absent"), system_clock::now());
  ASSERT_TRUE(tasks);
  EXPECT_TRUE(tasks->empty());
}

TEST_F(Tasks, AFileInPlaceOfTheDirectoryIsAnError) {
  const std::string path = cat(scratch_.path(), "/other");
  ASSERT_TRUE(make_directories(path));
  ASSERT_TRUE(replace_file(cat(path, "/state"), "x"));
  const auto tasks = running_tasks(path, system_clock::now());
  ASSERT_FALSE(tasks);
  EXPECT_EQ(tasks.error().code, ExitCode::io_error);
}

TEST_F(Tasks, AreSortedByHostThenSlot) {
  put("binstate_1", {own_, "third.c", "beta", 0, Phase::send});
  put("binstate_2", {own_, "second.c", "alpha", 1, Phase::send});
  put("binstate_3", {own_, "first.c", "alpha", 0, Phase::send});
  EXPECT_EQ(files(), "first.c second.c third.c");
}

TEST_F(Tasks, FinishedOnesAreLeftOut) {
  put("binstate_1", {own_, "a.c", "h", 0, Phase::done});
  put("binstate_2", {own_, "b.c", "h", 0, Phase::receive});
  EXPECT_EQ(files(), "b.c");
}

TEST_F(Tasks, OtherFilesAreNotRead) {
  put("notes", {own_, "a.c", "h", 0, Phase::send});
  EXPECT_EQ(files(), "");
}

TEST_F(Tasks, DamagedFilesAreLeftOutAndKept) {
  const std::string path = put(cat("binstate_", own_), "half a reco");
  EXPECT_EQ(files(seconds(3600)), "");
  EXPECT_TRUE(file_exists(path));
}

TEST_F(Tasks, ALongCompileStaysVisible) {
  const std::string path = put("binstate_1", {own_, "long.c", "h", 0, Phase::compile});
  EXPECT_EQ(files(seconds(3600)), "long.c");
  EXPECT_TRUE(file_exists(path));
}

TEST_F(Tasks, AYoungFileOfADeadClientIsHiddenAndKept) {
  const std::string path = put("binstate_1", {dead_pid(), "dead.c", "h", 0, Phase::compile});
  EXPECT_EQ(files(seconds(30)), "");
  EXPECT_TRUE(file_exists(path));
}

TEST_F(Tasks, AHeldFileIsShownWhateverItsPidMeansHere) {
  const std::string path = put("binstate_1", {dead_pid(), "sandboxed.c", "h", 0, Phase::compile});
  const Fd held(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  ASSERT_EQ(::flock(held.get(), LOCK_SH), 0);
  EXPECT_EQ(files(seconds(3600)), "sandboxed.c");
  EXPECT_TRUE(file_exists(path));
}

TEST_F(Tasks, AnOldFileOfADeadClientIsRemoved) {
  const std::string path = put("binstate_1", {dead_pid(), "dead.c", "h", 0, Phase::compile});
  EXPECT_EQ(files(seconds(90)), "");
  EXPECT_FALSE(file_exists(path));
}

TEST_F(Tasks, AnOldDamagedFileOfADeadClientIsRemoved) {
  const std::string path = put(cat("binstate_", dead_pid()), "half a reco");
  EXPECT_EQ(files(seconds(90)), "");
  EXPECT_FALSE(file_exists(path));
}

TEST_F(Tasks, AnOldFileWithoutAProcessIdIsKept) {
  const std::string path = put("binstate_x", "half a reco");
  EXPECT_EQ(files(seconds(90)), "");
  EXPECT_TRUE(file_exists(path));
}

struct LineCase {
  const char* name;
  TaskState task;
  const char* line;
};

class TaskLine : public ::testing::TestWithParam<LineCase> {};

TEST_P(TaskLine, HasTheColumnsOfStock) {
  EXPECT_EQ(task_line(GetParam().task), GetParam().line);
}

INSTANTIATE_TEST_SUITE_P(
    Lines, TaskLine,
    ::testing::Values(
        LineCase{"plain",
                 {4711, "a.c", "hosta", 3, Phase::compile},
                 "  4711  Compile     a.c                                               hosta[3]"},
        LineCase{"empty",
                 {1, "", "", 0, Phase::blocked},
                 "     1  Blocked                                                            [0]"},
        LineCase{"cut_at_the_column",
                 {1, std::string(40, 'f'), std::string(30, 'h'), 12, Phase::preprocess},
                 "     1  Preprocess  ffffffffffffffffffffffffffffff "
                 "hhhhhhhhhhhhhhhhhhhhhhhh[12]"},
        LineCase{"control_characters",
                 {1, "a\x1b[2J\n.c", "h\x7f", 0, Phase::send},
                 "     1  Send        a?[2J?.c                                             h?[0]"}),
    [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace distcc
