#include "rules/alike.h"

#include <algorithm>

#include "rules/text.h"
#include "rules/utf8.h"

namespace rules {

Bigrams bigrams_of(std::string_view original) {
  const std::u32string letters = utf8::decode(view_of(View::kSquash, original));
  Bigrams out;
  out.length = letters.size();
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (letters[i] >= U'0' && letters[i] <= U'9') {
      out.digits.push_back(letters[i]);
    }
    if (i > 0 || letters.size() == 1) {
      const std::uint64_t first = i > 0 ? letters[i - 1] : 0;
      out.sorted.push_back(first << 32U | letters[i]);
    }
  }
  std::sort(out.sorted.begin(), out.sorted.end());
  return out;
}

bool is_alike(const Bigrams& a, const Bigrams& b, std::uint32_t percent) {
  if (a.length < 2 || b.length < 2) {
    return a.length == b.length && a.sorted == b.sorted;
  }
  const std::uint64_t enough = std::uint64_t{percent} * (a.sorted.size() + b.sorted.size());
  std::uint64_t shared = std::min(a.sorted.size(), b.sorted.size());
  if (2 * shared * 100 < enough) {
    return false;
  }
  shared = 0;
  for (auto x = a.sorted.begin(), y = b.sorted.begin();
       x != a.sorted.end() && y != b.sorted.end();) {
    if (*x == *y) {
      ++shared;
    }
    const bool is_past = *x <= *y;
    y += *y <= *x ? 1 : 0;
    x += is_past ? 1 : 0;
  }
  return 2 * shared * 100 >= enough;
}

}  // namespace rules
