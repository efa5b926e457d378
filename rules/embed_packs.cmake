# Writes the shipped packs into one C++ source.
#   cmake -DOUTPUT=packs.cpp -DPACKS=a.yaml|b.yaml -P embed_packs.cmake
string(REPLACE "|" ";" packs "${PACKS}")
set(entries "")
foreach(pack IN LISTS packs)
  get_filename_component(name "${pack}" NAME)
  file(READ "${pack}" text)
  string(APPEND entries "      {\"${name}\", R\"sandglass(${text})sandglass\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Generated from rules/packs/*.yaml; do not edit.
#include \"rules/compiler.h\"

namespace rules {

std::vector<Source> shipped_packs() {
  return {
${entries}  };
}

}  // namespace rules
")
