// SPDX-License-Identifier: GPL-3.0-or-later
//
// Both drivers print, for -###, the words that they would run their inner compiler with. There
// "native" has become what this machine is.
//
// gcc: the words for the machine (-march=, -mavx2, --param l1-cache-size=…, -mtune=) come back as
// they can be given to any gcc, in the order that counts, those of the user behind the detected
// ones. They replace the native words and all words of the user that they repeat. One trace is
// left: with -g, gcc records its switches in the order in which its inner compiler got them, and a
// driver hands on a --param later than those that it made up itself.
//
// clang: the inner compiler knows the machine as -target-cpu, -tune-cpu and -target-feature. The
// processor's name goes back into the word that said "native"; the features go behind -Xclang,
// because the driver has no spelling for some of them (+64bit).
#include "command/native.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/paths.h"
#include "base/text.h"

namespace distcc {
namespace {

/// The words of a line as -### prints it: blanks between them, double quotes around those with
/// special characters, a backslash before special characters within quotes.
std::vector<std::string> split_printed_line(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  bool started = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '\\' && i + 1 < line.size()) {
      word += line[++i];
      started = true;
    } else if (c == '"') {
      quoted = !quoted;
      started = true;
    } else if (c == ' ' && !quoted) {
      if (started) words.push_back(word);
      word.clear();
      started = false;
    } else {
      word += c;
      started = true;
    }
  }
  if (started) words.push_back(word);
  return words;
}

bool is_inner_compiler(const std::vector<std::string>& words) {
  if (words.empty()) return false;
  if (words.size() > 1 && words[1] == "-cc1") return true;
  const std::string_view program = base_name(words.front());
  return program == "cc1" || program == "cc1plus" || program == "cc1obj" || program == "cc1objplus";
}

/// The words of the inner compiler's line; nothing when there is none.
std::optional<std::vector<std::string>> inner_compiler_words(const std::string& answer) {
  for (const std::string_view line : split_fields(answer, '\n')) {
    std::vector<std::string> words = split_printed_line(line);
    if (is_inner_compiler(words)) return words;
  }
  return std::nullopt;
}

/// "-mtune=…", "-mavx2" …: a word about the machine that stands on its own.
bool is_machine_word(std::string_view word) {
  return word.starts_with("-m") && !word.starts_with("-main-file-name") && word != "-mllvm";
}

std::vector<std::string> gcc_meaning(const std::vector<std::string>& line) {
  std::vector<std::string> meaning;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == "--param" && i + 1 < line.size()) {
      meaning.insert(meaning.end(), {"--param", line[i + 1]});
      ++i;
    } else if (is_machine_word(line[i])) {
      meaning.push_back(line[i]);
    }
  }
  return meaning;
}

std::vector<std::string> clang_meaning(const std::vector<std::string>& line) {
  std::vector<std::string> meaning;
  for (std::size_t i = 1; i + 1 < line.size(); ++i) {
    if (line[i] == "-target-cpu" || line[i] == "-tune-cpu" || line[i] == "-target-feature") {
      meaning.insert(meaning.end(), {line[i], line[i + 1]});
      ++i;
    }
  }
  return meaning;
}

bool contains(const std::vector<std::string>& words, std::string_view wanted) {
  return std::find(words.begin(), words.end(), wanted) != words.end();
}

bool is_native(const CompileJob& job, std::size_t word) {
  return std::find(job.native_words.begin(), job.native_words.end(), word) !=
         job.native_words.end();
}

std::vector<std::string> gcc_words(const CompileJob& job, const std::vector<std::string>& meaning,
                                   std::size_t& input_word) {
  std::vector<std::string> words = {job.words.front()};
  words.insert(words.end(), meaning.begin(), meaning.end());
  for (std::size_t i = 1; i < job.words.size(); ++i) {
    if (is_native(job, i)) continue;
    if (is_machine_word(job.words[i]) && contains(meaning, job.words[i])) continue;
    const bool repeated_parameter = job.words[i] == "--param" && i + 1 < job.words.size() &&
                                    contains(meaning, job.words[i + 1]);
    if (repeated_parameter) {
      ++i;
      continue;
    }
    if (i == job.input_word) input_word = words.size();
    words.push_back(job.words[i]);
  }
  return words;
}

std::string value_after(const std::vector<std::string>& meaning, std::string_view option) {
  const auto found = std::find(meaning.begin(), meaning.end(), option);
  return found == meaning.end() ? std::string() : *(found + 1);
}

/// "-march=native" with the processor's name in the place of "native".
std::string clang_word(const std::string& native_word, const std::vector<std::string>& meaning) {
  const std::string option = native_word.substr(0, native_word.find('=') + 1);
  const std::string tune = value_after(meaning, "-tune-cpu");
  if (option == "-mtune=" && !tune.empty()) return option + tune;
  return option + value_after(meaning, "-target-cpu");
}

std::vector<std::string> clang_words(const CompileJob& job,
                                     const std::vector<std::string>& meaning) {
  std::vector<std::string> words = job.words;
  for (const std::size_t at : job.native_words) words[at] = clang_word(words[at], meaning);
  for (std::size_t i = 0; i + 1 < meaning.size(); i += 2) {
    if (meaning[i] != "-target-feature") continue;
    words.insert(words.end(), {"-Xclang", meaning[i], "-Xclang", meaning[i + 1]});
  }
  return words;
}

}  // namespace

std::vector<std::string> native_question(const CompileJob& job) {
  std::vector<std::string> words = job.words;
  words.insert(words.begin() + 1, "-###");
  return words;
}

Result<std::vector<std::string>> parse_native_answer(CompilerFamily family,
                                                     const std::string& answer) {
  const auto unclear = [] {
    return fail(Fault::this_machine, ExitCode::failed,
                "the compiler does not tell what native means here");
  };
  const auto line = inner_compiler_words(answer);
  if (!line) return unclear();
  std::vector<std::string> meaning =
      family == CompilerFamily::gcc ? gcc_meaning(*line) : clang_meaning(*line);
  const bool unresolved = std::any_of(meaning.begin(), meaning.end(), [](const std::string& word) {
    return word == "native" || word.ends_with("=native");
  });
  if (meaning.empty() || unresolved) return unclear();
  return meaning;
}

CompileJob with_native_resolved(const CompileJob& job, const std::vector<std::string>& meaning) {
  CompileJob resolved = job;
  if (job.family == CompilerFamily::gcc) {
    resolved.words = gcc_words(job, meaning, resolved.input_word);
  } else {
    resolved.words = clang_words(job, meaning);
  }
  resolved.native_words.clear();
  return resolved;
}

}  // namespace distcc
