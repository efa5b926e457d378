#include "qa/profile_reader.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <stdexcept>

#include "qa/metrics_figure.h"
#include "qa/profile_span.h"

namespace qa {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::string_view kSpanShape =
    "spans of a day as \"08:00-23:00\", with a beginning before 24:00 and an end that differs from "
    "it";

}  // namespace

const std::array<ProfileReader::Named, 23>& ProfileReader::settings() {
  using R = ProfileReader;
  static const std::array<Named, 23> kSettings{{
      {"name", &R::name},
      {"version", &R::version},
      {"zone", &R::zone},
      {"hours", &R::hours},
      {"reply_limit_ms", &R::duration<&Profile::reply_limit>},
      {"unserved_ms", &R::duration<&Profile::unserved>},
      {"cap_ms", &R::duration<&Profile::cap>},
      {"assisted_counts", &R::flag<&Profile::assisted_counts>},
      {"transfer", &R::transfer},
      {"midnight", &R::midnight},
      {"bad_stars", &R::star_list<&Profile::bad_stars>},
      {"good_stars", &R::star_list<&Profile::good_stars>},
      {"ladder_s", &R::ladder},
      {"nudges_enabled", &R::flag<&Profile::nudges_enabled>},
      {"nudge_budget", &R::nudge_budget},
      {"nudge_budget_span_ms", &R::duration<&Profile::nudge_budget_span>},
      {"nudge_merge_span_ms", &R::duration<&Profile::nudge_merge_span>},
      {"escalate_after_ms", &R::duration<&Profile::escalate_after>},
      {"quiet", &R::quiet},
      {"reason_by_tag", &R::reasons},
      {"thresholds", &R::thresholds},
      {"sales_periods", &R::sales_periods},
      {"retention_days", &R::retention},
  }};
  return kSettings;
}

void ProfileReader::read(const object& document) {
  std::set<std::string_view> seen;
  for (const auto& field : document) {
    const std::string key{field.key};
    const auto found = std::find_if(settings().begin(), settings().end(),
                                    [&key](const Named& named) { return named.key == key; });
    if (found == settings().end()) {
      problem(key, "a setting of a profile (name, zone, hours, reply_limit_ms …), not this key");
    } else if (!seen.insert(found->key).second) {
      problem(key, "the setting once, not twice");
    } else {
      (this->*found->read)(key, field.value);
    }
  }
  if (problems_.empty()) {
    check_together();
  }
}

ReadProfile ProfileReader::result() && {
  ReadProfile read;
  read.problems = std::move(problems_);
  if (read.problems.empty()) {
    read.profile = std::move(profile_);
  }
  return read;
}

void ProfileReader::whole(const std::string& key, const element& value, std::int64_t least,
                          std::int64_t most, std::string_view of_what, std::int64_t& out) {
  std::int64_t number = 0;
  if (value.get(number) != simdjson::SUCCESS || number < least || number > most) {
    problem(key, "a whole number" + std::string{of_what} + " from " + std::to_string(least) +
                     " to " + std::to_string(most));
    return;
  }
  out = number;
}

void ProfileReader::milliseconds(const std::string& key, const element& value, Duration& out) {
  std::int64_t ms = out.count();
  whole(key, value, 1, kWeekMs, " of milliseconds", ms);
  out = Duration{ms};
}

void ProfileReader::boolean(const std::string& key, const element& value, bool& out) {
  if (value.get(out) != simdjson::SUCCESS) {
    problem(key, "true or false");
  }
}

template <typename Choice>
void ProfileReader::choice(const std::string& key, const element& value,
                           std::span<const std::pair<std::string_view, Choice>> choices,
                           Choice& out) {
  std::string_view text;
  const bool is_text = value.get(text) == simdjson::SUCCESS;
  std::string expected;
  for (const auto& [word, meaning] : choices) {
    if (is_text && text == word) {
      out = meaning;
      return;
    }
    expected += (expected.empty() ? "" : " or ") + std::string{word};
  }
  problem(key, expected);
}

void ProfileReader::stars(const std::string& key, const element& value,
                          std::vector<std::int32_t>& out) {
  std::set<std::int32_t> found;
  bool is_good = true;
  const auto take = [&](std::int64_t star) {
    is_good =
        is_good && star >= 1 && star <= 5 && found.insert(static_cast<std::int32_t>(star)).second;
  };
  array list;
  std::string_view text;
  std::int64_t single = 0;
  if (value.get(list) == simdjson::SUCCESS) {
    for (const element item : list) {
      std::int64_t star = 0;
      take(item.get(star) == simdjson::SUCCESS ? star : 0);
    }
  } else if (value.get(single) == simdjson::SUCCESS) {
    take(single);
  } else if (value.get(text) == simdjson::SUCCESS) {
    for_each_part(text, [&](std::string_view part) {
      std::int32_t star = 0;
      take(read_number(part, star) ? star : 0);
    });
  } else {
    is_good = false;
  }
  if (!is_good) {
    problem(key, "a list of different whole numbers from 1 to 5");
    return;
  }
  out.assign(found.begin(), found.end());
}

void ProfileReader::spans(const std::string& key, const element& value, std::vector<DaySpan>& out) {
  std::vector<DaySpan> found;
  bool is_good = true;
  const auto take = [&](std::string_view text) {
    const auto span = span_of(text);
    is_good = is_good && span.has_value();
    if (span) {
      found.push_back(*span);
    }
  };
  array list;
  std::string_view text;
  if (value.get(list) == simdjson::SUCCESS) {
    for (const element item : list) {
      std::string_view part;
      take(item.get(part) == simdjson::SUCCESS ? part : std::string_view{});
    }
  } else if (value.get(text) == simdjson::SUCCESS) {
    for_each_part(text, take);
  } else {
    is_good = false;
  }
  if (!is_good) {
    problem(key, std::string{kSpanShape});
    return;
  }
  out = std::move(found);
}

void ProfileReader::name(const std::string& key, const element& value) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS || text.empty() || text.size() > 64) {
    problem(key, "a name of 1 to 64 bytes");
    return;
  }
  profile_.name = std::string{text};
}

void ProfileReader::version(const std::string& key, const element& value) {
  whole(key, value, 0, (1LL << 53) - 1, "", profile_.version);
}

void ProfileReader::zone(const std::string& key, const element& value) {
  std::string_view text;
  bool is_good = value.get(text) == simdjson::SUCCESS && !text.empty();
  if (is_good) {
    Profile candidate;
    candidate.zone = std::string{text};
    try {
      const LocalTime known{candidate};
    } catch (const std::runtime_error&) {
      is_good = false;
    }
  }
  if (!is_good) {
    problem(key, "the name of a time zone as the system knows it, like Asia/Shanghai");
    return;
  }
  profile_.zone = std::string{text};
}

void ProfileReader::transfer(const std::string& key, const element& value) {
  constexpr std::array<std::pair<std::string_view, TransferRule>, 2> kChoices{
      {{"continue", TransferRule::kContinue}, {"split", TransferRule::kSplit}}};
  choice<TransferRule>(key, value, kChoices, profile_.transfer);
}

void ProfileReader::midnight(const std::string& key, const element& value) {
  constexpr std::array<std::pair<std::string_view, MidnightRule>, 2> kChoices{
      {{"keep_open", MidnightRule::kKeepOpen}, {"end_unserved", MidnightRule::kEndUnserved}}};
  choice<MidnightRule>(key, value, kChoices, profile_.midnight);
}

void ProfileReader::nudge_budget(const std::string& key, const element& value) {
  std::int64_t budget = profile_.nudge_budget;
  whole(key, value, 0, 1000, "", budget);
  profile_.nudge_budget = static_cast<std::int32_t>(budget);
}

void ProfileReader::retention(const std::string& key, const element& value) {
  std::int64_t days = profile_.retention_days;
  whole(key, value, 0, 36'500, " of days (0: for ever)", days);
  profile_.retention_days = static_cast<std::int32_t>(days);
}

void ProfileReader::check_together() {
  for (std::size_t i = 1; i < kStages; ++i) {
    if (profile_.ladder[i] <= profile_.ladder[i - 1]) {
      problem("ladder_s." + std::string{to_string(static_cast<Stage>(i))},
              "more seconds than the stage before it");
    }
  }
  for (const std::int32_t star : profile_.good_stars) {
    if (std::count(profile_.bad_stars.begin(), profile_.bad_stars.end(), star) > 0) {
      problem("good_stars", "no star that is also in bad_stars (" + std::to_string(star) + ")");
    }
  }
}

}  // namespace qa
