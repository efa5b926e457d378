#include "plugin/exchange/text_decoder.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "rules/utf8.h"

namespace plugin::exchange {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kReplacement = "\xef\xbf\xbd";
constexpr std::size_t kPivot = 4'096;

bool is_ascii(std::string_view bytes) {
  return std::none_of(bytes.begin(), bytes.end(),
                      [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

/// Chinese in GB18030 hardly ever happens to be UTF-8, and damaged UTF-8 is still mostly whole.
Encoding guess(std::string_view bytes) {
  std::int64_t whole = 0;
  std::int64_t broken = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t before = at;
    const char32_t code_point = rules::utf8::next(bytes, at);
    if (code_point == rules::utf8::kReplacement &&
        bytes.substr(before, at - before) != kReplacement) {
      // What the piece was cut in the midst of is no evidence.
      broken += at < bytes.size() ? 1 : 0;
    } else if (code_point >= 0x80) {
      ++whole;
    }
  }
  return broken > whole ? Encoding::kGb18030 : Encoding::kUtf8;
}

UConverter* open_converter(const char* name) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(name, &status);
  if (U_FAILURE(status)) {
    throw std::runtime_error(std::string("ICU has no converter for ") + name);
  }
  return converter;
}

}  // namespace

std::string_view to_string(Encoding encoding) {
  constexpr std::array<std::string_view, 3> kNames{"auto", "utf-8", "gb18030"};
  return kNames[static_cast<std::size_t>(encoding)];
}

struct TextDecoder::Converter {
  UConverter* from = open_converter("gb18030");
  UConverter* to = open_converter("UTF-8");
  std::array<UChar, kPivot> pivot{};
  UChar* pivot_source = pivot.data();
  UChar* pivot_target = pivot.data();

  Converter() = default;

  ~Converter() {
    ucnv_close(from);
    ucnv_close(to);
  }

  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
};

TextDecoder::TextDecoder(Encoding encoding) : encoding_(encoding) {}

TextDecoder::~TextDecoder() = default;

std::string_view TextDecoder::decode(std::string_view bytes) {
  if (is_at_start_ && !bytes.empty()) {
    is_at_start_ = false;
    if (bytes.starts_with(kByteOrderMark) && encoding_ != Encoding::kGb18030) {
      encoding_ = Encoding::kUtf8;
      bytes.remove_prefix(kByteOrderMark.size());
    }
  }
  if (encoding_ == Encoding::kAuto && !is_ascii(bytes)) {
    encoding_ = guess(bytes);
  }
  return encoding_ == Encoding::kGb18030 ? convert(bytes, false) : bytes;
}

std::string_view TextDecoder::finish() {
  return encoding_ == Encoding::kGb18030 ? convert({}, true) : std::string_view();
}

std::string_view TextDecoder::convert(std::string_view bytes, bool is_last) {
  if (!converter_) {
    converter_ = std::make_unique<Converter>();
  }
  // Two bytes become three at most, one that is broken three; some room for what was held back.
  decoded_.resize(bytes.size() * 3 + 64);
  const char* source = bytes.empty() ? "" : bytes.data();
  char* target = decoded_.data();
  UErrorCode status = U_ZERO_ERROR;
  ucnv_convertEx(converter_->to, converter_->from, &target, target + decoded_.size(), &source,
                 source + bytes.size(), converter_->pivot.data(), &converter_->pivot_source,
                 &converter_->pivot_target, converter_->pivot.data() + converter_->pivot.size(),
                 false, static_cast<UBool>(is_last), &status);
  if (U_FAILURE(status)) {
    throw std::runtime_error(std::string("GB18030 cannot be decoded: ") + u_errorName(status));
  }
  const std::string_view text(decoded_.data(), static_cast<std::size_t>(target - decoded_.data()));
  for (std::size_t at = text.find(kReplacement); at != std::string_view::npos;
       at = text.find(kReplacement, at + kReplacement.size())) {
    ++replaced_;
  }
  return text;
}

}  // namespace plugin::exchange
