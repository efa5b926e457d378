#include "rules/skeleton.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rules/text_tables.h"
#include "rules/utf8.h"

namespace rules {
namespace {

constexpr std::array<std::string_view, 5> kForms = {"has", "sequence", "absence", "time", "repeat"};

/// Text in one line, in single quotes.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
    out += c == '\'' ? "''" : is_control ? " " : std::string_view(&c, 1);
  }
  return out + "'";
}

/// As it is where YAML reads it as one text, else in quotes.
std::string scalar(std::string_view text) {
  const bool is_plain = !text.empty() && text.front() != '-' &&
                        text.find_first_of(" :#'\"{}[],&*!|>%@`?\t\r\n") == std::string_view::npos;
  return is_plain ? std::string(text) : quoted(text);
}

bool has_han(const RuleSkeleton& skeleton) {
  const auto is_han = [](std::string_view text) {
    const std::u32string letters = utf8::decode(text);
    return std::any_of(letters.begin(), letters.end(), [](char32_t c) {
      return text_tables::entry(c).kind() == text_tables::Class::kHan;
    });
  };
  return std::any_of(skeleton.has.begin(), skeleton.has.end(), is_han) ||
         std::any_of(skeleton.after.begin(), skeleton.after.end(), is_han) ||
         std::any_of(skeleton.bad.begin(), skeleton.bad.end(), is_han);
}

std::string list_of(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) {
    out += (out.empty() ? "" : ", ") + quoted(text);
  }
  return "[" + out + "]";
}

/// A message that the text finds: itself, one character for each […]. nullopt where that takes
/// knowing more, of word lists and regular expressions.
std::optional<std::string> example_of(std::string_view text) {
  if (text.find('{') != std::string_view::npos || text.starts_with('/')) {
    return std::nullopt;
  }
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t close = text[i] == '[' ? text.find(']', i) : std::string_view::npos;
    if (close == std::string_view::npos) {
      out.push_back(text[i++]);
      continue;
    }
    std::size_t first = i + 1;
    if (first < close) {
      utf8::append(out, utf8::next(text, first));
    }
    i = close + 1;
  }
  return out;
}

class SkeletonWriter {
 public:
  SkeletonWriter(const RuleSkeleton& skeleton, std::string_view indent)
      : skeleton_(skeleton),
        indent_(indent),
        is_chinese_(skeleton.language == Language::kChinese),
        has_(skeleton.has),
        after_(skeleton.after) {
    if (has_.empty()) {
      has_ = {skeleton.form == RuleForm::kAbsence ? say("words that should come", "应当说的话")
                                                  : say("words to look for", "要找的词")};
    }
    if (after_.empty()) {
      after_ = {say("what the customer says", "客户说的话")};
    }
  }

  std::string write() {
    line("- id: " + scalar(skeleton_.id));
    line("  name: " + quoted(skeleton_.name.empty() ? skeleton_.id : skeleton_.name));
    line(
        "  # draft: checked and tested, not used. trial: supervisors see it. Then active.",
        "  # draft 草稿：只检查、跑样例，不生效；trial 试用：只有主管看到；满意后改为 active 启用");
    line("  status: draft");
    line("  level: minor            # note | minor | major | critical",
         "  level: minor            # note 提醒 | minor 一般 | major 重要 | critical 严重");
    write_condition();
    line("  do: log                 # log | hint | confirm (before it is sent) | block",
         "  do: log                 # log 记录 | hint 提示 | confirm 发送前确认 | block 拦截");
    line("  # What the agent reads when it happens, and what to say instead:",
         "  # 命中时客服看到的提示，以及可以改说什么：");
    line("  tell: what is wrong, in one sentence", "  tell: 一句话说明哪里不妥");
    line("  suggest: what to say instead", "  suggest: 建议改说的话");
    line("  # Why the rule exists: whoever reviews its findings decides by this.",
         "  # 为什么要有这条规则：复核的人据此判断对错。");
    line("  why: the reason for this rule", "  why: 写下设这条规则的理由");
    write_tests();
    return std::move(out_);
  }

 private:
  std::string say(std::string_view english, std::string_view chinese) const {
    return std::string(is_chinese_ ? chinese : english);
  }

  void line(std::string_view text) { out_ += fmt::format("{}{}\n", indent_, text); }

  void line(std::string_view english, std::string_view chinese) {
    line(is_chinese_ ? chinese : english);
  }

  void write_condition() {
    switch (skeleton_.form) {
      case RuleForm::kHas:
        line("  # One text each; [..] any one of these characters or none, /../ an expression.",
             "  # 每项一个词或一句话；[..] 表示其中任一个字或没有，/../ 是正则。");
        line("  has: " + list_of(has_));
        line("  # except: [...]         # places where a text above is harmless",
             "  # except: [...]         # 上面的词在这些说法里没有问题");
        return;
      case RuleForm::kSequence:
        line("  # First the customer says one of these, then the agent one of those under has.",
             "  # 先是客户说了其中一句，之后客服说了 has 里的一句。");
        line(fmt::format("  after: {{says: customer, has: {}, within: 3 messages}}",
                         list_of(after_)));
        line("  has: " + list_of(has_));
        return;
      case RuleForm::kAbsence:
        line("  # After this of the customer the agent should say that; if not, it is a finding.",
             "  # 客户说了 after 里的话，客服应当说 expect 里的话；没说就是违规。");
        line(fmt::format("  after: {{says: customer, has: {}}}", list_of(after_)));
        line(fmt::format("  expect: {{says: agent, has: {}, within: 2 messages}}", list_of(has_)));
        return;
      case RuleForm::kTime:
        line("  # A message of the customer with one of these is answered within this time.",
             "  # 客户说了其中一句，客服要在这段时间内回复。");
        line("  says: customer");
        line("  has: " + list_of(has_));
        line("  reply_within: 60s");
        return;
      case RuleForm::kRepeat:
        line("  # Among the last 5 messages so many are alike, this one among them.",
             "  # 最近 5 条消息里，连这一条有这么多条大致相同。");
        line("  repeat: {look_back: 5, alike: 90%, min_chars: 8, times: 2}");
        return;
    }
  }

  void write_tests() {
    line("  # Messages the rule must catch (bad) and must leave alone (ok): put in real ones.",
         "  # bad：必须抓到的话；ok：不能误抓的话。请换成真实聊天里的例子。");
    line("  tests:");
    if (!skeleton_.bad.empty()) {
      line("    bad: " + list_of(skeleton_.bad));
    } else if (!write_dialogue("bad", bad_dialogue())) {
      write_bad_messages();
    }
    if (!skeleton_.ok.empty()) {
      line("    ok: " + list_of(skeleton_.ok));
    } else if (!write_dialogue("ok", ok_dialogue())) {
      line("    ok: " + list_of({harmless()}));
    }
  }

  void write_bad_messages() {
    const auto example = example_of(has_.front());
    if (example && skeleton_.form == RuleForm::kHas) {
      line("    bad: " + list_of({*example}));
    } else {
      line("    # Known misses do not fail: move what is caught to bad.",
           "    # todo_bad 里的例子没抓到也不算失败；抓到了请移到 bad。");
      line("    todo_bad: " + list_of({say("a real message", "一句真实的话")}));
    }
  }

  bool write_dialogue(std::string_view list, const std::vector<std::string>& lines) {
    if (lines.empty()) {
      return false;
    }
    line(fmt::format("    {}:", list));
    line("    - |");
    for (std::string one : lines) {
      std::replace_if(
          one.begin(), one.end(),
          [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }, ' ');
      line("      " + one);
    }
    return true;
  }

  /// Empty for kHas, and where the texts cannot be turned into messages.
  std::vector<std::string> bad_dialogue() const {
    const auto first = example_of(after_.front());
    const auto then = example_of(has_.front());
    switch (skeleton_.form) {
      case RuleForm::kSequence:
        return first && then
                   ? std::vector<std::string>{"customer 0:00 " + *first, "agent    0:20 " + *then}
                   : std::vector<std::string>{};
      case RuleForm::kAbsence:
        return first ? std::vector<std::string>{"customer 0:00 " + *first,
                                                "agent    0:20 " + harmless(),
                                                "agent    0:40 " + harmless()}
                     : std::vector<std::string>{};
      case RuleForm::kTime:
        return then ? std::vector<std::string>{"customer 0:00 " + *then,
                                               "agent    1:30 " + harmless()}
                    : std::vector<std::string>{};
      case RuleForm::kRepeat:
        return {"agent 0:00 " + repeated(), "agent 0:30 " + repeated()};
      case RuleForm::kHas:
        break;
    }
    return {};
  }

  std::vector<std::string> ok_dialogue() const {
    const auto first = example_of(after_.front());
    const auto then = example_of(has_.front());
    switch (skeleton_.form) {
      case RuleForm::kAbsence:
        return first && then
                   ? std::vector<std::string>{"customer 0:00 " + *first, "agent    0:20 " + *then}
                   : std::vector<std::string>{};
      case RuleForm::kTime:
        return then ? std::vector<std::string>{"customer 0:00 " + *then,
                                               "agent    0:30 " + harmless()}
                    : std::vector<std::string>{};
      case RuleForm::kRepeat:
        return {"agent 0:00 " + repeated(), "agent 0:30 " + harmless()};
      default:
        return {};
    }
  }

  /// A message without any of the texts; the check of the examples has the last word.
  std::string harmless() const {
    const auto is_free = [this](std::string_view message) {
      return std::none_of(has_.begin(), has_.end(), [&](const std::string& text) {
        return message.find(example_of(text).value_or(text)) != std::string_view::npos;
      });
    };
    const std::array<std::string, 3> messages = {say("Let me have a look.", "我看一下"),
                                                 say("It is in stock.", "有货"),
                                                 say("It will be Monday.", "周一到")};
    const auto free = std::find_if(messages.begin(), messages.end(), is_free);
    return free == messages.end() ? messages.front() : *free;
  }

  std::string repeated() const {
    return say("We will ship your order as soon as we can.", "您的订单我们会尽快安排发出");
  }

  const RuleSkeleton& skeleton_;
  std::string_view indent_;
  bool is_chinese_;
  std::vector<std::string> has_;
  std::vector<std::string> after_;
  std::string out_;
};

}  // namespace

std::optional<RuleForm> rule_form(std::string_view word) {
  const auto found = std::find(kForms.begin(), kForms.end(), word);
  return found == kForms.end() ? std::nullopt
                               : std::optional(static_cast<RuleForm>(found - kForms.begin()));
}

std::string rule_text(const RuleSkeleton& skeleton, std::string_view indent) {
  return SkeletonWriter(skeleton, indent).write();
}

std::string pack_header(std::string_view pack, const RuleSkeleton& first) {
  const bool is_chinese = first.language == Language::kChinese;
  return fmt::format(
      "version: 1\n"
      "pack: {}\n"
      "locale: {}\n"
      "about: {}\n"
      "\n"
      "rules:\n",
      scalar(pack), is_chinese || has_han(first) ? "zh-CN" : "en",
      is_chinese ? "本店自己的规则" : "our own rules");
}

}  // namespace rules
