#pragma once

#include <vector>

#include "qa/desk.h"
#include "store/store.h"

namespace store {

/// A stored history and what is still on its way to the disk (Writer::unwritten): as if those
/// batches had been appended. What both hold counts once, so it does not matter whether a commit
/// happened between the two reads, as long as `unwritten` was read first.
qa::History with_unwritten(qa::History stored, std::vector<Batch> unwritten);

/// The key a conversation of `key.source` with this id has: it keeps the shop it was first seen
/// with, even where a later event names none. Where nothing is known of it, `key` as it is.
qa::ConversationKey known_key(qa::ConversationKey key, const std::vector<Batch>& unwritten,
                              Reader& reader);

}  // namespace store
