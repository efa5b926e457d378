#include "plugin/background_store.h"

#include <gtest/gtest.h>

#include "plugin/replay.h"
#include "store/open.h"
#include "tests/support/conversation_generator.h"
#include "tests/support/temp_dir.h"

namespace plugin {
namespace {

class InBackground : public ::testing::Test {
 protected:
  std::string path(const char* name) const { return (folder_.path() / name).string(); }

  std::unique_ptr<BackgroundStore> open(const char* name, const store::StoreOptions& options = {}) {
    auto store = store::open_store(path(name), options);
    return std::make_unique<BackgroundStore>(std::move(store), store::open_reader(path(name)));
  }

  /// Each part through a desk of its own, which reads back what the one before made.
  void bring(store::Store& store, std::size_t parts) {
    support::GeneratorOptions generated;
    generated.seed = 3;
    generated.conversations = 120;
    const auto events = support::generate_day(generated);
    for (std::size_t part = 0; part < parts; ++part) {
      Replay replay({qa::Profile::douyin(), nullptr, "desk", "shop_1"}, &store, {});
      for (std::size_t i = events.size() * part / parts; i < events.size() * (part + 1) / parts;
           ++i) {
        replay.apply(events[i]);
      }
      replay.finish();
    }
  }

  support::TempDir folder_;
};

TEST_F(InBackground, WhatIsNotWrittenYetIsReadAsIfItWere) {
  const auto direct = store::open_store(path("direct.db"));
  bring(*direct, 9);
  const auto background = open("background.db");
  bring(*background, 9);
  background->flush();
  EXPECT_EQ(background->counts(), direct->counts());
  const store::Period always;
  const auto keys = direct->conversations(always, std::nullopt, 10'000);
  ASSERT_EQ(background->conversations(always, std::nullopt, 10'000), keys);
  for (const qa::ConversationKey& key : keys) {
    EXPECT_EQ(background->history(key)->rounds, direct->history(key)->rounds);
  }
}

TEST_F(InBackground, AFullDiskIsTold) {
  store::StoreOptions options;
  options.most_pages = 80;
  const auto background = open("full.db", options);
  EXPECT_THROW(
      {
        bring(*background, 1);
        background->flush();
      },
      store::Error);
}

TEST_F(InBackground, AFullDiskThatIsMetAfterTheLastPushIsToldToo) {
  store::StoreOptions options;
  options.most_pages = 80;
  const auto background = open("full.db", options);
  store::Batch batch;  // far more than there is room for, in one push: nobody pushes behind it
  batch.events = support::generate_day({});
  for (qa::Event& event : batch.events) {
    event.shop = "shop_1";
    event.source = "desk";
  }
  EXPECT_THROW(
      {
        background->append(batch);
        background->flush();
      },
      store::Error);
}

}  // namespace
}  // namespace plugin
