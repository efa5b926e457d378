#include "plugin/frame_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>

namespace plugin {
namespace {

/// A pipe of one page, which nobody reads unless the test does.
class FrameWriterTest : public testing::Test {
 protected:
  FrameWriterTest() {
    EXPECT_EQ(::pipe2(ends_.data(), O_CLOEXEC), 0);
    ::fcntl(ends_[1], F_SETPIPE_SZ, 4096);
    ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);
  }

  ~FrameWriterTest() override {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }

  int file() const { return ends_[1]; }

  /// What is there to read now.
  std::string read() const {
    std::string text;
    std::array<char, 4096> bytes{};
    for (ssize_t count = 0; (count = ::read(ends_[0], bytes.data(), bytes.size())) > 0;) {
      text.append(bytes.data(), static_cast<std::size_t>(count));
    }
    return text;
  }

 private:
  std::array<int, 2> ends_{};
};

TEST_F(FrameWriterTest, ShowsFrameAfterFrame) {
  FrameWriter writer(file());
  writer.show("one,");
  EXPECT_TRUE(writer.is_ready());
  writer.show("two");
  EXPECT_EQ(read(), "one,two");
}

TEST_F(FrameWriterTest, FinishesAFrameThatDidNotFitAndLeavesOutThoseThatCameMeanwhile) {
  FrameWriter writer(file());
  const std::string large(10'000, 'x');
  writer.show(large);
  EXPECT_FALSE(writer.is_ready());
  writer.show("left out");
  std::string seen = read();
  while (!writer.is_ready()) {
    seen += read();
  }
  seen += read();
  EXPECT_EQ(seen, large);
  writer.show("next");
  EXPECT_EQ(read(), "next");
}

TEST_F(FrameWriterTest, DoesNotWaitAtTheEndEither) {
  FrameWriter writer(file());
  writer.show(std::string(10'000, 'x'));
  writer.finish("bye");
  EXPECT_EQ(read(), std::string(4096, 'x'));
  writer.finish("bye");
  EXPECT_EQ(read(),
            "\x18"
            "bye");
}

TEST_F(FrameWriterTest, LeavesTheFileItWasGivenAsItWas) {
  const FrameWriter writer(file());
  EXPECT_EQ(::fcntl(file(), F_GETFL) & O_NONBLOCK, 0);
}

TEST_F(FrameWriterTest, GivesUpAFrameForATerminalThatIsGone) {
  const int gone = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(gone, 0);
  FrameWriter writer(gone);
  writer.show("nobody sees it");
  EXPECT_TRUE(writer.is_ready());
  ::close(gone);
}

}  // namespace
}  // namespace plugin
