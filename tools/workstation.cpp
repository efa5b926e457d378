#include <fmt/format.h>

#include <map>
#include <memory>

#include "plugin/log.h"
#include "plugin/workstation/simulator_command.h"
#include "tools/command.h"

namespace tools {

using plugin::workstation::PlayTimes;
using plugin::workstation::WorkstationOptions;

void declare_workstation(CLI::App& command, Action& action) {
  const auto options = std::make_shared<WorkstationOptions>();
  const auto seconds = std::make_shared<double>(0);
  const std::map<std::string, PlayTimes> times{
      {"now", PlayTimes::kNow}, {"shift", PlayTimes::kShift}, {"keep", PlayTimes::kKeep}};
  command.add_option("--events", options->files,
                     "Event files to play; default: the demo, without end");
  command.add_option("--host", options->host, "Address to listen on");
  command.add_option("--port", options->port, "Port; 0: any free one");
  command.add_option("--speed", options->speed, "Times as fast; 0: as fast as clients take it");
  command
      .add_option("--times", options->times,
                  "now: stamped when sent; shift: moved to now; keep: as recorded")
      ->transform(CLI::CheckedTransformer(times));
  command.add_option("--agents", options->agents, "ID or ID=NAME; default: any id has a token")
      ->delimiter(',');
  command.add_option("--token", options->token, "Token that sees everything");
  command.add_option("--heartbeat", options->heartbeat_ms, "Milliseconds, at least 5000");
  command.add_option("--inflight", options->inflight, "Events a client may leave unacknowledged");
  command.add_option("--retention", options->retention, "Events a stream keeps for resuming");
  command.add_flag("--wait", options->waits_for_client, "Begin when the first client is ready");
  command.add_option("--drafts", options->checked_percent,
                     "Per cent of human messages checked as drafts first");
  command.add_option("--seed", options->seed, "Of what is left to chance");
  command.add_option("--for", *seconds, "Seconds to serve; default: until interrupted");
  command.callback([options, seconds, &action] {
    action = [options, seconds] {
      if (*seconds > 0) {
        options->runs_for = qa::Duration{static_cast<std::int64_t>(*seconds * 1000)};
      }
      const auto problems = plugin::workstation::problems_of(*options);
      for (const std::string& problem : problems) {
        fmt::print(stderr, "sandglass: {}\n", problem);
      }
      if (!problems.empty()) {
        return kUsage;
      }
      plugin::Log log{plugin::LogConfig{}};
      return plugin::workstation::run_workstation(*options, log);
    };
  });
}

}  // namespace tools
