#include "rules/near.h"

#include <algorithm>
#include <deque>
#include <numeric>

#include "rules/code_point_index.h"

namespace rules {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// A word of the condition found in the text.
struct Place {
  ByteSpan span;
  std::size_t word = 0;
  std::size_t first = 0;  ///< code points of the text before it, and before its end
  std::size_t last = 0;
};

/// The least value of those that began within `gap` ahead of where the sweep is. The sweep goes
/// from the end of the text to its beginning.
class Ahead {
 public:
  void add(std::size_t at, std::size_t value) {
    while (!entries_.empty() && entries_.back().value >= value) {
      entries_.pop_back();
    }
    entries_.push_back({at, value});
  }

  std::size_t least(std::size_t farthest) {
    while (!entries_.empty() && entries_.front().at > farthest) {
      entries_.pop_front();
    }
    return entries_.empty() ? kNone : entries_.front().value;
  }

 private:
  struct Entry {
    std::size_t at = 0;
    std::size_t value = 0;
  };

  std::deque<Entry> entries_;  ///< the nearest and greatest value last
};

/// For every place and every set of words behind it (a bit each, its own among them): where the
/// chain that ends first ends, of those that go on from there to all words. A chain goes on with a
/// word that begins at most `gap` behind the end of the one before, so the places are gone through
/// from the last to the first, each one's answers made at its end and offered to others from its
/// beginning on.
class Chains {
 public:
  Chains(const Near<CompiledPattern>& near, std::string_view text)
      : near_(near), text_(text), sets_(std::size_t{1} << near.words.size()) {}

  /// False if some word is nowhere.
  bool collect(const Signature& signature) {
    for (std::size_t word = 0; word < near_.words.size(); ++word) {
      const CompiledPattern& pattern = near_.words[word];
      const std::size_t before = places_.size();
      if (pattern.may_match(signature)) {
        std::size_t from = 0;
        while (const auto span = pattern.find(text_, from)) {
          places_.push_back({*span, word});
          from = pattern.next_overlapping(text_, *span);
        }
      }
      if (places_.size() == before) {
        return false;
      }
    }
    CodePointIndex index;
    index.set(text_);
    for (Place& place : places_) {
      place.first = index.before(text_, place.span.begin);
      place.last = index.before(text_, place.span.end);
    }
    std::stable_sort(places_.begin(), places_.end(),
                     [](const Place& a, const Place& b) { return a.first < b.first; });
    return true;
  }

  std::vector<ByteSpan> spans() {
    find_ends();
    std::vector<ByteSpan> out;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const std::size_t word = places_[i].word;
      const std::size_t end = end_of(i, std::size_t{1} << word);
      if (end != kNone && (!near_.is_ordered || word == 0)) {
        out.push_back({places_[i].span.begin, end});
      }
    }
    return out;
  }

 private:
  std::size_t& end_of(std::size_t place, std::size_t used) { return ends_[place * sets_ + used]; }

  Ahead& ahead_of(std::size_t word, std::size_t used) { return ahead_[word * sets_ + used]; }

  void find_ends() {
    ends_.assign(places_.size() * sets_, kNone);
    ahead_.resize(near_.words.size() * sets_);
    std::vector<std::size_t> by_last(places_.size());
    std::iota(by_last.begin(), by_last.end(), std::size_t{0});
    std::stable_sort(by_last.begin(), by_last.end(), [this](std::size_t a, std::size_t b) {
      return places_[a].last > places_[b].last;
    });
    std::size_t offered = places_.size();  // places [offered, …) begin where the sweep is or behind
    for (const std::size_t i : by_last) {
      while (offered > 0 && places_[offered - 1].first >= places_[i].last) {
        offer(--offered);
      }
      for (std::size_t used = 0; used < sets_; ++used) {
        if ((used >> places_[i].word & 1U) != 0) {
          end_of(i, used) = nearest_end(places_[i], used);
        }
      }
    }
  }

  /// Lets chains go on with the place. It ends behind its beginning, so its answers are known.
  void offer(std::size_t i) {
    for (std::size_t used = 0; used < sets_; ++used) {
      if (end_of(i, used) != kNone) {
        ahead_of(places_[i].word, used).add(places_[i].first, end_of(i, used));
      }
    }
  }

  std::size_t nearest_end(const Place& place, std::size_t used) {
    if (used + 1 == sets_) {
      return place.span.end;
    }
    std::size_t best = kNone;
    for (std::size_t word = 0; word < near_.words.size(); ++word) {
      const std::size_t bit = std::size_t{1} << word;
      const bool is_in_order = !near_.is_ordered || used + 1 == bit;
      if ((used & bit) == 0 && is_in_order) {
        best = std::min(best, ahead_of(word, used | bit).least(place.last + near_.gap));
      }
    }
    return best;
  }

  const Near<CompiledPattern>& near_;
  std::string_view text_;
  std::size_t sets_;
  std::vector<Place> places_;
  std::vector<std::size_t> ends_;
  std::vector<Ahead> ahead_;
};

}  // namespace

std::vector<ByteSpan> find_near(const Near<CompiledPattern>& near, std::string_view text,
                                const Signature& signature) {
  Chains chains(near, text);
  return chains.collect(signature) ? chains.spans() : std::vector<ByteSpan>{};
}

}  // namespace rules
