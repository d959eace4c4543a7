// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/reload.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/scratch.h"
#include "base/text.h"

namespace distcc {
namespace {

std::optional<Address> no_such_name(const std::string& /*name*/) {
  return std::nullopt;
}

class ReadAccessList : public testing::Test {
 protected:
  void SetUp() override {
    auto made = ScratchDirectory::create(temporary_directory(), "reload_test_");
    ASSERT_TRUE(made);
    directory_.emplace(std::move(*made));
  }
  Result<AccessList> read(const std::string& file) {
    options_.allow_file = cat(directory_->path(), "/clients");
    EXPECT_TRUE(replace_file(options_.allow_file, file));
    return read_access_list(options_, no_such_name);
  }
  static bool allows(const AccessList& list, const char* address) {
    return list.allows(*Address::parse(address));
  }

  ServerOptions options_;
  std::optional<ScratchDirectory> directory_;
};

TEST_F(ReadAccessList, AddsUpWhatAllThreeSay) {
  options_.allow = {"10.0.0.0/8"};
  options_.allowed_servers = "192.168.1.0/24, 172.16.0.1\t2001:db8::/32";
  const auto list = read("# ours\n\n 198.51.100.7 \n203.0.113.0/24 # a network\r\n");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->size(), 6U);
  for (const char* client :
       {"10.1.2.3", "192.168.1.9", "172.16.0.1", "2001:db8::5", "198.51.100.7", "203.0.113.200"}) {
    EXPECT_TRUE(allows(*list, client)) << client;
  }
  for (const char* client : {"192.168.2.9", "172.16.0.2", "198.51.100.8", "127.0.0.1"}) {
    EXPECT_FALSE(allows(*list, client)) << client;
  }
}

TEST_F(ReadAccessList, StaysClosedWhenTheFileNamesNobody) {
  const auto list = read("# nobody\n");
  ASSERT_TRUE(list);
  EXPECT_TRUE(list->only_this_machine());
}

TEST_F(ReadAccessList, SaysWhereAMistakeStands) {
  const auto in_file = read("10.0.0.1\n\nnonsense/8\n");
  ASSERT_FALSE(in_file);
  EXPECT_EQ(in_file.error().text,
            cat(options_.allow_file, ":3: nonsense/8: no such address or host"));
  EXPECT_EQ(in_file.error().code, ExitCode::bad_arguments);

  options_.allowed_servers = "10.0.0.1 10.0.0.0/33";
  EXPECT_EQ(read("").error().text,
            "ALLOWED_SERVERS: 10.0.0.0/33: the number of bits must be from 0 to 32");
}

TEST_F(ReadAccessList, NeedsTheFileThatIsNamed) {
  options_.allow_file = cat(directory_->path(), "/none");
  const auto list = read_access_list(options_, no_such_name);
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().code, ExitCode::no_such_file);
}

}  // namespace
}  // namespace distcc
