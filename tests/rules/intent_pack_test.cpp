// What customers' turns are about, by the shipped rules and by the desk that answered them.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <array>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/compiler.h"
#include "tests/rules/gzip_lines.h"
#include "tests/support/data_folder.h"

namespace rules {
namespace {

/// Level 1 of the rules `int.<level 1>.<level 2>` that a customer's text meets.
class Classifier {
 public:
  Classifier() : pack_(compile(shipped_packs()).pack) {}

  std::set<std::string> operator()(std::string_view text) {
    Utterance utterance;
    utterance.speaker = Speaker::kCustomer;
    utterance.text = text;
    pack_->match(utterance, {}, scratch_, hits_);
    std::set<std::string> out;
    for (const Hit& hit : hits_) {
      const std::string& id = pack_->info(hit.rule).id;
      if (id.starts_with("int.")) {
        out.insert(id.substr(4, id.find('.', 4) - 4));
      }
    }
    return out;
  }

  std::shared_ptr<const RulePack> pack_;

 private:
  Scratch scratch_;
  std::vector<Hit> hits_;
};

TEST(IntentPack, NamesFiveTopicsAndSixtyBelow) {
  const Classifier classifier;
  ASSERT_NE(classifier.pack_, nullptr);
  std::map<std::string, int> below;
  for (std::uint32_t i = 0; i < classifier.pack_->size(); ++i) {
    const RuleInfo& info = classifier.pack_->info(i);
    if (!info.classify.empty()) {
      ++below[info.classify.substr(0, info.classify.find('/'))];
    }
  }
  int all = 0;
  for (const char* topic : {"商品问题", "活动优惠", "购买操作", "售后问题", "物流问题"}) {
    EXPECT_GE(below[topic], 8) << topic;
    all += below[topic];
  }
  EXPECT_EQ(below.size(), 5U);
  EXPECT_GE(all, 60);
}

TEST(IntentPack, AgreesWithTheDeskOnMostTurns) {
  const std::optional<std::filesystem::path> data = support::data_folder();
  if (!data || !std::filesystem::exists(*data / "labelled" / "intent_jddc.jsonl.gz")) {
    GTEST_SKIP() << "no labelled/intent_jddc.jsonl.gz; set SANDGLASS_DATA";
  }
  const std::map<std::string, std::string> ours = {{"product", "goods"},
                                                   {"promotion", "promo"},
                                                   {"purchase", "buy"},
                                                   {"aftersale", "after"},
                                                   {"logistics", "ship"}};
  Classifier classify;
  ASSERT_NE(classify.pack_, nullptr);
  simdjson::dom::parser parser;
  std::map<std::string, std::array<int, 3>> topics;  // turns, classified, agreed
  std::array<int, 3> all{};
  for (const std::string& line : testing::gzip_lines(*data / "labelled" / "intent_jddc.jsonl.gz")) {
    const simdjson::dom::element document = parser.parse(line);
    const auto topic = ours.find(std::string(std::string_view(document["l1"])));
    if (topic == ours.end()) {
      continue;
    }
    const std::set<std::string> found = classify(std::string_view(document["text"]));
    const std::array<int, 3> seen = {1, found.empty() ? 0 : 1,
                                     found.contains(topic->second) ? 1 : 0};
    for (std::size_t i = 0; i < seen.size(); ++i) {
      topics[topic->first].at(i) += seen.at(i);
      all.at(i) += seen.at(i);
    }
  }
  for (const auto& [topic, count] : topics) {
    std::cout << topic << ": " << count[0] << " turns, " << count[1] << " classified, " << count[2]
              << " agreed\n";
  }
  ASSERT_GT(all[0], 1000);
  EXPECT_GT(all[1] * 4, all[0]);  // most turns only go on with a topic named before
  EXPECT_GT(all[2] * 10, all[1] * 8);
}

}  // namespace
}  // namespace rules
