#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>

#include "plugin/exchange/event_file.h"
#include "plugin/screen.h"
#include "store/error.h"
#include "tools/command.h"

namespace {

struct Entry {
  const char* name;
  const char* about;
  tools::Declare declare;
};

constexpr Entry kCommands[] = {
    {"run", "Attach to the workstation: follow rounds, nudge, inspect, store", tools::declare_run},
    {"demo", "Show it all on a simulated workstation, with a temporary database",
     tools::declare_demo},
    {"workstation", "The simulated workstation on its own", tools::declare_workstation},
    {"replay", "Run event files through the same core in virtual time", tools::declare_replay},
    {"import", "Take over what platforms export", tools::declare_import},
    {"export", "Stored conversations, rounds, findings, verdicts and figures as tables",
     tools::declare_export},
    {"report", "Figures of a database or of event files", tools::declare_report},
    {"explain", "The messages and rules behind a conversation, a round or a finding",
     tools::declare_explain},
    {"topics", "What customers ask about most, and in which conversations", tools::declare_topics},
    {"risks", "Conversations most like those that end in a complaint", tools::declare_risks},
    {"surges", "Hours in which far more customers wrote than usual", tools::declare_surges},
    {"rules", "Check, test, explain, publish and tune rules", tools::declare_rules},
    {"review", "Findings and what people make of them", tools::declare_review},
    {"profile", "Show, set and trace the limits everything is counted by", tools::declare_profile},
    {"doctor", "Examine configuration, database, connection and versions", tools::declare_doctor},
    {"migrate", "Bring a database up to date", tools::declare_migrate},
    {"rebuild", "Make the stored sums anew, or check them", tools::declare_rebuild},
    {"sql", "How to look into the database safely", tools::declare_sql},
};

int run(int argc, char** argv) {
  CLI::App app{"Sandglass 沙漏: answers in time, and in order", "sandglass"};
  app.set_version_flag("--version", SANDGLASS_VERSION);
  app.require_subcommand(1);
  tools::Action action;
  for (const Entry& entry : kCommands) {
    entry.declare(*app.add_subcommand(entry.name, entry.about), action);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? tools::kOk : tools::kUsage;
  }
  return action ? action() : tools::kUsage;
}

/// A message may hold the name of a file, which anybody can have given it.
int say(const std::exception& error, int code) {
  std::string shown = "sandglass: ";
  std::string_view rest = error.what();
  for (std::size_t end = rest.find('\n'); end != rest.npos; end = rest.find('\n')) {
    shown += plugin::terminal_text(rest.substr(0, end), plugin::kUncut) + "\n";
    rest.remove_prefix(end + 1);
  }
  shown += plugin::terminal_text(rest, plugin::kUncut) + "\n";
  static_cast<void>(std::fputs(shown.c_str(), stderr));
  return code;
}

int run_or_say(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const store::Error& error) {
    return say(error, tools::kStoreTrouble);
  } catch (const std::exception& error) {
    return say(error, tools::kFailed);
  }
}

/// A result that did not reach standard output is no result: most of it waits in a buffer until
/// here, so that only here a full disk shows.
int with_output_written(int code) {
  errno = 0;
  std::cout.flush();
  const bool is_flushed = std::fflush(stdout) == 0;
  if (is_flushed && std::ferror(stdout) == 0) {
    return code;
  }
  static_cast<void>(std::fprintf(stderr, "sandglass: standard output cannot be written%s%s\n",
                                 errno == 0 ? "" : ": ", errno == 0 ? "" : std::strerror(errno)));
  return code == tools::kOk ? tools::kFailed : code;
}

}  // namespace

int main(int argc, char** argv) {
  return with_output_written(run_or_say(argc, argv));
}
