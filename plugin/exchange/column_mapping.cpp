#include "plugin/exchange/column_mapping.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

#include "plugin/config_values.h"

namespace plugin::exchange {

/// Made by CMake from presets/*.yaml.
std::span<const std::string_view> shipped_presets();

namespace {

constexpr std::array<std::string_view, kColumns> kNames{
    "conversation",   "shop",           "channel",      "customer",       "customer_name",
    "agent",          "agent_name",     "product",      "product_name",   "rating",
    "rating_tags",    "rating_comment", "rated",        "ended",          "started",
    "duration",       "assigned",       "queue",        "first_response", "customer_messages",
    "agent_messages", "bot_messages",   "close_reason", "message",        "time",
    "role",           "author",         "author_name",  "kind",           "text",
    "automatic"};
constexpr std::array<std::string_view, 2> kRowKinds{"sessions", "messages"};
constexpr std::array<std::string_view, 2> kDateOrders{"day_first", "month_first"};
constexpr std::array<std::string_view, 4> kUnits{"milliseconds", "seconds", "minutes", "hours"};
constexpr std::array<std::int64_t, 4> kUnitMs{1, 1'000, 60'000, 3'600'000};
constexpr std::array<std::string_view, 4> kDelimiters{"comma", "tab", "semicolon", "bar"};
constexpr std::array<char, 4> kDelimiterOf{',', '\t', ';', '|'};
constexpr std::array<std::string_view, 2> kBeginnings{"queue", "bot"};
constexpr std::array<std::string_view, 4> kRoles{"customer", "human", "bot", "system"};
constexpr std::size_t kLargestMapping = std::size_t{1} << 20;

void read_headers(ConfigContext& context, const DocumentNode& node, std::string_view what,
                  std::vector<std::string>& target) {
  std::vector<std::string> names;
  if (node.kind == DocumentNode::Kind::kList) {
    for (const DocumentNode& item : node.items) {
      std::string name;
      read_text(context, item, what, name);
      names.push_back(normal_header(name));
    }
  } else {
    std::string name;
    read_text(context, node, what, name);
    names.push_back(normal_header(name));
  }
  target = std::move(names);
}

void read_columns(ConfigContext& context, const DocumentNode& node, ColumnMapping& mapping) {
  const std::vector<std::string_view> names(kNames.begin(), kNames.end());
  if (!check_map(context, node, "columns", names)) {
    return;
  }
  for (std::size_t i = 0; i < kColumns; ++i) {
    if (const DocumentNode* value = find(node, kNames[i])) {
      read_headers(context, *value, kNames[i], mapping.headers[i]);
    }
  }
}

/// A map from what stands here to the words that mean it: `customer: [买家, 用户]`. Read upside
/// down.
template <class Meaning>
void read_words(ConfigContext& context, const DocumentNode& node, std::string_view what,
                std::map<std::string, Meaning, std::less<>>& target,
                const std::function<std::optional<Meaning>(const DocumentNode::Entry&)>& meaning) {
  if (!check_is_map(context, node, what)) {
    return;
  }
  check_duplicates(context, node);
  for (const DocumentNode::Entry& entry : node.entries) {
    const auto means = meaning(entry);
    std::vector<std::string> words;
    read_headers(context, entry.value, entry.key, words);
    for (std::string& word : words) {
      if (means && !target.try_emplace(word, *means).second) {
        context.problem(entry.value, fmt::format("'{}' is given two meanings; keep one", word));
      }
    }
  }
}

std::optional<qa::ActorKind> role_of(ConfigContext& context, const DocumentNode::Entry& entry) {
  const auto* const found = std::find(kRoles.begin(), kRoles.end(), entry.key);
  if (found == kRoles.end()) {
    context.problem(entry.value,
                    fmt::format("roles are {}, not '{}'", fmt::join(kRoles, ", "), entry.key));
    return std::nullopt;
  }
  return static_cast<qa::ActorKind>(found - kRoles.begin());
}

std::optional<std::int32_t> stars_of(ConfigContext& context, const DocumentNode::Entry& entry) {
  if (entry.key.size() != 1 || entry.key[0] < '1' || entry.key[0] > '5') {
    context.problem(entry.value, fmt::format("ratings are 1 to 5, not '{}'", entry.key));
    return std::nullopt;
  }
  return entry.key[0] - '0';
}

std::optional<std::string> key_of(const DocumentNode::Entry& entry) {
  return entry.key;
}

void read_rows(ConfigContext& context, const DocumentNode& node, ColumnMapping& mapping) {
  if (const auto kind = read_choice(context, node, "rows", kRowKinds)) {
    mapping.rows = static_cast<RowKind>(*kind);
  }
}

void read_zone(ConfigContext& context, const DocumentNode& node, ColumnMapping& mapping) {
  read_text(context, node, "zone", mapping.zone);
  try {
    const TimeReader known(mapping.zone, DateOrder::kUnknown);
  } catch (const std::runtime_error& error) {
    context.problem(node, error.what());
  }
}

const ConfigKey<ColumnMapping> kKeys[] = {
    {"name", [](ConfigContext& context, const DocumentNode& value,
                ColumnMapping& mapping) { read_text(context, value, "name", mapping.name); }},
    {"rows", read_rows},
    {"zone", read_zone},
    {"date_order",
     [](ConfigContext& context, const DocumentNode& value, ColumnMapping& mapping) {
       if (const auto order = read_choice(context, value, "date_order", kDateOrders)) {
         mapping.date_order = *order == 0 ? DateOrder::kDayFirst : DateOrder::kMonthFirst;
       }
     }},
    {"duration_unit",
     [](ConfigContext& context, const DocumentNode& value, ColumnMapping& mapping) {
       if (const auto unit = read_choice(context, value, "duration_unit", kUnits)) {
         mapping.duration_unit = qa::Duration{kUnitMs[*unit]};
       }
     }},
    {"delimiter",
     [](ConfigContext& context, const DocumentNode& value, ColumnMapping& mapping) {
       if (const auto delimiter = read_choice(context, value, "delimiter", kDelimiters)) {
         mapping.delimiter = kDelimiterOf[*delimiter];
       }
     }},
    {"begins_in",
     [](ConfigContext& context, const DocumentNode& value, ColumnMapping& mapping) {
       if (const auto beginning = read_choice(context, value, "begins_in", kBeginnings)) {
         mapping.begins_with_bot = *beginning == 1;
       }
     }},
    {"columns", read_columns},
    {"roles",
     [](ConfigContext& context, const DocumentNode& value, ColumnMapping& mapping) {
       read_words<qa::ActorKind>(
           context, value, "roles", mapping.roles,
           [&](const DocumentNode::Entry& entry) { return role_of(context, entry); });
     }},
    {"ratings",
     [](ConfigContext& context, const DocumentNode& value, ColumnMapping& mapping) {
       read_words<std::int32_t>(
           context, value, "ratings", mapping.ratings,
           [&](const DocumentNode::Entry& entry) { return stars_of(context, entry); });
     }},
    {"kinds",
     [](ConfigContext& context, const DocumentNode& value, ColumnMapping& mapping) {
       read_words<std::string>(context, value, "kinds", mapping.kinds, key_of);
     }},
    {"close_reasons",
     [](ConfigContext& context, const DocumentNode& value, ColumnMapping& mapping) {
       read_words<std::string>(context, value, "close_reasons", mapping.close_reasons, key_of);
     }},
};

/// What a row cannot do without.
std::vector<std::vector<Column>> required(RowKind kind) {
  if (kind == RowKind::kSessions) {
    return {{Column::kConversation}, {Column::kStarted}};
  }
  return {{Column::kConversation}, {Column::kTime}, {Column::kRole}};
}

void check_required(const ColumnMapping& mapping, std::vector<ConfigProblem>& problems) {
  for (const std::vector<Column>& either : required(mapping.rows)) {
    if (std::all_of(either.begin(), either.end(), [&](Column column) {
          return mapping.headers[static_cast<std::size_t>(column)].empty();
        })) {
      problems.push_back(
          whole_file_problem(fmt::format("columns: a mapping of {} must name {}",
                                         to_string(mapping.rows), to_string(either.front()))));
    }
  }
  if (mapping.rows == RowKind::kMessages && mapping.roles.empty()) {
    problems.push_back(whole_file_problem(
        "roles: say which words of the role column mean customer, human, bot and system"));
  }
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

struct Unit {
  std::string_view name;
  std::int64_t ms;
};

constexpr std::array<Unit, 12> kHeaderUnits{{{"ms", 1},
                                             {"毫秒", 1},
                                             {"s", 1'000},
                                             {"sec", 1'000},
                                             {"seconds", 1'000},
                                             {"秒", 1'000},
                                             {"min", 60'000},
                                             {"minutes", 60'000},
                                             {"分", 60'000},
                                             {"分钟", 60'000},
                                             {"h", 3'600'000},
                                             {"小时", 3'600'000}}};

/// "首次响应时长(秒)": the header without its unit, and the unit.
std::pair<std::string_view, std::optional<qa::Duration>> without_unit(std::string_view header) {
  for (const auto& [open, close] :
       {std::pair<std::string_view, std::string_view>{"(", ")"}, {"（", "）"}, {"[", "]"}}) {
    if (!header.ends_with(close)) {
      continue;
    }
    const std::size_t begin = header.rfind(open);
    if (begin == std::string_view::npos || begin == 0) {
      continue;
    }
    const std::string_view name = trimmed(
        header.substr(begin + open.size(), header.size() - begin - open.size() - close.size()));
    for (const Unit& unit : kHeaderUnits) {
      if (name == unit.name) {
        return {trimmed(header.substr(0, begin)), qa::Duration{unit.ms}};
      }
    }
  }
  return {header, std::nullopt};
}

}  // namespace

std::string_view to_string(RowKind kind) {
  return kRowKinds[static_cast<std::size_t>(kind)];
}

std::string_view to_string(Column column) {
  return kNames[static_cast<std::size_t>(column)];
}

MappingReading parse_mapping(std::string_view text) {
  MappingReading reading;
  reading.mapping.fingerprint = std::hash<std::string_view>{}(text);
  ConfigContext context;
  const auto root = parse_document(text, context.problems);
  if (root) {
    read_map(context, *root, "a mapping", kKeys, reading.mapping);
    if (context.problems.empty()) {
      check_required(reading.mapping, context.problems);
    }
  }
  reading.problems = std::move(context.problems);
  return reading;
}

MappingReading read_mapping(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text(kLargestMapping + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in.is_open() || in.bad() || (in.gcount() == 0 && !in.eof())) {
    MappingReading reading;
    reading.problems.push_back(
        whole_file_problem("cannot be read; check the path and its permissions"));
    return reading;
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > kLargestMapping) {
    MappingReading reading;
    reading.problems.push_back(whole_file_problem("is larger than any mapping: 1 MiB at most"));
    return reading;
  }
  return parse_mapping(text);
}

std::vector<ColumnMapping> presets_named(std::string_view name) {
  std::vector<ColumnMapping> found;
  for (const std::string_view text : shipped_presets()) {
    MappingReading reading = parse_mapping(text);
    const std::string& full = reading.mapping.name;
    const bool is_meant = full == name || (full.starts_with(name) && full.size() > name.size() &&
                                           full[name.size()] == '-');
    if (is_meant) {
      found.push_back(std::move(reading.mapping));
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& left, const auto& right) {
    return left.rows == RowKind::kMessages && right.rows != RowKind::kMessages;
  });
  return found;
}

std::vector<std::string> preset_names() {
  std::set<std::string> names;
  for (const std::string_view text : shipped_presets()) {
    const std::string name = parse_mapping(text).mapping.name;
    names.insert(name.substr(0, name.find('-')));
  }
  return {names.begin(), names.end()};
}

std::string normal_header(std::string_view header) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (header.starts_with(kByteOrderMark)) {
    header.remove_prefix(kByteOrderMark.size());
  }
  std::string normal;
  for (const char c : without_unit(trimmed(header)).first) {
    if (c != ' ' && c != '\t') {
      normal += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return normal;
}

BoundColumns bind_columns(const ColumnMapping& mapping, std::span<const std::string_view> header) {
  BoundColumns bound;
  bound.at.fill(BoundColumns::kAbsent);
  bound.unit.fill(mapping.duration_unit);
  bound.width = header.size();
  std::vector<std::string> names;
  for (const std::string_view cell : header) {
    names.push_back(normal_header(cell));
  }
  std::set<std::size_t> used;
  for (std::size_t column = 0; column < kColumns; ++column) {
    for (const std::string& wanted : mapping.headers[column]) {
      const auto found = std::find(names.begin(), names.end(), wanted);
      if (found == names.end()) {
        continue;
      }
      const auto place = static_cast<std::size_t>(found - names.begin());
      if (std::find(found + 1, names.end(), wanted) != names.end()) {
        bound.problems.push_back(
            fmt::format("the header names '{}' more than once; rename all but one", wanted));
      }
      bound.at[column] = place;
      bound.unit[column] =
          without_unit(trimmed(header[place])).second.value_or(mapping.duration_unit);
      used.insert(place);
      break;
    }
  }
  for (const std::vector<Column>& either : required(mapping.rows)) {
    if (std::none_of(either.begin(), either.end(), [&](Column c) { return bound.has(c); })) {
      const Column column = either.front();
      bound.problems.push_back(
          fmt::format("no column for '{}': the mapping looks for {}", to_string(column),
                      fmt::join(mapping.headers[static_cast<std::size_t>(column)], ", ")));
    }
  }
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (!used.contains(i)) {
      bound.unused.emplace_back(trimmed(header[i]));
    }
  }
  return bound;
}

}  // namespace plugin::exchange
