#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "plugin/replay.h"
#include "plugin/review_queue.h"
#include "rules/compiler.h"
#include "store/open.h"
#include "tests/support/event_builder.h"

namespace tuning_test {

/// Two rules: `wechat` for everything about adding a contact, `free` for a word.
inline std::vector<rules::Source> base_packs(const std::string& except = "") {
  return {{"base",
           "version: 1\npack: base\nrules:\n"
           "- id: wechat\n  name: 导流\n  level: critical\n  has: 加微信\n" +
               (except.empty() ? std::string() : "  except: " + except + "\n") +
               "  do: confirm\n"
               "  tests: {bad: [加微信细聊], ok: [您好]}\n"
               "- id: free\n  has: 随便\n  review: never\n"}};
}

/// A store with conversations judged as live traffic is.
class TuningTest : public testing::Test {
 protected:
  /// One conversation; every reply is the agent's.
  void converse(const std::string& id, const std::vector<std::string>& replies,
                const std::vector<rules::Source>& packs = base_packs(), qa::Duration later = {}) {
    support::EventBuilder events;
    events.conversation(id).after(later).opened().customer("在吗");
    for (const std::string& reply : replies) {
      events.after(qa::Duration{1'000}).reply("a_1", reply);
    }
    events.closed("a_1");
    if (!judged_by_ || judged_by_text_ != packs.at(0).text) {
      judged_by_text_ = packs.at(0).text;
      judged_by_ = rules::compile(packs).pack;
    }
    plugin::ReplayOptions options{qa::Profile::douyin(), judged_by_, "desk", "shop_1"};
    plugin::Replay replay(options, store_.get(), {});
    for (qa::Event event : events.take()) {
      replay.apply(std::move(event));
    }
    replay.finish();
  }

  bool decide(const std::string& name, qa::Verdict verdict, std::int32_t revision = 1) {
    const auto item = plugin::find_finding(*store_, name);
    if (!item) {
      ADD_FAILURE() << name;
      return false;
    }
    qa::Review review;
    review.finding = qa::identity_of(item->finding);
    review.rule_set = item->finding.rule_set;
    review.revision = revision;
    review.verdict = verdict;
    review.reviewer = "user:u_1";
    review.at = qa::from_ms(1'800'000'000'000);
    return store_->append_review(review);
  }

  std::vector<std::string> names(const plugin::ReviewFilter& filter) {
    std::vector<std::string> out;
    for (const plugin::ReviewItem& item : plugin::review_items(*store_, filter)) {
      out.push_back(plugin::finding_name(qa::identity_of(item.finding)));
    }
    return out;
  }

  std::unique_ptr<store::MemoryStore> store_ = store::open_memory_store();

 private:
  std::string judged_by_text_;
  std::shared_ptr<const rules::RulePack> judged_by_;  ///< compiled once for many conversations
};

}  // namespace tuning_test
