// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/principal_list.h"

#include <utility>

#include "base/files.h"
#include "base/text.h"

namespace distcc {

PrincipalRules PrincipalRules::parse(Basis basis, std::string_view text) {
  PrincipalRules rules;
  rules.basis_ = basis;
  for (std::string& line : split_words(text, "\n\r")) {
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string::npos || line[begin] == '#') continue;
    rules.listed_.insert(line.substr(begin, line.find_last_not_of(" \t") + 1 - begin));
  }
  return rules;
}

Result<PrincipalRules> PrincipalRules::read(const ServerOptions& options) {
  constexpr std::size_t longest_list = 16 << 20;
  const bool black = !options.blacklist.empty();
  if (!black && options.whitelist.empty()) return PrincipalRules();
  auto text = read_file(black ? options.blacklist : options.whitelist, longest_list);
  if (!text) {
    return fail(Fault::this_machine, ExitCode::authentication_failed,
                cat(black ? "--blacklist: " : "--whitelist: ", text.error().text));
  }
  return parse(black ? Basis::all_but_listed : Basis::only_listed, *text);
}

bool PrincipalRules::allow(std::string_view client) const {
  const bool listed =
      listed_.contains(client) || listed_.contains(client.substr(0, client.find('@')));
  switch (basis_) {
    case Basis::all_but_listed:
      return !listed;
    case Basis::only_listed:
      return listed;
    case Basis::all:
      break;
  }
  return true;
}

}  // namespace distcc
