#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugin/review_queue.h"
#include "rules/collector.h"
#include "rules/diagnostic.h"
#include "store/store.h"

/// `sandglass rules except`: from a reviewer's false alarm to an exception in the local pack, with
/// the reply as an `ok` example, so that it stays excepted.
namespace plugin {

struct ExceptionRequest {
  std::vector<rules::Source> sources;  ///< the rule set to change
  qa::FindingRecord finding;
  std::string why;
  std::string who;
  std::string day;   ///< "2026-11-22", for those who read the pack
  std::string text;  ///< what to except, as written in a rule; empty: the hit and what is around it
  rules::Language language = rules::Language::kEnglish;
};

struct ProposedException {
  std::vector<rules::Source> sources;  ///< the changed rule set
  std::string local_name;              ///< `name` of the local pack among them
  std::string added;                   ///< the lines that are new in it
  /// Not empty: refused. The rule set would not compile, the finding would stay, or the exception
  /// would shield a `bad` example, or a reply that a reviewer found rightly flagged.
  std::string problems;
};

/// Nothing is written. @throws store::Error.
ProposedException propose_exception(store::Reader& reader, const ExceptionRequest& request);

}  // namespace plugin
