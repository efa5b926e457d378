#pragma once

#include <cstddef>
#include <string>
#include <vector>

/// Rules and messages for the inspection benchmark, the same in every run: words come from the
/// shipped packs and, where SANDGLASS_DATA is, from its word lists; messages from its real ones or
/// from the words.
namespace bench {

/// One rule as every engine can take it. A message breaks the rule where one of `has` stands in its
/// clean view and no match of `except` overlaps.
struct BenchRule {
  std::vector<std::string> has;  ///< as a rule file has them
  std::string
      has_regex;  ///< the same in the syntax RE2, PCRE2, Hyperscan, JavaScript and Python share
  std::string except;  ///< plain text; empty: none
  std::string sample;  ///< a text that breaks the rule
};

/// 40 % one plain word, 30 % any of three, 15 % words with [..], 15 % regular expressions; one in
/// ten of those with one text has an exception. The first `count` of one fixed list.
std::vector<BenchRule> bench_rules(std::size_t count);

/// The rules as one pack file.
std::string pack_of(const std::vector<BenchRule>& rules);

/// Messages of 24 to 44 characters, 34 on average; `seed` picks which.
/// Easy ones are as people write; dense ones hold three words of `rules` more.
std::vector<std::string> easy_texts(std::size_t count, unsigned seed);
std::vector<std::string> dense_texts(std::size_t count, unsigned seed,
                                     const std::vector<BenchRule>& rules);

/// True if real messages were found in SANDGLASS_DATA.
bool has_real_texts();

}  // namespace bench
