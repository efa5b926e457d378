#pragma once

#include <optional>

#include "qa/report.h"
#include "store/store.h"

/// Stored sums compared with the rows they were made of (promise 10 of docs/database.md).
namespace plugin {

/// Every figure in every cut, over all there is.
qa::ReportRequest report_of_everything(store::Reader& reader);

/// A sample of a moment's work: every figure that does not tell customers apart in every cut, over
/// the last local day that has ended; of a database that has none, over the day it has.
qa::ReportRequest report_of_last_day(store::Reader& reader);

/// Whether sums and rows make the same report; nullopt: events came in between, again and again.
/// @throws store::Error
std::optional<bool> are_sums_right(store::Reader& reader, const qa::ReportRequest& request);

}  // namespace plugin
