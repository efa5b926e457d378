#include "rules/regex_lint.h"

#include <algorithm>

#include "rules/text.h"
#include "rules/text_tables.h"
#include "rules/utf8.h"

namespace rules {
namespace {

enum class TokenKind : std::uint8_t { kLiteral, kAnything, kClass, kGroup, kQuantifier, kOther };

struct Token {
  TokenKind kind;
  std::size_t begin;  ///< code points of the written text
  std::size_t end;
  char32_t literal = 0;
};

/// Splits the text between the slashes. Understands as much of the syntax as the checks need; what
/// is wrong in it RE2 says.
class Tokenizer {
 public:
  explicit Tokenizer(std::u32string_view text) : text_(text) {}

  std::vector<Token> tokens() {
    position_ = 1;
    const std::size_t end = text_.size() - 1;
    while (position_ < end) {
      const std::size_t begin = position_;
      Token token = next(end);
      token.begin = begin;
      token.end = position_;
      out_.push_back(token);
    }
    return std::move(out_);
  }

 private:
  Token next(std::size_t end) {
    const char32_t c = text_[position_++];
    switch (c) {
      case U'\\':
        return escape(end);
      case U'[':
        return character_class(end);
      case U'.':
        return {TokenKind::kAnything, 0, 0};
      case U'(':
        return group(end);
      case U'*':
      case U'+':
      case U'?':
        return {TokenKind::kQuantifier, 0, 0, c};
      case U'{':
        return braces(end);
      case U'|':
      case U')':
      case U'^':
      case U'$':
        return {TokenKind::kOther, 0, 0, c};
      default:
        return {TokenKind::kLiteral, 0, 0, c};
    }
  }

  Token escape(std::size_t end) {
    if (position_ >= end) {
      return {TokenKind::kOther, 0, 0};
    }
    const char32_t c = text_[position_++];
    if ((c == U'p' || c == U'P' || c == U'x') && position_ < end && text_[position_] == U'{') {
      skip_past(U'}', end);
      return {TokenKind::kClass, 0, 0};
    }
    if ((c == U'p' || c == U'P') && position_ < end) {
      ++position_;  // the short form, \pL
      return {TokenKind::kClass, 0, 0};
    }
    if (std::u32string_view(U"SWDC").find(c) != std::u32string_view::npos) {
      return {TokenKind::kAnything, 0, 0};
    }
    const bool is_word = (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
    const bool is_number = c >= U'0' && c <= U'9';
    if (is_word || is_number) {
      return {TokenKind::kClass, 0, 0, c};
    }
    return {TokenKind::kLiteral, 0, 0, c};
  }

  Token character_class(std::size_t end) {
    const bool is_negated = position_ < end && text_[position_] == U'^';
    position_ += is_negated ? 1U : 0U;
    if (position_ < end && text_[position_] == U']') {
      ++position_;
    }
    while (position_ < end && text_[position_] != U']') {
      position_ += text_[position_] == U'\\' ? 2U : 1U;
    }
    position_ = std::min(position_ + 1, end);
    return {is_negated ? TokenKind::kAnything : TokenKind::kClass, 0, 0};
  }

  Token group(std::size_t end) {
    const std::u32string_view rest = text_.substr(position_, end - position_);
    if (rest.starts_with(U"?:")) {
      position_ += 2;
    } else if (rest.starts_with(U"?")) {
      position_ += 1;
      while (position_ < end &&
             std::u32string_view(U":)>=!'").find(text_[position_]) == std::u32string_view::npos) {
        ++position_;
      }
      position_ = std::min(position_ + 1, end);
    }
    return {TokenKind::kGroup, 0, 0};
  }

  /// `{2}`, `{2,}`, `{2,4}` count; `{name}` is a word list.
  Token braces(std::size_t end) {
    const bool is_count = position_ < end && text_[position_] >= U'0' && text_[position_] <= U'9';
    skip_past(U'}', end);
    return {is_count ? TokenKind::kQuantifier : TokenKind::kClass, 0, 0, U'{'};
  }

  void skip_past(char32_t close, std::size_t end) {
    while (position_ < end && text_[position_] != close) {
      ++position_;
    }
    position_ = std::min(position_ + 1, end);
  }

  std::u32string_view text_;
  std::size_t position_ = 0;
  std::vector<Token> out_;
};

bool is_open_ended(const Token& token, std::u32string_view text) {
  if (token.kind != TokenKind::kQuantifier) {
    return false;
  }
  const bool has_no_most = text.substr(token.begin, token.end - token.begin).ends_with(U",}");
  return token.literal == U'*' || token.literal == U'+' || (token.literal == U'{' && has_no_most);
}

bool is_han(char32_t c) {
  return text_tables::entry(c).kind() == text_tables::Class::kHan;
}

class Lint {
 public:
  Lint(const WrittenText& written, View view, const SourceLines& lines,
       std::vector<Diagnostic>& diagnostics)
      : written_(written),
        view_(view),
        lines_(lines),
        diagnostics_(diagnostics),
        text_(utf8::decode(written.text)),
        tokens_(Tokenizer(text_).tokens()) {}

  void run() {
    const bool ignores_case = text_.find(U"(?i") != std::u32string::npos;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      check_unsupported(tokens_[i]);
      check_unbounded(i);
      check_question_mark(i);
      if (view_ != View::kRaw && !ignores_case) {
        check_reachable(i);
      }
    }
  }

 private:
  std::string shown(std::size_t begin, std::size_t end) const {
    return utf8::encode(std::u32string_view(text_).substr(begin, end - begin));
  }

  void report(Code code, std::size_t begin, std::size_t end, std::vector<std::string> arguments) {
    diagnostics_.push_back(
        at_text(lines_, code, written_, begin, end - begin, std::move(arguments)));
  }

  void check_unsupported(const Token& token) {
    const std::string piece = shown(token.begin, token.end);
    if (token.kind == TokenKind::kGroup) {
      for (const std::string_view look : {"(?=", "(?!", "(?<=", "(?<!"}) {
        if (piece.starts_with(look) && piece.size() <= look.size()) {
          report(Code::kLookAround, token.begin, token.end,
                 {"look-around " + std::string(look), "环视 " + std::string(look)});
        }
      }
    }
    const bool is_escape = token.kind == TokenKind::kClass && piece.starts_with('\\');
    if (is_escape && ((token.literal >= U'1' && token.literal <= U'9') || token.literal == U'k')) {
      report(Code::kLookAround, token.begin, token.end,
             {"back-reference " + piece, "反向引用 " + piece});
    }
  }

  void check_unbounded(std::size_t i) {
    const bool is_repeat = i + 1 < tokens_.size() && tokens_[i].kind == TokenKind::kAnything &&
                           tokens_[i + 1].kind == TokenKind::kQuantifier;
    if (is_repeat && is_open_ended(tokens_[i + 1], text_)) {
      report(Code::kUnboundedRepeat, tokens_[i].begin, tokens_[i + 1].end,
             {shown(tokens_[i].begin, tokens_[i + 1].end)});
    }
  }

  bool is_han_literal(std::size_t i) const {
    return tokens_[i].kind == TokenKind::kLiteral && is_han(tokens_[i].literal);
  }

  /// `您自己?`: two or more Chinese characters, then a ? that binds to the last.
  void check_question_mark(std::size_t i) {
    const Token& token = tokens_[i];
    const bool is_mark = token.kind == TokenKind::kQuantifier && token.literal == U'?';
    if (!is_mark || i < 2 || !is_han_literal(i - 1) || !is_han_literal(i - 2)) {
      return;
    }
    std::size_t first = i - 2;
    while (first > 0 && is_han_literal(first - 1)) {
      --first;
    }
    report(Code::kQuestionMark, tokens_[first].begin, token.end,
           {shown(tokens_[first].begin, token.end), shown(tokens_[i - 1].begin, tokens_[i - 1].end),
            shown(tokens_[first].begin, tokens_[i - 1].end)});
  }

  bool may_be_missing(std::size_t i) const {
    if (i + 1 >= tokens_.size() || tokens_[i + 1].kind != TokenKind::kQuantifier) {
      return false;
    }
    const Token& quantifier = tokens_[i + 1];
    return quantifier.literal == U'?' || quantifier.literal == U'*' ||
           shown(quantifier.begin, quantifier.end).starts_with("{0");
  }

  void check_reachable(std::size_t i) {
    const Token& token = tokens_[i];
    if (token.kind != TokenKind::kLiteral || may_be_missing(i)) {
      return;
    }
    const std::string character = utf8::encode(std::u32string(1, token.literal));
    if (view_of(view_, character) != character) {
      report(Code::kUnreachable, token.begin, token.end,
             {character, std::string(to_string(view_))});
    }
  }

  const WrittenText& written_;
  View view_;
  const SourceLines& lines_;
  std::vector<Diagnostic>& diagnostics_;
  std::u32string text_;
  std::vector<Token> tokens_;
};

}  // namespace

void lint_regex(const WrittenText& written, View view, const SourceLines& lines,
                std::vector<Diagnostic>& diagnostics) {
  Lint(written, view, lines, diagnostics).run();
}

std::string literal_prefix(std::string_view regex) {
  const std::u32string text = U"/" + utf8::decode(regex) + U"/";
  const std::vector<Token> tokens = Tokenizer(text).tokens();
  int depth = 0;
  for (const Token& token : tokens) {
    const bool sets_flags = token.kind == TokenKind::kGroup && text[token.end - 1] == U')';
    depth += token.kind == TokenKind::kGroup && !sets_flags ? 1 : 0;
    depth -= token.kind == TokenKind::kOther && token.literal == U')' ? 1 : 0;
    if (depth == 0 && token.kind == TokenKind::kOther && token.literal == U'|') {
      return {};
    }
  }
  std::u32string prefix;
  for (std::size_t i = 0; i < tokens.size() && tokens[i].kind == TokenKind::kLiteral; ++i) {
    const bool is_counted = i + 1 < tokens.size() && tokens[i + 1].kind == TokenKind::kQuantifier;
    if (is_counted && tokens[i + 1].literal != U'+') {
      break;
    }
    prefix += tokens[i].literal;
  }
  return utf8::encode(prefix);
}

bool is_open_ended(std::string_view regex) {
  const std::u32string text = U"/" + utf8::decode(regex) + U"/";
  const std::vector<Token> tokens = Tokenizer(text).tokens();
  return std::any_of(tokens.begin(), tokens.end(),
                     [&text](const Token& token) { return is_open_ended(token, text); });
}

}  // namespace rules
