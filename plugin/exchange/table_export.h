#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/report/table_writer.h"
#include "qa/profile.h"
#include "store/store.h"

/// What is stored, as tables (docs/exporting.md says what each column is).
namespace plugin::exchange {

enum class ExportTable : std::uint8_t { kConversations, kRounds, kFindings, kReviews };
std::optional<ExportTable> export_table_named(std::string_view name);
std::string_view to_string(ExportTable table);  // "conversations", "rounds", "findings", "reviews"

struct ExportQuestion {
  ExportTable table = ExportTable::kConversations;
  store::Period period;          ///< of the beginning, opening, finding, verdict
  bool with_transcript = false;  ///< a column with all that was said, of conversations
  qa::Time instant{};            ///< the moment it speaks of, as of a report
};

std::vector<std::string> export_columns(const ExportQuestion& question);

/// Reads page by page and keeps one conversation at a time (of reviews all verdicts).
/// @param goes_on  told the rows so far, after each page; false: stop. May be empty.
/// @returns rows written; nullopt: stopped. @throws store::Error, whatever the writer throws.
std::optional<std::int64_t> export_table(store::Reader& reader, const qa::Profile& profile,
                                         const ExportQuestion& question,
                                         report::TableWriter& writer,
                                         const std::function<bool(std::int64_t)>& goes_on);

}  // namespace plugin::exchange
