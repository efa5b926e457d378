#pragma once

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "qa/event.h"

/// Typed reading of JSON members for the event codec. Every function returns false after the first
/// thing that is not as it should be and leaves the reason, with its place, in `problem()`. No
/// problem ever quotes a value: it may be somebody's words.
namespace qa::event_json {

using Value = simdjson::ondemand::value;
using Object = simdjson::ondemand::object;

/// Where a member stands: "data.message.author.kind". Lives on the stack of those who read it.
struct Path {
  const Path* parent = nullptr;
  std::string_view name;
};

/// Largest integer the wire may carry: 2^53 - 1, what a double holds exactly.
inline constexpr std::int64_t kLargestInteger = 9'007'199'254'740'991;
/// Objects and arrays inside one another. kefu.v1 allows 16; four times that is no accident.
inline constexpr int kDeepest = 64;

class Fields {
 public:
  /// Readies for a document of `size` bytes that ends at `end`.
  void begin(const char* end, std::size_t size);

  const std::string& problem() const { return problem_; }

  std::string& problem() { return problem_; }

  bool fail(const Path& path, std::string_view what);

  /// Calls `on_member(key, value)` for each member in the order written, until one returns false.
  template <typename OnMember>
  bool each_member(Object object, const Path& path, OnMember&& on_member) {
    for (auto member : object) {
      simdjson::ondemand::field field;
      std::string_view key;
      if (std::move(member).get(field) != simdjson::SUCCESS || !name_of(field, key)) {
        return fail_json();
      }
      if (!on_member(key, field.value(), Path{&path, key})) {
        return false;
      }
    }
    return true;
  }

  /// Like each_member() for a value that must be an object.
  template <typename OnMember>
  bool each_member(Value& value, const Path& path, OnMember&& on_member) {
    Object object;
    return read_object(value, path, object) && each_member(object, path, on_member);
  }

  /// Consumes a null. False for anything else, `nope` included: value.is_null() converted to bool
  /// throws there (simdjson 3.0.1).
  static bool is_null(Value& value);
  bool read_object(Value& value, const Path& path, Object& out);
  /// Valid until the next string is read.
  bool read_view(Value& value, const Path& path, std::string_view& out);
  /// 1 to kLongestId bytes.
  bool read_id(Value& value, const Path& path, std::string& out);
  /// At most kLongestId bytes; null is "".
  bool read_word(Value& value, const Path& path, std::string& out);
  /// Cut at kLongestText code points; null is "". `is_cut`, where given, is set when it was.
  bool read_text(Value& value, const Path& path, std::string& out, bool* is_cut = nullptr);
  /// null is false.
  bool read_flag(Value& value, const Path& path, bool& out);
  /// Within [least, kLargestInteger].
  bool read_integer(Value& value, const Path& path, std::int64_t least, std::int64_t& out);
  bool read_time(Value& value, const Path& path, Time& out);
  bool read_actor(Value& value, const Path& path, Actor& out);
  /// null is nobody.
  bool read_actor(Value& value, const Path& path, std::optional<Actor>& out);
  bool read_product(Value& value, const Path& path, std::optional<Product>& out);
  /// Passes over a value nobody asked for; false only where it is not JSON, or too deep.
  bool skip(Value& value, int depth = 0);

  bool fail_json();

 private:
  bool name_of(simdjson::ondemand::field& field, std::string_view& out);
  bool plain(const char* raw, std::string_view& out);
  bool skip_object(Value& value, int depth);
  bool skip_array(Value& value, int depth);

  const char* end_ = nullptr;
  std::string unescaped_;
  std::string name_;
  std::string problem_;
};

}  // namespace qa::event_json
