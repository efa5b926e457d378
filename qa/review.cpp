#include "qa/review.h"

namespace qa {
namespace {

constexpr std::string_view kNames[] = {"right", "wrong", "unsure"};

/// FNV-1a over the parts, a NUL after each so that none runs into the next; then mixed once more
/// (the finalizer of SplitMix64), since the low bits decide.
class Hash {
 public:
  void add(std::string_view part) {
    for (const char c : part) {
      add(static_cast<unsigned char>(c));
    }
    add(static_cast<unsigned char>(0));
  }

  std::uint64_t value() const {
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
    return mixed ^ (mixed >> 31U);
  }

 private:
  void add(unsigned char byte) { state_ = (state_ ^ byte) * 0x100000001b3ULL; }

  std::uint64_t state_ = 0xcbf29ce484222325ULL;
};

}  // namespace

std::string_view to_string(Verdict verdict) {
  return kNames[static_cast<std::size_t>(verdict)];
}

std::optional<Verdict> verdict_named(std::string_view name) {
  for (const Verdict verdict : {Verdict::kRight, Verdict::kWrong, Verdict::kUnsure}) {
    if (to_string(verdict) == name) {
      return verdict;
    }
  }
  return std::nullopt;
}

FindingIdentity identity_of(const FindingRecord& finding) {
  return {finding.conversation, finding.message, finding.message_revision, finding.rule};
}

bool is_for_review(const FindingIdentity& finding, std::uint32_t percent) {
  Hash hash;
  hash.add(finding.conversation.id);
  hash.add(finding.message);
  hash.add(std::to_string(finding.message_revision));
  hash.add(finding.rule);
  return hash.value() % 100 < percent;
}

void Precision::add(Verdict verdict) {
  std::int64_t& count = verdict == Verdict::kRight   ? right
                        : verdict == Verdict::kWrong ? wrong
                                                     : unsure;
  ++count;
}

std::optional<double> Precision::share() const {
  const std::int64_t judged = right + wrong;
  return judged == 0 ? std::nullopt
                     : std::optional(static_cast<double>(right) / static_cast<double>(judged));
}

std::optional<Interval> Precision::interval() const {
  const std::int64_t judged = right + wrong;
  return judged == 0 ? std::nullopt : std::optional(wilson_interval(right, judged));
}

}  // namespace qa
