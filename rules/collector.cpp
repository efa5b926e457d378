#include "rules/collector.h"

#include <algorithm>
#include <map>

#include "rules/local_pack.h"
#include "rules/pack_file.h"
#include "rules/reader.h"

namespace rules {
namespace {

void report_duplicates(const Collected& collected, std::vector<Diagnostic>& diagnostics) {
  std::map<std::string_view, const Pack*> packs;
  for (const Pack& pack : collected.packs) {
    const auto [first, is_new] = packs.try_emplace(pack.name, &pack);
    if (!is_new) {
      const SourceLines& lines = collected.lines[pack.source];
      diagnostics.push_back(lines.at(Code::kDuplicatePack, 0, 0,
                                     {pack.name, collected.lines[first->second->source].file()}));
    }
  }
  std::map<std::string_view, const Rule*> rules;
  for (const Rule& rule : collected.rules) {
    const auto [first, is_new] = rules.try_emplace(rule.id, &rule);
    if (!is_new) {
      const Rule& other = *first->second;
      diagnostics.push_back(collected.lines[rule.source].at(
          Code::kDuplicateRule, rule.line, rule.column,
          {rule.id, collected.lines[other.source].file() + ":" + std::to_string(other.line)}));
    }
  }
}

}  // namespace

Collected collect(const std::vector<Source>& sources, std::vector<Diagnostic>& diagnostics) {
  Collected out;
  out.lines.reserve(sources.size());
  for (const Source& source : sources) {
    out.lines.emplace_back(source.name, source.text);
  }
  std::vector<std::optional<Node>> roots;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    roots.push_back(read(sources[i].text, out.lines[i], diagnostics));
  }
  resolve_overrides(roots, out.lines, diagnostics);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (roots[i]) {
      PackFile file = collect_file(*roots[i], i, out.lines[i], diagnostics);
      out.packs.push_back(std::move(file.pack));
      std::move(file.rules.begin(), file.rules.end(), std::back_inserter(out.rules));
    }
  }
  std::stable_sort(out.packs.begin(), out.packs.end(),
                   [](const Pack& a, const Pack& b) { return a.name < b.name; });
  std::stable_sort(out.rules.begin(), out.rules.end(),
                   [](const Rule& a, const Rule& b) { return a.pack < b.pack; });
  report_duplicates(out, diagnostics);
  return out;
}

}  // namespace rules
