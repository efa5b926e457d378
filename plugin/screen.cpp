#include "plugin/screen.h"

#include <fmt/format.h>

#include <algorithm>

#include "plugin/feedback.h"
#include "plugin/surge_watch.h"
#include "qa/finding_record.h"
#include "rules/utf8.h"

namespace plugin {
namespace {

using rules::Language;

constexpr std::size_t kConversationsRemembered = 500;
constexpr std::size_t kLinesRemembered = 50;

/// Code points that move the cursor, hide text or turn its direction.
bool is_unsafe(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || c == 0x180e ||
         (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
         (c >= 0xe0000 && c <= 0xe0fff);
}

std::string clock_text(qa::Duration span) {
  const auto seconds = span.count() / 1000;
  return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

/// Exactly `columns` wide: cut, or filled with blanks.
std::string cell(std::string_view text, std::size_t columns) {
  std::string out = terminal_text(text, columns);
  out.append(columns - std::min(columns, rules::utf8::display_width(out)), ' ');
  return out;
}

/// Columns of a line of the screen, dealt out from left to right.
class Room {
 public:
  explicit Room(std::size_t columns) : left_(columns) {}

  std::size_t take(std::size_t columns) {
    const std::size_t given = std::min(columns, left_);
    left_ -= given;
    return given;
  }

  std::size_t rest() { return take(left_); }

 private:
  std::size_t left_;
};

}  // namespace

std::string terminal_text(std::string_view text, std::size_t columns) {
  std::string out;
  std::size_t width = 0;
  std::size_t fits = 0;  // bytes of `out` that leave room for the mark of a cut
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t from = at;
    const char32_t point = rules::utf8::next(text, at);
    std::string_view symbol = text.substr(from, at - from);
    if (is_unsafe(point)) {
      symbol = point == '\n' || point == '\r' || point == '\t' ? " " : "·";
    } else if (point == rules::utf8::kReplacement) {
      symbol = "\xef\xbf\xbd";
    }
    const std::size_t more = rules::utf8::display_width(symbol);
    if (width + more > columns) {
      out.resize(fits);
      return columns == 0 ? out : out + "…";
    }
    out += symbol;
    width += more;
    if (width + 1 <= columns) {
      fits = out.size();
    }
  }
  return out;
}

void Screen::see(const qa::Event& event) {
  const auto remember = [&]() -> Said& {
    const auto [found, is_new] = said_.try_emplace(event.subject);
    if (is_new) {
      order_.push_back(event.subject);
      if (order_.size() > kConversationsRemembered) {
        said_.erase(order_.front());
        order_.pop_front();
      }
    }
    return found->second;
  };
  const auto meet = [&](const std::optional<qa::Actor>& actor) {
    if (actor && actor->kind == qa::ActorKind::kHuman && !actor->name.empty() &&
        agents_.size() < kConversationsRemembered) {
      agents_[actor->id] = actor->name;
    }
  };
  if (const auto* opened = std::get_if<qa::Opened>(&event.data)) {
    remember().customer = opened->customer.name;
    meet(opened->assignee);
  } else if (const auto* assigned = std::get_if<qa::Assigned>(&event.data)) {
    meet(assigned->to);
  } else if (const auto* transferred = std::get_if<qa::Transferred>(&event.data)) {
    meet(transferred->to);
  } else if (const auto* said = std::get_if<qa::MessageCreated>(&event.data)) {
    meet(said->author);
    if (said->author.kind == qa::ActorKind::kCustomer) {
      Said& of = remember();
      of.words = said->content.text.empty() ? "[" + said->content.kind + "]" : said->content.text;
      if (of.customer.empty()) {
        of.customer = said->author.name;
      }
    }
  }
}

std::string Screen::name_of(const std::string& conversation) const {
  const auto found = said_.find(conversation);
  return found == said_.end() || found->second.customer.empty() ? conversation
                                                                : found->second.customer;
}

std::string Screen::agent_name(const std::string& agent) const {
  if (agent.empty()) {
    return language_ == Language::kChinese ? "未分配" : "nobody";
  }
  const auto found = agents_.find(agent);
  return found == agents_.end() ? agent : found->second;
}

std::string Screen::clock(qa::Time time) const {
  const auto seconds = (time - local_.midnight(time)).count() / 1000;
  return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string Screen::colour(std::string_view code, std::string text) const {
  return with_colour_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
}

ScreenLine Screen::line_of(const qa::Effect& effect, const rules::RulePack* rules) const {
  const bool chinese = language_ == Language::kChinese;
  ScreenLine line;
  if (const auto* nudge = std::get_if<qa::NudgeRecord>(&effect)) {
    if (nudge->suppressed != qa::Suppressed::kNo) {
      return line;
    }
    line.at = nudge->at;
    const NudgeText text = nudge_text(*nudge, language_);
    line.mark = nudge->is_escalation ? (chinese ? "已上报主管" : "Escalated") : text.title;
    line.text = fmt::format(
        "{} → {}  {}", name_of(nudge->conversation.id),
        nudge->is_escalation ? (chinese ? "主管" : "supervisor") : agent_name(nudge->agent),
        text.text);
    line.is_bad = nudge->stage >= qa::Stage::kOverdue;
  } else if (const auto* finding = std::get_if<qa::FindingRecord>(&effect)) {
    if (finding->is_withdrawn) {
      return line;
    }
    const rules::RuleInfo* rule = rules == nullptr ? nullptr : qa::find_rule(*rules, finding->rule);
    line.at = finding->at;
    line.mark = rule == nullptr || rule->name.empty() ? finding->rule : rule->name;
    line.text =
        fmt::format("{} → {}  {}", agent_name(finding->agent), name_of(finding->conversation.id),
                    rule == nullptr ? finding->rule : rule->tell);
    line.is_bad = finding->level >= rules::Level::kMajor;
  }
  return line;
}

void Screen::see(const qa::Effect& effect, const rules::RulePack* rules) {
  remember(line_of(effect, rules));
}

void Screen::see(const qa::Surge& surge) {
  remember(line_of(surge));
}

void Screen::remember(ScreenLine line) {
  if (!line.mark.empty()) {
    lines_.push_front(std::move(line));
    if (lines_.size() > kLinesRemembered) {
      lines_.pop_back();
    }
  }
}

ScreenLine Screen::line_of(const qa::Surge& surge) const {
  ScreenLine line;
  line.at = surge.ended_at.value_or(surge.began_at);
  line.mark = language_ == Language::kChinese ? "咨询激增" : "Surge";
  line.text = fmt::format("{}  {}", surge.shop, surge_text(surge, local_, language_));
  line.is_bad = !surge.ended_at;
  return line;
}

std::string Screen::narrate(const qa::Effect& effect, const rules::RulePack* rules) const {
  return narrated(line_of(effect, rules));
}

std::string Screen::narrate(const qa::Surge& surge) const {
  return narrated(line_of(surge));
}

std::string Screen::narrated(const ScreenLine& line) const {
  if (line.mark.empty()) {
    return {};
  }
  return fmt::format("{}  {}  {}", clock(line.at), terminal_text(line.mark, 24),
                     terminal_text(line.text, 400));
}

std::string Screen::round_line(const qa::RoundRecord& round, const View& view,
                               std::size_t columns) const {
  const qa::Duration left = round.opened_at + view.reply_limit - view.now;
  const bool is_late = left < qa::Duration{0};
  std::string countdown = is_late ? "+" + clock_text(-left) : " " + clock_text(left);
  const char* code = is_late                       ? "1;31"
                     : left < qa::Duration{30'000} ? "1;33"
                     : left < qa::Duration{80'000} ? "33"
                                                   : "0";
  const auto found = said_.find(round.conversation.id);
  const std::string words = found == said_.end() ? std::string() : found->second.words;
  Room room(columns);
  const std::string time = cell(countdown, room.take(9));
  const std::string customer =
      cell(terminal_text(name_of(round.conversation.id), 16), room.take(18));
  const std::string agent = cell(terminal_text(agent_name(round.owner), 10), room.take(12));
  return colour(code, time) + customer + agent + terminal_text(words, room.rest());
}

std::string Screen::happening(const ScreenLine& line, std::size_t columns) const {
  Room room(columns);
  const std::string at = cell(clock(line.at), room.take(10));
  const std::string mark = cell(terminal_text(line.mark, 18), room.take(20));
  return at + colour(line.is_bad ? "31" : "33", mark) + terminal_text(line.text, room.rest());
}

std::string Screen::draw(const View& view, std::size_t columns, std::size_t rows) const {
  const bool chinese = language_ == Language::kChinese;
  std::vector<std::string> out;
  std::string title = chinese ? "沙漏 Sandglass" : "Sandglass 沙漏";
  title += "  " + clock(view.now);
  out.push_back(colour("1", terminal_text(title, columns)));
  for (const auto& [name, status] : view.links) {
    const bool is_well = status.state == workstation::LinkState::kLive;
    out.push_back(
        colour(is_well ? "32" : "33",
               terminal_text((is_well ? "● " : "○ ") + name + "  " + status.detail, columns)));
  }
  out.emplace_back();
  out.push_back(
      terminal_text(fmt::format(fmt::runtime(chinese ? "待回复 {}" : "Waiting for a reply: {}"),
                                view.open_rounds.size()),
                    columns));
  const std::size_t fixed = out.size() + 3;
  const std::size_t free = rows > fixed ? rows - fixed : 0;
  const std::size_t for_rounds =
      std::min(view.open_rounds.size(), std::max<std::size_t>(free / 2, 1));
  for (std::size_t i = 0; i < for_rounds; ++i) {
    out.push_back(round_line(view.open_rounds[i], view, columns));
  }
  if (for_rounds < view.open_rounds.size()) {
    out.push_back(
        terminal_text(fmt::format(fmt::runtime(chinese ? "  … 还有 {} 个" : "  … {} more"),
                                  view.open_rounds.size() - for_rounds),
                      columns));
  }
  out.emplace_back();
  out.push_back(terminal_text(chinese ? "提醒与质检" : "Nudges and findings", columns));
  for (const ScreenLine& line : lines_) {
    if (out.size() + 1 >= rows) {
      break;
    }
    out.push_back(happening(line, columns));
  }
  std::string screen;
  for (std::size_t i = 0; i < out.size() && i < rows; ++i) {
    screen += (i == 0 ? "" : "\r\n") + out[i];
  }
  return screen;
}

}  // namespace plugin
