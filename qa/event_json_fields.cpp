#include "qa/event_json_fields.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "qa/event_json_text.h"
#include "qa/ids.h"

namespace qa::event_json {
namespace {

using Type = simdjson::ondemand::json_type;

void append_path(std::string& out, const Path& path) {
  if (path.parent != nullptr && !path.parent->name.empty()) {
    append_path(out, *path.parent);
    out += '.';
  }
  out += path.name;
}

/// The type as the value's first byte tells it; nullopt for bytes that begin no value.
std::optional<Type> type_of(Value& value) {
  Type type{};
  if (value.type().get(type) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  return type;
}

}  // namespace

void Fields::begin(const char* end, std::size_t size) {
  end_ = end;
  if (unescaped_.size() < size) {
    unescaped_.resize(size);
  }
  problem_.clear();
}

bool Fields::fail(const Path& path, std::string_view what) {
  problem_.clear();
  append_path(problem_, path);
  problem_ += ": ";
  problem_ += what;
  return false;
}

bool Fields::fail_json() {
  problem_ = "not valid JSON";
  return false;
}

bool Fields::plain(const char* raw, std::string_view& out) {
  const char* from = raw;
  for (;;) {
    const auto* quote =
        static_cast<const char*>(std::memchr(from, '"', static_cast<std::size_t>(end_ - from)));
    if (quote == nullptr) {
      return fail_json();
    }
    std::size_t backslashes = 0;
    while (quote - backslashes > raw && *(quote - backslashes - 1) == '\\') {
      ++backslashes;
    }
    if (backslashes % 2 == 0) {
      out = std::string_view(raw, static_cast<std::size_t>(quote - raw));
      return true;
    }
    from = quote + 1;
  }
}

bool Fields::name_of(simdjson::ondemand::field& field, std::string_view& out) {
  constexpr std::ptrdiff_t kUsual = 16;  // names of kefu.v1 are short: cheaper than a search
  const char* raw = field.key().raw();
  for (std::ptrdiff_t i = 0; i < std::min(kUsual, end_ - raw) && raw[i] != '\\'; ++i) {
    if (raw[i] == '"') {
      out = std::string_view(raw, static_cast<std::size_t>(i));
      return true;
    }
  }
  if (!plain(raw, out)) {
    return false;
  }
  if (out.find('\\') == std::string_view::npos) {
    return true;
  }
  name_.resize(out.size());
  const std::size_t length = unescape(out, name_.data());
  if (length == std::string_view::npos) {
    return fail_json();
  }
  out = std::string_view(name_).substr(0, length);
  return true;
}

bool Fields::is_null(Value& value) {
  bool is_it = false;
  return value.is_null().get(is_it) == simdjson::SUCCESS && is_it;
}

bool Fields::read_object(Value& value, const Path& path, Object& out) {
  const simdjson::error_code error = value.get_object().get(out);
  if (error == simdjson::INCORRECT_TYPE) {
    return fail(path, "expected an object");
  }
  return error == simdjson::SUCCESS || fail_json();
}

bool Fields::read_view(Value& value, const Path& path, std::string_view& out) {
  simdjson::ondemand::raw_json_string raw;
  const simdjson::error_code error = value.get_raw_json_string().get(raw);
  if (error == simdjson::INCORRECT_TYPE) {
    return fail(path, "expected a string");
  }
  if (error != simdjson::SUCCESS || !plain(raw.raw(), out)) {
    return fail_json();
  }
  if (out.find('\\') == std::string_view::npos) {
    return true;
  }
  const std::size_t length = unescape(out, unescaped_.data());
  if (length == std::string_view::npos) {
    return fail_json();
  }
  out = std::string_view(unescaped_).substr(0, length);
  return true;
}

bool Fields::read_id(Value& value, const Path& path, std::string& out) {
  std::string_view view;
  if (!read_view(value, path, view)) {
    return false;
  }
  if (view.empty() || view.size() > kLongestId) {
    return fail(path, "expected an id of 1 to 128 bytes");
  }
  out = view;
  return true;
}

bool Fields::read_word(Value& value, const Path& path, std::string& out) {
  out.clear();
  if (is_null(value)) {
    return true;
  }
  std::string_view view;
  if (!read_view(value, path, view)) {
    return false;
  }
  if (view.size() > kLongestId) {
    return fail(path, "expected at most 128 bytes");
  }
  out = view;
  return true;
}

bool Fields::read_text(Value& value, const Path& path, std::string& out, bool* is_cut) {
  out.clear();
  if (is_null(value)) {
    return true;
  }
  std::string_view view;
  if (!read_view(value, path, view)) {
    return false;
  }
  const std::string_view kept = first_code_points(view, kLongestText);
  if (is_cut != nullptr && kept.size() < view.size()) {
    *is_cut = true;
  }
  out = kept;
  return true;
}

bool Fields::read_flag(Value& value, const Path& path, bool& out) {
  out = false;
  if (is_null(value)) {
    return true;
  }
  return value.get_bool().get(out) == simdjson::SUCCESS || fail(path, "expected true or false");
}

bool Fields::read_integer(Value& value, const Path& path, std::int64_t least, std::int64_t& out) {
  if (type_of(value) != Type::number) {
    return fail(path, "expected an integer");
  }
  if (value.get_int64().get(out) != simdjson::SUCCESS) {
    // "5.0" and "1e3" are integers too; anything beyond the range is refused below.
    double number = 0;
    if (value.get_double().get(number) != simdjson::SUCCESS || std::trunc(number) != number) {
      return fail(path, "expected an integer");
    }
    if (std::abs(number) > static_cast<double>(kLargestInteger)) {
      return fail(path, "expected an integer below 2^53");
    }
    out = static_cast<std::int64_t>(number);
  }
  if (out > kLargestInteger || out < -kLargestInteger) {
    return fail(path, "expected an integer below 2^53");
  }
  if (out < least) {
    return fail(path, "expected " + std::to_string(least) + " or more");
  }
  return true;
}

bool Fields::read_time(Value& value, const Path& path, Time& out) {
  std::string_view view;
  if (!read_view(value, path, view)) {
    return false;
  }
  const std::optional<Time> time = parse_time(view);
  if (!time) {
    return fail(path, "expected an instant like 2026-11-22T04:34:23.611Z");
  }
  if (*time < kEarliestTime || *time >= kLatestTime) {
    return fail(path, "outside 2000-01-01 to 2100-01-01");
  }
  out = *time;
  return true;
}

bool Fields::read_actor(Value& value, const Path& path, Actor& out) {
  out = Actor{};
  bool has_kind = false;
  const auto on_member = [&](std::string_view key, Value& member, const Path& at) {
    if (key == "kind") {
      std::string_view kind;
      if (!read_view(member, at, kind)) {
        return false;
      }
      has_kind = true;
      for (const ActorKind known :
           {ActorKind::kCustomer, ActorKind::kHuman, ActorKind::kBot, ActorKind::kSystem}) {
        if (kind == to_string(known)) {
          out.kind = known;
          return true;
        }
      }
      return fail(at, "expected customer, human, bot or system");
    }
    if (key == "id") {
      return read_word(member, at, out.id);
    }
    if (key == "name") {
      return read_text(member, at, out.name);
    }
    return skip(member);
  };
  if (!each_member(value, path, on_member)) {
    return false;
  }
  if (!has_kind) {
    return fail(Path{&path, "kind"}, "missing");
  }
  if (out.id.empty() && out.kind != ActorKind::kSystem) {
    return fail(Path{&path, "id"}, "expected an id of 1 to 128 bytes");
  }
  return true;
}

bool Fields::read_actor(Value& value, const Path& path, std::optional<Actor>& out) {
  out.reset();
  return is_null(value) || read_actor(value, path, out.emplace());
}

bool Fields::read_product(Value& value, const Path& path, std::optional<Product>& out) {
  out.reset();
  if (is_null(value)) {
    return true;
  }
  Product& product = out.emplace();
  const auto on_member = [&](std::string_view key, Value& member, const Path& at) {
    if (key == "id") {
      return read_id(member, at, product.id);
    }
    if (key == "name") {
      return read_text(member, at, product.name);
    }
    return skip(member);
  };
  if (!each_member(value, path, on_member)) {
    return false;
  }
  return !product.id.empty() || fail(Path{&path, "id"}, "missing");
}

bool Fields::skip(Value& value, int depth) {
  if (depth > kDeepest) {
    problem_ = "nested too deeply";
    return false;
  }
  const std::optional<Type> type = type_of(value);
  if (!type) {
    return fail_json();
  }
  switch (*type) {
    case Type::object:
      return skip_object(value, depth);
    case Type::array:
      return skip_array(value, depth);
    case Type::string: {
      std::string_view ignored;
      return read_view(value, Path{}, ignored);
    }
    case Type::number: {
      double ignored = 0;
      return value.get_double().get(ignored) == simdjson::SUCCESS || fail_json();
    }
    case Type::boolean: {
      bool ignored = false;
      return value.get_bool().get(ignored) == simdjson::SUCCESS || fail_json();
    }
    case Type::null:
      return is_null(value) || fail_json();
  }
  return fail_json();
}

bool Fields::skip_object(Value& value, int depth) {
  return each_member(value, Path{}, [&](std::string_view, Value& member, const Path&) {
    return skip(member, depth + 1);
  });
}

bool Fields::skip_array(Value& value, int depth) {
  simdjson::ondemand::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) {
    return fail_json();
  }
  for (auto element : array) {
    Value inner;
    if (std::move(element).get(inner) != simdjson::SUCCESS) {
      return fail_json();
    }
    if (!skip(inner, depth + 1)) {
      return false;
    }
  }
  return true;
}

}  // namespace qa::event_json
