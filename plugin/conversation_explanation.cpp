#include "plugin/conversation_explanation.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin/review_queue.h"
#include "plugin/screen.h"
#include "plugin/told_talk.h"
#include "qa/backtest.h"
#include "qa/review.h"
#include "qa/utterance.h"

namespace plugin {
namespace {

/// A stored conversation, judged; what ToldTalk views lies here.
class JudgedConversation {
 public:
  explicit JudgedConversation(const ConversationExplanation& request)
      : rules_(*request.rules), local_(*request.profile) {
    const qa::History& history = *request.history;
    judgement_ =
        qa::BookOverWhole(request.rules)
            .judge(qa::WholeConversation(history.key, history.events, *request.profile, local_));
    for (std::size_t i = 0; i < judgement_.words.size(); ++i) {
      tell_word(i);
    }
    tell_findings();
    for (const qa::WholeJudgement::Intent& intent : judgement_.intents) {
      ToldFinding told;
      told.message = lines_.at(intent.word);
      told.rule = &rules_.info(intent.rule);
      told_.intents.push_back(std::move(told));
    }
    told_.score = judgement_.score;
  }

  JudgedConversation(const JudgedConversation&) = delete;
  JudgedConversation& operator=(const JudgedConversation&) = delete;

  const ToldTalk& told() const { return told_; }

  const std::optional<qa::Time>& first_message_at() const { return first_message_at_; }

  /// "2026-11-22 12:00:10" on the shop's clock.
  std::string local_text(qa::Time time) const {
    const auto seconds = local_.local_ms(time) / 1'000 % 86'400;
    return fmt::format("{} {:02}:{:02}:{:02}", local_.date(time), seconds / 3'600,
                       seconds / 60 % 60, seconds % 60);
  }

 private:
  void tell_word(std::size_t position) {
    const qa::Words& words = judgement_.words;
    const qa::Word& word = words.at(position);
    const bool is_said = word.kind == qa::Word::Kind::kSaid;
    const std::size_t said = is_said ? position : words.said_at(position);
    if (word.is_repeated || said == SIZE_MAX) {
      return;  // it changes nothing, and nobody judges it
    }
    const qa::Word& origin = words.at(said);
    first_message_at_ = first_message_at_.value_or(origin.time);
    ToldMessage told;
    told.kind = is_said                                ? ToldMessage::Kind::kSaid
                : word.kind == qa::Word::Kind::kEdited ? ToldMessage::Kind::kEdited
                                                       : ToldMessage::Kind::kRecalled;
    told.said = is_said ? told_.messages.size() : lines_.at(said);
    told.at_ms = offset(word.time);
    told.speaker = qa::speaker_of(origin.author);
    told.is_automatic = origin.is_automatic;
    told.content_kind = word.content_kind;
    told.text = word.text;
    told.id = word.message;
    told.author = origin.author_id;
    lines_[position] = told_.messages.size();
    if (told.kind != ToldMessage::Kind::kRecalled) {
      judged_lines_[{word.message, words.revision(position)}] = told_.messages.size();
    }
    told_.messages.push_back(told);
  }

  /// By line, then in the order of the rule set, as those of a dialogue are told.
  void tell_findings() {
    std::map<std::string_view, std::uint32_t> numbers;
    for (std::uint32_t i = 0; i < rules_.size(); ++i) {
      numbers.emplace(rules_.info(i).id, i);
    }
    std::map<std::pair<std::size_t, std::uint32_t>, ToldFinding> ordered;
    for (const qa::FindingRecord& finding : judgement_.findings) {
      const std::uint32_t number = numbers.at(finding.rule);
      ToldFinding told;
      told.message = judged_lines_.at({finding.message, finding.message_revision});
      told.rule = &rules_.info(number);
      told.known_at_ms = offset(finding.at);
      told.spans = finding.spans;
      told.name = finding_name(qa::identity_of(finding));
      const std::pair place(told.message, number);
      ordered.emplace(place, std::move(told));
    }
    for (auto& entry : ordered) {
      told_.findings.push_back(std::move(entry.second));
    }
  }

  std::int64_t offset(qa::Time time) const { return (time - *first_message_at_).count(); }

  const rules::RulePack& rules_;
  qa::LocalTime local_;
  qa::WholeJudgement judgement_;
  std::optional<qa::Time> first_message_at_;
  std::map<std::size_t, std::size_t> lines_;  ///< position among the words → told message
  /// Message id and revision → told message.
  std::map<std::pair<std::string_view, std::int32_t>, std::size_t> judged_lines_;
  ToldTalk told_;
};

}  // namespace

std::string conversation_text(const ConversationExplanation& request) {
  const JudgedConversation judged(request);
  const qa::ConversationKey& key = request.history->key;
  const std::string began =
      judged.first_message_at()
          ? fmt::format("first message {} {}", judged.local_text(*judged.first_message_at()),
                        terminal_text(request.profile->zone, kUncut))
          : std::string("no messages");
  return fmt::format(
             "Conversation {} (shop {}, source {}), {}\n"
             "Judged by rule set {} as if nothing came after the last event: every time limit has "
             "run out\n\n",
             terminal_text(key.id, kUncut), terminal_text(key.shop, kUncut),
             terminal_text(key.source, kUncut), began, request.rules->version().substr(0, 12)) +
         told_text(judged.told(), rules::Language::kEnglish);
}

std::string conversation_json(const ConversationExplanation& request) {
  const JudgedConversation judged(request);
  const qa::ConversationKey& key = request.history->key;
  return fmt::format(
      R"({{"conversation":{},"shop":{},"source":{},"first_message_at":{},"version":"{}",{}}})",
      rules::json_quoted(key.id), rules::json_quoted(key.shop), rules::json_quoted(key.source),
      judged.first_message_at() ? rules::json_quoted(qa::format_time(*judged.first_message_at()))
                                : "null",
      request.rules->version(), told_json(judged.told()));
}

}  // namespace plugin
