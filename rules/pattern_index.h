#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "rules/literals.h"
#include "rules/need.h"
#include "rules/text.h"

/// Which of ten thousand patterns may match a text, without trying them.
///
/// Every pattern says what a text must hold for it to match there (`Need`), in terms of the text of
/// its view; the index looks once through each view that patterns read and names those whose need
/// is met. Why no match is missed: a need is a consequence of a match, and Literals finds every
/// occurrence of every literal. Nothing is case-folded here: pattern and message went through the
/// same view. Patterns whose need is not known are not in the index; they are always run.
namespace rules {

class PatternIndex {
 public:
  /// Working memory of one thread and the answer of the last find().
  struct Found {
    std::vector<std::uint32_t> patterns;  ///< ascending, each once
    std::vector<Literals::Occurrence> occurrences;
    std::vector<std::uint64_t> marks;  ///< a bit for each pattern, all 0 between two calls
  };

  /// `need` must be known. Only one of its groups is looked for: the one that looks rarest.
  /// A number may be given more than once: it is named if any of its needs is met.
  void add(std::uint32_t pattern, View view, Need need);

  /// Call once, after the last add().
  void build();

  /// Names every pattern whose need is met, and others. Makes only the views that patterns read.
  /// Any thread.
  void find(MessageViews& views, Found& found) const;

 private:
  struct Claim {
    Literals::Id literal = 0;
    std::uint32_t pattern = 0;

    auto operator<=>(const Claim&) const = default;
  };

  struct Postponed {
    std::uint32_t pattern = 0;
    Need need;
  };

  /// The patterns of one view.
  struct Part {
    Literals literals;
    std::vector<std::uint32_t> owners;  ///< patterns, those of one literal together
    std::vector<std::uint32_t> first;   ///< of each literal in owners, and the end
    std::vector<Claim> claims;          ///< only until build()
    std::vector<Postponed> postponed;   ///< only until build()

    void claim(std::uint32_t pattern, const Need::Group& texts);
    bool is_rarer(const Need::Group& a, const Need::Group& b) const;
    void build();
  };

  std::array<Part, kViews> parts_;
  std::size_t patterns_ = 0;  ///< one more than the highest number
};

}  // namespace rules
