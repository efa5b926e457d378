#include "qa/talk_inspector.h"

#include <algorithm>
#include <iterator>

#include "qa/finding_record.h"
#include "qa/talk_view.h"
#include "qa/word_clauses.h"

namespace qa {
namespace {

bool holds(const std::vector<std::string>& rules, std::string_view rule) {
  return std::find(rules.begin(), rules.end(), rule) != rules.end();
}

const KnownHit* find_hit(const std::vector<KnownHit>& hits, std::string_view rule) {
  const auto found =
      std::find_if(hits.begin(), hits.end(), [&](const KnownHit& hit) { return hit.rule == rule; });
  return found == hits.end() ? nullptr : &*found;
}

}  // namespace

void TalkInspector::set_rules(std::shared_ptr<const rules::RulePack> rules) {
  rules_ = std::move(rules);
  is_needed_ = rules_ && rules_->needs_talk();
}

bool TalkInspector::is_ours(const rules::TalkFinding& finding) const {
  const rules::RuleInfo& info = rules_->info(finding.rule);
  return info.needs_talk && info.classify.empty();
}

void TalkInspector::inspect_words(Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    Word& word = words.at(i);
    if (word.is_repeated && !word.talk_hits.empty()) {
      // An earlier message of the same id came later: it stands for what was told under that id.
      if (const std::size_t first = words.find_said(word.message); first != SIZE_MAX) {
        std::move(word.talk_hits.begin(), word.talk_hits.end(),
                  std::back_inserter(words.at(first).talk_hits));
      }
      word.talk_hits.clear();
    }
    if (word.kind == Word::Kind::kSaid && !word.is_repeated) {
      inspect_once(words, i, *rules_, scratch_);
    }
  }
}

/// This rule set begins to watch: what it would have said before, had it been there, stays unsaid.
void TalkInspector::take_over(const Subject& subject, Words& words) const {
  const TalkView view(subject.key, words, subject.ledger, subject.pass, subject.local);
  for (const rules::TalkFinding& finding :
       rules_->judge_talk(view.talk(), to_ms(words.talk.judged_at)).findings) {
    const std::string& rule = rules_->info(finding.rule).id;
    const std::size_t position = view.word(finding.message);
    if (is_ours(finding) && position != SIZE_MAX &&
        find_hit(words.at(position).talk_hits, rule) == nullptr) {
      words.at(position).untold.push_back(rule);
    }
  }
}

bool TalkInspector::has_anything(const Words& words) const {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words.at(i).touches_talk || !words.at(i).talk_hits.empty()) {
      return true;
    }
  }
  return false;
}

void TalkInspector::judge(const Subject& subject, Words& words, Time now,
                          std::vector<Effect>& effects) {
  words.talk.due.reset();
  if (!is_needed_) {
    return;
  }
  const bool is_another_set = words.talk.rule_set != rules_->version();
  for (std::size_t i = 0; is_another_set && i < words.size(); ++i) {
    Word& word = words.at(i);
    word.untold.clear();
    if (!words.talk.rule_set.empty()) {
      word.talk_hits.clear();
    }
  }
  inspect_words(words);
  if (is_another_set && words.talk.judged_at > Time{}) {
    take_over(subject, words);
  }
  words.talk.rule_set = rules_->version();
  // What was known once stays known, whatever a clock that was set back says.
  const Time instant = words.talk.judged_at = std::max(words.talk.judged_at, now);
  if (!has_anything(words)) {
    return;
  }
  const TalkView view(subject.key, words, subject.ledger, subject.pass, subject.local);
  const rules::Judgement judgement = rules_->judge_talk(view.talk(), to_ms(instant));
  if (judgement.next_ms) {
    words.talk.due = from_ms(*judgement.next_ms);
  }
  const std::size_t size = view.talk().messages.size();
  // Where older words are gone, what is settled would be judged without what it looked back at.
  const std::size_t settled = words.is_complete() ? 0 : size - std::min(size, kFarthest);
  auto finding = std::find_if(judgement.findings.begin(), judgement.findings.end(),
                              [settled](const auto& one) { return one.message >= settled; });
  for (std::size_t message = settled; message < size; ++message) {
    if (view.word(message) == SIZE_MAX) {
      continue;  // its words are gone: nobody finds anything in it
    }
    Word& word = words.at(view.word(message));
    std::vector<KnownHit> found;
    std::vector<std::string> untold;
    for (; finding != judgement.findings.end() && finding->message == message; ++finding) {
      if (!is_ours(*finding)) {
        continue;
      }
      const std::string& rule = rules_->info(finding->rule).id;
      if (holds(word.untold, rule)) {
        untold.push_back(rule);
      } else {
        found.push_back({rule,
                         finding->view,
                         {finding->spans.begin(), finding->spans.end()},
                         from_ms(finding->decided_at_ms),
                         std::string(view.agent(message))});
      }
    }
    for (const KnownHit& known : word.talk_hits) {
      if (find_hit(found, known.rule) == nullptr) {
        FindingRecord gone = make_finding_record(*rules_, subject.key, word, known, known.agent);
        gone.is_withdrawn = true;
        effects.emplace_back(std::move(gone));
      }
    }
    for (const KnownHit& hit : found) {
      const KnownHit* known = find_hit(word.talk_hits, hit.rule);
      if (known == nullptr || *known != hit) {
        effects.emplace_back(make_finding_record(*rules_, subject.key, word, hit, hit.agent));
      }
    }
    word.talk_hits = std::move(found);
    word.untold = std::move(untold);
  }
}

void TalkInspector::remember(Words& words, const FindingRecord& finding) const {
  const std::size_t said = words.find_said(finding.message);
  if (said != SIZE_MAX) {
    words.at(said).talk_hits.push_back(
        {finding.rule, finding.view, finding.spans, finding.at, finding.agent});
    words.talk.judged_at = std::max(words.talk.judged_at, finding.at);
  }
}

void TalkInspector::inspect_draft(const Subject& subject, Words& words, std::string_view text,
                                  std::span<const rules::ClauseHit> clauses, Time now,
                                  std::vector<rules::Hit>& hits) {
  if (!is_needed_ || !rules_->touches_talk(clauses)) {
    return;
  }
  inspect_words(words);
  TalkView view(subject.key, words, subject.ledger, subject.pass, subject.local);
  view.add_draft(text, clauses, now, subject.local);
  const std::size_t draft = view.talk().messages.size() - 1;
  for (const rules::TalkFinding& finding : rules_->judge_talk(view.talk(), to_ms(now)).findings) {
    if (finding.message == draft && is_ours(finding)) {
      hits.push_back({finding.rule, finding.view, {finding.spans.begin(), finding.spans.end()}});
    }
  }
}

}  // namespace qa
