// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/closure_walk.h"

#include <algorithm>

#include "base/result.h"
#include "base/text.h"

namespace distcc {
namespace {

// gcc reads it before every source where the C library has it.
constexpr std::string_view implicit_include = "stdc-predef.h";

Reason refusal_of(const Resolution& resolution) {
  if (!resolution.precompiled.empty()) {
    return {Outcome::precompiled_header, resolution.precompiled};
  }
  return {Outcome::scan_unknown_construct, cat("includes ", resolution.odd)};
}

bool is_data(Mention mention) {
  return mention == Mention::embed || mention == Mention::incbin;
}

template <class T>
std::uint64_t number_of(const T* pointer) {
  return reinterpret_cast<std::uintptr_t>(pointer);
}

/// Scatters numbers so that sums of them do not meet by accident (the finish of splitmix64).
std::uint64_t mixed(std::uint64_t number) {
  number += 0x9e3779b97f4a7c15;
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
  number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
  return number ^ (number >> 31);
}

bool is_refused(const Resolution& resolution) {
  return !resolution.precompiled.empty() || !resolution.odd.empty();
}

}  // namespace

bool is_followed(Mention mention) {
  return mention == Mention::include || mention == Mention::include_next ||
         mention == Mention::assembler_source;
}

IncludeGraph::IncludeGraph(FileTree& tree, ComputedNames& computed, SearchList list)
    : tree_(tree), computed_(computed), resolver_(tree, std::move(list)) {}

std::size_t IncludeGraph::NodeHash::operator()(const NodeKey& key) const {
  return std::hash<const void*>()(key.file) * 31 + std::hash<const void*>()(key.directory);
}

IncludeGraph::Node& IncludeGraph::node(const Hit& hit) {
  std::unique_ptr<Node>& known = nodes_[{hit.file, hit.directory}];
  if (known == nullptr) {
    known = std::make_unique<Node>();
    known->file = hit.file;
    known->directory = hit.directory;
    tree_.count_memory(sizeof(Node) + 64);
  }
  return *known;
}

expected<Closure, Reason> IncludeGraph::closure(const ClosureRoots& roots) {
  language_ = roots.language;
  waiting_.clear();
  visited_.clear();
  files_.clear();
  file_is_absolute_.clear();
  links_.clear();
  directories_.clear();
  data_.clear();
  names_absolute_ = false;
  resolver_.refresh();
  if (resolver_.current_directory() == nullptr) {
    return unexpected(Reason{Outcome::scan_unknown_construct, "no current directory"});
  }
  if (!resolver_.odd_directory().empty()) {
    return unexpected(Reason{Outcome::scan_unknown_construct, resolver_.odd_directory()});
  }
  TRY(enter_roots(roots));
  TRY(visit_all());
  TRY(add_computed());
  return result();
}

IncludeGraph::Verdict IncludeGraph::enter_roots(const ClosureRoots& roots) {
  const Resolution source = resolver_.resolve_path(roots.source);
  if (source.hits.empty()) {
    return unexpected(Reason{Outcome::scan_unknown_construct, cat("cannot find ", roots.source)});
  }
  TRY(enter(source, false, true));
  take_in(*source.hits.front().file, waiting_.front()->absolute);  // the first of all files
  take_in(resolver_.trail());
  take_in(*resolver_.current_directory());
  for (Directory* directory : resolver_.directories()) take_in(*directory);
  for (const std::string& name : roots.read_first) {
    TRY(enter(
        resolver_.resolve(Mention::include, NameForm::quoted, name, *resolver_.current_directory()),
        false, true));
  }
  return enter(resolver_.resolve(Mention::include, NameForm::angled, implicit_include,
                                 *resolver_.current_directory()),
               false, true);
}

/// Takes what a name can mean into the closure.
IncludeGraph::Verdict IncludeGraph::enter(const Resolution& resolution, bool includer_is_absolute,
                                          bool read) {
  if (is_refused(resolution)) return unexpected(refusal_of(resolution));
  take_in(resolution.trail);
  for (const Hit& hit : resolution.hits) {
    const bool absolute =
        hit.origin == Origin::includer ? includer_is_absolute : hit.origin == Origin::absolute;
    if (read) {
      visit_later(node(hit), absolute);
    } else {
      take_in(*hit.file, absolute);
    }
  }
  return {};
}

void IncludeGraph::visit_later(Node& node, bool absolute) {
  if (node.visited == tree_.scan()) return;
  node.visited = tree_.scan();
  node.absolute = absolute;
  waiting_.push_back(&node);
  visited_.push_back(&node);
}

void IncludeGraph::take_in(File& file, bool absolute) {
  if (file.in_closure == tree_.scan()) return;
  file.in_closure = tree_.scan();
  files_.push_back(&file);
  file_is_absolute_.push_back(absolute);
}

void IncludeGraph::take_in(Directory& directory) {
  if (directory.in_closure == tree_.scan()) return;
  directory.in_closure = tree_.scan();
  directories_.push_back(&directory);
}

void IncludeGraph::take_in(const Trail& trail) {
  for (Link* link : trail.links) {
    if (link->in_closure == tree_.scan()) continue;
    link->in_closure = tree_.scan();
    links_.push_back(link);
  }
  for (Directory* directory : trail.crossed) take_in(*directory);
}

IncludeGraph::Verdict IncludeGraph::visit_all() {
  while (!waiting_.empty()) {
    Node& next = *waiting_.back();
    waiting_.pop_back();
    TRY(visit(next));
  }
  return {};
}

IncludeGraph::Verdict IncludeGraph::judge(const File& file) const {
  if (file.directives->refusal()) {
    Reason reason = *file.directives->refusal();
    reason.subject = cat(reason.subject, " in ", file.path);
    return unexpected(std::move(reason));
  }
  if (file.directives->declares_module() && language_ != Language::c) {
    return unexpected(Reason{Outcome::modules, file.path});
  }
  return {};
}

IncludeGraph::Verdict IncludeGraph::visit(Node& node) {
  const Result<const Directives*> directives = tree_.read(*node.file);
  if (!directives) {
    return unexpected(
        Reason{Outcome::scan_unknown_construct, cat("cannot read ", node.file->path)});
  }
  take_in(*node.file, node.absolute);
  node.file->followed = tree_.scan();
  TRY(judge(*node.file));
  if (!is_current(node)) resolve(node, **directives);
  if (node.refusal) return unexpected(*node.refusal);
  take_in(node.trail);
  data_.insert(data_.end(), node.data.begin(), node.data.end());
  names_absolute_ =
      names_absolute_ || (node.names_absolute && !resolver_.is_of_compiler(*node.file->directory));
  for (const auto& [included, origin] : node.included) {
    visit_later(*included, origin == Origin::includer ? node.absolute : origin == Origin::absolute);
  }
  for (const Hit& hit : node.named) {
    take_in(*hit.file,
            hit.origin == Origin::includer ? node.absolute : hit.origin == Origin::absolute);
  }
  return {};
}

bool IncludeGraph::is_current(const Node& node) {
  return node.file_version == node.file->version && node.generation == resolver_.generation() &&
         tree_.still_holds(node.trail.asked, node.moment);
}

/// Finds anew what the file's references lead to; those that are computed come later.
void IncludeGraph::resolve(Node& node, const Directives& directives) {
  node.included.clear();
  node.named.clear();
  node.data.clear();
  node.names_absolute = false;
  node.refusal.reset();
  Resolution all;
  for (const Reference& reference : directives.references()) {
    if (reference.form == NameForm::computed) continue;
    const Resolution found = resolver_.resolve(reference.mention, reference.form,
                                               directives.text(reference.name), *node.directory);
    if (is_refused(found) && !node.refusal) node.refusal = refusal_of(found);
    all.trail.add(found.trail);
    if (directives.text(reference.name).starts_with('/')) node.names_absolute = true;
    for (const Hit& hit : found.hits) {
      if (is_data(reference.mention)) node.data.push_back(hit.file);
      if (is_followed(reference.mention)) {
        node.included.emplace_back(&this->node(hit), hit.origin);
      } else {
        node.named.push_back(hit);
      }
    }
  }
  all.trail.unify();
  node.trail = std::move(all.trail);
  node.file_version = node.file->version;
  node.generation = resolver_.generation();
  node.moment = tree_.changes();
  tree_.count_memory(8 * (2 * node.included.size() + 3 * node.named.size() +
                          node.trail.asked.size() + node.trail.links.size()));
}

/// Computed names can lead to files with more definitions, which can give other names more values;
/// so this goes round until nothing is new.
IncludeGraph::Verdict IncludeGraph::add_computed() {
  std::size_t looked_at = 0;
  std::uint64_t closure = 0;
  bool any = false;
  bool with_calls = false;
  while (looked_at != visited_.size()) {
    for (; looked_at < visited_.size(); ++looked_at) {
      const Node& node = *visited_[looked_at];
      any = any || node.file->directives->has_computed();
      with_calls = with_calls || node.file->directives->defines_probe();
      // The same for the same files in another order.
      closure += mixed(mixed(mixed(number_of(node.file)) ^ number_of(node.directory)) ^
                       (2 * node.file->version + (node.absolute ? 1 : 0)));
    }
    if (!any) return {};
    TRY(add_computed_part(computed_.number_of(closure), with_calls));
    TRY(visit_all());
  }
  return {};
}

IncludeGraph::Verdict IncludeGraph::add_computed_part(std::uint64_t closure, bool with_calls) {
  ComputedPart& part = computed_parts_[closure];
  const bool known =
      part.generation == resolver_.generation() && tree_.still_holds(part.trail.asked, part.moment);
  if (!known) {
    part = {};
    for (Node* node : visited_) computed_.index().take_in(*node->file);
    computed_.closure_has_grown(closure);
    for (Node* node : visited_) TRY(find_computed_of(*node, with_calls, part));
    part.trail.unify();
    part.generation = resolver_.generation();
    part.moment = tree_.changes();
    tree_.count_memory(sizeof part + 16 * (part.included.size() + part.named.size()) +
                       8 * part.trail.asked.size() + 64);
  }
  take_in(part.trail);
  for (const auto& [node, absolute] : part.included) visit_later(*node, absolute);
  for (const auto& [file, absolute] : part.named) take_in(*file, absolute);
  data_.insert(data_.end(), part.data.begin(), part.data.end());
  names_absolute_ = names_absolute_ || part.names_absolute;
  return {};
}

IncludeGraph::Verdict IncludeGraph::take_computed_name(Node& node, const ComputedName& name,
                                                       ComputedPart& part) {
  const Resolution found = resolver_.resolve(name.mention, name.form, name.name, *node.directory);
  if (is_refused(found)) return unexpected(refusal_of(found));
  part.trail.add(found.trail);
  part.names_absolute = part.names_absolute || (name.name.starts_with('/') && !found.hits.empty());
  for (const Hit& hit : found.hits) {
    if (is_data(name.mention)) part.data.push_back(hit.file);
    const bool absolute =
        hit.origin == Origin::includer ? node.absolute : hit.origin == Origin::absolute;
    if (is_followed(name.mention)) {
      part.included.emplace_back(&this->node(hit), absolute);
    } else {
      part.named.emplace_back(hit.file, absolute);
    }
  }
  return {};
}

IncludeGraph::Verdict IncludeGraph::find_computed_of(Node& node, bool with_calls,
                                                     ComputedPart& part) {
  const Directives& directives = *node.file->directives;
  if (!directives.has_computed()) return {};
  for (const Reference& reference : directives.references()) {
    if (reference.form != NameForm::computed) continue;
    if (reference.mention == Mention::perhaps_probe && !with_calls) continue;
    const auto& names = computed_.names(reference.mention, directives.text(reference.name));
    if (!names) return unexpected(names.error());
    for (const ComputedName& name : *names) TRY(take_computed_name(node, name, part));
    part.trail.unify();
  }
  return {};
}

Closure IncludeGraph::result() {
  Closure closure;
  closure.names_absolute = names_absolute_;
  std::sort(data_.begin(), data_.end());
  closure.files.reserve(files_.size());
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const File& file = *files_[i];
    // One that is only named may have been read long ago.
    const Stamp stamp = file.checked == tree_.scan() ? file.stamp : Stamp{};
    closure.files.push_back({file.path, stamp, resolver_.is_of_compiler(*file.directory),
                             file_is_absolute_[i],
                             std::binary_search(data_.begin(), data_.end(), &file)});
  }
  closure.links.reserve(links_.size());
  for (const Link* link : links_) closure.links.push_back({link->path, link->target});
  for (const Directory* directory : directories_) closure.directories.push_back(directory->path);
  return closure;
}

}  // namespace distcc
