#include "plugin/exchange/text_decoder.h"

#include <gtest/gtest.h>

#include <string>

namespace plugin::exchange {
namespace {

/// 会话,您好 in GB18030, and 𠮷, which takes four bytes there.
const std::string kChinese = "\xbb\xe1\xbb\xb0,\xc4\xfa\xba\xc3\x95\x34\xb2\x35";

std::string decoded(TextDecoder& decoder, const std::string& bytes, std::size_t size) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += size) {
    text += decoder.decode(std::string_view(bytes).substr(at, size));
  }
  text += decoder.finish();
  return text;
}

TEST(TextDecoder, Gb18030IsDecodedWhereverItsPiecesEnd) {
  for (std::size_t size = 1; size <= kChinese.size(); ++size) {
    TextDecoder decoder(Encoding::kGb18030);
    EXPECT_EQ(decoded(decoder, kChinese, size), "会话,您好𠮷");
    EXPECT_EQ(decoder.replaced(), 0);
  }
}

TEST(TextDecoder, TheFirstPieceBeyondAsciiSaysWhichEncodingItIs) {
  TextDecoder chinese(Encoding::kAuto);
  EXPECT_EQ(chinese.decode("id,text\n"), "id,text\n");
  EXPECT_EQ(chinese.encoding(), Encoding::kAuto);
  EXPECT_EQ(chinese.decode(kChinese), "会话,您好𠮷");
  EXPECT_EQ(chinese.encoding(), Encoding::kGb18030);
  TextDecoder utf8(Encoding::kAuto);
  EXPECT_EQ(utf8.decode("会话,您好"), "会话,您好");
  EXPECT_EQ(utf8.encoding(), Encoding::kUtf8);
}

TEST(TextDecoder, DamagedUtf8IsStillUtf8) {
  TextDecoder decoder(Encoding::kAuto);
  EXPECT_EQ(decoder.decode("会话\xff您好"), "会话\xff您好");
  EXPECT_EQ(decoder.encoding(), Encoding::kUtf8);
}

TEST(TextDecoder, AByteOrderMarkIsPassedOverAndSaysUtf8) {
  TextDecoder decoder(Encoding::kAuto);
  EXPECT_EQ(decoder.decode("\xef\xbb\xbfid,text\n"), "id,text\n");
  EXPECT_EQ(decoder.encoding(), Encoding::kUtf8);
}

TEST(TextDecoder, ABrokenSequenceOfGb18030IsReplacedAndCounted) {
  TextDecoder decoder(Encoding::kGb18030);
  EXPECT_EQ(decoded(decoder, "\xbb\xe1\xff,x\xbb", 64), "会\xEF\xBF\xBD,x\xEF\xBF\xBD");
  EXPECT_EQ(decoder.replaced(), 2);
}

}  // namespace
}  // namespace plugin::exchange
