// Looks for ink in the pictures of the documentation: a picture that was taken before its page was
// drawn shows empty boxes.
//   node images_test.mjs FOLDER_OF_PNG_FILES
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { checkInk, openEye } from "./ink.mjs";

const folder = path.resolve(process.argv[2]);
const noteColour = "#1f6f8b";

// The page of new pieces: a roll's notes, and sheet music, which is dark.
async function showsRollsAndSheets(eye, png) {
  assert.ok((await eye.pixelsLike(png, noteColour)) > 10000, "no notes in the rolls");
  assert.ok((await eye.pixelsLike(png, "#22262b")) > 10000, "no sheet music");
}

const further = { "pieces.png": showsRollsAndSheets };

const names = readdirSync(folder).filter(name => name.endsWith(".png"));
assert.ok(names.length > 0, folder + " has no PNG file");
const eye = await openEye();
for (const name of names) {
  const png = readFileSync(path.join(folder, name));
  try {
    await checkInk(eye, png);
    if (further[name]) await further[name](eye, png);
    console.log("passed  " + name);
  } catch (error) {
    process.exitCode = 1;
    console.log("FAILED  " + name + ": " + error.message);
  }
}
await eye.close();
