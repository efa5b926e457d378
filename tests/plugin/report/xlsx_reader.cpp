#include "tests/plugin/report/xlsx_reader.h"

#include <zlib.h>

#include <charconv>
#include <cstdint>
#include <stdexcept>

#include "rules/utf8.h"

namespace plugin::report {
namespace {

std::uint32_t little(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = size; i-- > 0;) {
    value = value << 8U | static_cast<unsigned char>(bytes.at(at + i));
  }
  return value;
}

std::string inflated(std::string_view packed, std::size_t size) {
  std::string out(size, '\0');
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) {
    throw std::runtime_error("zlib");
  }
  std::string in(packed);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  if (result != Z_STREAM_END || stream.total_out != size) {
    throw std::runtime_error("a file of the archive is broken");
  }
  return out;
}

/// Everything between the tags of one element, for each of its places.
std::vector<std::pair<std::string, std::string>> elements(const std::string& xml,
                                                          const std::string& name) {
  std::vector<std::pair<std::string, std::string>> found;
  const std::string open = "<" + name;
  for (std::size_t at = 0; (at = xml.find(open, at)) != std::string::npos;) {
    const std::size_t after = at + open.size();
    if (xml[after] != ' ' && xml[after] != '>' && xml[after] != '/') {
      at = after;
      continue;
    }
    const std::size_t end = xml.find('>', after);
    const std::string attributes = xml.substr(after, end - after);
    if (xml[end - 1] == '/') {
      found.emplace_back(attributes, "");
      at = end;
      continue;
    }
    const std::size_t close = xml.find("</" + name + ">", end);
    found.emplace_back(attributes, xml.substr(end + 1, close - end - 1));
    at = close;
  }
  return found;
}

std::string attribute(const std::string& attributes, const std::string& name) {
  const std::string start = " " + name + "=\"";
  const std::size_t at = attributes.find(start);
  if (at == std::string::npos) {
    return {};
  }
  const std::size_t from = at + start.size();
  return unescaped(attributes.substr(from, attributes.find('"', from) - from));
}

XlsxSheet sheet_of(const std::string& xml, const std::vector<std::string>& shared) {
  XlsxSheet sheet;
  for (const auto& [attributes, inside] : elements(xml, "c")) {
    XlsxCell cell;
    const std::string type = attribute(attributes, "t");
    cell.is_formula = inside.find("<f") != std::string::npos;
    if (type == "inlineStr") {
      const auto texts = elements(inside, "t");
      cell.text = texts.empty() ? "" : unescaped(texts.front().second);
    } else if (const auto values = elements(inside, "v"); !values.empty()) {
      cell.text =
          type == "s" ? shared.at(std::stoul(values.front().second)) : values.front().second;
      cell.is_number = type.empty() || type == "n";
    }
    sheet[attribute(attributes, "r")] = cell;
  }
  return sheet;
}

}  // namespace

std::map<std::string, std::string> unzip(std::string_view archive) {
  constexpr std::string_view kEnd{"PK\x05\x06", 4};
  constexpr std::uint32_t kEntry = 0x02014B50;
  const std::size_t end = archive.rfind(kEnd);
  if (end == std::string_view::npos) {
    throw std::runtime_error("not a zip archive");
  }
  std::map<std::string, std::string> files;
  std::size_t at = little(archive, end + 16, 4);
  for (std::uint32_t left = little(archive, end + 10, 2); left > 0; --left) {
    if (little(archive, at, 4) != kEntry) {
      throw std::runtime_error("a broken zip archive");
    }
    const std::uint32_t method = little(archive, at + 10, 2);
    const std::uint32_t packed = little(archive, at + 20, 4);
    const std::uint32_t size = little(archive, at + 24, 4);
    const std::uint32_t name = little(archive, at + 28, 2);
    const std::uint32_t rest = little(archive, at + 30, 2) + little(archive, at + 32, 2);
    const std::uint32_t local = little(archive, at + 42, 4);
    const std::size_t data =
        local + 30 + little(archive, local + 26, 2) + little(archive, local + 28, 2);
    const std::string_view bytes = archive.substr(data, packed);
    files[std::string(archive.substr(at + 46, name))] =
        method == 0 ? std::string(bytes) : inflated(bytes, size);
    at += 46 + name + rest;
  }
  return files;
}

Xlsx read_xlsx(std::string_view archive) {
  const auto files = unzip(archive);
  std::vector<std::string> shared;
  if (const auto strings = files.find("xl/sharedStrings.xml"); strings != files.end()) {
    for (const auto& [attributes, inside] : elements(strings->second, "si")) {
      const auto texts = elements(inside, "t");
      shared.push_back(texts.empty() ? "" : unescaped(texts.front().second));
    }
  }
  Xlsx book;
  for (const auto& [attributes, inside] : elements(files.at("xl/workbook.xml"), "sheet")) {
    book.names.push_back(attribute(attributes, "name"));
    book.sheets.push_back(sheet_of(
        files.at("xl/worksheets/sheet" + std::to_string(book.names.size()) + ".xml"), shared));
  }
  return book;
}

std::string unescaped(std::string_view markup) {
  static const std::map<std::string_view, std::string_view> kNamed{
      {"lt", "<"}, {"gt", ">"}, {"amp", "&"}, {"quot", "\""}, {"apos", "'"}};
  std::string out;
  for (std::size_t at = 0; at < markup.size();) {
    const std::size_t end = markup[at] == '&' ? markup.find(';', at) : std::string_view::npos;
    if (end == std::string_view::npos) {
      out += markup[at++];
      continue;
    }
    const std::string_view name = markup.substr(at + 1, end - at - 1);
    if (const auto known = kNamed.find(name); known != kNamed.end()) {
      out += known->second;
    } else {
      const bool is_hex = name.size() > 1 && name[1] == 'x';
      std::uint32_t point = rules::utf8::kReplacement;
      std::from_chars(name.data() + (is_hex ? 2 : 1), name.data() + name.size(), point,
                      is_hex ? 16 : 10);
      rules::utf8::append(out, point);
    }
    at = end + 1;
  }
  return out;
}

}  // namespace plugin::report
