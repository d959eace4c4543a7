// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/cells.h"

#include <algorithm>
#include <cstdint>

namespace distcc {
namespace {

struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

/// The first character of `text`, which is not empty.
Character first_of(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return {};
  std::uint32_t code = lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    code = (code << 6) | (byte(i) & 0x3f);
  }
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < least[length] || code > 0x10ffff || surrogate) return {};
  return {code, length, true};
}

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

template <std::size_t N>
bool is_in(const Range (&ranges)[N], std::uint32_t code) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [&](const Range& range) { return code >= range.first && code <= range.last; });
}

/// Marks that go onto the character before.
constexpr Range without_width[] = {{0x300, 0x36f}, {0x200b, 0x200f}, {0xfe00, 0xfe0f}};
/// The blocks that terminals give two cells: East Asian scripts and pictures.
constexpr Range double_width[] = {{0x1100, 0x115f},   {0x2e80, 0xa4cf},   {0xac00, 0xd7a3},
                                  {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},
                                  {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};
/// What a terminal may take for a command, or for a change of direction.
constexpr Range commands[] = {{0, 0x1f}, {0x7f, 0x9f}, {0x202a, 0x202e}, {0x2066, 0x2069}};

std::size_t width_of(std::uint32_t code) {
  if (is_in(without_width, code)) return 0;
  return is_in(double_width, code) ? 2 : 1;
}

}  // namespace

std::size_t cells_of(std::string_view text) {
  std::size_t cells = 0;
  while (!text.empty()) {
    const Character character = first_of(text);
    cells += character.valid ? width_of(character.code) : 1;
    text.remove_prefix(character.bytes);
  }
  return cells;
}

std::string harmless(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const Character character = first_of(text);
    if (character.valid && !is_in(commands, character.code)) {
      result += text.substr(0, character.bytes);
    } else {
      result += '?';
    }
    text.remove_prefix(character.bytes);
  }
  return result;
}

std::string left_aligned(std::string_view text, std::size_t width) {
  const bool fits = cells_of(text) <= width;
  if (width == 0) return {};
  const std::size_t room = fits ? width : width - 1;
  std::string result;
  std::size_t used = 0;
  while (!text.empty()) {
    const Character character = first_of(text);
    const std::size_t cells = character.valid ? width_of(character.code) : 1;
    if (used + cells > room) break;
    result += text.substr(0, character.bytes);
    used += cells;
    text.remove_prefix(character.bytes);
  }
  if (!fits) {
    result += '~';
    ++used;
  }
  return result.append(width - used, ' ');
}

std::string right_aligned(std::string_view text, std::size_t width) {
  const std::size_t cells = cells_of(text);
  if (cells >= width) return left_aligned(text, width);
  return std::string(width - cells, ' ') + std::string(text);
}

}  // namespace distcc
