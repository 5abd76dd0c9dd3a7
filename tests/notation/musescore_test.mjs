// MuseScore reads samples and plays the notes that were written.
//
//   node musescore_test.mjs PROGRAM FOLDER SAMPLES...
//
// It reads what it can of a broken file and says so only in its messages. A part has a channel of
// its own: a note inside another of its pitch, which the same part holds, is not heard.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import {
  differences,
  expectedNotes,
  notesOfMidi,
  report,
  skip,
  writeSamples,
} from "./heard_notes.mjs";

const TOLERANCE = 0.003;
const TICK = 1 / 480;
const musescore = process.env.MUSESCORE || "mscore3";

function isInside(note, other) {
  const end = ({ onset, duration }) => onset + duration;
  return (
    note.part === other.part &&
    note.pitch === other.pitch &&
    other.onset <= note.onset &&
    end(note) <= end(other) &&
    other.duration > note.duration
  );
}

// Of equally long notes that one part begins together, the first is heard.
function heardBesideOthers(notes) {
  const byPitch = new Map();
  for (const note of notes) {
    const key = `${note.part} ${note.pitch}`;
    byPitch.set(key, [...(byPitch.get(key) ?? []), note]);
  }
  const seen = new Set();
  return notes.filter(note => {
    const { onset, duration, pitch, part } = note;
    const name = [onset, duration, pitch, part].join(" ");
    const isFirst = !seen.has(name);
    seen.add(name);
    return isFirst && !byPitch.get(`${part} ${pitch}`).some(other => isInside(note, other));
  });
}

function runMuseScore(job) {
  const run = spawnSync(musescore, ["-j", job], {
    encoding: "utf8",
    env: { ...process.env, QT_QPA_PLATFORM: "offscreen" },
    maxBuffer: 1 << 26,
  });
  if (run.error) skip(musescore + " is not installed");
  return run.stderr;
}

const [program, folder, ...what] = process.argv.slice(2);
const samples = writeSamples(program, folder, what);
const job = folder + "/job.json";
writeFileSync(
  job,
  JSON.stringify(samples.map(sample => ({ in: sample + ".musicxml", out: sample + ".mid" }))),
);
const messages = runMuseScore(job);
const complaints = messages.split("\n").filter(line => /not a valid MusicXML file/.test(line));
report(
  samples.map(sample => {
    const heard = notesOfMidi(readFileSync(sample + ".mid")).map(note => ({
      ...note,
      duration: note.duration + TICK,
    }));
    const expected = heardBesideOthers(expectedNotes(sample));
    const complaint = complaints.find(line => line.includes(sample + ".musicxml"));
    return { sample, expected, ...differences(expected, heard, TOLERANCE), complaint };
  }),
);
