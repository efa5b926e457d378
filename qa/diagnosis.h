#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "qa/counted.h"
#include "qa/insight.h"
#include "qa/text_index.h"

/// Which groups make a figure bad. Every counted thing has a badness: of means its milliseconds, of
/// rates 1 where it is bad and 0 where it is not. A group's impact is its sum of badness minus its
/// number of things times the mean badness of the whole, so the groups of a cut cancel out.
namespace qa {

/// A group is named only from so many conversations on: fewer are chance, whatever they say.
inline constexpr std::int64_t kFewestConversations = 5;
/// … and a figure is talked about only from so many things on.
inline constexpr std::int64_t kFewestThings = 5;
/// … and only if the figure would be better by at least this share of its badness without it: less
/// is not worth a supervisor's look. One of a hundred agents reaches it at twice the mean wait.
inline constexpr double kNotableShare = 0.01;
/// … and only beyond the noise: chance alone would show a group so much worse than the whole in at
/// most this share of reports, whichever group of its cut that is (Bonferroni: shared evenly among
/// the groups of the cut that could be named). The things of one conversation go well or badly
/// together, so conversations are what varies. One tail of the usual 95 %.
inline constexpr double kNoiseShare = 0.025;
/// Groups named of one cut.
inline constexpr std::size_t kContributorsShown = 3;

/// The cuts that are looked at.
inline constexpr std::array<Cut, 4> kDiagnosedCuts{Cut::kAgent, Cut::kIntent2, Cut::kProduct,
                                                   Cut::kHour};

/// The figures that are looked at, and what they are made of.
inline constexpr std::array<Metric, 8> kDiagnosedMetrics{
    Metric::kThreeMinuteReplyRate, Metric::kThreeMinuteRoundRate, Metric::kMeanResponse,
    Metric::kMeanFirstResponse,    Metric::kPickupRate,           Metric::kMeanQueue,
    Metric::kSatisfactionRate,     Metric::kDissatisfactionRate};

/// How one counted thing stands in a figure.
struct Badness {
  std::int64_t value = 0;   ///< milliseconds, or 1 (bad) and 0
  std::int64_t weight = 0;  ///< the greater, the worse: how lists are ordered
};

/// nullopt: the figure is not made of it. Of the figures of kDiagnosedMetrics.
/// @param instant  the report's: how long those still in the queue have waited
std::optional<Badness> badness_of(Metric metric, const Counted& counted, Time instant);

/// True of a bad thing, where `mean` is the figure's mean badness.
bool is_bad(Metric metric, std::int64_t value, double mean);

class DiagnosisBuilder {
 public:
  /// @param limit  of a reply in time
  DiagnosisBuilder(Duration limit, Time instant) : limit_(limit), instant_(instant) {}

  /// @param conversation  its place among the keys
  void add(const Counted& counted, std::uint32_t conversation, const LocalTime& local);

  /// The figures that are off, in the order of metric_definitions().
  /// @param figures  of the whole, all of them
  /// @param names    what people call groups
  std::vector<Diagnosis> diagnose(const std::vector<Figure>& figures,
                                  const std::vector<ConversationKey>& keys,
                                  const std::map<GroupId, std::string>& names) const;

 private:
  using Places = std::array<TextIndex::Text, kDiagnosedCuts.size()>;  ///< group in each cut

  /// What may turn out to be bad: everything whose badness is not 0.
  struct Thing {
    std::uint32_t conversation = 0;
    Places places{};
    std::int64_t value = 0;
    std::int64_t weight = 0;
    bool is_over_limit = false;
    bool is_unserved = false;
  };

  struct Sum {
    std::int64_t number = 0;
    std::int64_t value = 0;

    /// Things of one conversation come one after the other.
    void add(std::int64_t badness, std::uint32_t conversation);

    std::int64_t conversations() const { return conversations_; }

    /// How many standard errors the sum of badness is above what its number of things would have
    /// at a mean of `mean`; conversations vary, not things. 0 where it is not above.
    double errors_above(double mean) const;

   private:
    struct OfConversations {
      long double values_squared = 0;
      long double values_by_numbers = 0;
      long double numbers_squared = 0;
    };

    OfConversations closed() const;  ///< the last conversation among them

    std::int64_t conversations_ = 0;
    OfConversations sums_;
    std::uint32_t last_ = 0;  ///< conversation whose things come now
    std::int64_t last_number_ = 0;
    std::int64_t last_value_ = 0;
  };

  struct Collected {
    Sum total;
    std::array<std::unordered_map<TextIndex::Text, Sum>, kDiagnosedCuts.size()> groups;
    std::vector<Thing> things;

    void add(const Thing& thing);
  };

  Places places_of(const Attribution& attribution, const LocalTime& local);
  Thing thing_of(const Counted& counted, const Badness& badness, std::uint32_t conversation,
                 const Places& places) const;

  /// @param noise_share  of kNoiseShare, this group's part
  static bool is_notable(const Sum& group, const Sum& total, double noise_share);
  /// Groups of a cut that have enough conversations to be named.
  std::int64_t doubted(const Collected& collected, std::size_t cut) const;
  std::vector<Contributor> contributors(Metric metric, const Collected& collected,
                                        const std::vector<ConversationKey>& keys,
                                        const std::map<GroupId, std::string>& names) const;
  Contributor contributor(Metric metric, const Collected& collected, std::size_t cut,
                          TextIndex::Text place, const std::vector<ConversationKey>& keys) const;

  Duration limit_;
  Time instant_;
  TextIndex texts_;
  std::array<Collected, kDiagnosedMetrics.size()> collected_;
};

}  // namespace qa
