// A rule and a message: line 1 a view, line 2 the rule's text, line 3 its exception (may be empty),
// the rest is the message. Promises: no crash; both matchers find the same at the same places.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "rules/compiler.h"
#include "rules/slow_matcher.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    out += c == '\'' ? "''" : std::string(1, c);
  }
  return out + "'";
}

std::vector<rules::Hit> hits_of(const rules::RulePack& pack, std::string_view text) {
  rules::Scratch scratch;
  std::vector<rules::Hit> hits;
  pack.match({rules::Speaker::kAgent, "text", false, text}, {}, scratch, hits);
  return hits;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view view = take_line(rest);
  const std::string_view has = take_line(rest);
  const std::string_view except = take_line(rest);
  // One in two packs is English: words then match on their boundaries.
  std::string pack = "version: 1\npack: p\nlocale: ";
  pack += size % 2 == 0 ? "en" : "zh-CN";
  pack += "\nwords: {w: [微信, vx]}\nrules:\n- id: a\n  has: [" + quoted(has) + ", '{w}号']\n";
  pack += except.empty() ? "" : "  except: " + quoted(except) + "\n";
  pack += view.empty() ? "" : "  view: " + quoted(view) + "\n";
  const std::vector<rules::Source> sources = {{"p.yaml", pack}};
  const auto quick = rules::compile(sources).pack;
  if (!quick) {
    return 0;
  }
  const auto slow = rules::compile_slowly(sources);
  fuzz::expect(slow != nullptr, "what compiles quickly compiles slowly");
  const std::vector<rules::Hit> found = hits_of(*quick, rest);
  const std::vector<rules::Hit> expected = hits_of(*slow, rest);
  fuzz::expect(found.size() == expected.size(), "both matchers find the same");
  fuzz::expect(found.empty() || found[0].spans == expected[0].spans, "at the same places");
  return 0;
}
