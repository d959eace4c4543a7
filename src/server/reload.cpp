// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/reload.h"

#include <string>
#include <string_view>
#include <utility>

#include "base/files.h"
#include "base/log.h"
#include "base/text.h"
#include "server/authenticate.h"
#include "server/principal_list.h"

namespace distcc {
namespace {

constexpr std::size_t most_of_allow_file = 1 << 20;

Result<void> allow_those_of_file(const std::string& path, const AddressLookup& lookup,
                                 AccessList& list) {
  const std::string text = TRY_VALUE(read_file(path, most_of_allow_file));
  int number = 0;
  for (const std::string_view line : split_fields(text, '\n')) {
    ++number;
    const auto words = split_words(line.substr(0, line.find('#')), " \t\r");
    for (const std::string& rule : words) TRY(list.allow(rule, cat(path, ":", number), lookup));
  }
  return {};
}

/// A list that cannot be read now leaves the old one in force.
void reread_principals(const ServerOptions& options, Authentication& authentication) {
  auto rules = PrincipalRules::read(options);
  if (rules) {
    authentication.rules.replace(std::move(*rules));
  } else {
    log_error(rules.error().text);
  }
}

}  // namespace

Result<AccessList> read_access_list(const ServerOptions& options, const AddressLookup& lookup) {
  auto list = TRY_VALUE(AccessList::parse(options.allow, options.allow_private.present, lookup));
  for (const std::string& rule : split_words(options.allowed_servers, " \t\n,")) {
    TRY(list.allow(rule, "ALLOWED_SERVERS", lookup));
  }
  if (!options.allow_file.empty()) TRY(allow_those_of_file(options.allow_file, lookup, list));
  return list;
}

void reload(const ServerOptions& options, const Environment& environment, LogDestination& log,
            World& world) {
  log.reopen();
  auto access = read_access_list(options, system_address_lookup());
  if (access) {
    world.access.replace(std::move(*access));
  } else {
    log_error(cat(access.error().text, "; those who might connect still may"));
  }
  auto rules = read_compiler_rules(options, environment);
  if (rules) {
    world.compilers.replace(std::move(*rules));
  } else {
    log_error(cat(rules.error().text, "; those that were allowed still are"));
  }
  if (world.authentication) reread_principals(options, *world.authentication);
  log_notice(cat("reloaded: log file opened anew, ", world.access.get()->size(),
                 " networks and addresses may connect, allowed compilers read anew; command line "
                 "and environment stay as they were until a restart"));
}

}  // namespace distcc
