#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// Finds every occurrence of many texts in one text, in one pass.
///
/// A message of 34 characters holds few of ten thousand words, so the work is to be sure of that
/// quickly. Each literal is known by one window, the two neighbouring characters of it that the
/// fewest literals hold. A bit for every hashed window lets the pass skip most places with one
/// load; where the bit is set, a hash table of windows names the literals to compare byte by byte.
/// Literals of one character have a table of their own.
///
/// Why no occurrence is missed: where a literal stands in the text, so does its window, at a known
/// distance; the pass looks at every window of the text; a hash may only add places to look at, and
/// the comparison of bytes takes those away again. Characters of valid UTF-8 cannot be mistaken for
/// parts of others.
///
/// There is no automaton and nothing is cached: a text seen for the first time costs what it costs
/// the tenth time, but for the processor's own caches.
namespace rules {

class Literals {
 public:
  /// Numbers literals in order of their first add(), from 0.
  using Id = std::uint32_t;

  struct Occurrence {
    Id literal = 0;
    std::uint32_t begin = 0;  ///< byte of the text
  };

  /// `literal`: valid UTF-8, not empty. The same text again gives the same id.
  Id add(std::string_view literal);

  /// Call once, after the last add() and before the first find().
  void build();

  /// Appends all occurrences in `text`, in no particular order. `text`: valid UTF-8 under 4 GiB.
  /// Any thread.
  void find(std::string_view text, std::vector<Occurrence>& found) const;

  bool empty() const { return literals_.empty(); }

  /// How often the literals hold the rarest window of this one: how common it is, as far as they
  /// can tell. Only before build(); 0 for a window that none has.
  std::uint32_t commonness(std::string_view literal) const;

 private:
  /// First bytes of the UTF-8 of two neighbours; the second is 0 for a window of one.
  using Window = std::uint64_t;

  struct Literal {
    std::uint32_t begin = 0;  ///< in bytes_
    std::uint32_t size = 0;
    std::uint32_t lead = 0;  ///< bytes before its window
    Id id = 0;
  };

  /// Windows of one width.
  struct Table {
    struct Slot {
      Window window = 0;
      std::uint32_t first = 0;  ///< in literals
      std::uint32_t count = 0;  ///< 0 = the slot is free
    };

    std::vector<std::uint64_t> bits;
    unsigned bits_shift = 63;
    std::vector<Slot> slots;
    unsigned slots_shift = 63;
    std::vector<Literal> literals;  ///< those of one window together

    void build(std::vector<std::pair<Window, Literal>>& entries);

    bool may_hold(Window window) const;
    void verify(Window window, std::string_view text, std::size_t at, const std::string& bytes,
                std::vector<Occurrence>& found) const;
  };

  struct Choice {
    Window window = 0;
    std::uint32_t lead = 0;
    std::uint32_t count = 0;
  };

  Choice rarest_window(std::string_view literal) const;

  std::string bytes_;  ///< of all literals
  std::vector<Literal> literals_;
  std::unordered_map<std::string, Id> ids_;               ///< only until build()
  std::unordered_map<Window, std::uint32_t> commonness_;  ///< only until build()
  Table singles_;
  Table pairs_;
};

}  // namespace rules
