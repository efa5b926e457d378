#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/workstation/link.h"

/// The frames a plug-in sends, as kefu.v1 spells them. Pure. Every frame is at most 64 KiB: what a
/// person reads is shortened, reasons and evidence are dropped from the end, ids never are.
namespace plugin::workstation::kefu {

/// Largest frame upwards, bytes (kefu.v1, "Limits and closes").
inline constexpr std::size_t kLargestUp = 64 * 1024;

struct Auth {
  std::string_view token;
  std::string_view client_version;
  std::string_view instance;
  std::vector<std::string> features;
  std::optional<store::Cursor> resume;
};

std::string auth_frame(const Auth& auth);
std::string ack_frame(std::int64_t seq);
std::string ping_frame(std::int64_t n, std::int64_t seq);
/// `agent` where the nudge names none.
std::string nudge_frame(const Nudge& nudge, std::string_view agent, std::int64_t because_seq);
/// `because_seq` nullopt: the cause has no place in the present stream and is left out.
std::string verdict_frame(const Verdict& verdict, std::optional<std::int64_t> because_seq);
std::string draft_frame(const DraftAnswer& answer, std::optional<std::int64_t> context_seq,
                        qa::Duration took);
std::string focus_frame(std::string_view id, std::string_view conversation);
std::string decide_frame(std::string_view draft, std::int64_t revision, std::string_view choice,
                         std::string_view reason);
std::string error_frame(std::string_view code, std::string_view re, std::string_view message);

/// log, hint → allow; confirm → warn; block → block.
std::string_view decision_of(rules::Action action);

/// `id` where it fits the wire's 128 bytes, else a shorter one that differs where `id` differs.
std::string wire_id(std::string_view id);

}  // namespace plugin::workstation::kefu
