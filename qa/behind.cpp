#include "qa/behind.h"

#include <algorithm>

namespace qa {

ConversationsBehind worst_first(const std::vector<Weighed>& weighed,
                                const std::vector<ConversationKey>& keys) {
  std::vector<Weighed> once = weighed;
  std::sort(once.begin(), once.end(), [](const Weighed& a, const Weighed& b) {
    return a.conversation != b.conversation ? a.conversation < b.conversation : a.weight > b.weight;
  });
  once.erase(std::unique(once.begin(), once.end(),
                         [](const Weighed& a, const Weighed& b) {
                           return a.conversation == b.conversation;
                         }),
             once.end());
  const auto shown = static_cast<std::ptrdiff_t>(std::min(once.size(), kBehindShown));
  std::partial_sort(once.begin(), once.begin() + shown, once.end(),
                    [&keys](const Weighed& a, const Weighed& b) {
                      return a.weight != b.weight ? a.weight > b.weight
                                                  : keys[a.conversation] < keys[b.conversation];
                    });
  ConversationsBehind behind;
  behind.conversations = static_cast<std::int64_t>(once.size());
  for (auto it = once.begin(); it != once.begin() + shown; ++it) {
    behind.worst.push_back(keys[it->conversation]);
  }
  return behind;
}

}  // namespace qa
