// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/conditional_operands.h"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace distcc {
namespace {

bool is_name_start(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool is_name_character(char c) {
  return is_name_start(c) || std::isdigit(static_cast<unsigned char>(c)) != 0;
}

std::size_t skip_blanks(std::string_view line, std::size_t at) {
  while (at < line.size() && std::isspace(static_cast<unsigned char>(line[at])) != 0) ++at;
  return at;
}

/// The index after the parenthesis that closes the one at `open`; a header name may hold others.
std::size_t end_of_call(std::string_view line, std::size_t open) {
  int depth = 0;
  for (std::size_t at = open; at < line.size(); ++at) {
    if (line[at] == '"') {
      at = line.find('"', at + 1);
      if (at == std::string_view::npos) return line.size();
    }
    if (line[at] == '(') ++depth;
    if (line[at] == ')' && --depth == 0) return at + 1;
  }
  return line.size();
}

bool holds_identifier(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_name_start(text[at]) && (at == 0 || !is_name_character(text[at - 1]))) return true;
  }
  return false;
}

/// Operators whose operands never are a file's name.
bool takes_no_file(std::string_view name) {
  constexpr std::string_view names[] = {"defined",
                                        "__has_attribute",
                                        "__has_cpp_attribute",
                                        "__has_c_attribute",
                                        "__has_builtin",
                                        "__has_feature",
                                        "__has_extension",
                                        "__has_warning",
                                        "__is_identifier",
                                        "__GNUC_PREREQ",
                                        "__glibc_has_feature",
                                        "__glibc_has_attribute",
                                        "__glibc_has_builtin"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

class OperandFinder {
 public:
  OperandFinder(std::string_view line, Directives& directives)
      : line_(line), directives_(directives) {}

  void run() {
    std::size_t at = 0;
    while (at < line_.size()) {
      if (line_[at] == '"') {
        at = add_string(at);
      } else if (is_name_start(line_[at])) {
        at = read_name(at);
      } else if (is_name_character(line_[at])) {
        while (at < line_.size() && is_name_character(line_[at])) ++at;
      } else {
        ++at;
      }
    }
  }

 private:
  /// A string in a conditional can only be an operand.
  std::size_t add_string(std::size_t at) {
    const std::size_t end = line_.find('"', at + 1);
    if (end == std::string_view::npos) return line_.size();
    directives_.add(Mention::probe, NameForm::quoted, line_.substr(at + 1, end - at - 1));
    return end + 1;
  }

  std::size_t read_name(std::size_t at) {
    const std::size_t start = at;
    while (at < line_.size() && is_name_character(line_[at])) ++at;
    const std::string_view name = line_.substr(start, at - start);
    const std::size_t open = skip_blanks(line_, at);
    if (name.starts_with("__has_include_next")) return read_probe(Mention::probe_next, open);
    if (name.starts_with("__has_include")) return read_probe(Mention::probe, open);
    if (name.starts_with("__has_embed")) return read_probe(Mention::embed, open);
    if (open == line_.size() || line_[open] != '(') return at;
    if (takes_no_file(name)) return end_of_call(line_, open);
    read_call(start, open);
    return open + 1;
  }

  std::size_t read_probe(Mention mention, std::size_t at) {
    if (at < line_.size() && line_[at] == '(') at = skip_blanks(line_, at + 1);
    if (at == line_.size()) return at;
    const char close = line_[at] == '<' ? '>' : line_[at];
    const std::size_t end = line_.find(close, at + 1);
    if ((close == '"' || close == '>') && end != std::string_view::npos) {
      directives_.add(mention, close == '"' ? NameForm::quoted : NameForm::angled,
                      line_.substr(at + 1, end - at - 1));
      return end + 1;
    }
    // A macro; of what follows the parenthesis nothing can be part of its name.
    const std::size_t operand = at;
    int depth = 0;
    for (; at < line_.size() && depth >= 0; ++at) {
      depth += line_[at] == '(' ? 1 : line_[at] == ')' ? -1 : 0;
    }
    const std::size_t operand_end = depth < 0 ? at - 1 : at;
    const std::string_view text = line_.substr(operand, operand_end - operand);
    if (holds_identifier(text)) directives_.add(mention, NameForm::computed, text);
    return at;
  }

  /// A call of some macro, "HAS(<x.h>)".
  void read_call(std::size_t start, std::size_t open) {
    const std::string_view call = line_.substr(start, end_of_call(line_, open) - start);
    const std::string_view operands = call.substr(open - start);
    const std::size_t less = operands.find('<');
    const std::size_t greater = operands.find('>', less);
    if (less != std::string_view::npos && greater != std::string_view::npos) {
      const std::string_view name = operands.substr(less + 1, greater - less - 1);
      if (name.find_first_of(" \t()<=") == std::string_view::npos) {
        directives_.add(Mention::probe, NameForm::angled, name);
      }
    }
    if (holds_identifier(operands)) {
      directives_.add(Mention::perhaps_probe, NameForm::computed, call);
    }
  }

  std::string_view line_;
  Directives& directives_;
};

}  // namespace

bool mentions_probe(std::string_view text) {
  return text.find("__has_include") != std::string_view::npos ||
         text.find("__has_embed") != std::string_view::npos;
}

void add_conditional_operands(std::string_view line, Directives& directives) {
  OperandFinder(line, directives).run();
}

}  // namespace distcc
