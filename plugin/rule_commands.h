#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "rules/diagnostic.h"

/// What `sandglass rules check|test|explain` do, apart from reading the command line.
/// Return the exit code: 0 all is well, 2 the folder or file cannot be read, 4 a check found
/// problems. Results go to `out`, problems to `err`; with `is_json` everything goes to `out` as one
/// JSON value.
namespace plugin {

struct RuleCommand {
  std::string rules;  ///< a folder of *.yaml or one file; empty = the shipped packs
  bool is_json = false;
  rules::Language language = rules::Language::kEnglish;
};

/// Compiles the packs and shows every problem.
/// JSON: {"rules":N,"version":"…"|null,"errors":N,"warnings":N,"diagnostics":[…]}
int check_rules(const RuleCommand& command, std::ostream& out, std::ostream& err);

/// Runs the examples of all rules, one line a rule that has failures or known misses, and a sum.
/// JSON: {"rules":N,"tests":N,"failed":N,"known_misses":N,"now_caught":N,"results":[{"rule",
/// "kind","file","line","text","caught","failed"}],"diagnostics":[…]}
int test_rules(const RuleCommand& command, std::ostream& out, std::ostream& err);

struct ExplainedMessage {
  std::string text;                        ///< or a dialogue, as in the examples of rules
  std::vector<std::string> customer_said;  ///< the customer's turn before it, oldest first
  bool is_customer = false;                ///< the message is the customer's, not the agent's
  bool is_automatic = false;
};

/// Shows the views of one message, each rule that fired or nearly fired, its spans, the line of the
/// rule file and the exceptions tried.
/// Of a dialogue: everything the rules find in it, and its score (plugin/talk_explanation.h).
/// JSON of a message: {"version","views":{…},"rules":[{"id","name","pack","file","line","view","hit","reason",
/// "hits":[{"pattern","line","start","len","shielded_by"}],"exceptions":[…],"others":[…]}]}
int explain_rules(const RuleCommand& command, const ExplainedMessage& message, std::ostream& out,
                  std::ostream& err);

}  // namespace plugin
