// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where the list differs from stock distcc's reading:
//   - "#" begins a comment wherever it stands, also right behind a name. Stock takes "h#c" for a
//     host of that name, which cannot exist.
//   - An entry that begins with "-" or "+" is a keyword. An unknown one, or one with a bad value,
//     is an error; stock makes it a host (called "--localslots=0", say).
//   - +zeroconf that found nobody adds nothing, and a list of nothing else is a list, empty for
//   now.
//     Stock gives up on the whole list.
#include "hosts/host_list.h"

#include <algorithm>
#include <random>
#include <utility>

#include "base/files.h"
#include "base/text.h"

namespace distcc {
namespace {

constexpr std::size_t largest_file = 1 << 20;
constexpr std::string_view blanks = " \t\n\f\r";
constexpr std::string_view zeroconf = "+zeroconf";

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

/// The next entry of `rest`, taken off it; empty at the end.
std::string_view take_entry(std::string_view& rest) {
  while (true) {
    rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
    if (rest.empty() || rest.front() != '#') break;
    rest.remove_prefix(std::min(rest.find('\n'), rest.size()));
  }
  const std::string_view entry = rest.substr(0, rest.find_first_of(" \t\n\f\r#"));
  rest.remove_prefix(entry.size());
  return entry;
}

class ListParser {
 public:
  explicit ListParser(std::string_view zeroconf_hosts) : zeroconf_hosts_(zeroconf_hosts) {}

  Result<void> parse(std::string_view text);
  /// The finished list.
  HostList finish(unsigned seed);

 private:
  Result<void> parse_entry(std::string_view entry);
  Result<void> parse_keyword(std::string_view keyword);

  std::string_view zeroconf_hosts_;
  HostList list_;
  bool randomize_ = false;
  bool found_ = false;  ///< what is parsed was found on the network
};

Result<void> ListParser::parse(std::string_view text) {
  for (auto entry = take_entry(text); !entry.empty(); entry = take_entry(text)) {
    if (auto parsed = parse_entry(entry); !parsed) {
      parsed.error().text = cat("bad entry \"", entry, "\": ", parsed.error().text);
      return parsed;
    }
  }
  return {};
}

Result<void> ListParser::parse_entry(std::string_view entry) {
  if (entry.front() == '-' || entry.front() == '+') return parse_keyword(entry);
  list_.hosts.push_back(TRY_VALUE(parse_host(entry)));
  list_.hosts.back().found = found_;
  return {};
}

Result<int> parse_local_limit(std::string_view value) {
  const int limit = TRY_VALUE(parse_slot_limit(value));
  if (limit > 0) return limit;
  return fail(Fault::this_machine, ExitCode::bad_host_specification,
              "local jobs need at least 1 slot");
}

Result<void> ListParser::parse_keyword(std::string_view keyword) {
  if (starts_with(keyword, "--randomize")) {  // stock takes any ending
    randomize_ = true;
    return {};
  }
  if (keyword == zeroconf) {
    list_.has_found = true;
    found_ = true;
    // Empty for the text that is put in, so that it cannot put itself in.
    auto parsed = parse(std::exchange(zeroconf_hosts_, {}));
    found_ = false;
    return parsed;
  }
  const std::size_t name_end = std::min(keyword.find_first_of("=/"), keyword.size());
  const std::string_view name = keyword.substr(0, name_end);
  if (name != "--localslots" && name != "--localslots_cpp") {
    return fail(Fault::this_machine, ExitCode::bad_host_specification,
                "unknown keyword (--randomize, --localslots=N, --localslots_cpp=N, +zeroconf)");
  }
  if (name_end == keyword.size()) return {};  // no number: the default stays, as in stock
  int& limit = name == "--localslots" ? list_.local_slots : list_.local_cpp_slots;
  limit = TRY_VALUE(parse_local_limit(keyword.substr(name_end + 1)));
  return {};
}

HostList ListParser::finish(unsigned seed) {
  if (randomize_) std::shuffle(list_.hosts.begin(), list_.hosts.end(), std::mt19937(seed));
  return std::move(list_);
}

}  // namespace

bool names_zeroconf(std::string_view text) {
  for (auto entry = take_entry(text); !entry.empty(); entry = take_entry(text)) {
    if (entry == zeroconf) return true;
  }
  return false;
}

Result<HostList> parse_host_list(std::string_view text, std::string_view zeroconf_hosts,
                                 unsigned seed, std::string_view origin) {
  ListParser parser(zeroconf_hosts);
  if (auto parsed = parser.parse(text); !parsed) {
    parsed.error().text = cat(origin, ": ", parsed.error().text);
    return unexpected(std::move(parsed).error());
  }
  HostList list = parser.finish(seed);
  if (list.hosts.empty() && !list.has_found) {
    return fail(Fault::this_machine, ExitCode::bad_host_specification,
                cat(origin, " contained no hosts; can't distribute work"));
  }
  return list;
}

Result<HostListSource> find_host_list(const Environment& environment, const std::string& directory,
                                      const std::string& system_directory) {
  if (auto text = environment.get("DISTCC_HOSTS")) {
    return HostListSource{std::move(*text), "$DISTCC_HOSTS"};
  }
  for (const std::string& place : {directory, system_directory}) {
    if (place.empty()) continue;
    const std::string path = cat(place, "/hosts");
    auto text = read_file(path, largest_file);
    if (text) return HostListSource{std::move(*text), path};
    // What cannot be opened is passed over, as stock does; what is no host list is told.
    if (text.error().code != ExitCode::no_such_file) {
      text.error().code = ExitCode::bad_host_specification;
      return unexpected(std::move(text).error());
    }
  }
  return fail(Fault::this_machine, ExitCode::no_hosts, "no hostlist is set; can't distribute work");
}

}  // namespace distcc
