#!/usr/bin/python3
"""How time and memory grow with the corpus: `prepare`, and an epoch of `train` with the paper's network.

    bench/growth.py FOLDER... [--program build/compose/bachprop] [--notes 100000 1000000 10000000]

The MIDI files below the folders are copied until there are so many notes. Each copy ends in a chunk of its
own, which readers skip, so that none counts as a copy of another.
"""

import argparse
import json
import os
import pathlib
import random
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    parser.add_argument("--program", default=ROOT / "build/compose/bachprop", type=pathlib.Path)
    parser.add_argument("--notes", nargs="+", type=int, default=[100_000, 1_000_000, 10_000_000])
    arguments = parser.parse_args()
    files = sorted(f for folder in arguments.folders for f in folder.rglob("*.mid"))
    contents = [f.read_bytes() for f in files]
    random.Random(1).shuffle(contents)  # any part of them is a mixture of all
    print(f"{'notes':>12}{'prepare':>12}{'memory':>10}{'train':>12}{'memory':>10}")
    for notes in arguments.notes:
        measure(arguments.program, contents, notes)


def measure(program, contents, wanted):
    with tempfile.TemporaryDirectory() as folder:
        corpus = f"{folder}/corpus.safetensors"
        each = notes_of(program, contents, folder)
        write_copies(contents, wanted * len(contents) // each, f"{folder}/midi")
        prepare = run([program, "prepare", f"{folder}/midi", "-o", corpus, "--json"])
        train = run([program, "train", corpus, "-o", f"{folder}/model.safetensors", "--epochs", 1,
                     "--validation", 0.001, "--json"])  # fmt: skip
        notes = json.loads(prepare["output"])["notes"]
        print(f"{notes:>12,}{prepare['seconds']:>10.2f} s{prepare['megabytes']:>7.0f} MB"
              f"{train['seconds']:>10.2f} s{train['megabytes']:>7.0f} MB", flush=True)


def notes_of(program, contents, folder):
    """Of all files once, about: what a small part of them holds, by its bytes."""
    part = contents[:: max(1, len(contents) // 50)]
    write_copies(part, len(part), f"{folder}/part")
    report = run([program, "prepare", f"{folder}/part", "-o", f"{folder}/part.safetensors", "--json"])
    return json.loads(report["output"])["notes"] * sum(map(len, contents)) // sum(map(len, part))


def write_copies(contents, count, folder):
    pathlib.Path(folder).mkdir()
    for i in range(count):
        number = i.to_bytes(8, "big")
        chunk = b"COPY" + len(number).to_bytes(4, "big") + number
        pathlib.Path(f"{folder}/{i:07}.mid").write_bytes(contents[i % len(contents)] + chunk)


def run(command):
    """Its output, seconds and most memory."""
    begin = time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)  # fmt: skip
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    if status != 0:
        raise SystemExit(f"failed: {' '.join(map(str, command))}")
    return {"output": output, "seconds": seconds, "megabytes": usage.ru_maxrss / 1024}


if __name__ == "__main__":
    main()
