#include "rules/slow_matcher.h"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "rules/rule_info.h"
#include "rules/text.h"
#include "rules/utf8.h"
#include "rules/version.h"

namespace rules {
namespace {

/// Code points [begin, end) of a view.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// One view of one message, as code points.
struct SlowText {
  std::u32string letters;
  std::vector<ViewText::Source> sources;

  SlowText(View view, std::string_view original) {
    MessageViews views;
    views.reset(original);
    const ViewText& made = views.get(view);
    letters = utf8::decode(made.text);
    sources = made.sources;
  }
};

bool is_boundary(const std::u32string& text, std::size_t at) {
  return at == 0 || at == text.size() || !is_word_character(text[at - 1]) ||
         !is_word_character(text[at]);
}

/// Tries the parts of a plain text one after another at one place, going back where it fails.
class PlainTry {
 public:
  PlainTry(const Pattern& pattern, View view, bool is_whole_words, const std::u32string& text)
      : pattern_(pattern), view_(view), is_whole_words_(is_whole_words), text_(text) {}

  /// End of the first way to read the pattern from `begin`.
  std::optional<std::size_t> end_from(std::size_t begin) const {
    return is_whole_words_ && !is_boundary(text_, begin) ? std::nullopt : rest(0, begin, begin);
  }

 private:
  std::optional<std::size_t> rest(std::size_t part, std::size_t begin, std::size_t at) const {
    if (part == pattern_.parts.size()) {
      const bool is_cut = is_whole_words_ && !is_boundary(text_, at);
      return at == begin || is_cut ? std::nullopt : std::optional(at);
    }
    for (const Choice& choice : pattern_.parts[part].choices) {
      const std::u32string wanted = utf8::decode(view_of(view_, choice.text));
      const bool is_nothing = wanted.empty() && pattern_.parts[part].is_optional;
      if (!is_nothing && text_.compare(at, wanted.size(), wanted) == 0) {
        if (const auto end = rest(part + 1, begin, at + wanted.size())) {
          return end;
        }
      }
    }
    return pattern_.parts[part].is_optional ? rest(part + 1, begin, at) : std::nullopt;
  }

  const Pattern& pattern_;
  View view_;
  bool is_whole_words_;
  const std::u32string& text_;
};

bool holds_regex(const Pattern& pattern) {
  return std::any_of(pattern.parts.begin(), pattern.parts.end(), [](const PatternPart& part) {
    return std::any_of(part.choices.begin(), part.choices.end(),
                       [](const Choice& choice) { return choice.is_regex; });
  });
}

/// The regular expression of a pattern that is one or holds one.
std::string regex_of(const Pattern& pattern, View view) {
  if (pattern.is_regex) {
    return pattern.regex;
  }
  std::string out;
  for (const PatternPart& part : pattern.parts) {
    std::string choices;
    for (const Choice& choice : part.choices) {
      const std::string image =
          choice.is_regex ? choice.text : regex_escaped(view_of(view, choice.text));
      if (!image.empty()) {
        choices += (choices.empty() ? "" : "|") + image;
      }
    }
    if (!choices.empty()) {
      out += "(?:" + choices + (part.is_optional ? ")?" : ")");
    }
  }
  return out;
}

class SlowPack : public RulePack {
 public:
  SlowPack(std::vector<Rule> rules, std::vector<RuleInfo> infos, std::string version)
      : rules_(std::move(rules)), infos_(std::move(infos)), version_(std::move(version)) {
    for (const Rule& rule : rules_) {
      for (const auto* const patterns :
           {&rule.has, &rule.whole, &rule.except, &rule.unless, &rule.lacks}) {
        compile_regexes(*patterns, rule.view);
      }
      compile_regexes(rule.customer_said, rule.customer_view);
    }
  }

  void match(const Utterance& utterance, const Context& context, Scratch&,
             std::vector<Hit>& hits) const override {
    hits.clear();
    for (std::uint32_t i = 0; i < rules_.size(); ++i) {
      if (const auto spans = judge(rules_[i], utterance, context)) {
        hits.push_back({i, rules_[i].view, *spans});
      }
    }
  }

  const RuleInfo& info(std::uint32_t rule) const override { return infos_[rule]; }

  std::size_t size() const override { return rules_.size(); }

  bool needs_context() const override {
    return std::any_of(infos_.begin(), infos_.end(),
                       [](const RuleInfo& info) { return info.needs_context; });
  }

  const std::string& version() const override { return version_; }

 private:
  /// Regular expressions are compiled once: RE2 needs far longer for that than for a match.
  void compile_regexes(const std::vector<Pattern>& patterns, View view) {
    for (const Pattern& pattern : patterns) {
      regexes_[&pattern] = std::make_unique<RE2>(regex_of(pattern, view), RE2::Quiet);
    }
  }

  static bool is_about(const Rule& rule, const Utterance& utterance) {
    const bool is_automatic = utterance.is_automatic || utterance.speaker == Speaker::kBot;
    if (rule.automatic == Automatic::kExclude && is_automatic) {
      return false;
    }
    if (rule.automatic == Automatic::kOnly && !is_automatic) {
      return false;
    }
    if (!rule.kinds.empty() &&
        std::count(rule.kinds.begin(), rule.kinds.end(), utterance.kind) == 0) {
      return false;
    }
    switch (utterance.speaker) {
      case Speaker::kAgent:
      case Speaker::kBot:
        return rule.says != Says::kCustomer;
      case Speaker::kCustomer:
        return rule.says != Says::kAgent;
      case Speaker::kSystem:
        return false;
    }
    return false;
  }

  /// All matches of a pattern: with `is_overlapping` one for every place it can begin at, else
  /// each behind the end of the one before.
  std::vector<Range> matches(const Rule& rule, const Pattern& pattern, View view,
                             const SlowText& text, bool is_overlapping) const {
    std::vector<Range> out;
    for (std::size_t begin = 0; begin < text.letters.size();) {
      const auto found = first_match(rule, pattern, view, text, begin);
      if (!found) {
        break;
      }
      out.push_back(*found);
      begin = is_overlapping ? found->begin + 1 : found->end;
    }
    return out;
  }

  std::optional<Range> first_match(const Rule& rule, const Pattern& pattern, View view,
                                   const SlowText& text, std::size_t from) const {
    if (pattern.is_regex || holds_regex(pattern)) {
      return first_regex_match(pattern, text, from);
    }
    const PlainTry attempt(pattern, view, rule.is_whole_words, text.letters);
    for (std::size_t begin = from; begin < text.letters.size(); ++begin) {
      if (const auto end = attempt.end_from(begin)) {
        return Range{begin, *end};
      }
    }
    return std::nullopt;
  }

  std::optional<Range> first_regex_match(const Pattern& pattern, const SlowText& text,
                                         std::size_t from) const {
    const std::string bytes = utf8::encode(text.letters);
    const RE2& regex = *regexes_.at(&pattern);
    for (std::size_t begin = from; begin < text.letters.size(); ++begin) {
      const std::size_t byte = utf8::encode(text.letters.substr(0, begin)).size();
      re2::StringPiece match;
      if (regex.Match(bytes, byte, bytes.size(), RE2::UNANCHORED, &match, 1) && !match.empty()) {
        const auto start = static_cast<std::size_t>(match.data() - bytes.data());
        const std::size_t first = utf8::count(std::string_view(bytes).substr(0, start));
        return Range{first, first + utf8::count({match.data(), match.size()})};
      }
    }
    return std::nullopt;
  }

  bool is_whole(const Pattern& pattern, const SlowText& text) const {
    const std::string bytes = utf8::encode(text.letters);
    if (bytes.empty()) {
      return false;
    }
    return RE2::FullMatch(bytes, *regexes_.at(&pattern));
  }

  bool finds_any(const Rule& rule, const std::vector<Pattern>& patterns, View view,
                 const SlowText& text) const {
    return std::any_of(patterns.begin(), patterns.end(), [&](const Pattern& pattern) {
      return first_match(rule, pattern, view, text, 0).has_value();
    });
  }

  /// Code points of the view that a surviving hit covers, joined to spans of the original.
  static std::vector<Span> spans_of(const std::vector<Range>& ranges, const SlowText& text) {
    std::vector<Span> out;
    std::set<std::pair<std::uint32_t, std::uint32_t>> sorted;
    for (const Range& range : ranges) {
      sorted.emplace(text.sources[range.begin].begin, text.sources[range.end - 1].end);
    }
    for (const auto& [begin, end] : sorted) {
      if (!out.empty() && begin < out.back().start + out.back().length) {
        const std::uint32_t last = std::max(out.back().start + out.back().length, end);
        out.back().length = last - out.back().start;
      } else {
        out.push_back({begin, end - begin});
      }
    }
    return out;
  }

  static std::vector<Range> surviving(const std::vector<Range>& hits,
                                      const std::vector<Range>& exceptions) {
    std::vector<Range> out;
    for (const Range& hit : hits) {
      const bool is_shielded =
          std::any_of(exceptions.begin(), exceptions.end(), [&hit](const Range& exception) {
            return exception.begin < hit.end && hit.begin < exception.end;
          });
      if (!is_shielded) {
        out.push_back(hit);
      }
    }
    return out;
  }

  std::optional<std::vector<Span>> judge(const Rule& rule, const Utterance& utterance,
                                         const Context& context) const {
    if (!is_about(rule, utterance)) {
      return std::nullopt;
    }
    const SlowText text(rule.view, utterance.text);
    const std::size_t length = text.letters.size();
    if (rule.has_length && (length < rule.length.at_least || length > rule.length.at_most)) {
      return std::nullopt;
    }
    if (finds_any(rule, rule.unless, rule.view, text) ||
        finds_any(rule, rule.lacks, rule.view, text)) {
      return std::nullopt;
    }
    const bool is_said = std::any_of(
        context.customer_said.begin(), context.customer_said.end(), [&](std::string_view said) {
          return finds_any(rule, rule.customer_said, rule.customer_view,
                           SlowText(rule.customer_view, said));
        });
    if (!rule.customer_said.empty() && !is_said) {
      return std::nullopt;
    }
    return ranges_of(rule, text);
  }

  std::optional<std::vector<Span>> ranges_of(const Rule& rule, const SlowText& text) const {
    std::vector<Range> exceptions;
    for (const Pattern& pattern : rule.except) {
      for (const Range& range : matches(rule, pattern, rule.view, text, true)) {
        exceptions.push_back(range);
      }
    }
    std::vector<Range> hits;
    for (const Pattern& pattern : rule.has) {
      for (const Range& range : matches(rule, pattern, rule.view, text, false)) {
        hits.push_back(range);
      }
    }
    hits = surviving(hits, exceptions);
    if (!rule.has.empty() && hits.empty()) {
      return std::nullopt;
    }
    std::vector<Range> wholes;
    for (const Pattern& pattern : rule.whole) {
      if (is_whole(pattern, text)) {
        wholes.push_back({0, text.letters.size()});
      }
    }
    wholes = surviving(wholes, exceptions);
    if (!rule.whole.empty() && wholes.empty()) {
      return std::nullopt;
    }
    hits.insert(hits.end(), wholes.begin(), wholes.end());
    if (hits.empty() && rule.lacks.empty() && !text.letters.empty()) {
      hits.push_back({0, text.letters.size()});
    }
    return spans_of(hits, text);
  }

  std::vector<Rule> rules_;
  std::vector<RuleInfo> infos_;
  std::string version_;
  std::map<const Pattern*, std::unique_ptr<RE2>> regexes_;
};

}  // namespace

std::shared_ptr<const RulePack> compile_slowly(const std::vector<Source>& sources) {
  std::vector<Diagnostic> diagnostics;
  Collected collected = collect(sources, diagnostics);
  if (has_error(diagnostics)) {
    return nullptr;
  }
  std::vector<Rule> rules;
  std::vector<RuleInfo> infos;
  for (Rule& rule : collected.rules) {
    if (rule.status != Status::kDraft && rule.status != Status::kRetired) {
      infos.push_back(info_of(rule));
      rules.push_back(std::move(rule));
    }
  }
  return std::make_shared<const SlowPack>(std::move(rules), std::move(infos),
                                          version_of(collected.packs, sources));
}

}  // namespace rules
