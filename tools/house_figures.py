#!/usr/bin/env python3
"""Measures the house: how large its folders are, how long its functions, what includes what in a
circle or upwards, which logic stands twice, and how its prose reads.

    tools/house_figures.py [--root DIR] [--json] [--list] [--check]

    --root DIR   the checkout to measure (this one); that of any commit will do
    --json       the figures as JSON
    --list       also every place that a figure counts
    --check      end with 1 where a figure is over its limit

It reads text and needs neither a compiler nor a build. How each figure counts:

folders
    Sources are the .cpp files below src/bachprop, headers the .h files; tests (*_test.cpp, test_*)
    are counted apart. A layer's row holds its sub-folders too, and each of those has a row.
functions
    Comments, literals and preprocessor lines are blanked out. A brace at namespace or class scope
    after a list of parameters opens a function; its lines are those from the signature to the
    closing brace. A lambda belongs to the function around it; what a macro defines is not seen.
circles
    x.h and x.cpp are one module. A circle is a set of modules of one layer that reach one another
    by #include. One of x and x_inl alone is Highway's, which compiles x_inl.h for each processor.
duplicates
    Without comments, #includes, using, namespaces and lone punctuation, six lines in a row or more
    stand again, their literals replaced by their kind. Either the names are the same too, or they
    are when each is replaced by the order of its first use: a renamed copy is found, another use of
    the names is not. Lists (lines that do nothing, or rows of one shape), lines with few tokens and
    those that stand in more than MOST_PLACES places do not count. Places that overlap are one
    cluster, and so are all that the same files share. Without a source it is the tests' cluster.
casts and propagations, a thousand lines of sources and headers
    `static_cast<`, and an `if` whose only statement returns `tl::unexpected` of an `.error()`.
sentences and comments
    The sentences of all documents as tools/prose.py counts them, and comments of code that begin
    with "Of" or "What".
"""
import argparse
import collections
import json
import math
import pathlib
import re
import sys

sys.dont_write_bytecode = True  # tools/ stays as it is
import prose  # noqa: E402

MOST_SOURCES = 25  # .cpp files in a folder
MOST_CLI_LINES = 4500
MOST_CASTS = 9  # a thousand lines
WINDOW = 6  # lines that are the same logic
MOST_PLACES = 12
FEWEST_TOKENS = {"same names": 24, "other names": 36}


def is_test(path):
    return path.stem.endswith("_test") or path.name.startswith("test_")


def percentile(values, share):
    """The smallest value that `share` of the values do not exceed."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)] if ranked else 0


# --- C++ as text ---------------------------------------------------------------------------------

LEXICAL = re.compile(
    r"""//[^\n]*|/\*.*?\*/
      |(?:u8|u|U|L)?R"(?P<fence>[^()\s\\]*)\(.*?\)(?P=fence)"
      |"(?:\\.|[^"\\\n])*"
      |(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'""",
    re.S | re.X,
)


def blank(text):
    """Its shape without its letters: line breaks stay."""
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    return LEXICAL.sub(lambda m: blank(m[0]) if m[0].startswith(("//", "/*")) else m[0], text)


def code_only(text):
    """Comments, literals and preprocessor lines blanked out."""
    text = LEXICAL.sub(
        lambda m: blank(m[0]) if m[0].startswith(("//", "/*")) else '""' + blank(m[0])[2:], text
    )
    return re.sub(r"^[ \t]*#(?:\\\n|[^\n])*", lambda m: blank(m[0]), text, flags=re.M)


def comments(text):
    """Pairs of a line's number and the comment that begins there, be it of several lines."""
    found = []
    last = None
    for match in LEXICAL.finditer(text):
        if not match[0].startswith(("//", "/*")):
            continue
        line = text.count("\n", 0, match.start()) + 1
        words = match[0].strip("/*").strip()
        alone = not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
        if found and alone and last == line - 1:
            found[-1] = (found[-1][0], found[-1][1] + "\n" + words)
        else:
            found.append((line, words))
        last = line if alone else None
    return found


# --- functions -----------------------------------------------------------------------------------

ACCESS = re.compile(r"\s*(public|private|protected)\s*")
TYPE = re.compile(r"\b(class|struct|union|enum|namespace)\b|\bextern\s+\"\"")


def opens(statement):
    """What a brace after `statement` opens at namespace or class scope."""
    plain = re.sub(r"\[\[.*?\]\]|\balignas\([^()]*\)", " ", statement, flags=re.S)
    depth = 0  # inside the <> of a template head, `class` and `typename` are parameters
    head = re.match(r"\s*template\s*<", plain)
    if head:
        position = head.end()
        depth = 1
        while depth and position < len(plain):
            depth += {"<": 1, ">": -1}.get(plain[position], 0)
            position += 1
        plain = plain[position:]
    before_parameters = plain.split("(", 1)[0]
    after_parameters = re.search(r"\)\s*(const|noexcept|override|->|$)", plain)
    if "(" not in plain or (TYPE.search(before_parameters) and not after_parameters):
        return "scope" if TYPE.search(plain) else "value"
    if "=" in re.sub(r"operator\s*\W+", "", before_parameters):
        return "value"
    initialisers = re.search(r"\)\s*(?:noexcept\s*)?:(?!:)(.*)$", plain, re.S)
    if initialisers and re.search(r"[\w>]\s*$", plain) and not re.search(r"[)}]\s*$", plain):
        return "value"
    return "function"


def functions(text):
    """The first and the last line of each function's definition."""
    code = code_only(text)
    found = []
    start = 0  # where the statement begins
    position = 0
    while position < len(code):
        sign = code[position]
        if sign in ";}":
            start = position + 1
        elif sign == ":" and ACCESS.fullmatch(code[start:position]):
            start = position + 1
        elif sign == "(":
            position = closing(code, position)
        elif sign == "{":
            kind = opens(code[start:position])
            if kind == "scope":
                start = position + 1
            else:
                end = closing(code, position)
                if kind == "function":
                    first = start + len(code[start:]) - len(code[start:].lstrip())
                    found.append((code.count("\n", 0, first) + 1, code.count("\n", 0, end) + 1))
                    start = end + 1
                position = end
        position += 1
    return found


def closing(code, position):
    """Where the bracket that opens at `position` closes."""
    depth = 0
    for i in range(position, len(code)):
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(code[i], 0)
        if depth == 0:
            return i
    return len(code) - 1


# --- includes ------------------------------------------------------------------------------------

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"](bachprop/[^">]+)[">]', re.M)


def module(path):
    return re.sub(r"\.(h|cpp)$", "", path)


def circles(edges):
    """The strongly connected components of more than one node (Tarjan, without recursion)."""
    number, low, found, stack, on_stack = {}, {}, [], [], set()
    for root in sorted(edges):
        if root in number:
            continue
        work = [(root, iter(sorted(edges[root])))]
        number[root] = low[root] = len(number)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, rest = work[-1]
            for other in rest:
                if other not in edges:
                    continue
                if other not in number:
                    number[other] = low[other] = len(number)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(sorted(edges[other]))))
                    break
                if other in on_stack:
                    low[node] = min(low[node], number[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    members = set()
                    while node not in members:
                        members.add(stack.pop())
                    on_stack -= members
                    if len(members) > 1:
                        found.append(sorted(members))
    return sorted(found)


def layer_of(module_name):
    return module_name.split("/")[1]


def graph(root):
    """What each layer may include, by the DEPENDS of its CMakeLists.txt."""
    below = {}
    for path in sorted((root / "src" / "bachprop").glob("*/CMakeLists.txt")):
        stated = re.search(r"\bDEPENDS((?:\s+[\w:.-]+)+)", path.read_text())
        below[path.parent.name] = re.findall(r"bachprop::(\w+)", stated[1] if stated else "")

    def reach(layer):
        return {layer}.union(*(reach(lower) for lower in below.get(layer, [])))

    return {layer: reach(layer) for layer in below}


# --- duplicates ----------------------------------------------------------------------------------

KEYWORDS = frozenset(
    """alignas auto bool break case catch char class const constexpr continue default delete do
    double else enum explicit extern false float for friend goto if inline int long mutable
    namespace new noexcept nullptr operator optional override private protected public return
    short signed sizeof size_t static static_assert static_cast std string struct switch
    template this throw true try typedef typename union unsigned using vector virtual void
    volatile while""".split()
)
FLOW = frozenset("if for while do switch case return try throw".split())
TOKEN = re.compile(
    r"""[A-Za-z_]\w*|\d[\w.']*|"|::|->|&&|\|\||<<|>>|\+\+|--|[-+*/%<>=!&|^]=|\S"""
)
UNCOUNTED = re.compile(r"\s*(using|namespace|template|public:|private:|protected:)")


def token_lines(text):
    """Pairs of a line's number and its tokens, a literal as its first sign."""
    code = code_only(text)
    found = []
    for number, line in enumerate(code.split("\n"), 1):
        tokens = tuple("0" if t[0].isdigit() else t for t in TOKEN.findall(line))
        if not UNCOUNTED.match(line) and any(t[0].isalnum() or t[0] in '_"' for t in tokens):
            found.append((number, tokens))
    return found


def is_name(token):
    return (token[0].isalpha() or token[0] == "_") and token not in KEYWORDS


def by_first_use(tokens):
    order = {}
    return tuple(f"${order.setdefault(t, len(order))}" if is_name(t) else t for t in tokens)


def shapes(window):
    """The keys under which a window may meet others: by its names, and by their order of use."""
    tokens = [token for _, line in window for token in (*line, "\n")]
    counted = len(tokens) - len(window)
    does = sum(line[-1] == ";" for _, line in window) >= 2 or not FLOW.isdisjoint(tokens)
    if counted >= FEWEST_TOKENS["same names"] and does:
        yield " ".join(tokens)
    is_list = len({by_first_use(line) for _, line in window}) < WINDOW - 2
    if counted >= FEWEST_TOKENS["other names"] and not FLOW.isdisjoint(tokens) and not is_list:
        yield " ".join(by_first_use(tokens))


class Groups:
    """Sets that are joined as their members turn out to belong together."""

    def __init__(self):
        self.parent = {}

    def of(self, member):
        self.parent.setdefault(member, member)
        while self.parent[member] != member:
            self.parent[member] = self.parent[self.parent[member]]
            member = self.parent[member]
        return member

    def join(self, one, other):
        self.parent[self.of(one)] = self.of(other)


def repeated_windows(lines):
    """Lists of two to MOST_PLACES places (file, index of a line) that share a shape."""
    places = collections.defaultdict(list)
    for file, numbered in lines.items():
        for i in range(len(numbered) - WINDOW + 1):
            for shape in shapes(numbered[i : i + WINDOW]):
                same = places[shape]
                if not same or same[-1][0] != file or i - same[-1][1] >= WINDOW:  # no overlap
                    same.append((file, i))
    return [same for same in places.values() if 2 <= len(same) <= MOST_PLACES]


def runs(lines, starts):
    """The stretches of text, (file, first line, last line), that windows cover."""
    found = []
    for file, i in sorted(starts):
        first, last = lines[file][i][0], lines[file][i + WINDOW - 1][0]
        if found and found[-1][0] == file and first <= found[-1][2]:
            found[-1][2] = max(last, found[-1][2])
        else:
            found.append([file, first, last])
    return found


def clusters(texts):
    """Lists of stretches that are the same logic. `texts`: file's name to its text."""
    lines = {file: token_lines(text) for file, text in sorted(texts.items())}
    groups = Groups()
    covered = collections.defaultdict(list)
    for places in repeated_windows(lines):
        for file, i in places:
            groups.join((file, i), places[0])
            covered[file].append(i)
    for file, starts in covered.items():
        ranked = sorted(set(starts))
        for one, next_one in zip(ranked, ranked[1:]):
            if next_one - one < WINDOW:
                groups.join((file, one), (file, next_one))
    found = collections.defaultdict(set)
    for file, starts in covered.items():
        for i in starts:
            found[groups.of((file, i))].add((file, i))
    by_files = {}
    files_of = {group: frozenset(file for file, _ in starts) for group, starts in found.items()}
    for group, starts in sorted(found.items(), key=lambda g: (-len(files_of[g[0]]), min(g[1]))):
        files = files_of[group]
        larger = next((other for other in by_files if files <= other and len(files) > 1), files)
        by_files.setdefault(larger, set()).update(starts)
    return sorted(
        (runs(lines, starts) for starts in by_files.values()),
        key=lambda cluster: (-sum(last - first + 1 for _, first, last in cluster), cluster),
    )


# --- casts and propagations ----------------------------------------------------------------------

IF = re.compile(r"\bif\s*(?:constexpr\s*)?(?=\()")
RETURNS = re.compile(r"\s*\{?\s*return\s+([^;]*);")


def propagations(text):
    """The lines at which an error is handed on by hand."""
    code = code_only(text)
    found = []
    for match in IF.finditer(code):
        condition_end = closing(code, match.end()) + 1
        statement = RETURNS.match(code, condition_end)
        handed_on = statement and re.search(r"\bunexpected\b.*\.error\(\)", statement[1], re.S)
        if handed_on and "!" in code[match.end() : condition_end]:
            found.append(code.count("\n", 0, match.start()) + 1)
    return found


def casts(text):
    code = code_only(text)
    return [code.count("\n", 0, m.start()) + 1 for m in re.finditer(r"\bstatic_cast\s*<", code)]


# --- the house -----------------------------------------------------------------------------------


class House:
    """A checkout's files as text. Names are relative to its root, or to src/ where they say so."""

    def __init__(self, root):
        self.root = root
        self.code = self.read("src/bachprop", (".h", ".cpp"))
        self.elsewhere = {}
        for folder in ("tests", "bench", "fuzz", "examples"):
            self.elsewhere.update(self.read(folder, (".h", ".cpp")))
        self.sources = {
            name: text for name, text in self.code.items() if not is_test(pathlib.Path(name))
        }

    def read(self, folder, endings):
        return {
            path.relative_to(self.root).as_posix(): path.read_text(errors="replace")
            for path in sorted((self.root / folder).rglob("*"))
            if path.suffix in endings and "node_modules" not in path.parts and path.is_file()
        }

    def lines(self):
        return sum(text.count("\n") for text in self.sources.values())

    def folders(self):
        rows = collections.defaultdict(collections.Counter)
        for name, text in self.code.items():
            path = pathlib.Path(name)
            inside = path.relative_to("src/bachprop").parent.parts
            for depth in range(1, len(inside) + 1):
                row = rows["/".join(inside[:depth])]
                kind = "sources" if path.suffix == ".cpp" else "headers"
                kind = "tests" if is_test(path) else kind
                row[kind] += 1
                row["test_lines" if is_test(path) else "lines"] += text.count("\n")
                row["own_sources"] += kind == "sources" and depth == len(inside)
        keys = ("sources", "headers", "lines", "tests", "test_lines", "own_sources")
        return {name: {key: row[key] for key in keys} for name, row in sorted(rows.items())}

    def functions(self):
        return {
            f"{name}:{first}": last - first + 1
            for name, text in self.sources.items()
            for first, last in functions(text)
        }

    def circles(self):
        edges = collections.defaultdict(set)
        for name, text in self.sources.items():
            mine = module(name.removeprefix("src/"))
            used = {module(other) for other in INCLUDE.findall(without_comments(text))}
            edges[mine] |= {o for o in used - {mine} if layer_of(o) == layer_of(mine)}
        return circles(edges)

    def upward_includes(self):
        allowed = graph(self.root)
        found = []
        for name, text in self.code.items():
            layer = layer_of(name.removeprefix("src/"))
            for match in INCLUDE.finditer(without_comments(text)):
                if layer_of(match[1]) not in allowed.get(layer, {layer}):
                    line = text.count("\n", 0, match.start(1)) + 1
                    found.append(f"{name}:{line}: {match[1]}")
        return found

    def comments(self):
        return {
            word: [
                f"{name}:{line}"
                for name, text in {**self.code, **self.elsewhere}.items()
                for line, comment in comments(text)
                if re.match(word + r"\b", comment)
            ]
            for word in ("Of", "What")
        }

    def sentences(self):
        """Pairs of a sentence's words and its place."""
        return [
            (sentence.words, f"{name}:{sentence.line}: {sentence.text[:70]}")
            for name, measured in prose.measure_all(self.root).items()
            for sentence in measured.sentences
        ]


def is_highways(circle):
    """x and x_inl (x_simd_inl), which Highway compiles once for each instruction set."""
    plain = {re.sub(r"(_simd)?_inl$", "", name) for name in circle}
    return len(plain) == 1


def stretch(run):
    return f"{run[0].removeprefix('src/bachprop/')}:{run[1]}-{run[2]}"


def quantiles(values):
    return {
        "count": len(values),
        "median": percentile(values, 0.5),
        "p90": percentile(values, 0.9),
        "p95": percentile(values, 0.95),
        "longest": max(values, default=0),
    }


def measure(root):
    house = House(root)
    lines = house.lines()
    lengths = house.functions()
    circles_found = house.circles()
    all_clusters = clusters({**house.code, **house.elsewhere})
    in_sources = [c for c in all_clusters if any(run[0] in house.sources for run in c)]
    in_tests = [c for c in all_clusters if c not in in_sources]
    found_casts = [f"{n}:{line}" for n, t in house.sources.items() for line in casts(t)]
    handed_on = [f"{n}:{line}" for n, t in house.sources.items() for line in propagations(t)]
    sentences = house.sentences()
    long_ones = [(words, place) for words, place in sentences if words > prose.MOST_WORDS]
    openings = house.comments()
    ours = [c for c in circles_found if not is_highways(c)]
    return {
        "lines": lines,
        "folders": house.folders(),
        "functions": quantiles(list(lengths.values())),
        "longest_functions": sorted(((n, at) for at, n in lengths.items()), reverse=True)[:10],
        "circles": ours,
        "highway_circles": [c for c in circles_found if is_highways(c)],
        "upward_includes": house.upward_includes(),
        "duplicates": [[stretch(run) for run in c] for c in in_sources],
        "test_duplicates": [[stretch(run) for run in c] for c in in_tests],
        "static_casts": counts(found_casts, lines),
        "static_cast_lines": len(set(found_casts)),
        "propagations": counts(handed_on, lines),
        "propagation_places": handed_on,
        "sentences": {
            **quantiles([words for words, _ in sentences]),
            "over_25": len(long_ones),
            "over_25_share": round(len(long_ones) / max(1, len(sentences)), 4),
        },
        "long_sentences": [f"{n} words, {at}" for n, at in sorted(long_ones, reverse=True)],
        "comments_of": openings["Of"],
        "comments_what": openings["What"],
    }


def counts(found, lines):
    return {"count": len(found), "per_thousand": round(1000 * len(found) / max(1, lines), 2)}


def over_limits(figures):
    """What is over its limit, in words."""
    found = [
        f"{name}: {row['own_sources']} sources (at most {MOST_SOURCES})"
        for name, row in figures["folders"].items()
        if row["own_sources"] > MOST_SOURCES
    ]
    cli = figures["folders"].get("cli", {"lines": 0})["lines"]
    long_share = figures["sentences"]["over_25_share"]
    limits = [
        ("lines of cli", cli, MOST_CLI_LINES),
        ("circles", len(figures["circles"]), 0),
        ("upward includes", len(figures["upward_includes"]), 0),
        ("duplicates in sources", len(figures["duplicates"]), 0),
        ("static_casts a 1,000 lines", figures["static_casts"]["per_thousand"], MOST_CASTS),
        ("propagations by hand", figures["propagations"]["count"], 0),
        ("share of sentences over 25 words", long_share, prose.MOST_LONG_SHARE),
        ('comments that begin with "Of"', len(figures["comments_of"]), 0),
    ]
    return found + [
        f"{what}: {value} (at most {most})" for what, value, most in limits if value > most
    ]


def print_figures(figures, with_places):
    print(f"{'folder':<22}{'sources':>8}{'headers':>8}{'lines':>8}{'tests':>7}{'lines':>8}")
    for name, row in figures["folders"].items():
        shown = "  " * name.count("/") + name.rsplit("/", 1)[-1]
        flag = f"  over {MOST_SOURCES} sources" if row["own_sources"] > MOST_SOURCES else ""
        if name == "cli" and row["lines"] > MOST_CLI_LINES:
            flag += f"  over {MOST_CLI_LINES:,} lines"
        columns = [row[key] for key in ("sources", "headers", "lines", "tests", "test_lines")]
        cells = "".join(f"{n:>{width},}" for n, width in zip(columns, (8, 8, 8, 7, 8)))
        print(f"{shown:<22}{cells}{flag}")
    functions_, sentences = figures["functions"], figures["sentences"]
    quantile_text = "median {median}, p90 {p90}, p95 {p95}, longest {longest}"
    print(f"lines of sources and headers: {figures['lines']:,}")
    print(f"functions: {functions_['count']:,}; lines: " + quantile_text.format(**functions_))
    print_list("circles inside layers", figures["circles"], with_places)
    print_list("circles of Highway", figures["highway_circles"], with_places)
    print_list("upward includes", figures["upward_includes"], with_places)
    print_list("duplicates in sources", figures["duplicates"], with_places)
    print_list("duplicates in tests", figures["test_duplicates"], with_places)
    for what, key in (("static_casts", "static_casts"), ("propagations by hand", "propagations")):
        print(f"{what}: {figures[key]['count']}, {figures[key]['per_thousand']} a 1,000 lines")
    print(
        f"sentences of documents: {sentences['count']:,}; words: "
        + quantile_text.format(**sentences)
        + f"; over {prose.MOST_WORDS}: {sentences['over_25']}"
        + f" ({100 * sentences['over_25_share']:.1f} %)"
    )
    print_list('comments that begin with "Of"', figures["comments_of"], with_places)
    print_list('comments that begin with "What"', figures["comments_what"], with_places)
    if with_places:
        print_list("propagations by hand", figures["propagation_places"], True)
        print_list("long sentences", figures["long_sentences"], True)
        longest = [f"{lines} lines, {place}" for lines, place in figures["longest_functions"]]
        print_list("longest functions", longest, True)


def print_list(what, found, with_places):
    print(f"{what}: {len(found)}")
    for place in found if with_places else []:
        print("    " + (", ".join(place) if isinstance(place, list) else place))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    here = pathlib.Path(__file__).resolve().parents[1]
    parser.add_argument("--root", type=pathlib.Path, default=here, help="the checkout to measure")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.add_argument("--list", action="store_true", help="also every place that a figure counts")
    parser.add_argument("--check", action="store_true", help="end with 1 where a limit is exceeded")
    arguments = parser.parse_args()
    if not (arguments.root / "src" / "bachprop").is_dir():
        parser.error(f"{arguments.root}: has no src/bachprop; give the root of a checkout")
    figures = measure(arguments.root)
    over = over_limits(figures)
    if arguments.json:
        print(json.dumps({**figures, "over": over}, indent=1))
    else:
        print_figures(figures, arguments.list)
        print_list("over their limits", over, True)
    return 1 if arguments.check and over else 0


if __name__ == "__main__":
    sys.exit(main())
