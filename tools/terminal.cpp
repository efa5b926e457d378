#include "tools/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "plugin/config.h"

namespace tools {
namespace {

constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?25l";  // a screen of its own, no cursor
constexpr std::string_view kLeave = "\x1b[?25h\x1b[?1049l";
constexpr std::string_view kHome = "\x1b[H";
constexpr std::string_view kClearLine = "\x1b[K";
constexpr std::string_view kClearRest = "\x1b[J";

struct Size {
  std::size_t columns = 80;
  std::size_t rows = 24;
};

Size terminal_size() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
    return {size.ws_col, size.ws_row};
  }
  return {};
}

void put(std::string_view text) {
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stdout));
  static_cast<void>(std::fflush(stdout));
}

bool has_variable(const char* name) {
  const auto value = plugin::ConfigSources::of_process().variable(name);
  return value && !value->empty();
}

}  // namespace

namespace {

bool can_be_redrawn(int descriptor) {
  const auto kind = plugin::ConfigSources::of_process().variable("TERM");
  return ::isatty(descriptor) == 1 && kind && *kind != "dumb";
}

}  // namespace

bool is_terminal() {
  return can_be_redrawn(STDOUT_FILENO);
}

bool is_output_shown() {
  return ::isatty(STDOUT_FILENO) == 1;
}

bool is_error_terminal() {
  return can_be_redrawn(STDERR_FILENO);
}

rules::Language language_of_process(rules::Language otherwise) {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const auto value = plugin::ConfigSources::of_process().variable(name);
    if (value && !value->empty() && *value != "C" && *value != "POSIX" &&
        !value->starts_with("C.")) {
      return value->starts_with("zh") ? rules::Language::kChinese : rules::Language::kEnglish;
    }
  }
  return otherwise;
}

TerminalView::TerminalView(plugin::App& app, rules::Language language, bool headless,
                           std::function<qa::Time()> clock)
    : app_(app),
      screen_(language, is_terminal() && !headless && !has_variable("NO_COLOR"),
              app.engine().desk().profile()),
      clock_(std::move(clock)) {
  if (is_terminal() && !headless) {
    terminal_.emplace(STDOUT_FILENO);
  }
  app_.engine().on_event = [this](const qa::Event& event) { screen_.see(event); };
  app_.engine().on_effect = [this](const qa::Effect& effect) {
    const auto* finding = std::get_if<qa::FindingRecord>(&effect);
    if (finding != nullptr && app_.engine().now() - finding->at >= plugin::kFreshFinding) {
      return;  // history that came in late
    }
    const rules::RulePack* rules = app_.engine().desk().rules().get();
    if (terminal_) {
      screen_.see(effect, rules);
    } else {
      const std::string line = screen_.narrate(effect, rules);
      if (!line.empty()) {
        put(line + "\n");
      }
    }
  };
  app_.on_surge = [this](const qa::Surge& surge) {
    if (terminal_) {
      screen_.see(surge);
    } else {
      put(screen_.narrate(surge) + "\n");
    }
  };
  if (terminal_) {
    terminal_->show(kEnter);
    app_.on_refresh = [this] { draw(); };
    app_.on_hung = [this] { terminal_->finish(kLeave); };
  }
}

TerminalView::~TerminalView() {
  if (terminal_) {
    terminal_->finish(kLeave);
  }
}

void TerminalView::draw() {
  if (!terminal_->is_ready()) {
    return;
  }
  const Size size = terminal_size();
  plugin::Screen::View view;
  view.now = clock_ ? clock_() : app_.engine().now();
  view.reply_limit = app_.engine().desk().profile().reply_limit;
  view.open_rounds = app_.engine().desk().open_rounds();
  view.links = app_.engine().statuses();
  const std::string drawn = screen_.draw(view, size.columns, size.rows);
  std::string out(kHome);
  std::size_t from = 0;
  while (from <= drawn.size()) {
    const auto end = drawn.find("\r\n", from);
    out += drawn.substr(from, end == std::string::npos ? end : end - from);
    out += kClearLine;
    if (end == std::string::npos) {
      break;
    }
    out += "\r\n";
    from = end + 2;
  }
  terminal_->show(out.append(kClearRest));
}

}  // namespace tools
