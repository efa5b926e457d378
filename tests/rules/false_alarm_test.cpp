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
#include <string>
#include <vector>

#include "rules/compiler.h"
#include "tests/rules/gzip_lines.h"
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
  void judge(const Transcript& transcript, Count& count) {
    std::vector<std::string_view> said;  // the customer's last unbroken run
    bool in_run = false;
    for (std::size_t i = 0; i < transcript.turns.size(); ++i) {
      const Turn& turn = transcript.turns[i];
      if (turn.role == "customer") {
        if (!in_run) {
          said.clear();
        }
        said.emplace_back(turn.text);
      } else if (turn.role == "agent") {
        ++count.lines;
        count.flagged += judge(transcript.id + "#" + std::to_string(i), turn.text, said, count);
      }
      in_run = turn.role == "customer";
    }
  }

  /// 1 if the line is flagged.
  int judge(const std::string& id, const std::string& text,
            const std::vector<std::string_view>& said, Count& count) {
    Utterance utterance;
    utterance.text = text;
    pack_->match(utterance, Context{said}, scratch_, hits_);
    int flagged = 0;
    for (const Hit& hit : hits_) {
      const RuleInfo& info = pack_->info(hit.rule);
      if (!info.is_shadow) {
        flagged = 1;
        ++count.findings_of_pack[info.pack];
        std::string line = text;
        std::replace(line.begin(), line.end(), '\n', ' ');
        std::cout << id << " " << info.id << " | " << line << "\n";
      }
    }
    return flagged;
  }

  std::shared_ptr<const RulePack> pack_;
  Scratch scratch_;
  std::vector<Hit> hits_;
};

class FalseAlarms : public ::testing::TestWithParam<const char*> {};

TEST_P(FalseAlarms, FewerThanOneAgentLineInAHundredIsFlagged) {
  const std::optional<std::filesystem::path> data = support::data_folder();
  const std::string file = std::string(GetParam()) + ".jsonl.gz";
  if (!data || !std::filesystem::exists(*data / "transcripts" / file)) {
    GTEST_SKIP() << "no transcripts/" << file << "; set SANDGLASS_DATA";
  }
  Reader reader(compile(shipped_packs()).pack);
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
