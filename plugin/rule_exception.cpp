#include "plugin/rule_exception.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "plugin/explain.h"
#include "plugin/feedback.h"
#include "plugin/rule_publication.h"
#include "qa/backtest.h"
#include "qa/finding_record.h"
#include "rules/compiler.h"
#include "rules/local_pack.h"
#include "rules/pattern.h"
#include "rules/reader.h"
#include "rules/rule_text.h"
#include "rules/utf8.h"

namespace plugin {
namespace {

/// Code points taken along on either side of the hit, up to the next mark: enough to tell this
/// sentence from the next, few enough to be met again.
constexpr std::size_t kAround = 6;
/// Messages of the conversation that an example takes along where the rule looks at them.
constexpr std::size_t kTalk = 6;

constexpr std::string_view kNewLocalPack =
    "version: 1\n"
    "pack: local\n"
    "locale: zh-CN\n"
    "about: 本店自己的规则与对其他规则包的调整\n"
    "rules:\n";

std::vector<std::string_view> code_points(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t from = at;
    rules::utf8::next(text, at);
    out.push_back(text.substr(from, at - from));
  }
  return out;
}

bool is_mark(std::string_view character) {
  constexpr std::string_view kMarks[] = {",",  "，", "。", "!", "！", "?",  "？", ";",
                                         "；", "\n", "\r", "…", "~",  "～", "、"};
  return std::find(std::begin(kMarks), std::end(kMarks), character) != std::end(kMarks);
}

/// The hit with what stands around it in its part of the sentence.
std::string around(std::string_view words, const rules::Span& span) {
  const auto characters = code_points(words);
  std::size_t first = std::min<std::size_t>(span.start, characters.size());
  std::size_t last = std::min<std::size_t>(first + span.length, characters.size());
  for (std::size_t i = 0; i < kAround && first > 0 && !is_mark(characters[first - 1]); ++i) {
    --first;
  }
  for (std::size_t i = 0; i < kAround && last < characters.size() && !is_mark(characters[last]);
       ++i) {
    ++last;
  }
  std::string text;
  for (std::size_t i = first; i < last; ++i) {
    text += characters[i];
  }
  return text;
}

/// As a text of a rule. Brackets, braces and a slash in front mean something there.
std::string as_pattern(const std::string& text) {
  const bool is_plain = text.find_first_of("[]{}") == std::string::npos && !text.starts_with('/');
  return is_plain ? text : "/" + rules::regex_escaped(text) + "/";
}

/// In one line, in single quotes.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
    out += c == '\'' ? "''" : is_control ? " " : std::string_view(&c, 1);
  }
  return out + "'";
}

std::string one_line(std::string_view text) {
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }, ' ');
  return out;
}

/// What was said up to the message, as a dialogue example at `indent`.
std::string dialogue(const qa::History& history, const qa::FindingRecord& finding,
                     std::string_view words, const std::string& indent) {
  std::vector<const qa::MessageCreated*> said;
  std::vector<qa::Time> at;
  for (const qa::Event* event : in_order(history)) {
    if (const auto* message = std::get_if<qa::MessageCreated>(&event->data)) {
      said.push_back(message);
      at.push_back(event->time);
      if (message->id == finding.message) {
        break;
      }
    }
  }
  const std::size_t first = said.size() - std::min(said.size(), kTalk);
  std::string lines;
  for (std::size_t i = first; i < said.size(); ++i) {
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(at[i] - at[first]).count();
    const std::string_view speaker = said[i]->is_automatic                              ? "auto"
                                     : said[i]->author.kind == qa::ActorKind::kCustomer ? "customer"
                                     : said[i]->author.kind == qa::ActorKind::kBot      ? "bot"
                                                                                        : "agent";
    const bool is_last = i + 1 == said.size();
    lines += fmt::format("{}{} {}:{:02} {}\n", indent, speaker, seconds / 60, seconds % 60,
                         one_line(is_last ? words : std::string_view(said[i]->content.text)));
  }
  return lines;
}

struct LocalPack {
  std::size_t index = 0;  ///< among the sources; their number where there is none yet
  std::string text;
  std::string indent;   ///< before the dash of a rule
  std::string problem;  ///< not empty: nothing can be added
};

LocalPack local_pack_of(const std::vector<rules::Source>& sources) {
  LocalPack local;
  const auto found = std::find_if(sources.begin(), sources.end(), rules::is_local_pack);
  local.index = static_cast<std::size_t>(found - sources.begin());
  if (found == sources.end()) {
    local.text = kNewLocalPack;
    return local;
  }
  local.text = found->text;
  if (!local.text.ends_with('\n')) {
    local.text += '\n';
  }
  std::vector<rules::Diagnostic> ignored;  // it compiled
  const auto root = rules::read(local.text, rules::SourceLines(found->name, local.text), ignored);
  const auto is_rules = [](const rules::Node::Entry& entry) {
    return entry.key == "rules" || entry.key == "规则";
  };
  const bool is_last = root && !root->entries.empty() && is_rules(root->entries.back()) &&
                       !root->entries.back().value.is_flow;
  if (!is_last) {
    local.problem = fmt::format(
        "{}: rules can be added only where `rules` is the last key of the local pack, one rule a "
        "dash; move it to the end\n",
        found->name);
    return local;
  }
  const auto& rules = root->entries.back().value.items;
  const std::uint32_t column = rules.empty() ? 3 : rules.front().column;
  local.indent = std::string(column > 3 ? column - 3 : 0, ' ');
  return local;
}

std::string override_block(const ExceptionRequest& request, const LocalPack& local,
                           const std::vector<std::string>& patterns, const std::string& example) {
  const std::string& indent = local.indent;
  std::string texts;
  for (const std::string& pattern : patterns) {
    texts += (texts.empty() ? "" : ", ") + quoted(pattern);
  }
  return fmt::format(
      "{0}- override: {1}\n"
      "{0}  # {2} {3}: {4}\n"
      "{0}  except+: [{5}]\n"
      "{0}  tests+:\n"
      "{0}    ok:\n"
      "{6}",
      indent, request.finding.rule, request.day, one_line(request.who), one_line(request.why),
      texts, example);
}

/// Replies that reviewers found rightly flagged by this rule and that the new set lets pass.
std::string shielded_right_ones(store::Reader& reader, const std::string& rule,
                                const std::shared_ptr<const rules::RulePack>& pack) {
  std::map<qa::FindingIdentity, qa::Verdict> standing;
  for (const qa::Review& review : reader.reviews(std::nullopt)) {
    if (review.finding.rule == rule) {
      standing.insert_or_assign(review.finding, review.verdict);
    }
  }
  qa::BookOverWhole book(pack);
  const qa::Profile profile = reader.present_profile();
  const qa::LocalTime local(profile);
  std::string names;
  for (const auto& [identity, verdict] : standing) {
    const auto history = verdict == qa::Verdict::kRight ? reader.history(identity.conversation)
                                                        : std::optional<qa::History>{};
    if (!history) {
      continue;
    }
    const auto found = book.findings_in(
        qa::WholeConversation(identity.conversation, history->events, profile, local));
    const bool stands = std::any_of(
        found.begin(), found.end(),
        [&wanted = identity](const auto& finding) { return qa::identity_of(finding) == wanted; });
    names += stands ? "" : "  " + finding_name(identity) + "\n";
  }
  return names;
}

}  // namespace

ProposedException propose_exception(store::Reader& reader, const ExceptionRequest& request) {
  ProposedException proposed;
  proposed.sources = request.sources;
  const qa::FindingRecord& finding = request.finding;
  const auto rules = rules::rule_texts(request.sources);
  const auto refuse = [&proposed](std::string why) {
    proposed.problems = std::move(why);
    return std::move(proposed);
  };
  if (!rules.contains(finding.rule)) {
    return refuse(fmt::format("rule {} is not in the rule set any more\n", finding.rule));
  }
  const auto history = reader.history(finding.conversation);
  const std::string* const words =
      history ? find_words(*history, finding.message, finding.message_revision) : nullptr;
  if (words == nullptr || finding.spans.empty()) {
    return refuse(
        "this finding marks no words (it is about something that is missing): an exception has "
        "nothing to shield; change the rule, or write `unless` in a rule of your own\n");
  }
  const LocalPack local = local_pack_of(request.sources);
  if (!local.problem.empty()) {
    return refuse(local.problem);
  }
  std::vector<std::string> patterns;
  for (const rules::Span& span : finding.spans) {
    std::string pattern = request.text.empty() ? as_pattern(around(*words, span)) : request.text;
    if (std::find(patterns.begin(), patterns.end(), pattern) == patterns.end()) {
      patterns.push_back(std::move(pattern));
    }
  }
  const rules::Compiled before = rules::compile(request.sources);
  if (!before.pack) {
    return refuse(problems_text(before, request.language));
  }
  const rules::RuleInfo* const info = qa::find_rule(*before.pack, finding.rule);
  const bool needs_talk = info != nullptr && info->needs_context;
  const std::string example = needs_talk
                                  ? local.indent + "    - |\n" +
                                        dialogue(*history, finding, *words, local.indent + "      ")
                                  : fmt::format("{}    - {}\n", local.indent, quoted(*words));
  proposed.added = override_block(request, local, patterns, example);
  if (local.index == proposed.sources.size()) {
    proposed.sources.push_back({rules::kLocalPack, ""});
    proposed.added = local.text + proposed.added;
    proposed.sources.back().text = proposed.added;
  } else {
    proposed.sources[local.index].text = local.text + proposed.added;
  }
  proposed.local_name = proposed.sources[local.index].name;
  const rules::Compiled after = rules::compile(proposed.sources);
  if (!after.pack) {
    return refuse(problems_text(after, request.language));
  }
  if (const std::string names = shielded_right_ones(reader, finding.rule, after.pack);
      !names.empty()) {
    return refuse(fmt::format(
        "the exception would also let pass what reviewers found rightly flagged:\n{}say with "
        "--text more narrowly what is harmless\n",
        names));
  }
  return proposed;
}

}  // namespace plugin
