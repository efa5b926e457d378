#pragma once

#include <string>

#include "plugin/exchange/csv_import.h"

/// What an import came to, for people and for scripts.
namespace plugin::exchange {

struct ImportedFile {
  std::string name;
  CsvImportTally tally;
  std::string rejects;   ///< file with the rows that were not taken; empty: there is none
  bool is_whole = true;  ///< false: it was stopped
  bool is_dry_run = false;
  double seconds = 0;
};

/// Lines ended by LF, safe on a terminal.
std::string import_text(const ImportedFile& file);
/// One JSON object without a line end.
std::string import_json(const ImportedFile& file);

}  // namespace plugin::exchange
