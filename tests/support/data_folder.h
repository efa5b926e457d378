#pragma once

#include <filesystem>
#include <optional>

namespace support {

/// The folder of real data, which is not part of the project: the environment's SANDGLASS_DATA,
/// else `shared/data` beside the checkout. nullopt where there is none: such tests skip, saying so.
std::optional<std::filesystem::path> data_folder();

}  // namespace support
