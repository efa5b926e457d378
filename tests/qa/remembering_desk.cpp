#include "tests/qa/remembering_desk.h"

#include <algorithm>

#include "qa/effect_json.h"

namespace qa::testing {

std::string brief(const RoundRecord& round) {
  std::string line(to_string(round.state));
  if (round.reason != UnservedReason::kNone) {
    line += " ";
    line += to_string(round.reason);
  }
  if (round.wait) {
    line += " " + std::to_string(round.wait->count());
  }
  return round.responder.empty() ? line : line + " by " + round.responder;
}

std::vector<std::string> brief(const std::vector<RoundRecord>& rounds) {
  std::vector<std::string> lines;
  for (const RoundRecord& round : rounds) {
    lines.push_back(brief(round));
  }
  return lines;
}

RememberingDesk::RememberingDesk(Profile profile, std::shared_ptr<const rules::RulePack> rules,
                                 DeskOptions options)
    : options_(std::move(options)),
      profile_(std::move(profile)),
      rules_(std::move(rules)),
      desk_(std::make_unique<Desk>(profile_, rules_, options_)) {}

DeskOptions RememberingDesk::replay_options() {
  DeskOptions options;
  options.leave_after.reset();
  options.furthest_ahead.reset();
  return options;
}

Applied RememberingDesk::apply(const Event& event) {
  if (event.time >= kEarliestTime && event.time < kLatestTime) {
    run_to(std::max(now_, event.time));
  }
  return apply_at(event, now_);
}

void RememberingDesk::apply_all(const std::vector<Event>& events) {
  for (const Event& event : events) {
    apply(event);
  }
}

Applied RememberingDesk::apply_at(const Event& event, Time now) {
  now_ = std::max(now_, now);
  Event taken = event;
  Applied applied = desk_->apply(taken, now, effects_);
  if (applied == Applied::kNeed) {
    remember_effects();
    History known = history(event.subject);
    if (known.events.empty()) {
      known.key = desk_->key_of(event);
    }
    desk_->restore(known, now, effects_);
    remember_effects();
    taken = event;
    applied = desk_->apply(taken, now, effects_);
  }
  if (applied == Applied::kYes && is_about_conversation(taken)) {
    Memory& memory = memory_[taken.subject];
    memory.key = {taken.shop, taken.source, taken.subject};
    memory.events.push_back(std::move(taken));
  }
  remember_effects();
  return applied;
}

void RememberingDesk::run_to(Time now) {
  advance_virtually(*desk_, now, effects_);
  now_ = std::max(now_, now);
  remember_effects();
}

void RememberingDesk::end_catch_up() {
  desk_->end_catch_up(now_, effects_);
  remember_effects();
}

void RememberingDesk::restart() {
  desk_ = std::make_unique<Desk>(profile_, rules_, options_);
  for (const auto& [id, memory] : memory_) {
    desk_->restore(history(id), now_, effects_);
  }
  remember_effects();
}

History RememberingDesk::history(std::string_view conversation) const {
  History history;
  const auto memory = memory_.find(conversation);
  if (memory == memory_.end()) {
    return history;
  }
  history.key = memory->second.key;
  history.events = memory->second.events;
  history.nudges = memory->second.nudges;
  for (const auto& [name, round] : rounds_) {
    if (name.first == conversation) {
      history.rounds.push_back(round);
    }
  }
  for (const auto& [name, finding] : findings_) {
    if (std::get<0>(name) == conversation) {
      history.findings.push_back(finding);
    }
  }
  for (const auto& [name, intent] : intents_) {
    if (name.first == conversation) {
      history.intents.push_back(intent);
    }
  }
  return history;
}

void RememberingDesk::finish() {
  desk_->finish(effects_);
  remember_effects();
}

void RememberingDesk::remember_effects() {
  for (; remembered_ < effects_.size(); ++remembered_) {
    const Effect& effect = effects_[remembered_];
    if (const auto* round = std::get_if<RoundRecord>(&effect)) {
      rounds_[{round->conversation.id, round->opened_by}] = *round;
    } else if (const auto* nudge = std::get_if<NudgeRecord>(&effect)) {
      memory_[nudge->conversation.id].nudges.push_back(*nudge);
    } else if (const auto* finding = std::get_if<FindingRecord>(&effect)) {
      findings_[{finding->conversation.id, finding->message, finding->message_revision,
                 finding->rule}] = *finding;
    } else if (const auto* intent = std::get_if<IntentRecord>(&effect)) {
      const std::pair name{intent->conversation.id, intent->message};
      if (intent->is_withdrawn) {
        intents_.erase(name);
      } else {
        intents_[name] = *intent;
      }
    }
  }
}

std::vector<std::string> RememberingDesk::anomalies() const {
  std::vector<std::string> kinds;
  for (const AnomalyRecord& anomaly : all<AnomalyRecord>()) {
    kinds.push_back(anomaly.kind);
  }
  return kinds;
}

std::vector<std::string> RememberingDesk::nudges() const {
  std::vector<std::string> said;
  for (const NudgeRecord& nudge : all<NudgeRecord>()) {
    std::string& line = said.emplace_back(to_string(nudge.stage));
    line += nudge.is_escalation ? "^" : "";
    if (nudge.suppressed != Suppressed::kNo) {
      line += "!";
      line += to_string(nudge.suppressed);
    }
  }
  return said;
}

std::vector<std::string> RememberingDesk::effect_lines() const {
  std::vector<std::string> lines;
  for (const Effect& effect : effects_) {
    std::string line;
    append_effect_json(line, effect);
    if (!line.empty()) {
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

std::vector<RoundRecord> RememberingDesk::rounds(std::string_view conversation) const {
  std::vector<RoundRecord> rounds;
  for (const auto& [name, round] : rounds_) {
    if (name.first == conversation && round.merged_into.empty()) {
      rounds.push_back(round);
    }
  }
  std::sort(rounds.begin(), rounds.end(),
            [](const RoundRecord& a, const RoundRecord& b) { return a.round < b.round; });
  return rounds;
}

std::map<FindingName, FindingRecord> RememberingDesk::standing_findings() const {
  std::map<FindingName, FindingRecord> standing;
  for (const auto& [name, finding] : findings_) {
    if (!finding.is_withdrawn) {
      standing[name] = finding;
    }
  }
  return standing;
}

std::map<std::pair<std::string, std::string>, std::string> RememberingDesk::standing_intents()
    const {
  std::map<std::pair<std::string, std::string>, std::string> standing;
  for (const auto& [name, intent] : intents_) {
    standing[name] = intent.intent + " by " + intent.rule + " of " + intent.rule_set;
  }
  return standing;
}

std::vector<std::string> rounds_after(const std::vector<Event>& events, const Profile& profile) {
  RememberingDesk desk(profile);
  desk.apply_all(events);
  desk.finish();
  return brief(desk.rounds(events.front().subject));
}

ConversationFacts facts_after(const std::vector<Event>& events, const Profile& profile) {
  const LocalTime local(profile);
  const Event& first = events.front();
  return facts_of({first.shop, first.source, first.subject}, events, profile, local,
                  events.back().time);
}

ConversationFacts RememberingDesk::facts(std::string_view conversation) const {
  const auto memory = memory_.find(conversation);
  const LocalTime local(profile_);
  return memory == memory_.end() ? ConversationFacts{}
                                 : facts_of(memory->second.key, memory->second.events, profile_,
                                            local, now_, history(conversation).intents);
}

}  // namespace qa::testing
