#pragma once

#include <functional>
#include <string>

#include "plugin/net/control_socket.h"
#include "plugin/rule_publication.h"
#include "store/store.h"

/// Changing a database that another process may hold (docs/architecture.md, "One owner").
namespace tools {

struct DatabaseChange {
  std::string route;  ///< of the control socket: "/profile"
  std::string body;   ///< for it
  int refused = 2;    ///< exit code where the change itself is at fault
  /// The same change made here, under the lock; returns the exit code.
  std::function<int(store::Store&)> make;
};

/// Makes the change here or, while a process holds the database, through that process, whose answer
/// is printed as the change made here would be. A database that is not there is not made.
/// @returns the exit code. @throws store::Error, std::system_error.
int change_database(const std::string& database, const DatabaseChange& change);

/// Publishes a rule set, or goes back to an older one; prints what it came to.
int publish_rules(const std::string& database, const plugin::RuleChange& change,
                  rules::Language language);

/// "cli:uid=1000": who, where nobody says.
std::string default_author();

}  // namespace tools
