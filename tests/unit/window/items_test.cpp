// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/items.h"

#include <giomm/init.h>
#include <gtest/gtest.h>

#include <string>

namespace distcc {
namespace {

using NumberRows = Rows<std::string, int>;

/// What a table sees of its rows, and what it is told.
class Table {
 public:
  Table() {
    rows.store()->signal_items_changed().connect([this](guint at, guint removed, guint added) {
      told +=
          std::to_string(at) + "-" + std::to_string(removed) + "+" + std::to_string(added) + " ";
    });
  }
  std::string content() const {
    std::string text;
    for (guint i = 0; i < rows.store()->get_n_items(); ++i) {
      text += std::to_string(rows.store()->get_item(i)->content) + " ";
    }
    return text;
  }

  NumberRows rows;
  std::string told;
};

class TableRows : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { Gio::init(); }
  Table table_;
};

TEST_F(TableRows, ChangeInPlace) {
  table_.rows.show({{"a", 1}, {"b", 2}});
  const auto first = table_.rows.store()->get_item(0);
  int changes = 0;
  first->changed.connect([&] { ++changes; });
  table_.told.clear();
  EXPECT_FALSE(table_.rows.show({{"a", 7}, {"b", 2}}));
  EXPECT_EQ(table_.content(), "7 2 ");
  EXPECT_EQ(changes, 1);
  EXPECT_EQ(table_.told, "") << "the table has no row to make or move";
}

TEST_F(TableRows, ComeAndGoWithoutTouchingOthers) {
  table_.rows.show({{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}});
  table_.told.clear();
  table_.rows.show({{"a", 1}, {"c", 3}, {"d", 4}});
  EXPECT_EQ(table_.told, "1-1+0 ");
  table_.told.clear();
  table_.rows.show({{"a", 1}, {"c", 3}, {"d", 4}, {"e", 5}});
  EXPECT_EQ(table_.told, "3-0+1 ");
  EXPECT_EQ(table_.content(), "1 3 4 5 ");
}

TEST_F(TableRows, SayWhenAnotherIsTheFirst) {
  table_.rows.show({{"a", 1}, {"b", 2}});
  EXPECT_TRUE(table_.rows.show({{"b", 2}, {"a", 1}}));
  EXPECT_FALSE(table_.rows.show({{"b", 2}}));
  EXPECT_FALSE(table_.rows.show({}));
  EXPECT_EQ(table_.content(), "");
}

TEST_F(TableRows, HaveOneRowAKey) {
  table_.rows.show({{"a", 1}, {"a", 2}});
  EXPECT_EQ(table_.content(), "1 ");
}

}  // namespace
}  // namespace distcc
