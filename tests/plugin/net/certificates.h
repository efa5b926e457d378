#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace net_test {

/// A throw-away authority in a folder of its own, which goes with it.
class Authority {
 public:
  Authority();
  ~Authority();
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  std::string certificate_file() const;

  struct Pair {
    std::string certificate_file;
    std::string key_file;
  };

  /// A server's pair for `host` (a name or an address), valid from an hour before until `seconds`
  /// from now (negative: expired). Signed by this authority, or by itself.
  Pair issue(const std::string& host, long seconds, bool self_signed = false);

 private:
  struct Keys;
  std::filesystem::path folder_;
  std::unique_ptr<Keys> keys_;
  int issued_ = 0;
};

}  // namespace net_test
