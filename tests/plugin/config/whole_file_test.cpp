#include "plugin/whole_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

#include "tests/support/temp_dir.h"

namespace plugin {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::ptrdiff_t files_in(const fs::path& folder) {
  return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

TEST(WholeFile, TakesThePlaceOfTheOldOneAndLeavesNothingBeside) {
  const support::TempDir folder;
  const fs::path file = folder.path() / "a.json";
  write_whole_file(file, "old and longer");
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  write_whole_file(file, std::string("n\0w", 3));

  EXPECT_EQ(content(file), std::string("n\0w", 3));
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(files_in(folder.path()), 1);
}

TEST(WholeFile, ALinkIsFollowedNotReplaced) {
  const support::TempDir folder;
  fs::create_directory(folder.path() / "far");
  write_whole_file(folder.path() / "far" / "a.txt", "old");
  fs::create_symlink("far/a.txt", folder.path() / "near.txt");
  write_whole_file(folder.path() / "near.txt", "new");

  EXPECT_TRUE(fs::is_symlink(folder.path() / "near.txt"));
  EXPECT_EQ(content(folder.path() / "far" / "a.txt"), "new");
}

TEST(WholeFile, WhatCannotBeWrittenIsSaidWithItsName) {
  const support::TempDir folder;
  fs::create_directory(folder.path() / "a");
  for (const fs::path& file : {folder.path() / "missing" / "a.txt", folder.path() / "a"}) {
    try {
      write_whole_file(file, "x");
      ADD_FAILURE() << file << " was written";
    } catch (const std::system_error& error) {
      EXPECT_NE(std::string(error.what()).find(file.string()), std::string::npos);
    }
  }
  EXPECT_EQ(files_in(folder.path()), 1);
}

TEST(WholeFile, ADeviceIsWrittenToNotReplaced) {
  write_whole_file("/dev/null", "x");

  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(WholeFile, AFullDiskIsSaid) {
  if (!fs::exists("/dev/full")) {
    GTEST_SKIP() << "there is no /dev/full here";
  }
  EXPECT_THROW(write_whole_file("/dev/full", "x"), std::system_error);
}

}  // namespace
}  // namespace plugin
