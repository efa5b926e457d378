#include "rules/reader.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>

#include "rules/utf8.h"

namespace rules {
namespace {

/// Ends the parse from inside a handler; the diagnostic is already recorded.
struct Stop {};

/// Reads a string_view as a stream without a copy.
class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* const begin = const_cast<char*>(text.data());
    setg(begin, begin, begin + text.size());
  }
};

std::uint32_t line_of(const YAML::Mark& mark) {
  return static_cast<std::uint32_t>(mark.line) + 1;
}

/// yaml-cpp counts bytes in a line; people count characters.
std::uint32_t column_of(const YAML::Mark& mark, const SourceLines& lines) {
  const std::string_view line = lines.line(line_of(mark));
  const auto bytes = std::min(static_cast<std::size_t>(mark.column), line.size());
  return static_cast<std::uint32_t>(utf8::count(line.substr(0, bytes))) + 1;
}

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, const SourceLines& lines, std::vector<Diagnostic>& diagnostics)
      : text_(text), lines_(lines), diagnostics_(diagnostics) {}

  Node take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}

  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    add(node(Node::Kind::kNull, mark));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    report(Code::kAnchorOrTag, mark, {"an alias (*name)", "别名（*名字）"});
    add(node(Node::Kind::kNull, mark));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    Node scalar = node(Node::Kind::kText, mark);
    scalar.is_quoted = tag == "!";
    scalar.text = value;
    if (!scalar.is_quoted && (value == "~" || value == "null")) {
      scalar.kind = Node::Kind::kNull;
    }
    if (scalar.is_quoted) {
      check_closed(mark);
    }
    add(std::move(scalar));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(Node::Kind::kList, mark, tag, anchor, style);
  }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(Node::Kind::kMap, mark, tag, anchor, style);
  }

  void OnSequenceEnd() override { close(); }

  void OnMapEnd() override { close(); }

 private:
  /// A list or map being read, with the key that waits for its value.
  struct Open {
    Node node;
    std::optional<Node> key;
  };

  Node node(Node::Kind kind, const YAML::Mark& mark) const {
    Node out;
    out.kind = kind;
    out.line = line_of(mark);
    out.column = column_of(mark, lines_);
    return out;
  }

  void report(Code code, const YAML::Mark& mark, std::vector<std::string> arguments) {
    diagnostics_.push_back(
        lines_.at(code, line_of(mark), column_of(mark, lines_), std::move(arguments)));
  }

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) {
      report(Code::kAnchorOrTag, mark, {"an anchor (&name)", "锚点（&名字）"});
    }
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!") {
      report(Code::kAnchorOrTag, mark, {"a tag (!name)", "标签（!名字）"});
    }
  }

  /// yaml-cpp reads a quote that is never closed to the end of the file without a word.
  void check_closed(const YAML::Mark& mark) {
    const auto begin = static_cast<std::size_t>(mark.pos);
    if (begin >= text_.size() || (text_[begin] != '\'' && text_[begin] != '"')) {
      return;
    }
    const char quote = text_[begin];
    for (std::size_t i = begin + 1; i < text_.size(); ++i) {
      if (quote == '"' && text_[i] == '\\') {
        ++i;
      } else if (text_[i] == quote) {
        if (quote == '"' || i + 1 == text_.size() || text_[i + 1] != quote) {
          return;
        }
        ++i;
      }
    }
    report(Code::kYamlSyntax, mark, {"this quote is never closed"});
    throw Stop{};
  }

  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style) {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    Open opened;
    opened.node = node(kind, mark);
    opened.node.is_flow = style == YAML::EmitterStyle::Flow;
    if (open_.size() >= kDeepest) {
      report(Code::kTooDeep, mark, {});
      throw Stop{};
    }
    open_.push_back(std::move(opened));
  }

  void close() {
    Node done = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(done));
  }

  void add(Node value) {
    if (++nodes_ > kMostNodes) {
      diagnostics_.push_back(lines_.at(Code::kTooDeep, value.line, value.column, {}));
      throw Stop{};
    }
    if (open_.empty()) {
      root_ = std::move(value);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == Node::Kind::kList) {
      parent.node.items.push_back(std::move(value));
    } else if (!parent.key) {
      parent.key = std::move(value);
    } else {
      add_entry(parent.node, *parent.key, std::move(value));
      parent.key.reset();
    }
  }

  void add_entry(Node& map, const Node& key, Node value) {
    if (key.kind != Node::Kind::kText) {
      diagnostics_.push_back(
          lines_.at(Code::kWrongType, key.line, key.column, {"key", "a plain word", "一个词"}));
      return;
    }
    if (key.text == "<<" && !key.is_quoted) {
      diagnostics_.push_back(lines_.at(Code::kAnchorOrTag, key.line, key.column,
                                       {"a merge key (<<)", "合并键（<<）"}, 2));
      return;
    }
    map.entries.push_back({key.text, key.line, key.column, std::move(value)});
  }

  std::string_view text_;
  const SourceLines& lines_;
  std::vector<Diagnostic>& diagnostics_;
  std::vector<Open> open_;
  std::size_t nodes_ = 0;
  Node root_;
};

/// Line and column (both from 1) of a byte of the text.
std::pair<std::uint32_t, std::uint32_t> place_of(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 == 0
  return {static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<std::uint32_t>(utf8::count(before.substr(line_start))) + 1};
}

/// True if the bytes can be handed to the parser.
bool check_bytes(std::string_view text, const SourceLines& lines,
                 std::vector<Diagnostic>& diagnostics) {
  if (text.size() > kLargestSource) {
    diagnostics.push_back(lines.at(Code::kTooLarge, 0, 0,
                                   {std::to_string(text.size()), std::to_string(kLargestSource)}));
    return false;
  }
  if (const auto broken = utf8::first_broken(text)) {
    const auto [line, column] = place_of(text, *broken);
    Diagnostic diagnostic = lines.at(Code::kBrokenUtf8, line, column, {std::to_string(*broken)});
    diagnostic.source_line = utf8::encode(utf8::decode(diagnostic.source_line));
    diagnostics.push_back(std::move(diagnostic));
    return false;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == 0x7F || (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t')) {
      const auto [line, column] = place_of(text, i);
      diagnostics.push_back(
          lines.at(Code::kControlCharacter, line, column, {fmt::format("{:04X}", byte)}));
      return false;
    }
  }
  return true;
}

Diagnostic syntax_problem(const YAML::ParserException& problem, const SourceLines& lines) {
  const std::uint32_t line = problem.mark.is_null() ? 1 : line_of(problem.mark);
  const std::uint32_t column = problem.mark.is_null() ? 1 : column_of(problem.mark, lines);
  if (problem.msg.rfind("the referenced anchor is not defined", 0) == 0) {
    return lines.at(Code::kAnchorOrTag, line, column, {"an alias (*name)", "别名（*名字）"});
  }
  // The parser often notices a bare bracket only on the next line.
  for (const std::uint32_t candidate : {line, line - 1}) {
    if (const auto fixed = quoted_line(lines.line(candidate))) {
      const std::string_view text = lines.line(candidate);
      const std::size_t indent = std::min(text.find_first_not_of(' '), text.size());
      Diagnostic out =
          lines.at(Code::kNeedsQuotes, candidate, static_cast<std::uint32_t>(indent) + 1,
                   {"a bare bracket or a backslash in double quotes means something else in YAML",
                    "不加引号的括号和双引号里的反斜杠在 YAML 里另有含义"},
                   static_cast<std::uint32_t>(utf8::count(text.substr(indent))));
      out.fix = Fix{candidate, *fixed};
      return out;
    }
  }
  return lines.at(Code::kYamlSyntax, line, column, {problem.msg});
}

void skip_byte_order_mark(std::string_view& text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
}

}  // namespace

std::optional<Node> read(std::string_view text, const SourceLines& lines,
                         std::vector<Diagnostic>& diagnostics) {
  skip_byte_order_mark(text);
  if (!check_bytes(text, lines, diagnostics)) {
    return std::nullopt;
  }
  TreeBuilder builder(text, lines, diagnostics);
  try {
    ViewBuffer buffer(text);
    std::istream stream(&buffer);
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      return Node{};
    }
    Node root = builder.take_root();
    if (parser.HandleNextDocument(builder)) {
      const Node second = builder.take_root();
      diagnostics.push_back(lines.at(Code::kYamlSyntax, std::max(second.line, 1U), 1,
                                     {"a second document (---) in one file"}));
    }
    return root;
  } catch (const YAML::ParserException& problem) {
    diagnostics.push_back(syntax_problem(problem, lines));
  } catch (const Stop&) {
    // Already reported where it was found.
  }
  return std::nullopt;
}

}  // namespace rules
