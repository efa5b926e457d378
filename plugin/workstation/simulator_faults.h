#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qa/event.h"
#include "qa/time.h"

/// What is wrong with a simulated workstation at the moment, and how one says what should be.
namespace plugin::workstation {

struct SimulatorFaults {
  bool is_muted = false;        ///< events are dead, pongs live
  bool is_pong_silent = false;  ///< no pongs
  bool is_silent = false;       ///< nothing at all
  qa::Duration skew{};          ///< server clock minus true time

  int refusals = 0;         ///< so many times credentials are refused (4001)
  int odd_subprotocol = 0;  ///< so many upgrades without the subprotocol echoed
  int http_refusals = 0;    ///< so many upgrades answered with http_status
  int http_status = 503;
  std::optional<std::int64_t> http_retry_after;  ///< seconds
  std::optional<qa::Time> down_until;            ///< unreachable until then

  qa::Duration hello_delay{};
  std::int64_t hello_version = 1;

  std::string receipts = "normal";  ///< normal | none | delay | rejected
  qa::Duration receipt_delay{};

  int reorder_left = 0;         ///< events still to be gathered
  bool reorder_within = false;  ///< also inside one conversation
  std::vector<qa::Event> gathered;
  std::optional<qa::Time> gathered_until;
};

/// The JSON object that comes with a fault; an empty body has no members.
class FaultArguments {
 public:
  /// nullopt: not a JSON object.
  static std::optional<FaultArguments> read(std::string_view json);

  std::int64_t integer(const std::string& name, std::int64_t otherwise) const;
  std::string text(const std::string& name, std::string_view otherwise) const;
  bool flag(const std::string& name, bool otherwise) const;
  /// A member's JSON as it came; empty: none.
  std::string json(const std::string& name) const;

 private:
  std::map<std::string, std::string> members_;  ///< scalars as text, the rest as JSON
};

/// A bad frame on request: oversize, invalid_utf8, bad_json, not_object, no_op, unknown, hint,
/// deep. nullopt: no such kind.
std::optional<std::string> odd_frame(std::string_view kind);

}  // namespace plugin::workstation
