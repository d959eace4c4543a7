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

std::uint64_t MacroIndex::fingerprint(std::string_view name) const {
  const auto found = uses_.find(name);
  std::uint64_t sum = 0;
  if (found == uses_.end()) return sum;
  for (const Use& use : found->second) {
    if (!is_current(use)) continue;
    const auto address = reinterpret_cast<std::uintptr_t>(use.file);
    // Independent of the order in which files were taken in.
    std::uint64_t mixed = (address ^ (use.version << 48) ^ use.definition) * 0x9e3779b97f4a7c15;
    mixed ^= mixed >> 29;
    sum += mixed * 0xbf58476d1ce4e5b9;
  }
  return sum;
}

}  // namespace distcc
