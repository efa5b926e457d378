#include "tests/bench/inspect_workload.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <set>

#include "rules/text.h"
#include "rules/utf8.h"
#include "tests/support/data_folder.h"

namespace bench {
namespace {

std::filesystem::path data_folder() {
  return support::data_folder().value_or("");
}

bool is_word(const std::string& text) {
  const std::size_t letters = rules::utf8::count(text);
  return letters >= 2 && letters <= 8 && rules::view_of(rules::View::kSquash, text) == text;
}

std::string first_letters(const std::string& word, std::size_t count) {
  return rules::utf8::encode(rules::utf8::decode(word).substr(0, count));
}

std::string without_first(const std::string& word, std::size_t count) {
  return rules::utf8::encode(rules::utf8::decode(word).substr(count));
}

/// Words of the list of the real data, or none.
std::set<std::string> listed_words() {
  std::set<std::string> words;
  std::ifstream list(data_folder() / "rules" / "literals_10000.txt");
  for (std::string line; std::getline(list, line);) {
    if (is_word(line)) {
      words.insert(line);
    }
  }
  return words;
}

/// 20,000 words, shuffled: the listed ones and new ones made of their halves, or of any two Han
/// where there is no list. Nothing of the shipped packs is in it: the figures of today and of next
/// year are about the same rules.
const std::vector<std::string>& words() {
  static const std::vector<std::string> all = [] {
    std::set<std::string> known = listed_words();
    const std::vector<std::string> parts(known.begin(), known.end());
    std::mt19937 random(1);
    while (known.size() < 20'000) {
      if (parts.empty()) {
        std::u32string pair(2, U'\0');
        for (char32_t& letter : pair) {
          letter = static_cast<char32_t>(0x4E00 + random() % 2'000);
        }
        // Only what reads in its view as it is written can be looked for.
        if (const std::string word = rules::utf8::encode(pair); is_word(word)) {
          known.insert(word);
        }
      } else {
        const std::string& head = parts[random() % parts.size()];
        known.insert(first_letters(head, 1) + without_first(parts[random() % parts.size()], 1));
      }
    }
    std::vector<std::string> out(known.begin(), known.end());
    std::shuffle(out.begin(), out.end(), random);
    return out;
  }();
  return all;
}

/// Chinese texts of people, or of words where there is no data.
const std::vector<std::string>& messages() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> out;
    const std::string path = (data_folder() / "bench" / "messages_50k.tsv.gz").string();
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
    std::array<char, 1 << 16> line{};
    while (file && gzgets(file.get(), line.data(), line.size()) != nullptr) {
      const std::string_view text(line.data());
      const std::string message(
          text.substr(text.rfind('\t') + 1, text.size() - text.rfind('\t') - 2));
      const std::size_t letters = rules::utf8::count(message);
      if (text.starts_with("zh\t") && letters >= 24 && letters <= 44 &&
          !rules::utf8::first_broken(message)) {
        out.push_back(message);
      }
    }
    std::mt19937 random(2);
    while (out.size() < 8'000) {
      std::string message;
      while (rules::utf8::count(message) < 30) {
        message += words()[random() % words().size()] + (random() % 3 == 0 ? "，" : "");
      }
      out.push_back(message);
    }
    std::shuffle(out.begin(), out.end(), random);
    return out;
  }();
  return all;
}

}  // namespace

std::vector<BenchRule> bench_rules(std::size_t count) {
  std::vector<BenchRule> out;
  std::mt19937 random(3);
  std::size_t next = 0;
  const auto take = [&next]() -> const std::string& { return words()[next++ % words().size()]; };
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& word = take();
    const std::string head = first_letters(word, 1);
    const std::string tail = without_first(word, 1);
    BenchRule rule;
    rule.sample = word;
    const auto kind = random() % 20;
    if (kind < 8) {
      rule.has = {word};
      rule.has_regex = word;
    } else if (kind < 14) {
      rule.has = {word, take(), take()};
      rule.has_regex = "(?:" + rule.has[0] + "|" + rule.has[1] + "|" + rule.has[2] + ")";
    } else if (kind < 17) {
      rule.has = {head + "[我你您个]" + tail};
      rule.has_regex = head + "(?:我|你|您|个)?" + tail;
    } else {
      rule.has_regex = head + ".{0,4}" + tail;
      rule.has = {"/" + rule.has_regex + "/"};
    }
    if (rule.has.size() == 1 && random() % 10 == 0) {
      rule.except = word + words()[random() % words().size()];
    }
    out.push_back(std::move(rule));
  }
  return out;
}

std::string pack_of(const std::vector<BenchRule>& rules) {
  std::string out = "version: 1\npack: bench\nlocale: zh-CN\nrules:\n";
  for (std::size_t i = 0; i < rules.size(); ++i) {
    out += "- id: r" + std::to_string(i) + "\n  has:\n";
    for (const std::string& text : rules[i].has) {
      out += "  - '" + text + "'\n";
    }
    out += rules[i].except.empty() ? "" : "  except: '" + rules[i].except + "'\n";
  }
  return out;
}

std::vector<std::string> easy_texts(std::size_t count, unsigned seed) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(messages()[(seed * 1'009 + i) % messages().size()]);
  }
  return out;
}

std::vector<std::string> dense_texts(std::size_t count, unsigned seed,
                                     const std::vector<BenchRule>& rules) {
  std::vector<std::string> out = easy_texts(count, seed);
  std::mt19937 random(seed);
  for (std::string& text : out) {
    std::u32string letters = rules::utf8::decode(text);
    for (int i = 0; i < 3; ++i) {
      const std::string& sample = rules[random() % rules.size()].sample;
      const std::u32string inserted = rules::utf8::decode(sample);
      letters.replace(random() % (letters.size() - 8), inserted.size(), inserted);
    }
    text = rules::utf8::encode(letters);
  }
  return out;
}

bool has_real_texts() {
  return std::filesystem::exists(data_folder() / "bench" / "messages_50k.tsv.gz");
}

}  // namespace bench
