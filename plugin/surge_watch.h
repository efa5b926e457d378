#pragma once

#include <atomic>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "plugin/every_minute.h"
#include "plugin/log.h"
#include "qa/surge.h"
#include "rules/diagnostic.h"
#include "store/store.h"

/// Looks every minute whether a shop's customers write far more than usual (qa/surge.h).
namespace plugin {

/// Conversations begun in the hours a question about `period` needs, from stored sums.
/// False: the sums are being made anew, nothing is known. @throws store::Error
bool read_consultations(store::Reader& reader, const qa::Profile& profile,
                        const qa::LocalTime& local, const qa::Period& period,
                        qa::Consultations& consultations);

/// Surges that begin or end at `now`, by what is stored: the part of SurgeWatch that needs no
/// thread. @throws store::Error
std::vector<qa::Surge> changed_surges(store::Reader& reader, qa::Time now);

/// "咨询激增：10:00 起…", one sentence without the shop. Terminal-safe.
std::string surge_text(const qa::Surge& surge, const qa::LocalTime& local,
                       rules::Language language);

/// Looks, and has what changed stored, on a thread of its own with a reader of its own: neither the
/// network nor the writer waits for it. What cannot be read is said in the log once.
class SurgeWatch {
 public:
  /// Stores the alerts: `done` is called once they are durable, or with what was in the way; any
  /// thread. It may be called after this object has gone.
  using Keep = std::function<void(std::vector<qa::Surge> surges,
                                  std::function<void(std::exception_ptr)> done)>;

  /// @param database  opened for reading anew for each look
  SurgeWatch(std::filesystem::path database, Keep keep, Log& log);

  /// Tells the time; returns at once. Any thread.
  void look(qa::Time now) { thread_.look(now); }

 private:
  void look_now(qa::Time now);

  const std::filesystem::path database_;
  const Keep keep_;
  Log& log_;
  /// Alerts are on their way to the disk: what is stored does not tell of them yet.
  std::shared_ptr<std::atomic<bool>> is_keeping_ = std::make_shared<std::atomic<bool>>(false);
  EveryMinute thread_;  ///< last; a stop gives up a look midway
};

}  // namespace plugin
