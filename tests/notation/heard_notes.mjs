// What the oracles share: the notes of samples, and those of MIDI files, in quarters.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const packages = createRequire(new URL("../node/package.json", import.meta.url));

export function skip(why) {
  console.log("SKIPPED: " + why);
  process.exit(0);
}

export function requirePackage(name) {
  try {
    return packages(name);
  } catch {
    return skip(name + " is not installed: npm ci --prefix tests/node");
  }
}

// Has the program write its samples into the folder and gives their names.
export function writeSamples(program, folder, samples) {
  rmSync(folder, { recursive: true, force: true });
  const { stdout: said, status } = spawnSync(program, [folder, ...samples], { encoding: "utf8" });
  if (status !== 0) throw new Error(said);
  if (said.startsWith("SKIPPED")) skip(said.slice("SKIPPED: ".length));
  return readdirSync(folder)
    .filter(name => name.endsWith(".musicxml"))
    .map(name => join(folder, name.slice(0, -".musicxml".length)))
    .sort();
}

function byTime(a, b) {
  return a.onset - b.onset || a.pitch - b.pitch || a.duration - b.duration;
}

export function expectedNotes(sample) {
  return readFileSync(sample + ".notes", "utf8")
    .split("\n")
    .filter(Boolean)
    .map(line => {
      const [onset, duration, pitch, part] = line.split(" ").map(Number);
      return { onset, duration, pitch, part };
    });
}

// Notes of MIDI bytes; a note-off ends the note of its track, channel and pitch that began first.
export function notesOfMidi(bytes) {
  const { header, tracks } = requirePackage("midi-file").parseMidi(bytes);
  const notes = [];
  for (const track of tracks) {
    const sounding = new Map();
    let tick = 0;
    for (const event of track) {
      tick += event.deltaTime;
      const key = `${event.channel}:${event.noteNumber}`;
      if (event.type === "noteOn" && event.velocity > 0) {
        const note = { onset: tick, duration: 0, pitch: event.noteNumber };
        sounding.set(key, [...(sounding.get(key) ?? []), note]);
        notes.push(note);
      } else if (event.type === "noteOff" || event.type === "noteOn") {
        const note = (sounding.get(key) ?? []).shift();
        if (note) note.duration = tick - note.onset;
      }
    }
  }
  return notes.map(({ onset, duration, pitch }) => ({
    onset: onset / header.ticksPerBeat,
    duration: duration / header.ticksPerBeat,
    pitch,
  }));
}

// The notes of each list that the other has none for. Times agree within the tolerance.
export function differences(expected, heard, tolerance) {
  const left = [...heard].sort(byTime);
  const missing = [];
  for (const note of [...expected].sort(byTime)) {
    const found = left.findIndex(
      other =>
        other.pitch === note.pitch &&
        Math.abs(other.onset - note.onset) < tolerance &&
        Math.abs(other.duration - note.duration) < tolerance,
    );
    if (found < 0) missing.push(note);
    else left.splice(found, 1);
  }
  return { missing, strange: left };
}

function inWords(note) {
  return `pitch ${note.pitch} at ${note.onset.toFixed(3)} for ${note.duration.toFixed(3)}`;
}

// Says which samples are heard otherwise than written, and how many are heard as written.
export function report(results) {
  let notes = 0;
  let agreeing = 0;
  for (const { sample, expected, missing, strange, complaint } of results) {
    notes += expected.length;
    if (missing.length + strange.length === 0 && !complaint) {
      ++agreeing;
      continue;
    }
    console.log(
      `FAILED  ${sample}: ${missing.length} notes missing, ${strange.length} strange ${complaint ?? ""}`,
    );
    for (const note of missing.slice(0, 4)) console.log("  not heard: " + inWords(note));
    for (const note of strange.slice(0, 4)) console.log("  heard:     " + inWords(note));
  }
  console.log(`${agreeing} of ${results.length} samples are heard as written, ${notes} notes`);
  process.exitCode = agreeing === results.length && results.length > 0 ? 0 : 1;
}
