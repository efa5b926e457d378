#include "plugin/topic_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "plugin/report/csv.h"
#include "plugin/report/figure_text.h"
#include "plugin/report/insight_json.h"
#include "plugin/report/report_table.h"
#include "plugin/reporting.h"

namespace plugin {
namespace {

using report::shown;
using rules::Language;

constexpr std::size_t kNameColumns = 48;

qa::LocalTime local_of(const TopicList& list) {
  qa::Profile profile;
  profile.zone = list.zone;
  return qa::LocalTime(profile);
}

std::string change_text(const qa::Topic& topic) {
  return topic.previous ? fmt::format("{:+}", topic.conversations - *topic.previous)
                        : std::string(report::kNoValue);
}

std::string previous_text(const qa::Topic& topic) {
  return topic.previous ? std::to_string(*topic.previous) : std::string(report::kNoValue);
}

std::string table_of_topics(const TopicList& list, Language language) {
  report::Table table;
  table.add_row(language == Language::kChinese
                    ? std::vector<std::string>{"咨询意图", "会话", "占比", "消息", "上期", "变化"}
                    : std::vector<std::string>{"Intent", "Conversations", "Share", "Messages",
                                               "Previous", "Change"});
  for (const qa::Topic& topic : list.topics) {
    const double share =
        static_cast<double>(topic.conversations) / static_cast<double>(list.classified);
    table.add_row({shown(topic.intent, kNameColumns), std::to_string(topic.conversations),
                   report::in_unit(share, qa::Unit::kRatio, language),
                   std::to_string(topic.messages), previous_text(topic), change_text(topic)});
  }
  return table.text(6);
}

std::string table_of_conversations(const TopicList& list, Language language) {
  const qa::LocalTime local = local_of(list);
  report::Table table;
  table.add_row(language == Language::kChinese
                    ? std::vector<std::string>{"会话", "首次提到", "消息", "客服"}
                    : std::vector<std::string>{"Conversation", "First said", "Messages", "Agent"});
  for (const qa::TopicConversation& talk : list.conversations) {
    table.add_row({shown(talk.conversation.id, kNameColumns),
                   report::local_text(talk.first_at, local), std::to_string(talk.messages),
                   shown(talk.agent, kNameColumns)});
  }
  return table.text(3);
}

void write_period(report::JsonWriter& out, std::string_view name,
                  const std::optional<qa::Period>& period) {
  out.key(name);
  if (!period) {
    out.number(std::nullopt);
    return;
  }
  out.open('{');
  out.key("from").time(period->from);
  out.key("to").time(period->to);
  out.close('}');
}

}  // namespace

TopicList list_topics(store::Reader& reader, const qa::Profile& profile,
                      const qa::ReportRequest& request, const TopicQuestion& question) {
  TopicList list;
  list.request = {request.period, request.previous, question.level, question.origin,
                  question.intent};
  list.zone = profile.zone;
  qa::TopicCounter counter(list.request);
  qa::Period reads = request.period;
  if (request.previous) {
    reads.from = std::min(reads.from, request.previous->from);
    reads.to = std::max(reads.to, request.previous->to);
  }
  for_each_conversation(reader, profile, reads, request.instant,
                        [&](const qa::History& history, const qa::ConversationFacts& facts) {
                          counter.add(facts, qa::evidence_of(history));
                        });
  list.classified = counter.classified();
  list.topics = counter.topics(question.most);
  list.conversations = counter.conversations();
  return list;
}

std::string topics_text(const TopicList& list, Language language) {
  const bool is_chinese = language == Language::kChinese;
  std::string out = fmt::format("{}  {}\n", is_chinese ? "咨询热点" : "Hot topics",
                                report::span_text(list.request.period, local_of(list), language));
  if (!list.request.intent.empty()) {
    out += fmt::format(fmt::runtime(is_chinese ? "{}：{} 个会话\n\n" : "{}: conversations: {}\n\n"),
                       shown(list.request.intent, kNameColumns), list.conversations.size());
    return list.conversations.empty() ? out : out + table_of_conversations(list, language);
  }
  if (list.classified == 0) {
    return out + (is_chinese ? "这段时间没有已分类的会话。\n"
                             : "No conversation of this period has an intent.\n");
  }
  out += fmt::format(fmt::runtime(is_chinese ? "已分类会话 {} 个；一个会话可能有多个意图。\n\n"
                                             : "Conversations with an intent: {}; one may have "
                                               "several.\n\n"),
                     list.classified);
  return out + table_of_topics(list, language);
}

std::string topics_json(const TopicList& list) {
  std::string json;
  report::JsonWriter out{json};
  out.open('{');
  write_period(out, "period", list.request.period);
  write_period(out, "previous", list.request.previous);
  out.key("level").whole(list.request.level);
  out.key("source").text(list.request.origin ? qa::to_string(*list.request.origin) : "all");
  out.key("classified").whole(list.classified);
  if (!list.request.intent.empty()) {
    out.key("intent").text(list.request.intent);
    out.key("conversations").open('[');
    for (const qa::TopicConversation& talk : list.conversations) {
      out.item().open('{');
      out.conversation(talk.conversation);
      out.key("first_at").time(talk.first_at);
      out.key("messages").whole(talk.messages);
      out.key("agent").text(talk.agent);
      out.close('}');
    }
    out.close(']').close('}');
    return json;
  }
  out.key("topics").open('[');
  for (const qa::Topic& topic : list.topics) {
    report::write_topic(out, topic);
  }
  out.close(']').close('}');
  return json;
}

std::string topics_csv(const TopicList& list) {
  const auto line = [](std::string& out, std::initializer_list<report::CsvCell> cells) {
    report::append_csv_line(out, std::vector<report::CsvCell>(cells));
  };
  const auto number = [](std::int64_t value) {
    return report::CsvCell{std::to_string(value), true};
  };
  std::string out = report::kCsvStart;
  if (!list.request.intent.empty()) {
    line(out, {{"shop"}, {"source"}, {"conversation"}, {"first_at"}, {"messages"}, {"agent"}});
    for (const qa::TopicConversation& talk : list.conversations) {
      line(out, {{talk.conversation.shop},
                 {talk.conversation.source},
                 {talk.conversation.id},
                 {qa::format_time(talk.first_at)},
                 number(talk.messages),
                 {talk.agent}});
    }
    return out;
  }
  line(out, {{"intent"}, {"conversations"}, {"messages"}, {"previous"}});
  for (const qa::Topic& topic : list.topics) {
    line(out, {{topic.intent},
               number(topic.conversations),
               number(topic.messages),
               topic.previous ? number(*topic.previous) : report::CsvCell{}});
  }
  return out;
}

}  // namespace plugin
