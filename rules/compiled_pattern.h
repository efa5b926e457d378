#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/alternatives.h"
#include "rules/byte_span.h"
#include "rules/finding.h"
#include "rules/need.h"
#include "rules/pattern.h"
#include "rules/signature.h"

/// A pattern ready to be looked for in its view. Immutable, any thread.
namespace rules {

class CompiledPattern {
 public:
  /// Where in the text a match must stand.
  enum class Anchor : std::uint8_t { kNone, kStart, kEnd };
  using Preference = Alternatives::Preference;

  /// How the clause uses the pattern.
  struct Use {
    Anchor anchor = Anchor::kNone;
    /// Of the ways a plain text can read at one place. A regular expression has its own order.
    Preference preference = Preference::kEarliestListed;
  };

  /// A text compiled into RE2 may take this much memory, program and automata together. The
  /// largest pattern of the shipped packs needs a tenth of it.
  static constexpr std::int64_t kMemory = 1 << 20;
  /// Ways a plain text of a pack with word boundaries may read.
  static constexpr std::size_t kMostLiterals = 4096;
  /// With so few ways a plain text is looked for as each of them, without RE2.
  static constexpr std::size_t kFewLiterals = 128;

  /// nullopt after a diagnostic. `is_whole_words`: plain texts match on word boundaries.
  static std::optional<CompiledPattern> compile(const Pattern& pattern, View view,
                                                bool is_whole_words, Use use,
                                                const SourceLines& lines,
                                                std::vector<Diagnostic>& diagnostics);

  CompiledPattern(CompiledPattern&&) noexcept;
  CompiledPattern& operator=(CompiledPattern&&) noexcept;
  ~CompiledPattern();

  /// False only if the text behind `signature` cannot hold a match.
  bool may_match(const Signature& signature) const { return requirement_.may_be_met(signature); }

  /// Nothing quick can be looked for first.
  bool always_runs() const { return requirement_.is_empty(); }

  /// What every text has in which find() or equals() finds something.
  Need need() const;

  /// Leftmost match that begins at byte `from` or later, stands where the anchor says and is not
  /// empty; of several there, the one preferred.
  std::optional<ByteSpan> find(std::string_view text, std::size_t from) const;
  /// Where to look on for matches that may overlap the one found: one character behind its
  /// beginning. A regular expression that repeats something without a limit is looked for behind
  /// its end: each match may reach to the end of the text, and one from every character would be
  /// quadratic.
  std::size_t next_overlapping(std::string_view text, ByteSpan found) const;
  /// True if the pattern makes up the whole text.
  bool equals(std::string_view text) const;

  /// Steps of its automaton; 0 for a plain text.
  std::size_t program_size() const;

  const WrittenText& written() const { return written_; }

  bool is_regex() const { return regex_ != nullptr; }

  /// The ways a plain text reads in its view, in order of preference; empty if is_regex().
  std::span<const std::string> literals() const { return literals_.texts(); }

  /// Whether it matches on word boundaries only.
  bool is_whole_words() const { return is_whole_words_; }

 private:
  CompiledPattern();

  friend class PatternCompiler;

  struct Regex;

  std::optional<ByteSpan> find_literal(std::string_view text, std::size_t from) const;
  std::optional<ByteSpan> find_regex(std::string_view text, std::size_t from) const;

  WrittenText written_;
  bool is_whole_words_ = false;
  Use use_;
  Requirement requirement_;
  Alternatives literals_;         ///< if regex_ is null
  std::unique_ptr<Regex> regex_;  ///< kept apart: most patterns are plain, and many
};

/// True if [begin, end) of `text` begins and ends on a word boundary.
bool is_on_word_boundaries(std::string_view text, ByteSpan span);

}  // namespace rules
