#include <gtest/gtest.h>
#include <simdjson.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "rules/compiler.h"
#include "rules/slow_matcher.h"
#include "tests/support/data_folder.h"
#include "tests/support/random.h"

/// The quick matcher misses nothing and adds nothing: compared with the slow one over many rules
/// and texts. Each test prints how many pairs of rule and text it compared. Of the real data a
/// sample is read, all of it with SANDGLASS_SOUNDNESS=all (an hour in a release build).
namespace rules {
namespace {

bool reads_all() {
  const char* const wish = std::getenv("SANDGLASS_SOUNDNESS");
  return wish != nullptr && std::string_view(wish) == "all";
}

/// A pack with one rule a line, quoted as YAML wants it.
class PackText {
 public:
  explicit PackText(const std::string& head) : text_("version: 1\npack: p\n" + head + "rules:\n") {}

  void add(const std::string& keys) {
    text_ += "- {id: r" + std::to_string(count_++) + ", says: any, " + keys + "}\n";
  }

  static std::string quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
      out += c == '\'' ? "''" : std::string(1, c);
    }
    return out + "'";
  }

  std::vector<Source> sources() const { return {{"p.yaml", text_}}; }

 private:
  std::string text_;
  std::size_t count_ = 0;
};

/// What remains after the rules with errors are taken out: lists in the wild hold some that never
/// match or that RE2 refuses.
std::vector<Source> without_errors(std::vector<Source> sources) {
  for (int round = 0; round < 50; ++round) {
    std::vector<std::size_t> bad;
    for (const Diagnostic& diagnostic : compile(sources).diagnostics) {
      if (severity_of(diagnostic.code) == Severity::kError && diagnostic.place.line > 0) {
        bad.push_back(diagnostic.place.line);
      }
    }
    if (bad.empty()) {
      break;
    }
    std::string kept;
    std::size_t number = 0;
    for (std::size_t at = 0; at < sources[0].text.size();) {
      const std::size_t end = sources[0].text.find('\n', at) + 1;
      if (std::find(bad.begin(), bad.end(), ++number) == bad.end()) {
        kept += sources[0].text.substr(at, end - at);
      }
      at = end;
    }
    sources[0].text = kept;
  }
  return sources;
}

/// Both matchers over one rule set.
class Comparison {
 public:
  explicit Comparison(const std::vector<Source>& sources)
      : quick_(compile(sources).pack), slow_(compile_slowly(sources)) {}

  bool is_good() const { return quick_ != nullptr && slow_ != nullptr; }

  /// As the agent's and the customer's words by turns.
  void compare(std::string_view text) {
    speaker_ = speaker_ == Speaker::kAgent ? Speaker::kCustomer : Speaker::kAgent;
    const Utterance utterance{speaker_, "text", false, text};
    quick_->match(utterance, {}, scratch_, quick_hits_);
    slow_->match(utterance, {}, scratch_, slow_hits_);
    const bool is_same = std::equal(
        quick_hits_.begin(), quick_hits_.end(), slow_hits_.begin(), slow_hits_.end(),
        [](const Hit& a, const Hit& b) { return a.rule == b.rule && a.spans == b.spans; });
    pairs_ += quick_->size();
    hits_ += quick_hits_.size();
    if (!is_same) {
      ++mismatches_;
      ADD_FAILURE() << "the matchers differ for " << ::testing::PrintToString(text) << ": quick "
                    << ids(quick_hits_) << ", slow " << ids(slow_hits_);
    }
  }

  std::size_t pairs() const { return pairs_; }

  std::size_t hits() const { return hits_; }

  std::size_t mismatches() const { return mismatches_; }

 private:
  std::string ids(const std::vector<Hit>& hits) const {
    std::string out;
    for (const Hit& hit : hits) {
      out += slow_->info(hit.rule).id + "(" + std::to_string(hit.spans.size()) + ") ";
    }
    return out;
  }

  std::shared_ptr<const RulePack> quick_;
  std::shared_ptr<const RulePack> slow_;
  Speaker speaker_ = Speaker::kCustomer;
  Scratch scratch_;
  std::vector<Hit> quick_hits_;
  std::vector<Hit> slow_hits_;
  std::size_t pairs_ = 0;
  std::size_t hits_ = 0;
  std::size_t mismatches_ = 0;
};

struct Total {
  std::size_t pairs = 0;
  std::size_t hits = 0;
  std::size_t mismatches = 0;

  void add(const Comparison& comparison) {
    pairs += comparison.pairs();
    hits += comparison.hits();
    mismatches += comparison.mismatches();
  }

  void print(std::string_view what) const {
    std::cout << "soundness: " << what << ": " << pairs << " pairs of rule and text, " << hits
              << " matches, " << mismatches << " mismatches\n";
  }
};

using support::Random;

std::size_t below(Random& random, std::size_t count) {
  return static_cast<std::size_t>(random.next() % count);
}

/// Characters of every kind that views treat differently.
std::string random_piece(Random& random) {
  static const std::vector<std::string> kPieces = {
      "微", "信",      "號",     "号",     "加", "我", "一",       "三",   "八",      "v",
      "V",  "Ｖ",      "x",      "σ",      "ς",  "к",  "ſ",        "1",    "３",      "①",
      " ",  "，",      ",",      "?",      "!",  "-",  "➕",        "🐎",    "😀",       "❤",
      "é",  "e\u0301", "\u200B", "\uFE0F", "ｶﾞ", "각", "\xF0\x9F", "\xFF", "\xE5\xBE"};
  return kPieces[below(random, kPieces.size())];
}

std::string random_text(Random& random, std::size_t most) {
  std::string out;
  for (std::size_t n = below(random, most); n > 0; --n) {
    out += random_piece(random);
  }
  return out;
}

/// A plain text of the rule file: no brackets, valid UTF-8.
std::string random_word(Random& random) {
  static const std::vector<std::string> kPieces = {"微", "信", "號", "号", "加", "我", "一",
                                                   "v",  "V",  "Ｖ", "x",  "σ",  "ς",  "1",
                                                   "①",  " ",  ",",  "➕",  "😀",  "é",  "각"};
  std::string out;
  for (std::size_t n = 1 + below(random, 3); n > 0; --n) {
    out += kPieces[below(random, kPieces.size())];
  }
  return out;
}

std::string random_regex(Random& random, int depth) {
  static const std::vector<std::string> kAtoms = {
      "微", "信",   "号",     "加",     "v",        "V",    "x",        "σ",   "ς",
      "1",  ".",    "[微加]", "[^信]",  "[a-z0-9]", "\\d",  "\\p{Han}", "\\b", "^",
      "$",  "微信", "vx",     "(?i:V)", "(?i:σx)",  "[Vv]", "➕",        "😀"};
  const std::size_t kind = depth > 2 ? 0 : below(random, 6);
  switch (kind) {
    case 1:
      return random_regex(random, depth + 1) + random_regex(random, depth + 1);
    case 2:
      return "(?:" + random_regex(random, depth + 1) + "|" + random_regex(random, depth + 1) + ")";
    case 3: {
      static const std::vector<std::string> kRepeats = {"?", "{0,2}", "{1,3}", "+", "*?", "{2}"};
      return "(?:" + random_regex(random, depth + 1) + ")" + kRepeats[below(random, 6)];
    }
    case 4:
      return random_regex(random, depth + 1) + ".{0,3}" + random_regex(random, depth + 1);
    default:
      return kAtoms[below(random, kAtoms.size())];
  }
}

std::string random_pattern(Random& random) {
  switch (below(random, 4)) {
    case 0:
      return random_word(random);
    case 1:
      return random_word(random) + "[" + random_word(random) + "]" + random_word(random);
    case 2:
      return "{w}" + (below(random, 2) == 0 ? random_word(random) : std::string());
    default:
      return "/" + random_regex(random, 0) + "/";
  }
}

std::string random_patterns(Random& random) {
  std::string out = "[";
  for (std::size_t n = 1 + below(random, 3); n > 0; --n) {
    out += PackText::quoted(random_pattern(random)) + ", ";
  }
  return out + "]";
}

TEST(Soundness, OfGeneratedRulesOverGeneratedTexts) {
  static const std::array<std::string, 5> kTheViews = {"raw", "norm", "clean", "squash", "digits"};
  static const std::array<std::string, 3> kKeys = {"has: ", "has: ", "whole: "};
  constexpr std::uint64_t kSeed = 11'22;
  Total total;
  for (std::uint64_t part = 0; part < (reads_all() ? 400U : 25U); ++part) {
    Random random = Random::part(kSeed, part);
    PackText pack("locale: " + std::string(part % 3 == 0 ? "en" : "zh-CN") +
                  "\nwords:\n  w: [微信, vx, ＶＸ, 薇信号, '1 3']\n");
    for (int i = 0; i < 40; ++i) {
      const std::string view = "view: " + kTheViews[below(random, 5)];
      const std::string key = kKeys[below(random, 3)] + random_patterns(random);
      const bool has_exception = below(random, 3) == 0;
      const std::string except = has_exception ? ", except: " + random_patterns(random) : "";
      pack.add(view + ", " + key + except);
    }
    Comparison comparison(without_errors(pack.sources()));
    ASSERT_TRUE(comparison.is_good()) << "part " << part;
    for (int i = 0; i < 60; ++i) {
      comparison.compare(random_text(random, 14));
    }
    total.add(comparison);
  }
  total.print("generated rules, generated texts");
  EXPECT_EQ(total.mismatches, 0U);
  EXPECT_GT(total.hits, 1'000U);
}

/// Every `step`th message of the bench file and text of every transcript that has texts.
std::vector<std::string> real_texts(const std::filesystem::path& folder, std::size_t step) {
  std::vector<std::string> out;
  std::size_t seen = 0;
  const auto keep = [&](std::string_view text) {
    if (seen++ % step == 0) {
      out.emplace_back(text);
    }
  };
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "transcripts")) {
    // The ssa set has numbers for words.
    if (!entry.path().filename().string().starts_with("ssa")) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  files.push_back(folder / "bench" / "messages_50k.tsv.gz");
  std::vector<char> line(1 << 22);
  simdjson::dom::parser parser;
  for (const auto& path : files) {
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
    while (file && gzgets(file.get(), line.data(), static_cast<int>(line.size())) != nullptr) {
      const std::string_view text(line.data());
      if (path.filename().string().find(".tsv") != std::string::npos) {
        keep(text.substr(text.rfind('\t') + 1));
        continue;
      }
      const simdjson::dom::element transcript = parser.parse(std::string(text));
      for (const simdjson::dom::element turn : transcript["turns"]) {
        std::string_view said;
        if (turn["text"].get(said) == simdjson::SUCCESS) {
          keep(said);
        }
      }
    }
  }
  return out;
}

TEST(Soundness, OfTheShippedPacksOverRealTexts) {
  const auto folder = support::data_folder();
  if (!folder) {
    GTEST_SKIP() << "no real texts; set SANDGLASS_DATA";
  }
  Comparison comparison(shipped_packs());
  ASSERT_TRUE(comparison.is_good());
  for (const std::string& text : real_texts(*folder, reads_all() ? 1 : 151)) {
    comparison.compare(text);
  }
  Total total;
  total.add(comparison);
  total.print("shipped packs, real texts");
  EXPECT_EQ(total.mismatches, 0U);
  EXPECT_GT(total.pairs, 10'000U);
}

/// The word and pattern lists, `step` apart, as rules of every view in turn.
std::vector<Source> list_pack(const std::filesystem::path& folder, std::size_t step) {
  static const std::array<std::string, 4> kTheViews = {"clean", "norm", "squash", "raw"};
  PackText pack("locale: zh-CN\n");
  std::size_t number = 0;
  for (const char* const name :
       {"literals_10000.txt", "literals_hot_1000.txt", "regex_10000.txt"}) {
    const bool is_regex = std::string_view(name).starts_with("regex");
    std::ifstream in(folder / "rules" / name);
    for (std::string line; std::getline(in, line); ++number) {
      if (number % step == 0 && !line.empty()) {
        const std::string pattern = is_regex ? "/" + line + "/" : line;
        pack.add("view: " + kTheViews[number / step % 4] + ", has: [" + PackText::quoted(pattern) +
                 "]");
      }
    }
  }
  return without_errors(pack.sources());
}

TEST(Soundness, OfTheWordListsOverRealTexts) {
  const auto folder = support::data_folder();
  if (!folder) {
    GTEST_SKIP() << "no real texts; set SANDGLASS_DATA";
  }
  Comparison comparison(list_pack(*folder, reads_all() ? 1 : 41));
  ASSERT_TRUE(comparison.is_good());
  for (const std::string& text : real_texts(*folder, reads_all() ? 100 : 501)) {
    comparison.compare(text);
  }
  Total total;
  total.add(comparison);
  total.print("word and pattern lists, real texts");
  EXPECT_EQ(total.mismatches, 0U);
  EXPECT_GT(total.pairs, 10'000U);
}

}  // namespace
}  // namespace rules
