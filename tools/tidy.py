#!/usr/bin/env python3
"""Checks every translation unit of a build with clang-tidy.

    tools/tidy.py BUILD    BUILD (build/release) is configured already

A source that was found clean is not looked at again until it, a header of this project that it
includes, its compile command, .clang-tidy or this program changes: BUILD/lint remembers.

Nearly all of clang-tidy's time goes to the headers of libraries. It looks at them once for a batch
of sources that are compiled alike, which are put behind one another in one file. A batch in which
nothing is found is clean. A source in which something is found is looked at alone, which says what
it is and where, or that only the neighbours were to blame; the others once more without it. Where
headers of two sources cannot be in one text, the batch is halved.
"""
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MOST_IN_A_BATCH = 24

# What only GCC understands.
CLANG_FOR = {"-Wshadow=local": "-Wshadow", "-Wno-subobject-linkage": "", "-Wno-restrict": "", "-Wno-maybe-uninitialized": ""}


class Source:
    def __init__(self, path, command):
        self.path = path
        words = [CLANG_FOR.get(word, word) for word in shlex.split(command)]
        self.words = [word for word in words if word and not word.startswith("--param=")]
        self.text = self.path.read_text()
        self.is_test = self.path.name.endswith("_test.cpp") or ROOT / "tests" in self.path.parents
        self.key = ""

    def flags(self):
        """The words of the command that say how, without what."""
        output = self.words.index("-o")
        rest = self.words[:output] + self.words[output + 2 :]
        return [word for word in rest if word not in ("-c", self.words[-1])]

    def split_flags(self):
        """Paths and macros, which may differ within a batch, and the rest but for optimisation."""
        paths_and_macros, rest, words = [], [], iter(self.flags())
        for word in words:
            if word == "-isystem":
                paths_and_macros.append((word, next(words)))
            elif word.startswith(("-I", "-D")):
                paths_and_macros.append((word,))
            elif not word.startswith(("-O", "-f")):
                rest.append(word)
        return paths_and_macros, rest

    def kind(self):
        """Sources with the same may share a batch."""
        return (*options(self), *self.split_flags()[1])

    def stands_alone(self):
        """A macro would reach the next source."""
        return re.search(r"^#(define|undef)", self.text, re.M) is not None

    def names(self):
        """What is defined outside of functions, where lines are not indented: the names of the file's
        own and, with parameters, those of all others.
        """
        own, others, inside = set(), set(), False
        for line in self.text.splitlines():
            if line.startswith("namespace {") or line.startswith("}  // namespace"):
                inside = line.startswith("namespace {")
            elif re.match(r"(?!namespace|template|TEST|INSTANTIATE|using [\w:]+;)[A-Za-z]", line):
                head, end = re.match(r"(.*?)( : | = |[({;\[].*|$)", line).groups()
                words = re.findall(r"[\w:]+", head)
                fixed = not inside or not words or words[-1] in ("PrintTo", "operator", "friend")
                (others if fixed else own).add(line if fixed else words[-1])
        return own, others


def options(source):
    """The static analyzer walks all paths through GoogleTest's macros, which takes five times as long
    as all other checks together and finds nothing: tests go without it. Elsewhere it gives up on a
    function after a quarter of the nodes that it would visit by default: few functions have more,
    and those took most of its time. In the command line, where a copy costs nothing, one check of
    performance is left out that takes half of all the time with the headers of CLI11.
    """
    left_out = []
    if source.is_test:
        left_out.append("-clang-analyzer-*")
    if ROOT / "src/bachprop/cli" in source.path.parents:
        left_out.append("-performance-unnecessary-value-param")
    analyzer = ["-Xclang", "-analyzer-config", "-Xclang", "max-nodes=56250"]
    return [f"--checks={','.join(left_out)}"] + [f"--extra-arg={word}" for word in analyzer]


@functools.lru_cache(maxsize=None)
def included_by(path):
    """The headers of this project that a file names."""
    names = re.findall(r'^#include "(.+)"', path.read_text(), re.M)
    return [header for name in names for header in (ROOT / "src" / name, ROOT / "tests" / name) if header.exists()]


def our_headers(path):
    """Those that a file includes, and those that they include."""
    found, left = set(), [path]
    while left:
        new = set(included_by(left.pop())) - found
        found |= new
        left += new
    return found


def digest(*parts):
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def commands(build):
    """Each source with the command that compiles it, perhaps among others in one text of CMake's."""
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["directory"], entry["file"])
        if path.suffix == ".cpp":
            yield path, entry["command"]
        elif path.parent.name == "Unity":
            for name in re.findall(r'^#include "(.+)"', path.read_text(), re.M):
                yield pathlib.Path(name), entry["command"]


def read_sources(build):
    """All of them, with the hash of everything that the findings depend on."""
    version = subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True).stdout
    common = digest(version, (ROOT / ".clang-tidy").read_bytes(), pathlib.Path(__file__).read_bytes())
    hashes, sources = {}, {}
    for path, command in commands(build):
        source = Source(path, command)
        headers = our_headers(path)
        for header in headers - hashes.keys():
            hashes[header] = digest(header.read_bytes())
        parts = [common, *source.flags(), str(path), digest(source.text.encode())]
        parts += sorted(f"{header} {hashes[header]}" for header in headers)
        source.key = digest(*(part.encode() for part in parts))
        sources[source.key] = source
    return list(sources.values())


def make_batches(sources):
    """Sources that are compiled alike and, but for names of a file's own, define nothing twice."""
    batches = []
    for source in sources:
        _, names = source.names()
        kind = None if source.stands_alone() else source.kind()
        for batch in batches:
            if kind and batch["kind"] == kind and len(batch["sources"]) < MOST_IN_A_BATCH and not batch["names"] & names:
                break
        else:
            batch = {"kind": kind, "names": set(), "sources": []}
            batches.append(batch)
        batch["sources"].append(source)
        batch["names"] |= names
    return [batch["sources"] for batch in batches]


def joined(sources):
    """One text, in which each header is included by the first that does and what an earlier source has
    of its own by the same name gets a number behind it; and the source of each line.
    """
    lines, owners, included, defined = [], [], set(), set()
    for number, source in enumerate(sources):
        own, names = set(), source.names()[0]
        again = re.compile(rf"(?<![.:>])\b({'|'.join(names & defined) or '$.'})\b")
        for line in source.text.splitlines():
            if line.startswith("#include"):
                dropped = line in included and line not in own
                own.add(line)
                line = "" if dropped else line
            lines.append(again.sub(rf"\g<1>{number}", line))
            owners.append(source)
        included |= own
        defined |= names
    return "\n".join(lines) + "\n", owners


def tidy(build, name, path, command, source):
    """What clang-tidy says of <path>, compiled by <command>; `name` is that of a folder to work in."""
    folder = build / "lint" / name
    folder.mkdir(exist_ok=True)
    entry = {"directory": str(build), "command": shlex.join([*command, "-c", str(path)]), "file": str(path)}
    (folder / "compile_commands.json").write_text(json.dumps([entry]))
    return subprocess.run(
        ["clang-tidy", "-p", folder, "--quiet", *options(source), path],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def tidy_alone(build, source):
    found = tidy(build, source.key[:16], source.path, source.flags(), source)
    if found.returncode == 0:
        (build / "lint" / f"{source.key}.clean").touch()
        return True
    errors = [line for line in found.stderr.splitlines() if "warnings generated" not in line]
    print(found.stdout, *errors, sep="\n", flush=True)
    return False


def tidy_together(build, sources):
    """The sources to which findings point; all of them where none does. And whether the text could be
    compiled, so that in the others there is nothing to find. What shadows a name of its own source the
    compiler finds; here a neighbour's name would be taken for one.
    """
    name = digest(*(source.key.encode() for source in sources))[:16]
    text, owners = joined(sources)
    path = build / "lint" / f"{name}.cpp"
    path.write_text(text)
    more = dict.fromkeys(words for source in sources for words in source.split_flags()[0])
    command = [*sources[0].flags(), *(word for words in more for word in words), "-Wno-shadow"]
    found = tidy(build, name, path, command, sources[0])
    if found.returncode == 0:
        return [], True
    lines = re.findall(re.escape(str(path)) + r":(\d+):\d+: (?:error|warning)", found.stdout)
    blamed = {owners[int(line) - 1].path for line in lines}
    to_blame = [source for source in sources if not blamed or source.path in blamed]
    return to_blame, "clang-diagnostic-error" not in found.stdout


def check(build, sources):
    if len(sources) == 1:
        return tidy_alone(build, sources[0])
    blamed, compiled = tidy_together(build, sources)
    others = [source for source in sources if source not in blamed]
    if compiled:
        for source in others:
            (build / "lint" / f"{source.key}.clean").touch()
        return all([tidy_alone(build, source) for source in blamed])
    if others:
        parts = [[source] for source in blamed] + [others]
    else:
        half = len(sources) // 2
        parts = [sources[:half], sources[half:]]
    return all([check(build, part) for part in parts])


def unused_names(source):
    """In a batch, clang-tidy would take a neighbour's use of these for a use here."""
    stated = re.findall(r"^(?:using (?:\w+::)+(\w+);|namespace (\w+) = )", source.text, re.M)
    names = [a or b for a, b in stated]
    return [name for name in names if len(re.findall(rf"\b{name}\b", source.text)) < 2]


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    (build / "lint").mkdir(exist_ok=True)
    sources = read_sources(build)
    clean = True
    for source in sources:
        for name in unused_names(source):
            print(f"{source.path}: {name} is not used")
            clean = False
    stale = [source for source in sources if not (build / "lint" / f"{source.key}.clean").exists()]
    batches = sorted(make_batches(stale), key=lambda batch: -sum(len(source.text) for source in batch))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as threads:
        clean = all(list(threads.map(lambda batch: check(build, batch), batches))) and clean
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
