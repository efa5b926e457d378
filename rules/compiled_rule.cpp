#include "rules/compiled_rule.h"

#include <algorithm>

#include "rules/utf8.h"

namespace rules {
namespace {

struct Found {
  ByteSpan span;
  const CompiledPattern* pattern = nullptr;
};

MatchedLine line_of(std::string_view key, const Found& found, const ViewText& view) {
  const WrittenText& written = found.pattern->written();
  return {std::string(key),
          written.text,
          {},
          written.line,
          view.span_of(found.span.begin, found.span.end)};
}

bool overlaps(ByteSpan a, ByteSpan b) {
  return a.begin < b.end && b.begin < a.end;
}

/// Judges one message by one rule.
class Judgement {
 public:
  Judgement(const CompiledRule& rule, Judged& judged, ExplainedRule* trace)
      : rule_(rule),
        judged_(judged),
        trace_(trace),
        view_(judged.message.view(rule.view)),
        signature_(judged.message.signature(rule.view)) {}

  bool decide(std::vector<Span>& spans) {
    spans.clear();
    const bool is_found = rule_.has.empty() || find_hits(rule_.has, spans);
    if (!is_found && trace_ == nullptr) {
      return false;
    }
    const bool is_whole = rule_.whole.empty() || find_whole(spans);
    if (!is_whole && trace_ == nullptr) {
      return false;
    }
    const std::string_view reason = refusal(is_found && is_whole);
    if (trace_ != nullptr) {
      trace_->reason = reason;
      trace_->is_hit = reason.empty();
    }
    if (!reason.empty()) {
      return false;
    }
    if (rule_.has.empty() && rule_.whole.empty() && rule_.lacks.empty() && !view_.text.empty()) {
      spans.push_back(view_.span_of(0, view_.text.size()));
    }
    merge(spans);
    return true;
  }

 private:
  /// Why the rule does not fire; empty if it does.
  std::string_view refusal(bool is_matched) {
    if (!is_matched) {
      return trace_ != nullptr && !trace_->hits.empty() ? "shielded" : "nothing found";
    }
    if (rule_.has_length && !is_length_right()) {
      return "length";
    }
    if (any_found(rule_.unless, "unless")) {
      return "unless";
    }
    if (any_found(rule_.lacks, "lacks")) {
      return "lacks";
    }
    if (!rule_.customer_said.empty() && !has_customer_said()) {
      return "customer_said";
    }
    return {};
  }

  bool is_length_right() const {
    const std::size_t length = view_.sources.size();
    return length >= rule_.length.at_least && length <= rule_.length.at_most;
  }

  bool find_hits(const std::vector<CompiledPattern>& patterns, std::vector<Span>& spans) {
    const std::size_t before = spans.size();
    for (const CompiledPattern& pattern : patterns) {
      if (!pattern.may_match(signature_)) {
        continue;
      }
      std::size_t from = 0;
      while (const auto span = pattern.find(view_.text, from)) {
        add_hit("has", {*span, &pattern}, spans);
        from = span->end;
      }
    }
    return spans.size() > before;
  }

  bool find_whole(std::vector<Span>& spans) {
    const std::size_t before = spans.size();
    for (const CompiledPattern& pattern : rule_.whole) {
      if (!view_.text.empty() && pattern.may_match(signature_) && pattern.equals(view_.text)) {
        add_hit("whole", {{0, view_.text.size()}, &pattern}, spans);
      }
    }
    return spans.size() > before;
  }

  /// Drops a hit that an exception overlaps.
  void add_hit(std::string_view key, const Found& hit, std::vector<Span>& spans) {
    find_exceptions();
    const auto shield =
        std::find_if(exceptions_.begin(), exceptions_.end(),
                     [&hit](const Found& exception) { return overlaps(exception.span, hit.span); });
    if (shield == exceptions_.end()) {
      spans.push_back(view_.span_of(hit.span.begin, hit.span.end));
    }
    if (trace_ != nullptr) {
      ExplainedHit explained;
      explained.matched = line_of(key, hit, view_);
      explained.is_shielded = shield != exceptions_.end();
      if (explained.is_shielded) {
        explained.shield = line_of("except", *shield, view_);
      }
      trace_->hits.push_back(std::move(explained));
    }
  }

  /// Every place any exception begins to match: an exception that overlaps itself shields all of
  /// it.
  void find_exceptions() {
    if (has_exceptions_) {
      return;
    }
    has_exceptions_ = true;
    for (const CompiledPattern& pattern : rule_.except) {
      if (!pattern.may_match(signature_)) {
        continue;
      }
      std::size_t from = 0;
      while (const auto span = pattern.find(view_.text, from)) {
        exceptions_.push_back({*span, &pattern});
        if (trace_ != nullptr) {
          trace_->exceptions.push_back(line_of("except", exceptions_.back(), view_));
        }
        from = span->begin;
        utf8::next(view_.text, from);
      }
    }
  }

  bool any_found(const std::vector<CompiledPattern>& patterns, std::string_view key) {
    for (const CompiledPattern& pattern : patterns) {
      if (!pattern.may_match(signature_)) {
        continue;
      }
      if (const auto span = pattern.find(view_.text, 0)) {
        if (trace_ != nullptr) {
          trace_->others.push_back(line_of(key, {*span, &pattern}, view_));
        }
        return true;
      }
    }
    return false;
  }

  bool has_customer_said() {
    for (std::size_t i = 0; i < judged_.customer_count; ++i) {
      JudgedText& said = judged_.customer[i];
      const ViewText& view = said.view(rule_.customer_view);
      const Signature& signature = said.signature(rule_.customer_view);
      for (const CompiledPattern& pattern : rule_.customer_said) {
        const auto span = pattern.may_match(signature) ? pattern.find(view.text, 0) : std::nullopt;
        if (span) {
          if (trace_ != nullptr) {
            trace_->others.push_back(line_of("customer_said", {*span, &pattern}, view));
          }
          return true;
        }
      }
    }
    return false;
  }

  /// Ascending, overlapping ones joined.
  static void merge(std::vector<Span>& spans) {
    std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
      return a.start != b.start ? a.start < b.start : a.length < b.length;
    });
    std::size_t kept = 0;
    for (const Span& span : spans) {
      if (kept > 0 && span.start < spans[kept - 1].start + spans[kept - 1].length) {
        Span& last = spans[kept - 1];
        last.length = std::max(last.start + last.length, span.start + span.length) - last.start;
      } else {
        spans[kept++] = span;
      }
    }
    spans.resize(kept);
  }

  const CompiledRule& rule_;
  Judged& judged_;
  ExplainedRule* trace_;
  const ViewText& view_;
  const Signature& signature_;
  bool has_exceptions_ = false;
  std::vector<Found> exceptions_;
};

}  // namespace

void JudgedText::reset(std::string_view text) {
  views_.reset(text);
  has_signature_.fill(false);
}

const Signature& JudgedText::signature(View view) {
  const auto index = static_cast<std::size_t>(view);
  if (!has_signature_[index]) {
    signatures_[index].set(views_.get(view).text);
    has_signature_[index] = true;
  }
  return signatures_[index];
}

void Judged::reset(const Utterance& utterance, const Context& context) {
  message.reset(utterance.text);
  customer_count = context.customer_said.size();
  if (customer.size() < customer_count) {
    customer.resize(customer_count);
  }
  for (std::size_t i = 0; i < customer_count; ++i) {
    customer[i].reset(context.customer_said[i]);
  }
}

bool CompiledRule::is_about(const Utterance& utterance) const {
  const bool is_automatic = utterance.is_automatic || utterance.speaker == Speaker::kBot;
  if ((automatic == Automatic::kExclude && is_automatic) ||
      (automatic == Automatic::kOnly && !is_automatic)) {
    return false;
  }
  const bool is_customer = utterance.speaker == Speaker::kCustomer;
  const bool is_agent = utterance.speaker == Speaker::kAgent || utterance.speaker == Speaker::kBot;
  const bool is_speaker =
      (says != Says::kCustomer && is_agent) || (says != Says::kAgent && is_customer);
  return is_speaker &&
         (kinds.empty() || std::find(kinds.begin(), kinds.end(), utterance.kind) != kinds.end());
}

bool CompiledRule::matches(Judged& judged, std::vector<Span>& spans, ExplainedRule* trace) const {
  return Judgement(*this, judged, trace).decide(spans);
}

}  // namespace rules
