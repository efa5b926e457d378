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
  /// A literal of a need that stands in the text.
  struct Candidate {
    std::uint32_t pattern = 0;
    std::uint32_t begin = 0;    ///< byte of the view
    std::uint32_t literal = 0;  ///< index in the need's any_of, if the pattern has no all_of

    bool operator==(const Candidate&) const = default;
    auto operator<=>(const Candidate&) const = default;
  };

  /// Working memory of one thread and the answer of the last find().
  struct Found {
    std::vector<Candidate> candidates;  ///< ascending by pattern, begin, literal
    std::vector<Literals::Occurrence> occurrences;
  };

  /// `need` must be known. Of a need with `all_of` the rarest single literal is looked for.
  void add(std::uint32_t pattern, View view, Need need);

  /// Call once, after the last add().
  void build();

  /// Names every pattern whose need is met; for a pattern without `all_of` every occurrence of
  /// each of its literals. Makes only the views that patterns read. Any thread.
  void find(MessageViews& views, Found& found) const;

 private:
  struct Owner {
    std::uint32_t pattern = 0;
    std::uint32_t literal = 0;
  };

  struct Claim {
    Literals::Id id = 0;
    Owner owner;
  };

  struct Postponed {
    std::uint32_t pattern = 0;
    Need need;
  };

  /// The patterns of one view.
  struct Part {
    Literals literals;
    std::vector<Owner> owners;         ///< those of one literal together
    std::vector<std::uint32_t> first;  ///< of each literal in owners, and the end
    std::vector<Claim> claims;         ///< only until build()
    std::vector<Postponed> postponed;  ///< only until build()

    void claim(std::uint32_t pattern, const std::vector<std::string>& texts);
    void build();
  };

  std::array<Part, kViews> parts_;
};

}  // namespace rules
