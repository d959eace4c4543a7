// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "base/cleanup.h"
#include "base/files.h"
#include "base/log.h"
#include "client/compile.h"
#include "client/own_options.h"
#include "client/plan.h"

int main(int argc, char** argv) {
  using namespace distcc;
  clean_up_on_signals();
  const Environment environment = Environment::of_process();
  auto options = load_client_options(environment);
  if (!options) {
    log_error(options.error().text);
    return to_int(options.error().code);
  }
  start_client_log(*options);

  const std::vector<std::string> words(argv, argv + argc);
  World world;
  world.options = std::move(*options);
  world.invocation = read_invocation(words);
  world.directory = current_directory();
  world.include_server = environment.get("INCLUDE_SERVER_PORT").value_or("");
  world.dependencies_by_environment =
      environment.has("DEPENDENCIES_OUTPUT") || environment.has("SUNPRO_DEPENDENCIES");
  world.environment_reason = reason_in_environment(environment);
  world.colours = wants_colours(environment);
  const std::string argv0 = words.empty() ? "distcc" : words[0];
  world.surroundings = read_surroundings(world.invocation, argv0, world.directory, environment);
  if (world.surroundings.trimmed) ::setenv("PATH", world.surroundings.search_path.c_str(), 1);

  if (world.invocation.form == Invocation::Form::own_option) return answer_own_option(world);
  return compile(world);
}
