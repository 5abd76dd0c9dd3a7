"""tools/prose.py counts what a reader would count."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import prose  # noqa: E402


def sentences(text):
    return [s.text for s in prose.measure(text).sentences]


def words(text):
    return [s.words for s in prose.measure(text).sentences]


class Sentences(unittest.TestCase):
    def test_end_at_a_mark_before_a_capital_a_number_or_code(self):
        self.assertEqual(sentences("One ends. Two ends! 3 ends? `four` goes on."),
                         ["One ends.", "Two ends!", "3 ends?", "`code` goes on."])

    def test_do_not_end_in_numbers_abbreviations_initials_and_file_names(self):
        for text in ("Loss falls to 1.398 nats.", "Take one, e.g. No. 3 of Op. 18.",
                     "By J. S. Bach.", "Open out/index.html now.", "From 1/8 ... 4 quarters."):
            self.assertEqual(len(sentences(text)), 1, text)

    def test_end_at_a_letter_that_is_a_pitch_or_a_key(self):
        for text in ("Values of T and P. It ends.", "The last is in F. A new one begins.",
                     "Press Ctrl-C. The rest is kept."):
            self.assertEqual(len(sentences(text)), 2, text)

    def test_end_inside_quotes_and_brackets(self):
        self.assertEqual(len(sentences('It said "no." (It was right.) We went on.')), 3)

    def test_code_is_a_word_and_a_link_is_its_text(self):
        self.assertEqual(words("Run `bachprop train x -o y. And z` [as said](docs/a.b.md#c)."), [4])

    def test_each_item_of_a_list_begins_one(self):
        self.assertEqual(words("Three:\n\n- one word\n- two\n  more words\n1. and one"), [1, 2, 3, 2])

    def test_cells_count_from_five_words_on(self):
        self.assertEqual(words("| what | figure |\n|---|---|\n| one two three four five | 1.2 |"), [5])

    def test_headings_code_and_comments_count_nothing(self):
        text = "# A heading\n\n    code in a block\n\n```\nfenced\n```\n<!-- not\nseen -->\nText."
        self.assertEqual(sentences(text), ["Text."])


class Rules(unittest.TestCase):
    def test_25_words_are_a_sentence_and_26_are_too_many(self):
        self.assertEqual(prose.measure("word " * 25 + ".").long(), [])
        self.assertEqual(len(prose.measure("word " * 26 + ".").long()), 1)

    def test_a_line_holds_one_whole_sentence(self):
        self.assertEqual(prose.measure("One here.\nTwo there.").broken_lines, [])
        self.assertEqual([line for line, _ in prose.measure("One.\n\nTwo goes\non.").broken_lines], [3])
        self.assertEqual([line for line, _ in prose.measure("One. Two.").broken_lines], [1])

    def test_no_sentence_begins_with_of(self):
        self.assertEqual(len(prose.measure("Of two the first.\nOften. The best of all.").of()), 1)

    def test_lines_are_counted_as_an_editor_counts_them(self):
        found = prose.measure("# Title\n\nShort.\n" + "Word " * 30 + ".").long()
        self.assertEqual([s.line for s in found], [4])

    def test_five_in_a_hundred_long_sentences_are_too_many(self):
        for short, kept in ((19, False), (20, True)):
            text = "Short.\n" * short + "Word " * 26 + "."
            self.assertEqual(prose.keeps_the_rules({"a.md": prose.measure(text)}), kept, short)

    def test_old_versions_in_the_changelog_are_history(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "CHANGELOG.md"
            file.write_text("# Changes\n\n## New\n\nShort.\n\n## Old\n\n" + "word " * 30 + ".\n")
            self.assertEqual(prose.measure_file(file).long(), [])


class Comments(unittest.TestCase):
    def test_of_cpp_files_are_sentences_that_may_go_on_in_the_next_line(self):
        found = prose.measure_comments("// One sentence\n// in two lines. Two.\nint a;  // Three.\n")
        self.assertEqual([s.text for s in found.sentences], ["One sentence in two lines.", "Two.", "Three."])
        self.assertEqual([s.line for s in found.sentences], [1, 2, 3])
        self.assertEqual(found.broken_lines, [])

    def test_in_paragraphs_and_beside_code_are_apart(self):
        found = prose.measure_comments("// A title\n//\n// Text\nint a;  // one\nint b;  // two\n        // more")
        self.assertEqual([s.text for s in found.sentences], ["A title", "Text", "one", "two more"])


if __name__ == "__main__":
    unittest.main()
