#!/usr/bin/env python3
"""Writes the seeds of the MIDI fuzzer into corpus/midi beside this script.

Small files made here by hand, whole and damaged, one for each thing that the reader distinguishes.
"""
import pathlib
import struct

END = b"\x00\xff\x2f\x00"
NOTE = b"\x00\x90\x3c\x40\x60\x80\x3c\x00"


def header(format_=0, tracks=1, division=96, length=6):
    return b"MThd" + struct.pack(">IHHH", length, format_, tracks, division & 0xFFFF)


def track(events, length=None, end=END, name=b"MTrk"):
    body = events + end
    return name + struct.pack(">I", len(body) if length is None else length) + body


def rmi(midi):
    return b"RIFF" + struct.pack("<I", len(midi) + 12) + b"RMIDdata" + struct.pack("<I", len(midi)) + midi


CONDUCTOR = (b"\x00\xff\x03\x05Title\x00\xff\x51\x03\x07\xa1\x20\x00\xff\x58\x04\x03\x03\x18\x08"
             b"\x00\xff\x59\x02\xfd\x01\x81\x40\xff\x51\x03\x0f\x42\x40")
EVERY_KIND = (b"\x00\x80\x01\x02\x00\x90\x03\x04\x00\xa1\x05\x06\x00\xb2\x07\x08\x00\xc3\x09\x00\xd4\x0a"
              b"\x00\xef\x0b\x0c\x00\xff\x7f\x02\xff\x00\x00\xf0\x02\x41\xf7\x00\xf7\x01\xf8")

SEEDS = {
    "whole": header() + track(NOTE),
    "running_status": header() + track(b"\x00\x90\x3c\x40\x60\x3c\x00"),
    "every_kind": header() + track(EVERY_KIND),
    "voices": header(1, 3) + track(CONDUCTOR) + track(b"\x00\xff\x03\x01S" + NOTE) + track(NOTE * 2),
    "format_2": header(2, 2) + track(NOTE) + track(NOTE),
    "smpte_25": header(division=0xE728) + track(NOTE),
    "smpte_29": header(division=0xE350) + track(NOTE),
    "rmi": rmi(header() + track(NOTE)),
    "percussion": header() + track(b"\x00\x99\x24\x40\x60\x89\x24\x00" + NOTE),
    "overlap": header() + track(b"\x00\x90\x3c\x40\x30\x90\x3c\x40\x30\x80\x3c\x00\x60\x80\x3c\x00"),
    "off_grid": header(division=384) + track(b"\x0d\x90\x3c\x40\x11\x3e\x40\x17\x40\x40\x2f\x3c\x00\x05\x3e\x00\x07\x40\x00"),
    "long_wait": header() + track(b"\xff\xff\xff\x7f\x90\x3c\x40\xff\xff\xff\x7f\x3c\x00"),
    "latin_1": header() + track(b"\x00\xff\x03\x01\xfc" + NOTE),
    "foreign_chunk": header() + b"XFIH" + struct.pack(">I", 2) + b"ab" + track(NOTE),
    "truncated": header() + track(NOTE * 3)[:-9],
    "too_long": header(1, 2) + track(NOTE, length=99) + track(NOTE),
    "too_short": header(1, 2) + track(NOTE, length=3) + track(NOTE),
    "damaged_id": header() + track(NOTE, name=b"MTrj"),
    "no_track_header": header() + NOTE + END,
    "no_header": track(NOTE),
    "foreign_bytes": b"\xef\xbb\xbf" + header() + b"\r\n" + track(NOTE) + b"\x1a",
    "status_after_meta": header() + track(b"\x00\x90\x3c\x40\x00\xff\x01\x01A\x60\x3c\x00"),
    "no_status": header() + track(b"\x00\x3c\x40" + NOTE),
    "overlong_delta": header() + track(b"\xff\xff\xff\xff\xff\x7f\x90\x3c\x40"),
    "data_over_127": header() + track(b"\x00\x90\xbc\x80\x60\x80\x3c\x00"),
    "system_message": header() + track(b"\x00\xf2\x01\x02" + NOTE),
    "meta_too_long": header() + track(NOTE + b"\x00\xff\x01\x7fAB", end=b""),
    "no_end": header() + track(NOTE, end=b""),
    "after_end": header() + track(END + NOTE),
    "division_0": header(division=0) + track(NOTE),
    "hanging": header() + track(b"\x00\x90\x3c\x40\x60\x90\x3c\x40\x60\x90\x40\x40"),
    "bad_meta": header() + track(b"\x00\xff\x51\x03\x00\x00\x00\x00\xff\x58\x04\x00\x03\x18\x08\x00\xff\x59\x02\x09\x00"),
    "header_cut": header()[:9],
    "long_header": header(length=8) + b"\x00\x00" + track(NOTE),
    "foreign": b"%PDF-1.4",
}


def main():
    folder = pathlib.Path(__file__).parent / "corpus" / "midi"
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in SEEDS.items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
