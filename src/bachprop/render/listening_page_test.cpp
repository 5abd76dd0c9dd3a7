#include "bachprop/render/listening_page.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bachprop {
namespace {

ListeningTest sample_test(const std::string& music = "") {
  ListeningTest test{.id = "0123456789abcdef"};
  test.options.music = music;
  test.options.seconds = 3;
  const auto excerpt = [](Author author, int pitch) {
    Excerpt made{.author = author, .piece = "a-telling-name.mid", .sha256 = "a-telling-digest"};
    made.score.notes = {{0, 1, pitch}};
    made.score.tempos = {{0, 80}};
    return made;
  };
  test.items.push_back({.id = "01", .excerpts = {excerpt(Author::kHuman, 60)}});
  test.items.push_back(
      {.id = "02", .excerpts = {excerpt(Author::kMachine, 61), excerpt(Author::kHuman, 62)}});
  return test;
}

std::string data_text(const std::string& html) {
  const std::string opening = "id=\"data\">";
  const std::size_t begin = html.find(opening) + opening.size();
  return html.substr(begin, html.find("</script>", begin) - begin);
}

// 3 s at 80 a minute are 4 quarters, 192 ticks.
TEST(ListeningPage, HoldsTheItemsAndTheirLength) {
  const ListeningTest test = sample_test("Bach");
  const auto data = nlohmann::json::parse(data_text(render_listening_test(test)));
  EXPECT_EQ(data["test"], test.id);
  EXPECT_EQ(data["music"], "Bach");
  EXPECT_EQ(data["ticks"], 192);
  ASSERT_EQ(data["items"].size(), 2U);
  EXPECT_EQ(data["items"][0]["id"], "01");
  EXPECT_EQ(data["items"][1]["rolls"].size(), 2U);
  EXPECT_EQ(data["items"][1]["rolls"][1]["notes"], (std::vector<int>{0, 48, 62}));
  EXPECT_EQ(data["items"][1]["rolls"][1]["tempos"], (std::vector<int>{0, 80}));
}

TEST(ListeningPage, DoesNotKnowWhoWroteWhat) {
  const ListeningTest test = sample_test();
  const std::string html = render_listening_test(test);
  EXPECT_EQ(html.find("telling"), std::string::npos);
  for (const char* word : {"human", "machine", "author", "begin"}) {
    EXPECT_EQ(data_text(html).find(word), std::string::npos) << word;
  }
  // The same page whoever wrote what.
  ListeningTest exchanged = test;
  for (ListeningItem& item : exchanged.items) {
    for (Excerpt& excerpt : item.excerpts) {
      excerpt.author = excerpt.author == Author::kHuman ? Author::kMachine : Author::kHuman;
    }
  }
  EXPECT_EQ(render_listening_test(exchanged), html);
}

TEST(ListeningPage, TextFromOutsideCannotLeaveItsPlace) {
  const ListeningTest test = sample_test("</script><script>alert(1)</script>/* script */\xff");
  const std::string html = render_listening_test(test);
  EXPECT_EQ(html.find("alert(1)</script>"), std::string::npos);
}

TEST(ListeningPage, LoadsNothingFromElsewhere) {
  const ListeningTest test = sample_test();
  const std::string html = render_listening_test(test);
  for (const char* part : {"http://", "https://", " src=", "/* script */", "/* player */"}) {
    EXPECT_EQ(html.find(part), std::string::npos) << part;
  }
}

}  // namespace
}  // namespace bachprop
