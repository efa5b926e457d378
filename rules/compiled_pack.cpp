#include "rules/compiled_pack.h"

#include <algorithm>

#include "rules/document.h"

namespace rules {

namespace {

/// A text may stand in the rule's own file or be added by the local pack.
void set_file(MatchedLine& line, const PackedRule& packed) {
  const bool is_added = line.line > kAnnex;
  line.file = is_added ? packed.local_file : packed.info.file;
  line.line -= is_added ? kAnnex : 0;
}

}  // namespace

struct Scratch::Parts {
  Judged judged;
  PatternIndex::Found found;
  std::vector<ClauseId> clauses;  ///< those to try, ascending
  ClauseHit hit;
};

Scratch::Scratch() : parts_(std::make_unique<Parts>()) {}

Scratch::~Scratch() = default;
Scratch::Scratch(Scratch&&) noexcept = default;
Scratch& Scratch::operator=(Scratch&&) noexcept = default;

Explanation RulePack::explain(const Utterance&, const Context&) const {
  return {};
}

bool RulePack::needs_talk() const {
  for (std::uint32_t rule = 0; rule < size(); ++rule) {
    if (info(rule).needs_talk) {
      return true;
    }
  }
  return false;
}

void Judged::set_customer(const Context& context) {
  customer_count = context.customer_said.size();
  if (customer.size() < customer_count) {
    customer.resize(customer_count);
  }
  for (std::size_t i = 0; i < customer_count; ++i) {
    customer[i].reset(context.customer_said[i]);
  }
}

CompiledPack::CompiledPack(std::vector<PackedRule> rules, std::vector<Conditions> conditions,
                           std::vector<CompiledClause> clauses, std::string version)
    : rules_(std::move(rules)),
      clauses_(std::move(clauses)),
      triggers_(std::move(conditions), clauses_.size()),
      version_(std::move(version)) {
  for (ClauseId i = 0; i < clauses_.size(); ++i) {
    index_clause(i);
  }
  index_.build();
  always_tried_ = static_cast<std::size_t>(
      std::count_if(always_.begin(), always_.end(),
                    [this](ClauseId clause) { return clauses_[clause].looks_at_text(); }));
  needs_context_ = std::any_of(rules_.begin(), rules_.end(),
                               [](const PackedRule& rule) { return rule.info.needs_context; });
}

void CompiledPack::index_clause(ClauseId number) {
  const CompiledClause& clause = clauses_[number];
  const std::vector<OneOf> needed = needed_patterns(clause);
  const auto known = std::find_if(needed.begin(), needed.end(), is_quickly_known);
  if (known == needed.end()) {
    always_.push_back(number);
    return;
  }
  for (const CompiledPattern* const pattern : *known) {
    index_.add(number, clause.view, pattern->need());
  }
}

const std::vector<ClauseId>& CompiledPack::candidates(Scratch::Parts& parts) const {
  index_.find(parts.judged.message.views(), parts.found);
  parts.clauses.clear();
  std::merge(always_.begin(), always_.end(), parts.found.patterns.begin(),
             parts.found.patterns.end(), std::back_inserter(parts.clauses));
  return parts.clauses;
}

void CompiledPack::inspect(const Utterance& utterance, Scratch& scratch,
                           std::vector<ClauseHit>& hits) const {
  hits.clear();
  Scratch::Parts& parts = scratch.parts();
  parts.judged.message.reset(utterance.text);
  for (const ClauseId clause : candidates(parts)) {
    if (is_about(clauses_[clause], utterance) &&
        holds(clauses_[clause], parts.judged.message, parts.hit, nullptr)) {
      parts.hit.clause = clause;
      hits.push_back(parts.hit);
    }
  }
}

Judgement CompiledPack::judge(const Talk& talk, std::int64_t now_ms) const {
  return triggers_.judge(talk, now_ms);
}

Judgement CompiledPack::judge_talk(const Talk& talk, std::int64_t now_ms) const {
  return triggers_.judge_talk(talk, now_ms);
}

std::vector<bool> CompiledPack::could_apply(const Talk& talk) const {
  return triggers_.could_apply(talk);
}

void CompiledPack::match(const Utterance& utterance, const Context& context, Scratch& scratch,
                         std::vector<Hit>& hits) const {
  hits.clear();
  Scratch::Parts& parts = scratch.parts();
  parts.judged.message.reset(utterance.text);
  parts.judged.set_customer(context);
  // Clauses are numbered rule by rule, so the rules come in their order.
  for (const ClauseId number : candidates(parts)) {
    const auto rule = triggers_.matched_by(number);
    if (!rule) {
      continue;
    }
    const CompiledClause& clause = clauses_[number];
    if (is_about(clause, utterance) && holds(clause, parts.judged.message, parts.hit, nullptr) &&
        has_customer_said(triggers_.conditions(*rule), parts.judged, nullptr)) {
      hits.push_back({*rule, parts.hit.view, parts.hit.spans});
    }
  }
}

void CompiledPack::match_inspected(std::span<const ClauseHit> clauses, const Context& context,
                                   Scratch& scratch, std::vector<Hit>& hits) const {
  hits.clear();
  Judged& judged = scratch.parts().judged;
  judged.set_customer(context);
  for (const ClauseHit& found : clauses) {
    const auto rule = triggers_.matched_by(found.clause);
    if (rule && has_customer_said(triggers_.conditions(*rule), judged, nullptr)) {
      hits.push_back({*rule, found.view, found.spans});
    }
  }
}

/// True if the rule asks nothing of the customer's turn.
bool CompiledPack::has_customer_said(const Conditions& conditions, Judged& judged,
                                     ExplainedRule* trace) const {
  if (!conditions.customer_said) {
    return true;
  }
  const CompiledClause& clause = clauses_[*conditions.customer_said];
  for (std::size_t i = 0; i < judged.customer_count; ++i) {
    ClauseHit said;
    ExplainedRule found;
    if (holds(clause, judged.customer[i], said, trace != nullptr ? &found : nullptr)) {
      for (const ExplainedHit& hit : found.hits) {
        trace->others.push_back(hit.matched);
        trace->others.back().key = "customer_said";
      }
      return true;
    }
  }
  return false;
}

ExplainedRule CompiledPack::explain_rule(std::uint32_t rule, Judged& judged) const {
  const PackedRule& packed = rules_[rule];
  const Conditions& conditions = triggers_.conditions(rule);
  ExplainedRule out;
  ClauseHit hit;
  const CompiledClause& clause = clauses_[conditions.trigger()];
  if (holds(clause, judged.message, hit, &out)) {
    const bool is_said = has_customer_said(conditions, judged, &out);
    out.is_hit = is_said && !packed.info.needs_talk;
    out.reason = !is_said ? "customer_said" : packed.info.needs_talk ? "conversation" : "";
  }
  out.id = packed.info.id;
  out.name = packed.info.name;
  out.pack = packed.info.pack;
  out.file = packed.info.file;
  out.line = packed.info.line;
  out.view = clause.view;
  for (ExplainedHit& one : out.hits) {
    set_file(one.matched, packed);
    if (one.is_shielded) {
      set_file(one.shield, packed);
    }
  }
  for (auto* const lines : {&out.exceptions, &out.others}) {
    for (MatchedLine& line : *lines) {
      set_file(line, packed);
    }
  }
  return out;
}

Explanation CompiledPack::explain(const Utterance& utterance, const Context& context) const {
  Explanation out;
  Judged judged;
  judged.message.reset(utterance.text);
  judged.set_customer(context);
  for (int view = 0; view < kViews; ++view) {
    out.views.emplace_back(static_cast<View>(view),
                           judged.message.view(static_cast<View>(view)).text);
  }
  for (std::uint32_t rule = 0; rule < rules_.size(); ++rule) {
    if (!is_about(clauses_[triggers_.conditions(rule).trigger()], utterance)) {
      continue;
    }
    ExplainedRule explained = explain_rule(rule, judged);
    if (explained.is_hit || !explained.hits.empty()) {
      out.rules.push_back(std::move(explained));
    }
  }
  return out;
}

}  // namespace rules
