#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

/// The words of the rule language: every key and every named value, English and Chinese, in one
/// table each. docs/rules.md lists the same; a test compares them.
namespace rules {

enum class Key : std::uint8_t {
  kVersion,
  kPack,
  kLocale,
  kAbout,
  kWords,
  kRules,
  kId,
  kName,
  kLevel,
  kSays,
  kHas,
  kHasAll,
  kAtLeast,
  kExcept,
  kUnless,
  kWhole,
  kLacks,
  kStarts,
  kEnds,
  kNear,
  kLike,
  kEntity,
  kLength,
  kAllOf,
  kAnyOf,
  kNoneOf,
  kCustomerSaid,
  kAfter,
  kBefore,
  kExpect,
  kWithin,
  kSteps,
  kCount,
  kFirst,
  kLast,
  kNth,
  kIn,
  kReplyWithin,
  kSilence,
  kRepeat,
  kAttrs,
  kIntent,
  kClassify,
  kView,
  kAuto,
  kKind,
  kDo,
  kTell,
  kSuggest,
  kScore,
  kScoreEach,
  kMax,
  kBonus,
  kFatal,
  kDimension,
  kCooldown,
  kStatus,
  kFrom,
  kTo,
  kApplies,
  kTests,
  kOwner,
  kWhy,
  kReview,
  kBad,
  kOk,
  kTodoBad,
  kN,
  kOf,
  kNearWords,
  kGap,
  kOrdered,
  kTexts,
  kAlike,
  kRepeatOf,
  kLookBack,
  kMinChars,
  kTimes,
  kShop,
  kGroup,
  kChannel,
  kHours,
  kOverride,
  kExceptPlus,
  kTestsPlus,
};

/// Where a key may stand.
enum class Scope : std::uint16_t {
  kPackFile = 1,
  kRule = 2,     ///< a rule, with its main clause
  kMessage = 4,  ///< a clause about another message: after, before, expect, a step, customer_said
  kNested = 8,   ///< a clause under all_of, any_of, none_of
  kTests = 16,
  kAtLeast = 32,
  kNear = 64,
  kLike = 128,
  kCount = 256,
  kRepeat = 512,
  kApplies = 1024,
  kOverride = 2048,  ///< a change of another pack's rule
};

struct KeyWord {
  Key key;
  unsigned scopes;  ///< of Scope, added up
  std::string_view english;
  std::string_view chinese;
};

std::span<const KeyWord> key_words();
std::optional<Key> key_of(std::string_view word, Scope scope);
std::string_view english_of(Key key);
/// English and Chinese names, for suggestions.
std::vector<std::string_view> names_in(Scope scope);

/// Keys of the language that this version does not judge yet.
bool is_later_key(std::string_view word);

/// A named value of a key.
struct ValueWord {
  Key key;
  int value;  ///< of the enumeration the key stands for
  std::string_view english;
  std::string_view chinese;
};

std::span<const ValueWord> value_words();
std::optional<int> value_of(Key key, std::string_view word);
std::vector<std::string_view> values_of(Key key);

}  // namespace rules
