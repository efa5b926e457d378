#include <iterator>
#include <memory>
#include <utility>

#include "qa/contribution.h"
#include "qa/desk_impl.h"

/// What the desk's conversations add to stored sums, offered when they have come to rest.
namespace qa {

void Desk::Impl::note_change(LiveConversation& conversation) {
  if (!options_.keeps_shares) {
    return;
  }
  conversation.is_shared = false;
  if (!conversation.is_listed) {
    conversation.is_listed = true;
    changed_.push_back(conversation.serial());
  }
}

void Desk::Impl::share(LiveConversation& conversation) {
  if (!options_.keeps_shares || conversation.is_shared ||
      (conversation.pass().open_round() != nullptr && !conversation.pass().is_excluded())) {
    return;
  }
  const ConversationFacts facts =
      conversation.pass().facts(conversation.ledger(), conversation.key());
  if (is_settled(facts)) {
    conversation.is_shared = true;
    settled_.push_back(
        {std::make_shared<const Contribution>(contribution_of(facts, profile_, local_)),
         conversation.events(), counting_});
  }
}

void Desk::Impl::take_settled(Sharing which, std::vector<Settled>& settled) {
  for (const std::uint64_t serial : changed_) {
    if (const auto found = by_serial_.find(serial); found != by_serial_.end()) {
      found->second->is_listed = false;
      if (which == Sharing::kChanged || found->second->pass().is_closed()) {
        share(*found->second);
      }
    }
  }
  changed_.clear();
  if (which == Sharing::kAll) {
    for (LiveConversation* conversation : sorted()) {
      share(*conversation);
    }
  }
  settled.insert(settled.end(), std::make_move_iterator(settled_.begin()),
                 std::make_move_iterator(settled_.end()));
  settled_.clear();
}

}  // namespace qa
