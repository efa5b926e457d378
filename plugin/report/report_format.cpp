#include "plugin/report/report_format.h"

#include <array>

#include "plugin/report/report_csv.h"
#include "plugin/report/report_html.h"
#include "plugin/report/report_json.h"
#include "plugin/report/report_text.h"
#include "plugin/report/report_xlsx.h"

namespace plugin::report {
namespace {

struct Known {
  std::string_view name;
  std::string_view ending;
};

/// In the order of Format.
constexpr std::array<Known, 5> kFormats{
    {{"text", ".txt"}, {"json", ".json"}, {"csv", ".csv"}, {"xlsx", ".xlsx"}, {"html", ".html"}}};

template <class Member>
std::optional<Format> find(Member member, std::string_view wanted) {
  for (std::size_t i = 0; i < kFormats.size(); ++i) {
    if (kFormats[i].*member == wanted) {
      return static_cast<Format>(i);
    }
  }
  return std::nullopt;
}

}  // namespace

std::string format_names() {
  std::string names;
  for (const Known& known : kFormats) {
    names += (names.empty() ? "" : ", ") + std::string(known.name);
  }
  return names;
}

std::string_view name_of(Format format) {
  return kFormats[static_cast<std::size_t>(format)].name;
}

std::optional<Format> format_named(std::string_view name) {
  return find(&Known::name, name);
}

std::optional<Format> format_of_file(const std::filesystem::path& file) {
  std::string ending = file.extension().string();
  for (char& c : ending) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return find(&Known::ending, ending);
}

std::string_view ending_of(Format format) {
  return kFormats[static_cast<std::size_t>(format)].ending;
}

bool is_binary(Format format) {
  return format == Format::kXlsx;
}

std::string report_as(Format format, const qa::Report& report, rules::Language language) {
  switch (format) {
    case Format::kText:
      return report_text(report, language);
    case Format::kJson:
      return report_json(report) + "\n";
    case Format::kCsv:
      return report_csv(report);
    case Format::kXlsx:
      return report_xlsx(report, language);
    case Format::kHtml:
      return report_html(report, language);
  }
  return {};
}

}  // namespace plugin::report
