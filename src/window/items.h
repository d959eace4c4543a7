// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the rows of the window's tables stand for. A row lives as long as what it stands for, and
// says when it changed; so a table is not built anew at each look, and keeps its place and focus.
#pragma once

#include <giomm/liststore.h>
#include <glibmm/object.h>
#include <sigc++/sigc++.h>

#include <map>
#include <utility>
#include <vector>

namespace distcc {

/// A row of a table that stands for `Content`.
template <class Content>
class Item : public Glib::Object {
 public:
  static Glib::RefPtr<Item> create() { return Glib::make_refptr_for_instance(new Item()); }

  Content content;
  sigc::signal<void()> changed;

 private:
  Item() = default;
};

/// Rows by key: makes what a look adds, drops what it lacks, tells those that stay of their change.
template <class Key, class Content>
class Rows {
 public:
  using Row = Glib::RefPtr<Item<Content>>;
  using Store = Gio::ListStore<Item<Content>>;

  [[nodiscard]] Glib::RefPtr<Store> store() const { return store_; }

  /// The table's rows from now on, in this order. True when another row than before is the first.
  bool show(std::vector<std::pair<Key, Content>> wanted) {
    std::map<Key, Row> kept;
    std::vector<Row> order;
    for (auto& [key, content] : wanted) {
      const auto known = rows_.find(key);
      const Row row = known == rows_.end() ? Item<Content>::create() : known->second;
      if (!kept.emplace(key, row).second) continue;
      row->content = std::move(content);
      order.push_back(row);
    }
    rows_ = std::move(kept);
    const bool other_first = !order.empty() && !order_.empty() && order[0] != order_[0];
    replace_what_differs(order);
    for (const Row& row : order) row->changed.emit();
    return other_first;
  }

 private:
  /// Leaves the rows at both ends alone that are in place already.
  void replace_what_differs(const std::vector<Row>& order) {
    std::size_t first = 0;
    std::size_t old_end = order_.size();
    std::size_t new_end = order.size();
    while (first < old_end && first < new_end && order_[first] == order[first]) ++first;
    while (old_end > first && new_end > first && order_[old_end - 1] == order[new_end - 1]) {
      --old_end;
      --new_end;
    }
    if (old_end > first || new_end > first) {
      const auto at = [](std::size_t i) { return static_cast<std::ptrdiff_t>(i); };
      store_->splice(static_cast<guint>(first), static_cast<guint>(old_end - first),
                     {order.begin() + at(first), order.begin() + at(new_end)});
    }
    order_ = order;
  }

  Glib::RefPtr<Store> store_ = Store::create();
  std::map<Key, Row> rows_;
  std::vector<Row> order_;
};

}  // namespace distcc
