#pragma once

#include <vector>

#include "qa/desk.h"
#include "store/store.h"

namespace store {

/// A stored history and what is still on its way to the disk (Writer::unwritten): as if those
/// batches had been appended. What both hold counts once, so it does not matter whether a commit
/// happened between the two reads, as long as `unwritten` was read first.
qa::History with_unwritten(qa::History stored, std::vector<Batch> unwritten);

}  // namespace store
