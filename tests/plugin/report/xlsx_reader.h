#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Reads what a spreadsheet program would see in an .xlsx file, independently of what wrote it.
namespace plugin::report {

struct XlsxCell {
  std::string text;  ///< of a string unescaped, of a number as it is written
  bool is_number = false;
  bool is_formula = false;
};

/// Cells by place, "B7".
using XlsxSheet = std::map<std::string, XlsxCell>;

struct Xlsx {
  std::vector<std::string> names;  ///< of the sheets, in order
  std::vector<XlsxSheet> sheets;
};

/// The files of a zip archive, unpacked, by name. @throws std::runtime_error for what is none
std::map<std::string, std::string> unzip(std::string_view archive);

Xlsx read_xlsx(std::string_view archive);

/// `&lt;` and its like, and &#…;, as the characters they stand for.
std::string unescaped(std::string_view markup);

}  // namespace plugin::report
