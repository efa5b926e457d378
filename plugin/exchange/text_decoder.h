#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

/// Text of platform exports as UTF-8, piece by piece: spreadsheets on Chinese machines write
/// GB18030, everybody else UTF-8 with or without a byte order mark.
namespace plugin::exchange {

enum class Encoding : std::uint8_t {
  kAuto,
  kUtf8,
  kGb18030,  ///< GB 18030-2005 by ICU; GBK and GB2312 are parts of it
};

/// "auto", "utf-8", "gb18030"
std::string_view to_string(Encoding encoding);

/// One thread an instance.
class TextDecoder {
 public:
  /// @param encoding  kAuto: decided by the first piece that is not ASCII, see encoding()
  explicit TextDecoder(Encoding encoding);
  ~TextDecoder();
  TextDecoder(const TextDecoder&) = delete;
  TextDecoder& operator=(const TextDecoder&) = delete;

  /// The next piece as UTF-8, valid until the next call or as long as `bytes`; a character that is
  /// cut at the end of a piece comes with the next. A byte order mark at the beginning is passed
  /// over. Of GB18030 every broken sequence becomes U+FFFD; UTF-8 is handed on as it is, broken
  /// sequences included (whoever takes cells out of it repairs those).
  std::string_view decode(std::string_view bytes);
  /// What a text that ends within a character still owes: U+FFFD, or nothing.
  std::string_view finish();

  /// What was decided: UTF-8 where the first piece beyond ASCII reads as such for its greater part.
  /// kAuto: everything so far was ASCII.
  Encoding encoding() const { return encoding_; }

  /// Broken sequences replaced.
  std::int64_t replaced() const { return replaced_; }

 private:
  struct Converter;

  std::string_view convert(std::string_view bytes, bool is_last);

  Encoding encoding_;
  bool is_at_start_ = true;
  std::int64_t replaced_ = 0;
  std::unique_ptr<Converter> converter_;
  std::string decoded_;
};

}  // namespace plugin::exchange
