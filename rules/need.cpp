#include "rules/need.h"

#include <re2/filtered_re2.h>
#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "rules/text_tables.h"
#include "rules/utf8.h"

namespace rules {
namespace {

/// Atoms asked about a pattern; with more it is cheaper to run RE2 at once.
constexpr std::size_t kMostAtoms = 128;

/// Scripts of letters without case: kana and Hangul syllables. Han are no letters here.
bool is_east_asian_letter(char32_t c) {
  return (c >= 0x3041 && c <= 0x30FF) || (c >= 0xAC00 && c <= 0xD7A3);
}

/// True if `c` in an atom can only come from `c`, in a text of the view and in a pattern, even
/// under (?i): the other cases of ASCII letters are not in norm.
bool has_one_spelling(char32_t c, View view) {
  const text_tables::Entry& entry = text_tables::entry(c);
  const bool is_caseless = entry.is_identity() && entry.kind() != text_tables::Class::kLetter;
  return is_caseless || is_east_asian_letter(c) || (c < 0x80 && view != View::kRaw);
}

/// The formula of one regular expression.
class Formula {
 public:
  Formula(const std::string& regex, std::int64_t memory) : filtered_(1) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(memory);
    int id = 0;
    if (filtered_.Add(regex, options, &id) == RE2::NoError) {
      filtered_.Compile(&atoms_);
    }
  }

  const std::vector<std::string>& atoms() const { return atoms_; }

  bool is_true(const std::vector<bool>& present) {
    ids_.clear();
    for (std::size_t i = 0; i < present.size(); ++i) {
      if (present[i]) {
        ids_.push_back(static_cast<int>(i));
      }
    }
    filtered_.AllPotentials(ids_, &passed_);
    return !passed_.empty();
  }

 private:
  re2::FilteredRE2 filtered_;
  std::vector<std::string> atoms_;
  std::vector<int> ids_;
  std::vector<int> passed_;
};

std::vector<std::size_t> usable_atoms(const std::vector<std::string>& atoms, View view) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    const std::u32string letters = utf8::decode(atoms[i]);
    if (std::all_of(letters.begin(), letters.end(),
                    [view](char32_t c) { return has_one_spelling(c, view); })) {
      out.push_back(i);
    }
  }
  // Short ones are common: they are the first to be done without.
  std::stable_sort(out.begin(), out.end(), [&atoms](std::size_t a, std::size_t b) {
    return utf8::count(atoms[a]) < utf8::count(atoms[b]);
  });
  return out;
}

}  // namespace

Need need_of_regex(const std::string& regex, View view, std::int64_t memory) {
  Need need;
  Formula formula(regex, memory);
  const std::vector<std::string>& atoms = formula.atoms();
  if (atoms.empty() || atoms.size() > kMostAtoms) {
    return need;
  }
  std::vector<std::size_t> left = usable_atoms(atoms, view);
  std::vector<bool> present(atoms.size(), true);
  const auto is_needed = [&](std::size_t atom) {
    present[atom] = false;
    const bool is_true = formula.is_true(present);
    present[atom] = true;
    return !is_true;
  };
  const auto others = std::stable_partition(left.begin(), left.end(), is_needed);
  for (auto atom = left.begin(); atom != others; ++atom) {
    need.one_of_each.push_back({atoms[*atom]});
  }
  left.erase(left.begin(), others);
  while (!left.empty()) {
    for (const std::size_t atom : left) {
      present[atom] = false;
    }
    const bool has_group = !formula.is_true(present);
    Need::Group group;
    for (const std::size_t atom : left) {
      present[atom] = true;
      if (has_group && formula.is_true(present)) {
        present[atom] = false;
        group.push_back(atoms[atom]);
      }
    }
    if (!has_group) {
      break;
    }
    std::erase_if(left, [&present](std::size_t atom) { return !present[atom]; });
    present.assign(present.size(), true);
    need.one_of_each.push_back(std::move(group));
  }
  return need;
}

}  // namespace rules
