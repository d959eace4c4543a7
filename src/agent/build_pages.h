// SPDX-License-Identifier: GPL-3.0-or-later
//
// The pages for the builder, one for each DISTCC_DIR somebody asked a page for. A page names source
// files, and every user of this machine can connect to a loopback port, so its address holds a
// token that only whoever may talk to the agent is told. The token is new with each agent: when the
// agent has ended, another program may take its port, and what an open page still sends there is
// then worth nothing.
//
// Prometheus wants an address that stays: "/metrics" with the token as a bearer, which it reads
// from DISTCC_DIR/web-token, and a port that is set.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "agent/answer.h"
#include "agent/build_feed.h"
#include "base/result.h"
#include "web/http_server.h"

namespace distcc {

struct PageSettings {
  std::string address = "127.0.0.1";
  int port = 0;           ///< 0: any free one, when somebody asks
  std::string directory;  ///< DISTCC_DIR; with a port its page is there from the start
};

class BuildPages {
 public:
  /// `statistics` are the agent's own; `note_reader` is called when somebody reads a page.
  BuildPages(PageSettings settings, std::function<Answerer::Statistics()> statistics,
             std::function<void()> note_reader);
  BuildPages(const BuildPages&) = delete;
  BuildPages& operator=(const BuildPages&) = delete;
  ~BuildPages();

  /// Where the builds of `directory` are shown; the page is there when this returns.
  Result<std::string> address_of(const std::string& directory);

  /// With a port that is set: serves the page of the directory that is set, unless that is so
  /// already. The port may be an older agent's for a moment, so this is tried now and then.
  void keep_served();
  /// Leaves the port to another agent.
  void close();

 private:
  struct View {
    std::string token;
    BuildFeed feed;
  };
  Result<void> ensure_server();
  Result<View*> ensure_view(const std::string& directory);
  HttpAnswer answer(const HttpRequest& request);
  View* view_with(std::string_view token);
  HttpAnswer answer_about(View& view, std::string_view name, const HttpRequest& request);

  PageSettings settings_;
  std::function<Answerer::Statistics()> statistics_;
  std::function<void()> note_reader_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<View>> views_;  ///< by directory
  int port_ = 0;
  bool closed_ = false;
  std::unique_ptr<HttpServer> server_;  ///< last: its thread uses the others
};

}  // namespace distcc
