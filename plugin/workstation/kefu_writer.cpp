#include "plugin/workstation/kefu_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "qa/event_json.h"
#include "qa/event_json_text.h"

namespace plugin::workstation::kefu {

namespace {

constexpr std::size_t kLongestTitle = 200;     // code points
constexpr std::size_t kLongestAdvice = 2'000;  // code points, of a text or a suggestion
constexpr std::size_t kLongestReason = 500;    // code points
constexpr std::size_t kMostReasons = 64;
constexpr std::size_t kMostSuggestions = 5;

/// A JSON object under way.
class Writer {
 public:
  explicit Writer(std::string_view op) {
    out_ = "{";
    text("op", op);
  }

  Writer& text(std::string_view key, std::string_view value) {
    name(key);
    qa::append_json_string(out_, value);
    return *this;
  }

  Writer& number(std::string_view key, std::int64_t value) {
    return raw(key, std::to_string(value));
  }

  Writer& raw(std::string_view key, std::string_view json) {
    name(key);
    out_ += json;
    return *this;
  }

  std::string done() && {
    out_ += '}';
    return std::move(out_);
  }

 private:
  void name(std::string_view key) {
    if (out_.size() > 1) {
      out_ += ',';
    }
    out_ += '"';
    out_ += key;
    out_ += "\":";
  }

  std::string out_;
};

std::string quoted(std::string_view text) {
  std::string out;
  qa::append_json_string(out, text);
  return out;
}

std::string_view cut(std::string_view text, std::size_t points) {
  return qa::event_json::first_code_points(text, points);
}

/// Joins at most `most` items of `items` as a JSON array.
template <class Items, class Each>
std::string list(const Items& items, std::size_t most, const Each& each) {
  std::string out = "[";
  std::size_t count = 0;
  for (const auto& item : items) {
    if (count++ == most) {
      break;
    }
    if (count > 1) {
      out += ',';
    }
    out += each(item);
  }
  return out + "]";
}

std::string names(const std::vector<std::string>& texts) {
  return list(texts, texts.size(), [](const std::string& text) { return quoted(text); });
}

/// The largest frame within the limit: `make` is asked with ever fewer reasons.
std::string fitting(const std::function<std::string(std::size_t most)>& make) {
  std::size_t most = kMostReasons;
  std::string frame = make(most);
  while (frame.size() > kLargestUp && most > 0) {
    most /= 2;
    frame = make(most);
  }
  return frame;
}

std::string span_json(const rules::Span& span, std::string_view message) {
  std::string out = "{";
  if (!message.empty()) {
    out += "\"message\":" + quoted(message) + ",";
  }
  return out + fmt::format("\"start\":{},\"len\":{}}}", span.start, span.length);
}

struct Place {
  const Reason* reason;
  const rules::Span* span;  // nullptr: the reason has none
};

/// Every reason once for each of its spans, and once where it has none.
std::vector<Place> places(const std::vector<Reason>& reasons) {
  std::vector<Place> all;
  for (const Reason& reason : reasons) {
    bool has_span = false;
    for (const rules::Span& span : reason.spans) {
      if (span.length > 0) {
        all.push_back({&reason, &span});
        has_span = true;
      }
    }
    if (!has_span) {
      all.push_back({&reason, nullptr});
    }
  }
  return all;
}

std::string evidence_json(const std::vector<Reason>& reasons, std::size_t most) {
  std::vector<Place> with_span = places(reasons);
  std::erase_if(with_span, [](const Place& place) { return place.span == nullptr; });
  return list(with_span, most,
              [](const Place& place) { return span_json(*place.span, place.reason->message); });
}

std::string because_json(std::string_view event, std::int64_t seq) {
  return "{\"event\":" + quoted(event) + fmt::format(",\"seq\":{}}}", seq);
}

std::string verdict_reason_json(const Reason& reason, std::size_t most) {
  return fmt::format(R"({{"code":{},"text":{},"evidence":{}}})", quoted(reason.code),
                     quoted(cut(reason.text, kLongestReason)), evidence_json({reason}, most));
}

std::string draft_reason_json(const Place& place) {
  std::string out = fmt::format(R"({{"code":{},"text":{})", quoted(place.reason->code),
                                quoted(cut(place.reason->text, kLongestReason)));
  if (place.span != nullptr) {
    out += fmt::format(",\"start\":{},\"len\":{}", place.span->start, place.span->length);
  }
  return out + "}";
}

std::string draft_with(const DraftAnswer& answer, std::optional<std::int64_t> context_seq,
                       qa::Duration took, std::size_t most, bool with_rewrite) {
  Writer out("draft.result");
  out.text("re", answer.id).number("rev", answer.revision);
  out.text("decision", decision_of(answer.action));
  const std::vector<Place> all =
      answer.action == rules::Action::kLog ? std::vector<Place>{} : places(answer.reasons);
  out.raw("reasons", list(all, most, draft_reason_json));
  if (with_rewrite && !answer.rewrite.empty()) {
    out.text("rewrite", answer.rewrite);
  }
  if (context_seq) {
    out.number("context_seq", *context_seq);
  }
  return std::move(out.number("took_ms", took.count())).done();
}

std::uint64_t hash_of(std::string_view text, std::uint64_t seed) {
  std::uint64_t hash = seed;  // FNV-1a
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  }
  return hash;
}

}  // namespace

std::string auth_frame(const Auth& auth) {
  Writer out("auth");
  out.number("v", 1).text("token", auth.token);
  out.raw("client", fmt::format(R"({{"name":"sandglass","version":{},"instance":{}}})",
                                quoted(auth.client_version), quoted(auth.instance)));
  out.raw("want", names({"conversation.*", "message.*", "rating.*", "order.*", "agent.*"}));
  out.raw("features", names(auth.features));
  out.raw("resume", auth.resume ? fmt::format(R"({{"stream":{},"seq":{}}})",
                                              quoted(auth.resume->stream), auth.resume->seq)
                                : "null");
  return std::move(out).done();
}

std::string ack_frame(std::int64_t seq) {
  return fmt::format(R"({{"op":"ack","seq":{}}})", seq);
}

std::string ping_frame(std::int64_t n, std::int64_t seq) {
  return fmt::format(R"({{"op":"ping","n":{},"seq":{}}})", n, seq);
}

std::string nudge_frame(const Nudge& nudge, std::string_view agent, std::int64_t because_seq) {
  return fitting([&](std::size_t most) {
    Writer out("nudge");
    out.text("id", wire_id(nudge.id)).text("conversation", nudge.conversation);
    out.text("agent", nudge.agent.empty() ? agent : std::string_view(nudge.agent));
    out.text("level", nudge.level);
    if (!nudge.title.empty()) {
      out.text("title", cut(nudge.title, kLongestTitle));
    }
    out.text("text", cut(nudge.text.empty() ? nudge.title : nudge.text, kLongestAdvice));
    if (!nudge.suggestions.empty()) {
      out.raw("suggest",
              list(nudge.suggestions, std::min(most, kMostSuggestions), [](const std::string& s) {
                return "{\"text\":" + quoted(cut(s, kLongestAdvice)) + "}";
              }));
    }
    out.raw("evidence", evidence_json(nudge.evidence, most));
    if (!nudge.rule.empty()) {
      out.raw("rule", fmt::format(R"({{"id":{},"version":{}}})", quoted(nudge.rule),
                                  quoted(nudge.rule_set)));
    }
    out.raw("because", because_json(nudge.because_event, because_seq));
    out.text("dedupe", wire_id(nudge.dedupe)).number("ttl_ms", nudge.ttl.count());
    return std::move(out).done();
  });
}

std::string verdict_frame(const Verdict& verdict, std::optional<std::int64_t> because_seq) {
  return fitting([&](std::size_t most) {
    Writer out("verdict");
    out.text("id", wire_id(verdict.id)).text("conversation", verdict.conversation);
    out.raw("target", "{\"kind\":\"message\",\"id\":" + quoted(verdict.message) + "}");
    out.text("label", verdict.label);
    out.raw("reasons", list(verdict.reasons, most, [&](const Reason& reason) {
              return verdict_reason_json(reason, most);
            }));
    if (!verdict.rule_set.empty()) {
      out.raw("model", "{\"name\":\"sandglass\",\"version\":" + quoted(verdict.rule_set) + "}");
    }
    out.raw("supersedes", "null").raw("final", "true");
    if (because_seq) {
      out.raw("because", because_json(verdict.because_event, *because_seq));
    }
    return std::move(out).done();
  });
}

std::string draft_frame(const DraftAnswer& answer, std::optional<std::int64_t> context_seq,
                        qa::Duration took) {
  const std::string whole = draft_with(answer, context_seq, took, kMostReasons, true);
  if (whole.size() <= kLargestUp) {
    return whole;
  }
  return fitting(
      [&](std::size_t most) { return draft_with(answer, context_seq, took, most, false); });
}

std::string focus_frame(std::string_view id, std::string_view conversation) {
  return std::move(Writer("focus").text("id", id).text("conversation", conversation)).done();
}

std::string decide_frame(std::string_view draft, std::int64_t revision, std::string_view choice,
                         std::string_view reason) {
  Writer out("draft.decide");
  out.text("re", draft).number("rev", revision).text("choice", choice);
  if (!reason.empty()) {
    out.text("reason", cut(reason, kLongestReason));
  }
  return std::move(out).done();
}

std::string error_frame(std::string_view code, std::string_view re, std::string_view message) {
  Writer out("error");
  out.text("code", code).raw("fatal", "false");
  if (!re.empty()) {
    out.text("re", re);
  }
  return std::move(out.text("message", message)).done();
}

std::string_view decision_of(rules::Action action) {
  switch (action) {
    case rules::Action::kConfirm:
      return "warn";
    case rules::Action::kBlock:
      return "block";
    case rules::Action::kLog:
    case rules::Action::kHint:
      break;
  }
  return "allow";
}

std::string wire_id(std::string_view id) {
  if (id.size() <= qa::kLongestId) {
    return std::string(id);
  }
  constexpr std::size_t kKept = 90;
  std::size_t end = kKept;
  while (end > 0 && (static_cast<unsigned char>(id[end]) & 0xC0U) == 0x80U) {
    --end;  // not inside a character
  }
  return fmt::format("{}~{:016x}{:016x}", id.substr(0, end), hash_of(id, 0xcbf29ce484222325ULL),
                     hash_of(id, 0x9e3779b97f4a7c15ULL));
}

}  // namespace plugin::workstation::kefu
