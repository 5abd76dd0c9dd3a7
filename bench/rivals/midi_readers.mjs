// How fast npm's midi-file parses the MIDI files of folders, from bytes in memory.
//
//   node midi_readers.mjs FOLDER...        (npm packages of tests/node: tools/setup.sh test)
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";

const require = createRequire(new URL("../../tests/node/package.json", import.meta.url));
const { parseMidi } = require("midi-file");
const kRounds = 9;

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return /\.(mid|midi|kar)$/i.test(entry.name) ? [readFileSync(path)] : [];
  });
}

function parseAll(files) {
  let events = 0;
  for (const bytes of files) {
    try {
      events += parseMidi(bytes).tracks.reduce((sum, track) => sum + track.length, 0);
    } catch {
      // A file that it refuses counts for it all the same.
    }
  }
  return events;
}

for (const folder of process.argv.slice(2)) {
  const files = filesBelow(folder);
  const megabytes = files.reduce((sum, bytes) => sum + bytes.length, 0) / 1e6;
  let events = 0;
  const speeds = [];
  for (let round = 0; round < kRounds; ++round) {
    const begin = performance.now();
    events = parseAll(files);
    speeds.push((1000 * megabytes) / (performance.now() - begin));
  }
  speeds.sort((a, b) => a - b);
  const median = speeds[(kRounds - 1) / 2].toFixed(1);
  console.log(`${basename(folder)}: midi-file, events: ${median} MB/s, ${events} found`);
}
