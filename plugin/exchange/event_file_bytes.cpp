#include "plugin/exchange/event_file_bytes.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>

namespace plugin::exchange {
namespace {

constexpr std::size_t kChunk = 256 * 1024;
/// 15 bits of window and the gzip header (zlib.h, inflateInit2).
constexpr int kGzipWindow = 15 + 16;
constexpr std::string_view kGzipMagic = "\x1f\x8b";

std::string reason_of(int error) {
  return std::strerror(error);  // NOLINT(concurrency-mt-unsafe): glibc's is thread safe
}

/// zlib's C interface wants bytes that are not const though it only reads them.
Bytef* zlib_bytes(std::string_view bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

int flags_of(ByteWriter::Existing existing) {
  switch (existing) {
    case ByteWriter::Existing::kReplace:
      return O_TRUNC;
    case ByteWriter::Existing::kAppend:
      return O_APPEND;
    case ByteWriter::Existing::kRefuse:
    case ByteWriter::Existing::kRemove:
      break;
  }
  return O_EXCL | O_NOFOLLOW;
}

}  // namespace

struct ByteReader::Inflater {
  z_stream stream{};
  std::string output = std::string(kChunk, '\0');
  bool is_between_members = false;

  Inflater() {
    if (inflateInit2(&stream, kGzipWindow) != Z_OK) {
      throw EventFileError("not enough memory to read gzip");
    }
  }

  ~Inflater() { inflateEnd(&stream); }

  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
};

ByteReader::ByteReader(std::string path) : name_(std::move(path)), input_(kChunk, '\0') {
  if (name_ == "-") {
    name_ = "standard input";
    descriptor_ = STDIN_FILENO;
  } else {
    descriptor_ = ::open(name_.c_str(), O_RDONLY | O_CLOEXEC);
    is_owned_ = true;
  }
  if (descriptor_ < 0) {
    throw EventFileError(name_ + ": cannot be opened: " + reason_of(errno) +
                         "; check the path and its permissions");
  }
  try {
    pending_ = fill();
    refuse_other_formats(pending_);
    if (pending_.starts_with(kGzipMagic)) {
      inflater_ = std::make_unique<Inflater>();
    }
  } catch (...) {
    if (is_owned_) {
      ::close(descriptor_);
    }
    throw;
  }
}

ByteReader::~ByteReader() {
  if (is_owned_) {
    ::close(descriptor_);
  }
}

/// A pipe may give one byte at a time: at the start there must be enough to tell the format.
std::string_view ByteReader::fill() {
  constexpr std::size_t kEnough = 4;
  std::size_t size = 0;
  while (size < kEnough) {
    const ssize_t got = ::read(descriptor_, input_.data() + size, input_.size() - size);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      throw EventFileError(name_ + ": cannot be read: " + reason_of(errno) +
                           (errno == EISDIR ? "; name a file in it" : ""));
    }
    if (got == 0) {
      break;
    }
    size += static_cast<std::size_t>(got);
    bytes_read_ += got;
  }
  return std::string_view(input_).substr(0, size);
}

void ByteReader::refuse_other_formats(std::string_view start) const {
  if (start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff")) {
    throw EventFileError(name_ + ": is UTF-16 text; save it as UTF-8");
  }
  if (start.starts_with("PK\x03\x04")) {
    throw EventFileError(name_ + ": is a zip archive; unpack it, or pack with gzip instead");
  }
}

std::string_view ByteReader::next() {
  if (inflater_) {
    return inflate_next();
  }
  const std::string_view bytes = pending_.empty() ? fill() : pending_;
  pending_ = {};
  return bytes;
}

std::string_view ByteReader::inflate_next() {
  z_stream& stream = inflater_->stream;
  for (;;) {
    if (pending_.empty()) {
      pending_ = fill();
    }
    if (inflater_->is_between_members) {
      // Another member may follow; anything else behind the last one is padding.
      if (pending_.empty() || pending_.front() != kGzipMagic.front()) {
        pending_ = {};
        return {};
      }
      inflateReset(&stream);
      inflater_->is_between_members = false;
    }
    if (pending_.empty()) {
      throw EventFileError(name_ +
                           ": the gzip file ends in the middle; it was cut off, copy it again");
    }
    stream.next_in = zlib_bytes(pending_);
    stream.avail_in = static_cast<uInt>(pending_.size());
    stream.next_out = zlib_bytes(inflater_->output);
    stream.avail_out = static_cast<uInt>(inflater_->output.size());
    const int result = inflate(&stream, Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
      throw EventFileError(name_ + ": the gzip data is damaged" +
                           (stream.msg != nullptr ? std::string(" (") + stream.msg + ")" : "") +
                           "; copy it again");
    }
    pending_.remove_prefix(pending_.size() - stream.avail_in);
    inflater_->is_between_members = result == Z_STREAM_END;
    const std::size_t size = inflater_->output.size() - stream.avail_out;
    if (size > 0) {
      return std::string_view(inflater_->output).substr(0, size);
    }
  }
}

struct ByteWriter::Deflater {
  z_stream stream{};
  std::string output = std::string(kChunk, '\0');

  Deflater() {
    constexpr int kMemoryLevel = 8;
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
      throw EventFileError("not enough memory to write gzip");
    }
  }

  ~Deflater() { deflateEnd(&stream); }

  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
};

ByteWriter::ByteWriter(std::string path, Existing existing) : name_(std::move(path)) {
  constexpr mode_t kOwnerOnly = 0600;  // conversations are nobody else's business
  if (name_.ends_with(".gz")) {
    deflater_ = std::make_unique<Deflater>();
  }
  if (name_ == "-") {
    name_ = "standard output";
    descriptor_ = STDOUT_FILENO;
    return;
  }
  if (existing == Existing::kRemove) {
    ::unlink(name_.c_str());  // where that fails, so does what follows, which says why
  }
  descriptor_ =
      ::open(name_.c_str(), O_WRONLY | O_CREAT | flags_of(existing) | O_CLOEXEC, kOwnerOnly);
  if (descriptor_ < 0) {
    throw EventFileError(
        name_ + ": cannot be created: " + reason_of(errno) +
        (errno == EEXIST ? "; name another" : "; check that its folder exists and may be written"));
  }
  is_owned_ = true;
}

ByteWriter::~ByteWriter() {
  if (is_owned_) {
    ::close(descriptor_);
  }
}

void ByteWriter::write(std::string_view bytes) {
  if (deflater_) {
    deflate_all(bytes, false);
  } else {
    put(bytes);
  }
}

void ByteWriter::finish() {
  if (deflater_) {
    deflate_all({}, true);
    deflater_.reset();
  }
  if (!is_owned_) {
    return;
  }
  is_owned_ = false;
  if (::close(descriptor_) != 0) {
    throw EventFileError(name_ + ": could not be written to its end: " + reason_of(errno));
  }
}

void ByteWriter::put(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      throw EventFileError(name_ + ": could not be written to its end: " + reason_of(errno));
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void ByteWriter::deflate_all(std::string_view bytes, bool is_last) {
  z_stream& stream = deflater_->stream;
  do {
    const std::size_t size =
        std::min<std::size_t>(bytes.size(), std::numeric_limits<uInt>::max() / 2);
    stream.next_in = zlib_bytes(bytes);
    stream.avail_in = static_cast<uInt>(size);
    bytes.remove_prefix(size);
    do {
      stream.next_out = zlib_bytes(deflater_->output);
      stream.avail_out = static_cast<uInt>(deflater_->output.size());
      deflate(&stream, is_last && bytes.empty() ? Z_FINISH : Z_NO_FLUSH);
      put(std::string_view(deflater_->output)
              .substr(0, deflater_->output.size() - stream.avail_out));
    } while (stream.avail_out == 0);
  } while (!bytes.empty());
}

}  // namespace plugin::exchange
