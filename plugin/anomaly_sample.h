#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "qa/record.h"

namespace plugin {

/// Which anomalies get a row in the database: bad input can come without end, and must not fill the
/// disk or the memory. Of each account and kind the first hundred, as somebody looks at some of
/// them; then the 1,000th, the 10,000th … of one run, whose detail says which they are. One thread
/// at a time.
class AnomalySample {
 public:
  /// Counts it. True: it is to be stored, in the form it has then.
  bool take(qa::AnomalyRecord& anomaly);

 private:
  std::map<std::pair<std::string, std::string>, std::uint64_t> seen_;  // source, kind
};

}  // namespace plugin
