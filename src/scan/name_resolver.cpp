// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/name_resolver.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "scan/name_pattern.h"

namespace distcc {
namespace {

// Of one component of a pattern, in one directory.
constexpr std::size_t most_texts = 20'000;

bool is_same_place(const Directory* a, const Directory* b) {
  if (a == nullptr || b == nullptr) return false;
  return a == b || (a->stamp.device == b->stamp.device && a->stamp.inode == b->stamp.inode);
}

void add_hit(std::vector<Hit>& hits, const Hit& hit) {
  if (std::find(hits.begin(), hits.end(), hit) == hits.end()) hits.push_back(hit);
}

}  // namespace

void Resolution::add(const Resolution& other) {
  for (const Hit& hit : other.hits) add_hit(hits, hit);
  trail.add(other.trail);
  if (precompiled.empty()) precompiled = other.precompiled;
  if (odd.empty()) odd = other.odd;
}

NameResolver::NameResolver(FileTree& tree, SearchList list) : tree_(tree), list_(std::move(list)) {}

void NameResolver::refresh() {
  if (generation_ != 0 && tree_.still_holds(trail_.asked, moment_)) return;
  moment_ = tree_.changes();
  ++generation_;
  trail_ = {};
  present_.clear();
  odd_directory_.clear();
  of_compiler_.clear();
  for (auto& known : known_) known.clear();
  known_patterns_.clear();
  const PathEnd current = tree_.look_up(tree_.root(), list_.directory, &trail_);
  current_ = current.kind == EntryKind::directory ? current.directory : nullptr;
  quote_and_angle_ = find_directories(list_.quote);
  quote_size_ = quote_and_angle_.size();
  const std::vector<Searched> angle = find_directories(list_.angle);
  quote_and_angle_.insert(quote_and_angle_.end(), angle.begin(), angle.end());
  mark_repeated(quote_and_angle_);
  embed_ = find_directories(list_.embed);
  trail_.unify();
}

std::vector<NameResolver::Searched> NameResolver::find_directories(
    const std::vector<SearchDirectory>& list) {
  std::vector<Searched> found;
  for (const SearchDirectory& wanted : list) {
    const PathEnd place = tree_.look_up(tree_.root(), wanted.path, &trail_);
    if (place.kind == EntryKind::file) odd_directory_ = wanted.path;
    if (place.kind != EntryKind::directory) continue;
    found.push_back({place.directory, wanted.absolute ? Origin::absolute : Origin::relative,
                     wanted.of_compiler, false});
    present_.push_back(place.directory);
  }
  return found;
}

void NameResolver::mark_repeated(std::vector<Searched>& list) {
  for (auto earlier = list.begin(); earlier != list.end(); ++earlier) {
    earlier->again_later = std::any_of(earlier + 1, list.end(), [&](const Searched& later) {
      return is_same_place(earlier->directory, later.directory);
    });
  }
}

/// True when `name` is a file there.
bool NameResolver::search_directory(Directory& directory, Origin origin, std::string_view name,
                                    Resolution& resolution) {
  const PathEnd place = tree_.look_up(directory, name, &resolution.trail);
  if (place.directory != nullptr && !place.name.empty() && place.kind != EntryKind::directory &&
      tree_.has_precompiled(*place.directory, place.name)) {
    resolution.precompiled = cat(place.directory->path, "/", place.name, ".gch");
  }
  if (place.kind == EntryKind::other) {
    const std::string path = cat(place.directory->path, "/", place.name);
    if (path != "/dev/null") resolution.odd = path;
    return true;
  }
  if (place.kind != EntryKind::file) return false;
  add_hit(resolution.hits, {place.file, place.directory, origin});
  return true;
}

void NameResolver::search(std::span<const Searched> list, bool everywhere, std::string_view name,
                          Resolution& resolution) {
  for (const Searched& searched : list) {
    const bool found = search_directory(*searched.directory, searched.origin, name, resolution);
    if (found && !everywhere && !searched.again_later) return;
  }
}

const Resolution& NameResolver::in_list(NameForm form, bool everywhere, std::string_view name) {
  const bool angled = form == NameForm::angled;
  auto& known = known_[(angled ? 1 : 0) + (everywhere ? 2 : 0)];
  const auto found = known.find(name);
  if (found != known.end()) {
    if (tree_.still_holds(found->second.trail.asked, found->second.moment)) return found->second;
    known.erase(found);
  }
  Resolution resolution;
  const std::size_t skipped = angled && !everywhere ? quote_size_ : 0;
  search(std::span(quote_and_angle_).subspan(skipped), everywhere, name, resolution);
  resolution.trail.unify();
  resolution.moment = tree_.changes();
  tree_.count_memory(sizeof(Resolution) + name.size() + resolution.hits.size() * sizeof(Hit) +
                     8 * resolution.trail.asked.size() + 64);
  return known.emplace(std::string(name), std::move(resolution)).first->second;
}

Resolution NameResolver::resolve(Mention mention, NameForm form, std::string_view name,
                                 Directory& includer) {
  if (is_pattern(name)) return resolve_pattern(mention, form, name, includer);
  Resolution resolution;
  if (name.starts_with('/')) {
    search_directory(tree_.root(), Origin::absolute, name, resolution);
    return resolution;
  }
  const bool assembler = mention == Mention::incbin || mention == Mention::assembler_source;
  const bool everywhere = assembler || mention == Mention::include_next ||
                          mention == Mention::probe_next || mention == Mention::embed;
  bool found = false;
  if (assembler) {
    if (current_ != nullptr) search_directory(*current_, Origin::relative, name, resolution);
  } else if (form == NameForm::quoted || everywhere) {
    found = search_directory(includer, Origin::includer, name, resolution);
  }
  if (mention == Mention::embed) search(embed_, true, name, resolution);
  if (!found || everywhere) resolution.add(in_list(form, everywhere, name));
  return resolution;
}

Resolution NameResolver::resolve_pattern(Mention mention, NameForm form, std::string_view pattern,
                                         Directory& includer) {
  const bool beside = form == NameForm::quoted || mention == Mention::include_next;
  const std::string key = cat(beside ? includer.path : std::string(), '\0', pattern);
  const auto found = known_patterns_.find(key);
  if (found != known_patterns_.end() &&
      tree_.still_holds(found->second.trail.asked, found->second.moment)) {
    return found->second;
  }
  Resolution resolution;
  search_pattern(tree_.root(), Origin::absolute, pattern.starts_with('/') ? pattern : "",
                 resolution);
  if (beside) search_pattern(includer, Origin::includer, pattern, resolution);
  for (const std::vector<Searched>* list : {&quote_and_angle_, &embed_}) {
    for (const Searched& searched : *list) {
      search_pattern(*searched.directory, searched.origin, pattern, resolution);
    }
  }
  resolution.trail.unify();
  resolution.moment = tree_.changes();
  tree_.count_memory(sizeof(Resolution) + key.size() + resolution.hits.size() * sizeof(Hit) + 64);
  known_patterns_[key] = resolution;
  return resolution;
}

void NameResolver::search_pattern(Directory& directory, Origin origin, std::string_view pattern,
                                  Resolution& resolution) {
  if (pattern.empty()) return;
  const std::string_view component = take_component(pattern);
  if (component.empty()) return search_pattern(directory, origin, pattern, resolution);
  const std::vector<std::string> texts = texts_of(component, most_texts);
  if (texts.empty()) resolution.odd = cat("too many names like ", component.substr(0, 40));
  for (const std::string& text : texts) {
    if (pattern.empty()) {
      search_directory(directory, origin, text, resolution);
      continue;
    }
    const PathEnd below = tree_.look_up(directory, text, &resolution.trail);
    if (below.kind != EntryKind::directory) continue;
    search_pattern(*below.directory, origin, pattern, resolution);
  }
}

Resolution NameResolver::resolve_path(const std::string& path) {
  Resolution resolution;
  if (current_ == nullptr) return resolution;
  const Origin origin = path.starts_with('/') ? Origin::absolute : Origin::relative;
  search_directory(*current_, origin, path, resolution);
  resolution.precompiled.clear();
  return resolution;
}

bool NameResolver::is_of_compiler(const Directory& directory) {
  const auto known = of_compiler_.find(&directory);
  if (known != of_compiler_.end()) return known->second;
  const bool own = std::any_of(
      quote_and_angle_.begin(), quote_and_angle_.end(),
      [&](const Searched& one) { return one.of_compiler && one.directory == &directory; });
  const bool result = own || (directory.parent != &directory && is_of_compiler(*directory.parent));
  of_compiler_.emplace(&directory, result);
  return result;
}

}  // namespace distcc
