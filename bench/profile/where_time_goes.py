#!/usr/bin/python3
"""Where the time of training goes: samples the program with Linux perf and draws the parts as bars.

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
    ("not training", r"encode|save|write_|_dl_|prepare_corpus"),
    ("waiting", r"Patience|sched_yield"),
    ("products: weight gradients", r"outer_.*\bLayer<|recurrent_gradient|below_gradient"),
    ("products: backward", r"product.*\bLayer<.*::backward"),
    ("products: forward", r"product.*\bLayer<.*::forward"),
    ("look-ups", r"look_up|sum_rows|input_gradient|add_to_rows"),
    ("gates: backward", r"gru_backward|\bLayer<.*::backward"),
    ("gates: forward", r"gru_forward|\bLayer<.*::forward"),
    ("readouts", r"read_out|Readout"),
    ("clipping, Adam, packing", r"adam|sum_of_squares|pack|sum_gradients"),
    ("the rest", r""),
)
COLOURS = {
    "products: forward": "#1f4e79",
    "products: backward": "#2e75b6",
    "products: weight gradients": "#9dc3e6",
    "readouts": "#548235",
    "gates: forward": "#c55a11",
    "gates: backward": "#f4b183",
    "look-ups": "#7f6000",
    "clipping, Adam, packing": "#bf9000",
    "waiting": "#d9d9d9",
    "the rest": "#7f7f7f",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("--program", default=ROOT / "build/profile/bachprop", type=pathlib.Path)
    parser.add_argument("--epochs", default=8, type=int)
    parser.add_argument("-o", "--output", type=pathlib.Path)
    arguments = parser.parse_args()
    runs = {
        f"batch {batch}, {threads} thread{'s' if threads > 1 else ''}, {precision}": profile(
            arguments, batch, threads, precision
        )
        for precision in ("fp32", "bf16")
        for batch, threads in ((32, 1), (32, 2), (8, 2), (4, 2))
    }
    report(runs)
    if arguments.output:
        draw(runs, arguments.output)


def profile(arguments, batch, threads, precision):
    """Microseconds of processor time a note of each part."""
    with tempfile.TemporaryDirectory() as folder:
        data = f"{folder}/perf.data"
        train = [arguments.program, "train", arguments.corpus, "-o", f"{folder}/model.safetensors",
                 "--json", "--epochs", arguments.epochs, "--batch", batch, "--threads", threads,
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
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.16), ncols=4, frameon=False, fontsize=8.5)
    figure.savefig(output, bbox_inches="tight", metadata={"Date": None})


if __name__ == "__main__":
    main()
