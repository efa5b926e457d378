#include "qa/word_clauses.h"

#include "qa/utterance.h"

namespace qa {
namespace {

void forget_clauses(Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    words.at(i).clause_hits.clear();
    words.at(i).is_inspected = false;
    words.at(i).touches_talk = false;
  }
}

}  // namespace

void inspect_once(Words& words, std::size_t position, const rules::RulePack& rules,
                  rules::Scratch& scratch) {
  if (words.talk.inspected_by != rules.version()) {
    forget_clauses(words);
    words.talk.inspected_by = rules.version();
  }
  Word& word = words.at(position);
  if (!word.is_inspected) {
    rules.inspect(utterance_of(word), scratch, word.clause_hits);
    word.touches_talk = rules.touches_talk(word.clause_hits);
    word.is_inspected = true;
  }
}

}  // namespace qa
