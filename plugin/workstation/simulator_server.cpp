#include "plugin/workstation/simulator_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "plugin/clock.h"
#include "plugin/net/url.h"
#include "plugin/net/websocket_server.h"
#include "plugin/workstation/simulator_play.h"
#include "plugin/workstation/simulator_record.h"

namespace plugin::workstation {
namespace {

constexpr std::string_view kStreamPath = "/kefu/v1/stream";
constexpr std::string_view kEventsPath = "/kefu/v1/events";
constexpr std::string_view kInjectPath = "/inject/";
constexpr std::string_view kSubprotocol = "kefu.v1.json";
/// Events played in one turn of the loop, so that frames coming in are not starved.
constexpr int kEventsInATurn = 256;
/// Length a cut frame announces.
constexpr std::size_t kCutFrame = 4096;

std::function<qa::Time()> steady_wall_clock() {
  const qa::Time wall = wall_now();
  const auto start = monotonic_now();
  return [wall, start] {
    return wall + std::chrono::duration_cast<qa::Duration>(monotonic_now() - start);
  };
}

net::HttpResponse response_of(const DeskAnswer& answer) {
  net::HttpResponse response;
  response.status = answer.status;
  response.body = answer.body;
  if (answer.retry_after) {
    response.headers.emplace_back("Retry-After", std::to_string(*answer.retry_after));
  }
  return response;
}

}  // namespace

class SimulatorServer::Impl {
 public:
  Impl(net::Loop& loop, SimulatorServerOptions options, std::vector<PlayedSource> sources,
       const std::function<void()>& on_change)
      : loop_(loop),
        options_(std::move(options)),
        on_change_(on_change),
        clock_(options_.clock ? options_.clock : steady_wall_clock()),
        desk_(options_.desk),
        play_(desk_, EventPlayer(options_.play, std::move(sources)), options_.agent),
        timer_(loop) {
    listen();
    pump();
  }

  std::uint16_t port() const { return server_->port(); }

  std::string url() const {
    const bool is_v6 = options_.host.find(':') != std::string::npos;
    return fmt::format("ws://{}{}{}:{}{}", is_v6 ? "[" : "", options_.host, is_v6 ? "]" : "",
                       port(), kStreamPath);
  }

  DeskAnswer inject(std::string_view name, std::string_view body) {
    DeskAnswer answer = desk_.inject(name, body, clock_());
    pump_soon();
    return answer;
  }

  void publish(qa::Event event) {
    desk_.publish(std::move(event), clock_());
    pump_soon();
  }

  SimulatedDesk& desk() { return desk_; }

  const SimulatedDesk& desk() const { return desk_; }

  const SimulatedPlay& play() const { return play_; }

  std::string state_json() { return desk_.state_json(clock_()); }

  void stop() {
    is_stopped_ = true;
    desk_.inject("close", R"({"code":1001,"reason":"going away"})", clock_());
    pump();
    timer_.cancel();
  }

 private:
  void listen();
  net::HttpResponse answer(const net::HttpRequest& request);
  void accept(const std::shared_ptr<net::WebsocketSession>& session);
  void pump();
  void pump_soon();
  void flush();
  void perform(DeskOutput& output, net::WebsocketSession& session);
  void arm();

  net::Loop& loop_;
  SimulatorServerOptions options_;
  const std::function<void()>& on_change_;
  std::function<qa::Time()> clock_;
  SimulatedDesk desk_;
  SimulatedPlay play_;
  std::map<SessionId, std::shared_ptr<net::WebsocketSession>> sessions_;
  net::Timer timer_;
  std::unique_ptr<net::WebsocketServer> server_;
  bool is_stopped_ = false;
};

void SimulatorServer::Impl::listen() {
  net::WebsocketServerOptions options;
  options.host = options_.host;
  options.port = options_.port;
  options.paths = {std::string(kStreamPath)};
  options.subprotocol = kSubprotocol;
  // Frames a little too long reach the desk, which closes with 1009 and notes it.
  options.max_message = kMaxFrameUp + 1024;
  net::WebsocketServerHandlers handlers;
  handlers.on_upgrade = [this](const net::HttpRequest&, net::UpgradeAnswer& upgrade) {
    if (const auto refusal = desk_.refuse_upgrade()) {
      upgrade.refusal = response_of(*refusal);
    } else if (!desk_.echoes_subprotocol()) {
      upgrade.subprotocol.clear();
    }
  };
  handlers.on_session = [this](const std::shared_ptr<net::WebsocketSession>& session) {
    accept(session);
  };
  handlers.on_http = [this](const net::HttpRequest& request) { return answer(request); };
  server_ = std::make_unique<net::WebsocketServer>(loop_, std::move(options), std::move(handlers));
}

void SimulatorServer::Impl::accept(const std::shared_ptr<net::WebsocketSession>& session) {
  const SessionId id = desk_.connect(clock_());
  sessions_[id] = session;
  session->on_text = [this, id](std::string_view text) {
    desk_.receive(id, text, clock_());
    pump();
  };
  session->on_binary = [this, id](std::size_t) {
    desk_.receive_binary(id, clock_());
    pump();
  };
  session->on_closed = [this, id](const net::SessionClosed& closed) {
    desk_.disconnected(id, closed.code, clock_());
    sessions_.erase(id);
    pump();
  };
  pump_soon();
}

net::HttpResponse SimulatorServer::Impl::answer(const net::HttpRequest& request) {
  const std::string_view path = request.path();
  if (request.method == "GET" && path == kEventsPath) {
    return response_of(
        desk_.events_after(request.target, request.header("Authorization"), clock_()));
  }
  const bool is_private = net::Url{false, options_.host, port(), "/"}.is_loopback();
  if (is_private && request.method == "GET" && path == "/record") {
    return response_of({200, workstation::record_json(desk_.record()), std::nullopt});
  }
  if (is_private && request.method == "GET" && path == "/state") {
    return response_of({200, state_json(), std::nullopt});
  }
  if (is_private && request.method == "POST" && path.starts_with(kInjectPath)) {
    return response_of(inject(path.substr(kInjectPath.size()), request.body));
  }
  return response_of({404, R"({"error":"not_found"})", std::nullopt});
}

void SimulatorServer::Impl::pump() {
  bool has_more = false;
  if (!is_stopped_) {
    const qa::Time now = clock_();
    if (!options_.waits_for_client || desk_.has_client()) {
      play_.start(now);
    }
    has_more = play_.advance(now, kEventsInATurn);
    server_->refuse_connections(desk_.is_down(now));
  }
  flush();
  if (has_more) {
    pump_soon();
  } else {
    arm();
  }
  if (on_change_) {
    on_change_();
  }
}

void SimulatorServer::Impl::pump_soon() {
  if (!is_stopped_) {
    timer_.expires_in(std::chrono::milliseconds(0), [this] { pump(); });
  }
}

void SimulatorServer::Impl::arm() {
  const auto next = is_stopped_ ? std::nullopt : play_.next_deadline();
  if (!next) {
    timer_.cancel();
    return;
  }
  const auto span = static_cast<double>((*next - clock_()).count()) / options_.clock_rate;
  const auto whole = qa::Duration{static_cast<std::int64_t>(std::max(span, 0.0)) + 1};
  timer_.expires_in(std::min<qa::Duration>(whole, std::chrono::minutes(1)), [this] { pump(); });
}

void SimulatorServer::Impl::flush() {
  for (DeskOutput& output : desk_.take_outputs()) {
    const auto found = sessions_.find(output.session);
    if (found != sessions_.end()) {
      perform(output, *found->second);
    }
  }
}

void SimulatorServer::Impl::perform(DeskOutput& output, net::WebsocketSession& session) {
  switch (output.kind) {
    case DeskOutput::Kind::kText:
      session.send(std::move(output.bytes));
      return;
    case DeskOutput::Kind::kBinary:
      session.send_binary(std::move(output.bytes));
      return;
    case DeskOutput::Kind::kCut:
      session.cut(output.bytes, kCutFrame);
      return;
    case DeskOutput::Kind::kClose:
      session.close(output.code, output.bytes);
      return;
    case DeskOutput::Kind::kAbort:
      session.abort();
      return;
    case DeskOutput::Kind::kHangUp:
      session.hang_up();
      return;
  }
}

SimulatorServer::SimulatorServer(net::Loop& loop, SimulatorServerOptions options,
                                 std::vector<PlayedSource> sources)
    : impl_(std::make_unique<Impl>(loop, std::move(options), std::move(sources), on_change)) {}

SimulatorServer::~SimulatorServer() = default;

std::uint16_t SimulatorServer::port() const {
  return impl_->port();
}

std::string SimulatorServer::url() const {
  return impl_->url();
}

DeskAnswer SimulatorServer::inject(std::string_view name, std::string_view body) {
  return impl_->inject(name, body);
}

void SimulatorServer::publish(qa::Event event) {
  impl_->publish(std::move(event));
}

const SimulatorRecord& SimulatorServer::record() const {
  return impl_->desk().record();
}

std::string SimulatorServer::record_json() const {
  return workstation::record_json(record());
}

std::string SimulatorServer::state_json() {
  return impl_->state_json();
}

bool SimulatorServer::has_client() const {
  return impl_->desk().has_client();
}

bool SimulatorServer::is_over() const {
  return impl_->play().is_over() && impl_->desk().has_delivered_all();
}

std::int64_t SimulatorServer::played() const {
  return impl_->play().played();
}

void SimulatorServer::stop() {
  impl_->stop();
}

}  // namespace plugin::workstation
