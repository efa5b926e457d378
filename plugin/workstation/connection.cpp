#include "plugin/workstation/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <random>
#include <stdexcept>
#include <utility>

#include "plugin/clock.h"
#include "plugin/config.h"
#include "plugin/net/websocket_client.h"
#include "plugin/workstation/kefu.h"

namespace plugin::workstation {

namespace {

Random random_device_numbers() {
  return [engine = std::mt19937_64(std::random_device{}())]() mutable {
    return std::uniform_real_distribution<double>(0.0, 1.0)(engine);
  };
}

Now process_clocks() {
  return {monotonic_now(), wall_now()};
}

class Connection final : public Link, private DialectHost {
 public:
  Connection(net::Loop& loop, LinkOptions options, net::Url url, LinkListener& listener);

  void start(std::optional<store::Cursor> cursor) override;
  void stop() override;
  void stored(std::int64_t seq) override;
  void send(const Nudge& nudge) override;
  void send(const Verdict& verdict) override;
  void answer(const DraftAnswer& answer) override;
  void focus(std::string_view conversation) override;
  void decide_draft(std::string_view draft, std::int64_t revision, std::string_view choice,
                    std::string_view reason) override;
  void pause_reading(bool paused) override;

  qa::Time server_now() const override { return memory_.clock.at(options_.clock()); }

  std::string stream() const override { return stream_; }

 private:
  // DialectHost
  void transmit(std::string frame) override;

  bool has_unread() const override { return client_ && client_->has_unread(); }

  void hang_up(std::uint16_t code, std::string_view reason) override;
  void on_welcome(const Welcome& welcome) override;
  void on_live() override;
  void note(std::string_view text) override;

  void connect();
  void on_closed(const net::WebsocketClosed& closed);
  void wait(const Parting& parting);
  void end(std::string text, bool needs_person);
  void outbox_changed();
  /// Sets the timer for what the dialect wants next.
  void arm();
  void tell(LinkState state, std::string detail);
  void log(LogLevel level, std::string_view text) const;

  net::Loop& loop_;
  LinkOptions options_;
  net::Url url_;
  LinkListener& listener_;
  KefuOptions kefu_;
  KefuMemory memory_;
  Backoff backoff_;
  LinkStatus status_;
  std::string stream_;
  std::string server_;
  bool is_stopping_ = false;
  bool has_ended_ = false;
  bool is_reading_paused_ = false;
  bool had_protocol_error_ = false;  // since the last stable link
  std::optional<Monotonic> welcome_at_;
  std::optional<Monotonic> armed_for_;
  std::unique_ptr<Dialect> dialect_;
  std::unique_ptr<net::WebsocketClient> client_;
  net::Timer dialect_timer_;
  net::Timer retry_timer_;
};

Connection::Connection(net::Loop& loop, LinkOptions options, net::Url url, LinkListener& listener)
    : loop_(loop),
      options_(std::move(options)),
      url_(std::move(url)),
      listener_(listener),
      backoff_(options_.random),
      dialect_timer_(loop),
      retry_timer_(loop) {
  kefu_.token = options_.token;
  kefu_.instance = options_.instance;
  kefu_.client_version = options_.client_version;
  kefu_.source = options_.source;
  kefu_.shop = options_.shop;
}

void Connection::start(std::optional<store::Cursor> cursor) {
  memory_.cursor = std::move(cursor);
  if (memory_.cursor) {
    memory_.received = memory_.cursor->seq;
    stream_ = memory_.cursor->stream;
  }
  if (!url_.is_secure && !url_.is_loopback() && !options_.allow_plain) {
    retry_timer_.expires_in(qa::Duration::zero(), [this] {
      end("plain ws to " + url_.host + " is refused: use wss, or allow_plain", true);
    });
    return;
  }
  // Not from inside the caller: it may not be ready for news yet.
  retry_timer_.expires_in(qa::Duration::zero(), [this] { connect(); });
}

void Connection::connect() {
  armed_for_.reset();
  welcome_at_.reset();
  DialectHost& host = *this;
  dialect_ = std::make_unique<KefuDialect>(kefu_, memory_, host, listener_, options_.random);
  if (is_reading_paused_) {
    dialect_->reading_paused(true, options_.clock());
  }
  net::WebsocketClientOptions options;
  options.url = url_;
  options.subprotocol = kKefuSubprotocol;
  options.user_agent = "sandglass/" + options_.client_version;
  options.ca_file = options_.ca_file;
  options.allow_plain = options_.allow_plain;
  net::WebsocketClientHandlers handlers;
  handlers.on_open = [this](std::string_view subprotocol) {
    dialect_->opened(subprotocol, options_.clock());
    arm();
  };
  handlers.on_text = [this](std::string_view text) {
    dialect_->received(text, options_.clock());
    arm();
  };
  handlers.on_binary = [this](std::size_t bytes) {
    dialect_->received_binary(bytes, options_.clock());
  };
  handlers.on_closed = [this](const net::WebsocketClosed& end) { on_closed(end); };
  tell(LinkState::kConnecting, fmt::format("connecting to {}:{}", url_.host, url_.port));
  client_ = std::make_unique<net::WebsocketClient>(loop_, std::move(options), std::move(handlers));
  client_->pause_reading(is_reading_paused_);
}

void Connection::on_closed(const net::WebsocketClosed& closed) {
  const Now now = options_.clock();
  dialect_timer_.cancel();
  const Parting parting = dialect_->closed(closed, now);
  dialect_.reset();
  client_.reset();
  if (is_stopping_) {
    end("stopped", false);
    return;
  }
  if (welcome_at_ && now.monotonic - *welcome_at_ >= Backoff::kStable) {
    backoff_.was_stable();
    had_protocol_error_ = false;
  }
  switch (parting.next) {
    case Parting::Next::kStop:
      end(parting.text, true);
      return;
    case Parting::Next::kReconnectOnce:
      if (std::exchange(had_protocol_error_, true)) {
        end("twice in a row: " + parting.text, true);
        return;
      }
      break;
    case Parting::Next::kReconnect:
      break;
  }
  wait(parting);
}

void Connection::wait(const Parting& parting) {
  const qa::Duration span = backoff_.next(parting.minimum);
  status_.retry_in = span;
  log(LogLevel::kWarn, fmt::format("{}; next attempt in {} ms", parting.text, span.count()));
  tell(LinkState::kWaiting, parting.text);
  status_.retry_in.reset();
  if (!is_stopping_ && !has_ended_) {
    retry_timer_.expires_in(span, [this] { connect(); });
  }
}

void Connection::stop() {
  if (is_stopping_ || has_ended_) {
    return;
  }
  is_stopping_ = true;
  retry_timer_.cancel();
  if (client_) {
    client_->close(1000, "client stops");
  } else {
    retry_timer_.expires_in(qa::Duration::zero(), [this] { end("stopped", false); });
  }
}

void Connection::end(std::string text, bool needs_person) {
  has_ended_ = true;
  retry_timer_.cancel();
  dialect_timer_.cancel();
  status_.needs_person = needs_person;
  log(needs_person ? LogLevel::kError : LogLevel::kInfo, text);
  tell(LinkState::kStopped, std::move(text));
}

void Connection::stored(std::int64_t seq) {
  if (dialect_) {
    dialect_->stored(seq, options_.clock());
    arm();
  } else {
    memory_.on_stored(seq);
  }
}

void Connection::send(const Nudge& nudge) {
  memory_.outbox.add(nudge);
  outbox_changed();
}

void Connection::send(const Verdict& verdict) {
  memory_.outbox.add(verdict);
  outbox_changed();
}

void Connection::outbox_changed() {
  if (dialect_) {
    dialect_->outbox_changed(options_.clock());
    arm();
  }
}

void Connection::answer(const DraftAnswer& answer) {
  if (dialect_) {
    dialect_->answer(answer, options_.clock());
  }
}

void Connection::focus(std::string_view conversation) {
  if (dialect_) {
    dialect_->focus(conversation, options_.clock());
  }
}

void Connection::decide_draft(std::string_view draft, std::int64_t revision,
                              std::string_view choice, std::string_view reason) {
  if (dialect_) {
    dialect_->decide_draft(draft, revision, choice, reason, options_.clock());
  }
}

void Connection::pause_reading(bool paused) {
  is_reading_paused_ = paused;
  if (dialect_) {
    dialect_->reading_paused(paused, options_.clock());
    arm();
  }
  if (client_) {
    client_->pause_reading(paused);
  }
}

void Connection::transmit(std::string frame) {
  if (client_) {
    client_->send(std::move(frame));
  }
}

void Connection::hang_up(std::uint16_t code, std::string_view reason) {
  if (client_) {
    client_->close(code, reason);
  }
}

void Connection::on_welcome(const Welcome& welcome) {
  welcome_at_ = options_.clock().monotonic;
  stream_ = welcome.stream;
  server_ = welcome.server;
  status_.agent_id = welcome.agent_id;
  status_.agent_name = welcome.agent_name;
  tell(LinkState::kCatchingUp, "catching up with " + server_);
}

void Connection::on_live() {
  const std::string& who = status_.agent_name.empty() ? status_.agent_id : status_.agent_name;
  log(LogLevel::kInfo,
      fmt::format("live: {}, stream {}, agent {}", server_, stream_, status_.agent_id));
  tell(LinkState::kLive, fmt::format("connected to {} as {}", server_, who));
}

void Connection::note(std::string_view text) {
  log(LogLevel::kInfo, text);
}

void Connection::arm() {
  if (!dialect_) {
    return;
  }
  const auto next = dialect_->next_deadline();
  if (!next) {
    dialect_timer_.cancel();
    armed_for_.reset();
    return;
  }
  if (armed_for_ && dialect_timer_.is_set() && *armed_for_ <= *next) {
    return;  // it rings early and looks again: cheaper than setting it with every frame
  }
  armed_for_ = next;
  const auto span = std::chrono::ceil<qa::Duration>(*next - options_.clock().monotonic);
  dialect_timer_.expires_in(std::max(span, qa::Duration::zero()), [this] {
    armed_for_.reset();
    if (dialect_) {
      dialect_->advance(options_.clock());
      arm();
    }
  });
}

void Connection::tell(LinkState state, std::string detail) {
  status_.state = state;
  status_.detail = std::move(detail);
  listener_.on_status(status_);
}

void Connection::log(LogLevel level, std::string_view text) const {
  if (options_.log) {
    options_.log(level, text);
  }
}

}  // namespace

std::unique_ptr<Link> make_connection(net::Loop& loop, LinkOptions options,
                                      LinkListener& listener) {
  auto url = net::parse_url(options.url);
  if (!url) {
    throw std::invalid_argument("not a websocket address: ws://… or wss://… is expected");
  }
  if (!options.clock) {
    options.clock = process_clocks;
  }
  if (!options.random) {
    options.random = random_device_numbers();
  }
  return std::make_unique<Connection>(loop, std::move(options), std::move(*url), listener);
}

}  // namespace plugin::workstation
