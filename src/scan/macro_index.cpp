// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/macro_index.h"

#include <algorithm>

namespace distcc {

MacroValue value_of(const Directives& directives, const Definition& definition) {
  return {definition.function_like, definition.opaque, directives.text(definition.parameters),
          directives.text(definition.body)};
}

void MacroIndex::take_in(File& file) {
  if (file.indexed_version == file.version || file.directives == nullptr) return;
  file.indexed_version = file.version;
  const std::vector<Definition>& definitions = file.directives->definitions();
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    const std::string_view name = file.directives->text(definitions[i].name);
    auto found = uses_.find(name);
    if (found == uses_.end()) {
      found = uses_.emplace(std::string(name), std::vector<Use>()).first;
      tree_.count_memory(sizeof(std::string) + 64);
    }
    std::vector<Use>& uses = found->second;
    // Uses by an earlier version of the file have no meaning any more.
    std::erase_if(uses,
                  [&](const Use& use) { return use.file == &file && use.version != file.version; });
    uses.push_back({&file, file.version, static_cast<std::uint32_t>(i)});
    tree_.count_memory(sizeof(Use));
  }
}

bool MacroIndex::is_current(const Use& use) const {
  return use.version == use.file->version && use.file->followed == tree_.scan();
}

void MacroIndex::add_values(std::string_view name, std::vector<MacroValue>& values) const {
  const auto found = uses_.find(name);
  if (found == uses_.end()) return;
  for (const Use& use : found->second) {
    if (!is_current(use)) continue;
    const Directives& directives = *use.file->directives;
    values.push_back(value_of(directives, directives.definitions()[use.definition]));
  }
}

std::vector<std::string> MacroIndex::names_with_prefix(std::string_view prefix) const {
  std::vector<std::string> names;
  for (auto found = uses_.lower_bound(prefix);
       found != uses_.end() && found->first.starts_with(prefix); ++found) {
    const bool current = std::any_of(found->second.begin(), found->second.end(),
                                     [this](const Use& use) { return is_current(use); });
    if (current) names.push_back(found->first);
  }
  return names;
}

}  // namespace distcc
