#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include "tests/rules/rule_files.h"

namespace rules::testing {

/// A conversation built line by line and judged by one rule set. Times are seconds.
class TalkOf {
 public:
  explicit TalkOf(std::shared_ptr<const RulePack> pack) : pack_(std::move(pack)) {}

  TalkOf& say(Speaker speaker, int second, std::string text, std::string author = "") {
    texts_.push_back(std::move(text));
    authors_.push_back(author.empty() ? (speaker == Speaker::kCustomer ? "c" : "a") : author);
    TalkMessage message;
    message.at_ms = message.local_ms = second * 1000;
    message.speaker = speaker;
    message.author = authors_.back();
    message.text = texts_.back();
    message.round = speaker == Speaker::kCustomer && !is_round_open_ ? ++rounds_ : 0;
    is_round_open_ = speaker == Speaker::kCustomer;
    talk_.messages.push_back(message);
    return *this;
  }

  TalkOf& customer(int second, std::string text) {
    return say(Speaker::kCustomer, second, std::move(text));
  }

  TalkOf& agent(int second, std::string text, std::string author = "") {
    return say(Speaker::kAgent, second, std::move(text), std::move(author));
  }

  TalkOf& close(int second) {
    talk_.closed_at_ms = second * 1000;
    return *this;
  }

  Talk& talk() { return talk_; }

  /// "rule@message decided", such as "a@0 90.001".
  std::vector<std::string> found(int now_second = 1'000'000) {
    inspect();
    std::vector<std::string> out;
    for (const TalkFinding& finding : pack_->judge(talk_, now_second * 1000LL).findings) {
      EXPECT_TRUE(!pack_->info(finding.rule).needs_talk ||
                  !pack_->info(finding.rule).classify.empty() ||
                  pack_->touches_talk(hits_[finding.message]))
          << pack_->info(finding.rule).id;
      std::string at = std::to_string(finding.decided_at_ms / 1000);
      if (finding.decided_at_ms % 1000 != 0) {
        const std::string rest = std::to_string(finding.decided_at_ms % 1000);
        at += "." + std::string(3 - rest.size(), '0') + rest;
      }
      out.push_back(pack_->info(finding.rule).id + "@" + std::to_string(finding.message) + " " +
                    at);
    }
    return out;
  }

  Judgement judge(std::int64_t now_ms) {
    inspect();
    return pack_->judge(talk_, now_ms);
  }

  void inspect() {
    Scratch scratch;
    hits_.resize(talk_.messages.size());
    for (std::size_t i = 0; i < hits_.size(); ++i) {
      TalkMessage& message = talk_.messages[i];
      pack_->inspect({message.speaker, message.kind, message.is_automatic, message.text}, scratch,
                     hits_[i]);
      message.hits = hits_[i];
    }
  }

 private:
  std::shared_ptr<const RulePack> pack_;
  std::deque<std::string> texts_;
  std::deque<std::string> authors_;
  std::deque<std::vector<ClauseHit>> hits_;
  bool is_round_open_ = false;
  std::int32_t rounds_ = 0;
  Talk talk_;
};

/// The rules of a Chinese pack; a test failure for every error.
inline std::shared_ptr<const RulePack> rules_of(const std::string& body) {
  Compiled compiled = compile(pack_with("rules:\n" + body));
  for (const Diagnostic& diagnostic : compiled.diagnostics) {
    if (severity_of(diagnostic.code) == Severity::kError) {
      ADD_FAILURE() << to_text(diagnostic, Language::kEnglish);
    }
  }
  return compiled.pack;
}

}  // namespace rules::testing
