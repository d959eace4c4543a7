// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/search_words.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string_view>

#include "base/text.h"
#include "command/argument.h"
#include "command/inner_words.h"

namespace distcc {
namespace {

enum class Role {
  bracket,
  quote,
  system,
  after,
  prefix,
  with_prefix,
  with_prefix_before,
  embed,
  definition,
  read_first,
  sysroot,
  ignored,
  refused
};

struct RoleRow {
  std::string_view spelling;
  Role role;
};

constexpr RoleRow roles[] = {
    {"--assert", Role::ignored},
    {"--assert=", Role::ignored},
    {"--define-macro", Role::definition},
    {"--define-macro=", Role::definition},
    {"--embed-dir=", Role::embed},
    {"--imacros", Role::read_first},
    {"--imacros=", Role::read_first},
    {"--include", Role::read_first},
    {"--include-directory", Role::bracket},
    {"--include-directory-after", Role::after},
    {"--include-directory-after=", Role::after},
    {"--include-directory=", Role::bracket},
    {"--include-prefix", Role::prefix},
    {"--include-prefix=", Role::prefix},
    {"--include-with-prefix", Role::with_prefix},
    {"--include-with-prefix-after", Role::with_prefix},
    {"--include-with-prefix-after=", Role::with_prefix},
    {"--include-with-prefix-before", Role::with_prefix_before},
    {"--include-with-prefix-before=", Role::with_prefix_before},
    {"--include-with-prefix=", Role::with_prefix},
    {"--include=", Role::read_first},
    {"--sysroot", Role::sysroot},
    {"--sysroot=", Role::sysroot},
    {"--trace-includes", Role::ignored},
    {"--undefine-macro", Role::ignored},
    {"--undefine-macro=", Role::ignored},
    {"-A", Role::ignored},
    {"-D", Role::definition},
    {"-F", Role::refused},
    {"-H", Role::ignored},
    {"-I", Role::bracket},
    {"-U", Role::ignored},
    {"-c-isystem", Role::refused},
    {"-cxx-isystem", Role::refused},
    {"-finput-charset=", Role::refused},
    {"-idirafter", Role::after},
    {"-iframework", Role::refused},
    {"-iframeworkwithsysroot", Role::refused},
    {"-imacros", Role::read_first},
    {"-include", Role::read_first},
    {"-iprefix", Role::prefix},
    {"-iquote", Role::quote},
    {"-isysroot", Role::sysroot},
    {"-isystem", Role::system},
    {"-isystem-after", Role::refused},
    {"-ivfsoverlay", Role::refused},
    {"-iwithprefix", Role::with_prefix},
    {"-iwithprefixbefore", Role::with_prefix_before},
    {"-iwithsysroot", Role::refused},
    {"-remap", Role::refused},
    {"-stdlib++-isystem", Role::refused},
    {"-vfsoverlay", Role::refused},
};

std::optional<Role> role_of(std::string_view spelling) {
  const auto row = std::find_if(std::begin(roles), std::end(roles), [&](const RoleRow& candidate) {
    return candidate.spelling == spelling;
  });
  if (row == std::end(roles)) return std::nullopt;
  return row->role;
}

/// Words that change neither the compiler's directories nor its macros.
bool is_left_out_of_question(const Argument& argument, std::string_view word) {
  switch (argument.row->meaning) {
    case Meaning::kept:
      return word.starts_with("-W") || word == "-w" || word.starts_with("-frandom-seed");
    case Meaning::machine:
    case Meaning::target:
    case Meaning::architecture:
    case Meaning::for_clang:
    case Meaning::preprocessor:
      return false;
    default:
      return true;
  }
}

std::string_view language_word(Language language) {
  switch (language) {
    case Language::c:
      return "c";
    case Language::cxx:
      return "c++";
    case Language::objective_c:
      return "objective-c";
    case Language::objective_cxx:
      return "objective-c++";
  }
  return "c";
}

std::string_view path_variable(Language language) {
  switch (language) {
    case Language::c:
      return "C_INCLUDE_PATH";
    case Language::cxx:
      return "CPLUS_INCLUDE_PATH";
    case Language::objective_c:
      return "OBJC_INCLUDE_PATH";
    case Language::objective_cxx:
      return "OBJCPLUS_INCLUDE_PATH";
  }
  return "C_INCLUDE_PATH";
}

class Reader {
 public:
  explicit Reader(const CompileJob& job) : job_(job) {}

  expected<SearchWords, Reason> read(const JobEnvironment& environment) {
    found_.question.push_back(job_.words.front());
    const std::vector<Argument> arguments = split_arguments(job_.words, 1);
    for (const Argument& argument : arguments) {
      if (argument.kind == Argument::Kind::option) add(argument, job_.words, true);
    }
    add_inner_words(words_for_preprocessor(arguments));
    check_clang_words(words_for_clang(arguments));
    add_paths(environment, "CPATH", found_.bracket);
    add_paths(environment, path_variable(job_.language), found_.system);
    for (std::vector<std::string>* list :
         {&found_.quote, &found_.bracket, &found_.system, &found_.after}) {
      std::transform(list->begin(), list->end(), list->begin(),
                     [this](const std::string& path) { return with_sysroot(path); });
    }
    if (refusal_) return unexpected(*refusal_);
    const std::array<std::string_view, 6> end = {
        "-E", "-v", "-dM", "-x", language_word(job_.language), "/dev/null"};
    found_.question.insert(found_.question.end(), end.begin(), end.end());
    return std::move(found_);
  }

 private:
  void refuse(std::string_view subject) {
    if (!refusal_) refusal_ = Reason{Outcome::scan_unknown_construct, std::string(subject)};
  }

  void add(const Argument& argument, const std::vector<std::string>& words, bool ask) {
    const std::string& word = words[argument.first];
    const std::optional<Role> role = role_of(argument.row->spelling);
    if (word.starts_with("-fms-compatibility")) refuse(word);  // looks beside every includer
    if (role) use(*role, std::string(argument.value), word);
    const bool asked = ask && (!role || role == Role::sysroot);
    if (!asked || is_left_out_of_question(argument, word)) return;
    for (std::size_t i = 0; i < argument.count; ++i) {
      found_.question.push_back(words[argument.first + i]);
    }
    const bool names_directory = role == Role::sysroot || word.find("toolchain") != word.npos ||
                                 word.starts_with("--gcc-install-dir");
    if (names_directory && !argument.value.starts_with('/')) found_.question_is_relative = true;
  }

  void use(Role role, std::string value, const std::string& word) {
    switch (role) {
      case Role::bracket:
        add_directory(found_.bracket, std::move(value), word);
        break;
      case Role::quote:
        add_directory(found_.quote, std::move(value), word);
        break;
      case Role::system:
        add_directory(found_.system, std::move(value), word);
        break;
      case Role::after:
        add_directory(found_.after, std::move(value), word);
        break;
      case Role::embed:
        found_.embed.push_back(std::move(value));
        break;
      case Role::prefix:
        prefix_ = std::move(value);
        break;
      case Role::with_prefix:
      case Role::with_prefix_before:
        if (!prefix_) return refuse(cat(word, " without -iprefix"));
        (role == Role::with_prefix ? found_.after : found_.bracket).push_back(*prefix_ + value);
        break;
      case Role::definition:
        add_definition(value);
        break;
      case Role::read_first:
        found_.read_first.push_back(std::move(value));
        break;
      case Role::sysroot:
        sysroot_ = std::move(value);
        break;
      case Role::ignored:
        break;
      case Role::refused:
        refuse(word);
        break;
    }
  }

  void add_directory(std::vector<std::string>& list, std::string value, const std::string& word) {
    if (value.empty()) return refuse(word);
    list.push_back(std::move(value));
  }

  /// "F(x)=y" as the line that defines it.
  void add_definition(const std::string& value) {
    const std::size_t equals = value.find('=');
    const std::string name = value.substr(0, equals);
    const std::string body = equals == value.npos ? "1" : value.substr(equals + 1);
    found_.definitions += cat("#define ", name, " ", body.substr(0, body.find('\n')), "\n");
  }

  void add_inner_words(const InnerWords& inner) {
    static constexpr OptionRow with_file = {"-MD", Shape::separate, Meaning::dependencies};
    auto find = [](std::string_view word) -> const OptionRow* {
      return word == "-MD" || word == "-MMD" ? &with_file : find_option(word);
    };
    for (const Argument& argument : split_arguments(inner.words, 0, find)) {
      if (argument.kind != Argument::Kind::option) {
        refuse(inner.words[argument.first]);
        continue;
      }
      const bool known = role_of(argument.row->spelling).has_value();
      if (!known && argument.is(Meaning::preprocessor)) refuse(inner.words[argument.first]);
      add(argument, inner.words, false);
    }
  }

  void check_clang_words(const InnerWords& inner) {
    for (const Argument& argument : split_arguments(inner.words, 0, find_inner_option)) {
      if (argument.is(Meaning::preprocessor)) refuse(inner.words[argument.first]);
    }
  }

  static void add_paths(const JobEnvironment& environment, std::string_view variable,
                        std::vector<std::string>& list) {
    const auto found = environment.find(std::string(variable));
    if (found == environment.end() || found->second.empty()) return;
    for (const std::string_view path : split_fields(found->second, ':')) {
      list.emplace_back(path.empty() ? "." : path);
    }
  }

  std::string with_sysroot(const std::string& path) {
    const bool variable = path.starts_with("$SYSROOT");
    if (!variable && !path.starts_with('=')) return path;
    if (!sysroot_) {
      refuse(path);
      return path;
    }
    return *sysroot_ + path.substr(variable ? 8 : 1);
  }

  const CompileJob& job_;
  SearchWords found_;
  std::optional<std::string> prefix_;
  std::optional<std::string> sysroot_;
  std::optional<Reason> refusal_;
};

}  // namespace

expected<SearchWords, Reason> search_words(const CompileJob& job,
                                           const JobEnvironment& environment) {
  return Reader(job).read(environment);
}

}  // namespace distcc
