#include "plugin/rule_publication.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "qa/event_json.h"
#include "rules/rule_text.h"

namespace plugin {
namespace {

/// Who published what nobody did: the program itself.
constexpr std::string_view kProgram = "system";

/// The first publication: what was judged by until now.
void record_shipped_packs(store::Store& store, qa::Time at) {
  const std::vector<rules::Source> packs = named_by_pack(rules::shipped_packs());
  rules::CompileOptions version_only;
  version_only.only.emplace();  // the version is that of the whole; the packs were tried long ago
  store::Publication first;
  first.rule_set = rules::compile(packs, version_only).pack->version();
  first.at = at;
  first.author = kProgram;
  first.reason = "the packs that come with Sandglass " SANDGLASS_VERSION;
  store.append_publication(first, packs);
}

/// The sources a rollback brings back.
std::vector<rules::Source> restored(store::Reader& reader, std::int64_t number) {
  for (const store::Publication& publication : reader.publications()) {
    if (publication.publication == number) {
      return reader.rule_set(publication.rule_set);
    }
  }
  return {};
}

}  // namespace

std::string problems_text(const rules::Compiled& compiled, rules::Language language) {
  std::string text;
  for (const rules::Diagnostic& diagnostic : compiled.diagnostics) {
    if (rules::severity_of(diagnostic.code) == rules::Severity::kError) {
      text += rules::to_text(diagnostic, language) + "\n";
    }
  }
  return text;
}

std::vector<rules::Source> active_rule_set(store::Reader& reader) {
  const auto publications = reader.publications();
  return publications.empty() ? std::vector<rules::Source>{}
                              : reader.rule_set(publications.back().rule_set);
}

std::vector<rules::Source> named_by_pack(std::vector<rules::Source> sources) {
  for (rules::Source& source : sources) {
    if (std::string name = rules::pack_name(source); !name.empty()) {
      source.name = std::move(name);
    }
  }
  return sources;
}

std::string to_json(const RuleChange& change) {
  std::string json = "{\"packs\":[";
  for (const rules::Source& pack : change.packs) {
    json += json.back() == '[' ? "{\"pack\":" : ",{\"pack\":";
    qa::append_json_string(json, pack.name);
    json += ",\"source\":";
    qa::append_json_string(json, pack.text);
    json += '}';
  }
  json += "],\"restores\":" + std::to_string(change.restores.value_or(0)) + ",\"author\":";
  qa::append_json_string(json, change.author);
  json += ",\"reason\":";
  qa::append_json_string(json, change.reason);
  return json + "}";
}

std::optional<RuleChange> read_rule_change(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  simdjson::dom::array packs;
  std::string_view author;
  std::string_view reason;
  std::int64_t restores = 0;
  if (parser.parse(json.data(), json.size()).get(document) != simdjson::SUCCESS ||
      document["packs"].get(packs) != simdjson::SUCCESS ||
      document["restores"].get(restores) != simdjson::SUCCESS ||
      document["author"].get(author) != simdjson::SUCCESS ||
      document["reason"].get(reason) != simdjson::SUCCESS || reason.empty()) {
    return std::nullopt;
  }
  RuleChange change;
  change.author = author;
  change.reason = reason;
  for (const simdjson::dom::element pack : packs) {
    std::string_view name;
    std::string_view source;
    if (pack["pack"].get(name) != simdjson::SUCCESS ||
        pack["source"].get(source) != simdjson::SUCCESS) {
      return std::nullopt;
    }
    change.packs.push_back({std::string(name), std::string(source)});
  }
  if (restores > 0) {
    change.restores = restores;
  }
  return change.packs.empty() == change.restores.has_value() ? std::optional(std::move(change))
                                                             : std::nullopt;
}

std::string to_json(const Published& published) {
  return fmt::format("{{\"publication\":{},\"rule_set\":\"{}\",\"rules\":{},\"unchanged\":{}}}",
                     published.publication.publication, published.publication.rule_set,
                     published.pack ? published.pack->size() : 0, published.is_unchanged);
}

Published publish(store::Store& store, const RuleChange& change, qa::Time at,
                  rules::Language language) {
  Published published;
  published.sources = change.restores ? restored(store, *change.restores) : change.packs;
  if (published.sources.empty()) {
    published.problems =
        fmt::format("there is no publication {}; see `sandglass rules sets`", *change.restores);
    return published;
  }
  const rules::Compiled compiled = rules::compile(published.sources);
  if (!compiled.pack) {
    published.problems = problems_text(compiled, language);
    return published;
  }
  published.pack = compiled.pack;
  published.publication.rule_set = compiled.pack->version();
  published.publication.at = at;
  published.publication.author = change.author;
  published.publication.reason = change.reason;
  published.publication.restores = change.restores;
  auto before = store.publications();
  if (before.empty()) {
    record_shipped_packs(store, at);
    before = store.publications();
  }
  if (before.back().rule_set == published.publication.rule_set) {
    published.publication = before.back();
    published.is_unchanged = true;
    return published;
  }
  published.publication.publication = store.append_publication(
      published.publication, change.restores ? std::vector<rules::Source>{} : published.sources);
  return published;
}

}  // namespace plugin
