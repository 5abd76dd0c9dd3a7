// Verovio reads samples and plays the notes that were written.
//
//   node verovio_test.mjs PROGRAM FOLDER SAMPLES...
//
// It has 120 ticks a quarter, and ends each note one of them early.
import { readFileSync } from "node:fs";
import {
  differences,
  expectedNotes,
  notesOfMidi,
  report,
  skip,
  writeSamples,
} from "./heard_notes.mjs";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";

const TOLERANCE = 0.01;
const TICK = 1 / 120;

async function loadToolkit() {
  const packages = createRequire(new URL("../node/package.json", import.meta.url));
  try {
    const load = async name => import(pathToFileURL(packages.resolve(name)).href);
    const { default: createModule } = await load("verovio/wasm");
    const { VerovioToolkit } = await import(
      pathToFileURL(packages.resolve("verovio/esm").replace(".cjs", ".mjs")).href
    );
    return new VerovioToolkit(await createModule());
  } catch {
    return skip("verovio is not installed: npm ci --prefix tests/node");
  }
}

const [program, folder, ...samples] = process.argv.slice(2);
const toolkit = await loadToolkit();
const complaints = [];
for (const name of ["error", "warn"]) console[name] = text => complaints.push(text);
report(
  writeSamples(program, folder, samples).map(sample => {
    complaints.length = 0;
    toolkit.loadData(readFileSync(sample + ".musicxml", "utf8"));
    const heard = notesOfMidi(Buffer.from(toolkit.renderToMIDI(), "base64")).map(note => ({
      ...note,
      duration: note.duration + TICK,
    }));
    const expected = expectedNotes(sample);
    return {
      sample,
      expected,
      ...differences(expected, heard, TOLERANCE),
      complaint: complaints.join("; "),
    };
  }),
);
