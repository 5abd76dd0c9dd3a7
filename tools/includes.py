#!/usr/bin/env python3
"""Checks that each file includes what it names, itself or by a header of this project.

    tools/includes.py

Sources that are compiled as one text (cmake/BachpropUnity.cmake) see their neighbours' headers: what
one forgets is missed only where it is compiled by itself. Looked at are the public names of this
project, which are not indented in its headers, and the names of the standard library below.
"""
import functools
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = [ROOT / "src", ROOT / "tests"]

STANDARD = {
    "algorithm": "all_of any_of clamp count_if find find_if is_sorted lower_bound max_element min_element none_of "
    "partial_sort reverse sort stable_sort transform unique upper_bound",
    "array": "array",
    "atomic": "atomic",
    "charconv": "from_chars to_chars",
    "chrono": "chrono",
    "cmath": "exp isfinite isnan log lround sqrt",
    "condition_variable": "condition_variable",
    "deque": "deque",
    "filesystem": "filesystem",
    "fstream": "ifstream ofstream",
    "functional": "function",
    "future": "future async",
    "limits": "numeric_limits",
    "map": "map multimap",
    "memory": "make_shared make_unique shared_ptr unique_ptr",
    "mutex": "lock_guard mutex unique_lock",
    "numeric": "accumulate gcd iota partial_sum reduce",
    "optional": "nullopt optional",
    "random": "mt19937 mt19937_64",
    "regex": "regex regex_search sregex_iterator",
    "set": "multiset set",
    "span": "span",
    "sstream": "istringstream ostringstream stringstream",
    "string_view": "string_view",
    "thread": "jthread thread",
    "tuple": "tie tuple",
    "unordered_map": "unordered_map",
    "unordered_set": "unordered_set",
    "variant": "holds_alternative variant visit",
    "vector": "vector",
}
# Each gives the name too.
ALSO = {"string_view": {"string"}, "vector": {"string"}}


@functools.lru_cache(maxsize=None)
def code(path):
    """The text without comments, literals and names of tests."""
    text = re.sub(r'R"(\w*)\(.*?\)\1"', '""', path.read_text(), flags=re.S)
    text = re.sub(r"^TEST\w*\(.*", "", text, flags=re.M)
    return re.sub(r'//[^\n]*|"(?:\\.|[^"\\\n])*"', "", text)


@functools.lru_cache(maxsize=None)
def words(path):
    return frozenset(re.findall(r"\w+", code(path)))


@functools.lru_cache(maxsize=None)
def stated(path):
    """The headers of this project that a file includes, and those of libraries."""
    text = path.read_text()
    names = re.findall(r'^#include "(.+)"', text, re.M)
    ours = [folder / name for name in names for folder in FOLDERS if (folder / name).exists()]
    return ours, frozenset(re.findall(r"^#include <(.+)>", text, re.M))


def included(path):
    """As stated(path), with what the headers include."""
    ours, theirs, left = set(), set(), [path]
    while left:
        more, libraries = stated(left.pop())
        theirs |= libraries
        left += set(more) - ours
        ours |= set(more)
    return ours, theirs


def public_names(headers):
    """Each name at the scope of the namespace, with the headers that declare it."""
    found = {}
    for header in headers:
        for line in code(header).splitlines():
            line = re.sub(r"^\[\[\w+\]\] ", "", line)
            if re.match(r"(?!namespace|template|using namespace|extern)[A-Za-z]", line):
                head = re.sub(r"( : | =( |$)|[({;\[]).*", "", line)
                name = re.search(r"(\w+)( final)? *$", head)
                if name and not re.search(r"\boperator\b", line):
                    found.setdefault(name[1], set()).add(header)
    # Overloads of many headers are found by their arguments, without an include.
    return {name: headers for name, headers in found.items() if len(headers) < 4}


def declares(name, text):
    """Whether the text declares something by that name: a type, an enumerator, a constant, a variable, a
    function, a member.
    """
    return re.search(
        rf"\b(?:struct|class|typename|enum|enum class|using) {name}\b"
        rf"|^ +{name}(?: = [^;]*)?,? *$|[{{,] ?{name}[ ,}}]"
        rf"|auto&& {name}\b|\(\*{name}\)"
        rf"|^(?! *return\b)[^=;]*[\w>*&\]] [*&]*{name}(?= =|[({{;:,)\[]| :)",
        text, re.M)


def missing(path, public):
    text = code(path)
    ours, theirs = included(path)
    seen = set().union(*(words(header) for header in ours)) if ours else set()
    for name in sorted(words(path) & public.keys()):
        is_function = name[0].islower() and not re.match(r"k[A-Z]", name)
        use = rf"(?<![\w.>:]){name}\b" + (r"\(" if is_function else "")
        if name not in seen and path not in public[name] and re.search(use, text) and not declares(name, text):
            yield f"{name} ({' or '.join(sorted(header.name for header in public[name]))})"
    used = set(re.findall(r"\bstd::(?:ranges::)?(\w+)", text))
    for header, names in STANDARD.items():
        if header not in theirs and not theirs & ALSO.get(header, set()):
            for name in sorted(used & set(names.split())):
                yield f"std::{name} (<{header}>)"


def main():
    files = [path for folder in FOLDERS for path in folder.rglob("*") if path.suffix in (".h", ".cpp")]
    files = [path for path in files if "node_modules" not in path.parts and not path.stem.endswith("_inl")]
    public = public_names(path for path in files if path.suffix == ".h" and FOLDERS[0] in path.parents)
    clean = True
    for path in sorted(files):
        for what in missing(path, public):
            print(f"{path.relative_to(ROOT)}: names {what} without including it")
            clean = False
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
