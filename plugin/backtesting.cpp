#include "plugin/backtesting.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "plugin/rule_publication.h"
#include "rules/compiler.h"

namespace plugin {
namespace {

/// Conversations in one page: enough for the query to cost nothing beside its rows.
constexpr std::size_t kPage = 256;

/// Words in the order they were stored are read about ten times as fast as conversation by
/// conversation (5.7 million messages: 0.6 s and 24 s), so that all are read where at least this
/// part of the conversations is asked for.
constexpr std::int64_t kGoodPart = 8;
/// Messages between two questions whether to go on, some 50 ms.
constexpr std::size_t kMessagesAtOnce = 100'000;

qa::Precision sum(const qa::Precision& left, const qa::Precision& right) {
  return {left.right + right.right, left.wrong + right.wrong, left.unsure + right.unsure};
}

/// One side of the comparison.
struct Book {
  std::string version;
  std::shared_ptr<const rules::RulePack> rules;  ///< those that may find other messages
  std::shared_ptr<const rules::RulePack> probe;  ///< the same, whoever speaks
};

class Pass {
 public:
  Pass(store::Reader& reader, const BacktestRequest& request, const Book& before, const Book& after,
       BacktestResult result)
      : reader_(reader),
        request_(request),
        before_(before),
        after_(after),
        backtest_(before.rules, after.rules, reader.present_profile()),
        result_(std::move(result)) {
    for (qa::Review& review : reader.reviews(std::nullopt)) {
      verdicts_.insert_or_assign(std::move(review.finding), review.verdict);
    }
  }

  BacktestResult run() {
    if (!result_.is_complete && wants_a_good_part() && !scan()) {
      return std::move(result_);
    }
    while (!result_.is_complete) {
      const auto page = reader_.conversations(request_.period, result_.last, kPage);
      result_.is_complete = page.size() < kPage;
      if (!page.empty()) {
        judge(page);
        result_.conversations += static_cast<std::int64_t>(page.size());
        result_.last = page.back();
      }
      if (!result_.is_complete && request_.is_cancelled && request_.is_cancelled(result_)) {
        break;
      }
    }
    return std::move(result_);
  }

 private:
  bool wants_a_good_part() {
    return reader_.count_conversations(request_.period) * kGoodPart >=
           reader_.count_conversations({});
  }

  /// Finds the candidates among all conversations. False: cancelled.
  bool scan() {
    scanned_.emplace();
    std::size_t messages = 0;
    bool is_cancelled = false;
    reader_.scan_words([&](const store::MessageWords& words) {
      if (may_match(words.text)) {
        scanned_->insert(
            {std::string(words.shop), std::string(words.source), std::string(words.conversation)});
      }
      is_cancelled = ++messages % kMessagesAtOnce == 0 && request_.is_cancelled &&
                     request_.is_cancelled(result_);
      return !is_cancelled;
    });
    return !is_cancelled;
  }

  void judge(const std::vector<qa::ConversationKey>& page) {
    for (const qa::ConversationKey& key : scanned_ ? scanned(page) : candidates(page)) {
      const auto history = reader_.history(key);
      if (!history) {
        continue;
      }
      ++result_.judged;
      findings_.clear();
      backtest_.judge(key, history->events, findings_);
      for (qa::BacktestFinding& finding : findings_) {
        add(finding);
      }
    }
  }

  std::vector<qa::ConversationKey> scanned(const std::vector<qa::ConversationKey>& page) const {
    std::vector<qa::ConversationKey> found;
    std::copy_if(page.begin(), page.end(), std::back_inserter(found),
                 [this](const qa::ConversationKey& key) { return scanned_->contains(key); });
    return found;
  }

  /// Conversations of the page in which a changed rule could find something. Sound: whatever else a
  /// rule asks for, a finding is about a message in whose words one clause of the rule holds, and
  /// the probes are those clauses, free of who speaks. A picture stands there with empty words.
  std::vector<qa::ConversationKey> candidates(const std::vector<qa::ConversationKey>& page) {
    std::vector<qa::ConversationKey> found;
    auto next = page.begin();
    reader_.read_words(page.front(), page.back(), [&](const store::MessageWords& words) {
      const auto order = [&words] {
        return std::tie(words.shop, words.source, words.conversation);
      };
      const auto key = [](const qa::ConversationKey& k) {
        return std::tuple<std::string_view, std::string_view, std::string_view>(k.shop, k.source,
                                                                                k.id);
      };
      while (next != page.end() && key(*next) < order()) {
        ++next;
      }
      // Conversations outside the period may lie between those of the page.
      if (next == page.end() || key(*next) != order() || !may_match(words.text)) {
        return;
      }
      found.push_back(*next++);
    });
    return found;
  }

  bool may_match(std::string_view text) {
    rules::Utterance utterance;
    utterance.text = text;
    for (const Book* book : {&before_, &after_}) {
      book->probe->match(utterance, {}, scratch_, hits_);
      if (!hits_.empty()) {
        return true;
      }
    }
    return false;
  }

  void add(qa::BacktestFinding& found) {
    const qa::FindingIdentity identity = qa::identity_of(found.finding);
    const auto verdict = verdicts_.find(identity);
    BacktestRule& rule = result_.rules[found.finding.rule];
    const auto count = [&](std::int64_t& number, qa::Precision& decided) {
      ++number;
      if (verdict != verdicts_.end()) {
        decided.add(verdict->second);
      }
    };
    switch (found.change) {
      case qa::BacktestChange::kNewlyFlagged:
        count(rule.newly_flagged, rule.newly_decided);
        break;
      case qa::BacktestChange::kNoLongerFlagged:
        count(rule.no_longer_flagged, rule.no_longer_decided);
        break;
      case qa::BacktestChange::kUnchanged:
        count(rule.unchanged, rule.unchanged_decided);
        return;
    }
    BacktestDifference difference{found.change,
                                  identity,
                                  std::move(found.finding.spans),
                                  std::move(found.finding.agent),
                                  found.finding.at,
                                  std::nullopt};
    if (verdict != verdicts_.end()) {
      difference.verdict = verdict->second;
    }
    result_.differences.push_back(std::move(difference));
  }

  store::Reader& reader_;
  const BacktestRequest& request_;
  const Book& before_;
  const Book& after_;
  qa::Backtest backtest_;
  BacktestResult result_;
  std::optional<std::set<qa::ConversationKey>> scanned_;  ///< candidates, if looked for at once
  std::map<qa::FindingIdentity, qa::Verdict> verdicts_;
  std::vector<qa::BacktestFinding> findings_;
  rules::Scratch scratch_;
  std::vector<rules::Hit> hits_;
};

/// @param only  ids of the rules that may find other messages.
std::variant<Book, BacktestProblem> make_book(const std::vector<rules::Source>& sources,
                                              const std::set<std::string>& only) {
  rules::CompileOptions options;
  options.only = only;
  const rules::Compiled compiled = rules::compile(sources, options);
  if (!compiled.pack) {
    return BacktestProblem{problems_text(compiled, rules::Language::kEnglish)};
  }
  options.whoever_speaks = true;
  Book book;
  book.version = compiled.pack->version();
  book.rules = compiled.pack;
  book.probe = rules::compile(sources, options).pack;
  return book;
}

}  // namespace

qa::Precision BacktestRule::before() const {
  return sum(no_longer_decided, unchanged_decided);
}

qa::Precision BacktestRule::after() const {
  return sum(newly_decided, unchanged_decided);
}

std::variant<BacktestResult, BacktestProblem> backtest(store::Reader& reader,
                                                       const BacktestRequest& request,
                                                       std::optional<BacktestResult> resumed) {
  const std::set<std::string> only = rules::rules_finding_others(request.before, request.after);
  auto before = make_book(request.before, only);
  auto after = make_book(request.after, only);
  for (auto* side : {&before, &after}) {
    if (auto* problem = std::get_if<BacktestProblem>(side)) {
      return std::move(*problem);
    }
  }
  const Book& old_book = std::get<Book>(before);
  const Book& new_book = std::get<Book>(after);
  BacktestResult result;
  if (resumed) {
    const bool is_same =
        resumed->before == old_book.version && resumed->after == new_book.version &&
        resumed->period.from == request.period.from && resumed->period.to == request.period.to;
    if (!is_same) {
      return BacktestProblem{
          "the file to resume from is of another back-test (other rules or another period); leave "
          "it out to begin anew\n"};
    }
    result = std::move(*resumed);
  }
  result.before = old_book.version;
  result.after = new_book.version;
  result.period = request.period;
  for (const std::string& rule : only) {
    result.rules.try_emplace(rule);
  }
  result.is_complete = result.is_complete || only.empty();
  return Pass(reader, request, old_book, new_book, std::move(result)).run();
}

}  // namespace plugin
