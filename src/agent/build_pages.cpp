// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/build_pages.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "agent/agent_metrics.h"
#include "agent/build_document.h"
#include "agent/present.h"
#include "base/files.h"
#include "base/io.h"
#include "base/log.h"
#include "base/text.h"
#include "web/page.h"
#include "web/visitor.h"

namespace distcc {
namespace {

constexpr std::size_t most_views = 16;
constexpr std::size_t longest_token_file = 100;

std::string token_path(const std::string& directory) {
  return cat(directory, "/web-token");
}

/// In a directory that others may write to as well, the file is ours and new, or there is none.
Result<void> write_token(const std::string& path, const std::string& token) {
  ::unlink(path.c_str());
  const Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file) return fail_errno(cat("cannot make ", path));
  return write_all(file.get(), token);
}

std::uint64_t asked_number(const HttpRequest& request, const std::string& name) {
  const auto number = parse_integer(request.asked(name));
  return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
}

BuildQuestion question_of(const HttpRequest& request) {
  BuildQuestion question;
  question.wanted = request.asked("build");
  question.epoch = request.asked("epoch");
  question.have_of = request.asked("of");
  question.have = asked_number(request, "have");
  question.seen = asked_number(request, "seen");
  return question;
}

}  // namespace

BuildPages::BuildPages(PageSettings settings, std::function<Answerer::Statistics()> statistics,
                       std::function<void()> note_reader)
    : settings_(std::move(settings)),
      statistics_(std::move(statistics)),
      note_reader_(std::move(note_reader)) {}

void BuildPages::keep_served() {
  if (settings_.port == 0 || settings_.directory.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    if (server_ || closed_) return;
  }
  const auto address = address_of(settings_.directory);
  if (!address) log_notice(address.error().text);
}

void BuildPages::close() {
  std::unique_ptr<HttpServer> server;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    server = std::move(server_);
  }
  // Here its thread ends, which may want the lock for a last answer.
}

BuildPages::~BuildPages() {
  close();
  for (const auto& [directory, view] : views_) {
    const std::string path = token_path(directory);
    const auto content = read_file(path, longest_token_file);
    if (content && *content == view->token) ::unlink(path.c_str());
  }
}

Result<void> BuildPages::ensure_server() {
  if (server_) return {};
  Fd listener = TRY_VALUE(listen_for_http(settings_.address, settings_.port));
  port_ = port_of(listener.get());
  HttpSettings http;
  http.answer = [this](const HttpRequest& request) { return answer(request); };
  http.names = {own_host_name()};
  server_ = TRY_VALUE(HttpServer::start(std::move(listener), std::move(http)));
  return {};
}

Result<BuildPages::View*> BuildPages::ensure_view(const std::string& directory) {
  const auto known = views_.find(directory);
  if (known != views_.end()) return known->second.get();
  if (views_.size() >= most_views) {
    return fail(Fault::this_machine, ExitCode::failed,
                "the agent shows the builds of many directories already; stop it first");
  }
  auto view = std::make_unique<View>(View{TRY_VALUE(new_token()), BuildFeed(directory)});
  const auto written = write_token(token_path(directory), view->token);
  if (!written) log_notice(cat("Prometheus will lack the token: ", written.error().text));
  return (views_[directory] = std::move(view)).get();
}

Result<std::string> BuildPages::address_of(const std::string& directory) {
  const std::lock_guard lock(mutex_);
  if (closed_) return fail(Fault::this_machine, ExitCode::gone, "another agent took this place");
  TRY(ensure_server());
  const View* const view = TRY_VALUE(ensure_view(directory));
  const std::string& address = settings_.address;
  const bool everywhere = address == "0.0.0.0" || address == "::";
  const bool brackets = address.find(':') != std::string::npos && !everywhere;
  return cat("http://", brackets ? "[" : "", everywhere ? own_host_name() : address,
             brackets ? "]:" : ":", port_, "/", view->token, "/");
}

BuildPages::View* BuildPages::view_with(std::string_view token) {
  View* found = nullptr;
  for (const auto& [directory, view] : views_) {
    if (is_token(token, view->token)) found = view.get();
  }
  return found;
}

HttpAnswer BuildPages::answer(const HttpRequest& request) {
  const std::lock_guard lock(mutex_);
  const std::string_view path = std::string_view(request.path).substr(1);
  const std::size_t slash = path.find('/');
  const bool by_bearer = path == "metrics";
  if (slash == std::string_view::npos && !by_bearer) return http_error(HttpStatus::not_found);
  View* const view = view_with(by_bearer ? request.bearer : path.substr(0, slash));
  if (view == nullptr) {
    return {HttpStatus::forbidden, "text/plain; charset=utf-8",
            "This page has another address now. Ask for it with: distcc --web\n"};
  }
  note_reader_();
  return answer_about(*view, by_bearer ? path : path.substr(slash + 1), request);
}

HttpAnswer BuildPages::answer_about(View& view, std::string_view name, const HttpRequest& request) {
  if (name == "live.json" || name == "metrics") {
    view.feed.read_new();
    const Present present = look_around(view.feed);
    if (name == "metrics") {
      return {HttpStatus::ok, metrics_type,
              agent_metrics(view.feed.counters(), present, statistics_())};
    }
    return {HttpStatus::ok, "application/json",
            build_document(view.feed, present, question_of(request))};
  }
  return page_answer(name.empty() ? "build.html" : name)
      .value_or(http_error(HttpStatus::not_found));
}

}  // namespace distcc
