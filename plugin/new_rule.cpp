#include "plugin/new_rule.h"

#include <fmt/format.h>

#include <algorithm>

#include "plugin/rule_library.h"
#include "plugin/whole_file.h"
#include "rules/collector.h"
#include "rules/compiler.h"
#include "rules/local_pack.h"
#include "rules/reader.h"
#include "rules/rule_text.h"

namespace plugin {
namespace {

namespace fs = std::filesystem;

using Sources = std::vector<rules::Source>;

std::string said(rules::Language language, std::string english, std::string chinese) {
  return language == rules::Language::kChinese ? std::move(chinese) : std::move(english);
}

std::string shown(const std::vector<rules::Diagnostic>& diagnostics, rules::Language language) {
  std::string out;
  for (const rules::Diagnostic& diagnostic : diagnostics) {
    out += rules::to_text(diagnostic, language);
  }
  return out;
}

/// The packs that stand in a folder; none of a folder that is missing or empty.
Sources packs_in(const fs::path& folder, std::string& problems, rules::Language language) {
  std::error_code missing;
  std::vector<rules::Diagnostic> unreadable;
  if (!fs::exists(folder, missing)) {
    return {};
  }
  Sources packs = read_rule_folder(folder, unreadable);
  std::erase_if(unreadable, [](const rules::Diagnostic& diagnostic) {
    return diagnostic.code == rules::Code::kNoPacks;
  });
  problems += shown(unreadable, language);
  return packs;
}

bool is_pack_file(const fs::path& path) {
  return path.extension() == ".yaml" && !path.filename().string().starts_with('.');
}

/// A name with an ending is a file's, unless a folder of that name is there.
bool names_file(const fs::path& pack) {
  std::error_code ignored;  // what cannot be looked at fails when it is read
  return fs::is_regular_file(pack, ignored) ||
         (pack.has_extension() && !fs::is_directory(pack, ignored));
}

/// The file the rule goes into; empty after a problem.
fs::path file_for(const fs::path& pack, const Sources& packs, std::string& problems,
                  rules::Language language) {
  if (names_file(pack)) {
    if (!is_pack_file(pack)) {
      problems =
          said(language, fmt::format("{}: rule packs are files named *.yaml\n", pack.string()),
               fmt::format("{}：规则包的文件名要以 .yaml 结尾\n", pack.string()));
    }
    return pack;
  }
  const auto local = std::find_if(packs.begin(), packs.end(), rules::is_local_pack);
  if (local != packs.end()) {
    return local->name;
  }
  if (packs.size() <= 1) {
    return packs.empty() ? pack / "local.yaml" : fs::path(packs.front().name);
  }
  problems =
      said(language,
           fmt::format("{}: there are {} packs here and none is the local one; name the "
                       "file with --pack\n",
                       pack.string(), packs.size()),
           fmt::format("{}：这里有 {} 个规则包，没有本地规则包；请用 --pack 写明是哪个文件\n",
                       pack.string(), packs.size()));
  return {};
}

/// Where a rule of this id stands, `file:line`; empty if there is none.
std::string place_of(const std::string& id, Sources packs) {
  for (rules::Source& shipped : rules::shipped_packs()) {
    const bool is_replaced = std::any_of(packs.begin(), packs.end(), [&](const auto& pack) {
      return rules::pack_name(pack) == rules::pack_name(shipped);
    });
    if (!is_replaced) {
      packs.push_back(std::move(shipped));
    }
  }
  std::vector<rules::Diagnostic> ignored;  // of other packs; whoever checks them is told
  const rules::Collected collected = rules::collect(packs, ignored);
  for (const rules::Rule& rule : collected.rules) {
    if (rule.id == id) {
      return fmt::format("{}:{}", collected.lines[rule.source].file(), rule.line);
    }
  }
  return {};
}

std::string pack_name_for(const fs::path& file) {
  const std::string stem = file.stem().string();
  const bool is_plain =
      stem.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_") == std::string::npos &&
      !stem.empty() && stem.front() != '.' && stem.front() != '-';
  return is_plain ? stem : rules::kLocalPack;
}

/// Puts the rule behind the last one of a pack: before the key that follows `rules`, or at the end.
/// False where the rules are not written one a dash.
bool insert(const rules::RuleSkeleton& skeleton, ProposedRule& proposed) {
  std::string& text = proposed.text;
  const bool has_cr = text.find("\r\n") != std::string::npos;
  const std::string_view line_end = has_cr ? "\r\n" : "\n";
  if (!text.empty() && !text.ends_with('\n')) {
    text += line_end;
  }
  std::vector<rules::Diagnostic> ignored;  // it compiled
  const rules::SourceLines lines(proposed.file.string(), text);
  const auto root = rules::read(text, lines, ignored);
  const auto is_rules = [](const rules::Node::Entry& entry) {
    return entry.key == "rules" || entry.key == "规则";
  };
  const auto rules = std::find_if(root->entries.begin(), root->entries.end(), is_rules);
  if (root->is_flow || rules == root->entries.end() || rules->value.is_flow) {
    return false;
  }
  std::string_view indent;
  if (!rules->value.items.empty()) {
    const std::string_view first = lines.line(rules->value.items.front().line);
    indent = first.substr(0, std::min(first.find_first_not_of(' '), first.size()));
  }
  proposed.added = rules::rule_text(skeleton, indent);
  for (std::size_t at = 0; has_cr && (at = proposed.added.find('\n', at)) != std::string::npos;) {
    proposed.added.replace(at, 1, line_end);
    at += line_end.size();
  }
  if (rules + 1 == root->entries.end()) {
    proposed.added.insert(0, line_end);
    text += proposed.added;
    return true;
  }
  // Comments and blank lines above the next key are that key's.
  std::uint32_t next = (rules + 1)->line;
  const auto is_apart = [&lines](std::uint32_t number) {
    const std::string_view line = lines.line(number);
    return line.find_first_not_of(' ') == std::string_view::npos || line.front() == '#';
  };
  while (next > rules->line + 1 && is_apart(next - 1)) {
    --next;
  }
  std::size_t at = 0;
  for (std::uint32_t line = 1; line < next; ++line) {
    at = text.find('\n', at) + 1;
  }
  proposed.added.insert(0, line_end);
  text.insert(at, proposed.added);
  return true;
}

/// The text of a rule set's file with the rule in it, compiled with its neighbours.
void check(ProposedRule& proposed, const NewRule& asked, Sources packs) {
  const rules::Language language = asked.skeleton.language;
  const std::string name = proposed.file.empty() ? std::string("rules") : proposed.file.string();
  std::erase_if(packs, [&name](const auto& pack) { return pack.name == name; });
  packs.push_back({name, proposed.text});
  const auto compiled = rules::compile(rules::with_shipped_packs(std::move(packs)));
  if (!compiled.pack) {
    proposed.problems = shown(compiled.diagnostics, language);
  }
}

/// The rule at the end of a pack that is there.
void add_to(const rules::Source& present, const NewRule& asked, const Sources& packs,
            ProposedRule& proposed) {
  proposed.file = present.name;
  proposed.text = present.text;
  check(proposed, asked, packs);  // a broken pack is put right first
  if (proposed.problems.empty() && !insert(asked.skeleton, proposed)) {
    proposed.problems = said(
        asked.skeleton.language,
        fmt::format("{}: write `rules` as a list, one rule a dash, to have one added\n",
                    present.name),
        fmt::format("{}：`rules` 要写成每条规则以「-」开头的列表，才能往里加\n", present.name));
  }
}

void begin_pack(const NewRule& asked, ProposedRule& proposed) {
  const std::string name = proposed.file.empty() ? rules::kLocalPack : pack_name_for(proposed.file);
  proposed.text = rules::pack_header(name, asked.skeleton) + rules::rule_text(asked.skeleton, "");
  proposed.added = proposed.text;
}

}  // namespace

ProposedRule propose_rule(const NewRule& asked) {
  const rules::Language language = asked.skeleton.language;
  ProposedRule proposed;
  Sources packs;
  if (!asked.pack.empty()) {
    const fs::path folder = !names_file(asked.pack)        ? asked.pack
                            : asked.pack.has_parent_path() ? asked.pack.parent_path()
                                                           : fs::path(".");
    packs = packs_in(folder, proposed.problems, language);
    if (proposed.problems.empty()) {
      proposed.file = file_for(asked.pack, packs, proposed.problems, language);
    }
  }
  const std::string place =
      proposed.problems.empty() ? place_of(asked.skeleton.id, packs) : std::string();
  if (!place.empty()) {
    proposed.problems =
        said(language, fmt::format("rule id '{}' is taken: {}\n", asked.skeleton.id, place),
             fmt::format("规则编号「{}」已经有了：{}\n", asked.skeleton.id, place));
  }
  if (!proposed.problems.empty()) {
    return proposed;
  }
  const auto present = std::find_if(packs.begin(), packs.end(), [&](const auto& pack) {
    std::error_code missing;
    return fs::equivalent(pack.name, proposed.file, missing);
  });
  if (present != packs.end()) {
    add_to(*present, asked, packs, proposed);
  } else {
    begin_pack(asked, proposed);
  }
  if (proposed.problems.empty()) {
    check(proposed, asked, std::move(packs));
  }
  return proposed;
}

void write_rule(const ProposedRule& proposed) {
  if (proposed.file.has_parent_path()) {
    fs::create_directories(proposed.file.parent_path());
  }
  write_whole_file(proposed.file, proposed.text);
}

}  // namespace plugin
