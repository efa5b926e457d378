#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qa/event.h"

/// Dialogues as research sets publish them: one JSON object a line,
/// {"id", "turns": [{"role", "text", "t"}], "rating"}; `t` is in seconds from the beginning, or
/// null where only the order is known (docs/importing.md, "Transcripts").
namespace plugin::exchange {

struct Transcript {
  std::string problem;            ///< empty: good. Fixed texts, no words of the dialogue
  std::vector<qa::Event> events;  ///< in order, conv_seq from 1
  bool has_times = false;
};

/// Reuses its memory; one thread an instance.
class TranscriptReader {
 public:
  TranscriptReader();
  ~TranscriptReader();
  TranscriptReader(const TranscriptReader&) = delete;
  TranscriptReader& operator=(const TranscriptReader&) = delete;

  /// @param begins  when the dialogue begins: the file does not say.
  /// Without times the dialogue is not opened, so that no wait is made up: its rounds are
  /// left-censored and in no figure of response.
  Transcript read(std::string_view json, qa::Time begins);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plugin::exchange
