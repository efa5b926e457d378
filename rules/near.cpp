#include "rules/near.h"

#include <algorithm>

#include "rules/utf8.h"

namespace rules {
namespace {

/// A word of the condition found in the text.
struct Place {
  ByteSpan span;
  std::size_t word = 0;
};

class Chains {
 public:
  Chains(const Near<CompiledPattern>& near, std::string_view text) : near_(near), text_(text) {}

  /// False if some word is nowhere.
  bool collect(const Signature& signature) {
    for (std::size_t word = 0; word < near_.words.size(); ++word) {
      const CompiledPattern& pattern = near_.words[word];
      const std::size_t before = places_.size();
      if (pattern.may_match(signature)) {
        std::size_t from = 0;
        while (const auto span = pattern.find(text_, from)) {
          places_.push_back({*span, word});
          from = span->begin;
          utf8::next(text_, from);
        }
      }
      if (places_.size() == before) {
        return false;
      }
    }
    std::stable_sort(places_.begin(), places_.end(),
                     [](const Place& a, const Place& b) { return a.span.begin < b.span.begin; });
    ends_.assign(places_.size() << near_.words.size(), kUnknown);
    return true;
  }

  std::vector<ByteSpan> spans() {
    std::vector<ByteSpan> out;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (near_.is_ordered && places_[i].word != 0) {
        continue;
      }
      const std::size_t end = nearest_end(i, std::size_t{1} << places_[i].word);
      if (end != kNone) {
        out.push_back({places_[i].span.begin, end});
      }
    }
    return out;
  }

 private:
  static constexpr std::size_t kUnknown = static_cast<std::size_t>(-1);
  static constexpr std::size_t kNone = static_cast<std::size_t>(-2);

  bool is_near(std::size_t end, std::size_t begin) const {
    return utf8::count(text_.substr(end, begin - end)) <= near_.gap;
  }

  /// Where the chain that ends first ends, of those that go on from place `at` with the words of
  /// `used` (a bit each) behind them.
  std::size_t nearest_end(std::size_t at, std::size_t used) {
    const std::size_t all = (std::size_t{1} << near_.words.size()) - 1;
    const std::size_t end = places_[at].span.end;
    if (used == all) {
      return end;
    }
    std::size_t& known = ends_[(at << near_.words.size()) + used];
    if (known != kUnknown) {
      return known;
    }
    std::size_t best = kNone;
    for (std::size_t next = at + 1; next < places_.size(); ++next) {
      const Place& place = places_[next];
      if (place.span.begin < end) {
        continue;
      }
      if (!is_near(end, place.span.begin)) {
        break;
      }
      const std::size_t bit = std::size_t{1} << place.word;
      const bool is_in_order = !near_.is_ordered || (used + 1) == bit;
      if ((used & bit) == 0 && is_in_order) {
        const std::size_t found = nearest_end(next, used | bit);
        best = found == kNone ? best : best == kNone ? found : std::min(best, found);
      }
    }
    return ends_[(at << near_.words.size()) + used] = best;
  }

  const Near<CompiledPattern>& near_;
  std::string_view text_;
  std::vector<Place> places_;
  std::vector<std::size_t> ends_;
};

}  // namespace

std::vector<ByteSpan> find_near(const Near<CompiledPattern>& near, std::string_view text,
                                const Signature& signature) {
  Chains chains(near, text);
  return chains.collect(signature) ? chains.spans() : std::vector<ByteSpan>{};
}

}  // namespace rules
