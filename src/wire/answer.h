// SPDX-License-Identifier: GPL-3.0-or-later
//
// From server to client: status, compiler texts, object and, in protocol 3, the dependency file
// (distcc-compat.md 4.3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "wire/classic.h"

namespace distcc {

/// The server's answer up to the object: DONE, STAT, SERR, SOUT and the header of DOTO. The texts
/// are plain; they are compressed here when `version` says so. `object_bytes` is the size as sent;
/// it must be 0 when `wait_status` is not.
std::string answer_head(std::uint32_t version, int wait_status, std::string_view diagnostics,
                        std::string_view standard_output, std::size_t object_bytes);

/// What follows the object in protocol 3 when the compile worked: the dependency file.
std::string dependencies_part(std::string_view plain);

/// The client's side: decodes one answer. Bytes after it are ignored.
class AnswerDecoder {
 public:
  /// The object goes to `object` as sent: in protocols 2 and 3 it is one LZO block. `object` hears
  /// nothing when the compile failed, and of an empty object when it worked but made nothing.
  AnswerDecoder(Protocol protocol, const WireLimits& limits, BodySink& object);

  /// Takes bytes that arrived. Errors (Fault::protocol, or of the sink) are final.
  Result<void> feed(std::string_view bytes);
  [[nodiscard]] bool complete() const { return step_ == Step::end; }
  /// At least the first header has come.
  [[nodiscard]] bool started() const { return step_ > Step::done; }
  [[nodiscard]] int wait_status() const { return wait_status_; }
  /// Plain text, decompressed.
  [[nodiscard]] const std::string& diagnostics() const { return diagnostics_; }
  [[nodiscard]] const std::string& standard_output() const { return standard_output_; }
  /// The dependency file of protocol 3, decompressed; empty when there is none.
  [[nodiscard]] const std::string& dependencies() const { return dependencies_; }

 private:
  enum class Step {
    done,
    status,
    errors,
    errors_body,
    output,
    output_body,
    object,
    object_body,
    dependencies,
    dependencies_body,
    end
  };

  Result<void> consume(std::string_view bytes);
  Result<void> take_header();
  Result<void> take_version();
  Result<void> take_text_header(std::string_view token, std::string_view what);
  Result<void> take_object_header();
  Result<void> take_body(std::string_view piece);
  Result<void> end_text(std::string& text);
  void end_object();

  [[nodiscard]] bool in_body() const {
    return step_ == Step::errors_body || step_ == Step::output_body || step_ == Step::object_body ||
           step_ == Step::dependencies_body;
  }
  void next_step() { step_ = static_cast<Step>(static_cast<int>(step_) + 1); }

  Protocol protocol_;
  WireLimits limits_;
  BodySink& object_;
  Step step_ = Step::done;
  HeaderReader header_;
  std::size_t body_left_ = 0;
  int wait_status_ = 0;
  std::string diagnostics_;
  std::string standard_output_;
  std::string dependencies_;
  std::optional<Error> error_;
};

}  // namespace distcc
