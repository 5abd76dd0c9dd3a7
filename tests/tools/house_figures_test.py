#!/usr/bin/env python3
"""tools/house_figures.py on a small planted house whose figures are known.

    house_figures_test.py
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "tools" / "house_figures.py"

LOOP = """  int sum = 0;
  for (const auto& note : notes) {
    if (note.pitch > lowest) {
      sum += weight(note.pitch, note.length);
    }
    count += note.length;
    last = std::max(last, note.pitch);
  }
  return sum;
"""
RENAMED = LOOP
for before, after in (("notes", "tones"), ("note", "tone"), ("sum", "total"), ("lowest", "least"),
                      ("weight", "heft"), ("pitch", "key"), ("length", "span"), ("count", "all")):
    RENAMED = RENAMED.replace(before, after)
# The same shape, but what is added is not what is compared.
MIXED_UP = LOOP.replace("note.pitch, note.length", "note.length, note.pitch").replace(
    "count += note.length", "count += note.pitch"
)

LOW = "src/bachprop/low/"
HIGH = "src/bachprop/high/"
TREE = {
    LOW + "CMakeLists.txt": "bachprop_layer(low)\n",
    HIGH + "CMakeLists.txt": "bachprop_layer(high DEPENDS bachprop::low)\n",
    # A circle through a source: a.cpp uses b.h, which uses a.h.
    LOW + "a.h": "int first();\n",
    LOW + "a.cpp": '#include "bachprop/low/b.h"\n\nint first() {\n  return 1;\n}\n',
    LOW + "b.h": '#include "bachprop/low/a.h"\n',
    # Highway's.
    LOW + "sum.h": "int sum();\n",
    LOW + "sum_simd_inl.h": '#include "bachprop/low/sum.h"\n',
    LOW + "sum.cpp": '#include "bachprop/low/sum_simd_inl.h"\n',
    # Upwards.
    LOW + "up.h": '#include "bachprop/high/kept.h"\n// #include "bachprop/high/not_seen.h"\n',
    HIGH + "kept.h": '// Of the notes kept.\n#include "bachprop/low/a.h"\n',
    HIGH + "one.cpp": "int weigh(const Notes& notes) {\n" + LOOP + "}\n",
    HIGH + "two.cpp": "// What a copy is.\nint heavy(const Tones& tones) {\n" + RENAMED + "}\n",
    HIGH + "three.cpp": "int other(const Notes& notes) {\n" + MIXED_UP + "}\n",
    HIGH + "four.cpp": """namespace {
// static_cast<int>(1) in a comment is none.
struct Pair {
  Pair(int a, int b) : a_{a}, b_{b} {}
  int a_;
  int b_ = 0;
};
constexpr std::array kNames = {"for (;;) {", "static_cast<int>(2)"};
}  // namespace

Result<int> read(std::string_view text) {
  const auto number = parse(text);
  if (!number) {
    return tl::unexpected(number.error());
  }
  if (*number < 0) {
    return fail("is negative");
  }
  return [](long value) { return static_cast<int>(value); }(*number);
}
""",
    HIGH + "four_test.cpp": "TEST(Four, Reads) {\n}\n",
    HIGH + "room/inner.cpp": "int inner() { return 2; }\n",
    "docs/page.md": """# A heading that is no sentence however long it may be

A short sentence. The """ + "word " * 24 + """more.

| a | table |
- An item, e.g. this one.
""",
}
TREE.update({f"src/bachprop/many/s{i:02}.cpp": "\n" for i in range(26)})
TREE["src/bachprop/many/CMakeLists.txt"] = "bachprop_layer(many)\n"


class HouseFigures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.root = pathlib.Path(cls.temporary.name)
        for name, text in TREE.items():
            path = cls.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        cls.figures = json.loads(cls.run_script("--json").stdout)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    @classmethod
    def run_script(cls, *words):
        return subprocess.run(
            [sys.executable, SCRIPT, "--root", cls.root, *words], capture_output=True, text=True
        )

    def test_folders_hold_their_sub_folders_and_count_tests_apart(self):
        high = self.figures["folders"]["high"]
        self.assertEqual((high["sources"], high["headers"], high["tests"]), (5, 1, 1))
        self.assertEqual(high["own_sources"], 4)
        self.assertEqual(high["test_lines"], 2)
        self.assertEqual(self.figures["folders"]["high/room"]["lines"], 1)
        self.assertTrue(any("many: 26 sources" in over for over in self.figures["over"]))

    def test_functions_are_found_among_types_values_and_lambdas(self):
        functions = self.figures["functions"]
        # first, weigh, heavy, other, Pair, read, inner
        self.assertEqual(functions["count"], 7)
        self.assertEqual(functions["longest"], 11)
        self.assertEqual(functions["median"], 10)

    def test_circles_go_through_sources_and_highways_is_known(self):
        self.assertEqual(self.figures["circles"], [["bachprop/low/a", "bachprop/low/b"]])
        self.assertEqual(
            self.figures["highway_circles"], [["bachprop/low/sum", "bachprop/low/sum_simd_inl"]]
        )

    def test_an_upward_include_is_named_with_its_line(self):
        self.assertEqual(self.figures["upward_includes"], [LOW + "up.h:1: bachprop/high/kept.h"])

    def test_a_renamed_copy_is_the_same_logic_and_a_mixed_up_one_is_not(self):
        self.assertEqual(self.figures["duplicates"], [["high/one.cpp:1-10", "high/two.cpp:2-11"]])

    def test_casts_and_errors_handed_on_count_in_code_only(self):
        self.assertEqual(self.figures["static_casts"]["count"], 1)
        self.assertEqual(self.figures["propagations"]["count"], 1)
        self.assertEqual(self.figures["propagation_places"], [HIGH + "four.cpp:13"])
        self.assertEqual(
            self.figures["static_casts"]["per_thousand"], round(1000 / self.figures["lines"], 2)
        )

    def test_sentences_of_running_text_are_counted(self):
        sentences = self.figures["sentences"]
        self.assertEqual(sentences["count"], 3)
        self.assertEqual((sentences["longest"], sentences["over_25"]), (26, 1))

    def test_comments_that_begin_with_of_and_what_are_named(self):
        self.assertEqual(self.figures["comments_of"], [HIGH + "kept.h:1"])
        self.assertEqual(self.figures["comments_what"], [HIGH + "two.cpp:1"])

    def test_check_fails_where_a_limit_is_exceeded(self):
        checked = self.run_script("--check")
        self.assertEqual(checked.returncode, 1)
        self.assertIn("circles: 1 (at most 0)", checked.stdout)
        self.assertEqual(self.run_script("--list").returncode, 0)

    def test_a_folder_that_is_no_checkout_is_refused(self):
        refused = subprocess.run(
            [sys.executable, SCRIPT, "--root", self.root / "docs"], capture_output=True, text=True
        )
        self.assertEqual(refused.returncode, 2)
        self.assertIn("has no src/bachprop", refused.stderr)


if __name__ == "__main__":
    unittest.main()
