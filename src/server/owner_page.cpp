// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/owner_page.h"

#include "web/metrics.h"
#include "web/page.h"

namespace distcc {
namespace {

/// Looking at the machine reads all of /proc, which no number of readers should make a burden.
constexpr Milliseconds look_every{3'000};

}  // namespace

ServerFacts OwnerPage::collect() {
  if (look_again_.passed()) {
    machine_ = watch_.look();
    look_again_ = Deadline::after(look_every);
  }
  ServerFacts facts = facts_();
  facts.machine = machine_;
  return facts;
}

HttpAnswer OwnerPage::answer(const HttpRequest& request) {
  if (request.path == "/live.json") {
    return {HttpStatus::ok, "application/json", document_of(collect())};
  }
  if (request.path == "/metrics") return {HttpStatus::ok, metrics_type, metrics_of(collect())};
  const std::string_view name = std::string_view(request.path).substr(1);
  return page_answer(name.empty() ? "server.html" : name)
      .value_or(http_error(HttpStatus::not_found));
}

}  // namespace distcc
