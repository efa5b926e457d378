#pragma once

#include <string>
#include <vector>

#include "plugin/config.h"

namespace plugin {

/// One thing looked at.
struct Checkup {
  enum class State { kGood, kWarning, kBad };

  std::string what;  ///< "database", "connection feige"
  State state = State::kGood;
  std::string detail;  ///< what was seen; for a bad one also what to do
};

/// Examines everything `run` depends on, without writing anything and without logging in: rules,
/// zone, database (schema, integrity, owner, the disk it is on), and every workstation as far as
/// its `hello` (name, TLS, version, clock). Blocks for at most about fifteen seconds a connection.
std::vector<Checkup> examine(const Config& config);

}  // namespace plugin
