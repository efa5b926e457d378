#include "plugin/workstation/kefu_snapshot.h"

#include <fmt/format.h>

#include <utility>

#include "plugin/workstation/kefu_writer.h"

namespace plugin::workstation {

namespace {

std::string quoted(std::string_view text) {
  std::string out;
  qa::append_json_string(out, text);
  return out;
}

std::string event_json(std::string_view id, std::string_view type, std::string_view subject,
                       std::string_view time, std::int64_t conv_seq, std::string_view member,
                       std::string_view value) {
  return fmt::format(
      R"({{"id":{},"type":"{}","subject":{},"time":{},"data":{{"conv_seq":{},"{}":{}}}}})",
      quoted(kefu::wire_id(id)), type, quoted(subject), quoted(time), conv_seq, member, value);
}

}  // namespace

KefuSnapshotRead read_kefu_snapshot(const KefuSnapshot& frame, std::string_view stream, qa::Time at,
                                    std::string_view source, std::string_view shop,
                                    qa::EventReader& reader) {
  KefuSnapshotRead result;
  const std::string& conversation = frame.conversation_id;
  const auto settle = [&](qa::Event& event) {
    event.source = source;
    event.shop = shop;
  };
  qa::ReadEvent state = reader.read(event_json(
      fmt::format("snapshot:{}:{}:{}", conversation, stream, frame.at_seq), "conversation.opened",
      conversation, qa::format_time(at), frame.conv_seq, "conversation", frame.conversation));
  if (state.kind != qa::ReadKind::kEvent) {
    result.problems.push_back(std::move(state.problem));
    return result;
  }
  result.is_read = true;
  result.snapshot.state = std::move(state.event);
  result.snapshot.opened_at = frame.opened_at.value_or(at);
  settle(result.snapshot.state);
  for (std::size_t i = 0; i < frame.messages.size(); ++i) {
    qa::ReadEvent message = reader.read(event_json(
        fmt::format("snapshot:{}:m:{}", conversation, frame.message_ids[i]), "message.created",
        conversation, frame.message_times[i], frame.message_seqs[i], "message", frame.messages[i]));
    if (message.kind == qa::ReadKind::kEvent) {
      message.event.is_from_snapshot = true;
      settle(message.event);
      result.snapshot.messages.push_back(std::move(message.event));
    } else if (message.kind == qa::ReadKind::kMalformed) {
      result.problems.push_back(std::move(message.problem));
    }
    if (message.repaired > 0) {
      result.problems.emplace_back("broken text was repaired");
    }
  }
  return result;
}

}  // namespace plugin::workstation
