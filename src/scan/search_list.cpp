// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/search_list.h"

#include "base/paths.h"

namespace distcc {
namespace {

void add(std::vector<SearchDirectory>& list, const std::vector<std::string>& paths,
         const std::string& directory, bool of_compiler) {
  for (const std::string& path : paths) {
    list.push_back({absolute_path(path, directory), is_absolute(path), of_compiler});
  }
}

void add_key(std::string& key, const std::vector<SearchDirectory>& list) {
  for (const SearchDirectory& directory : list) {
    key += directory.path;
    key += directory.absolute ? '\1' : '\2';
    key += directory.of_compiler ? '\1' : '\2';
    key += '\0';
  }
  key += '\3';
}

}  // namespace

std::string SearchList::key() const {
  std::string key = directory;
  key += '\0';
  add_key(key, quote);
  add_key(key, angle);
  add_key(key, embed);
  return key;
}

SearchList make_search_list(const SearchWords& words, const CompilerAnswer& answer,
                            const std::string& directory) {
  SearchList list;
  list.directory = directory;
  add(list.quote, words.quote, directory, false);
  add(list.angle, words.bracket, directory, false);
  add(list.angle, words.system, directory, false);
  add(list.angle, answer.directories, directory, true);
  add(list.angle, words.after, directory, false);
  add(list.embed, words.embed, directory, false);
  return list;
}

}  // namespace distcc
