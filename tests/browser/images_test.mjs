// Looks for ink in the pictures of the documentation: a picture that was taken before its page was
// drawn shows empty boxes.
//   node images_test.mjs FOLDER_OF_PNG_FILES
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { openEye } from './ink.mjs';

const folder = path.resolve(process.argv[2]);
const mostEmpty = 1 / 8;
const leastInk = 0.01;
// Each quarter of a picture's height has ink.
const bands = [0, 1, 2, 3].map(i => ({ top: i / 4, bottom: (i + 1) / 4 }));
const noteColour = '#1f6f8b';

async function hasInk(eye, png) {
  const empty = await eye.largestEmptyShare(png);
  assert.ok(empty < mostEmpty, `${(100 * empty).toFixed(1)} % are one empty rectangle`);
  for (const band of bands) {
    const ink = await eye.inkIn(png, band);
    assert.ok(ink > leastInk, `${(100 * ink).toFixed(2)} % ink from ${band.top} to ${band.bottom} of its height`);
  }
}

// The page of new pieces: a roll's notes, and sheet music, which is dark.
async function showsRollsAndSheets(eye, png) {
  assert.ok(await eye.pixelsLike(png, noteColour) > 10000, 'no notes in the rolls');
  assert.ok(await eye.pixelsLike(png, '#22262b') > 10000, 'no sheet music');
}

const further = { 'pieces.png': showsRollsAndSheets };

const names = readdirSync(folder).filter(name => name.endsWith('.png'));
assert.ok(names.length > 0, folder + ' has no PNG file');
const eye = await openEye();
for (const name of names) {
  const png = readFileSync(path.join(folder, name));
  try {
    await hasInk(eye, png);
    if (further[name]) await further[name](eye, png);
    console.log('passed  ' + name);
  } catch (error) {
    process.exitCode = 1;
    console.log('FAILED  ' + name + ': ' + error.message);
  }
}
await eye.close();
