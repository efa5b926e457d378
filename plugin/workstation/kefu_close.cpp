#include "plugin/workstation/kefu_close.h"

#include <fmt/format.h>

#include <algorithm>

namespace plugin::workstation {

namespace {

using Next = Parting::Next;

struct Row {
  std::uint16_t code;
  Next next;
  bool forgets_cursor;
  const char* text;
};

constexpr Row kTable[] = {
    {1000, Next::kReconnect, false, "the workstation closed the connection"},
    {1001, Next::kReconnect, false, "the workstation is going away"},
    {1002, Next::kReconnectOnce, false, "protocol error"},
    {1007, Next::kReconnectOnce, false, "a frame was not JSON or not UTF-8"},
    {1009, Next::kReconnectOnce, false, "a frame was too big"},
    {1012, Next::kReconnect, false, "the workstation restarts"},
    {4001, Next::kStop, false, "credentials refused"},
    {4002, Next::kReconnect, false, "the credentials came too late"},
    {4003, Next::kStop, false, "the workstation speaks another version of kefu"},
    {4004, Next::kStop, false, "replaced: the same instance is connected elsewhere"},
    {4005, Next::kReconnect, false, "this side acknowledged too slowly"},
    {4007, Next::kReconnect, false, "rate limited"},
    {4008, Next::kReconnect, false, "the line went silent"},
    {4009, Next::kReconnect, true, "the session is no longer valid"},
    {4010, Next::kReconnect, false, "events were missing"},
};

const Row* row_of(std::uint16_t code) {
  const auto* found = std::find_if(std::begin(kTable), std::end(kTable),
                                   [&](const Row& row) { return row.code == code; });
  return found == std::end(kTable) ? nullptr : found;
}

/// The code a fatal error stands for, where the line ended without one of its own.
std::uint16_t code_of(const KefuError& error) {
  if (error.code == "auth_failed" || error.code == "forbidden") {
    return 4001;
  }
  if (error.code == "unsupported") {
    return 4003;
  }
  if (error.code == "rate_limited") {
    return 4007;
  }
  if (error.code == "bad_frame") {
    return 1002;
  }
  return error.code == "too_large" ? 1009 : 0;
}

std::uint16_t decisive_code(const net::WebsocketClosed& end, const KefuFarewell& farewell) {
  if (end.sent_code != 0) {
    return end.sent_code;
  }
  const bool says_little = end.code == 0 || (end.code >= 1000 && end.code <= 1006);
  if (says_little && end.code != 1002 && farewell.error) {
    if (const std::uint16_t code = code_of(*farewell.error); code != 0) {
      return code;
    }
  }
  return end.code;
}

/// What the workstation or the line said about it.
std::string detail_of(const net::WebsocketClosed& end, const KefuFarewell& farewell) {
  if (farewell.error) {
    return farewell.error->message.empty() ? farewell.error->code : farewell.error->message;
  }
  return end.reason.empty() ? end.error : end.reason;
}

}  // namespace

Parting judge_kefu_close(const net::WebsocketClosed& end, const KefuFarewell& farewell) {
  Parting parting;
  if (!end.was_open) {
    parting.text = end.error;
    parting.minimum = end.retry_after;
    return parting;
  }
  const std::uint16_t code = decisive_code(end, farewell);
  const Row* row = row_of(code);
  if (row != nullptr) {
    parting.next = row->next;
    parting.forgets_cursor = row->forgets_cursor;
    parting.text = fmt::format("{} ({})", row->text, code);
  } else if (code == 0 || code == 1005 || code == 1006) {
    parting.text = "the connection was lost";
  } else {
    parting.text = fmt::format("the workstation closed the connection ({})", code);
  }
  if (const std::string detail = detail_of(end, farewell); !detail.empty()) {
    parting.text += ": " + detail;
  }
  if (farewell.error) {
    parting.minimum = farewell.error->retry_after;
  }
  if (farewell.bye && parting.next != Next::kStop) {
    const KefuBye& bye = *farewell.bye;
    parting.minimum =
        std::max(parting.minimum.value_or(qa::Duration{}), bye.after.value_or(qa::Duration{}));
    parting.forgets_cursor = parting.forgets_cursor || !bye.allows_resume;
    if (!bye.wants_reconnect) {
      parting.next = Next::kStop;
      parting.text = "the workstation said goodbye for good: " + bye.reason;
    }
  }
  return parting;
}

}  // namespace plugin::workstation
