// SPDX-License-Identifier: GPL-3.0-or-later
#include "discovery/announcement.h"

#include <algorithm>

#include "base/text.h"

namespace distcc {
namespace {

constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_record = 255;
constexpr int most_slots = 4096;

char label_character(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  return kept ? c : '-';
}

}  // namespace

std::vector<std::string> txt_records(const Announcement& announcement) {
  std::vector<std::string> records = {
      "txtvers=1",
      cat("cpus=", announcement.cpus),
      cat("jobs=", announcement.jobs),
      cat("distcc=", DISTCC_VERSION),
      cat("gnuhost=", DISTCC_TRIPLE),
      cat("offers=", announcement.pump ? "lzo,cpp" : "lzo"),
  };
  if (announcement.compiler.known()) {
    records.push_back(cat("cc_version=", announcement.compiler.version));
    records.push_back(cat("cc_machine=", announcement.compiler.machine));
  }
  std::erase_if(records, [](const std::string& record) { return record.size() > longest_record; });
  return records;
}

Offer read_offer(const std::vector<std::string>& records) {
  constexpr std::string_view jobs = "jobs=";
  constexpr std::string_view offers = "offers=";
  Offer offer;
  for (const std::string_view record : records) {
    if (record.starts_with(jobs)) {
      const auto count = parse_integer(record.substr(jobs.size()));
      if (count && *count > 0) offer.slots = static_cast<int>(std::min<long>(*count, most_slots));
    } else if (record.starts_with(offers)) {
      const auto words = split_fields(record.substr(offers.size()), ',');
      offer.lzo = std::find(words.begin(), words.end(), "lzo") != words.end();
      offer.cpp = offer.lzo && std::find(words.begin(), words.end(), "cpp") != words.end();
    }
  }
  return offer;
}

std::string service_subtype(const CompilerIdentity& compiler) {
  if (!compiler.known()) return {};
  std::string label = cat("_", compiler.machine, "--", compiler.version);
  std::transform(label.begin() + 1, label.end(), label.begin() + 1, label_character);
  return label.size() > longest_label ? std::string() : cat(label, "._sub.", service_type);
}

std::string service_name(std::string_view host_name) {
  return cat("distcc@", host_name).substr(0, longest_label);
}

}  // namespace distcc
