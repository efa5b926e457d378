#pragma once

#include <string>

namespace qa {

/// Appends the shortest decimal that reads back as the same double, as JSON takes it:
/// 38709.67741935484, 600000, 0.1. Never an exponent between 1e-6 and 1e15, so that people can read
/// it.
/// @param value  finite
void append_number(std::string& out, double value);

}  // namespace qa
