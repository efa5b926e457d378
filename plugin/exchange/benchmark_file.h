#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/exchange/text_decoder.h"
#include "qa/benchmark.h"

/// Benchmarks out of a CSV file (docs/importing.md, "Benchmarks"). Nothing is guessed and nothing
/// is taken by halves: one mistake, and none of them is used.
namespace plugin::exchange {

/// Rows beyond which a file is no table of benchmarks.
inline constexpr std::size_t kMostBenchmarks = 10'000;

struct BenchmarkProblem {
  std::int64_t line = 0;  ///< in the file, from 1
  std::string message;    ///< "value: 185 % is no share: …"
};

struct BenchmarkReading {
  std::vector<qa::Benchmark> benchmarks;  ///< in the order of the file
  std::vector<BenchmarkProblem> problems;

  [[nodiscard]] bool is_good() const { return problems.empty(); }
};

/// @param source  the file's bytes, piece by piece; empty: the end
[[nodiscard]] BenchmarkReading read_benchmarks(const std::function<std::string_view()>& source,
                                               Encoding encoding);

}  // namespace plugin::exchange
