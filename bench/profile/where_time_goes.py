#!/usr/bin/python3
"""Where the time of training the preset music goes: samples the program with Linux perf and draws the parts as bars.

    cmake --preset compose -B build/profile -DCMAKE_CXX_FLAGS="-fno-omit-frame-pointer -fno-optimize-sibling-calls"
    cmake --build build/profile --target bachprop
    bench/profile/where_time_goes.py FOLDER [-o where_time_goes.svg]

FOLDER holds MIDI files to train on. Prints microseconds of processor time a note, part by part; time in which a
thread spins until another has finished counts as waiting. Needs perf (linux-perf) and matplotlib
(python3-matplotlib).
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
RATE = 499  # samples a second of processor time

# The first whose pattern is found in a sample's stack, functions from the innermost outwards.
PARTS = (
    ("not training", r"encode|save|write_|_dl_|prepare_corpus|measure_validation"),
    ("waiting", r"Patience|sched_yield"),
    ("products: weight gradients", r"multiply_transposed|outer_"),
    ("products: readouts", r"(multiply|product).*Readout<"),
    ("products: from layer to layer", r"(multiply|product).*(sum_inputs|below_backward)"),
    ("products: steps", r"(multiply|product).*Layer<"),
    ("look-ups and their gradients", r"sum_rows|sum_entries|look_up|gather_|sum_hidden|add_context_gradient"),
    ("what changes in the contexts", r"EntryChanges|EntryRuns|EntryRows|index_layers|index_readouts|_changes"),
    ("gates", r"gru_|Layer<.*::(forward|backward)"),
    ("readouts, without products", r"read_out|Readout"),
    ("clipping, Adam, average, packing", r"adam|sum_of_squares|pack|sum_gradients"),
    ("contexts and laying", r"EpochPlan|NoteContext|MusicSoFar"),
    ("the rest", r""),
)
COLOURS = {
    "products: steps": "#1f4e79",
    "products: from layer to layer": "#2e75b6",
    "products: readouts": "#5b9bd5",
    "products: weight gradients": "#9dc3e6",
    "look-ups and their gradients": "#7f6000",
    "what changes in the contexts": "#bf9000",
    "contexts and laying": "#ffd966",
    "gates": "#c55a11",
    "readouts, without products": "#548235",
    "clipping, Adam, average, packing": "#7030a0",
    "waiting": "#d9d9d9",
    "the rest": "#7f7f7f",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("--program", default=ROOT / "build/profile/bachprop", type=pathlib.Path)
    parser.add_argument("--epochs", default=3, type=int)
    parser.add_argument("-o", "--output", type=pathlib.Path)
    arguments = parser.parse_args()
    runs = {
        f"{precision}, {simd}, {threads} thread{'s' if threads > 1 else ''}": profile(
            arguments, simd, precision, threads
        )
        for simd, precision in (("avx2", "fp32"), ("auto", "fp32"), ("auto", "bf16"))
        for threads in (1, 2)
    }
    report(runs)
    if arguments.output:
        draw(runs, arguments.output)


def profile(arguments, simd, precision, threads):
    """Microseconds of processor time a note of each part."""
    with tempfile.TemporaryDirectory() as folder:
        data = f"{folder}/perf.data"
        train = [arguments.program, "train", arguments.corpus, "-o", f"{folder}/model.safetensors",
                 "--json", "--epochs", arguments.epochs, "--threads", threads, "--simd", simd,
                 "--precision", precision, "--validation", 0.01]  # fmt: skip
        record = ["perf", "record", "-q", "-e", "cpu-clock", "-F", RATE, "-g", "-o", data, *train]
        done = run(record)
        last = json.loads(done.splitlines()[-1])
        stacks = run(["perf", "script", "-i", data, "-F", "ip,sym"])
    notes = last["notes_per_second"] * last["seconds"]
    counts = collections.Counter(part_of(stack) for stack in stacks.split("\n\n") if stack.strip())
    return {part: counts[part] * 1e6 / RATE / notes for part, _ in PARTS}


def run(command):
    return subprocess.run([str(c) for c in command], check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True).stdout  # fmt: skip


def part_of(stack):
    functions = " | ".join(stack.split("\n"))
    return next(part for part, pattern in PARTS if re.search(pattern, functions))


def report(runs):
    shown = [part for part, _ in PARTS if part != "not training"]
    width = max(map(len, shown))
    for name, parts in runs.items():
        total = sum(parts[part] for part in shown)
        print(f"\n{name}: {total:.2f} us of processor time a note")
        for part in sorted(shown, key=parts.get, reverse=True):
            print(f"  {part:{width}} {parts[part]:6.2f} us {100 * parts[part] / total:5.1f} %")


def draw(runs, output):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(9, 4.2))
    names = list(runs)[::-1]
    left = [0.0] * len(names)
    for part, colour in COLOURS.items():
        widths = [runs[name][part] for name in names]
        axes.barh(names, widths, left=left, color=colour, label=part, height=0.7)
        left = [a + b for a, b in zip(left, widths)]
    axes.set_xlabel("processor time a note, microseconds")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.16), ncols=3, frameon=False, fontsize=8.5)
    figure.savefig(output, bbox_inches="tight", metadata={"Date": None})


if __name__ == "__main__":
    main()
