#include "tests/fuzz/fuzz_target.h"

#include <cstdio>
#include <cstdlib>

namespace fuzz {

void expect(bool holds, const char* promise) {
  if (!holds) {
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
  }
}

}  // namespace fuzz
