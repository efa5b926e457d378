#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

/// Bytes in and out of event files, gzip or not. Blocking; one thread an instance.
namespace plugin::exchange {

/// A file that cannot be read or written to its end. The message names the file, what happened and
/// what to do.
class EventFileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads a file or standard input front to back and undoes gzip where the first bytes say so,
/// whatever the name ends in. Several gzip members in a row are one text.
class ByteReader {
 public:
  /// @param path  a file, or "-" for standard input.
  /// @throws EventFileError where it cannot be opened, or is plainly no text (UTF-16, a zip
  ///   archive).
  explicit ByteReader(std::string path);
  ~ByteReader();
  ByteReader(const ByteReader&) = delete;
  ByteReader& operator=(const ByteReader&) = delete;

  /// The next bytes, valid until the next call; empty at the end.
  /// @throws EventFileError where reading fails or the gzip stream is damaged or ends too early.
  std::string_view next();

  /// Taken from the file so far, packed as they lie there.
  std::int64_t bytes_read() const { return bytes_read_; }

  const std::string& name() const { return name_; }  ///< for messages: "-" is "standard input"

 private:
  struct Inflater;

  std::string_view fill();
  std::string_view inflate_next();
  void refuse_other_formats(std::string_view start) const;

  std::string name_;
  int descriptor_ = -1;
  bool is_owned_ = false;
  std::int64_t bytes_read_ = 0;
  std::string input_;
  std::string_view pending_;
  std::unique_ptr<Inflater> inflater_;
};

/// Writes a file, or standard output for "-"; gzip where the name ends in ".gz".
class ByteWriter {
 public:
  /// What becomes of a file that is there.
  enum class Existing {
    kReplace,  ///< its contents go; a link is followed
    kAppend,
    kRefuse,
    kRemove,  ///< the name goes, and a link with it: a file of our own is made
  };

  /// @throws EventFileError where the file cannot be created.
  explicit ByteWriter(std::string path, Existing existing = Existing::kReplace);
  /// Closes without a word; call finish() first to know that all was written.
  ~ByteWriter();
  ByteWriter(const ByteWriter&) = delete;
  ByteWriter& operator=(const ByteWriter&) = delete;

  /// @throws EventFileError (disk full, pipe closed …)
  void write(std::string_view bytes);
  /// @throws EventFileError
  void finish();

 private:
  struct Deflater;

  void put(std::string_view bytes);
  void deflate_all(std::string_view bytes, bool is_last);

  std::string name_;
  int descriptor_ = -1;
  bool is_owned_ = false;
  std::unique_ptr<Deflater> deflater_;
};

}  // namespace plugin::exchange
