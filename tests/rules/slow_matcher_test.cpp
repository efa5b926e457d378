#include "rules/slow_matcher.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "rules/compiler.h"
#include "rules/example.h"

namespace rules {
namespace {

std::string shown(const std::vector<Hit>& hits, const RulePack& pack) {
  std::string out;
  for (const Hit& hit : hits) {
    out += pack.info(hit.rule).id + "/" + std::string(to_string(hit.view));
    for (const Span& span : hit.spans) {
      out += " " + std::to_string(span.start) + "+" + std::to_string(span.length);
    }
    out += "; ";
  }
  return out;
}

std::string shown(const std::vector<ClauseHit>& hits) {
  std::string out;
  for (const ClauseHit& hit : hits) {
    out += std::to_string(hit.clause) + "/" + std::string(to_string(hit.view));
    for (const Span& span : hit.spans) {
      out += " " + std::to_string(span.start) + "+" + std::to_string(span.length);
    }
    out += "; ";
  }
  return out;
}

/// Both matchers over the same rules; says where they differ.
class Pair {
 public:
  explicit Pair(const std::vector<Source>& sources)
      : quick_(compile(sources).pack), slow_(compile_slowly(sources)) {}

  bool is_good() const { return quick_ && slow_ && quick_->version() == slow_->version(); }

  /// How many rules matched; -1 after a difference.
  int compare(const Utterance& utterance, const Context& context) {
    quick_->match(utterance, context, scratch_, quick_hits_);
    slow_->match(utterance, context, scratch_, slow_hits_);
    const std::string quick = shown(quick_hits_, *quick_);
    const std::string slow = shown(slow_hits_, *slow_);
    EXPECT_EQ(quick, slow) << "for " << utterance.text;
    quick_->inspect(utterance, scratch_, quick_clauses_);
    slow_->inspect(utterance, scratch_, slow_clauses_);
    const std::string quick_clauses = shown(quick_clauses_);
    const std::string slow_clauses = shown(slow_clauses_);
    EXPECT_EQ(quick_clauses, slow_clauses) << "for " << utterance.text;
    quick_->match_inspected(quick_clauses_, context, scratch_, quick_hits_);
    slow_->match_inspected(slow_clauses_, context, scratch_, slow_hits_);
    EXPECT_EQ(shown(quick_hits_, *quick_), quick) << "from its clauses, for " << utterance.text;
    EXPECT_EQ(shown(slow_hits_, *slow_), slow) << "from its clauses, for " << utterance.text;
    return quick == slow && quick_clauses == slow_clauses ? static_cast<int>(quick_hits_.size())
                                                          : -1;
  }

 private:
  std::shared_ptr<const RulePack> quick_;
  std::shared_ptr<const RulePack> slow_;
  Scratch scratch_;
  std::vector<Hit> quick_hits_;
  std::vector<Hit> slow_hits_;
  std::vector<ClauseHit> quick_clauses_;
  std::vector<ClauseHit> slow_clauses_;
};

/// Rules that touch every condition, on a small alphabet so that random texts hit them often.
std::vector<Source> dense_packs() {
  return {{"zh.yaml", R"(version: 1
pack: dense
locale: zh-CN
words:
  乙: [乙, 乙丙, ab, 一二三]
  丁: [丁, '/[xy]{1,3}/', 甲丁]
rules:
- {id: r1, has: ['甲[乙丙]丁', '{乙}{丁}', 丙丙]}
- {id: r2, has: ['/甲.{0,3}丁/', '/(?:^|[^a])ab?x/'], except: ['甲丙', '/丙+丁/']}
- {id: r3, has: 乙, unless: 丁丁, lacks: 甲甲甲, says: any, auto: include}
- {id: r4, view: squash, whole: ['/[甲乙]{1,4}/', '{丁}', '丙[丁]'], except: 乙乙}
- {id: r5, view: digits, has: ['/[0-9]{3,}/', '123']}
- {id: r6, view: norm, has: ['甲 乙', 'a b'], length: '<9'}
- {id: r7, view: raw, has: ['/[A-Z]+/', '甲  乙'], customer_said: ['{乙}', '?']}
- {id: r8, lacks: [甲, 乙], length: '>=3'}
- {id: r9, has: ['/乙|乙丙丁/', '[甲]乙[丙]'], except: ['/丁乙/']}
- {id: r10, length: '<=2', says: customer}
- {id: c1, has_all: [甲, '{乙}'], except: 甲丁}
- {id: c2, at_least: {n: 2, of: [甲, 丙丁, '/[xy]b/', '{丁}']}}
- {id: c3, starts: ['甲[乙]', '{丁}', '/a*b/'], ends: [丁, '/[ab]+|x/', '{乙}'], except: 乙丁}
- {id: c4, ends: ['/甲|甲乙/', '[甲]丙']}
- {id: c5, near: {words: [甲, '{乙}', a], gap: 2}}
- {id: c6, near: {words: ['/[甲丁]+/', 乙], gap: 1, ordered: true}, except: 丁丁}
- {id: c7, like: {texts: [甲乙丙丁, 乙], alike: 50%}, except: 丙丙}
- {id: c8, entity: [qq, phone], unless: 甲甲}
- {id: c9, any_of: [{has: 甲乙}, {all_of: [{has: 丁, except: 丁丁}, {lacks: 甲}]}, {length: 1}]}
- {id: c10, view: squash, all_of: [{has: '甲[x]丁'}, {view: raw, has: A}], none_of: [{has: 丙}]}
- {id: c11, none_of: [{has: 甲}, {starts: 乙}], after: {says: customer, has: 甲, within: 2 messages}}
- {id: c12, after: {has: 甲}, expect: {says: any, whole: '{乙}', auto: include, within: 9s}}
)"},
          {"en.yaml", R"(version: 1
pack: dense-en
locale: en
words:
  w: [ab, abx, 'x a']
rules:
- {id: e1, has: ['{w}', 'a[bx]', 'x']}
- {id: e2, has: '[a]b', except: 'ab x'}
- {id: e3, view: clean, has: ['a', '甲']}
- {id: e4, starts: ['{w}', x], ends: ['[a]b', '{w}']}
- {id: e5, near: {words: [a, '{w}'], gap: 4}}
)"}};
}

std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> kPieces = {
      "甲", "乙", "丙", "丁", "甲",     "乙",      "丁", "a", "b",   "x", "y",
      "A",  "X",  " ",  " ",  ",",      "，",      "?",  "😀", "1",   "2", "3",
      "一", "二", "三", "①",  "\u200D", "a\u0301", "ｂ", "-", "\xFF"};
  std::string out;
  for (auto n = random() % 12; n > 0; --n) {
    out += kPieces[random() % kPieces.size()];
  }
  return out;
}

TEST(Matchers, AgreeOnGeneratedTexts) {
  Pair pair(dense_packs());
  ASSERT_TRUE(pair.is_good());
  std::mt19937 random(424242);
  int hits = 0;
  for (int i = 0; i < 3000; ++i) {
    const std::string text = random_text(random);
    const std::vector<std::string> said = {random_text(random), random_text(random)};
    const std::vector<std::string_view> turn(said.begin(), said.end());
    Utterance utterance;
    utterance.text = text;
    utterance.speaker = static_cast<Speaker>(random() % 8 < 5 ? 0 : random() % 4);
    utterance.is_automatic = random() % 8 == 0;
    const int found = pair.compare(utterance, Context{turn});
    ASSERT_GE(found, 0) << "seed 424242, text " << i;
    hits += found;
  }
  EXPECT_GT(hits, 3000);
}

TEST(Matchers, AgreeOnEveryExampleOfTheShippedPacks) {
  int hits = 0;
  for (const Source& source : shipped_packs()) {
    Pair pair({source});
    ASSERT_TRUE(pair.is_good());
    for (const TestResult& test : compile({source}).tests) {
      for (const Says speaker : {Says::kAgent, Says::kCustomer}) {
        ExampleTalk example(test.text, {}, speaker);
        for (const TalkMessage& message : example.talk().messages) {
          hits +=
              pair.compare({message.speaker, message.kind, message.is_automatic, message.text}, {});
        }
      }
    }
  }
  EXPECT_GT(hits, 800);
}

std::filesystem::path data_folder() {
  const char* const given = std::getenv("SANDGLASS_DATA");
  return given != nullptr ? std::filesystem::path(given)
                          : std::filesystem::path(SANDGLASS_SOURCE_DIR) / "../shared/data";
}

/// Every `step`th line of a gzip file.
std::vector<std::string> sample_lines(const std::filesystem::path& path, int step) {
  std::vector<std::string> out;
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  std::array<char, 1 << 16> line{};
  for (int i = 0; file && gzgets(file.get(), line.data(), line.size()) != nullptr; ++i) {
    if (i % step == 0) {
      out.emplace_back(line.data());
    }
  }
  return out;
}

TEST(Matchers, AgreeOnRealMessages) {
  const std::filesystem::path path = data_folder() / "bench" / "messages_50k.tsv.gz";
  if (!std::filesystem::exists(path)) {
    GTEST_SKIP() << "no real messages at " << path << "; set SANDGLASS_DATA";
  }
  Pair pair(shipped_packs());
  ASSERT_TRUE(pair.is_good());
  const std::vector<std::string> lines = sample_lines(path, 100);
  EXPECT_GE(lines.size(), 500U);
  const std::vector<std::string_view> said = {"这个能退吗？收到是坏的"};
  for (const std::string& line : lines) {
    Utterance utterance;
    utterance.text = std::string_view(line).substr(line.rfind('\t') + 1);
    ASSERT_GE(pair.compare(utterance, Context{said}), 0);
  }
}

TEST(SlowMatcher, RefusesWhatTheCompilerRefuses) {
  EXPECT_EQ(compile_slowly({{"a.yaml", "version: 1\npack: a\nrules:\n- {has: 微信}\n"}}), nullptr);
}

}  // namespace
}  // namespace rules
