#include "plugin/report/markup.h"

#include "plugin/report/report_table.h"

namespace plugin::report {

std::string markup(std::string_view text, std::size_t columns) {
  std::string out;
  for (const char c : shown(text, columns)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace plugin::report
