#include "plugin/exchange/table_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "plugin/exchange/conversation_row.h"
#include "plugin/explain.h"
#include "qa/conversation_facts.h"
#include "qa/desk.h"
#include "qa/review.h"

namespace plugin::exchange {
namespace {

using report::TableCell;

constexpr std::array<std::string_view, 4> kTables{"conversations", "rounds", "findings", "reviews"};
/// Conversations between two looks at the next page.
constexpr std::size_t kPage = 500;

template <class Value>
TableCell cell(const std::optional<Value>& value) {
  return value ? TableCell(*value) : TableCell();
}

TableCell cell(const std::optional<qa::Duration>& value) {
  return value ? TableCell(static_cast<std::int64_t>(value->count())) : TableCell();
}

TableCell cell(std::string_view text) {
  return text.empty() ? TableCell() : TableCell(std::string(text));
}

bool is_in(const store::Period& period, qa::Time at) {
  return at >= period.from && at < period.to;
}

class Export {
 public:
  Export(store::Reader& reader, const qa::Profile& profile, const ExportQuestion& question,
         report::TableWriter& writer)
      : reader_(reader), profile_(profile), local_(profile), question_(question), writer_(writer) {}

  std::int64_t rows() const { return rows_; }

  void add(const qa::ConversationKey& key) {
    const auto history = reader_.history(key);
    if (!history) {
      return;
    }
    if (question_.table == ExportTable::kFindings) {
      const auto verdicts = history->findings.empty() ? Verdicts() : verdicts_of(key);
      for (const qa::FindingRecord& finding : history->findings) {
        add(*history, finding, verdicts);
      }
      return;
    }
    const qa::ConversationFacts facts =
        qa::facts_of(key, history->events, profile_, local_, question_.instant, history->intents);
    if (question_.table == ExportTable::kRounds) {
      for (std::size_t i = 0; i < facts.rounds.size(); ++i) {
        add(facts.rounds[i], facts.round_intents[i]);
      }
    } else if (facts.first_at && is_in(question_.period, *facts.first_at)) {
      auto row = conversation_row(*history, facts, profile_, local_, question_.instant);
      if (question_.with_transcript) {
        row.emplace_back(transcript_of(*history, local_));
      }
      write(row);
    }
  }

  void add(const qa::Review& review) {
    if (!is_in(question_.period, review.at)) {
      return;
    }
    const qa::FindingIdentity& finding = review.finding;
    write({finding.conversation.id, finding.conversation.shop, finding.conversation.source,
           finding.message, std::int64_t{finding.message_revision}, finding.rule,
           std::int64_t{review.revision}, std::string(qa::to_string(review.verdict)),
           review.reviewer, cell(review.note), review.at, review.rule_set});
  }

 private:
  void add(const qa::RoundRecord& round, const std::string& intent) {
    if (!is_in(question_.period, round.opened_at)) {
      return;
    }
    write({round.conversation.id, round.conversation.shop, round.conversation.source,
           std::int64_t{round.round}, round.opened_by, std::string(to_string(round.state)),
           round.opened_at, cell(round.answered_at), cell(round.ended_at), cell(round.wait),
           cell(round.counted), cell(round.owner), cell(round.responder),
           std::int64_t{round.customer_messages}, round.in_window, cell(to_string(round.reason)),
           cell(intent), cell(round.product), std::int64_t{round.phase}});
  }

  using Verdicts = std::map<qa::FindingIdentity, qa::Verdict>;

  /// Those that stand: the newest of each finding.
  Verdicts verdicts_of(const qa::ConversationKey& key) {
    Verdicts verdicts;
    for (const qa::Review& review : reader_.reviews(key)) {
      verdicts.insert_or_assign(review.finding, review.verdict);
    }
    return verdicts;
  }

  void add(const qa::History& history, const qa::FindingRecord& finding, const Verdicts& verdicts) {
    if (finding.is_withdrawn || !is_in(question_.period, finding.at)) {
      return;
    }
    std::string spans;
    for (const rules::Span& span : finding.spans) {
      spans += fmt::format("{}{}+{}", spans.empty() ? "" : "; ", span.start, span.length);
    }
    const auto verdict = verdicts.find(qa::identity_of(finding));
    const std::string* words = find_words(history, finding.message, finding.message_revision);
    write({finding.conversation.id, finding.conversation.shop, finding.conversation.source,
           finding.message, std::int64_t{finding.message_revision}, finding.rule, finding.pack,
           finding.rule_set, std::string(rules::to_string(finding.level)),
           std::string(rules::to_string(finding.action)), finding.at, cell(finding.agent),
           finding.is_trial, finding.is_for_review,
           verdict == verdicts.end() ? TableCell() : cell(qa::to_string(verdict->second)),
           cell(spans), words == nullptr ? TableCell() : TableCell(*words)});
  }

  void write(const std::vector<TableCell>& row) {
    writer_.row(row);
    ++rows_;
  }

  store::Reader& reader_;
  const qa::Profile& profile_;
  qa::LocalTime local_;
  const ExportQuestion& question_;
  report::TableWriter& writer_;
  std::int64_t rows_ = 0;
};

}  // namespace

std::optional<ExportTable> export_table_named(std::string_view name) {
  const auto* const found = std::find(kTables.begin(), kTables.end(), name);
  return found == kTables.end() ? std::nullopt
                                : std::optional(static_cast<ExportTable>(found - kTables.begin()));
}

std::string_view to_string(ExportTable table) {
  return kTables[static_cast<std::size_t>(table)];
}

std::vector<std::string> export_columns(const ExportQuestion& question) {
  switch (question.table) {
    case ExportTable::kConversations:
      break;
    case ExportTable::kRounds:
      return {"conversation", "shop",
              "source",       "round",
              "opened_by",    "state",
              "opened",       "answered",
              "ended",        "wait_ms",
              "counted_ms",   "owner",
              "responder",    "customer_messages",
              "in_window",    "reason",
              "intent",       "product",
              "phase"};
    case ExportTable::kFindings:
      return {"conversation", "shop",  "source",   "message",    "message_revision",
              "rule",         "pack",  "rule_set", "level",      "do",
              "at",           "agent", "trial",    "for_review", "verdict",
              "spans",        "text"};
    case ExportTable::kReviews:
      return {"conversation",     "shop", "source",   "message",
              "message_revision", "rule", "revision", "verdict",
              "reviewer",         "note", "at",       "rule_set"};
  }
  auto columns = conversation_columns();
  if (question.with_transcript) {
    columns.emplace_back("transcript");
  }
  return columns;
}

std::optional<std::int64_t> export_table(store::Reader& reader, const qa::Profile& profile,
                                         const ExportQuestion& question,
                                         report::TableWriter& writer,
                                         const std::function<bool(std::int64_t)>& goes_on) {
  Export table(reader, profile, question, writer);
  if (question.table == ExportTable::kReviews) {
    for (const qa::Review& review : reader.reviews(std::nullopt)) {
      table.add(review);
    }
    writer.finish();
    return table.rows();
  }
  std::optional<qa::ConversationKey> after;
  for (;;) {
    const auto keys = reader.conversations(question.period, after, kPage);
    for (const qa::ConversationKey& key : keys) {
      table.add(key);
    }
    if (goes_on && !goes_on(table.rows())) {
      return std::nullopt;
    }
    if (keys.size() < kPage) {
      break;
    }
    after = keys.back();
  }
  writer.finish();
  return table.rows();
}

}  // namespace plugin::exchange
