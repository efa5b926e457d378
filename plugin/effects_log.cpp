#include "plugin/effects_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <system_error>

#include "qa/effect_json.h"

namespace plugin {

EffectsLog::EffectsLog(const std::filesystem::path& file) {
  if (file.empty()) {
    return;
  }
  descriptor_ = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor_ < 0) {
    throw std::system_error(errno, std::generic_category(),
                            fmt::format("cannot open effects log {}", file.string()));
  }
}

EffectsLog::~EffectsLog() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

bool EffectsLog::add(const qa::Effect& effect) {
  if (descriptor_ < 0) {
    return true;
  }
  line_.assign(is_torn_ ? "\n" : "");
  qa::append_effect_json(line_, effect);
  if (line_.empty()) {
    return true;  // this kind of effect has no line
  }
  const ::ssize_t written = ::write(descriptor_, line_.data(), line_.size());
  if (written == static_cast<::ssize_t>(line_.size())) {
    is_torn_ = false;
    return true;
  }
  is_torn_ = is_torn_ || written > 0;
  return false;
}

}  // namespace plugin
