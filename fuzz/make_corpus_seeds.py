#!/usr/bin/env python3
"""Writes the seeds of the corpus fuzzer into corpus/corpus beside this script.

Each is the parts of a corpus file, see corpus_fuzz.cpp: how many notes and piece starts, the list of
pieces as JSON, then the columns. Whole files, which begin with a 0 byte, are those of the program
itself, one with two pieces and damaged copies of it.
"""
import json
import pathlib
import struct
import sys

SHA = "0123456789abcdef" * 4


def piece(name, voices=(), tempos=(), times=(), keys=()):
    return {"name": name, "sha256": SHA, "title": "t", "voices": list(voices), "tempos": list(tempos),
            "time_signatures": list(times), "key_signatures": list(keys)}


def parts(pieces, notes, starts, text=None):
    """notes: (onset, duration, pitch, voice) in 48ths of a quarter."""
    text = (json.dumps(pieces) if text is None else text).encode()
    onsets, durations, pitches, voices = zip(*notes) if notes else ((), (), (), ())
    n = len(notes)
    return (b"\x01" + struct.pack("<BBH", n, len(starts), len(text)) + text +
            struct.pack(f"<{n}i{n}i{n}B{len(starts)}b{n}b", *onsets, *durations, *pitches, *starts, *voices))


CHORD = [(0, 48, 60, -1), (0, 48, 64, -1), (48, 24, 60, -1)]
RICH = piece("a/b.mid", ["soprano", "bass"], [[[0, 1], 96.5], [[7, 480], 60]], [[[0, 1], 3, 4]],
             [[[0, 1], -3, True]])

SEEDS = {
    "empty": parts([], [], [0]),
    "chord": parts([piece("a")], CHORD, [0, 3]),
    "two_pieces": parts([piece("a"), piece("b")], CHORD + [(5, 1, 127, -1)], [0, 3, 4]),
    "voices": parts([RICH], [(0, 48, 60, 1), (0, 16, 64, 0)], [0, 2]),
    "overlap": parts([piece("a")], [(0, 49, 60, -1), (48, 1, 60, -1)], [0, 2]),
    "negative": parts([piece("a")], [(-1, 48, 60, -1)], [0, 1]),
    "late": parts([piece("a")], [(2**31 - 1, 1, 60, -1)], [0, 1]),
    "pitch_128": parts([piece("a")], [(0, 1, 128, -1)], [0, 1]),
    "unknown_voice": parts([RICH], [(0, 1, 60, 2)], [0, 1]),
    "names_without_voices": parts([RICH], [(0, 1, 60, -1)], [0, 1]),
    "bad_starts": parts([piece("a"), piece("b")], CHORD, [0, 3, 2]),
    "unsorted_names": parts([piece("b"), piece("a")], CHORD, [0, 1, 3]),
    "bad_json": parts([], CHORD, [0, 3], text='[{"name":'),
    "bad_tempo": parts([piece("a", tempos=[[[0, 0], 1e999]])], CHORD, [0, 3]),
    "deep_json": parts([], [], [0], text="[" * 2000),
}


def whole(path):
    data = path.read_bytes()
    return {"file": b"\0" + data, "file_cut": b"\0" + data[:-7], "file_header_cut": b"\0" + data[:100],
            "file_flipped": b"\0" + data[:-3] + bytes([data[-3] ^ 1]) + data[-2:]}


def main():
    folder = pathlib.Path(__file__).parent / "corpus" / "corpus"
    folder.mkdir(parents=True, exist_ok=True)
    seeds = dict(SEEDS)
    if len(sys.argv) > 1:
        seeds.update(whole(pathlib.Path(sys.argv[1])))
    for name, data in seeds.items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
