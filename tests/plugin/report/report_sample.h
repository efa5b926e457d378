#pragma once

#include "qa/report.h"
#include "tests/qa/metrics_talk.h"

namespace plugin::report {

/// A day of two agents with a bit of everything, compared with the day before.
inline qa::Report sample_report(std::vector<qa::Cut> cuts = {qa::Cut::kAgent}) {
  using qa::on;
  using qa::seconds;
  const qa::Period before{qa::that_day().from - seconds(86'400), qa::that_day().from};
  qa::ReportBuilder builder{qa::Profile::douyin(),
                            {qa::that_day(), before, std::move(cuts), qa::that_day().to,
                             qa::that_day().to + seconds(60)}};
  qa::Talk quick{"c_1"};
  quick.phase(on("10:00:00"), "a_1", "p_1").answered(on("10:00:00"), seconds(20));
  quick.ask(on("10:00:00"), on("10:00:20")).rated(5).closed(on("10:10:00"));
  quick.ordered(on("10:05:00"), 12'345);
  qa::Talk slow{"c_2"};
  slow.phase(on("11:00:00"), "a_2").answered(on("11:00:00"), seconds(700), "a_2");
  slow.ask(on("11:00:00"), on("11:11:40")).rated(1, {"回复慢"}, "a_2");
  slow.answered(on("11:20:00"), seconds(1.001), "a_2");
  qa::Talk earlier{"c_3"};
  earlier.phase(on("10:00:00") - seconds(86'400), "a_1");
  earlier.answered(on("10:00:00") - seconds(86'400), seconds(40));
  for (const qa::Talk& talk : {quick, slow, earlier}) {
    builder.add(talk);
  }
  builder.set_name(qa::Cut::kAgent, "a_2", "小王\x1b[2J");
  return builder.report();
}

/// How often a text has a part, no two of them overlapping.
inline std::size_t count_of(const std::string& text, std::string_view part) {
  std::size_t number = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) {
    ++number;
  }
  return number;
}

}  // namespace plugin::report
