// fill_database DATABASE [conversations [days [agents [seed]]]]
// Makes a database for measurements at size (tests/bench/filled_database.h): by default a million
// conversations of thirty days, which takes some 8 GB and, of one core, seven minutes.

#include <cctype>
#include <exception>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/bench/filled_database.h"

namespace {

int number(const std::string& text) {
  std::size_t used = 0;
  const int value = !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) != 0
                        ? std::stoi(text, &used)
                        : 0;
  if (used != text.size() || value < 1) {
    throw std::invalid_argument("'" + text + "' is no number above 0");
  }
  return value;
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.size() > 5) {
    std::cerr << "usage: fill_database DATABASE [conversations [days [agents [seed]]]]\n";
    return 2;
  }
  bench::DatabaseSize size;
  int* const fields[] = {&size.conversations, &size.days, &size.agents, &size.seed};
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    *fields[i - 1] = number(arguments[i]);
  }
  if (std::filesystem::exists(arguments[0])) {
    std::cerr << arguments[0] << ": is there already; name a new file\n";
    return 2;
  }
  const bench::Filled filled = bench::fill_database(arguments[0], size);
  std::cout << filled.counts.conversations << " conversations, " << filled.messages << " messages, "
            << filled.counts.events << " events, "
            << std::filesystem::file_size(arguments[0]) / 1'000'000 << " MB\n";
  return 0;
}

}  // namespace

int main(int count, char** values) {
  try {
    return run(std::vector<std::string>(values + 1, values + count));
  } catch (const std::exception& error) {
    std::cerr << "fill_database: " << error.what() << '\n';
    return 2;
  }
}
