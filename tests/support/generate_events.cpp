// generate_events FILE [seed [conversations [days [agents [date]]]]]
// Writes generated conversations as an event file, private notes included. "-" is standard output.

#include <cctype>
#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "qa/event_json.h"
#include "tests/support/conversation_generator.h"

namespace {

void write(std::ostream& out, const std::vector<qa::Event>& events) {
  std::string line;
  for (const qa::Event& event : events) {
    line.clear();
    qa::append_event_json(line, event);
    line += '\n';
    out << line;
  }
  out.flush();
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.size() > 6) {
    std::cerr << "usage: generate_events FILE [seed [conversations [days [agents [date]]]]]\n";
    return 2;
  }
  const auto number = [&arguments](std::size_t at, int otherwise) {
    if (arguments.size() <= at) {
      return otherwise;
    }
    std::size_t used = 0;
    const int value = std::isdigit(static_cast<unsigned char>(arguments[at].front())) != 0
                          ? std::stoi(arguments[at], &used)
                          : 0;
    if (used == 0 || used != arguments[at].size()) {
      throw std::invalid_argument("'" + arguments[at] + "' is no number");
    }
    return value;
  };
  support::GeneratorOptions options;
  options.seed = static_cast<std::uint64_t>(number(1, 1));
  options.conversations = number(2, 500);
  options.agents = number(4, 12);
  if (arguments.size() > 5) {
    options.day = arguments[5];
  }
  options.with_private_notes = true;
  const int days = number(3, 1);
  const auto events =
      days == 1 ? support::generate_day(options) : support::generate_days(options, days);
  if (arguments[0] == "-") {
    write(std::cout, events);
    return std::cout ? 0 : 1;
  }
  std::ofstream file(arguments[0], std::ios::binary);
  write(file, events);
  if (!file) {
    std::cerr << arguments[0] << ": could not be written\n";
    return 1;
  }
  std::cerr << events.size() << " events, seed " << options.seed << '\n';
  return 0;
}

}  // namespace

int main(int count, char** values) {
  try {
    return run(std::vector<std::string>(values + 1, values + count));
  } catch (const std::exception& error) {
    std::cerr << "generate_events: " << error.what() << '\n';
    return 2;
  }
}
