#include "plugin/rule_sets.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <ostream>
#include <utility>

#include "plugin/rule_library.h"
#include "plugin/rule_publication.h"
#include "plugin/screen.h"
#include "rules/compiler.h"

namespace plugin {
namespace {

/// Shorter beginnings of a version are too easily another one's.
constexpr std::size_t kShortestPrefix = 4;
constexpr std::size_t kShownDigits = 12;

std::optional<std::int64_t> number_of(const std::string& text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, number);
  return problem == std::errc() && stopped == end ? std::optional(number) : std::nullopt;
}

NamedRuleSet shipped() {
  return {"shipped packs", named_by_pack(rules::shipped_packs())};
}

std::optional<NamedRuleSet> of_files(const std::string& path, std::string& problem) {
  std::vector<rules::Diagnostic> diagnostics;
  NamedRuleSet found{path, named_by_pack(read_rules(path, diagnostics))};
  if (!diagnostics.empty()) {
    problem = rules::to_text(diagnostics.front(), rules::Language::kEnglish);
    return std::nullopt;
  }
  return found;
}

std::string texts_json(const std::vector<std::string>& texts) {
  std::string json = "[";
  for (const std::string& text : texts) {
    json += (json.size() == 1 ? "" : ",") + rules::json_quoted(text);
  }
  return json + "]";
}

std::string_view kind_name(rules::ChangedRule::Kind kind) {
  switch (kind) {
    case rules::ChangedRule::Kind::kAdded:
      return "added";
    case rules::ChangedRule::Kind::kRemoved:
      return "removed";
    case rules::ChangedRule::Kind::kChanged:
      return "changed";
  }
  return "changed";
}

std::string_view sign_of(rules::ChangedRule::Kind kind) {
  switch (kind) {
    case rules::ChangedRule::Kind::kAdded:
      return "+";
    case rules::ChangedRule::Kind::kRemoved:
      return "-";
    case rules::ChangedRule::Kind::kChanged:
      return "~";
  }
  return "~";
}

}  // namespace

std::optional<store::Publication> find_publication(store::Reader& reader, const std::string& text) {
  const auto publications = reader.publications();
  const auto number = number_of(text);
  for (auto at = publications.rbegin(); at != publications.rend(); ++at) {
    if (number ? at->publication == *number
               : text.size() >= kShortestPrefix && at->rule_set.starts_with(text)) {
      return *at;
    }
  }
  if (number && text.size() >= kShortestPrefix) {  // a version may begin with digits only
    for (auto at = publications.rbegin(); at != publications.rend(); ++at) {
      if (at->rule_set.starts_with(text)) {
        return *at;
      }
    }
  }
  return std::nullopt;
}

std::optional<NamedRuleSet> find_rule_set(store::Reader* reader, const std::string& text,
                                          std::string& problem) {
  if (text == "shipped") {
    return shipped();
  }
  if (text == "active") {
    auto sources = reader == nullptr ? std::vector<rules::Source>{} : active_rule_set(*reader);
    return sources.empty() ? shipped() : NamedRuleSet{"active rule set", std::move(sources)};
  }
  if (reader != nullptr) {
    if (const auto found = find_publication(*reader, text)) {
      return NamedRuleSet{fmt::format("publication {} ({})", found->publication,
                                      found->rule_set.substr(0, kShownDigits)),
                          reader->rule_set(found->rule_set)};
    }
  }
  if (!std::filesystem::exists(text)) {
    problem = fmt::format(
        "{}: neither a publication (see `sandglass rules sets`), nor a folder or file of rule "
        "packs, nor `active` or `shipped`\n",
        text);
    return std::nullopt;
  }
  return of_files(text, problem);
}

std::string changes_text(const std::vector<rules::ChangedRule>& changes, rules::Language language) {
  std::string text;
  for (const rules::ChangedRule& rule : changes) {
    text += fmt::format("{} {} {} ({})\n", sign_of(rule.kind), terminal_text(rule.id, kUncut),
                        terminal_text(rule.name, kUncut), terminal_text(rule.pack, kUncut));
    for (const rules::ChangedKey& key : rule.keys) {
      text += fmt::format("    {}\n", terminal_text(key.key, kUncut));
      for (const std::string& removed : key.removed) {
        text += fmt::format("      - {}\n", terminal_text(removed, kUncut));
      }
      for (const std::string& added : key.added) {
        text += fmt::format("      + {}\n", terminal_text(added, kUncut));
      }
    }
  }
  if (changes.empty()) {
    text = language == rules::Language::kChinese ? "规则没有变化\n" : "no rule changes\n";
  }
  return text;
}

std::string changes_json(const std::vector<rules::ChangedRule>& changes) {
  std::string json = "[";
  for (const rules::ChangedRule& rule : changes) {
    std::string keys;
    for (const rules::ChangedKey& key : rule.keys) {
      keys +=
          fmt::format(R"({}{{"key":{},"removed":{},"added":{}}})", keys.empty() ? "" : ",",
                      rules::json_quoted(key.key), texts_json(key.removed), texts_json(key.added));
    }
    json += fmt::format(
        R"({}{{"id":{},"pack":{},"name":{},"kind":"{}","finds_others":{},"keys":[{}]}})",
        json.size() == 1 ? "" : ",", rules::json_quoted(rule.id), rules::json_quoted(rule.pack),
        rules::json_quoted(rule.name), kind_name(rule.kind), rule.may_find_others, keys);
  }
  return json + "]";
}

void list_rule_sets(store::Reader& reader, bool is_json, rules::Language language,
                    std::ostream& out) {
  const auto publications = reader.publications();
  const std::int64_t active = publications.empty() ? 0 : publications.back().publication;
  std::string json;
  std::string text;
  for (auto at = publications.rbegin(); at != publications.rend(); ++at) {
    json += fmt::format(
        R"({}{{"publication":{},"rule_set":"{}","at":"{}","author":{},"reason":{},"restores":{}}})",
        json.empty() ? "" : ",", at->publication, at->rule_set, qa::format_time(at->at),
        rules::json_quoted(at->author), rules::json_quoted(at->reason),
        at->restores ? std::to_string(*at->restores) : "null");
    text +=
        fmt::format("{} {:>4}  {}  {}  {}  {}{}\n", at->publication == active ? "*" : " ",
                    at->publication, at->rule_set.substr(0, kShownDigits), qa::format_time(at->at),
                    terminal_text(at->author, kUncut), terminal_text(at->reason, kUncut),
                    at->restores ? fmt::format("  (= {})", *at->restores) : std::string());
  }
  if (is_json) {
    out << fmt::format("{{\"active\":{},\"publications\":[{}]}}\n", active, json);
  } else if (publications.empty()) {
    out << (language == rules::Language::kChinese ? "还没有发布过规则，使用随程序提供的规则包\n"
                                                  : "Nothing was ever published: the packs that "
                                                    "come with Sandglass are used.\n");
  } else {
    out << text;
  }
}

}  // namespace plugin
