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
  kExcept,
  kUnless,
  kWhole,
  kLacks,
  kLength,
  kCustomerSaid,
  kView,
  kAuto,
  kKind,
  kDo,
  kTell,
  kSuggest,
  kScore,
  kStatus,
  kTests,
  kOwner,
  kWhy,
  kReview,
  kBad,
  kOk,
  kTodoBad,
  kOverride,
  kExceptPlus,
  kTestsPlus,
};

/// Where a key may stand.
enum class Scope : std::uint8_t { kPackFile, kRule, kTests, kOverride };

struct KeyWord {
  Key key;
  Scope scope;
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
