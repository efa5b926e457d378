#include "tools/period_option.h"

#include <fmt/format.h>

namespace tools {

void declare_period(CLI::App& command, std::string& name, plugin::ReportQuestion& question,
                    const std::string& otherwise) {
  command.add_option("--period", name, fmt::format("One of {}; {}", kPeriods, otherwise));
  command.add_option("--from", question.from, "Local date or instant");
  command.add_option("--to", question.to, "Local date or instant, exclusive");
  command.add_option("--at", question.at, "The moment it speaks of");
}

std::optional<std::string> take_period(const std::string& name, plugin::ReportQuestion& question) {
  if (name.empty()) {
    return std::nullopt;
  }
  question.period = qa::period_named(name);
  if (!question.period) {
    return fmt::format("--period: {} is none of {}", name, kPeriods);
  }
  if (!question.from.empty() || !question.to.empty()) {
    return "--period names both ends: leave out --from and --to, or --period";
  }
  return std::nullopt;
}

std::optional<std::string> take_period_or_today(const std::string& name,
                                                plugin::ReportQuestion& question) {
  if (name.empty() && question.from.empty() && question.to.empty()) {
    question.period = qa::PeriodSpec{};
  }
  return take_period(name, question);
}

}  // namespace tools
