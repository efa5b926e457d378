# Turns a UTF-8 text into a C++ source that defines it: cmake -DINPUT= -DOUTPUT= -DNAME= -P embed.cmake
# NAME is qualified, "plugin::demo_text"; it becomes `std::string_view demo_text()` in that namespace.
# The text is cut into literals of whole lines, since compilers limit the length of one.
string(REGEX MATCH "^(.*)::([^:]+)$" matched "${NAME}")
set(space "${CMAKE_MATCH_1}")
set(name "${CMAKE_MATCH_2}")
file(READ "${INPUT}" text)
string(FIND "${text}" ")embedded\"" clash)
if(NOT clash EQUAL -1)
  message(FATAL_ERROR "${INPUT} holds the delimiter of the raw literal")
endif()
string(REPLACE "\n\n" "\n)embedded\"\nR\"embedded(\n" text "${text}")
file(WRITE "${OUTPUT}" "#include <string_view>\n\nnamespace ${space} {\n\nstd::string_view ${name}();\n\n"
  "std::string_view ${name}() {\n  static constexpr std::string_view kText =\nR\"embedded(${text})embedded\";\n"
  "  return kText;\n}\n\n}  // namespace ${space}\n")
