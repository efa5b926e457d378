#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/workstation/link.h"
#include "qa/event.h"
#include "qa/profile.h"
#include "qa/record.h"
#include "qa/surge.h"
#include "rules/diagnostic.h"
#include "rules/pack.h"

/// What a person at a terminal sees of `run` and `demo`: who must be answered first, what the rules
/// found, whether we are attached. Drawing is a pure function of this state; plain ANSI, no cursor
/// tricks but "home" and "clear to end".
namespace plugin {

/// Text that may come from anybody, fit for a terminal: control characters (escape sequences,
/// bidirectional overrides) become visible marks, at most `columns` wide (Han counts two), cut with
/// "…".
std::string terminal_text(std::string_view text, std::size_t columns);
/// As many columns as it takes.
inline constexpr std::size_t kUncut = static_cast<std::size_t>(-1);

struct ScreenLine {
  qa::Time at{};
  std::string mark;  ///< one short word: stage, action
  std::string text;
  bool is_bad = false;
};

/// Remembers what the screen needs and the desk does not keep: names, last words, the last lines.
/// Bounded.
class Screen {
 public:
  /// @param profile  whose zone the times are shown in.
  Screen(rules::Language language, bool with_colour, const qa::Profile& profile)
      : language_(language), with_colour_(with_colour), local_(profile) {}

  void see(const qa::Event& event);
  void see(const qa::Effect& effect, const rules::RulePack* rules);
  void see(const qa::Surge& surge);

  struct View {
    qa::Time now{};
    qa::Duration reply_limit{180'000};
    std::vector<qa::RoundRecord> open_rounds;  ///< by opening
    std::vector<std::pair<std::string, workstation::LinkStatus>> links;
  };

  /// The whole screen, lines separated by "\r\n", never more than `rows` lines or wider than
  /// `columns`.
  std::string draw(const View& view, std::size_t columns, std::size_t rows) const;

  /// The newest line as one plain line of text, for a terminal that is none; empty where nothing is
  /// worth a line.
  std::string narrate(const qa::Effect& effect, const rules::RulePack* rules) const;
  std::string narrate(const qa::Surge& surge) const;

 private:
  struct Said {
    std::string customer;
    std::string words;
  };

  ScreenLine line_of(const qa::Effect& effect, const rules::RulePack* rules) const;
  ScreenLine line_of(const qa::Surge& surge) const;
  void remember(ScreenLine line);
  std::string narrated(const ScreenLine& line) const;
  std::string name_of(const std::string& conversation) const;
  std::string agent_name(const std::string& agent) const;
  std::string colour(std::string_view code, std::string text) const;
  std::string round_line(const qa::RoundRecord& round, const View& view, std::size_t columns) const;
  std::string happening(const ScreenLine& line, std::size_t columns) const;

  std::string clock(qa::Time time) const;

  rules::Language language_;
  bool with_colour_;
  qa::LocalTime local_;
  std::map<std::string, Said> said_;           ///< by conversation
  std::deque<std::string> order_;              ///< of said_, oldest first
  std::map<std::string, std::string> agents_;  ///< id → name
  std::deque<ScreenLine> lines_;               ///< newest first
};

}  // namespace plugin
