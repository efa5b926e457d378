#include "qa/metrics_number.h"

#include <array>
#include <charconv>
#include <cmath>

namespace qa {

void append_number(std::string& out, double value) {
  std::array<char, 64> text{};
  const double size = std::abs(value);
  const bool is_plain = size == 0 || (size >= 1e-6 && size < 1e15);
  const auto written = is_plain ? std::to_chars(text.data(), text.data() + text.size(),
                                                value == 0 ? 0.0 : value, std::chars_format::fixed)
                                : std::to_chars(text.data(), text.data() + text.size(), value);
  out.append(text.data(), written.ptr);
}

}  // namespace qa
