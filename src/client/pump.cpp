// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/pump.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <cstdint>
#include <string_view>

#include "base/io.h"
#include "base/paths.h"
#include "base/text.h"
#include "client/include_server.h"
#include "wire/lzo.h"
#include "wire/request.h"

namespace distcc {
namespace {

constexpr std::string_view placeholder_name = "forcing_technique_271828";
constexpr std::size_t largest_copy = std::size_t{64} << 20;
constexpr std::size_t send_room = std::size_t{256} << 10;
constexpr std::size_t worth_a_call = std::size_t{16} << 10;

/// What stands between the slashes of the first three components is the include server's own.
std::string_view without_client_root(std::string_view path) {
  for (int component = 0; component < 3 && !path.empty(); ++component) {
    const std::size_t slash = path.find('/', 1);
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash);
  }
  return path;
}

bool cut_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

/// The bytes of one entry as they go over the wire, appended to `out`.
Result<void> append_entry(std::string& out, const PumpFile& file) {
  if (file.placeholder) {
    out += file_header(file.name, 0);
    return {};
  }
  const Fd content(::open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (content) {
    const std::string block = TRY_VALUE(read_to_end(content.get(), largest_copy));
    out += file_header(file.name, block.size());
    out += block;
    return {};
  }
  char target[PATH_MAX];
  const ssize_t length = ::readlink(file.path.c_str(), target, sizeof target);
  if (length < 0) return fail_errno(cat("cannot read ", file.path));
  out += link_entry(file.name, {target, static_cast<std::size_t>(length)});
  return {};
}

/// Sends a large range from where it is; appends a small one to `out`, which is sent when it is
/// full.
Result<void> send_range(Connection& connection, std::string& out, int file,
                        const PackedRange& range) {
  if (range.size >= worth_a_call) {
    TRY(connection.send(out, true));
    out.clear();
    return connection.send_file(file, range.size, static_cast<off_t>(range.offset));
  }
  const std::size_t before = out.size();
  out.resize(before + range.size);
  const ssize_t got =
      ::pread(file, out.data() + before, range.size, static_cast<off_t>(range.offset));
  if (got < 0) return fail_errno("cannot read what the agent packed");
  if (static_cast<std::uint64_t>(got) != range.size) {
    return fail(Fault::this_machine, ExitCode::truncated, "the agent packed less than it says");
  }
  if (out.size() < send_room) return {};
  TRY(connection.send(out, true));
  out.clear();
  return {};
}

}  // namespace

Result<PumpFile> read_pump_path(const std::string& path) {
  std::string_view name = without_client_root(path);
  if (!is_absolute(path) || name.size() < 2) {
    return fail(Fault::this_machine, ExitCode::protocol_error,
                cat("the include server names ", path, ", which is below no client root"));
  }
  PumpFile file;
  file.path = path;
  file.placeholder = base_name(name) == placeholder_name;
  if (!file.placeholder) {
    cut_suffix(name, ".abs");
    cut_suffix(name, ".lzo");
  }
  file.name = name;
  return file;
}

std::string obstacle_to_pump(const World& world, const CompileJob& job,
                             const Environment& environment) {
  if (!has_lzo) return "cannot use distcc_pump in a build without LZO";
  if (is_pump_off(world)) return "pump mode is off for now, after a discrepancy";
  if (job.dependencies.wanted && job.dependencies.path.empty()) {
    return "cannot use distcc_pump with a dependency file of unknown name";
  }
  if (job.preprocessed) return "cannot use distcc_pump on already preprocessed file";
  for (const std::string& word : job.words) {
    if (word.starts_with("-Wp,")) return cat("cannot use distcc_pump with ", word);
  }
  for (const char* name : {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH"}) {
    if (environment.has(name)) return cat("cannot use distcc_pump with ", name, " set");
  }
  return {};
}

Result<std::vector<PumpFile>> files_for_pump(const World& world,
                                             const std::vector<std::string>& words) {
  std::vector<PumpFile> files;
  for (const std::string& path : TRY_VALUE(ask_include_server(world, words))) {
    files.push_back(TRY_VALUE(read_pump_path(path)));
  }
  return files;
}

Result<PumpContent> content_for_pump(const World& world, const std::vector<std::string>& words) {
  PumpContent content;
  if (const auto agent = TRY_VALUE(own_agent(world))) {
    content.packed = TRY_VALUE(ask_for_packed_files(world, *agent, words));
  } else {
    content.files = TRY_VALUE(files_for_pump(world, words));
  }
  return content;
}

Result<void> send_files(Connection& connection, const World& world,
                        const std::vector<std::string>& words, const PumpContent& content) {
  std::string out = files_head(world.directory, words, content.files.size() + content.packed.count);
  for (const PumpFile& file : content.files) {
    TRY(append_entry(out, file));
    if (out.size() < send_room) continue;
    TRY(connection.send(out, true));
    out.clear();
  }
  for (const PackedRange& range : content.packed.ranges) {
    TRY(send_range(connection, out, content.packed.content->get(), range));
  }
  return connection.send(out);
}

}  // namespace distcc
