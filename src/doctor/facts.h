// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the doctor has found out, before it judges. Gathering (look_here, look_at_hosts) and judging
// (examine_here, examine_hosts) are apart, so that judging is a function that a test can call.
#pragma once

#include <cerrno>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "hosts/host_list.h"
#include "job/outcome.h"
#include "options/client_options.h"
#include "toolchain/probe.h"

namespace distcc {

/// A compiler that is compared with the hosts'.
struct CompilerFacts {
  ProbedCompiler compiler;
  std::string program;    ///< its path here
  std::string called;     ///< what a job runs for the word: the same, or a link of ccache
  std::string object;     ///< what it makes of the probe; empty: it could not
  bool asked_for = true;  ///< by CC, CXX or their defaults; else it is only there
};

/// A directory that has to be written to.
struct DirectoryFacts {
  std::string path;
  int error = 0;             ///< errno of the attempt to write a file there; 0: it worked
  std::string owner;         ///< of the directory, or of the nearest one above that exists
  std::string blocked_file;  ///< a file in it that we may not write
};

/// One directory of PATH with what its compilers' names lead to.
struct PathEntry {
  enum class Kind { other, compilers, masquerade, ccache };
  std::string directory;
  Kind kind = Kind::other;
  std::string example;   ///< one of the names
  std::string dangling;  ///< a masquerade link that leads nowhere
};

/// What a variable such as CFLAGS does to distributing.
struct FlagFacts {
  std::string variable;
  std::string value;
  std::optional<Reason> reason;  ///< why compiles with it stay here
};

/// This machine and this user's settings.
struct HereFacts {
  ClientOptions options;
  std::string user;
  int cpus = 1;
  std::string list_origin;          ///< "$DISTCC_HOSTS", or the path of the file
  std::optional<Error> list_error;  ///< there is no list, or it cannot be understood
  HostList list;
  bool hosts_by_words = false;  ///< the list is what the command line named
  DirectoryFacts slots;         ///< DISTCC_DIR/lock
  DirectoryFacts temporary;
  std::optional<DirectoryFacts> log;  ///< DISTCC_LOG cannot be appended to
  std::vector<PathEntry> search_path;
  std::string ccache_prefix;
  std::string cc, cxx;  ///< the variables as they are
  std::vector<CompilerFacts> compilers;
  std::vector<FlagFacts> flags;
  bool include_server = false;
};

/// What came of a compile on a host.
struct CompileFacts {
  enum class Kind {
    not_tried,
    same,
    differs,      ///< text: how
    refused,      ///< text: the server's own words
    no_compiler,  ///< text: likewise
    hung_up,      ///< the server closed the connection without an answer
    failed,       ///< text: why
  };
  Kind kind = Kind::not_tried;
  std::string text;
};

struct HostFacts {
  Host host;
  enum class Stage { waiting, looking_up, connecting, knocking, compiling, finished };
  Stage stage = Stage::waiting;  ///< where it was when time was up
  std::vector<std::string> addresses;
  std::string lookup_error;
  double lookup_seconds = 0;
  int connect_error = 0;     ///< errno; ETIMEDOUT when nothing came back
  std::string connect_text;  ///< of ssh and other ways: why there is no connection
  double connect_seconds = 0;
  std::string our_address;      ///< as the host sees us
  bool closed_at_once = false;  ///< it took the connection, and closed it before it had a request
  std::vector<CompileFacts> compiles;  ///< one for each of HereFacts::compilers
  std::optional<CompileFacts> pump;    ///< for a host with ,cpp
  std::optional<int> jobs;             ///< what its statistics page says it runs at once
  std::chrono::seconds backed_off{0};
  std::string back_off_file;
  std::optional<std::size_t> remembered_other;  ///< a compiler that is remembered to differ there

  [[nodiscard]] bool connected() const {
    return connect_error == 0 && connect_text.empty() && lookup_error.empty() &&
           stage > Stage::connecting;
  }
};

}  // namespace distcc
