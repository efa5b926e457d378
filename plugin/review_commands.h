#pragma once

#include <iosfwd>
#include <string>

#include "plugin/review_queue.h"
#include "rules/diagnostic.h"

/// What `sandglass review list|show|export` print. Deciding needs the database's owner and is done
/// by the tool. @throws store::Error.
namespace plugin {

struct ReviewListing {
  ReviewFilter filter;
  std::size_t limit = 50;  ///< of a list for people; an export has no limit
  bool is_json = false;
  rules::Language language = rules::Language::kEnglish;
};

/// One finding in two lines: what and who, then the words with the place marked.
/// JSON: {"findings":[{"finding","conversation","message","message_revision","rule","pack",
/// "rule_set","level","do","agent","at","trial","for_review","spans","text","verdict","reviewer",
/// "note","decided_at"}],"total":N}; the last four are null before a decision.
void list_reviews(store::Reader& reader, const ReviewListing& listing, std::ostream& out);

/// One finding with the messages around it and every verdict on it.
void show_review(store::Reader& reader, const ReviewItem& item, const ReviewListing& listing,
                 std::ostream& out);

/// CSV, one line a finding, words included: csv.h says what makes it safe to open.
void export_reviews(store::Reader& reader, const ReviewListing& listing, std::ostream& out);

}  // namespace plugin
