#include "rules/finding.h"

namespace rules {

std::string_view to_string(Level level) {
  switch (level) {
    case Level::kNote:
      return "note";
    case Level::kMinor:
      return "minor";
    case Level::kMajor:
      return "major";
    case Level::kCritical:
      return "critical";
  }
  return "minor";
}

std::string_view to_string(Action action) {
  switch (action) {
    case Action::kLog:
      return "log";
    case Action::kHint:
      return "hint";
    case Action::kConfirm:
      return "confirm";
    case Action::kBlock:
      return "block";
  }
  return "log";
}

std::string_view to_string(View view) {
  switch (view) {
    case View::kRaw:
      return "raw";
    case View::kNorm:
      return "norm";
    case View::kClean:
      return "clean";
    case View::kSquash:
      return "squash";
    case View::kDigits:
      return "digits";
  }
  return "clean";
}

}  // namespace rules
