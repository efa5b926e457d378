#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What is wrong with a rule file, said so that the one who wrote it can put it right. Codes and
/// texts are promises: they are tested word for word, and a code keeps its meaning for ever.
namespace rules {

enum class Severity : std::uint8_t { kError, kWarning };
enum class Language : std::uint8_t { kEnglish, kChinese };

enum class Code : std::uint8_t {
  kYamlSyntax,
  kBrokenUtf8,
  kControlCharacter,
  kTooLarge,
  kTooDeep,
  kAnchorOrTag,
  kDuplicateKey,
  kUnknownKey,
  kNotYetSupported,
  kWrongType,
  kMissingKey,
  kDuplicateRule,
  kDuplicatePack,
  kUnknownValue,
  kUnknownVersion,
  kNeedsQuotes,
  kCannotRead,
  kNoPacks,
  kBadId,
  kUnknownWords,
  kBadWords,
  kOpenBracket,
  kMatchesEmpty,
  kLookAround,
  kBadRegex,
  kOverBudget,
  kUnreachable,
  kNoCondition,
  kExceptNothing,
  kFailingTest,
  kBadDialogue,
  kTooManyProblems,
  kNeverHolds,
  kNestedTooDeep,
  kNotTogether,
  kExpectNothing,
  kUnknownOverride,
  kNotOverridable,
  kOverrideTwice,
  kOverrideOwn,
  kTwoLocalPacks,
  kPlusWithoutOverride,
  kUnboundedRepeat,
  kUnusedWords,
  kQuestionMark,
  kAlwaysRuns,
  kNowCaught,
  kNoLimit,
  kShadowed,
  kMoreWarnings,
  kNoEffect,
};

/// Where in a source; line and column count from 1, columns in code points; 0 = the whole file.
struct Place {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  bool operator==(const Place&) const = default;
};

std::string to_string(const Place& place);  ///< `file:line:column`, `file` for a whole file

/// The line as it should read.
struct Fix {
  std::uint32_t line = 0;
  std::string text;
};

struct Diagnostic {
  Code code = Code::kYamlSyntax;
  Place place;
  std::uint32_t width = 1;             ///< code points to underline
  std::vector<std::string> arguments;  ///< fill {0}, {1} … of the code's texts
  std::string source_line;             ///< without line break, valid UTF-8; empty if there is none
  std::optional<Fix> fix;
};

/// `E012`, `W103`.
std::string_view name_of(Code code);
Severity severity_of(Code code);

/// One sentence: what is wrong here.
std::string message(const Diagnostic& diagnostic, Language language);
/// One paragraph: why it matters and the way out.
std::string help(const Diagnostic& diagnostic, Language language);

bool has_error(const std::vector<Diagnostic>& diagnostics);

/// By file, line and column, keeping the order of those at one place.
void sort_by_place(std::vector<Diagnostic>& diagnostics);

/// `file:line:col: code: message`, the source line with a caret under it, the explanation and the
/// fix; several lines, each ended by a line break.
std::string to_text(const Diagnostic& diagnostic, Language language);

/// One object: code, severity, file, line, column, width, message {en, zh}, help {en, zh},
/// source_line, fix {line, text} or null.
std::string to_json(const Diagnostic& diagnostic);
/// A JSON array of them.
std::string to_json(const std::vector<Diagnostic>& diagnostics);

/// A JSON string literal with its quotes; broken UTF-8 becomes U+FFFD.
std::string json_quoted(std::string_view text);

}  // namespace rules
