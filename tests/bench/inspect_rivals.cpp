#include "tests/bench/inspect_rivals.h"

#include <re2/filtered_re2.h>
#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <array>
#include <deque>

#include "rules/compiler.h"
#include "rules/pattern.h"

#ifdef SANDGLASS_HAS_HYPERSCAN
#include <hs/hs.h>
#endif
#ifdef SANDGLASS_HAS_PCRE2
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#endif

namespace bench {
namespace {

class Ours : public Engine {
 public:
  explicit Ours(std::shared_ptr<const rules::RulePack> pack) : pack_(std::move(pack)) {}

  static std::unique_ptr<Engine> make(const std::vector<BenchRule>& rules) {
    auto pack = rules::compile({{"bench.yaml", pack_of(rules)}}).pack;
    return pack ? std::make_unique<Ours>(std::move(pack)) : nullptr;
  }

  void inspect(std::string_view text, std::vector<Answer>& answers) override {
    answers.clear();
    pack_->match({rules::Speaker::kAgent, "text", false, text}, {}, scratch_, hits_);
    for (const rules::Hit& hit : hits_) {
      answers.push_back({hit.rule, hit.spans.front()});
    }
  }

 private:
  std::shared_ptr<const rules::RulePack> pack_;
  rules::Scratch scratch_;
  std::vector<rules::Hit> hits_;
};

RE2::Options quiet() {
  RE2::Options options;
  options.set_log_errors(false);
  return options;
}

/// One RE2 a rule, with which every rival finds spans and exceptions.
class Spans {
 public:
  explicit Spans(const std::vector<BenchRule>& rules) {
    for (const BenchRule& rule : rules) {
      rules_.push_back({std::make_unique<RE2>(rule.has_regex, quiet()), rule.except});
    }
  }

  std::size_t size() const { return rules_.size(); }

  /// Adds the rule to the answers if it is broken.
  void answer(std::uint32_t number, const rules::ViewText& view,
              std::vector<Answer>& answers) const {
    const std::string_view text = view.text;
    const re2::StringPiece whole(text.data(), text.size());
    re2::StringPiece match;
    std::size_t from = 0;
    while (rules_[number].has->Match(whole, from, text.size(), RE2::UNANCHORED, &match, 1)) {
      const auto begin = static_cast<std::size_t>(match.data() - text.data());
      if (!is_shielded(rules_[number].except, text, begin, begin + match.size())) {
        answers.push_back({number, view.span_of(begin, begin + match.size())});
        return;
      }
      from = begin + match.size();
    }
  }

  bool has_exception(std::uint32_t number) const { return !rules_[number].except.empty(); }

  static bool is_shielded(const std::string& except, std::string_view text, std::size_t begin,
                          std::size_t end) {
    if (except.empty()) {
      return false;
    }
    for (std::size_t at = text.find(except); at != std::string_view::npos;
         at = text.find(except, at + 1)) {
      if (at < end && begin < at + except.size()) {
        return true;
      }
    }
    return false;
  }

 private:
  struct One {
    std::unique_ptr<RE2> has;
    std::string except;
  };

  std::vector<One> rules_;
};

/// What all rivals share: the view, and the way from candidates to answers.
class Rival : public Engine {
 public:
  explicit Rival(const std::vector<BenchRule>& rules) : spans_(rules) {}

  void inspect(std::string_view text, std::vector<Answer>& answers) override {
    answers.clear();
    views_.reset(text);
    const rules::ViewText& view = views_.get(rules::View::kClean);
    candidates_.clear();
    if (!find_candidates(view.text)) {
      ++fallbacks_;
      try_all();
    }
    std::sort(candidates_.begin(), candidates_.end());
    for (const int candidate : candidates_) {
      spans_.answer(static_cast<std::uint32_t>(candidate), view, answers);
    }
  }

  std::size_t fallbacks() const override { return fallbacks_; }

 protected:
  /// Fills candidates_; false if the engine gave up.
  virtual bool find_candidates(const std::string& text) = 0;

  void try_all() {
    candidates_.clear();
    for (std::size_t i = 0; i < spans_.size(); ++i) {
      candidates_.push_back(static_cast<int>(i));
    }
  }

  Spans spans_;
  std::vector<int> candidates_;

 private:
  rules::MessageViews views_;
  std::size_t fallbacks_ = 0;
};

class Re2Loop : public Rival {
 public:
  using Rival::Rival;

  static std::unique_ptr<Engine> make(const std::vector<BenchRule>& rules) {
    return std::make_unique<Re2Loop>(rules);
  }

 protected:
  bool find_candidates(const std::string&) override {
    try_all();
    return true;
  }
};

template <int kMegabytes>
class Re2Set : public Rival {
 public:
  explicit Re2Set(const std::vector<BenchRule>& rules)
      : Rival(rules), set_(with_memory(), RE2::UNANCHORED) {
    for (const BenchRule& rule : rules) {
      set_.Add(rule.has_regex, nullptr);
    }
    is_good_ = set_.Compile();
  }

  static std::unique_ptr<Engine> make(const std::vector<BenchRule>& rules) {
    auto made = std::make_unique<Re2Set>(rules);
    return made->is_good_ ? std::move(made) : nullptr;
  }

 protected:
  bool find_candidates(const std::string& text) override {
    RE2::Set::ErrorInfo error{};
    return set_.Match(text, &candidates_, &error) || error.kind == RE2::Set::kNoError;
  }

 private:
  static RE2::Options with_memory() {
    RE2::Options options = quiet();
    options.set_max_mem(std::int64_t{kMegabytes} << 20);
    return options;
  }

  RE2::Set set_;
  bool is_good_ = false;
};

/// Aho-Corasick as an automaton over bytes, those that no literal holds together in class 0.
class AhoCorasick {
 public:
  explicit AhoCorasick(const std::vector<std::string>& literals) {
    for (const std::string& literal : literals) {
      for (const char c : literal) {
        std::uint8_t& known = classes_[static_cast<unsigned char>(c)];
        known = known != 0 ? known : ++last_class_;
      }
    }
    add_node();
    for (std::size_t i = 0; i < literals.size(); ++i) {
      std::uint32_t node = 0;
      for (const char c : literals[i]) {
        const std::size_t edge = edge_of(node, c);
        if (next_[edge] == 0) {
          const std::uint32_t made = add_node();
          next_[edge] = made;
        }
        node = next_[edge];
      }
      ends_[node].push_back(static_cast<int>(i));
    }
    link();
  }

  void find(std::string_view text, std::vector<int>& found) const {
    std::uint32_t node = 0;
    for (const char c : text) {
      node = next_[edge_of(node, c)];
      for (std::uint32_t at = ends_[node].empty() ? report_[node] : node; at != 0;
           at = report_[at]) {
        found.insert(found.end(), ends_[at].begin(), ends_[at].end());
      }
    }
  }

 private:
  std::size_t width() const { return last_class_ + std::size_t{1}; }

  std::size_t edge_of(std::uint32_t node, char c) const {
    return node * width() + classes_[static_cast<unsigned char>(c)];
  }

  std::uint32_t add_node() {
    next_.resize(next_.size() + width());
    ends_.emplace_back();
    return static_cast<std::uint32_t>(ends_.size() - 1);
  }

  void link() {
    std::vector<std::uint32_t> fail(ends_.size());
    report_.resize(ends_.size());
    std::deque<std::uint32_t> queue{0};
    while (!queue.empty()) {
      const std::uint32_t node = queue.front();
      queue.pop_front();
      for (std::size_t c = 0; c < width(); ++c) {
        std::uint32_t& child = next_[node * width() + c];
        const std::uint32_t other = node == 0 ? 0 : next_[fail[node] * width() + c];
        if (child == 0) {
          child = other;
        } else {
          fail[child] = other;
          report_[child] = ends_[other].empty() ? report_[other] : other;
          queue.push_back(child);
        }
      }
    }
  }

  std::array<std::uint8_t, 256> classes_{};
  std::uint8_t last_class_ = 0;
  std::vector<std::uint32_t> next_;
  std::vector<std::vector<int>> ends_;
  std::vector<std::uint32_t> report_;  ///< next node on the way of failures where literals end
};

class Filtered : public Rival {
 public:
  explicit Filtered(const std::vector<BenchRule>& rules) : Rival(rules), filtered_(3) {
    for (const BenchRule& rule : rules) {
      int id = 0;
      filtered_.Add(rule.has_regex, quiet(), &id);
    }
    std::vector<std::string> atoms;
    filtered_.Compile(&atoms);
    atoms_ = std::make_unique<AhoCorasick>(atoms);
  }

  static std::unique_ptr<Engine> make(const std::vector<BenchRule>& rules) {
    return std::make_unique<Filtered>(rules);
  }

 protected:
  bool find_candidates(const std::string& text) override {
    found_.clear();
    atoms_->find(text, found_);
    filtered_.AllPotentials(found_, &candidates_);
    return true;
  }

 private:
  re2::FilteredRE2 filtered_;
  std::unique_ptr<AhoCorasick> atoms_;
  std::vector<int> found_;
};

#ifdef SANDGLASS_HAS_PCRE2
class Pcre2Loop : public Engine {
 public:
  explicit Pcre2Loop(const std::vector<BenchRule>& rules)
      : data_(pcre2_match_data_create(1, nullptr)) {
    for (const BenchRule& rule : rules) {
      int error = 0;
      PCRE2_SIZE at = 0;
      pcre2_code* const code =
          pcre2_compile(reinterpret_cast<PCRE2_SPTR>(rule.has_regex.data()), rule.has_regex.size(),
                        PCRE2_UTF | PCRE2_NO_UTF_CHECK, &error, &at, nullptr);
      pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
      codes_.push_back(code);
      excepts_.push_back(rule.except);
    }
  }

  Pcre2Loop(const Pcre2Loop&) = delete;
  Pcre2Loop& operator=(const Pcre2Loop&) = delete;

  ~Pcre2Loop() override {
    for (pcre2_code* const code : codes_) {
      pcre2_code_free(code);
    }
    pcre2_match_data_free(data_);
  }

  static std::unique_ptr<Engine> make(const std::vector<BenchRule>& rules) {
    return std::make_unique<Pcre2Loop>(rules);
  }

  void inspect(std::string_view text, std::vector<Answer>& answers) override {
    answers.clear();
    views_.reset(text);
    const rules::ViewText& view = views_.get(rules::View::kClean);
    const auto* const subject = reinterpret_cast<PCRE2_SPTR>(view.text.data());
    for (std::uint32_t i = 0; i < codes_.size(); ++i) {
      PCRE2_SIZE from = 0;
      while (pcre2_jit_match(codes_[i], subject, view.text.size(), from, 0, data_, nullptr) > 0) {
        const PCRE2_SIZE* const ends = pcre2_get_ovector_pointer(data_);
        if (!Spans::is_shielded(excepts_[i], view.text, ends[0], ends[1])) {
          answers.push_back({i, view.span_of(ends[0], ends[1])});
          break;
        }
        from = ends[1];
      }
    }
  }

 private:
  rules::MessageViews views_;
  pcre2_match_data* data_;
  std::vector<pcre2_code*> codes_;
  std::vector<std::string> excepts_;
};
#endif

#ifdef SANDGLASS_HAS_HYPERSCAN
/// What both ways to use Hyperscan share.
class Hyperscan {
 public:
  Hyperscan(const std::vector<BenchRule>& rules, unsigned flags) {
    std::vector<const char*> texts;
    std::vector<unsigned> ids;
    for (const BenchRule& rule : rules) {
      ids.push_back(static_cast<unsigned>(texts.size()));
      texts.push_back(rule.has_regex.c_str());
    }
    const std::vector<unsigned> all_flags(texts.size(), HS_FLAG_UTF8 | flags);
    hs_compile_error_t* error = nullptr;
    const auto size = static_cast<unsigned>(texts.size());
    if (hs_compile_multi(texts.data(), all_flags.data(), ids.data(), size, HS_MODE_BLOCK, nullptr,
                         &database_, &error) != HS_SUCCESS) {
      hs_free_compile_error(error);
      return;
    }
    hs_alloc_scratch(database_, &scratch_);
  }

  Hyperscan(const Hyperscan&) = delete;
  Hyperscan& operator=(const Hyperscan&) = delete;

  ~Hyperscan() {
    hs_free_scratch(scratch_);
    hs_free_database(database_);
  }

  bool is_good() const { return scratch_ != nullptr; }

  void scan(const std::string& text, match_event_handler seen, void* context) const {
    hs_scan(database_, text.data(), static_cast<unsigned>(text.size()), 0, scratch_, seen, context);
  }

 private:
  hs_database_t* database_ = nullptr;
  hs_scratch_t* scratch_ = nullptr;
};

class HyperscanBlock : public Rival {
 public:
  explicit HyperscanBlock(const std::vector<BenchRule>& rules)
      : Rival(rules), hyperscan_(rules, HS_FLAG_SINGLEMATCH) {}

  static std::unique_ptr<Engine> make(const std::vector<BenchRule>& rules) {
    auto made = std::make_unique<HyperscanBlock>(rules);
    return made->hyperscan_.is_good() ? std::move(made) : nullptr;
  }

 protected:
  bool find_candidates(const std::string& text) override {
    hyperscan_.scan(text, &HyperscanBlock::seen, &candidates_);
    return true;
  }

 private:
  static int seen(unsigned id, unsigned long long, unsigned long long, unsigned, void* context) {
    static_cast<std::vector<int>*>(context)->push_back(static_cast<int>(id));
    return 0;
  }

  Hyperscan hyperscan_;
};

/// Start of match instead of RE2, which still judges rules with exceptions: Hyperscan reports every
/// end of a match, RE2 the one that counts.
class HyperscanSom : public Engine {
 public:
  explicit HyperscanSom(const std::vector<BenchRule>& rules)
      : hyperscan_(rules, HS_FLAG_SOM_LEFTMOST), spans_(rules) {}

  static std::unique_ptr<Engine> make(const std::vector<BenchRule>& rules) {
    auto made = std::make_unique<HyperscanSom>(rules);
    return made->hyperscan_.is_good() ? std::move(made) : nullptr;
  }

  void inspect(std::string_view text, std::vector<Answer>& answers) override {
    answers.clear();
    matches_.clear();
    views_.reset(text);
    const rules::ViewText& view = views_.get(rules::View::kClean);
    hyperscan_.scan(view.text, &HyperscanSom::seen, &matches_);
    std::sort(matches_.begin(), matches_.end());
    for (std::size_t i = 0; i < matches_.size(); ++i) {
      const auto [rule, begin, end] = matches_[i];
      if (i > 0 && matches_[i - 1][0] == rule) {
        continue;
      }
      if (spans_.has_exception(rule)) {
        spans_.answer(rule, view, answers);
      } else {
        answers.push_back({rule, view.span_of(begin, end)});
      }
    }
  }

 private:
  static int seen(unsigned id, unsigned long long from, unsigned long long to, unsigned,
                  void* context) {
    static_cast<std::vector<std::array<std::uint32_t, 3>>*>(context)->push_back(
        {id, static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)});
    return 0;
  }

  Hyperscan hyperscan_;
  Spans spans_;
  rules::MessageViews views_;
  std::vector<std::array<std::uint32_t, 3>> matches_;
};
#endif

}  // namespace

const std::vector<EngineKind>& engine_kinds() {
  static const std::vector<EngineKind> kinds = {
      {"sandglass", &Ours::make},
      {"re2_loop", &Re2Loop::make},
      {"re2_set_8MB", &Re2Set<8>::make},
      {"re2_set_512MB", &Re2Set<512>::make},
      {"filtered_re2_aho_corasick", &Filtered::make},
#ifdef SANDGLASS_HAS_PCRE2
      {"pcre2_jit_loop", &Pcre2Loop::make},
#endif
#ifdef SANDGLASS_HAS_HYPERSCAN
      {"hyperscan_block_re2", &HyperscanBlock::make},
      {"hyperscan_som", &HyperscanSom::make},
#endif
  };
  return kinds;
}

}  // namespace bench
