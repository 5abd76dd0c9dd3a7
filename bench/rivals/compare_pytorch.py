#!/usr/bin/python3
"""Ours and PyTorch in turn: training both presets, and composing with the paper's network.

    bench/rivals/compare_pytorch.py [--program build/compose/bachprop] [--rounds 7] [--only TEXT]

First holds the PyTorch networks against tests/golden/network.json and network_music.json, so that both compute
the same. Then, for each row, tries every way of doing it in PyTorch (pytorch_network.py, pytorch_music.py) on one
thread and on all, keeps the fastest, and measures ours and that one in turn. Prints medians, and the ratio's
median, least and most. The preset music's notes come from the program music_rows beside the other.
"""

import argparse
import functools
import itertools
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

# Memory that PyTorch frees is kept instead of given back to the system at every step.
MEMORY = {"MALLOC_MMAP_THRESHOLD_": "4000000000", "MALLOC_TRIM_THRESHOLD_": "8000000000"}
ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    arguments = parse_arguments()
    if any(os.environ.get(name) != value for name, value in MEMORY.items()):
        os.environ.update(MEMORY)
        os.execv(sys.executable, [sys.executable, *sys.argv])
    torch.set_flush_denormal(True)
    check_against_golden()
    check_against_music_golden(read_golden("network_music.json"))
    print("the same logits and loss as in tests/golden", flush=True)
    print(f"PyTorch {torch.__version__}, {blas_name()}; medians of {arguments.rounds} turns", flush=True)
    bf16 = has_bf16(arguments.program)
    for row in rows(arguments.program):
        if arguments.only in row["name"] and (bf16 or "bf16" not in row["name"]):
            compare(row, arguments)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default=ROOT / "build/compose/bachprop", type=pathlib.Path)
    parser.add_argument("--rounds", default=7, type=int)
    parser.add_argument("--seconds", default=1.0, type=float, help="a turn of PyTorch")
    parser.add_argument("--only", default="", help="rows whose name contains this")
    return parser.parse_args()


def has_bf16(program):
    """Whether the processor multiplies in bfloat16: else there are no such rows."""
    command = [program, "bench", "--json", "--quick", "--only", "product 256"]
    report = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return report["machine"]["bfloat16_unit"] != "none"


def blas_name():
    """The library behind PyTorch's matrix products."""
    maps = pathlib.Path("/proc/self/maps").read_text().split()
    found = [name for name in ("openblas-openmp", "openblas-pthread", "blis", "mkl", "atlas")
             if any(name in path for path in maps)]
    return found[0] if found else "reference BLAS (slow: install libopenblas0-openmp)"


def rows(program):
    """Each: what `bachprop bench` calls it, and the ways in which PyTorch could do it."""
    processors = len(os.sched_getaffinity(0))
    counts = sorted({1, processors})
    all_threads = f"{processors} thread{'s' if processors > 1 else ''}"
    for batch, precision in ((32, "fp32"), (32, "bf16"), (8, "fp32"), (8, "bf16")):
        yield {
            "name": f"training paper's, batch {batch}, {all_threads}, {precision}",
            "part": "training",
            "ways": [
                training_way(variant, batch, bf16, threads)
                for bf16, threads, variant in itertools.product(
                    {False, precision == "bf16"}, counts, VARIANTS
                )
            ],
        }
    for count, precision in itertools.product(counts, ("fp32", "bf16")):
        threads = all_threads if count > 1 else "1 thread"
        yield {
            "name": f"training preset music's, batch 8, {threads}, {precision}",
            "part": "training",
            "ways": [
                music_way(variant, program, bf16, c)
                for bf16, c, variant in itertools.product(
                    {False, precision == "bf16"}, [c for c in counts if c <= count], MUSIC_VARIANTS
                )
            ],
        }
    for pieces, precision in itertools.product((1, 32, 256), ("fp32", "bf16")):
        threads = all_threads if pieces > 1 else "1 thread"
        yield {
            "name": f"composing paper's, {pieces} piece{'s' if pieces > 1 else ''}, {threads}, {precision}",
            "part": "composing",
            "ways": [
                composing_way(pieces, bf16, count)
                for bf16, count in itertools.product({False, precision == "bf16"}, counts)
            ]
            + [plain_composing_way(pieces, count) for count in counts],
        }


def training_way(variant, batch, bf16, threads):
    name = f"{variant}, {'bf16' if bf16 else 'fp32'}, threads {threads}"
    return {"name": name, "threads": threads, "variant": variant,
            "make": lambda: Training(variant, batch, bf16).step}


def music_way(variant, program, bf16, threads):
    name = f"{variant}, {'bf16' if bf16 else 'fp32'}, threads {threads}"
    return {"name": name, "threads": threads, "variant": variant.split(",")[0],
            "make": lambda: MusicTraining(variant, music(program), bf16).step}


@functools.cache
def music(program):
    """The notes and contexts that `bachprop bench` trains on."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "rows.safetensors"
        subprocess.run([program.parent / "music_rows", path], check=True)
        return Music(path)


def composing_way(pieces, bf16, threads):
    name = f"script, {'bf16' if bf16 else 'fp32'}, threads {threads}"
    return {"name": name, "threads": threads, "variant": "script",
            "make": lambda: Composing(pieces, bf16).run}


def plain_composing_way(pieces, threads):
    return {"name": f"gru, fp32, threads {threads}", "threads": threads, "variant": "gru",
            "make": lambda: PlainComposing(pieces).run}


def compare(row, arguments):
    print(f"\n{row['name']}", flush=True)
    best, shipped = choose(row["ways"], arguments.seconds)
    turns = {"ours": [], best["name"]: [], shipped["name"]: []}
    for _ in range(arguments.rounds):
        turns["ours"].append(our_speed(arguments.program, row))
        for way in {best["name"]: best, shipped["name"]: shipped}.values():
            turns[way["name"]].append(speed(way, arguments.seconds))
    for name, speeds in turns.items():
        ratios = [ours / theirs for ours, theirs in zip(turns["ours"], speeds)]
        print(f"  {name:28} {statistics.median(speeds):>9,.0f} notes/s", end="")
        if name == "ours":
            print()
        else:
            print(f"   ours {statistics.median(ratios):.1f} times as fast"
                  f" ({min(ratios):.1f} to {max(ratios):.1f})", flush=True)


def choose(ways, seconds):
    """The fastest of all, and the fastest with what PyTorch ships (torch.nn.GRU)."""
    for way in ways:
        way["run"] = way["make"]()
        way["speed"] = max(speed(way, seconds / 2) for _ in range(2))
    for way in ways:
        print(f"  tried  {way['name']:28} {way['speed']:>9,.0f}", flush=True)
    fastest = lambda some: max(some, key=lambda way: way["speed"])
    return fastest(ways), fastest([w for w in ways if w["variant"] == "gru"] or ways)


def speed(way, seconds):
    torch.set_num_threads(way["threads"])
    way["run"]()  # threads and caches are awake
    return speed_of(way["run"], seconds)


def our_speed(program, row):
    command = [program, "bench", "--json", "--simd", "auto", "--precision", "fp32,bf16", "--only", row["name"]]
    report = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return report[row["part"]][0]["notes_per_second"]["median"]


def check_against_golden():
    """Same weights and notes, same logits and loss: up to the first note of a second piece in a row."""
    golden = read_golden("network.json")
    sizes = tuple(golden["sizes"]["vocabularies"].values())
    weights = {name: torch.tensor(value) for name, value in golden["parameters"].items()}
    truncation = golden["truncations"][0]
    later = [any(row) for row in truncation["reset"]].index(True, 1)
    notes = torch.tensor(truncation["inputs"])[:later]
    following = torch.tensor(truncation["targets"])[:later]
    expected = [torch.tensor(truncation["expected"]["logits"][f])[:later] for f in FEATURES]
    gradients = {}
    for variant in VARIANTS:
        network = Network(variant, sizes, golden["sizes"]["hidden"], golden["sizes"]["layers"])
        with torch.no_grad():
            load(network, weights)
        states = [torch.zeros(notes.shape[1], golden["sizes"]["hidden"]) for _ in network.layers]
        logits, _ = network(notes, following, states)
        for got, wanted in zip(logits, expected):
            torch.testing.assert_close(got, wanted, rtol=1e-4, atol=1e-5)
        loss = loss_of(logits, following)
        torch.testing.assert_close(loss, loss_of(expected, following))
        loss.backward()
        gradients[variant] = {name: p.grad for name, p in network.named_parameters()}
    # The backward pass by hand against the automatic one.
    torch.testing.assert_close(gradients["manual"], gradients["script"], rtol=1e-4, atol=1e-6)
    check_composer(network, notes, following, expected)


def read_golden(name):
    return json.loads((ROOT / "tests/golden" / name).read_text())


def check_composer(network, notes, following, expected):
    """Noise that forces the golden choices gives the golden logits."""
    with torch.no_grad():
        composer = Composer(network)
        rows = notes.shape[1]
        states = [torch.zeros(rows, composer.hidden) for _ in network.layers]
        for last, chosen, *wanted in zip(notes, following, *expected):
            noise = [1e6 * functional.one_hot(c, size) for c, size in zip(chosen.T, network.sizes)]
            _, logits = composer.step(last, torch.arange(0, 3 * rows, 3), states, noise)
            torch.testing.assert_close(logits, wanted, rtol=1e-4, atol=1e-5)


def load(network, weights):
    for index, layer in enumerate(network.layers):
        name = f"layers.{index}."
        table = torch.cat([weights[name + feature] for feature in FEATURES])
        layer.set_weights(table, weights.get(name + "below"), weights[name + "recurrent"],
                          weights[name + "bias"], weights[name + "recurrent_bias"])  # fmt: skip
    for feature, readout in zip(FEATURES, network.readouts):
        name = f"readouts.{feature}."
        readout.hidden.weight.copy_(weights[name + "hidden.weight"].T)
        readout.hidden.bias.copy_(weights[name + "hidden.bias"])
        readout.output.weight.copy_(weights[name + "output.weight"].T)
        readout.output.bias.copy_(weights[name + "output.bias"])
        for given, table in zip(FEATURES, readout.given):
            table.weight.copy_(weights[name + f"hidden.{given}"])


FEATURES = ("dt", "duration", "pitch")

if __name__ == "__main__":
    try:
        import torch
        from torch.nn import functional
    except ImportError:
        sys.exit("PyTorch is missing; run: tools/setup.sh rivals")
    from pytorch_composing import Composer, Composing, PlainComposing
    from pytorch_music import VARIANTS as MUSIC_VARIANTS
    from pytorch_music import Music, MusicTraining, check_against_music_golden
    from pytorch_network import VARIANTS, Network, Training, loss_of, speed_of

    main()
