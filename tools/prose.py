#!/usr/bin/env python3
"""Measures how long the sentences of the documentation are.

    tools/prose.py                    a table: sentences, long ones and broken lines of each file
    tools/prose.py --list FILE...     each sentence or line that breaks a rule, with its line number
    tools/prose.py --comments FILE... the same of the comments in C++ files
    tools/prose.py --root FOLDER      the documentation of another copy of this repository

The rules: at most 25 words a sentence; no sentence begins with "Of"; one sentence a line.
Ends with 1 if 5 % of all sentences or more are too long, or if another rule is broken anywhere.

What counts: paragraphs, items of lists and cells of tables. A cell is a sentence from five words on;
figures and names in cells count nothing. Headings, blocks of code and comments count nothing. Code
between back-ticks is one word, a link is its text, a picture is its description. In CHANGELOG.md the
versions before the newest are history and are not measured.
"""
import argparse
import dataclasses
import pathlib
import re
import sys

MOST_WORDS = 25
MOST_LONG_SHARE = 0.05
LEAST_WORDS_OF_A_CELL = 5

# After these a full stop ends no sentence.
ABBREVIATIONS = {
    "e.g", "i.e", "cf", "vs", "al", "fig", "vol", "ed", "st", "dr", "mr",
    "ca", "resp", "approx", "j", "am", "assoc", "stat", "soc", "int", "conf", "proc",
}
NUMBERED = {"no", "nos", "op", "p", "pp"}  # "No. 3", but "no."

WRITTEN_BY_THE_PROGRAM = {"options.md"}  # its lines are what the tables of options make of them


@dataclasses.dataclass
class Sentence:
    line: int  # where it begins, from 1
    text: str
    words: int


@dataclasses.dataclass
class Prose:
    """What a file has: its sentences, and the lines that hold more or less than one."""

    sentences: list
    broken_lines: list  # (line, what is wrong)

    def long(self):
        return [s for s in self.sentences if s.words > MOST_WORDS]

    def of(self):
        return [s for s in self.sentences if re.match(r"\W*Of\b", s.text)]


def documents(root):
    """All Markdown files that are written for readers."""
    files = list(root.glob("*.md"))
    for folder in ("docs", "models", "examples", "src", "tests", "fuzz", "bench"):
        files += (root / folder).rglob("*.md")
    return sorted(path for path in files if "node_modules" not in path.parts)


def plain(text):
    """The text as it is read: pictures and links are their words, code is one word."""
    text = re.sub(r"``([^`]|`(?!`))+``", "`code`", text)
    text = re.sub(r"`[^`]+`", "`code`", text)
    for _ in range(2):  # a picture may stand inside a link
        text = re.sub(r"!?\[([^\[\]]*)\]\([^()\s]*\)", r"\1", text)
    text = re.sub(r"<?https?://[^\s>)|]+", "`url`", text)
    text = re.sub(r"</?(sub|sup|br|b|i|em|kbd)>", "", text)
    return text


def word_count(text):
    return sum(1 for word in text.split() if re.search(r"\w", word))


def is_end(text, at, after):
    """Whether the full stop, question or exclamation mark at `at` ends a sentence.

    `after` is where the text goes on behind closing quotes and brackets."""
    if after >= len(text):
        return True
    if not text[after].isspace():
        return False
    following = text[after:].lstrip()
    if not following or following[0].islower():
        return False
    if text[at] != ".":
        return True
    if text[:at].endswith("."):  # "1/8 ... 4": an ellipsis between two things
        return bool(re.match(r"\W*[A-Z]", following)) and at + 1 < after
    before = re.search(r"[\w.'’]*$", text[:at]).group()
    if before.lower() in NUMBERED and following[0].isdigit():
        return False
    return before.lower() not in ABBREVIATIONS and not is_initial(text[:at], before)


def is_initial(text, letter):
    """Whether a letter at the end of a text is of a name ("J. S."), not a word ("in F", "Ctrl-C")."""
    if not re.fullmatch(r"[A-Z]", letter) or text[-2:-1] == "-":
        return False
    word = re.search(r"(\w*)\W*$", text[:-1]).group(1)
    return not word.islower() or word in ("by", "von")


def split_sentences(text):
    """Pairs of where a sentence begins and its words."""
    found = []
    begin = 0
    for mark in re.finditer(r"[.!?]([\"'”’)\]*_]*)", text):
        if is_end(text, mark.start(), mark.end()):
            found.append((begin, text[begin:mark.end()]))
            begin = mark.end()
    if text[begin:].strip():
        found.append((begin, text[begin:]))
    return [(at + len(s) - len(s.lstrip()), s.strip()) for at, s in found if s.strip()]


def text_blocks(text, stop_at_old_versions=False):
    """Blocks of prose and rows of tables: (kind, [(line number, text)]) with kind "text" or "row"."""
    block = []
    fence = None
    versions = 0
    in_list = False
    after_blank = True
    in_comment = False

    def flush():
        nonlocal block
        done, block = block, []
        return [("text", done)] if done else []

    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if fence:
            fence = None if bare.startswith(fence) else fence
            continue
        if in_comment or bare.startswith("<!--"):
            in_comment = "-->" not in bare
            continue
        if bare.startswith(("```", "~~~")):
            yield from flush()
            fence = bare[:3]
            continue
        indent = len(line) - len(line.lstrip())
        item = re.match(r"\s*(?:[-*+]|\d+[.)])\s+", line)
        if not bare:
            yield from flush()
            after_blank = True
            continue
        if indent >= (6 if in_list else 4) and not block and (after_blank or not in_list) and not item:
            continue  # code
        if bare.startswith("#") or re.fullmatch(r"(-{3,}|\*{3,}|={3,})", bare):
            yield from flush()
            if bare.startswith("## "):
                versions += 1
                if stop_at_old_versions and versions > 1:
                    return
            in_list = False
        elif bare.startswith("|"):
            yield from flush()
            if not re.fullmatch(r"[|:\-\s]+", bare):
                yield "row", [(number, bare)]
        elif item:
            yield from flush()
            in_list = True
            block.append((number, line[item.end():].strip()))
        else:
            in_list = in_list and (indent > 0 or not after_blank)
            block.append((number, re.sub(r"^\s*>\s?", "", line).strip()))
        after_blank = False
    yield from flush()


def cells_of(row):
    hidden = re.sub(r"`[^`]*`", lambda code: code.group().replace("|", "\0"), row)
    hidden = hidden.replace("\\|", "\0")
    return [cell.strip().replace("\0", "|") for cell in hidden.strip("|").split("|")]


def measure_block(lines, prose):
    joined = ""
    begins = []  # (where in the joined text, line)
    for number, text in lines:
        begins.append((len(joined), number))
        joined += plain(text) + " "
    joined = joined.rstrip()

    def line_at(position):
        return max((begin, line) for begin, line in begins if begin <= position)[1]

    on_line = {}
    for at, text in split_sentences(joined):
        first, last = line_at(at), line_at(at + len(text) - 1)
        prose.sentences.append(Sentence(first, text, word_count(text)))
        on_line[first] = on_line.get(first, 0) + 1
        if first != last:
            prose.broken_lines.append((first, "a sentence goes on in the next line"))
    for number, count in on_line.items():
        if count > 1:
            prose.broken_lines.append((number, f"{count} sentences in a line"))


def measure(text, stop_at_old_versions=False):
    prose = Prose([], [])
    for kind, lines in text_blocks(text, stop_at_old_versions):
        if kind == "text":
            measure_block(lines, prose)
            continue
        number, row = lines[0]
        for cell in cells_of(row):
            for _, sentence in split_sentences(plain(cell)):
                if word_count(sentence) >= LEAST_WORDS_OF_A_CELL:
                    prose.sentences.append(Sentence(number, sentence, word_count(sentence)))
    prose.broken_lines.sort()
    return prose


def comment_blocks(text):
    """The comments of a C++ file as lists of (line number, text); one behind code goes on below it."""
    block = []
    behind_code = None  # the column of a comment that stands behind code
    for number, line in enumerate(text.split("\n"), 1):
        found = re.match(r"(\s*)//+ ?(.*)$", line) or re.match(r"(.*\S\s+)// (.*)$", line)
        alone = bool(found) and not found.group(1).strip()
        column = len(found.group(1)) if found else None
        goes_on = alone and (behind_code is None or column == behind_code)
        if block and not (found and goes_on and found.group(2).strip()):
            yield block
            block = []
        if found and found.group(2).strip():
            if not alone:
                behind_code = column
            elif not block:
                behind_code = None
            block.append((number, found.group(2).strip()))
    if block:
        yield block


def measure_comments(text):
    """The sentences of a C++ file's comments; lines may break anywhere in them."""
    prose = Prose([], [])
    for block in comment_blocks(text):
        if all(re.search(r"NOLINT|clang-format|[;{}]$", words) for _, words in block):
            continue
        measure_block(block, prose)
    prose.broken_lines = []
    return prose


def measure_file(path):
    text = path.read_text(encoding="utf-8")
    prose = measure(text, stop_at_old_versions=path.name == "CHANGELOG.md")
    if path.name in WRITTEN_BY_THE_PROGRAM:
        prose.broken_lines = []
    return prose


def measure_all(root):
    """The prose of each document of the repository at `root`, by its path below it."""
    return {str(path.relative_to(root)): measure_file(path) for path in documents(root)}


def totals(measured):
    """Of all files: sentences, long ones, their share, beginnings with "Of", broken lines."""
    sentences = sum(len(prose.sentences) for prose in measured.values())
    long = sum(len(prose.long()) for prose in measured.values())
    return {
        "sentences": sentences,
        "long": long,
        "share": long / sentences if sentences else 0.0,
        "of": sum(len(prose.of()) for prose in measured.values()),
        "broken_lines": sum(len(prose.broken_lines) for prose in measured.values()),
    }


def keeps_the_rules(measured):
    total = totals(measured)
    return total["share"] < MOST_LONG_SHARE and total["of"] == 0 and total["broken_lines"] == 0


def print_table(measured):
    row = "{:45} {:>9} {:>5} {:>7} {:>7} {:>5} {:>12}"
    print(row.format("file", "sentences", "long", "share", "longest", '"Of"', "broken lines"))
    for name, prose in measured.items():
        count, long = len(prose.sentences), len(prose.long())
        longest = max((s.words for s in prose.sentences), default=0)
        share = f"{100 * long / max(count, 1):.1f} %"
        print(row.format(name, count, long, share, longest, len(prose.of()), len(prose.broken_lines)))
    total = totals(measured)
    share = f"{100 * total['share']:.1f} %"
    print(row.format("all", total["sentences"], total["long"], share, "", total["of"],
                     total["broken_lines"]))


def print_list(name, prose):
    found = [(s.line, f"{s.words} words: {s.text}") for s in prose.long()]
    found += [(s.line, f'begins with "Of": {s.text}') for s in prose.of()]
    found += prose.broken_lines
    for line, what in sorted(found):
        print(f"{name}:{line}: {what}")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", nargs="+", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--comments", nargs="+", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--root", type=pathlib.Path,
                        default=pathlib.Path(__file__).resolve().parent.parent)
    arguments = parser.parse_args()
    if arguments.list or arguments.comments:
        measured = {str(path): measure_file(path) for path in arguments.list or []}
        for path in arguments.comments or []:
            measured[str(path)] = measure_comments(path.read_text(encoding="utf-8"))
        for name, prose in measured.items():
            print_list(name, prose)
    else:
        measured = measure_all(arguments.root)
        print_table(measured)
    return 0 if keeps_the_rules(measured) else 1


if __name__ == "__main__":
    sys.exit(main())
