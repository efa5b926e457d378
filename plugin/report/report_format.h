#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "qa/report.h"
#include "rules/diagnostic.h"

/// The forms a report can be written in, one writer each.
namespace plugin::report {

enum class Format { kText, kJson, kCsv, kXlsx, kHtml };

/// Names people give them, in the order of Format: "text, json, csv, xlsx, html".
std::string format_names();
std::string_view name_of(Format format);
std::optional<Format> format_named(std::string_view name);
/// By how the file's name ends (".txt", ".json", ".csv", ".xlsx", ".html", in any case); nullopt
/// for any other ending.
std::optional<Format> format_of_file(const std::filesystem::path& file);
/// ".txt", ".json" …
std::string_view ending_of(Format format);
/// True for what no terminal should be shown.
bool is_binary(Format format);

/// The report in that form, all of it.
/// @param language  of text, xlsx and html; json and csv have none
/// @throws std::runtime_error where the form has no room for so much (see report_xlsx)
std::string report_as(Format format, const qa::Report& report, rules::Language language);

}  // namespace plugin::report
