#include "rules/entity.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

namespace rules {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int value_of(char digit) {
  return digit - '0';
}

/// From the right every second digit counts double, 10 and more by its digits (ISO/IEC 7812-1).
bool has_luhn_digit(std::string_view digits) {
  int sum = 0;
  bool is_doubled = false;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    const int value = value_of(*digit) * (is_doubled ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
    is_doubled = !is_doubled;
  }
  return sum % 10 == 0;
}

/// UnionPay 62 with 16 to 19 digits; Visa 4, MasterCard 51-55 and JCB 35 with 16.
bool is_bank_card(std::string_view digits) {
  const bool is_union_pay = digits.starts_with("62") && digits.size() >= 16 && digits.size() <= 19;
  const bool is_foreign =
      digits.size() == 16 && (digits[0] == '4' || digits.starts_with("35") ||
                              (digits[0] == '5' && digits[1] >= '1' && digits[1] <= '5'));
  return (is_union_pay || is_foreign) && has_luhn_digit(digits);
}

/// GB 11643-1999: digits 7 to 14 are the date of birth, the last character is the check digit.
bool is_id_card(std::string_view text) {
  constexpr std::array<int, 17> kWeights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  constexpr std::string_view kCheck = "10x98765432";
  if (text.size() != 18) {
    return false;
  }
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) {
    sum += value_of(text[i]) * kWeights[i];
  }
  const int year = std::stoi(std::string(text.substr(6, 4)));
  const int month = std::stoi(std::string(text.substr(10, 2)));
  const int day = std::stoi(std::string(text.substr(12, 2)));
  const bool is_date =
      year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  return text[0] != '0' && is_date && kCheck[static_cast<std::size_t>(sum % 11)] == text[17];
}

/// Numbers in China: 11 digits for a mobile, 3 or 4 of area code and 7 or 8 for a fixed line.
bool is_phone(std::string_view digits) {
  const bool is_mobile =
      digits.size() == 11 && digits[0] == '1' && digits[1] >= '3' && digits[1] <= '9';
  const bool is_fixed = digits[0] == '0' && digits.size() >= 10 && digits.size() <= 12 &&
                        digits[1] != '0' && digits.substr(0, 3) != "086";
  return is_mobile || is_fixed;
}

/// A mobile may carry the country code.
std::string_view without_country_code(std::string_view digits) {
  for (const std::string_view code : {"0086", "86"}) {
    if (digits.size() == code.size() + 11 && digits.starts_with(code)) {
      return digits.substr(code.size());
    }
  }
  return digits;
}

/// Whole runs of digits, with an x behind 17 of them.
std::vector<EntityPlace> find_numbers(Entity entity, std::string_view text) {
  std::vector<EntityPlace> out;
  for (std::size_t begin = 0; begin < text.size();) {
    if (!is_digit(text[begin])) {
      ++begin;
      continue;
    }
    std::size_t end = begin;
    while (end < text.size() && is_digit(text[end])) {
      ++end;
    }
    if (entity == Entity::kIdCard && end - begin == 17 && end < text.size() && text[end] == 'x') {
      ++end;
    }
    const std::string_view run = text.substr(begin, end - begin);
    const std::string_view phone = without_country_code(run);
    if ((entity == Entity::kIdCard && is_id_card(run)) ||
        (entity == Entity::kBankCard && run.size() >= 16 && is_bank_card(run)) ||
        (entity == Entity::kPhone && phone.size() >= 10 && is_phone(phone))) {
      out.push_back({end - (entity == Entity::kPhone ? phone : run).size(), end});
    }
    begin = end;
  }
  return out;
}

/// The group `(…)` of each expression is the entity; a text without the character or word named
/// first cannot hold one.
struct Form {
  std::array<std::string_view, 8> needs_one_of;
  RE2 regex;
  bool (*is_one)(std::string_view text, EntityPlace place) = nullptr;  ///< null: all found are
};

/// A word of letters alone, as in "wechat support", is a name only where something says so.
bool is_wechat_name(std::string_view text, EntityPlace place) {
  const std::string_view name = text.substr(place.begin, place.end - place.begin);
  if (name.find_first_of("0123456789_-") != std::string_view::npos) {
    return true;
  }
  std::string_view before = text.substr(0, place.begin);
  before = before.substr(0, before.find_last_not_of(", ") + 1);
  constexpr std::array<std::string_view, 6> kSaying = {"号", "id", ":", ";", "是", "为"};
  return std::any_of(kSaying.begin(), kSaying.end(),
                     [before](std::string_view word) { return before.ends_with(word); });
}

/// Names of WeChat and QQ as people write them in view norm.
constexpr const char* kWechatForm =
    R"((?:^|[^a-z0-9_])(wxid_[a-z0-9]{6,20})(?:$|[^a-z0-9])|)"
    R"((?:微信|薇信|威信|vx|wx|weixin|wechat|v信|[加\+]\s?v)(?:号|id|账号)?[:;,，：\s是为]{0,3})"
    R"(([a-z][a-z0-9_-]{5,19}|1[3-9][0-9]{9})(?:$|[^a-z0-9_-]))";
constexpr const char* kQqForm =
    R"((?:qq|q群|扣扣|企鹅)(?:号|群|账号)?[:;,，：\s是为]{0,3}([1-9][0-9]{4,10})(?:$|[^0-9]))";
constexpr const char* kEmailForm =
    R"((?:^|[^a-z0-9._%+-])([a-z0-9._%+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,10})(?:$|[^a-z0-9-]))";
constexpr const char* kUrlForm =
    R"((?:^|[^a-z0-9@._-])((?:https?://|www\.)[a-z0-9.-]{1,200}[a-z0-9/][a-z0-9/?&=%#._~:+-]{0,500}|)"
    R"((?:[a-z0-9-]{1,63}\.){1,4}(?:com|cn|net|org|top|xyz|vip|shop|cc|me|io|co|tv|info|site|club|link)(?:/[a-z0-9/?&=%#._~:+-]{0,500})?)(?:$|[^a-z0-9@-]))";

const Form& form_of(Entity entity) {
  static const Form kUrl{{"."}, RE2(kUrlForm)};
  static const Form kEmail{{"@"}, RE2(kEmailForm)};
  static const Form kQq{{"qq", "q群", "扣扣", "企鹅"}, RE2(kQqForm)};
  static const Form kWechat{{"信", "v", "wx", "we"}, RE2(kWechatForm), is_wechat_name};
  switch (entity) {
    case Entity::kUrl:
      return kUrl;
    case Entity::kEmail:
      return kEmail;
    case Entity::kQq:
      return kQq;
    default:
      return kWechat;
  }
}

std::vector<EntityPlace> find_forms(const Form& form, std::string_view text) {
  std::vector<EntityPlace> out;
  const bool may_hold = std::any_of(
      form.needs_one_of.begin(), form.needs_one_of.end(), [text](std::string_view needed) {
        return !needed.empty() && text.find(needed) != std::string_view::npos;
      });
  const re2::StringPiece whole(text.data(), text.size());
  std::array<re2::StringPiece, 3> groups;
  for (std::size_t from = 0;
       may_hold && from < text.size() &&
       form.regex.Match(whole, from, text.size(), RE2::UNANCHORED, groups.data(),
                        form.regex.NumberOfCapturingGroups() + 1);) {
    const re2::StringPiece& found = groups[1].data() != nullptr ? groups[1] : groups[2];
    const auto begin = static_cast<std::size_t>(found.data() - text.data());
    const EntityPlace place{begin, begin + found.size()};
    if (form.is_one == nullptr || form.is_one(text, place)) {
      out.push_back(place);
    }
    from = place.end;
  }
  return out;
}

}  // namespace

View view_of(Entity entity) {
  switch (entity) {
    case Entity::kPhone:
    case Entity::kBankCard:
    case Entity::kIdCard:
      return View::kDigits;
    default:
      return View::kNorm;
  }
}

std::vector<EntityPlace> find_entities(Entity entity, std::string_view text) {
  return view_of(entity) == View::kDigits ? find_numbers(entity, text)
                                          : find_forms(form_of(entity), text);
}

}  // namespace rules
