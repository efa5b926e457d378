#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "rules/alike.h"
#include "rules/byte_span.h"
#include "rules/code_point_index.h"
#include "rules/entity.h"
#include "rules/finding.h"
#include "rules/signature.h"
#include "rules/text.h"

namespace rules {

/// The views of one text and, for each view asked for, what is in it. Everything is made when first
/// asked for and shared by all clauses.
class JudgedText {
 public:
  /// `text` must outlive the calls below.
  void reset(std::string_view text);

  const ViewText& view(View view) { return views_.get(view); }

  MessageViews& views() { return views_; }

  const Signature& signature(View view);
  /// ViewText::span_of() of that view, in constant time after the first.
  Span span_of(View view, ByteSpan place);
  /// Where in the original entities of this kind stand.
  const std::vector<Span>& entities(Entity entity);
  const Bigrams& bigrams();

 private:
  std::string_view text_;
  MessageViews views_;
  std::array<Signature, kViews> signatures_;
  std::array<bool, kViews> has_signature_{};
  std::array<CodePointIndex, kViews> indexes_;
  std::array<bool, kViews> has_index_{};
  std::array<std::vector<Span>, kEntities> entities_;
  std::array<bool, kEntities> has_entities_{};
  std::optional<Bigrams> bigrams_;
};

}  // namespace rules
