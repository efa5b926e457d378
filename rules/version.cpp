#include "rules/version.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <memory>
#include <new>

namespace rules {

std::string version_of(const std::vector<Pack>& packs, const std::vector<Source>& sources) {
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> digest(EVP_MD_CTX_new(),
                                                                  EVP_MD_CTX_free);
  const auto add = [&digest](std::string_view bytes) {
    return EVP_DigestUpdate(digest.get(), bytes.data(), bytes.size()) == 1;
  };
  const std::string_view nul("\0", 1);
  bool is_good = digest && EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) == 1;
  for (const Pack& pack : packs) {
    const std::string& text = sources[pack.source].text;
    is_good = is_good && add(pack.name) && add(nul) && add(std::to_string(text.size())) &&
              add(nul) && add(text);
  }
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  if (!is_good || EVP_DigestFinal_ex(digest.get(), bytes, &length) != 1) {
    throw std::bad_alloc();  // SHA-256 of memory fails for want of memory only
  }
  std::string out;
  for (unsigned i = 0; i < length; ++i) {
    out += fmt::format("{:02x}", bytes[i]);
  }
  return out;
}

}  // namespace rules
