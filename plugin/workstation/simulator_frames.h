#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "qa/time.h"

/// The frames a kefu.v1 workstation reads, taken apart, and those it writes.
namespace plugin::workstation {

inline constexpr std::size_t kMaxFrameUp = 64 * 1024;     ///< bytes from the client
inline constexpr std::size_t kMaxFrameDown = 256 * 1024;  ///< bytes to the client
inline constexpr int kMaxNesting = 16;

struct ResumeCursor {
  std::string stream;
  std::int64_t seq = 0;
};

struct AuthFrame {
  std::int64_t version = 0;
  std::string token;
  std::string client;  ///< name and version
  std::string instance;
  std::vector<std::string> features;
  std::optional<ResumeCursor> resume;
};

struct AckFrame {
  std::int64_t seq = 0;
};

struct PingFrame {
  std::int64_t n = 0;
  std::optional<std::int64_t> seq;
};

struct NudgeFrame {
  std::string id;
  std::string conversation;
  std::string agent;
  std::string level;
  std::string title;
  std::string text;
  std::string rule;  ///< empty: none
  std::string dedupe;
  std::string because_event;
  std::optional<std::int64_t> because_seq;
  qa::Duration ttl{};
};

struct VerdictFrame {
  std::string id;
  std::string conversation;
  std::string target;  ///< message id
  std::string label;
  std::string dedupe;  ///< empty: none
};

struct DraftResultFrame {
  std::string re;
  std::int64_t revision = 0;
  std::string decision;  ///< allow | warn | block
  std::string rewrite;
  std::vector<std::string> reasons;  ///< codes
};

struct DraftDecideFrame {
  std::string re;
  std::int64_t revision = 0;
  std::string choice;
  std::string reason;
};

struct FocusFrame {
  std::string id;
  std::string conversation;
};

/// The client's own `error`: a draft it would not look at.
struct ClientErrorFrame {
  std::string code;
  std::string re;
};

/// An op this version does not know: ignored.
struct UnknownFrame {
  std::string op;
};

/// A frame that is not as it should be.
struct BadFrame {
  std::uint16_t close = 0;  ///< 0: answered by an `error`, the connection goes on
  std::string problem;
  std::string re;  ///< its id, where it could be read
};

using ClientFrame =
    std::variant<BadFrame, UnknownFrame, AuthFrame, AckFrame, PingFrame, NudgeFrame, VerdictFrame,
                 DraftResultFrame, DraftDecideFrame, FocusFrame, ClientErrorFrame>;

/// Reads and checks client frames against the schema and its prose. One thread an instance.
class ClientFrameReader {
 public:
  ClientFrameReader();
  ~ClientFrameReader();
  ClientFrameReader(const ClientFrameReader&) = delete;
  ClientFrameReader& operator=(const ClientFrameReader&) = delete;

  ClientFrame read(std::string_view text);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

std::string event_frame(std::int64_t seq, std::string_view event_json);
std::string receipt_frame(std::string_view re, std::string_view status, qa::Time now);

struct ErrorFrame {
  std::string code;
  bool is_fatal = false;
  std::string message;
  std::string re;
  std::optional<qa::Duration> retry_after;
};

std::string error_frame(const ErrorFrame& error);

}  // namespace plugin::workstation
