#pragma once

#include <string>
#include <vector>

#include "rules/compiler.h"

/// Short ways to write packs in tests.
namespace rules::testing {

/// A pack file named rules.yaml around `body`, which begins at line 4.
inline std::vector<Source> pack_with(const std::string& body, const std::string& locale = "zh-CN") {
  return {{"rules.yaml", "version: 1\npack: shop\nlocale: " + locale + "\n" + body}};
}

/// The ids of the rules that match one message of the agent.
inline std::vector<std::string> hits_of(const RulePack& pack, const Utterance& utterance,
                                        const Context& context = {}) {
  Scratch scratch;
  std::vector<Hit> hits;
  pack.match(utterance, context, scratch, hits);
  std::vector<std::string> out;
  for (const Hit& hit : hits) {
    out.push_back(pack.info(hit.rule).id);
  }
  return out;
}

inline Utterance agent_says(std::string_view text) {
  Utterance out;
  out.text = text;
  return out;
}

/// Code and place of each diagnostic: "E008 5:3".
inline std::vector<std::string> codes_of(const Compiled& compiled) {
  std::vector<std::string> out;
  for (const Diagnostic& diagnostic : compiled.diagnostics) {
    out.push_back(std::string(name_of(diagnostic.code)) + " " +
                  std::to_string(diagnostic.place.line) + ":" +
                  std::to_string(diagnostic.place.column));
  }
  return out;
}

}  // namespace rules::testing
