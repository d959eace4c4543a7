// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace distcc {

/// `text` with its quotes, as a JSON string. What is not UTF-8 becomes U+FFFD, so that a file
/// name of any bytes makes a valid document.
std::string json_string(std::string_view text);

/// Builds one JSON document piece by piece. Only writes: nothing here reads JSON. The caller
/// opens and closes in order; inside an object every value follows its key().
class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text) { return raw(json_string(text)); }
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(bool flag) { return raw(flag ? "true" : "false"); }
  template <std::integral Number>
  JsonWriter& value(Number number) {
    return raw(std::to_string(number));
  }
  /// With three decimals.
  JsonWriter& value(double number);

  template <class Value>
  JsonWriter& member(std::string_view name, const Value& content) {
    return key(name).value(content);
  }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  JsonWriter& raw(std::string_view piece);
  void separate();

  std::string text_;
  bool first_ = true;  ///< nothing stands in the present object or array yet, or a key just came
};

}  // namespace distcc
