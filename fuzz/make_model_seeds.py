#!/usr/bin/env python3
"""Writes the seeds of the model fuzzer into corpus/model beside this script.

Each is a 1 byte and the JSON description of a model (see model_fuzz.cpp). With a small model file as
argument, that file too, a 0 byte before it, whole and damaged.
"""
import json
import pathlib
import sys

OPTIONS = {"layers": 1, "hidden": 2, "epochs": 1, "batch": 8, "truncation": 128, "learning_rate": 0.002,
           "schedule": "cosine", "clip_norm": 1.0, "loss_weights": [0.1, 0.3, 0.6], "validation_share": 0.1,
           "transpose": True, "patience": 20, "seed": 1}
PART = {"nats_per_note": 3.0, **{f: {"nats": 1.0, "accuracy": 0.5} for f in ("dt", "duration", "pitch")}}
MODEL = {
    "shape": {"layers": 2, "hidden": 3, "symbols": [3, 3, 4]},
    "dictionaries": {"dt": [[0, 1], [1, 2]], "duration": [[1, 3], [1, 1]], "pitch": [60, 62]},
    "quarters_per_minute": 100.0,
    "time_signature": [3, 4],
    "keep_percussion": False,
    "record": {"options": OPTIONS, "best_epoch": 1,
               "pieces": [{"name": "a.mid", "sha256": "00", "part": "train"}],
               "epochs": [{"epoch": 1, "learning_rate": 0.002, "train": PART, "valid": PART}]},
}


def changed(path, value):
    model = json.loads(json.dumps(MODEL))
    place = model
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return model


SEEDS = {
    "model": MODEL,
    "no_signature": changed(["time_signature"], None),
    "bad_signature": changed(["time_signature"], [4, 3]),
    "huge": changed(["shape"], {"layers": 8, "hidden": 4096, "symbols": [65536, 65536, 65536]}),
    "negative": changed(["shape", "hidden"], -1),
    "lstm": changed(["shape", "cell"], "lstm"),
    "feedforward": changed(["shape", "cell"], "feedforward"),
    "other_cell": changed(["shape", "cell"], "transformer"),
    "other_symbols": changed(["shape", "symbols"], [3, 3, 5]),
    "unsorted": changed(["dictionaries", "dt"], [[1, 2], [0, 1]]),
    "zero_denominator": changed(["dictionaries", "dt"], [[0, 0], [1, 2]]),
    "reversed_pitches": changed(["dictionaries", "pitch"], [62, 60]),
    "no_tempo": changed(["quarters_per_minute"], 0),
    "no_record": changed(["record"], None),
    "zero_batch": changed(["record", "options", "batch"], 0),
    "text_epoch": changed(["record", "epochs", 0, "epoch"], "one"),
}


def main():
    folder = pathlib.Path(__file__).parent / "corpus" / "model"
    folder.mkdir(parents=True, exist_ok=True)
    for name, model in SEEDS.items():
        (folder / name).write_bytes(b"\x01" + json.dumps(model).encode())
    (folder / "deep").write_bytes(b"\x01" + b"[" * 2000)
    if len(sys.argv) > 1:
        data = pathlib.Path(sys.argv[1]).read_bytes()
        (folder / "file").write_bytes(b"\0" + data)
        (folder / "file_cut").write_bytes(b"\0" + data[:-7])
        (folder / "file_flipped").write_bytes(b"\0" + data[:-3] + bytes([data[-3] ^ 1]) + data[-2:])


if __name__ == "__main__":
    main()
