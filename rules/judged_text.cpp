#include "rules/judged_text.h"

namespace rules {

void JudgedText::reset(std::string_view text) {
  text_ = text;
  views_.reset(text);
  has_signature_.fill(false);
  has_index_.fill(false);
  has_entities_.fill(false);
  bigrams_.reset();
}

const Signature& JudgedText::signature(View view) {
  const auto index = static_cast<std::size_t>(view);
  if (!has_signature_[index]) {
    signatures_[index].set(views_.get(view).text);
    has_signature_[index] = true;
  }
  return signatures_[index];
}

Span JudgedText::span_of(View view, ByteSpan place) {
  const ViewText& made = views_.get(view);
  CodePointIndex& index = indexes_[static_cast<std::size_t>(view)];
  bool& has_index = has_index_[static_cast<std::size_t>(view)];
  if (!has_index) {
    index.set(made.text);
    has_index = true;
  }
  const std::size_t first = index.before(made.text, place.begin);
  const std::size_t last = index.before(made.text, place.end) - 1;
  return {made.sources[first].begin, made.sources[last].end - made.sources[first].begin};
}

const std::vector<Span>& JudgedText::entities(Entity entity) {
  const auto index = static_cast<std::size_t>(entity);
  if (!has_entities_[index]) {
    has_entities_[index] = true;
    entities_[index].clear();
    const View view = view_of(entity);
    for (const EntityPlace& place : find_entities(entity, views_.get(view).text)) {
      entities_[index].push_back(span_of(view, {place.begin, place.end}));
    }
  }
  return entities_[index];
}

const Bigrams& JudgedText::bigrams() {
  if (!bigrams_) {
    bigrams_ = bigrams_of(text_);
  }
  return *bigrams_;
}

}  // namespace rules
