#include "bachprop/sound/soundfont.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>

#include "bachprop/base/file_io.h"
#include "bachprop/sound/sound_test.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// With no soundfont in the environment.
class Soundfont : public SoundFolder {
 protected:
  void SetUp() override {
    SoundFolder::SetUp();
    if (const char* const old = std::getenv("BACHPROP_SOUNDFONT")) {
      old_ = old;
    }
    unsetenv("BACHPROP_SOUNDFONT");
  }
  void TearDown() override {
    if (old_.empty()) {
      unsetenv("BACHPROP_SOUNDFONT");
    } else {
      setenv("BACHPROP_SOUNDFONT", old_.c_str(), 1);
    }
    SoundFolder::TearDown();
  }

  [[nodiscard]] fs::path made(const fs::path& name) const {
    EXPECT_TRUE(make_directories((folder_ / name).parent_path()));
    EXPECT_TRUE(write_file(folder_ / name, "x"));
    return folder_ / name;
  }

  std::string old_;
};

TEST_F(Soundfont, IsTheWantedOneThenThatOfTheEnvironmentThenAnInstalledOne) {
  const std::array<fs::path, 2> folders = {folder_ / "sf2", folder_ / "sf3"};
  const fs::path large = made("sf3/MuseScore_General_Lite.sf3");
  EXPECT_EQ(find_soundfont({}, folders).value(), large);
  const fs::path small = made("sf2/TimGM6mb.sf2");
  EXPECT_EQ(find_soundfont({}, folders).value(), small);
  const fs::path named = made("named.sf2");
  setenv("BACHPROP_SOUNDFONT", named.c_str(), 1);
  EXPECT_EQ(find_soundfont({}, folders).value(), named);
  const fs::path wanted = made("wanted.sf2");
  EXPECT_EQ(find_soundfont(wanted, folders).value(), wanted);
}

TEST_F(Soundfont, ThatIsNotThereIsAnErrorThatSaysHowToGetOne) {
  const std::array<fs::path, 1> folders = {folder_ / "sf2"};
  const auto none = find_soundfont({}, folders);
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message(), HasSubstr("TimGM6mb.sf2"));
  EXPECT_THAT(none.error().message(), HasSubstr(folders[0].string()));
  EXPECT_THAT(none.error().message(), HasSubstr("apt install timgm6mb-soundfont"));
  EXPECT_THAT(none.error().message(), HasSubstr("--soundfont"));
}

TEST_F(Soundfont, ThatWasNamedIsNotReplacedByAnother) {
  const std::array<fs::path, 1> folders = {made("sf2/TimGM6mb.sf2").parent_path()};
  const auto wanted = find_soundfont(folder_ / "none.sf2", folders);
  ASSERT_FALSE(wanted);
  EXPECT_THAT(wanted.error().message(), HasSubstr((folder_ / "none.sf2").string()));
  setenv("BACHPROP_SOUNDFONT", folder_.c_str(), 1);  // a folder is no file
  const auto of_environment = find_soundfont({}, folders);
  ASSERT_FALSE(of_environment);
  EXPECT_THAT(of_environment.error().message(), HasSubstr("BACHPROP_SOUNDFONT"));
}

}  // namespace
}  // namespace bachprop
