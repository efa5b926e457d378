#include "plugin/exchange/event_file.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/event_builder.h"
#include "tests/support/temp_dir.h"

namespace {

using plugin::exchange::EventFileError;
using plugin::exchange::EventFileReader;
using plugin::exchange::EventFileWriter;
using plugin::exchange::FileLine;
using qa::ReadKind;
using support::EventBuilder;
using support::TempDir;

std::string path_of(const TempDir& dir, std::string_view name) {
  return (dir.path() / name).string();
}

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string write(const TempDir& dir, std::string_view name, std::string_view bytes) {
  const std::string path = path_of(dir, name);
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

std::vector<qa::Event> some_events() {
  return EventBuilder().conversation("c_1").opened().customer("在吗").reply("a_1", "在的").take();
}

std::string json_lines(std::string_view end = "\n") {
  std::string out;
  for (const qa::Event& event : some_events()) {
    qa::append_event_json(out, event);
    out += end;
  }
  return out;
}

std::vector<FileLine> lines_of(EventFileReader& reader) {
  std::vector<FileLine> lines;
  while (auto line = reader.next()) {
    lines.push_back(std::move(*line));
  }
  return lines;
}

std::string error_of(const std::string& path) {
  try {
    EventFileReader reader(path);
    lines_of(reader);
  } catch (const EventFileError& error) {
    return error.what();
  }
  return "none";
}

TEST(EventFile, GivesBackWhatWasWritten) {
  const TempDir dir;
  for (const std::string_view name : {"plain.jsonl", "packed.jsonl.gz"}) {
    EventFileWriter writer(path_of(dir, name));
    for (const qa::Event& event : some_events()) {
      writer.append(event);
    }
    writer.finish();
    EventFileReader reader(path_of(dir, name));
    const auto lines = lines_of(reader);
    ASSERT_EQ(lines.size(), 3U) << name;
    EXPECT_EQ(std::get<qa::MessageCreated>(lines[2].read.event.data).content.text, "在的");
    EXPECT_EQ(lines[2].number, 3);
    EXPECT_EQ(reader.tally().events, 3);
  }
  EXPECT_TRUE(bytes_of(path_of(dir, "packed.jsonl.gz")).starts_with("\x1f\x8b"));
}

TEST(EventFile, FramesCarryTheirNumber) {
  const TempDir dir;
  EventFileWriter writer(path_of(dir, "frames.jsonl"), EventFileWriter::Form::kFrames);
  for (const qa::Event& event : some_events()) {
    writer.append(event);
  }
  writer.finish();
  EventFileReader reader(path_of(dir, "frames.jsonl"));
  EXPECT_EQ(lines_of(reader).back().read.seq, 3);
}

TEST(EventFile, IsReadableByItsOwnerOnly) {
  const TempDir dir;
  EventFileWriter(path_of(dir, "private.jsonl")).finish();
  const auto others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
  EXPECT_EQ(std::filesystem::status(path_of(dir, "private.jsonl")).permissions() & others,
            std::filesystem::perms::none);
}

TEST(EventFile, ByteOrderMarkCrlfAndBlankLinesAreNoEvents) {
  const TempDir dir;
  EventFileReader reader(
      write(dir, "windows.jsonl", "\xef\xbb\xbf" + json_lines("\r\n\r\n   \r\n")));
  const auto lines = lines_of(reader);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[1].number, 4);
  EXPECT_EQ(reader.tally().malformed, 0);
}

TEST(EventFile, TheLastLineMayLackItsEnd) {
  const TempDir dir;
  std::string text = json_lines();
  text.pop_back();
  EventFileReader reader(write(dir, "open.jsonl", text));
  EXPECT_EQ(lines_of(reader).size(), 3U);
}

TEST(EventFile, AnEmptyFileHoldsNothing) {
  const TempDir dir;
  EventFileReader reader(write(dir, "empty.jsonl", ""));
  EXPECT_FALSE(reader.next().has_value());
  EXPECT_EQ(reader.tally().events, 0);
}

TEST(EventFile, CountsBadLinesByWhatIsWrong) {
  const TempDir dir;
  EventFileReader reader(write(dir, "bad.jsonl",
                               "{\"id\":\"e\"}\n" + json_lines() + "not json\n{\"id\":\"f\"}\n" +
                                   "{\"op\":\"ping\",\"n\":1}\n"));
  lines_of(reader);
  const auto& tally = reader.tally();
  EXPECT_EQ(tally.events, 3);
  EXPECT_EQ(tally.malformed, 3);
  EXPECT_EQ(tally.other, 1);
  EXPECT_EQ(tally.problems.at("type: missing").lines, 2);
  EXPECT_EQ(tally.problems.at("type: missing").first_line, 1);
  EXPECT_EQ(tally.problems.at("not valid JSON").first_line, 5);
}

TEST(EventFile, LinesLongerThanABlockAreReadWhole) {
  const TempDir dir;
  const std::string text(50'000, 'x');
  const auto events = EventBuilder().conversation("c_1").customer(text.substr(0, 19'000)).take();
  std::string line;
  qa::append_event_json(line, events.front());
  line.insert(1, "\"padding\":\"" + std::string(600'000, 'p') + "\",");
  EventFileReader reader(write(dir, "long.jsonl", line + "\n" + line + "\n"));
  const auto lines = lines_of(reader);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(std::get<qa::MessageCreated>(lines[1].read.event.data).content.text.size(), 19'000U);
}

TEST(EventFile, ALineOverTheLimitIsCountedAndPassedOver) {
  const TempDir dir;
  const std::string too_long(plugin::exchange::kLongestLine + 1, ' ');
  EventFileReader reader(write(dir, "huge.jsonl", too_long + "\n" + json_lines()));
  const auto lines = lines_of(reader);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0].read.kind, ReadKind::kMalformed);
  EXPECT_EQ(reader.tally().problems.at("line: longer than 16 MiB").first_line, 1);
  EXPECT_EQ(reader.tally().events, 3);
}

TEST(EventFile, SeveralGzipMembersAreOneText) {
  const TempDir dir;
  for (const std::string_view name : {"one.gz", "two.gz"}) {
    EventFileWriter writer(path_of(dir, name));
    for (const qa::Event& event : some_events()) {
      writer.append(event);
    }
    writer.finish();
  }
  const std::string joined = bytes_of(path_of(dir, "one.gz")) + bytes_of(path_of(dir, "two.gz"));
  EventFileReader reader(write(dir, "joined.gz", joined + std::string(8, '\0')));
  EXPECT_EQ(lines_of(reader).size(), 6U);
}

TEST(EventFile, ATruncatedGzipIsSaidAfterTheLinesItHolds) {
  const TempDir dir;
  EventFileWriter writer(path_of(dir, "whole.gz"));
  for (const qa::Event& event : some_events()) {
    writer.append(event);
  }
  writer.finish();
  const std::string whole = bytes_of(path_of(dir, "whole.gz"));
  const std::string path = write(dir, "cut.gz", whole.substr(0, whole.size() - 4));
  EventFileReader reader(path);
  EXPECT_TRUE(reader.next().has_value());
  EXPECT_EQ(error_of(path),
            path + ": the gzip file ends in the middle; it was cut off, copy it again");
}

TEST(EventFile, DamagedGzipIsSaid) {
  const TempDir dir;
  const std::string path = write(
      dir, "damaged.gz", std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10) + "nonsense");
  EXPECT_TRUE(error_of(path).starts_with(path + ": the gzip data is damaged")) << error_of(path);
}

TEST(EventFile, AFileThatIsNotThereIsNamedWithWhatToDo) {
  const TempDir dir;
  const std::string path = path_of(dir, "nothing.jsonl");
  EXPECT_EQ(error_of(path), path +
                                ": cannot be opened: No such file or directory; check the path and "
                                "its permissions");
}

TEST(EventFile, AFolderIsNoEventFile) {
  const TempDir dir;
  const std::string path = dir.path().string();
  EXPECT_EQ(error_of(path), path + ": cannot be read: Is a directory; name a file in it");
}

TEST(EventFile, OtherFormatsAreToldApart) {
  const TempDir dir;
  const std::string utf16 = write(dir, "utf16.jsonl", std::string("\xff\xfe{\0", 4));
  const std::string zip = write(dir, "events.zip", "PK\x03\x04....");
  EXPECT_EQ(error_of(utf16), utf16 + ": is UTF-16 text; save it as UTF-8");
  EXPECT_EQ(error_of(zip), zip + ": is a zip archive; unpack it, or pack with gzip instead");
}

TEST(EventFile, AFolderThatIsNotThereCannotBeWrittenTo) {
  const TempDir dir;
  try {
    EventFileWriter writer(path_of(dir, "no/such/file.jsonl"));
    FAIL() << "the file was created";
  } catch (const EventFileError& error) {
    EXPECT_EQ(std::string(error.what()),
              path_of(dir, "no/such/file.jsonl") +
                  ": cannot be created: No such file or directory; check that its folder exists "
                  "and may be written");
  }
}

TEST(EventFile, AFullDiskIsSaid) {
  if (!std::filesystem::exists("/dev/full")) {
    GTEST_SKIP() << "needs /dev/full";
  }
  EventFileWriter writer("/dev/full");
  writer.append(some_events().front());
  EXPECT_THROW(writer.finish(), EventFileError);
}

}  // namespace
