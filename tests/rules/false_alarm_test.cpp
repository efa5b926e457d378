// How often the shipped packs speak up over what real agents wrote. Real lines are mostly
// innocent, so whatever is flagged there is at worst a false alarm; docs/rule-packs.md judges each.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "rules/compiler.h"
#include "tests/rules/gzip_lines.h"
#include "tests/rules/talks.h"
#include "tests/support/data_folder.h"

namespace rules {
namespace {

struct Turn {
  std::string role;
  std::string text;
};

struct Transcript {
  std::string id;
  std::vector<Turn> turns;
};

std::vector<Transcript> read_transcripts(const std::filesystem::path& path) {
  simdjson::dom::parser parser;
  std::vector<Transcript> out;
  for (const std::string& line : testing::gzip_lines(path)) {
    const simdjson::dom::element document = parser.parse(line);
    Transcript& transcript = out.emplace_back();
    transcript.id = std::string_view(document["id"]);
    for (const simdjson::dom::element turn : document["turns"]) {
      transcript.turns.push_back({std::string(std::string_view(turn["role"])),
                                  std::string(std::string_view(turn["text"]))});
    }
  }
  return out;
}

/// What the rules that agents feel (not trial ones) made of one transcript file.
struct Count {
  int lines = 0;
  int flagged = 0;
  std::map<std::string, int> findings_of_pack;
};

class Reader {
 public:
  explicit Reader(std::shared_ptr<const RulePack> pack) : pack_(std::move(pack)) {}

  Count judge(const std::vector<Transcript>& transcripts) {
    Count count;
    for (const Transcript& transcript : transcripts) {
      judge(transcript, count);
    }
    return count;
  }

 private:
  /// Transcripts have no times: ten seconds from line to line, closed after the last.
  void judge(const Transcript& transcript, Count& count) {
    testing::TalkOf talk(pack_);
    int second = 0;
    for (const Turn& turn : transcript.turns) {
      count.lines += turn.role == "agent" ? 1 : 0;
      const Speaker speaker = turn.role == "agent"      ? Speaker::kAgent
                              : turn.role == "customer" ? Speaker::kCustomer
                                                        : Speaker::kSystem;
      talk.say(speaker, second, turn.text);
      second += 10;
    }
    talk.close(second);
    std::set<std::size_t> flagged;
    for (const TalkFinding& finding : talk.judge(1000LL * (second + 1)).findings) {
      const RuleInfo& info = pack_->info(finding.rule);
      if (info.is_shadow || !info.classify.empty() || info.pack == "sentiment-zh") {
        continue;
      }
      flagged.insert(finding.message);
      ++count.findings_of_pack[info.pack];
      std::string line = transcript.turns[finding.message].text;
      std::replace(line.begin(), line.end(), '\n', ' ');
      std::cout << transcript.id << "#" << finding.message << " " << info.id << " | " << line
                << "\n";
    }
    count.flagged += static_cast<int>(flagged.size());
  }

  std::shared_ptr<const RulePack> pack_;
};

class FalseAlarms : public ::testing::TestWithParam<const char*> {};

TEST_P(FalseAlarms, FewerThanOneAgentLineInAHundredIsFlagged) {
  const std::optional<std::filesystem::path> data = support::data_folder();
  const std::string file = std::string(GetParam()) + ".jsonl.gz";
  if (!data || !std::filesystem::exists(*data / "transcripts" / file)) {
    GTEST_SKIP() << "no transcripts/" << file << "; set SANDGLASS_DATA";
  }
  const std::shared_ptr<const RulePack> rules = compile(shipped_packs()).pack;
  ASSERT_NE(rules, nullptr);
  Reader reader(rules);
  const Count count = reader.judge(read_transcripts(*data / "transcripts" / file));
  ASSERT_GT(count.lines, 1000);
  std::cout << file << ": " << count.flagged << " of " << count.lines << " agent lines flagged ("
            << 100.0 * count.flagged / count.lines << " %)\n";
  for (const auto& [pack, findings] : count.findings_of_pack) {
    std::cout << "  " << pack << ": " << findings << " findings\n";
  }
  EXPECT_LT(count.flagged * 100, count.lines);
}

std::string name_of_file(const ::testing::TestParamInfo<const char*>& file) {
  return file.param;
}

INSTANTIATE_TEST_SUITE_P(Transcripts, FalseAlarms,
                         ::testing::Values("jddc_raw", "stc3_cn", "uss_jddc", "twcs"),
                         name_of_file);

}  // namespace
}  // namespace rules
