#pragma once

#include <simdjson.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "qa/profile.h"
#include "qa/profile_json.h"

namespace qa {

/// No limit of a profile is longer than a week.
inline constexpr std::int64_t kWeekMs = 7 * 86'400'000LL;

/// Takes a document apart, one setting at a time, onto a copy of the base.
class ProfileReader {
 public:
  /// @param merges  entries of dates, thresholds, reasons and sales are added to those of the base
  ProfileReader(const Profile& base, bool merges) : profile_(base), merges_(merges) {}

  void read(const simdjson::dom::object& document);
  ReadProfile result() &&;

 private:
  using Setting = void (ProfileReader::*)(const std::string& key,
                                          const simdjson::dom::element& value);

  struct Named {
    std::string_view key;
    Setting read;
  };

  static const std::array<Named, 23>& settings();

  void problem(std::string key, std::string expected) {
    problems_.push_back({std::move(key), std::move(expected)});
  }

  void whole(const std::string& key, const simdjson::dom::element& value, std::int64_t least,
             std::int64_t most, std::string_view of_what, std::int64_t& out);
  void milliseconds(const std::string& key, const simdjson::dom::element& value, Duration& out);
  void boolean(const std::string& key, const simdjson::dom::element& value, bool& out);
  template <typename Choice>
  void choice(const std::string& key, const simdjson::dom::element& value,
              std::span<const std::pair<std::string_view, Choice>> choices, Choice& out);
  void stars(const std::string& key, const simdjson::dom::element& value,
             std::vector<std::int32_t>& out);
  void spans(const std::string& key, const simdjson::dom::element& value,
             std::vector<DaySpan>& out);
  void dates(const std::string& key, const simdjson::dom::element& value);
  void stage(const std::string& key, const simdjson::dom::element& value, Duration& out);

  void name(const std::string& key, const simdjson::dom::element& value);
  void version(const std::string& key, const simdjson::dom::element& value);
  void zone(const std::string& key, const simdjson::dom::element& value);
  void hours(const std::string& key, const simdjson::dom::element& value);
  void ladder(const std::string& key, const simdjson::dom::element& value);
  void transfer(const std::string& key, const simdjson::dom::element& value);
  void midnight(const std::string& key, const simdjson::dom::element& value);
  void nudge_budget(const std::string& key, const simdjson::dom::element& value);
  void retention(const std::string& key, const simdjson::dom::element& value);
  void reasons(const std::string& key, const simdjson::dom::element& value);
  void thresholds(const std::string& key, const simdjson::dom::element& value);
  void sales_period(const std::string& key, const simdjson::dom::element& value, DateSpan& out);
  void sales_periods(const std::string& key, const simdjson::dom::element& value);
  void check_together();

  template <Duration Profile::*Member>
  void duration(const std::string& key, const simdjson::dom::element& value) {
    milliseconds(key, value, profile_.*Member);
  }

  template <bool Profile::*Member>
  void flag(const std::string& key, const simdjson::dom::element& value) {
    boolean(key, value, profile_.*Member);
  }

  template <std::vector<std::int32_t> Profile::*Member>
  void star_list(const std::string& key, const simdjson::dom::element& value) {
    stars(key, value, profile_.*Member);
  }

  void quiet(const std::string& key, const simdjson::dom::element& value) {
    spans(key, value, profile_.quiet);
  }

  Profile profile_;
  bool merges_;
  std::vector<ProfileProblem> problems_;
};

}  // namespace qa
