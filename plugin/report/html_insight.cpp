#include "plugin/report/html_insight.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "plugin/report/insight_words.h"
#include "plugin/report/markup.h"
#include "plugin/report/page_words.h"

namespace plugin::report {
namespace {

/// Sentences are whole: nothing of them is cut for their length.
constexpr std::size_t kSentenceColumns = 2'000;

/// The conversations a sentence is about, to be opened: how many, and the worst of them.
std::string behind(const qa::ConversationsBehind* conversations, rules::Language language) {
  if (conversations == nullptr || conversations->worst.empty()) {
    return {};
  }
  std::string ids;
  for (const qa::ConversationKey& key : conversations->worst) {
    ids += fmt::format("<li><bdi>{}</bdi></li>", markup(key.id, 80));
  }
  return fmt::format(R"(<details><summary>{}</summary><ul class="ids">{}</ul></details>)",
                     fmt::format(fmt::runtime(page_word(PageWord::kConversationsBehind, language)),
                                 conversations->conversations),
                     ids);
}

std::string sentences(const std::vector<Statement>& statements, InsightPart part,
                      rules::Language language) {
  std::string out;
  for (const Statement& statement : statements) {
    if (statement.part == part) {
      out += fmt::format(
          R"(<div class="said{}"><p>{}</p>{}</div>)", statement.is_detail ? " detail" : "",
          markup(statement.text, kSentenceColumns), behind(statement.behind, language));
    }
  }
  return out;
}

std::string card(const qa::Report& report, InsightPart part, std::string_view kind,
                 rules::Language language) {
  const std::string said = sentences(statements_of(report, language), part, language);
  return said.empty() ? said
                      : fmt::format(R"(<section class="card insight {}"><h2>{}</h2>{}</section>)",
                                    kind, title_of(part, language), said);
}

}  // namespace

std::string diagnosis_card(const qa::Report& report, rules::Language language) {
  return card(report, InsightPart::kDiagnosis, "diagnosis", language);
}

std::string cause_cards(const qa::Report& report, rules::Language language) {
  std::string out;
  for (const InsightPart part :
       {InsightPart::kReasons, InsightPart::kSatisfaction, InsightPart::kWhatIf,
        InsightPart::kNudges, InsightPart::kRisks, InsightPart::kTopics}) {
    out += card(report, part, "cause", language);
  }
  return out.empty() ? out : R"(<div class="columns">)" + out + "</div>";
}

}  // namespace plugin::report
