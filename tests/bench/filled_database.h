#pragma once

#include <cstdint>
#include <string>

#include "plugin/replay.h"

/// Databases of generated conversations, about ten messages each, for measurements at size.
namespace bench {

struct DatabaseSize {
  int conversations = 1'000'000;
  int days = 30;
  int agents = 200;
  int seed = 7;
};

struct Filled {
  plugin::ReplayCounts counts;
  std::uint64_t messages = 0;
};

/// Makes a database: conversations spread evenly over the days up to and with 2026-11-22, followed
/// by the desk and written by the store as an import is, with the intents of the shipped rules and
/// the sums of the figures. The same size gives the same figures on every machine. One day is in
/// memory at a time.
/// @param path  nothing is there
/// @throws store::Error
Filled fill_database(const std::string& path, const DatabaseSize& size);

}  // namespace bench
