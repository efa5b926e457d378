#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rules/text.h"
#include "tests/bench/inspect_workload.h"

/// Other ways to answer the same question, written as one would write them: which rules does this
/// message break, and where first. All read the clean view and make it themselves.
namespace bench {

struct Answer {
  std::uint32_t rule = 0;
  rules::Span span;  ///< the first that no exception shields
};

class Engine {
 public:
  virtual ~Engine() = default;

  /// Ascending by rule; emptied first.
  virtual void inspect(std::string_view text, std::vector<Answer>& answers) = 0;

  /// How often the engine gave up on a text and every rule was tried instead.
  virtual std::size_t fallbacks() const { return 0; }
};

struct EngineKind {
  const char* name;
  /// Null if the engine cannot take these rules.
  std::unique_ptr<Engine> (*make)(const std::vector<BenchRule>& rules);
};

/// Ours first.
const std::vector<EngineKind>& engine_kinds();

}  // namespace bench
