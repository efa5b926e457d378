#pragma once

#include <cstdint>
#include <vector>

#include "rules/compiled_pattern.h"
#include "rules/context.h"
#include "rules/explanation.h"
#include "rules/pack.h"
#include "rules/rule.h"
#include "rules/text.h"

/// One rule ready to judge messages, and the working memory it needs.
namespace rules {

/// The views of one text and, for each view asked for, what is in it.
class JudgedText {
 public:
  void reset(std::string_view text);

  const ViewText& view(View view) { return views_.get(view); }

  MessageViews& views() { return views_; }

  const Signature& signature(View view);

 private:
  MessageViews views_;
  std::array<Signature, kViews> signatures_;
  std::array<bool, kViews> has_signature_{};
};

/// The message being judged, with its context.
struct Judged {
  JudgedText message;
  std::vector<JudgedText> customer;  ///< grows, never shrinks; the first `customer_count` are live
  std::size_t customer_count = 0;

  void reset(const Utterance& utterance, const Context& context);
};

struct CompiledRule {
  Says says = Says::kAgent;
  Automatic automatic = Automatic::kExclude;
  std::vector<std::string> kinds;
  View view = View::kClean;
  View customer_view = View::kClean;
  bool has_length = false;
  LengthLimits length;
  std::vector<CompiledPattern> has;
  std::vector<CompiledPattern> whole;
  std::vector<CompiledPattern> except;
  std::vector<CompiledPattern> unless;
  std::vector<CompiledPattern> lacks;
  std::vector<CompiledPattern> customer_said;

  /// Whether the rule is about such messages at all, whatever they say.
  bool is_about(const Utterance& utterance) const;

  /// Judges a message it is about. On a match fills `spans` (cleared first).
  /// `trace`: if given, everything found is written down and nothing is cut short.
  bool matches(Judged& judged, std::vector<Span>& spans, ExplainedRule* trace) const;
};

}  // namespace rules
