#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "plugin/exchange/line_reader.h"
#include "qa/event_json.h"

/// Event files: JSON Lines of bare events or `event` frames, gzip or not (docs/event-files.md).
/// Blocking; one thread an instance.
namespace plugin::exchange {

/// A line that is not blank, and what it holds.
struct FileLine {
  std::int64_t number = 0;  ///< from 1, blank lines counted
  qa::ReadEvent read;
};

/// What a file held so far.
struct FileTally {
  struct Problem {
    std::int64_t lines = 0;
    std::int64_t first_line = 0;
  };

  std::int64_t events = 0;
  std::int64_t internal = 0;   ///< private notes, dropped
  std::int64_t other = 0;      ///< frames with another `op`, passed over
  std::int64_t malformed = 0;  ///< bad lines
  std::int64_t repaired = 0;   ///< characters replaced by U+FFFD
  /// By what was wrong ("time: missing"); never holds words of a conversation.
  std::map<std::string, Problem, std::less<>> problems;
};

class EventFileReader {
 public:
  /// @param path  a file, or "-" for standard input.
  /// @throws EventFileError where it cannot be opened.
  explicit EventFileReader(std::string path);

  /// The next line that is not blank; nullopt at the end. A view inside holds until the next call.
  /// @throws EventFileError where the file cannot be read on; what came before it stands.
  std::optional<FileLine> next();

  const FileTally& tally() const { return tally_; }

  const std::string& name() const { return lines_.name(); }

  /// How far into the file, in bytes as they lie there, blocks read ahead included.
  std::int64_t bytes_read() const { return lines_.bytes_read(); }

 private:
  void count(const FileLine& line);

  LineReader lines_;
  qa::EventReader reader_;
  FileTally tally_;
};

class EventFileWriter {
 public:
  enum class Form { kBare, kFrames };

  /// @param path  ".gz" at its end compresses; "-" is standard output.
  /// @throws EventFileError where the file cannot be created.
  explicit EventFileWriter(std::string path, Form form = Form::kBare);

  /// Frames are numbered from 1.
  /// @throws EventFileError
  void append(const qa::Event& event);

  /// Writes what is held back. Without it the file's end may be missing.
  /// @throws EventFileError
  void finish();

  std::int64_t events() const { return events_; }

 private:
  ByteWriter bytes_;
  Form form_;
  std::string held_;
  std::int64_t events_ = 0;
};

}  // namespace plugin::exchange
