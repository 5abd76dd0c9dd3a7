#!/usr/bin/env python3
"""tools/piano_rolls.py on small files of each kind, and its output read by `bachprop benchmark`.

    piano_rolls_test.py BACHPROP
"""
import json
import math
import os
import pathlib
import pickle
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tools" / "piano_rolls.py"
PROGRAM = sys.argv.pop(1)
sys.path.insert(0, str(SCRIPT.parent))
sys.dont_write_bytecode = True
import piano_rolls  # noqa: E402

try:
    import numpy
    import scipy.io
except ImportError:
    numpy = None

# As written: pitches rising, each once.
CHORDS = [[60, 64], [60, 64], [], [62], [62, 65, 69]]
SET = {"train": [CHORDS, [[48]]], "valid": [CHORDS], "test": [[[21, 108]]]}


def roll(piece, keys=88, lowest=21):
    array = numpy.zeros((len(piece), keys))
    for frame, pitches in enumerate(piece):
        array[frame, [pitch - lowest for pitch in pitches]] = 1
    return array


def voices(piece, rest):
    """Four numbers a frame."""
    return [frame + [rest] * (4 - len(frame)) for frame in piece]


class Trap:
    """A pickle of this runs a program where it is read without care."""

    def __reduce__(self):
        return print, ("the trap ran",)


class PianoRolls(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)
        self.output = self.folder / "new" / "rolls.json"

    def tearDown(self):
        self.temporary.cleanup()

    def run_script(self, source, *options):
        words = [sys.executable, SCRIPT, source, "-o", self.output, *options]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    def converted(self, source, *options):
        outcome = self.run_script(source, *options)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        return json.loads(self.output.read_text())

    def refusal(self, source, *options):
        outcome = self.run_script(source, *options)
        self.assertEqual(outcome.returncode, 1, outcome.stdout)
        self.assertFalse(self.output.exists())
        self.assertNotIn("Traceback", outcome.stderr)
        return outcome.stderr

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def pickled(self, content, protocol=2):
        return self.file("set.pickle", pickle.dumps(content, protocol))

    def cells(self, names, **options):
        """A MATLAB file with a cell array of rolls for each part."""
        content = {}
        for name, pieces in zip(names, SET.values()):
            cells = numpy.empty((1, len(pieces)), dtype=object)
            for i, piece in enumerate(pieces):
                cells[0, i] = roll(piece)
            content[name] = cells
        path = self.folder / "set.mat"
        scipy.io.savemat(path, content, **options)
        return path

    def need_numpy(self):
        if numpy is None:
            self.skipTest("SKIPPED: needs python3-scipy")

    def test_matlab_cells_of_rolls(self):
        self.need_numpy()
        for compressed in (False, True):
            source = self.cells(("traindata", "validdata", "testdata"), do_compression=compressed)
            self.assertEqual(self.converted(source, "--force"), SET)

    def test_matlab_files_without_the_three_parts(self):
        self.need_numpy()
        said = self.refusal(self.cells(("traindata", "other", "testdata")))
        self.assertIn("has no valid or validdata", said)
        self.assertIn("its keys are other, testdata, traindata", said)

    def test_pickles_of_lists_and_tuples(self):
        content = {part: [[tuple(f) for f in p] for p in pieces] for part, pieces in SET.items()}
        for protocol in (0, 2, 4):
            self.assertEqual(self.converted(self.pickled(content, protocol), "--force"), SET)

    def test_pickles_of_arrays(self):
        self.need_numpy()
        content = {
            part: [numpy.array(voices(p, math.nan)) for p in pieces] for part, pieces in SET.items()
        }
        self.assertEqual(self.converted(self.pickled(content)), SET)

    def test_numpy_archives_of_voices(self):
        self.need_numpy()
        arrays = {}
        for part, pieces in SET.items():
            arrays[part] = numpy.empty(len(pieces), dtype=object)
            for i, piece in enumerate(pieces):
                arrays[part][i] = numpy.array(voices(piece, math.nan), dtype="float32")
        numpy.savez(self.folder / "set.npz", **arrays)
        self.assertEqual(self.converted(self.folder / "set.npz"), SET)

    def test_numpy_archives_of_pieces_of_one_length(self):
        self.need_numpy()
        one = numpy.array([roll(CHORDS, 128, 0)])
        numpy.savez(self.folder / "set.npz", train=one, valid=one, test=one)
        same = {part: [CHORDS] for part in SET}
        self.assertEqual(self.converted(self.folder / "set.npz"), same)

    def test_json_with_rests_and_rolls_of_zeros_and_ones(self):
        row = [0] * 30
        row[1] = 1
        content = {
            "training": [voices(CHORDS, -1), [[48, None]]],
            "val": [voices(CHORDS, math.nan)],
            "test": [[row, [0] * 30]],
        }
        source = self.file("set.json", json.dumps(content).encode())
        expected = {**SET, "test": [[[41], []]]}
        self.assertEqual(self.converted(source, "--lowest", "40"), expected)
        self.output.unlink()
        self.assertIn("test, piece 0: has 30 keys; say with --lowest", self.refusal(source))

    def test_says_where_something_is_no_pitch(self):
        source = self.pickled({**SET, "valid": [CHORDS, [[60], [61.5]]]})
        self.assertIn("valid, piece 1: frame 1: 61.5 is no MIDI pitch", self.refusal(source))

    def test_a_pickle_runs_no_program(self):
        said = self.refusal(self.pickled({"train": Trap(), "valid": [], "test": []}))
        self.assertIn("print, which is no data", said)
        self.assertNotIn("the trap ran", said)

    def test_names_what_it_cannot_read(self):
        for content, word in (
            (b"MThd\0\0\0\6", "is a MIDI file"),
            (b"\x89HDF\r\n", "save it with -v7"),
            (b"PK\x03\x04 damaged", "NumPy archive"),
            (b"hello", "is no Python pickle"),
            (b"", "is no Python pickle"),
            (b'{"train": ', "is no JSON"),
            (b"[1]", "is no dictionary of train, valid and test"),
        ):
            self.assertIn(word, self.refusal(self.file("set", content)))
        self.assertIn("No such file", self.refusal(self.folder / "none.mat"))

    def test_replaces_no_file_unasked(self):
        source = self.pickled(SET)
        self.converted(source)
        self.output.write_text("mine")
        self.assertEqual(self.run_script(source).returncode, 1)
        self.assertEqual(self.output.read_text(), "mine")
        self.assertEqual(self.converted(source, "--force"), SET)

    def test_a_link_that_leads_nowhere_stays(self):
        self.output.parent.mkdir()
        self.output.symlink_to("nowhere")
        outcome = self.run_script(self.pickled(SET))
        self.assertEqual(outcome.returncode, 1)
        self.assertIn("is there already", outcome.stderr)
        self.assertEqual(os.readlink(self.output), "nowhere")

    def test_what_is_read_is_not_replaced(self):
        source = self.pickled(SET)
        before = source.read_bytes()
        self.output.parent.mkdir()
        for link in (os.link, os.symlink):
            link(source, self.output)
            outcome = self.run_script(source, "--force")
            self.assertEqual(outcome.returncode, 1)
            self.assertIn("is read and would be overwritten", outcome.stderr)
            self.output.unlink()
        self.assertEqual(source.read_bytes(), before)

    def test_what_appears_meanwhile_stays(self):
        self.output.parent.mkdir()
        self.output.write_text("mine")
        with self.assertRaisesRegex(piano_rolls.Unreadable, "is there already"):
            piano_rolls.write(SET, self.output, force=False)
        self.assertEqual(self.output.read_text(), "mine")
        self.assertEqual(list(self.output.parent.iterdir()), [self.output])

    def test_is_written_where_there_are_no_links(self):
        self.output.parent.mkdir()
        with unittest.mock.patch("os.link", side_effect=PermissionError):
            piano_rolls.write(SET, self.output, force=False)
        self.assertEqual(json.loads(self.output.read_text()), SET)
        self.assertEqual(list(self.output.parent.iterdir()), [self.output])

    def test_nothing_is_left_of_a_file_that_cannot_be_written(self):
        source = self.pickled({part: [CHORDS] * 1000 for part in SET})
        self.output.parent.mkdir()
        limited = 'ulimit -f 1; trap "" XFSZ; exec "$@"'
        words = [sys.executable, SCRIPT, source, "-o", self.output]
        outcome = subprocess.run(
            ["sh", "-c", limited, "sh", *words], capture_output=True, text=True, check=False
        )
        self.assertEqual(outcome.returncode, 1)
        self.assertIn("File too large", outcome.stderr)
        self.assertEqual(list(self.output.parent.iterdir()), [])

    def test_permissions_are_those_that_the_user_wants(self):
        before = os.umask(0o027)
        try:
            self.converted(self.pickled(SET))
        finally:
            os.umask(before)
        self.assertEqual(self.output.stat().st_mode & 0o777, 0o640)

    def test_benchmark_reads_what_was_written(self):
        scale = [[pitch, pitch + 4] for pitch in range(50, 66)]
        self.converted(self.pickled({part: [scale, scale] for part in SET}))
        options = "--frame 1/4 --hidden 8 --epochs 1 --precision fp32 --json".split()
        words = [PROGRAM, "benchmark", self.output, *options]
        outcome = subprocess.run(words, capture_output=True, text=True, check=True)
        report = json.loads(outcome.stdout)
        self.assertEqual(report["test"]["notes"], 64)
        self.assertEqual(report["changes"], [])


if __name__ == "__main__":
    unittest.main()
