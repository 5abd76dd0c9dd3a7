// MuseScore reads samples and plays the notes that were written.
//
//   node musescore_test.mjs PROGRAM FOLDER SAMPLES...
//
// It reads what it can of a broken file and says so only in its messages.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { differences, expectedNotes, notesOfMidi, report, skip, writeSamples } from './heard_notes.mjs';

const TOLERANCE = 0.003;
const TICK = 1 / 480;
const musescore = process.env.MUSESCORE || 'mscore3';

function runMuseScore(job) {
  const run = spawnSync(musescore, ['-j', job], {
    encoding: 'utf8', env: { ...process.env, QT_QPA_PLATFORM: 'offscreen' }, maxBuffer: 1 << 26,
  });
  if (run.error) skip(musescore + ' is not installed');
  return run.stderr;
}

const [program, folder, ...what] = process.argv.slice(2);
const samples = writeSamples(program, folder, what);
const job = folder + '/job.json';
writeFileSync(job, JSON.stringify(samples.map(sample => ({ in: sample + '.musicxml', out: sample + '.mid' }))));
const messages = runMuseScore(job);
const complaints = messages.split('\n').filter(line => /not a valid MusicXML file/.test(line));
report(samples.map(sample => {
  const heard = notesOfMidi(readFileSync(sample + '.mid'))
    .map(note => ({ ...note, duration: note.duration + TICK }));
  const expected = expectedNotes(sample);
  const complaint = complaints.find(line => line.includes(sample + '.musicxml'));
  return { sample, expected, ...differences(expected, heard, TOLERANCE), complaint };
}));
