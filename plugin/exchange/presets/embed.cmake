# Turns the presets into a C++ source: cmake -DPRESETS=a.yaml|b.yaml -DOUTPUT= -P embed.cmake
string(REPLACE "|" ";" files "${PRESETS}")
set(literals "")
foreach(file ${files})
  file(READ "${file}" text)
  string(FIND "${text}" ")preset\"" clash)
  if(NOT clash EQUAL -1)
    message(FATAL_ERROR "${file} holds the delimiter of the raw literal")
  endif()
  string(APPEND literals "R\"preset(${text})preset\",\n")
endforeach()
file(WRITE "${OUTPUT}" "#include <span>\n#include <string_view>\n\nnamespace plugin::exchange {\n\n"
  "std::span<const std::string_view> shipped_presets();\n\n"
  "std::span<const std::string_view> shipped_presets() {\n"
  "  static constexpr std::string_view kPresets[] = {\n${literals}};\n  return kPresets;\n}\n\n"
  "}  // namespace plugin::exchange\n")
