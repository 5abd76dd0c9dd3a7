// Prints the note-ons of MIDI files as npm's midi-file reads them, for comparison with our reader.
//
//   node note_ons.mjs LIST
//
// LIST is a text file with one path a line. For each, in order, one line is printed:
//   number of note-ons, then for each track a semicolon and its note-ons as tick:pitch
import { readFileSync } from "node:fs";
import midiFile from "midi-file";

function noteOns(track) {
  let tick = 0;
  const found = [];
  for (const event of track) {
    tick += event.deltaTime;
    if (event.type === "noteOn" && event.velocity > 0) {
      found.push(`${tick}:${event.noteNumber}`);
    }
  }
  return found;
}

function describe(path) {
  const tracks = midiFile.parseMidi(readFileSync(path)).tracks.map(noteOns);
  const count = tracks.reduce((sum, track) => sum + track.length, 0);
  return `${count};${tracks.map(track => track.join(" ")).join(";")}`;
}

for (const path of readFileSync(process.argv[2], "utf8").split("\n").filter(Boolean)) {
  let line;
  try {
    line = describe(path);
  } catch (error) {
    line = `error ${error}`;
  }
  process.stdout.write(`${line}\n`);
}
