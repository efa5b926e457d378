#pragma once

#include <cstddef>
#include <cstdint>

/// The entry libFuzzer knows; each target of this folder defines it once. Aborts on a broken
/// promise. The smoke tests call the same function on every file of the corpus.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

/// Aborts naming the promise: a fuzzer wants a crash, not an exception.
void expect(bool holds, const char* promise);

}  // namespace fuzz
