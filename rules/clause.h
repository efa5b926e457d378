#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "rules/alike.h"
#include "rules/entity.h"
#include "rules/finding.h"
#include "rules/pattern.h"

/// A clause: everything a rule decides from one message alone. A rule has a main clause, and its
/// other conditions (`after`, `expect`, `customer_said` …) each hold one more.
namespace rules {

enum class Says : std::uint8_t { kAgent, kCustomer, kAny };
/// What becomes of automatic and bot texts.
enum class Automatic : std::uint8_t { kExclude, kInclude, kOnly };

/// Code points of the clause's view, both ends included.
struct LengthLimits {
  std::uint32_t at_least = 0;
  std::uint32_t at_most = std::numeric_limits<std::uint32_t>::max();
};

/// At least `count` of these texts.
template <class OnePattern>
struct AtLeast {
  std::uint32_t count = 0;
  std::vector<OnePattern> of;
};

/// All of these texts, neighbours at most `gap` code points of the view apart and none overlapping.
template <class OnePattern>
struct Near {
  static constexpr std::size_t kMostWords = 4;
  static constexpr std::uint32_t kLargestGap = 100;

  std::vector<OnePattern> words;
  std::uint32_t gap = 0;
  bool is_ordered = false;  ///< in the order written
};

/// The message reads like one of these texts.
struct Like {
  std::vector<Bigrams> texts;
  std::vector<WrittenText> written;  ///< one for each of `texts`
  std::uint32_t percent = 0;
};

/// As written (OnePattern is Pattern) or ready to judge (CompiledPattern). All conditions that are
/// given must hold together.
template <class OnePattern>
struct ClauseOf {
  /// How deep all_of, any_of and none_of may stand in each other.
  static constexpr int kDeepest = 3;

  std::uint32_t line = 0;
  Says says = Says::kAgent;
  Automatic automatic = Automatic::kExclude;
  std::vector<std::string> kinds;  ///< empty = any kind of message
  View view = View::kClean;
  bool is_whole_words = false;  ///< plain texts match on word boundaries
  std::optional<LengthLimits> length;
  std::vector<OnePattern> has;
  std::vector<OnePattern> has_all;
  std::optional<AtLeast<OnePattern>> at_least;
  std::vector<OnePattern> whole;
  std::vector<OnePattern> starts;
  std::vector<OnePattern> ends;
  std::optional<Near<OnePattern>> near;
  std::optional<Like> like;
  std::vector<Entity> entities;
  std::vector<OnePattern> except;
  std::vector<OnePattern> unless;
  std::vector<OnePattern> lacks;
  std::vector<ClauseOf> all_of;
  std::vector<ClauseOf> any_of;
  std::vector<ClauseOf> none_of;

  /// Whether some condition marks a place of the message that an exception can shield.
  bool marks_places() const {
    return !has.empty() || !has_all.empty() || at_least || !whole.empty() || !starts.empty() ||
           !ends.empty() || near || like || !entities.empty();
  }

  /// Whether the clause looks at the message at all, or only at who speaks.
  bool looks_at_text() const {
    return marks_places() || length || !unless.empty() || !lacks.empty() || !all_of.empty() ||
           !any_of.empty() || !none_of.empty();
  }
};

/// As written: words resolved, nothing compiled.
using Clause = ClauseOf<Pattern>;

}  // namespace rules
